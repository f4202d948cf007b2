"""What is heard around a picture, as a few numbers: a network over 320 ms of sound, and attention over 8 pictures.

Every kind of speech feature is brought to one form, 16 steps of 20 ms around each picture; DeepSpeech's scores have it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from contracts import Progress, StudioError, silent
from engines.avatar.material import FPS
from engines.speech import features

STEPS = 16
"""Steps of 20 ms that are heard around each picture."""
AROUND = (4, 3)
"""Pictures before and after a picture that are attended to beside it."""
WINDOW = 8
ALIKE = 0.5
"""Standard deviations by which the mean of a voice may differ from what was learned and still be the same."""
BLOCK = 500
Array = NDArray[np.float32]


def listen(
    name: str,
    samples: Array,
    frames: int,
    ckpt: Sequence[Path] = (),
    deepspeech: Path | None = None,
    progress: Progress = silent,
) -> Array:
    """[frames, 16, D] what is heard around each picture at 25 a second; a view: hours of it take little room."""
    if name == "deepspeech":
        if deepspeech is None:
            raise StudioError(
                "DeepSpeech scores are not computed here.", "Put aud_ds.npy beside the sound, or into the folder."
            )
        rows = features.of(name, deepspeech, FPS, frames, progress=progress)
        return np.asarray(rows.reshape(frames, STEPS, -1))
    # step s of picture k stands at second k / 25 + (s - 8) / 50
    rows = features.of(name, samples, 2 * FPS, 2 * frames + STEPS // 2, ckpt=ckpt, progress=progress)
    before = np.repeat(rows[:1], STEPS // 2, axis=0)
    windows = np.lib.stride_tricks.sliding_window_view(np.concatenate([before, rows]), STEPS, axis=0)
    return np.asarray(windows[: 2 * frames : 2].swapaxes(1, 2))


def dimension(name: str) -> int:
    """Numbers in each of the 16 steps."""
    whole = sum(feature.dimension for feature in features.named(name))
    return whole // STEPS if name == "deepspeech" else whole


class AudioNet(nn.Module):  # type: ignore[misc]
    """Sixteen steps of sound become one, and that a few numbers."""

    def __init__(self, dimension: int, out: int) -> None:
        super().__init__()
        wide = (dimension, 32, 32, 64, 64)
        self.steps = nn.ModuleList(nn.Conv1d(a, b, 3, stride=2, padding=1) for a, b in pairwise(wide))
        self.first, self.second = nn.Linear(64, 64), nn.Linear(64, out)

    def forward(self, heard: torch.Tensor) -> torch.Tensor:
        """[n, out] of [n, 16, D]."""
        x = heard.mT
        for step in self.steps:
            x = nn.functional.leaky_relu(step(x), 0.02)
        return self.second(nn.functional.leaky_relu(self.first(x[..., 0]), 0.02))


class AudioAttention(nn.Module):  # type: ignore[misc]
    """Which of eight pictures' sounds matters, told by how they follow each other."""

    def __init__(self, width: int) -> None:
        super().__init__()
        wide = (width, 16, 8, 4, 2, 1)
        self.steps = nn.ModuleList(nn.Conv1d(a, b, 3, padding=1) for a, b in pairwise(wide))
        self.last = nn.Linear(WINDOW, WINDOW)

    def weights(self, codes: torch.Tensor) -> torch.Tensor:
        """[n, 8] of codes [n, 8, width]; they sum to 1."""
        x = codes.mT
        for step in self.steps:
            x = nn.functional.leaky_relu(step(x), 0.02)
        return torch.softmax(self.last(x[:, 0]), dim=-1)

    def forward(self, codes: torch.Tensor) -> torch.Tensor:
        """[n, width] of [n, 8, width]."""
        return (self.weights(codes)[..., None] * codes).sum(dim=1)


class Ear(nn.Module):  # type: ignore[misc]
    """Both, and what sound was like where they learned: `mean [D]` and `scale [D]`; `usual [audio]` is what it tells on
    average. It answers as `engines.avatar.hearing.Hearing` does, with numbers of its own instead of a mouth's."""

    mean: torch.Tensor
    scale: torch.Tensor
    mid: torch.Tensor

    def __init__(self, features: str, dimension: int, width: int) -> None:
        super().__init__()
        self.features = features
        self.net, self.attention = AudioNet(dimension, width), AudioAttention(width)
        self.register_buffer("mean", torch.zeros(dimension))
        self.register_buffer("scale", torch.ones(dimension))
        self.register_buffer("mid", torch.zeros(width))

    def know(self, heard: Array) -> None:
        """Take the mean and the spread of what is to be learned from, [T, 16, D]."""
        middle = heard[:, STEPS // 2].astype(np.float64)
        self.mean.copy_(torch.from_numpy(middle.mean(axis=0)))
        self.scale.copy_(torch.from_numpy(middle.std(axis=0) + 1e-3))

    def level(self, heard: Array, own_voice: bool = True) -> tuple[torch.Tensor, torch.Tensor]:
        """Mean and spread [D] that are taken off: what was learned, or for another voice or microphone its own."""
        if own_voice:
            return self.mean, self.scale
        middle = heard[:, STEPS // 2].astype(np.float64)
        return torch.from_numpy(middle.mean(axis=0)).to(self.mean), torch.from_numpy(middle.std(axis=0) + 1e-3).to(
            self.mean
        )

    def even(self, heard: Array, level: tuple[torch.Tensor, torch.Tensor] | None = None) -> torch.Tensor:
        """[T, 16, D] without mean and of unit spread."""
        mean, scale = level or (self.mean, self.scale)
        return (torch.from_numpy(np.array(heard, np.float32)).to(mean) - mean) / scale

    def around(self, even: torch.Tensor) -> torch.Tensor:
        """[T, audio] of [T, 16, D]; before the first and after the last picture there is silence of no kind: zeros."""
        codes = self.net(even)
        return self.attention(_windows(codes, self.net(torch.zeros_like(even[:1]))))

    def at(self, even: torch.Tensor, k: int) -> torch.Tensor:
        """[audio] for picture k alone of [T, 16, D]."""
        near = torch.zeros(WINDOW, *even.shape[1:]).to(even)
        for place, other in enumerate(range(k - AROUND[0], k + AROUND[1] + 1)):
            if 0 <= other < len(even):
                near[place] = even[other]
        return self.attention(self.net(near)[None])[0]

    # As `Hearing`

    @property
    def usual(self) -> NDArray[np.float64]:
        return np.asarray(self.mid.cpu().numpy(), np.float64)

    reach, skill, lively = AROUND[0], 0.0, 1.0

    def listen(
        self,
        samples: Array,
        frames: int,
        deepspeech: Path | None = None,
        progress: Progress = silent,
        ckpt: Sequence[Path] = (),
    ) -> Array:
        """[frames, 16, D]."""
        return listen(self.features, samples, frames, ckpt, deepspeech, progress)

    def codes(self, heard: Array, own_voice: bool = True) -> NDArray[np.float64]:
        """[T, audio] for [T, 16, D]."""
        level = self.level(heard, own_voice)
        with torch.no_grad():
            parts = [self.net(self.even(heard[k : k + BLOCK], level)) for k in range(0, len(heard), BLOCK)]
            nothing = self.net(torch.zeros(1, STEPS, len(self.mean)).to(self.mean))
            return np.asarray(self.attention(_windows(torch.cat(parts), nothing)).cpu().numpy(), np.float64)

    def sounds_like(self, heard: Array) -> bool:
        """Whether [T, 16, D] is about as loud and coloured as the voice that was learned."""
        away = (
            heard[:, STEPS // 2].astype(np.float64).mean(axis=0) - self.mean.cpu().numpy()
        ) / self.scale.cpu().numpy()
        return float(np.sqrt(np.square(away).mean())) < ALIKE


def _windows(codes: torch.Tensor, nothing: torch.Tensor) -> torch.Tensor:
    """[T, 8, width] of codes [T, width], with `nothing [1, width]` beyond both ends."""
    first, last = AROUND
    padded = torch.cat([nothing.expand(first, -1), codes, nothing.expand(last, -1)])
    return padded.unfold(0, WINDOW, 1).mT


def begin(module: nn.Module, chance: torch.Generator) -> None:
    """Draw the numbers of all linear and convolutional layers anew, so that a seed tells them."""
    with torch.no_grad():
        for layer in module.modules():
            if isinstance(layer, nn.Linear | nn.Conv1d):
                nn.init.kaiming_uniform_(layer.weight, a=math.sqrt(5), generator=chance)
                edge = 1 / math.sqrt(layer.weight[0].numel())
                layer.bias.uniform_(-edge, edge, generator=chance)
