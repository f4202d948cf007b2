"""How fast a motion becomes a film: frames a second with everything included, beside pyrender in the same run.

    python tests/benchmarks/video.py [--motion FILE] [--size WxH] [--frames N] [--peer-frames N] [--runs N]

The film is H.264 at 960 x 720 with sound, written to a temporary folder. The peer is what one would write with
pyrender: the same body, cameras and encoder, a mesh made anew for each frame, three lights, no shadows (ours has
them). It draws with the OpenGL it finds, EGL or OSMesa. The parts are measured alone; in the film they overlap.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from contracts import StudioError  # noqa: E402
from engines.body import load_body  # noqa: E402
from engines.motion import Motion, formats  # noqa: E402
from engines.picture import RenderRequest, render  # noqa: E402
from engines.picture.subject import subject_of  # noqa: E402
from renderers import opengl, video  # noqa: E402
from renderers.camera import Camera, cameras  # noqa: E402
from renderers.mesh import MeshRenderer  # noqa: E402

SAMPLES = ROOT / "assets" / "samples"


def longer(motion: Motion, frames: int) -> Motion:
    """The motion over and over until it has `frames`."""
    again = np.arange(frames) % len(motion)
    parts = {name: getattr(motion, name)[again] for name in ("rotations", "translation", "face", "expression")}
    return motion.with_(**parts)


def timed(work: Callable[[], Any], runs: int) -> tuple[float, float]:
    """The best of `runs`: seconds by the clock, and seconds of all processors together, ffmpeg's included.

    The second hardly depends on what else the machine is doing.
    """
    best = busy = float("inf")
    for _ in range(runs):
        start, before = time.perf_counter(), sum(os.times()[:4])
        work()
        best, busy = min(best, time.perf_counter() - start), min(busy, sum(os.times()[:4]) - before)
    return best, busy


def with_pyrender(motion: Motion, views: list[Camera], size: tuple[int, int]) -> Iterator[np.ndarray]:
    """Frames as pyrender draws them."""
    import pyrender
    import trimesh

    body = load_body()
    surface = body.surface
    renderer = pyrender.OffscreenRenderer(*size)
    scene = pyrender.Scene(bg_color=[0.75, 0.76, 0.78, 1.0], ambient_light=[0.3, 0.3, 0.3])
    eye = scene.add(pyrender.PerspectiveCamera(yfov=views[0].fov_y, aspectRatio=size[0] / size[1]))
    for turn in (-0.7, 0.7, 3.0):
        pose = np.eye(4)
        pose[:3, :3] = trimesh.transformations.euler_matrix(-0.6, turn, 0, "rxyz")[:3, :3]
        scene.add(pyrender.DirectionalLight(intensity=2.5), pose=pose)
    colors = np.round(surface.colors * 255).astype(np.uint8)
    try:
        for frame in range(len(motion)):
            mesh = trimesh.Trimesh(
                body.vertices(motion, frame, frame + 1)[0], surface.faces, vertex_colors=colors, process=False
            )
            node = scene.add(pyrender.Mesh.from_trimesh(mesh, smooth=True))
            scene.set_pose(eye, np.linalg.inv(views[frame].view()))
            yield renderer.render(scene)[0]
            scene.remove_node(node)
    finally:
        renderer.delete()


def find_opengl() -> str | None:
    """What draws with OpenGL here, made ready; None where nothing does."""
    try:
        opengl.prepare()
        return opengl.platform()[1]
    except StudioError:
        return None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--motion", type=Path, default=SAMPLES / "talk.npz")
    parser.add_argument("--audio", type=Path, default=SAMPLES / "talk.wav")
    parser.add_argument("--size", default="960x720")
    parser.add_argument("--frames", type=int, default=600)
    parser.add_argument("--peer-frames", type=int, default=60)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    width, height = (int(side) for side in asked.size.split("x"))
    size = (width, height)
    motion = longer(formats.read(asked.motion), asked.frames)
    body = load_body()
    views = cameras("full", subject_of(body, motion), width / height)
    platform = find_opengl()

    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "film.mp4"
        request = RenderRequest(motion=asked.motion, audio=asked.audio, out=out, size=size)
        render(request, motion=longer(motion, 8))  # compiled code is loaded before anything is timed
        film = timed(lambda: render(request, motion=motion), asked.runs)
        info = video.probe(out)
        renderer = MeshRenderer(body.surface, size)
        part = longer(motion, 60)
        vertices = body.vertices(part)
        pictures = [renderer.draw(vertices[i], views[i]).copy() for i in range(60)]

        def draw() -> None:
            for i in range(60):
                renderer.draw(vertices[i], views[i])

        rows = [
            ("film, everything included", film, asked.frames),
            ("  skinning alone", timed(lambda: body.vertices(part), asked.runs), 60),
            ("  drawing alone", timed(draw, asked.runs), 60),
            ("  encoding alone", timed(lambda: video.write(out, pictures, motion.fps), asked.runs), 60),
        ]
        if platform:
            peer_motion = longer(motion, asked.peer_frames)
            peer = timed(lambda: video.write(out, with_pyrender(peer_motion, views, size), motion.fps), 1)
            advanced = request.model_copy(update={"method": "advanced"})
            rows += [
                ("film, advanced method", timed(lambda: render(advanced, motion=peer_motion), 1), asked.peer_frames),
                ("film with pyrender", peer, asked.peer_frames),
            ]

    print(f"{asked.frames} frames of {width} x {height}, {os.cpu_count()} processors")
    print(f"film: {info.frames} frames at {info.fps}, {info.duration:.3f} s; sound {info.sound_duration:.3f} s\n")
    print(f"{'':32}{'ms a frame':>12}{'frames/s':>10}{'ratio':>8}{'processor ms':>14}{'ratio':>8}")
    for name, (clock, busy), frames in rows:
        ratio, busy_ratio = clock / frames / film[0] * asked.frames, busy / frames / film[1] * asked.frames
        print(
            f"{name:32}{1000 * clock / frames:12.2f}{frames / clock:10.1f}{ratio:8.2f}"
            f"{1000 * busy / frames:14.2f}{busy_ratio:8.2f}"
        )
    print(f"OpenGL: {platform}" if platform else "pyrender was not run: neither EGL nor OSMesa draws on this machine")


if __name__ == "__main__":
    main()
