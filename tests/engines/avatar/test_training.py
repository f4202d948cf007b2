"""A head that is learned gets better, comes out the same when stopped and resumed, and loses nothing when cancelled."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from contracts import Cancelled, StudioError
from engines.avatar import quality
from engines.avatar.avatar import load, read_about
from engines.avatar.curves import Plan, Sight
from engines.avatar.make import CHECKPOINT, CURVES, TrainRequest, resume, train
from engines.avatar.material import Material
from engines.avatar.prepared import read
from engines.avatar.settings import FastSettings
from engines.avatar.training import Trainer, one_thread

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def material(prepared: Path) -> Material:
    return read(prepared, 128).material


def test_what_is_made_comes_near_what_was_held_out(made: Path) -> None:
    rows = json.loads((made / CURVES).read_text())
    first, last = rows[0]["held"], rows[-1]["held"]
    assert last[0] > first[0] + 1 and last[0] > 24, "the whole, dB"
    assert last[1] > 24, "the face"
    about = read_about(made)
    assert about.held_out["full"] == pytest.approx(
        max(rows, key=lambda r: r["held"][0] + r["held"][1])["held"][0], abs=0.01
    )
    assert about.consent == "nobody: a drawn figure" and about.name == "Talker"
    assert about.learned < about.frames


def test_stopped_and_resumed_it_comes_out_the_same(material: Material, tmp_path: Path) -> None:
    from safetensors.torch import save_file

    plan = Plan(splats=1500, iterations=40, holdout=0.2)
    settings = FastSettings(renew_from=15, renew_until=0.9, renew_every=15)
    with one_thread():
        straight = Trainer(material, plan, settings)
        for _ in range(24):
            straight.step()
        halted = Trainer(material, plan, settings)
        for _ in range(18):  # past a renewal, which changes how many splats there are
            halted.step()
        tensors, told = halted.checkpoint()
        save_file(tensors, tmp_path / CHECKPOINT, {"told": told})
        again = Trainer(material, plan, settings)
        resume(again, tmp_path / CHECKPOINT)
        assert again.iteration == 18 and len(again.head) > len(Trainer(material, plan).head)
        for _ in range(6):
            again.step()
    for (name, one), other in zip(straight.head.named_parameters(), again.head.parameters(), strict=True):
        assert torch.equal(one, other), name


def test_splitting_goes_where_the_picture_pulls_and_up_to_what_is_allowed(material: Material) -> None:
    trainer = Trainer(material, Plan(splats=1500, iterations=1000, holdout=0.2))
    before = len(trainer.head)
    with one_thread():
        for _ in range(20):
            trainer.step()
        with torch.no_grad():
            trainer.head.opacities[:50] = -8.0
        trainer.strain[:] = torch.tensor([0.0, 1.0])
        trainer.strain[700, 0] = 9.0
        place = trainer.head.places[700].detach().clone()
        trainer._renew()
        near = (trainer.head.places - place).norm(dim=1) < 0.02
        assert near.sum() >= 2, "it was split where it lies"
        assert before - 50 < len(trainer.head) <= 1500, "those that had faded are gone"
        trainer.step()


def test_cancelled_it_can_be_resumed_and_nothing_is_half_made(prepared: Path, tmp_path: Path) -> None:
    out = tmp_path / "ann"
    request = TrainRequest(folder=prepared, out=out, size=128, splats=1500, iterations=60, features="mel+mfcc")

    def until_30(stage: str, done: float, total: float, message: str = "") -> None:
        if stage == "learn the face" and done >= 30:
            raise Cancelled

    with pytest.raises(Cancelled):
        train(request, until_30)
    assert {file.name for file in out.iterdir()} == {CHECKPOINT}
    with pytest.raises(StudioError, match="holds no avatar"):
        load(out)
    seen: list[Sight] = []
    made = train(request.model_copy(update={"resume": True}), watch=seen.append)
    assert seen[0].rows[-1].iteration >= 30 and made.rows[-1].iteration == 60
    assert seen[-1].picture.shape == (128, 256, 3)
    assert any("--consent" in note for note in made.notes)
    assert len(load(out).head) == made.avatar.about.splats


def test_other_material_or_a_damaged_checkpoint_is_refused(material: Material, tmp_path: Path) -> None:
    plan = Plan(splats=1500, iterations=50)
    trainer = Trainer(material, plan)
    with pytest.raises(StudioError, match="nothing to resume"):
        resume(trainer, tmp_path / CHECKPOINT)
    (tmp_path / CHECKPOINT).write_bytes(b"\x08" + b"\0" * 40)
    with pytest.raises(StudioError, match="damaged"):
        resume(trainer, tmp_path / CHECKPOINT)
    tensors, told = Trainer(material.part(np.arange(40)), plan).checkpoint()
    with pytest.raises(StudioError, match="other material"):
        trainer.resume(tensors, told)


def test_measures_are_those_of_the_book() -> None:
    points = np.zeros((478, 2))
    points[:, 0], points[:, 1] = np.tile([10, 30], 239), np.repeat([10, 30], 239)
    one, other = np.zeros((40, 40, 3)), np.full((40, 40, 3), 0.1)
    assert quality.psnr(one, other, points) == pytest.approx((20, 20, 20))
    moved = np.repeat(points[None], 4, axis=0)
    assert quality.lmd(moved + [5, 0], moved) == pytest.approx(0), "where the mouth is does not count"
    moved = np.random.default_rng(0).normal(size=(9, 478, 2))
    assert quality.lip_correlation(moved, moved) == pytest.approx(1)
    assert quality.lip_correlation(np.repeat(moved[:1], 9, axis=0), moved) == 0
