"""Clip: animation on whatever skeleton a file came with, before it is retargeted to ours.

Readers of BVH, ASF/AMC and glTF make Clips and know nothing of SMPL-X; `retarget` turns a Clip into a Motion and
knows nothing of files.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Clip:
    """Animation of J joints over T frames, in the file's own units and axes.

    names:      J joint names as the file spells them; parents come before children.
    parents:    [J] index of each parent, -1 for a root.
    rest_local: [J, 4, 4] each joint's rest transform relative to its parent (rotation and offset, no scale).
    rotations:  [T, J, 3, 3] local rotation of each joint, replacing the rest rotation.
    positions:  [T, J, 3] local position of each joint, replacing the rest offset.
    up:         which axis is up in the file, "y" or "z".
    face:       [T, 52] ARKit weights where the file has morphs of those names, else None.
    known:      {our joint: its name here} where the file itself says which joint is which (a VRM humanoid).
    """

    fps: Fraction
    names: tuple[str, ...]
    parents: NDArray[np.int32]
    rest_local: NDArray[np.float32]
    rotations: NDArray[np.float32]
    positions: NDArray[np.float32]
    up: str = "y"
    face: NDArray[np.float32] | None = None
    source: str = ""
    notes: tuple[str, ...] = field(default=())
    known: Mapping[str, str] = field(default_factory=dict)

    def rest_world(self) -> NDArray[np.float32]:
        """[J, 4, 4] rest transforms in the file's world."""
        world = np.empty_like(self.rest_local)
        for joint, parent in enumerate(self.parents):
            world[joint] = self.rest_local[joint] if parent < 0 else world[parent] @ self.rest_local[joint]
        return world

    def world(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """World rotations `[T, J, 3, 3]` and positions `[T, J, 3]`, in the file's units."""
        rotations, positions = np.empty_like(self.rotations), np.empty_like(self.positions)
        for joint, parent in enumerate(self.parents):
            if parent < 0:
                rotations[:, joint], positions[:, joint] = self.rotations[:, joint], self.positions[:, joint]
                continue
            rotations[:, joint] = rotations[:, parent] @ self.rotations[:, joint]
            offset = rotations[:, parent] @ self.positions[:, joint, :, None]
            positions[:, joint] = positions[:, parent] + offset[..., 0]
        return rotations, positions
