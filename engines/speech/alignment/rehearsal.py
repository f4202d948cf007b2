"""Everything the search needs compiled, called once on a second of noise."""

from __future__ import annotations

import numpy as np

from engines.speech.alignment.acoustics import english
from engines.speech.alignment.cepstra import features
from engines.speech.alignment.graph import Said, build
from engines.speech.alignment.search import best_segments, boundaries
from engines.speech.track import SAMPLE_RATE


def rehearse() -> None:
    """Find a word in noise, with and without noise taken off."""
    noise = np.random.default_rng(0).uniform(-0.1, 0.1, SAMPLE_RATE).astype(np.float32)
    model = english()
    graph = build(model, [[[Said(0, 0, 0, (("AH0", "V"),))]]])
    for clean in (False, True):
        heard = features(noise, clean)
        boundaries(model, heard, best_segments(model, heard, graph, lambda: None), lambda: None)
