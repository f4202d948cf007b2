"""An egstalker avatar is learned, stopped and resumed, stored, exported, imported and driven like any other."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from contracts import Cancelled, StudioError
from engines.avatar.avatar import FILE, load, read_about
from engines.avatar.curves import Plan, Sight
from engines.avatar.drive import DriveRequest, drive, mouths_of
from engines.avatar.egstalker.listening import listen
from engines.avatar.egstalker.settings import EgsSettings
from engines.avatar.egstalker.trainer import EgsTrainer
from engines.avatar.evaluate import EvaluateRequest, evaluate
from engines.avatar.make import CHECKPOINT, CURVES, TrainRequest, resume, train
from engines.avatar.prepared import Prepared, read
from engines.avatar.store import export, take_in
from engines.avatar.training import one_thread
from renderers import video

pytestmark = pytest.mark.slow

SMALL = (
    "coarse: 0.3\nlook_every: 10\nplane: 8\nchannels: 8\ntrunk: 16\ntoken: 16\naudio: 8\nheads: 2\nagents: 8\n"
    "inner: 16\nchange: 12\nrenew_from: 8\nrenew_every: 8\nrenew_until: 0.9\n"
)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("settings") / "small.yaml"
    file.write_text(SMALL)
    return file


@pytest.fixture(scope="module")
def made_egs(prepared: Path, settings: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small one of the talker, learned in a moment."""
    out = tmp_path_factory.mktemp("avatars") / "egs"
    seen: list[Sight] = []
    made = train(request(prepared, out, settings, consent="nobody: a drawn figure"), watch=seen.append)
    assert [row.iteration for row in made.rows] == [10, 20, 30, 40] and seen[-1].picture.shape == (128, 256, 3)
    assert made.rows[-1].splats > made.rows[0].splats, "splats are split, and in the stage that runs"
    assert any("perceptual" in note for note in made.notes)
    return out


def request(prepared: Path, out: Path, settings: Path | None, **more: object) -> TrainRequest:
    told = {"size": 128, "splats": 1500, "iterations": 40, "model": "egstalker", "settings": settings, **more}
    return TrainRequest(folder=prepared, out=out, **told)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def known(prepared: Path) -> Prepared:
    return read(prepared, 128)


def trainer(known: Prepared, settings: str = "", iterations: int = 40) -> EgsTrainer:
    import yaml

    heard = listen("mel+mfcc", known.samples, len(known.material))
    wanted = EgsSettings.model_validate(yaml.safe_load(SMALL + settings))
    plan = Plan(splats=1500, iterations=iterations, holdout=0.2)
    return EgsTrainer(known.material, plan, wanted, "mel+mfcc", heard)


def test_it_gets_better_in_both_stages(made_egs: Path) -> None:
    rows = json.loads((made_egs / CURVES).read_text())
    assert rows[-1]["held"][0] > rows[0]["held"][0] + 0.3, "dB of what was held out"
    about = read_about(made_egs)
    assert about.model == "egstalker" and about.egstalker is not None and about.features == "mel+mfcc"


def test_stopped_and_resumed_it_comes_out_the_same_to_the_bit(known: Prepared, tmp_path: Path) -> None:
    from safetensors.torch import save_file

    with one_thread():
        straight, halted, again = (trainer(known) for _ in range(3))
        for _ in range(19):
            straight.step()
        for _ in range(14):  # past a renewal and into the fine stage
            halted.step()
        tensors, told = halted.checkpoint()
        save_file(tensors, tmp_path / CHECKPOINT, {"told": told})
        resume(again, tmp_path / CHECKPOINT)
        assert len(again.head) == len(halted.head) > len(trainer(known).head)
        for _ in range(5):
            again.step()
    for (name, one), other in zip(straight.head.named_parameters(), again.head.parameters(), strict=True):
        assert torch.equal(one, other), name
    with pytest.raises(StudioError, match="other settings"):
        trainer(known, "batch: 3\n").resume(tensors, told)


def test_splats_are_added_where_the_picture_is_wrong(known: Prepared) -> None:
    taught = trainer(known, "split: 0.1\n")
    with one_thread():
        for _ in range(3):
            taught.step()
        frame = int(taught.train[0])
        points = known.material.track.points[frame]
        # a patch of the real picture that the head does not have: the right cheek turned green
        x, y = np.round(points[50]).astype(int)
        real = taught._targets[frame].real.clone()
        real[y - 6 : y + 6, x - 6 : x + 6] = torch.tensor([0.0, 1.0, 0.0])
        taught.strain.zero_()
        probe = torch.zeros(len(taught.head), 2, requires_grad=True)
        seen = taught.head(taught.stance(taught.head, frame), taught.scene.camera, probe)
        with torch.no_grad():
            base = taught.head(taught.stance(taught.head, frame), taught.scene.camera).over(taught.scene.plate)
        real = torch.where((real == torch.tensor([0.0, 1.0, 0.0])).all(-1, keepdim=True), real, base)
        (seen.over(taught.scene.plate) - real).abs().mean().backward()
        taught.strain[:, 0], taught.strain[:, 1] = probe.grad.norm(dim=1), 1

        def near() -> int:
            places = taught.head.splats(taught.stance(taught.head, frame))[0].detach().numpy()
            focal, size = known.material.track.focal, known.material.size
            at = focal * places[:, :2] / places[:, 2:] + size / 2
            return int((np.abs(at - [x, y]) < 9).all(axis=1).sum())

        before, total = near(), len(taught.head)
        taught._renew()
        added, of = near() - before, len(taught.head) - total
        assert of > 50 and added / of > 5 * before / total
        taught.step()


def test_cancelled_it_can_be_resumed(prepared: Path, settings: Path, tmp_path: Path) -> None:
    out = tmp_path / "ann"
    asked = request(prepared, out, settings)

    def until_20(stage: str, done: float, total: float, message: str = "") -> None:
        if stage == "learn the face" and done >= 20:
            raise Cancelled

    with pytest.raises(Cancelled):
        train(asked, until_20)
    assert {file.name for file in out.iterdir()} == {CHECKPOINT}
    with pytest.raises(StudioError, match="another model"):
        train(asked.model_copy(update={"resume": True, "model": "fast", "settings": None}))
    made = train(asked.model_copy(update={"resume": True}))
    assert made.rows[-1].iteration == 40


def test_stored_exported_and_imported_it_is_the_same(made_egs: Path, tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    first = load(made_egs)
    take_in(export(made_egs, tmp_path / "one.avatar"), tmp_path / "again")
    second = load(tmp_path / "again")
    for name, value in first.head.state_dict().items():
        assert torch.equal(value, second.head.state_dict()[name]), name
    assert export(made_egs, tmp_path / "one.ply").stat().st_size > 62 * 4 * len(first.head)
    tensors, about = load_file(made_egs / FILE), {"about": read_about(made_egs).model_dump_json()}
    save_file({**tensors, "head.null": torch.zeros(3)}, tmp_path / FILE, about)
    with pytest.raises(StudioError, match=r"head\.null"):
        load(tmp_path / FILE)
    about = {"about": read_about(made_egs).model_copy(update={"features": "hats"}).model_dump_json()}
    save_file(tensors, tmp_path / FILE, about)
    with pytest.raises(StudioError, match="hears what is not known"):
        load(tmp_path / FILE)


def test_it_says_a_sound(made_egs: Path, talker: Path, tmp_path: Path) -> None:
    film = drive(DriveRequest(avatar=made_egs, out=tmp_path / "film.mp4", audio=talker, camera="orbit"))
    info = video.probe(film.path)
    assert info.frames == film.frames > 50 and info.has_sound


def test_its_codes_are_those_it_learned_with(made_egs: Path, known: Prepared) -> None:
    avatar = load(made_egs)
    mouths, notes = mouths_of(avatar, known.samples[: len(known.material) * 640])
    wide = avatar.coder.shape.mouth
    np.testing.assert_allclose(mouths[8:-8], avatar.habit.codes[8:-8, :wide], atol=2e-3)
    assert not notes


def test_it_is_compared_with_the_film(made_egs: Path, talker: Path) -> None:
    found = evaluate(EvaluateRequest(avatar=made_egs, video=talker, part=0.2))
    assert found.driven == found.ceiling and any("sees no mouth" in note for note in found.notes)
    assert found.driven.psnr_full > 17, "after a moment of learning, and driven by sound alone"


def test_a_silent_film_cannot_be_learned_from(prepared: Path, settings: Path, tmp_path: Path) -> None:
    import shutil

    import soundfile

    quiet = tmp_path / "quiet"
    shutil.copytree(prepared, quiet)
    soundfile.write(quiet / "aud.wav", np.zeros(16_000 * 4), 16_000)
    with pytest.raises(StudioError, match="no sound"):
        train(request(quiet, tmp_path / "out", settings))


@pytest.mark.parametrize("model", ["fast", "egstalker"])
@pytest.mark.parametrize("features", ["whisper", "phones", "deepspeech"])
def test_every_kind_of_feature_drives_either_model(
    model: str, features: str, prepared: Path, settings: Path, talker: Path, tmp_path: Path
) -> None:
    import shutil

    folder = tmp_path / "prepared"
    shutil.copytree(prepared, folder)
    known = read(folder, 128)
    # letter scores of which one follows the loudness, as a recogniser's would
    loud = listen("energy", known.samples, len(known.material))
    scores = np.random.default_rng(0).normal(0, 0.1, (len(known.material), 16, 29))
    scores[:, :, 4] += loud[:, :, 0] / 20
    np.save(folder / "aud_ds.npy", scores.astype(np.float32))
    own = settings if model == "egstalker" else None
    made = train(request(folder, tmp_path / "out", own, model=model, features=features, iterations=20))
    assert made.avatar.about.features == features
    film = drive(DriveRequest(avatar=made.path, out=tmp_path / "film.mp4", audio=folder / "aud.wav", size=64))
    assert abs(film.frames - len(known.material)) <= 1
    if features == "deepspeech":
        with pytest.raises(StudioError, match="DeepSpeech"):
            drive(DriveRequest(avatar=made.path, out=tmp_path / "film.mp4", audio=talker))
