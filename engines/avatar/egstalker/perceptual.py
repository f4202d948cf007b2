"""Differences that VGG16 sees: its first four blocks, with weights that a user has added.

The file is the one that torchvision publishes, or the same numbers as safetensors; only the layers that are used are
read, and nothing in it runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import nn

from contracts import StudioError

FILES = ("vgg16/vgg16.safetensors", "vgg16.safetensors", "vgg16/vgg16-397923af.pth", "vgg16-397923af.pth")
SIDE = 224
BLOCKS = ((64, 64), (128, 128), (256, 256, 256), (512, 512, 512))
_MEAN, _SPREAD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def locate(ckpt: Sequence[Path]) -> Path | None:
    """The file of weights in the first folder that has one."""
    return next((folder / file for folder in ckpt for file in FILES if (folder / file).is_file()), None)


class Perceptual(nn.Module):  # type: ignore[misc]
    """How differently VGG16 sees two pictures."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.blocks = nn.ModuleList()
        wide, names, at = 3, [], 0
        for block in BLOCKS:
            layers: list[nn.Module] = []
            for out in block:
                layers += [nn.Conv2d(wide, out, 3, padding=1), nn.ReLU()]
                names.append(f"features.{at}")
                wide, at = out, at + 2
            self.blocks.append(nn.Sequential(*layers))
            at += 1  # the pooling between blocks
        state = _read(file)
        convolutions = [layer for layer in self.modules() if isinstance(layer, nn.Conv2d)]
        with torch.no_grad():
            for name, layer in zip(names, convolutions, strict=True):
                for part, mine in (("weight", layer.weight), ("bias", layer.bias)):
                    theirs = state.get(f"{name}.{part}")
                    if theirs is None or theirs.shape != mine.shape:
                        raise StudioError(f"{file.name} does not hold VGG16.", "Take away the file, or get it again.")
                    mine.copy_(theirs)
        self.requires_grad_(False)

    def forward(self, made: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
        """The mean difference over blocks, of pictures [H, W, 3], 0 to 1."""
        mean, spread = (made.new_tensor(v)[:, None, None] for v in (_MEAN, _SPREAD))
        pair = torch.stack([made, real]).permute(0, 3, 1, 2)
        x = nn.functional.interpolate((pair - mean) / spread, (SIDE, SIDE), mode="bilinear", align_corners=False)
        total = made.new_zeros(())
        for k, block in enumerate(self.blocks):
            x = block(x if k == 0 else nn.functional.max_pool2d(x, 2))
            total = total + (x[0] - x[1]).abs().mean()
        return total


def _read(file: Path) -> dict[str, Any]:
    import pickle

    from safetensors import SafetensorError

    try:
        if file.suffix == ".safetensors":
            from safetensors.torch import load_file

            return dict(load_file(file))
        return dict(torch.load(file, map_location="cpu", weights_only=True, mmap=True))
    except (OSError, RuntimeError, ValueError, SafetensorError, TypeError, pickle.UnpicklingError) as error:
        raise StudioError(f"{file.name} cannot be read.", "Take away the file, or get it again.") from error
