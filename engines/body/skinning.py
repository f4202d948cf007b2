"""From a pose to vertices: morphs, then linear blend skinning."""

import numpy as np
from numpy.typing import NDArray

from engines.body.body import Skin
from engines.motion import skeleton

F32 = NDArray[np.float32]


def joint_transforms(rotations: F32, translation: F32, rest_joints: F32) -> F32:
    """[T, 55, 3, 4] what carries rest-pose points into the pose: `rotations [T, 55, 3]`, `translation [T, 3]`."""
    parents = skeleton.PARENTS
    offsets = np.where(parents[:, None] >= 0, rest_joints - rest_joints[parents], rest_joints)
    positions, turns = skeleton.forward(rotations, translation, offsets)
    shift = positions - np.einsum("tjab,jb->tja", turns, rest_joints)
    return np.ascontiguousarray(np.concatenate([turns, shift[..., None]], axis=-1), dtype=np.float32)


def skin_frames(skin: Skin, transforms: F32, morph_weights: F32) -> F32:
    """[T, V, 3] vertices under `transforms [T, 55, 3, 4]` and `morph_weights [T, M]`, on every core."""
    from engines.body import skinning_kernel

    out = np.empty((len(transforms), len(skin.vertices), 3), dtype=np.float32)
    skinning_kernel.skin_frames(
        skin.vertices,
        skin.joint_indices,
        skin.joint_weights,
        skin.morphs.starts,
        skin.morphs.vertices,
        skin.morphs.deltas,
        np.ascontiguousarray(transforms, dtype=np.float32),
        np.ascontiguousarray(morph_weights, dtype=np.float32),
        out,
    )
    return out


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
