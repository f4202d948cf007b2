"""Learn an egstalker head: first one that stands still, then one that sound, eyes and pose move.

Everything else (held-out pictures, the best kept, checkpoints, renewal of splats in both stages) is as for the fast
head. It runs on the GPU when there is one that splats can be drawn on.
"""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np
import torch
from numpy.typing import NDArray

from engines.avatar.curves import Plan
from engines.avatar.egstalker.head import EgsHead
from engines.avatar.egstalker.losses import Targets, loss
from engines.avatar.egstalker.perceptual import Perceptual
from engines.avatar.egstalker.settings import EgsSettings
from engines.avatar.egstalker.start import vertices
from engines.avatar.expression import Shape
from engines.avatar.fast import Stance
from engines.avatar.material import Material
from engines.avatar.training import Trainer

GROUPS = {
    "places": ("places",), "colours": ("colours",), "shades": ("shades",), "opacities": ("opacities", "holds"),
    "sizes": ("sizes",), "turns": ("turns",),
}  # fmt: skip
"""Parameters that share a rate; planes and networks have what is left."""


def device() -> torch.device:
    """Where it is learned: a GPU that splats can be drawn on, or the processor."""
    return torch.device("cuda" if torch.cuda.is_available() and find_spec("gsplat") else "cpu")


class EgsTrainer(Trainer):
    """An egstalker head being learned. `heard [T, 16, D]` is what is heard around each picture of `material`."""

    model = "egstalker"

    def __init__(
        self,
        material: Material,
        plan: Plan,
        settings: EgsSettings,
        features: str,
        heard: NDArray[np.float32],
        perceptual: Perceptual | None = None,
    ) -> None:
        if len(heard) != len(material):
            raise ValueError(f"{len(heard)} frames are heard and {len(material)} seen")
        self._features, self._heard, self._settings = features, heard, settings
        self.at = device()
        self._first = max(1, round(settings.coarse * plan.iterations))
        self._perceptual = None if perceptual is None else perceptual.to(self.at)
        self._targets = Targets(material, self.at)
        super().__init__(material, plan, settings)
        self.even = self.head.ear.even(heard)
        self._plate = self.scene.plate.to(self.at)

    def _shape(self) -> Shape:
        return Shape(mouth=self._settings.audio)

    def _planted(self, learned: Material) -> EgsHead:
        head = EgsHead(self._settings, self._shape(), self._features, self._heard.shape[2], 0)
        seeds = vertices(learned, round(0.75 * self.plan.splats), self.plan.seed)
        views = learned.track.views()
        head.plant(seeds, views[learned.rest], views, self.plan.seed)
        head.ear.know(self._heard[self.train])
        return head.to(self.at)

    def stance(self, head: EgsHead, k: int) -> Stance:
        """How picture k is told to `head`, which hears it."""
        scene = self.scene
        seen = scene.codes[k, self._settings.audio :].to(self.at)
        code = torch.cat([head.ear.at(self.even, k), seen])
        return Stance(code, scene.heads[k].to(self.at), scene.chests[k].to(self.at))

    @property
    def coarse(self) -> bool:
        """Whether the head still stands still."""
        return self.iteration < self._first

    def step(self) -> None:
        """Learn from one picture, or in the fine stage from a handful."""
        i, settings, coarse = self.iteration, self._settings, self.coarse
        first = i if coarse else self._first + (i - self._first) * settings.batch
        rise = min(1.0, (i + 1) / settings.warm)
        along = min(1.0, i / self.plan.iterations)
        for group in self.optimizer.param_groups:
            start, end = group["usual"]
            group["lr"] = rise * start * (end / start) ** along
        chance = torch.Generator().manual_seed(self.plan.seed * 1_000_003 + i)
        still = self.head.still()
        losses, probes = [], []
        for number in range(first, first + (1 if coarse else settings.batch)):
            frame = int(self.train[self._picked(number)])
            probe = torch.zeros(len(self.head), 2, device=self.at, requires_grad=True)
            stance = self.stance(self.head, frame)
            seen = self.head(stance, self.scene.camera, probe, still, coarse, chance)
            losses.append(loss(seen.over(self._plate), seen.alpha, self._targets[frame], settings, self._perceptual))
            probes.append(probe)
        self._learn(torch.stack(losses).mean(), probes)

    def _picture(self, head: EgsHead, k: int) -> torch.Tensor:
        seen = head(self.stance(head, k), self.scene.camera, coarse=self.coarse)
        picture: torch.Tensor = seen.over(self._plate)
        return picture

    def _opacities(self) -> torch.Tensor:
        return torch.sigmoid(self.head.still().opacities)

    def adam(self) -> None:
        settings, named = self._settings, dict(self.head.named_parameters())
        rates = {name: getattr(settings, name) for name in GROUPS if name != "shades"}
        rates["shades"] = tuple(rate / 20 for rate in settings.colours)
        groups = [{"params": [named.pop(name) for name in GROUPS[group]], "usual": rates[group]} for group in GROUPS]
        planes = [named.pop(name) for name in list(named) if name.startswith("planes.")]
        groups += [{"params": planes, "usual": settings.planes}]
        groups += [{"params": list(named.values()), "usual": settings.networks}]
        self.optimizer = torch.optim.Adam(groups, betas=(0.9, 0.99), eps=1e-15, fused=True)

    def finished(self) -> EgsHead:
        """The best head, on the processor, to which nothing more happens; what it hears is told for each picture."""
        head: EgsHead = self.best.cpu()
        head.requires_grad_(False)
        head.ear.eval()
        with torch.no_grad():
            codes = head.ear.around(self.even.cpu())
            head.ear.mid.copy_(codes[self.train].mean(dim=0))
            self.scene.codes[:, : self._settings.audio] = codes
        head.finished = True
        return head
