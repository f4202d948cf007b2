"""The compiled splats against their definition in plain torch."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts import StudioError
from renderers.splats import SplatCamera, draw, plain

Tensors = list[torch.Tensor]
NAMES = ("means", "turns", "scales", "opacities", "harmonics", "view", "probe")


def camera(width: int = 70, height: int = 45, turn: float = 0.2, back: float = 2.5) -> SplatCamera:
    cosine, sine = math.cos(turn), math.sin(turn)
    view = [[cosine, 0, sine, 0.05], [0, 1, 0, -0.03], [-sine, 0, cosine, back]]
    return SplatCamera(np.array(view), 1.3 * width, 1.35 * width, 0.5 * width, 0.48 * height, width, height)


def cloud(count: int, harmonics: int = 1, seed: int = 0, size: float = 0.05) -> Tensors:
    chance = torch.Generator().manual_seed(seed)
    return [
        (torch.rand(count, 3, generator=chance) - 0.5) * torch.tensor([1.6, 1.6, 1.0]),
        torch.randn(count, 4, generator=chance),
        torch.rand(count, 3, generator=chance) * size + 0.2 * size,
        torch.rand(count, generator=chance) * 0.9 + 0.05,
        torch.randn(count, harmonics, 3, generator=chance) * 0.4,
    ]


def one(place: tuple[float, float, float], colour: tuple[float, float, float], opacity: float = 0.9) -> Tensors:
    return [
        torch.tensor([place], dtype=torch.float32),
        torch.tensor([[1.0, 0, 0, 0]]),
        torch.full((1, 3), 0.1),
        torch.tensor([opacity]),
        ((torch.tensor(colour, dtype=torch.float32) - 0.5) / 0.28209479177387814).reshape(1, 1, 3),
    ]


def both(*clouds: Tensors) -> Tensors:
    return [torch.cat(parts) for parts in zip(*clouds, strict=True)]


def straight(size: int = 41) -> SplatCamera:
    view = np.array([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]])
    return SplatCamera(view, size, size, size / 2, size / 2, size, size)


@pytest.mark.parametrize("harmonics", [1, 4, 9, 16])
def test_picture_and_gradients_are_those_of_the_definition(harmonics: int) -> None:
    seen = camera()
    tensors = [*cloud(300, harmonics), torch.from_numpy(seen.view.copy()), torch.zeros(300, 2)]
    chance = torch.Generator().manual_seed(5)
    weights = [torch.randn(*shape, generator=chance) for shape in ((45, 70, 3), (45, 70), (45, 70))]

    def measured(way: Any, given: Tensors) -> tuple[Any, Tensors]:
        given = [tensor.clone().requires_grad_() for tensor in given]
        picture = way(*given[:5], seen, *given[5:])
        total = sum((part * weight).sum() for part, weight in zip(picture, weights, strict=True))
        return picture, list(torch.autograd.grad(total, given))

    drawn, gradients = measured(draw, tensors)
    wanted, true = measured(plain.draw, [tensor.double() for tensor in tensors])
    for ours, theirs in zip(drawn, wanted, strict=True):
        assert (ours - theirs).abs().max() < 1e-4
    for name, ours, theirs in zip(NAMES, gradients, true, strict=True):
        assert (ours - theirs).norm() < 1e-4 * theirs.norm(), name


@settings(max_examples=25)
@given(
    st.integers(1, 90), st.integers(1, 50), st.floats(-3, 3), st.floats(-1, 4), st.floats(0.002, 2), st.integers(0, 99)
)
def test_from_anywhere_at_any_size(width: int, height: int, turn: float, back: float, size: float, seed: int) -> None:
    seen, tensors = camera(width, height, turn, back), cloud(60, 4, seed, size)
    ours = draw(*tensors, seen)
    theirs = plain.draw(*(tensor.double() for tensor in tensors), seen)
    assert torch.isfinite(ours.colour).all()
    # a splat at the very edge of what is drawn at all may fall on either side of it
    assert torch.quantile((ours.colour - theirs.colour).abs().flatten(), 0.99) < 1e-3
    assert (ours.colour - theirs.colour).abs().max() < 2 / 255


def test_what_is_nearer_hides_what_is_farther() -> None:
    red, blue = one((0, 0, 2), (1, 0, 0), 0.99), one((0, 0, 3), (0, 0, 1), 0.99)
    for order in ((red, blue), (blue, red)):
        r, g, b = draw(*both(*order), straight()).colour[20, 20].tolist()
        assert r > 0.95 and b < 0.02 and g < 0.01


def test_a_splat_lies_where_the_camera_says_and_deep_as_it_is() -> None:
    picture = draw(*one((0.5, -0.25, 2), (1, 1, 1)), straight(41))
    row, column = divmod(int(picture.alpha.argmax()), 41)
    assert (column + 0.5, row + 0.5) == pytest.approx((20.5 + 41 * 0.25, 20.5 - 41 * 0.125), abs=0.5)
    assert picture.depth[row, column] / picture.alpha[row, column] == pytest.approx(2, abs=1e-4)


def test_what_is_behind_or_all_but_invisible_is_not_drawn_and_does_not_learn() -> None:
    tensors = both(one((0, 0, -2), (1, 1, 1)), one((0, 0, 0.001), (1, 1, 1)), one((0, 0, 2), (1, 1, 1), 0.003))
    tensors = [tensor.requires_grad_() for tensor in tensors]
    picture = draw(*tensors, straight())
    assert picture.alpha.max() == 0
    picture.colour.sum().backward()
    assert all(tensor.grad is not None and (tensor.grad == 0).all() for tensor in tensors)


def test_no_splats_make_an_empty_picture() -> None:
    assert draw(*(tensor[:0] for tensor in cloud(1)), straight()).alpha.max() == 0


def test_over_a_background() -> None:
    picture = draw(*one((0, 0, 2), (0, 0, 0), 0.5), straight())
    over = picture.over(torch.tensor([0.0, 1.0, 0.0]))
    assert over[0, 0].tolist() == [0, 1, 0]
    assert over[20, 20, 1] == pytest.approx(0.5, abs=0.02)


def test_a_picture_can_be_learned() -> None:
    """From a grey cloud to a given picture by its gradients alone."""
    seen = camera(48, 32)
    wanted = draw(*cloud(40, seed=3, size=0.2), seen).colour
    tensors = [tensor.requires_grad_() for tensor in cloud(40, seed=4, size=0.2)]
    optimiser = torch.optim.Adam(tensors, lr=0.02)
    errors = []
    for _ in range(150):
        optimiser.zero_grad()
        scales, opacities = tensors[2].clamp(min=1e-3), tensors[3].clamp(0.01, 0.99)
        error = (draw(tensors[0], tensors[1], scales, opacities, tensors[4], seen).colour - wanted).square().mean()
        error.backward()
        optimiser.step()
        errors.append(float(error.detach()))
    assert errors[-1] < 0.1 * errors[0]


def test_wrong_shapes_and_cameras_are_refused() -> None:
    means, turns, scales, opacities, harmonics = cloud(3, 4)
    with pytest.raises(StudioError, match="degree"):
        draw(means, turns, scales, opacities, harmonics[:, :3], straight())
    with pytest.raises(StudioError, match="float64"):
        draw(means.double(), turns, scales, opacities, harmonics, straight())
    with pytest.raises(StudioError, match="3 by 4"):
        SplatCamera(np.eye(4), 1, 1, 0, 0, 4, 4)
    with pytest.raises(StudioError, match="9000"):
        SplatCamera(np.eye(4)[:3], 1, 1, 0, 0, 9000, 4)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no NVIDIA GPU")
def test_the_gpu_draws_the_same() -> None:
    pytest.importorskip("gsplat", reason="gsplat is not installed")
    seen, tensors = camera(), cloud(300, 4)
    ours, theirs = draw(*tensors, seen), draw(*(tensor.cuda() for tensor in tensors), seen)
    assert (ours.colour - theirs.colour.cpu()).abs().quantile(0.999) < 1e-3
