"""What egstalker holds a picture to."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from engines.avatar import quality
from engines.avatar.egstalker.perceptual import Perceptual
from engines.avatar.egstalker.settings import EgsSettings
from engines.avatar.layout import HEAD, parsing
from engines.avatar.losses import dissimilarity
from engines.avatar.material import Material


class Target(NamedTuple):
    """What one picture should be: real [S, S, 3], person [S, S], where lips [S, S] and head [S, S] are (1 or 0)."""

    real: torch.Tensor
    person: torch.Tensor
    lips: torch.Tensor
    head: torch.Tensor


class Targets:
    """Those of material; masks are kept as bits."""

    def __init__(self, material: Material, device: torch.device) -> None:
        self._material, self._device = material, device
        self._masks: dict[int, NDArray[np.bool_]] = {}

    def __getitem__(self, k: int) -> Target:
        material = self._material
        if k not in self._masks:
            frame, points = material.frames[k], material.track.points[k]
            parsed = parsing(frame[..., ::-1], material.person[k], points)
            self._masks[k] = np.stack([quality.mouth_mask(points, material.size), (parsed == HEAD).all(axis=2)])
        real = torch.from_numpy(material.frames[k]).to(self._device).float() / 255
        person = torch.from_numpy(material.person[k]).to(self._device).float() / 255
        lips, head = torch.from_numpy(self._masks[k]).to(self._device).float()
        return Target(real, person, lips, head)


def loss(
    made: torch.Tensor, alpha: torch.Tensor, target: Target, settings: EgsSettings, perceptual: Perceptual | None
) -> torch.Tensor:
    """Of a picture [S, S, 3] and where it covers the background [S, S]."""
    away = (made - target.real).abs()
    total = settings.l1 * away.mean() + settings.dssim * 2 * dissimilarity(made, target.real)
    for weight, mask in ((settings.lips, target.lips), (settings.head, target.head)):
        total = total + weight * (away * mask[..., None]).sum() / (3 * mask.sum()).clamp(min=1)
    total = total + settings.alpha * (alpha - target.person).abs().mean()
    if perceptual is not None and settings.perceptual > 0:
        total = total + settings.perceptual * perceptual(made, target.real)
    return total
