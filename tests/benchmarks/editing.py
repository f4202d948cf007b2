"""What edits do to real recordings: `python tests/benchmarks/editing.py [folder of motion files]`.

Prints, for every file, how far planted feet slide before and after the lock (95th percentile and worst), the fastest
knee, how much of the tremble smoothing takes and how much of the gestures it leaves, and then how long edits take.
"""

import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from contracts import StudioError  # noqa: E402
from engines.motion import Motion, formats, skeleton  # noqa: E402
from engines.motion import rotations as rot  # noqa: E402
from engines.motion.edit import Edits, apply  # noqa: E402
from engines.motion.foot_lock import foot_lock  # noqa: E402
from engines.motion.ground import BALL, HEEL, Contacts, contacts, ground, runs, soles  # noqa: E402
from engines.motion.resample import resample  # noqa: E402
from engines.motion.smooth import gaussian, one_euro  # noqa: E402

KNEES = [skeleton.INDEX["left_knee"], skeleton.INDEX["right_knee"]]
WRISTS = [skeleton.INDEX["left_wrist"], skeleton.INDEX["right_wrist"]]


def slides(motion: Motion, held: Contacts) -> np.ndarray:
    """Millimetres that what bears a foot strays from its mean place, one for each contact."""
    places, out = soles(*skeleton.forward(motion.rotations, motion.translation)), [0.0]
    for side in range(2):
        ball = held.touching[:, side, BALL]
        for part, bearing in ((BALL, ball), (HEEL, held.touching[:, side, HEEL] & ~ball)):
            for start, stop in runs(bearing):
                level = places[start:stop, side, part][:, [0, 2]]
                out.append(1000 * float(np.linalg.norm(level - level.mean(axis=0), axis=-1).max()))
    return np.array(out)


def knee_speed(motion: Motion) -> float:
    turned = rot.angle_between(motion.rotations[2:, KNEES], motion.rotations[1:-1, KNEES])  # files may begin with a T
    return float(turned.max() * float(motion.fps))


def jerk(motion: Motion) -> float:
    """95th percentile over the wrists' frames, m/s3."""
    third = np.diff(motion.positions()[:, WRISTS], 3, axis=0) * float(motion.fps) ** 3
    return float(np.percentile(np.linalg.norm(third, axis=-1), 95))


def size(motion: Motion, of: Motion) -> float:
    """How much of the wrists' reach is left."""
    spread = [np.std(m.positions()[:, WRISTS] - m.translation[:, None], axis=0).sum() for m in (motion, of)]
    return float(spread[0] / max(spread[1], 1e-9))


def row(file: Path) -> str:
    motion = formats.read(file)
    motion = ground(resample(motion, min(motion.fps, 60)))
    held, locked = contacts(motion), foot_lock(motion)
    before, after = slides(motion, held), slides(locked, held)
    calm = [method(motion, 0.5) for method in (gaussian, one_euro)]
    smooth = "  ".join(f"{jerk(m) / max(jerk(motion), 1e-9):5.2f} {size(m, motion):5.3f}" for m in calm)
    feet = f"{np.percentile(before, 95):6.1f} {before.max():6.1f}  {np.percentile(after, 95):5.1f} {after.max():5.1f}"
    return f"{file.stem[:30]:30} {len(motion):6}  {feet}  {knee_speed(motion):5.1f} {knee_speed(locked):5.1f}  {smooth}"


def main(folder: Path) -> None:
    files = sorted(file for file in folder.rglob("*") if file.suffix.lower() in {".bvh", ".npz", ".amc"})
    print(f"{'':30} frames  slide before  slide after  knee rad/s  gaussian 0.5  one-euro 0.5")
    print(f"{'':30}         p95 mm  worst  p95   worst  was   is     jerk  size   jerk  size")
    for file in files:
        try:
            print(row(file), flush=True)
        except StudioError as error:
            print(f"{file.stem[:30]:30} {error}")
    minute = Motion.of(30, np.tile(formats.read(ROOT / "assets/samples/talk.npz").rotations, (7, 1, 1))[:1800])
    walking = formats.read(ROOT / "assets/samples/walk.npz")
    minute = minute.with_(translation=np.tile(walking.translation, (10, 1))[:1800])
    everything = Edits(
        start=0.1, mirror=True, smooth=0.5, ground=True, foot_lock=True, in_place=True, facing=True, speed=1.1, fps=25
    )
    times = []
    for _ in range(5):
        started = time.perf_counter()
        apply(minute, everything)
        times.append(time.perf_counter() - started)
    print(f"every edit on 60 s at 30 fps: {min(times):.2f} s, {60 / min(times):.0f} times real time")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else ROOT.parent / "shared" / "data" / "bvh")
