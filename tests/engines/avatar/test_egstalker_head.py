"""A tiny egstalker head: nothing moves before it has learned, every part can learn, and errors draw splats."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from engines.avatar.egstalker.head import CHANGES, SPLATS, EgsHead, apart
from engines.avatar.egstalker.settings import EgsSettings
from engines.avatar.expression import Shape
from engines.avatar.fast import Stance
from engines.avatar.seeds import FACE, TORSO, Seeds
from renderers.splats import SplatCamera, draw

COUNT = 60
SETTINGS = EgsSettings(plane=6, channels=8, trunk=16, token=12, audio=8, heads=2, agents=7, inner=16, change=12)
SHAPE = Shape(mouth=8)
CAMERA = SplatCamera(np.eye(3, 4, dtype=np.float32), 60, 60, 16, 16, 32, 32)


def seeds() -> Seeds:
    chance = np.random.default_rng(0)
    places = chance.uniform(-0.08, 0.08, (COUNT, 3)).astype(np.float32)
    groups = np.where(places[:, 1] < -0.03, TORSO, FACE)
    return Seeds(
        places, np.zeros((COUNT, 0, 3), np.float32), np.full(COUNT, 0.01, np.float32),
        chance.random((COUNT, 3)).astype(np.float32), groups, (groups == TORSO).astype(np.float32),
    )  # fmt: skip


def facing(turn: float = 0.0, x: float = 0.0) -> torch.Tensor:
    """[3, 4] a head 0.5 m ahead that looks at the camera."""
    c, s = np.cos(turn), np.sin(turn)
    rotation = np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]]) @ np.diag([1, -1, -1])
    return torch.tensor(np.column_stack([rotation, [x, 0, 0.5]]), dtype=torch.float32)


@pytest.fixture
def head() -> EgsHead:
    made = EgsHead(SETTINGS, SHAPE, "mfcc", 13, 0)
    heads = np.stack([facing(turn).numpy() for turn in (-0.1, 0.0, 0.1)])
    made.plant(seeds(), facing().numpy(), heads, 3)
    return made


def stance(head: EgsHead, seed: int = 0, turn: float = 0.0, chest: torch.Tensor | None = None) -> Stance:
    """What a frame tells, heard by the head's own ear."""
    chance = torch.Generator().manual_seed(seed)
    heard = head.ear.at(torch.randn(12, 16, 13, generator=chance), 5)
    seen = torch.randn(SHAPE.width - SHAPE.mouth, generator=chance)
    return Stance(torch.cat([heard, seen]), facing(turn), torch.eye(3) if chest is None else chest)


def test_nothing_moves_before_it_has_learned(head: EgsHead) -> None:
    still = head.still()
    for change in head.moved(still, stance(head)).values():
        assert not change.any()
    assert torch.equal(still.sizes, head.sizes) and torch.equal(still.harmonics[:, 0], head.colours)
    one, other = head(stance(head, 1), CAMERA).colour, head(stance(head, 2), CAMERA, coarse=True).colour
    assert one.max() > 0.1 and torch.equal(one, other)


def test_it_is_drawn_where_its_seeds_are(head: EgsHead) -> None:
    given = seeds()
    told = stance(head)
    seen = torch.from_numpy(given.places) @ told.head[:, :3].T + told.head[:, 3]
    turns = torch.zeros(COUNT, 4)
    turns[:, 0] = 1
    harmonics = (torch.from_numpy(given.colours)[:, None] - 0.5) / 0.28209479
    wanted = draw(seen, turns, torch.full((COUNT, 3), 0.01), torch.full((COUNT,), SETTINGS.opacity), harmonics, CAMERA)
    torch.testing.assert_close(head(told, CAMERA).colour, wanted.colour, atol=2e-3, rtol=0)
    places = head.splats(told)[0]
    torch.testing.assert_close(places, seen, atol=1e-5, rtol=0)
    with torch.no_grad():
        head.shades.normal_(0, 0.2)
        inside, outside = head(told, CAMERA).colour, draw(*head.splats(told), CAMERA).colour
    assert (inside - outside).abs().max() > 0.01, "harmonics turn with the head, not with the camera"


def test_the_chest_holds_what_is_its_own_and_the_head_the_rest(head: EgsHead) -> None:
    torso = head.groups == TORSO
    before = head.splats(stance(head))[0]
    turned = head.splats(stance(head, turn=0.4))[0]
    assert (turned - before)[torso].abs().max() < 2e-3 < 0.01 < (turned - before)[~torso].abs().max()
    aside = torch.eye(3)
    aside[0, 2] = 0.1  # 5 cm at half a metre
    shifted = head.splats(stance(head, chest=aside))[0] - before
    assert shifted[torso, 0].min() > 0.04 and shifted[~torso].abs().max() < 1e-6


def test_gradients_reach_every_part(head: EgsHead) -> None:
    optimizer = torch.optim.Adam(head.parameters(), 1e-2)
    for _ in range(2):  # last layers begin at zero, so what lies behind them learns from the second step on
        optimizer.zero_grad()
        seen = head(stance(head), CAMERA, chance=torch.Generator().manual_seed(0))
        (seen.colour.square().sum() + seen.alpha.square().sum()).backward()
        optimizer.step()
    # what is the same for all tokens drops out of a softmax over them, so the bias of keys never learns
    silent = {"attention.key.bias"}
    for name, parameter in head.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.abs().max() > (0 if name not in silent else -1), name
        assert torch.isfinite(parameter.grad).all(), name
    assert {part.split(".")[0] for part, _ in head.named_parameters()} >= {
        "planes", "trunk", "stills", "ear", "kans", "null", "attention", "changes", *SPLATS,
    }  # fmt: skip


def test_each_token_is_heard_once_it_has_learned(head: EgsHead) -> None:
    with torch.no_grad():
        for name in CHANGES:
            head.changes[name][-1].weight.normal_(0, 0.3, generator=torch.Generator().manual_seed(1))
        base = stance(head)
        before = head.moved(head.still(), base)["places"]
        pose = base.code.clone()
        for part, told in {
            "audio": Stance(base.code + torch.cat([torch.ones(8), torch.zeros(16)]), base.head, base.chest),
            "eye": Stance(
                base.code + torch.cat([torch.zeros(8), torch.ones(6), torch.zeros(10)]), base.head, base.chest
            ),
            "camera": Stance(pose, facing(0.2), base.chest),
        }.items():
            assert (head.moved(head.still(), told)["places"] - before).abs().max() > 1e-6, part


def test_what_is_finished_is_remembered_and_looks_the_same(head: EgsHead) -> None:
    with torch.no_grad():
        fresh = head(stance(head), CAMERA).colour
        head.finished = True
        assert torch.equal(head(stance(head), CAMERA).colour, fresh)
        assert head.still() is head.still()
        assert torch.equal(head(stance(head), CAMERA).colour, fresh)


def test_a_head_of_another_size_can_be_loaded(head: EgsHead) -> None:
    other = EgsHead(SETTINGS, SHAPE, "mfcc", 13, 0)
    head.choose(torch.tensor([0, 1, 1, 5]))
    other.load({name: value.detach() for name, value in head.state_dict().items()})
    assert len(other) == 4
    with torch.no_grad():
        assert torch.equal(other(stance(other), CAMERA).colour, head(stance(head), CAMERA).colour)


def test_agents_stand_apart() -> None:
    places = np.random.default_rng(0).normal(size=(200, 3)).astype(np.float32)
    chosen = apart(places, 12)
    assert len(set(chosen.tolist())) == 12
    away = np.linalg.norm(places[chosen][:, None] - places[chosen][None], axis=2) + 9 * np.eye(12)
    some = np.linalg.norm(places[:12][:, None] - places[:12][None], axis=2) + 9 * np.eye(12)
    assert away.min() > 2 * some.min()
