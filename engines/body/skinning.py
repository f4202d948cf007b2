"""From a pose to vertices: morphs, then linear blend skinning."""

import functools
import itertools
import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from engines.body.body import Skin
from engines.motion import skeleton

F32 = NDArray[np.float32]
_CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def joint_transforms(rotations: F32, translation: F32, rest_joints: F32) -> F32:
    """[T, 55, 3, 4] what carries rest-pose points into the pose: `rotations [T, 55, 3]`, `translation [T, 3]`."""
    parents = skeleton.PARENTS
    offsets = np.where(parents[:, None] >= 0, rest_joints - rest_joints[parents], rest_joints)
    positions, turns = skeleton.forward(rotations, translation, offsets)
    shift = positions - np.einsum("tjab,jb->tja", turns, rest_joints)
    return np.ascontiguousarray(np.concatenate([turns, shift[..., None]], axis=-1), dtype=np.float32)


def skin_frames(skin: Skin, transforms: F32, morph_weights: F32) -> F32:
    """[T, V, 3] vertices under `transforms [T, 55, 3, 4]` and `morph_weights [T, M]`, on every core.

    The threads are ours: numba's own may not be entered twice at once, and pages and films are made side by side.
    """
    from engines.body import skinning_kernel

    poses = np.ascontiguousarray(transforms, dtype=np.float32)
    weights = np.ascontiguousarray(morph_weights, dtype=np.float32)
    out = np.empty((len(poses), len(skin.vertices), 3), dtype=np.float32)

    def skin_part(part: slice) -> None:
        skinning_kernel.skin_frames(
            skin.vertices,
            skin.joint_indices,
            skin.joint_weights,
            skin.morphs.starts,
            skin.morphs.vertices,
            skin.morphs.deltas,
            poses[part],
            weights[part],
            out[part],
        )

    bounds = np.linspace(0, len(out), min(len(out), _CORES) + 1).astype(int)
    parts = [slice(int(a), int(b)) for a, b in itertools.pairwise(bounds)]
    if len(parts) == 1:
        skin_part(parts[0])
    else:
        list(_threads().map(skin_part, parts))
    return out


@functools.cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_CORES, thread_name_prefix="skinning")


def skin_frames_plainly(skin: Skin, transforms: F32, morph_weights: F32) -> F32:
    """The same as `skin_frames` in plain numpy: slower, easy to read, the test's oracle."""
    out = np.empty((len(transforms), len(skin.vertices), 3), dtype=np.float32)
    for frame, (pose, weights) in enumerate(zip(transforms, morph_weights, strict=True)):
        shape = skin.vertices.copy()
        for weight, (moved, deltas) in zip(weights, skin.morph_targets().values(), strict=True):
            shape[moved] += weight * deltas
        blended = (skin.joint_weights[..., None, None] * pose[skin.joint_indices]).sum(1)
        out[frame] = (blended[..., :3] @ shape[..., None])[..., 0] + blended[..., 3]
    return out
