"""What films and pages are made of: the motion as it shall be seen, and the sound that goes with it."""

from contracts import Progress
from engines.motion import Motion, formats
from engines.motion.edit import apply
from engines.picture.requests import RenderRequest, ViewRequest
from renderers.video import Sound


def edited_motion(request: RenderRequest | ViewRequest, progress: Progress) -> Motion:
    """The motion in the request's file, with the request's edits."""
    progress("read", 0, 1, f"Reading {request.motion.name}")
    motion = formats.read(request.motion, clip=request.clip)
    progress("read", 1, 1)
    return apply(motion, request.edits, progress)


def sound_of(request: RenderRequest | ViewRequest) -> Sound | None:
    """The request's sound, cut and hurried as the motion is, so that the two stay together."""
    if request.audio is None:
        return None
    return Sound(request.audio, request.edits.start, request.edits.speed)
