"""How well lips follow sounds that were not learned: `python tests/benchmarks/avatar_hearing.py [--features NAME]...`.

GRID's first three sentences, each heard by what was learned from the other two, and thirds of the first four fifths of
the White House clip. What the model is measured with at last, the fourth sentence and the last fifth, is never read:
this is what choices about hearing are made by. Nothing is drawn; openings are those of the codes that were predicted.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from engines.avatar.expression import MOUTH, Coder
from engines.avatar.hearing import Hearing, listen
from engines.avatar.make import PreprocessRequest, preprocess
from engines.avatar.prepared import Prepared, read
from engines.speech.track import SAMPLE_RATE
from tests.conftest import reference_folder

CLIPS = {
    "grid": ("grid_s1/grid_s1_concat4_12s.mp4", 0.75),
    "whitehouse": ("whitehouse_obama/obama_weekly_address_5s.mp4", 0.8),
}
FEATURES = ("mel+mfcc", "mel+mfcc+whisper+shapes", "mel+mfcc+whisper+shapes+lips")
PARTS = 3


def left_out(prepared: Prepared, features: str) -> list[tuple[float, float]]:
    """Correlation of lip openings, and distance of lip landmarks in pixels at 256, for each part from the others."""
    material = prepared.material
    found, parts = material.track, np.arange(len(material)) * PARTS // len(material)
    heard = listen(features, prepared.samples, len(material))
    seen = np.linalg.norm(found.points[:, 13] - found.points[:, 14], axis=1)
    scores = []
    for part in range(PARTS):
        there, here = np.flatnonzero(parts != part), parts == part
        learned = material.part(there)
        coder = Coder.learn(learned.track, learned.chest)
        codes = coder.code(found, material.chest)[:, : coder.shape.mouth]
        counts = np.linalg.norm(coder.mouth_back, axis=1)
        said = Hearing.learn(features, heard[there], codes[there], counts).codes(heard)[here]
        lips = coder.lips(said, found.features)
        opens = np.linalg.norm(lips[:, MOUTH.index(13)] - lips[:, MOUTH.index(14)], axis=1)
        off = ((said - codes[here]) @ coder.mouth_back).reshape(len(said), -1, 3)[..., :2]
        off = (off - off.mean(axis=1, keepdims=True)) * found.focal / found.shifts[:, 2].mean()
        scores.append((float(np.corrcoef(opens, seen[here])[0, 1]), float(np.linalg.norm(off, axis=2).mean())))
    return scores


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--features", action="append", help="as 'avatar train --features' takes it; may be repeated")
    parser.add_argument("--work", type=Path, help="where prepared films are")
    arguments = parser.parse_args()
    data = reference_folder()
    if data is None:
        print("No reference media at ../shared/data or $MARIONETTE_DATA: nothing to learn from.")
        return
    with tempfile.TemporaryDirectory() as temporary:
        work = arguments.work or Path(temporary)
        for name, (file, share) in CLIPS.items():
            if not (work / name).is_dir():
                preprocess(PreprocessRequest(video=data / file, out=work / name, size=256))
            whole = read(work / name, 256)
            count = round(share * len(whole.material))
            samples = whole.samples[: count * SAMPLE_RATE // 25]
            part = replace(whole, material=whole.material.part(slice(0, count)), samples=samples)
            for features in arguments.features or FEATURES:
                correlation, distance = np.mean(left_out(part, features), axis=0)
                print(f"{name:11} {features:20} correlation {correlation:.3f}   LMD {distance:.3f} px", flush=True)


if __name__ == "__main__":
    main()
