"""How large the 3D page is and how long it takes to make, beside viser's own recording of the same motion.

    python tests/benchmarks/viewport.py [--motion FILE] [--audio FILE] [--runs N]

The peer records what viser offers: a skinned mesh in one colour whose bones are set for each frame on a live server,
saved with `as_html`; it has neither face nor colours nor sound. Budgets: 3 MB for a minute, a second for ten seconds.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from engines.body import load_body  # noqa: E402
from engines.motion import Motion, formats, rotations, skeleton  # noqa: E402
from engines.picture import page_of  # noqa: E402
from renderers.video import Sound  # noqa: E402

SAMPLES = ROOT / "assets" / "samples"


def lasting(motion: Motion, seconds: float) -> Motion:
    """The motion over and over until it lasts `seconds`, trembling a little so that nothing repeats."""
    again = np.arange(round(seconds * motion.fps)) % len(motion)
    parts = {name: getattr(motion, name)[again] for name in ("rotations", "translation", "face", "expression")}
    parts["rotations"] = parts["rotations"] + np.random.default_rng(0).normal(0, 0.003, parts["rotations"].shape)
    return motion.with_(**parts)


def recorded_by_viser(motion: Motion) -> str:
    """The page that viser makes of the same skin and bones."""
    import viser

    body = load_body()
    skin = body.skin
    weights = np.zeros((len(skin.vertices), skeleton.COUNT), np.float32)
    np.put_along_axis(weights, skin.joint_indices.astype(np.int64), skin.joint_weights, axis=1)
    places, turns = skeleton.forward(motion.rotations, motion.translation, body.rest_joints - np.where(
        skeleton.PARENTS[:, None] >= 0, body.rest_joints[skeleton.PARENTS], 0))  # fmt: skip
    world = rotations.quaternion(rotations.axis_angle(turns))
    server = viser.ViserServer(host="127.0.0.1", port=0, verbose=False)
    try:
        still = np.tile([1.0, 0.0, 0.0, 0.0], (skeleton.COUNT, 1))
        mesh = server.scene.add_mesh_skinned(
            "/figure", skin.vertices, body.surface.faces, bone_wxyzs=still, bone_positions=body.rest_joints,
            skin_weights=weights,
        )  # fmt: skip
        recording = server.get_scene_serializer()
        for frame in range(len(motion)):
            for joint, bone in enumerate(mesh.bones):
                bone.wxyz, bone.position = world[frame, joint], places[frame, joint]
            recording.insert_sleep(float(1 / motion.fps))
        return recording.as_html()
    finally:
        server.stop()


def timed(work: Callable[[], str], runs: int) -> tuple[float, int]:
    """The best of `runs` in seconds, and the size of the page in bytes."""
    best = float("inf")
    for _ in range(runs):
        start = time.perf_counter()
        page = work()
        best = min(best, time.perf_counter() - start)
    return best, len(page.encode("utf-8"))


def cold(motion: Path, audio: Path) -> float:
    """Seconds for the first page of a new process, everything it imports included."""
    code = (
        "from pathlib import Path; from engines.motion import formats; from engines.picture import page_of;"
        "from renderers.video import Sound; import sys;"
        "page_of(formats.read(Path(sys.argv[1])), sound=Sound(Path(sys.argv[2])))"
    )
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code, str(motion), str(audio)], check=True, cwd=ROOT)
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--motion", type=Path, default=SAMPLES / "talk.npz")
    parser.add_argument("--audio", type=Path, default=SAMPLES / "talk.wav")
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    motion = formats.read(asked.motion)
    ten, minute = lasting(motion, 10), lasting(motion, 60)
    slow = Sound(asked.audio, speed=asked_speed(asked.audio, minute.duration))
    page_of(ten)
    rows: list[tuple[str, Any]] = [
        ("ten seconds", timed(lambda: page_of(ten), asked.runs)),
        ("ten seconds, sound", timed(lambda: page_of(ten, sound=Sound(asked.audio)), asked.runs)),
        ("a minute", timed(lambda: page_of(minute), asked.runs)),
        ("a minute, a minute of sound", timed(lambda: page_of(minute, sound=slow), asked.runs)),
        ("ten seconds, viser alone", timed(lambda: recorded_by_viser(ten), 1)),
        ("a minute, viser alone", timed(lambda: recorded_by_viser(minute), 1)),
    ]
    print(f"{'':32}{'seconds':>10}{'ratio':>8}{'MB':>8}{'ratio':>8}")
    for name, (seconds, size) in rows:
        base = rows[0][1] if "ten" in name else rows[2][1]
        print(f"{name:32}{seconds:10.3f}{seconds / base[0]:8.1f}{size / 1e6:8.2f}{size / base[1]:8.2f}")
    print(f"{'first page of a new process':32}{cold(asked.motion, asked.audio):10.3f}")


def asked_speed(audio: Path, seconds: float) -> float:
    """How slowly the sound has to play to last `seconds`."""
    from renderers import video

    return min(1.0, video.probe(audio).duration / seconds)


if __name__ == "__main__":
    main()
