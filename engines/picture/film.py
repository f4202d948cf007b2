"""A Motion as a film: skinning, drawing and encoding overlap, and every frame asks whether to go on."""

from __future__ import annotations

import math
import os
from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from queue import SimpleQueue
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from contracts import Progress, StudioError, silent
from engines.body import Body, load_body
from engines.motion import Motion
from engines.picture.material import edited_motion, sound_of
from engines.picture.requests import RenderRequest
from engines.picture.subject import subject_of
from engines.preparation import prepare
from renderers import video
from renderers.camera import Camera, Size, Subject, cameras
from renderers.video import Packed, pack

Drawn: TypeAlias = Generator[NDArray[np.uint8] | Packed, None, None]

CHUNK = 12
"""Frames skinned at once: enough to keep every processor busy, little enough to stop quickly."""
MOST_THREADS = 8


@dataclass(frozen=True)
class Film:
    """What `render` made. `notes` are what the creator should know of how it was made."""

    path: Path
    frames: int
    fps: Fraction
    size: tuple[int, int]
    seconds: float
    method: str
    notes: tuple[str, ...] = ()


def render(request: RenderRequest, progress: Progress = silent, motion: Motion | None = None) -> Film:
    """Film `request.motion`, edited as the request says. A `motion` given here is filmed as it is instead."""
    _check(request)
    if motion is None:
        motion = edited_motion(request, progress)
    prepare("pictures", progress)
    body = load_body(request.body, request.palette, request.ckpt)
    sound = sound_of(request)
    subject = subject_of(body, motion, lambda: progress("film", 0, len(motion), "Placing the camera"))
    views = cameras(request.camera, subject, request.size[0] / request.size[1])
    progress("film", 0, len(motion), f"Filming {len(motion)} frames")
    if request.method == "simple":
        drawn = _drawn_simply(request, body.seen_at(_pixel(views, subject, request.size)), motion, views)
    else:
        drawn = _drawn_with_opengl(request, body, motion, views)
    with closing(drawn) as frames:
        video.write(request.out, frames, motion.fps, sound=sound, total=len(motion), progress=progress)
    width, height = request.size if request.out.suffix.lower() == ".gif" else (s // 2 * 2 for s in request.size)
    return Film(request.out, len(motion), motion.fps, (width, height), motion.duration, request.method, motion.notes)


def _check(request: RenderRequest) -> None:
    """Say at once what would only be found out at the end."""
    if request.background.strip().lower() == "transparent" and request.out.suffix.lower() == ".mp4":
        raise StudioError("An MP4 cannot be transparent.", "Write a .webm or .gif, or choose another background.")
    video.check_target(request.out, request.audio is not None)


def _pixel(views: list[Camera], subject: Subject, size: Size) -> float:
    """How many metres wide a pixel is at the head, where the camera comes closest to it."""
    return min(
        2 * math.tan(view.fov_y / 2) * math.dist(view.eye, head) / size[1]
        for view, head in zip(views, subject.head, strict=True)
    )


def _drawn_simply(request: RenderRequest, body: Body, motion: Motion, views: list[Camera]) -> Drawn:
    """Frames in order, each drawn whole by one of a few threads that work side by side."""
    from renderers import background
    from renderers.lighting import hung_for
    from renderers.mesh import MeshRenderer

    behind, rig = background.parse(request.background), hung_for(views[0])
    suffix = request.out.suffix.lower()
    threads = min(os.cpu_count() or 1, MOST_THREADS)
    idle: SimpleQueue[MeshRenderer] = SimpleQueue()
    for _ in range(threads):
        idle.put(MeshRenderer(body.surface, request.size, behind, rig=rig, threads=1))

    def draw(vertices: NDArray[np.float32], camera: Camera) -> Packed:
        renderer = idle.get()
        try:
            return pack(renderer.draw(vertices, camera), suffix)
        finally:
            idle.put(renderer)

    pool = ThreadPoolExecutor(threads, "draw")
    waiting: deque[Future[Packed]] = deque()
    try:
        for vertices, camera in _posed(body, motion, views):
            waiting.append(pool.submit(draw, vertices, camera))
            # the next chunk is skinned while this one is still being drawn
            if len(waiting) > CHUNK + threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _drawn_with_opengl(request: RenderRequest, body: Body, motion: Motion, views: list[Camera]) -> Drawn:
    """Frames in order; OpenGL draws them one after the other."""
    from renderers import background
    from renderers.lighting import hung_for
    from renderers.mesh_gl import MeshRenderer

    behind, rig = background.parse(request.background), hung_for(views[0])
    renderer = MeshRenderer(body.surface, request.size, behind, rig=rig)
    for vertices, camera in _posed(body, motion, views):
        yield renderer.draw(vertices, camera)


def _posed(body: Body, motion: Motion, views: list[Camera]) -> Iterator[tuple[NDArray[np.float32], Camera]]:
    """The vertices [V, 3] and the camera of each frame."""
    for start in range(0, len(motion), CHUNK):
        chunk = body.vertices(motion, start, min(start + CHUNK, len(motion)))
        yield from zip(chunk, views[start : start + CHUNK], strict=True)
