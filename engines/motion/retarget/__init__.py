"""Clip in, Motion out: movement of any human skeleton, carried over to ours.

`figure` finds the person in the clip (which joint is which, up, facing, size), `calibrate` finds how each of its
joints is turned against ours, `pose` turns our 55 joints as the source turns its own, and `ground` puts the feet on
the floor and keeps them still while the source's are still.

Arms, legs and fingers take the world direction of the source's. The trunk, neck, head and collar bones take its
movement away from its upright rest instead: where a rig puts these joints inside the body differs by up to 20 degrees
between rigs whose people stand equally straight.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from contracts import Progress, silent
from engines.motion import rotations as rot
from engines.motion import skeleton
from engines.motion.clip import Clip
from engines.motion.motion import Motion
from engines.motion.naming import load_mapping
from engines.motion.retarget import calibrate, ground, pose
from engines.motion.retarget.figure import find_figure

__all__ = ["retarget"]


def retarget(
    clip: Clip, mapping: Mapping[str, str | None] | Path | str | None = None, progress: Progress = silent
) -> Motion:
    """Carry `clip` over to our skeleton; `mapping` {our joint: their joint}, or a file of it, overrides name rules."""
    overrides = load_mapping(Path(mapping)) if isinstance(mapping, (str, Path)) else mapping
    if overrides is None and (same := _our_own(clip)) is not None:
        return same
    progress("retarget", 0, 4, "finding the person in the skeleton")
    figure = find_figure(clip, overrides)
    progress("retarget", 1, 4, "comparing rest poses")
    frames = calibrate.local_frames(figure)
    progress("retarget", 2, 4, "turning joints")
    posed = pose.world_rotations(figure, frames)
    progress("retarget", 3, 4, "planting feet")
    turned, pelvis = ground.plant(figure, posed.rotations, frames.sole)
    local = pose.local_axis_angles(turned)
    progress("retarget", 4, 4)
    return Motion.of(
        clip.fps,
        local,
        pelvis,
        face=clip.face,
        source=clip.source,
        notes=(*clip.notes, *figure.notes, *frames.notes, *posed.notes),
    )


def _our_own(clip: Clip) -> Motion | None:
    """The motion itself, when the clip is on our own skeleton in our own rest pose, in whatever unit of length."""
    where = {name: i for i, name in enumerate(clip.names)}
    if not all(name in where for name in skeleton.JOINTS):
        return None
    order = [where[name] for name in skeleton.JOINTS]
    above = clip.parents[order]
    root = int(above[0])
    if any(int(above[i]) != order[skeleton.PARENTS[i]] for i in range(1, skeleton.COUNT)):
        return None
    if root >= 0 and not _still_at_origin(clip, root):
        return None
    rest = clip.rest_local[order]
    if not np.allclose(rest[:, :3, :3], np.eye(3), atol=1e-4):
        return None
    offsets = rest[1:, :3, 3]
    unit = float(np.linalg.norm(offsets) / np.linalg.norm(skeleton.OFFSETS[1:]))
    if unit <= 0 or not np.allclose(offsets / unit, skeleton.OFFSETS[1:], atol=2e-4):
        return None
    for usual in (1.0, 100.0, 1000.0):
        unit = usual if abs(unit / usual - 1) < 1e-3 else unit
    turns = pose.unwrapped(rot.axis_angle(clip.rotations[:, order]))
    place = clip.positions[:, order[0]] / unit
    return Motion.of(clip.fps, turns, place, face=clip.face, source=clip.source, notes=clip.notes)


def _still_at_origin(clip: Clip, joint: int) -> bool:
    """Nothing above the pelvis moves or turns it."""
    while joint >= 0:
        turned = np.abs(clip.rotations[:, joint] - np.eye(3)).max() > 1e-5
        if turned or np.abs(clip.positions[:, joint]).max() > 1e-6:
            return False
        joint = int(clip.parents[joint])
    return True
