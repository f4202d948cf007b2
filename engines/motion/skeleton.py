"""The one skeleton: 55 SMPL-X joints, their parents, their rest positions, and how rotations become positions.

Frames: y is up, the figure faces +z, its left hand points to +x, the ground is y = 0. In the rest pose every joint's
axes are the world's axes, so a joint rotation turns its limb about world-aligned axes at rest. Metres.
"""

import numpy as np
from numpy.typing import NDArray

from engines.motion import rotations as rot
from engines.motion.rest_pose import REST_POSITIONS

BODY_JOINTS = (
    "pelvis", "left_hip", "right_hip", "spine1", "left_knee", "right_knee", "spine2", "left_ankle", "right_ankle",
    "spine3", "left_foot", "right_foot", "neck", "left_collar", "right_collar", "head", "left_shoulder",
    "right_shoulder", "left_elbow", "right_elbow", "left_wrist", "right_wrist",
)  # fmt: skip
FACE_JOINTS = ("jaw", "left_eye", "right_eye")
FINGERS = ("index", "middle", "pinky", "ring", "thumb")
HAND_JOINTS = tuple(f"{side}_{finger}{bone}" for side in ("left", "right") for finger in FINGERS for bone in (1, 2, 3))
JOINTS = BODY_JOINTS + FACE_JOINTS + HAND_JOINTS
INDEX = {name: i for i, name in enumerate(JOINTS)}
COUNT = len(JOINTS)

_BODY_PARENTS = (-1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 12, 13, 14, 16, 17, 18, 19)


def _parents() -> NDArray[np.int32]:
    parents = list(_BODY_PARENTS) + [INDEX["head"]] * len(FACE_JOINTS)
    for name in HAND_JOINTS:
        side, bone = name.split("_")[0], int(name[-1])
        parents.append(INDEX[f"{side}_wrist"] if bone == 1 else INDEX[f"{name[:-1]}{bone - 1}"])
    return np.array(parents, dtype=np.int32)


PARENTS = _parents()
PARENTS.setflags(write=False)

REST = np.array([REST_POSITIONS[name] for name in JOINTS], dtype=np.float32)
"""[55, 3] joint positions in the rest pose, metres, soles on y = 0."""
REST.setflags(write=False)

OFFSETS = np.where(PARENTS[:, None] >= 0, REST - REST[PARENTS], REST).astype(np.float32)
"""[55, 3] each joint relative to its parent in the rest pose; the pelvis row is its height above the ground."""
OFFSETS.setflags(write=False)


def mirror_name(name: str) -> str:
    """left_wrist -> right_wrist and back; names in the middle stay."""
    if name.startswith("left_"):
        return "right_" + name.removeprefix("left_")
    return "left_" + name.removeprefix("right_") if name.startswith("right_") else name


MIRROR = np.array([INDEX[mirror_name(name)] for name in JOINTS], dtype=np.int32)
MIRROR.setflags(write=False)


def forward(
    rotations: NDArray[np.floating],
    translation: NDArray[np.floating],
    offsets: NDArray[np.floating] = OFFSETS,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Forward kinematics.

    `rotations [T, 55, 3]` local axis-angle, `translation [T, 3]` pelvis position, `offsets [55, 3]` relative to the
    parent. Returns world positions `[T, 55, 3]` and world rotation matrices `[T, 55, 3, 3]`.
    """
    local = rot.matrix(rotations)
    world = np.empty_like(local)
    positions = np.empty(local.shape[:2] + (3,), dtype=np.float32)
    world[:, 0], positions[:, 0] = local[:, 0], translation
    for joint in range(1, COUNT):
        parent = PARENTS[joint]
        world[:, joint] = world[:, parent] @ local[:, joint]
        positions[:, joint] = positions[:, parent] + world[:, parent] @ offsets[joint].astype(np.float32)
    return positions, world
