"""Material as tensors: what each frame is told by, and what it should look like."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from engines.avatar import chest, quality
from engines.avatar.expression import Coder
from engines.avatar.fast import Stance
from engines.avatar.material import Material
from renderers.splats import SplatCamera


class Scene:
    """Material as tensors: what each frame is told by, and what it should look like."""

    def __init__(self, material: Material, coder: Coder) -> None:
        found, size = material.track, material.size
        self.material, self.size = material, size
        self.codes = torch.from_numpy(coder.code(found, material.chest))
        self.heads = torch.from_numpy(found.views().astype(np.float32))
        self.chests = torch.from_numpy(chest.matrices(material.chest, found.focal).astype(np.float32))
        self.plate = torch.from_numpy(material.plate.astype(np.float32) / 255)
        self.camera = before(found.focal, size)

    def stance(self, k: int) -> Stance:
        return Stance(self.codes[k], self.heads[k], self.chests[k])

    def real(self, k: int) -> torch.Tensor:
        """[S, S, 3] 0 to 1."""
        return torch.from_numpy(self.material.frames[k].astype(np.float32) / 255)

    def person(self, k: int) -> torch.Tensor:
        return torch.from_numpy(self.material.person[k].astype(np.float32) / 255)

    def weight(self, k: int, face: float, mouth: float) -> torch.Tensor:
        """[S, S, 1] how much each pixel counts, 1 on average; those of face and mouth so much more."""
        points = self.material.track.points[k]
        weight = 1 + face * quality.face_mask(points, self.size)
        weight = weight + mouth * quality.mouth_mask(points, self.size)
        return torch.from_numpy((weight / weight.mean()).astype(np.float32))[..., None]

    def around_face(self, k: int) -> tuple[slice, slice]:
        """Rows and columns of a box around the face."""
        points = self.material.track.points[k]
        low = np.clip(np.floor(points.min(axis=0)).astype(int) - 4, 0, self.size - 16)
        high = np.clip(np.ceil(points.max(axis=0)).astype(int) + 4, low + 16, self.size)
        return slice(low[1], high[1]), slice(low[0], high[0])


def before(focal: float, size: int) -> SplatCamera:
    """The camera that took the material: it looks at camera space from its origin."""
    return SplatCamera(np.eye(3, 4, dtype=np.float32), focal, focal, size / 2, size / 2, size, size)


def split(count: int, holdout: float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Which of `count` pictures are learned and which, the last ones, are held out."""
    held = min(max(1, round(holdout * count)), count - 2)
    return np.arange(count - held), np.arange(count - held, count)
