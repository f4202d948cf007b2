"""What the mouth does for the words that are heard: how far each movement of `configs/visemes.yaml` goes, how far lips
are pressed together, and how far they part. It knows no voice and no microphone, only speech sounds and their times.

Words are recognised and timed first, which takes longer than all other features; a track that has its words needs
neither. Where nothing is understood the mouth follows loudness.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from contracts import Progress, silent
from engines.speech.track import SpeechTrack

Array = NDArray[np.float32]
RATE = 50
_BLOCK = 2000


def stream(name: str, samples: Array, count: int, ckpt: Sequence[Path]) -> Iterator[Array]:
    """`count` frames in blocks; frame k is the mouth at second k / 50."""
    yield from moved(heard(samples, ckpt), count)


def heard(samples: Array, ckpt: Sequence[Path] = (), progress: Progress = silent) -> SpeechTrack:
    """The track of [N] samples at SAMPLE_RATE: its words, each with its speech sounds."""
    from engines.speech.align import align
    from engines.speech.clean import clean
    from engines.speech.recognise import recognise

    level = clean(samples, progress=progress)
    said = recognise(level, ckpt=ckpt, progress=progress)
    if not said.text:
        return SpeechTrack(level, recogniser=said.recogniser)
    timed = align(level, said.text, said.language, said.words or None, progress=progress)
    return SpeechTrack(level, said.text, timed.words, said.language, said.recogniser, timed.aligner)


def moved(track: SpeechTrack, count: int) -> Iterator[Array]:
    """[n, 9] blocks: seven movements, what presses the lips together, what parts them."""
    from engines.motion.face import FACE_INDEX
    from engines.speech import lips, visemes

    table = visemes.read()
    for first in range(0, count, _BLOCK):
        times = np.arange(first, min(count, first + _BLOCK)) / RATE
        face = lips.mouth(track, times, 1 / RATE, table=table)
        closed = face[:, FACE_INDEX["mouthClose"]]
        parted = face[:, FACE_INDEX["jawOpen"]] - closed
        yield np.column_stack([lips.movements(track, times, table), closed, parted]).astype(np.float32)
