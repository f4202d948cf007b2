"""An egstalker head in an avatar's file: what must be in it, and how it comes out again."""

from __future__ import annotations

import torch

from engines.avatar.egstalker.head import EgsHead
from engines.avatar.egstalker.listening import dimension
from engines.avatar.egstalker.settings import EgsSettings
from engines.avatar.expression import Shape


def blank(settings: EgsSettings, shape: Shape, features: str, count: int) -> EgsHead:
    """A head of which only the shape is known yet; it takes no memory."""
    with torch.device("meta"):
        return EgsHead(settings, shape, features, dimension(features), count)


def expected(settings: EgsSettings, shape: Shape, features: str, count: int) -> dict[str, tuple[int, ...]]:
    """The shape of every tensor of its state."""
    return {name: tuple(value.shape) for name, value in blank(settings, shape, features, count).state_dict().items()}


def restored(settings: EgsSettings, shape: Shape, features: str, state: dict[str, torch.Tensor]) -> EgsHead:
    """The head of that state, to which nothing more happens."""
    head = EgsHead(settings, shape, features, dimension(features), 0)
    head.load(state)
    head.requires_grad_(False)
    head.finished = True
    return head
