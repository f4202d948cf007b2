"""Skinning 300 frames of the mannequin with morphs: our compiled loop against plain numpy in the same run.

Run: python tests/benchmarks/skinning.py
"""

import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

import numpy as np
from numpy.typing import NDArray

from engines.body import Body, load_body, skinning
from engines.motion import Motion, skeleton
from engines.motion.face import FACE_WEIGHTS

FRAMES, PLAIN_FRAMES, BUDGET = 300, 10, 2.0


def main() -> None:
    body = load_body()
    skin = body.skin
    random = np.random.default_rng(0)
    rotations = random.normal(0, 0.2, (FRAMES, skeleton.COUNT, 3))
    rows = []
    for title, active in (("no morphs", 0), ("10 morphs a frame", 10), ("all 52 morphs", 52)):
        face = np.zeros((FRAMES, len(FACE_WEIGHTS)), np.float32)
        for row in face:
            row[random.permutation(len(FACE_WEIGHTS))[:active]] = random.uniform(0.1, 0.6, active)
        motion = Motion.of(30, rotations, face=face)
        few = {
            name: getattr(motion, name)[:PLAIN_FRAMES] for name in ("rotations", "translation", "face", "expression")
        }
        short = motion.with_(**few)
        ours = best(partial(body.vertices, motion)) / FRAMES
        one = best(partial(body.vertices, motion, 0, 1))
        plain = best(partial(plainly, body, short), 2) / PLAIN_FRAMES
        rows.append((title, ours * 1e3, one * 1e3, plain * 1e3))
    print(f"{len(skin.vertices)} vertices, {FRAMES} frames; budget {BUDGET} ms a frame\n")
    print(f"{'':20}{'ms a frame':>12}{'one frame':>12}{'plain numpy':>14}{'times faster':>14}")
    for title, ours, one, plain in rows:
        print(f"{title:20}{ours:12.2f}{one:12.2f}{plain:14.2f}{plain / ours:14.1f}")


def plainly(body: Body, motion: Motion) -> NDArray[np.float32]:
    transforms = skinning.joint_transforms(motion.rotations, motion.translation, body.rest_joints)
    return skinning.skin_frames_plainly(body.skin, transforms, body.face_weights(motion))


def best(work: Callable[[], object], rounds: int = 4) -> float:
    """Seconds of the quickest of a few runs, after one to warm up."""
    work()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


if __name__ == "__main__":
    main()
