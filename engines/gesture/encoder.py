"""A small encoder of upper-body movement, ours, for comparing clouds of motion (FGD) within one table.

It learns to press a second of movement into a few numbers and to unfold it again. Distances are only comparable under
one and the same encoder: a figure made with this one is not a published FGD, whose encoder nobody may ship.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from contracts import Progress, StudioError, silent
from engines.gesture.evaluate import BEAT_JOINTS, frechet_distance
from engines.motion import Motion
from engines.motion.resample import resample
from engines.motion.rotations import rot6d

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

FPS = 30
WINDOW = 32
"""Frames that are encoded together: about a second."""
STRIDE = 4
LATENT = 24
_WIDTH = 64
_BATCH = 64
_LEAST = 16


def windows(motion: Motion) -> F32:
    """[N, WINDOW, 78] the rotations of the 13 upper-body joints in six numbers each, in windows STRIDE apart."""
    even = resample(motion, FPS)
    flat = np.ascontiguousarray(rot6d(even.rotations[:, list(BEAT_JOINTS)]), np.float32).reshape(len(even), -1)
    if len(flat) < WINDOW:
        return np.zeros((0, WINDOW, flat.shape[1]), np.float32)
    cut = np.lib.stride_tricks.sliding_window_view(flat, WINDOW, axis=0)[::STRIDE]
    return np.ascontiguousarray(np.moveaxis(cut, 2, 1))


@dataclass(frozen=True, eq=False)
class Encoder:
    """A trained encoder: `down` leads to the latent; `middle` and `spread` [78] are of what it learnt from."""

    down: Any
    middle: F32
    spread: F32
    loss: float

    def __call__(self, motions: Sequence[Motion]) -> F64:
        """[N, LATENT] one row a window of all `motions`."""
        import torch

        cut = np.concatenate([windows(motion) for motion in motions])
        if len(cut) < 2:
            raise StudioError("There is less than a second and a half of motion.", "Compare longer clips.")
        with torch.no_grad():
            rows = [
                self.down(torch.from_numpy(_upright(cut[n : n + 512], self.middle, self.spread))).numpy()
                for n in range(0, len(cut), 512)
            ]
        return np.concatenate(rows).astype(np.float64)

    def distance(self, made: Sequence[Motion], real: Sequence[Motion]) -> float:
        """FGD under this encoder."""
        return frechet_distance(self(made), self(real))


def train(motions: Sequence[Motion], steps: int = 400, seed: int = 0, progress: Progress = silent) -> Encoder:
    """Train on `motions`; the same motions, steps and seed give the same encoder on the same machine."""
    import torch

    cut = np.concatenate([windows(motion) for motion in motions])
    if len(cut) < _LEAST:
        raise StudioError(
            f"{len(cut)} windows of movement are too few to learn from.", "Give at least some ten seconds of motion."
        )
    middle = cut.mean(axis=(0, 1))
    spread = np.maximum(cut.std(axis=(0, 1)), 0.02)
    data = torch.from_numpy(_upright(cut, middle, spread))
    chance = torch.Generator().manual_seed(seed)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        down, up = _halves(cut.shape[2])
    optimiser = torch.optim.Adam([*down.parameters(), *up.parameters()], lr=2e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    error = 0.0
    for step in range(steps):
        progress("train", step, steps, f"error {error:.3f}")
        batch = data[torch.randint(0, len(data), (min(_BATCH, len(data)),), generator=chance)]
        loss = torch.nn.functional.mse_loss(up(down(batch)), batch)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        now = float(loss.detach())
        error = 0.9 * error + 0.1 * now if step else now
    progress("train", steps, steps, f"error {error:.3f}")
    return Encoder(down.eval(), middle, spread, error)


def _upright(cut: F32, middle: F32, spread: F32) -> F32:
    """[N, 78, WINDOW] as the network takes it."""
    return np.ascontiguousarray(((cut - middle) / spread).transpose(0, 2, 1), np.float32)


def _halves(width: int) -> tuple[Any, Any]:
    """Convolutions from [N, width, WINDOW] down to [N, LATENT], and the same way up."""
    from torch import nn

    least = WINDOW // 8
    down = nn.Sequential(
        nn.Conv1d(width, _WIDTH, 5, 2, 2), nn.GELU(),
        nn.Conv1d(_WIDTH, _WIDTH, 5, 2, 2), nn.GELU(),
        nn.Conv1d(_WIDTH, _WIDTH, 5, 2, 2), nn.GELU(),
        nn.Flatten(), nn.Linear(_WIDTH * least, LATENT),
    )  # fmt: skip
    up = nn.Sequential(
        nn.Linear(LATENT, _WIDTH * least), nn.Unflatten(1, (_WIDTH, least)), nn.GELU(),
        nn.ConvTranspose1d(_WIDTH, _WIDTH, 4, 2, 1), nn.GELU(),
        nn.ConvTranspose1d(_WIDTH, _WIDTH, 4, 2, 1), nn.GELU(),
        nn.ConvTranspose1d(_WIDTH, width, 4, 2, 1),
    )  # fmt: skip
    return down, up
