"""Each part of the egstalker model does what its name says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from contracts import StudioError
from engines.avatar.egstalker import listening, perceptual
from engines.avatar.egstalker.attention import AgentAttention
from engines.avatar.egstalker.kan import TaylorKan, TaylorLinear
from engines.avatar.egstalker.listening import AudioAttention, Ear, listen
from engines.avatar.egstalker.planes import TriPlane
from engines.avatar.egstalker.settings import EgsSettings
from engines.avatar.settings import FastSettings, load


@given(seed=st.integers(0, 99), order=st.integers(1, 4))
def test_a_taylor_layer_is_its_formula(seed: int, order: int) -> None:
    chance = torch.Generator().manual_seed(seed)
    layer = TaylorLinear(3, 2, order).double()
    layer.begin(chance)
    with torch.no_grad():
        layer.bias.normal_(generator=chance)
    x = torch.randn(5, 3, generator=chance, dtype=torch.float64)
    made = layer.requires_grad_(False)(x)
    for n in range(5):
        for o in range(2):
            wanted = float(layer.bias[o])
            for i in range(3):
                v = float(x[n, i])
                wanted += float(layer.base[o, i]) * v / (1 + np.exp(-v))
                wanted += sum(float(layer.series[o, i, k]) * v**k for k in range(order))
            assert float(made[n, o]) == pytest.approx(wanted, abs=1e-9)


@pytest.mark.slow
def test_a_taylor_network_learns_a_curve_that_no_line_is() -> None:
    chance = torch.Generator().manual_seed(0)
    network = TaylorKan(1, 16, 1, 3)
    for layer in (network.first, network.second):
        layer.begin(chance)
    x = torch.linspace(-1, 1, 64)[:, None]
    y = x.square() - 0.5 * x
    optimizer = torch.optim.Adam(network.parameters(), 1e-2)
    for _ in range(300):
        optimizer.zero_grad()
        loss = (network(x) - y).square().mean()
        loss.backward()
        optimizer.step()
    assert loss.item() < 1e-3 < float((y - y.mean()).square().mean())


def test_a_tri_plane_is_the_product_of_what_its_planes_hold_at_a_place() -> None:
    planes = TriPlane(4, 2, 3)
    chance = torch.Generator().manual_seed(1)
    planes.begin(chance)
    planes.low[:], planes.high[:] = torch.tensor([-1.0, -2.0, 0.0]), torch.tensor([1.0, 2.0, 3.0])
    corner = planes(torch.tensor([[1.0, -2.0, 3.0]]))[0]  # x at its last cell, y at its first, z at its last
    for k, grid in enumerate(planes.grids):
        wanted = grid[0, :, 0, -1] * grid[1, :, -1, -1] * grid[2, :, -1, 0]
        torch.testing.assert_close(corner[3 * k : 3 * k + 3], wanted)
    outside = planes(torch.tensor([[9.0, -9.0, 9.0]]))[0]
    torch.testing.assert_close(outside, corner)


def test_splats_attend_to_tokens_through_agents() -> None:
    torch.manual_seed(0)
    attention = AgentAttention(8, 2, 16, 0.5)
    queries, agents, tokens = torch.randn(30, 8), torch.randn(5, 8), torch.randn(4, 8)
    shares = attention.shares(queries, agents)
    told, attended = attention.told(agents, tokens)
    assert shares.shape == (2, 30, 5) and attended.shape == (2, 5, 4)
    torch.testing.assert_close(shares.sum(-1), torch.ones(2, 30))
    torch.testing.assert_close(attended.sum(-1), torch.ones(2, 5))
    found = attention(queries, shares, agents, tokens)
    for k in range(4):  # what any one token says is heard by every splat
        changed = tokens.clone()
        changed[k] += 2
        assert ((attention(queries, shares, agents, changed) - found).abs().amax(dim=1) > 1e-4).all()
    order = torch.randperm(30)
    shuffled = attention(queries[order], attention.shares(queries[order], agents), agents, tokens)
    torch.testing.assert_close(shuffled, found[order])
    # and the order of heads is kept: against the formula, splat 3, second head
    q, a = attention.query(queries)[3, 4:], attention.agent(agents)[:, 4:]
    torch.testing.assert_close(shares[1, 3], torch.softmax(a @ q / 2, dim=0))
    torch.testing.assert_close(
        told[1], torch.softmax(a @ attention.key(tokens)[:, 4:].T / 2, -1) @ attention.value(tokens)[:, 4:]
    )


def test_what_is_left_out_while_learning_follows_its_seed() -> None:
    attention = AgentAttention(8, 2, 16, 0.5)
    queries, agents, tokens = torch.randn(30, 8), torch.randn(5, 8), torch.randn(4, 8)
    shares = attention.shares(queries, agents)
    one, same, other = (
        attention(queries, shares, agents, tokens, torch.Generator().manual_seed(seed)) for seed in (1, 1, 2)
    )
    assert torch.equal(one, same) and not torch.equal(one, other)


def test_eight_pictures_share_one_attention() -> None:
    attention = AudioAttention(6)
    codes = torch.randn(5, 8, 6)
    weights = attention.weights(codes)
    assert weights.shape == (5, 8)
    torch.testing.assert_close(weights.sum(-1), torch.ones(5))
    torch.testing.assert_close(attention(codes)[2], weights[2] @ codes[2])


def test_one_picture_hears_what_all_together_hear() -> None:
    ear = Ear("mfcc", 13, 10)
    heard = np.random.default_rng(0).normal(size=(20, 16, 13)).astype(np.float32)
    ear.know(heard)
    even = ear.even(heard)
    together = ear.around(even)
    for k in (0, 3, 11, 19):
        torch.testing.assert_close(ear.at(even, k), together[k], atol=1e-5, rtol=1e-4)
    np.testing.assert_allclose(ear.codes(heard), together.detach().numpy(), atol=1e-5)
    assert ear.sounds_like(heard) and not ear.sounds_like(heard + 9)
    np.testing.assert_allclose(ear.codes(3 * heard + 9, own_voice=False), ear.codes(heard), atol=0.05)
    later = heard.copy()
    later[8:] += 1  # 4 pictures before to 3 after are heard, so what begins with the eighth is heard from the fifth on
    changed = np.abs(ear.codes(later) - ear.codes(heard)).max(axis=1) > 1e-6
    assert not changed[:5].any() and changed[5:12].all()


def test_blocks_of_sound_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    ear = Ear("mfcc", 13, 10)
    heard = np.random.default_rng(0).normal(size=(20, 16, 13)).astype(np.float32)
    whole = ear.codes(heard)
    monkeypatch.setattr(listening, "BLOCK", 7)
    np.testing.assert_allclose(ear.codes(heard), whole, atol=1e-5)


def test_sixteen_steps_stand_around_their_picture(tmp_path: Path) -> None:
    sound = np.zeros(32_000, np.float32)
    sound[16_000:16_400] = 0.5  # at second 1, which is picture 25
    heard = listen("energy", sound, 50)[..., 0]
    assert heard.shape == (50, 16)
    loudest = heard.argmax(axis=1)
    assert loudest[25] in (8, 9) and loudest[24] - loudest[25] == 2 and loudest[28] - loudest[25] == -6
    scores = np.random.default_rng(0).normal(size=(50, 16, 29)).astype(np.float32)
    np.save(tmp_path / "aud_ds.npy", scores)
    np.testing.assert_allclose(listen("deepspeech", sound, 50, deepspeech=tmp_path / "aud_ds.npy"), scores, atol=1e-6)
    with pytest.raises(StudioError, match="not computed here"):
        listen("deepspeech", sound, 50)


def test_files_of_settings_say_what_the_defaults_say(tmp_path: Path) -> None:
    assert load(FastSettings, "fast") == FastSettings()
    assert load(EgsSettings, "egstalker") == EgsSettings()
    own = tmp_path / "own.yaml"
    for text, says in (
        ("batch: 0", "batch"),
        ("hats: 3", "hats"),
        ("heads: 7", "cannot share"),
        ("places: [0.001, 0.01]", "must sink"),
        ("renew_from: 1000", "never runs"),
        ("[", "not YAML"),
        ("[" * 5000, "not YAML"),
        ("- 1", "own.yaml"),
    ):
        own.write_text(text)
        with pytest.raises(StudioError, match=says):
            load(EgsSettings, "egstalker", own)
    own.write_text("batch: 4")
    assert load(EgsSettings, "egstalker", own).batch == 4
    with pytest.raises(StudioError, match="cannot be read"):
        load(EgsSettings, "egstalker", tmp_path / "none.yaml")


def test_vgg_is_read_from_either_file_and_sees_differences(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from safetensors.torch import save_file

    monkeypatch.setattr(perceptual, "BLOCKS", ((4,), (4, 4)))
    layers = {"features.0": (3, 4), "features.3": (4, 4), "features.5": (4, 4)}
    state = {}
    for name, (wide, out) in layers.items():
        state |= {f"{name}.weight": torch.randn(out, wide, 3, 3), f"{name}.bias": torch.randn(out)}
    save_file(state, tmp_path / "vgg16.safetensors")
    torch.save(state, tmp_path / "vgg16-397923af.pth")
    assert perceptual.locate([tmp_path]) == tmp_path / "vgg16.safetensors"
    assert perceptual.locate([]) is None
    one, other = torch.rand(32, 32, 3), torch.rand(32, 32, 3)
    seen = [perceptual.Perceptual(tmp_path / name)(one, other) for name in ("vgg16.safetensors", "vgg16-397923af.pth")]
    assert float(seen[0]) > 0 and torch.equal(*seen)
    assert float(perceptual.Perceptual(tmp_path / "vgg16.safetensors")(one, one)) == 0
    (tmp_path / "vgg16.safetensors").write_bytes(b"no")
    with pytest.raises(StudioError, match="cannot be read"):
        perceptual.Perceptual(tmp_path / "vgg16.safetensors")
    save_file({"features.0.weight": torch.zeros(1)}, tmp_path / "vgg16.safetensors")
    with pytest.raises(StudioError, match="does not hold VGG16"):
        perceptual.Perceptual(tmp_path / "vgg16.safetensors")


def test_a_seed_tells_all_numbers() -> None:
    made = []
    for _ in range(2):
        network = nn.Sequential(nn.Linear(3, 4), nn.Conv1d(2, 3, 3))
        listening.begin(network, torch.Generator().manual_seed(5))
        made.append(torch.cat([p.flatten() for p in network.parameters()]))
    assert torch.equal(*made)
