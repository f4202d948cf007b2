"""A Motion as a 3D page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from contracts import Progress, StudioError, silent
from engines.body import Body, load_body
from engines.motion import Motion, rotations, skeleton
from engines.motion.formats.files import write_atomically
from engines.picture.material import edited_motion, sound_of
from engines.picture.requests import ViewRequest
from renderers import viewport
from renderers.video import Sound


@dataclass(frozen=True)
class Page:
    """What `view` made. `notes` are what the creator should know of how it was made."""

    path: Path
    frames: int
    seconds: float
    bytes: int
    notes: tuple[str, ...] = ()


def view(request: ViewRequest, progress: Progress = silent, motion: Motion | None = None) -> Page:
    """Write the page of `request.motion`, edited as the request says. A `motion` given here is shown as it is."""
    if request.out.suffix.lower() not in (".html", ".htm"):
        raise StudioError(f"'{request.out.name}' is not the name of a page.", "End it in .html.")
    if not request.out.parent.is_dir():
        raise StudioError(f"The folder {request.out.parent} does not exist.", "Make it first, or choose another.")
    if motion is None:
        motion = edited_motion(request, progress)
    body = load_body(request.body, request.palette, request.ckpt)
    progress("page", 0, 1, f"Writing {request.out.name}")
    title = request.motion.stem if request.title is None else request.title
    text = page_of(motion, body, sound=sound_of(request), title=title, theme=request.theme)
    write_atomically(request.out, lambda part: _put(part, text))
    progress("page", 1, 1)
    return Page(request.out, len(motion), motion.duration, len(text.encode("utf-8")), motion.notes + _lost(body))


def page_of(
    motion: Motion,
    body: Body | None = None,
    *,
    sound: Sound | None = None,
    title: str = "",
    theme: Literal["auto", "light", "dark"] = "auto",
) -> str:
    """The page of `motion` on `body` (the mannequin if none is given) as HTML."""
    body = body or load_body()
    performance = viewport.Performance(
        motion.fps, rotations.quaternion(motion.rotations), motion.translation, body.face_weights(motion)
    )
    figure = _figure(body)  # type: ignore[arg-type]  # a body is hashed by identity
    return viewport.page(figure, performance, sound=sound, title=title, theme=theme)


@lru_cache(maxsize=4)
def _figure(body: Body) -> viewport.Figure:
    skin = body.skin
    return viewport.Figure(
        surface=body.surface,
        vertices=skin.vertices,
        joints=body.rest_joints,
        parents=skeleton.PARENTS,
        joint_indices=skin.joint_indices,
        joint_weights=skin.joint_weights,
        morph_starts=skin.morphs.starts,
        morph_vertices=skin.morphs.vertices,
        morph_deltas=skin.morphs.deltas,
        head=skeleton.INDEX["head"],
    )


def _lost(body: Body) -> tuple[str, ...]:
    if body.name == "smplx":
        return ("The 3D page shows SMPL-X in its average shape and without expressions; a film shows both.",)
    return ()


def _put(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
