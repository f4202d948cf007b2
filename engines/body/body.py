"""What every body offers, and the skin that drives it."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from engines.motion import Motion
from renderers.surface import Surface


@dataclass(frozen=True, eq=False)
class Morphs:
    """M sparse displacements, one after the other: morph m moves `vertices[starts[m]:starts[m + 1]]`.

    names:    M morph names.
    starts:   [M + 1] int32.
    vertices: [K] int32 which vertex.
    deltas:   [K, 3] float32 metres at a weight of 1.
    """

    names: tuple[str, ...]
    starts: NDArray[np.int32]
    vertices: NDArray[np.int32]
    deltas: NDArray[np.float32]

    def of(self, kept: NDArray[np.integer]) -> "Morphs":
        """What they do to the vertices `kept [k]`, ascending, which are then counted from 0."""
        own = np.isin(self.vertices, kept)
        starts = np.concatenate([[0], np.cumsum(own)])[self.starts]
        vertices = np.searchsorted(kept, self.vertices[own])
        return Morphs(self.names, starts.astype(np.int32), vertices.astype(np.int32), self.deltas[own])

    @classmethod
    def none(cls) -> "Morphs":
        return cls((), np.zeros(1, np.int32), np.zeros(0, np.int32), np.zeros((0, 3), np.float32))


@dataclass(frozen=True, eq=False)
class Skin:
    """A mesh in the rest pose and what moves it, as glTF and viewports want it.

    vertices:      [V, 3] float32 metres, world axes.
    joint_indices: [V, 4] uint8 into the 55 joints, strongest first.
    joint_weights: [V, 4] float32, rows sum to 1.
    morphs:        displacements of the rest pose, applied before the joints.
    """

    vertices: NDArray[np.float32]
    joint_indices: NDArray[np.uint8]
    joint_weights: NDArray[np.float32]
    morphs: Morphs

    def of(self, kept: NDArray[np.integer]) -> "Skin":
        """The skin of the vertices `kept [k]`, ascending, alone."""
        return Skin(self.vertices[kept], self.joint_indices[kept], self.joint_weights[kept], self.morphs.of(kept))

    def morph_targets(self) -> dict[str, tuple[NDArray[np.int32], NDArray[np.float32]]]:
        """Morph name to the vertices it moves `[k]` and by how much `[k, 3]`, metres."""
        starts, stops = self.morphs.starts[:-1], self.morphs.starts[1:]
        return {
            name: (self.morphs.vertices[start:stop], self.morphs.deltas[start:stop])
            for name, start, stop in zip(self.morphs.names, starts, stops, strict=True)
        }


class Body(Protocol):
    """A person whose shape is known and who can take any pose."""

    @property
    def name(self) -> str:
        """What `load_body` calls it."""

    @property
    def surface(self) -> Surface:
        """Faces, colours and gloss."""

    @property
    def rest_joints(self) -> NDArray[np.float32]:
        """[55, 3] joint positions in the rest pose, metres."""

    @property
    def skin(self) -> Skin:
        """The rest mesh with weights and morphs."""

    def seen_at(self, pixel: float) -> "Body":
        """This body, or the same in fewer triangles if it looks alike where a pixel is `pixel` metres wide."""

    def vertices(self, motion: Motion, start: int = 0, stop: int | None = None) -> NDArray[np.float32]:
        """World positions [n, V, 3] of the frames `start` to `stop` of `motion`, metres, morphs applied."""

    def face_weights(self, motion: Motion) -> NDArray[np.float32]:
        """[T, M] how strongly each of the skin's morphs is to be applied in each frame."""
