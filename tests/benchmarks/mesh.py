"""Milliseconds a frame of the two mesh renderers on a talking mannequin, and pyrender used plainly as their peer.

Run: python tests/benchmarks/mesh.py [frames] [rounds]

The least of all rounds is printed: what a picture takes when nothing else is being done. "close" is a face that fills
the picture. The budget is 12 ms at 960x720 on two processors.
"""

import functools
import itertools
import math
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from numpy.typing import NDArray

from contracts import StudioError
from engines.body import load_body
from engines.motion import formats
from renderers import opengl
from renderers.camera import Camera
from renderers.mesh import MeshRenderer
from renderers.mesh_gl import MeshRenderer as OpenGLRenderer
from renderers.surface import Surface

CAMERAS = {
    "full": Camera(eye=(0.8, 1.3, 4.0), target=(0, 0.9, 0), fov_y=math.radians(30)),
    "face": Camera(eye=(0.2, 1.64, 1.2), target=(0, 1.6, 0.02), fov_y=math.radians(20)),
    "close": Camera(eye=(0.1, 1.64, 0.9), target=(0, 1.62, 0.02), fov_y=math.radians(14)),
}
SAMPLE = Path(__file__).resolve().parents[2] / "assets" / "samples" / "talk.npz"
Draw = Callable[[NDArray[np.float32], Camera], Any]


Times = dict[str, tuple[float, float]]


def rates(
    draws: dict[str, Draw], frames: NDArray[np.float32], camera: Camera, slow: Sequence[str], rounds: int
) -> Times:
    """Least milliseconds a frame of each, on the clock and of processor time.

    They take turns, so that whatever else the machine does falls on all of them.
    """
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in draws}
    for draw in draws.values():
        draw(frames[0], camera)
    for _, vertices in itertools.product(range(rounds), frames):
        for name, draw in draws.items():
            if name in slow and len(times["simple"]) % 6:
                continue
            start, busy = time.perf_counter(), time.process_time()
            draw(vertices, camera)
            times[name].append((time.perf_counter() - start, time.process_time() - busy))
    return {name: (1000 * min(t[0] for t in spent), 1000 * min(t[1] for t in spent)) for name, spent in times.items()}


def plain_pyrender(surface: Surface, size: tuple[int, int]) -> Draw:
    """How a pyrender film is usually made: a new mesh in a scene for every frame, shadows on, one OffscreenRenderer."""
    import pyrender
    import trimesh

    renderer = pyrender.OffscreenRenderer(*size)
    colors = np.rint(surface.colors * 255).astype(np.uint8)

    def draw(vertices: NDArray[np.float32], camera: Camera) -> Any:
        figure = trimesh.Trimesh(vertices, surface.faces, vertex_colors=colors, process=False)
        scene = pyrender.Scene(ambient_light=[0.3, 0.3, 0.3])
        scene.add(pyrender.Mesh.from_trimesh(figure, smooth=True))
        pose = np.linalg.inv(camera.view())
        scene.add(pyrender.PerspectiveCamera(camera.fov_y), pose=pose)
        scene.add(pyrender.DirectionalLight(intensity=3.0), pose=pose)
        return renderer.render(scene, flags=pyrender.RenderFlags.SHADOWS_DIRECTIONAL)

    return draw


def main() -> None:
    count, rounds = (int(sys.argv[k]) if len(sys.argv) > k else default for k, default in ((1, 12), (2, 10)))
    body, motion = load_body(), formats.read(SAMPLE)
    frames = body.vertices(motion, 0, count)
    surface = body.surface
    print(f"{len(surface.faces)} triangles, {os.cpu_count()} processors, {len(frames)} frames")
    try:
        print(f"OpenGL: {' '.join(opengl.platform())}")
        with_opengl = True
    except StudioError as error:
        print(error)
        with_opengl = False
    print(f"{'size':>10} {'camera':>7} {'renderer':>22} {'ms/frame':>9} {'CPU ms':>8} {'against simple':>15}")
    for size, camera in itertools.product(((960, 720), (1280, 720)), CAMERAS):
        draws: dict[str, Draw] = {"simple": MeshRenderer(surface, size).draw}
        draws["simple, one thread"] = MeshRenderer(surface, size, threads=1).draw
        if with_opengl:
            draws["advanced"] = OpenGLRenderer(surface, size).draw
            draws["pyrender, plain"] = functools.partial(plain_pyrender(surface, size))
        found = rates(draws, frames, CAMERAS[camera], ("advanced", "pyrender, plain"), rounds)
        for name, (clock, busy) in found.items():
            shape = f"{size[0]}x{size[1]}"
            print(
                f"{shape:>10} {camera:>7} {name:>22} {clock:9.1f} {busy:8.1f} {clock / found['simple'][0]:14.1f}x",
                flush=True,
            )


if __name__ == "__main__":
    main()
