"""What the Library makes of a draft, without a page."""

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import soundfile

from contracts import Cancelled, StudioError, silent
from engines.motion import Motion, formats
from engines.motion.edit import Edits
from renderers import media
from studio.desk import Desk
from studio.draft import Draft, recall, remember
from studio.jobs import Job
from studio.making import Form, kinds, recipe_of
from studio.targets import targets_for
from studio.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "home")


def a_step(path: Path, seconds: float = 1.0) -> Path:
    rotations = np.zeros((int(seconds * 24), 55, 3), np.float32)
    rotations[:, 1, 0] = np.linspace(0, 0.6, len(rotations))
    formats.write(Motion.of(Fraction(24000, 1001), rotations), path)
    return path


def job(draft: Draft, form: Form) -> Job:
    request = json.loads(json.dumps({"draft": draft.recipe(), "form": form.model_dump()}))
    return Job(id="j", kind=form.make, title="t", request=request, made="2026-01-01T00:00:00+00:00")


def make(workspace: Workspace, draft: Draft, form: Form, private: bool = False) -> Path:
    output = kinds(workspace, private)[form.make](job(draft, form), silent)
    assert output is not None
    return workspace.output(output).folder


def test_a_film_has_the_edits_the_sound_and_its_recipe(workspace: Workspace, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "hum.wav", np.sin(np.arange(16000) / 9) / 4, 16000)
    draft = Desk(workspace).open_uploads([a_step(tmp_path / "step.npz"), tmp_path / "hum.wav"])
    draft = draft.edited(Edits(end=0.5, mirror=True))
    folder = make(workspace, draft, Form(shape="160x120", camera="side"))
    film = media.probe(folder / "video.mp4")
    assert (film.width, film.height, film.frames, film.has_sound) == (160, 120, 12, True)
    assert film.fps == Fraction(24000, 1001)
    assert np.abs(formats.read(folder / "motion.npz").rotations[:, 2, 0]).max() > 0.2, "the other leg, as mirrored"
    sidecar = json.loads((folder / "request.json").read_text())
    assert Draft.of_recipe(sidecar["draft"]).edits == draft.edits and sidecar["main"] == "video.mp4"
    assert Form.restored(sidecar["form"]) == Form(shape="160x120", camera="side")
    assert recipe_of(folder / "request.json") == (sidecar["draft"], sidecar["form"])
    assert (folder / "thumbnail.png").read_bytes().startswith(b"\x89PNG")


def test_a_gif_says_that_its_sound_was_left_out(workspace: Workspace, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "hum.wav", np.zeros(8000), 16000)
    draft = Desk(workspace).open_uploads([a_step(tmp_path / "step.npz", 0.3), tmp_path / "hum.wav"])
    folder = make(workspace, draft, Form(kind=".gif", shape="64x64"))
    assert any("sound" in note for note in json.loads((folder / "request.json").read_text())["notes"])


@pytest.mark.parametrize("suffix", [".bvh", ".glb", ".npz", ".json"])
def test_a_motion_file_reads_back_edited(workspace: Workspace, tmp_path: Path, suffix: str) -> None:
    draft = Desk(workspace).open_uploads([a_step(tmp_path / "step.npz")]).edited(Edits(start=0.5))
    folder = make(workspace, draft, Form(make="file", format=suffix))
    assert len(formats.read(folder / f"motion{suffix}")) == 12
    assert targets_for(workspace.outputs()[0])


def test_a_cancelled_film_leaves_nothing(workspace: Workspace, tmp_path: Path) -> None:
    draft = Desk(workspace).open_uploads([a_step(tmp_path / "step.npz")])

    def stop(stage: str, done: float, total: float, message: str = "") -> None:
        if done >= 5:
            raise Cancelled

    with pytest.raises(Cancelled):
        kinds(workspace)["film"](job(draft, Form(shape="160x120")), stop)
    assert [path for path in workspace["outputs"].rglob("*") if path.is_file()] == []


def test_strangers_have_limits(workspace: Workspace, tmp_path: Path) -> None:
    desk = Desk(workspace, private=True)
    with pytest.raises(StudioError, match="up to 60 s"):
        desk.open_uploads([a_step(tmp_path / "long.npz", 61)])
    assert not list(workspace["uploads"].iterdir()), "what was refused is not kept"
    draft = desk.open_uploads([a_step(tmp_path / "short.npz", 1)])
    for form, said in ((Form(shape="1920x1080"), "larger"), (Form(body="smplx"), "mannequin")):
        with pytest.raises(StudioError, match=said):
            make(workspace, draft, form, private=True)


@pytest.mark.parametrize(
    ("edits", "said"),
    [(Edits(speed=0.1), "lasts 70 s"), (Edits(start=1, speed=0.2, fps="1000"), "30,0.. frames; up to 15,000")],
)
def test_strangers_are_refused_before_the_work(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, edits: Edits, said: str
) -> None:
    draft = Desk(workspace).open_uploads([a_step(tmp_path / "seven.npz", 7)])
    assert len(Desk(workspace, private=True).edited(draft.edited(Edits(start=5, fps="30")))) == 60
    monkeypatch.setattr("engines.motion.edit.apply", lambda *_: pytest.fail("work was begun"))
    with pytest.raises(StudioError, match=said):
        Desk(workspace, private=True).edited(draft.edited(edits))


def a_library(path: Path) -> Path:
    """A step as GLB, and before it an animation in which nothing but the head has keys, which does not move."""
    formats.write(formats.read(a_step(path.with_suffix(".npz"))), path)
    data = path.read_bytes()
    length = int.from_bytes(data[12:16], "little")
    document = json.loads(data[20 : 20 + length])
    (step,) = document["animations"]
    head = next(number for number, node in enumerate(document["nodes"]) if node.get("name") == "head")
    still = [channel for channel in step["channels"] if channel["target"].get("node") == head]
    assert still
    document["animations"] = [{**step, "name": "T pose", "channels": still}, {**step, "name": "step"}]
    text = json.dumps(document).encode()
    text += b" " * (-len(text) % 4)
    rest = data[20 + length :]
    whole = (20 + len(text) + len(rest)).to_bytes(4, "little")
    path.write_bytes(data[:8] + whole + len(text).to_bytes(4, "little") + data[16:20] + text + rest)
    return path


def test_a_library_opens_on_an_animation_that_moves(workspace: Workspace, tmp_path: Path) -> None:
    desk = Desk(workspace)
    draft = desk.open_uploads([a_library(tmp_path / "library.glb")])
    assert desk.clips(draft) == ["T pose", "step"] and draft.clip == "step"
    assert np.ptp(desk.raw(draft).rotations[:, 1, 0]) > 0.2
    assert np.ptp(desk.raw(draft.with_clip("T pose")).rotations, axis=0).max() < 1e-3


@pytest.mark.parametrize(
    "names", [["a.bvh", "b.bvh"], ["a.wav"], ["a.asf"], [f"{n}.bin" for n in range(9)], ["a.txt"], ["a"]]
)
def test_files_that_are_not_one_motion_are_refused_and_not_kept(
    workspace: Workspace, tmp_path: Path, names: list[str]
) -> None:
    files = [tmp_path / name for name in names]
    for file in files:
        file.write_bytes(b"x")
    with pytest.raises(StudioError) as refused:
        Desk(workspace).open_uploads(files)
    assert refused.value.hint and not list(workspace["uploads"].iterdir())


def test_a_sound_must_be_a_sound(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "not.wav").write_bytes(b"RIFF but not really")
    (tmp_path / "page.html").write_bytes(b"<html>")
    for name in ("not.wav", "page.html"):
        with pytest.raises(StudioError):
            Desk(workspace).keep_sound(tmp_path / name)
    assert not list(workspace["uploads"].iterdir())


@pytest.mark.parametrize(
    "material", ["../../etc/passwd", "/etc/passwd", "sample:../../pyproject.toml", "sample:/etc/passwd", "sample:", ""]
)
def test_a_recipe_from_outside_leads_nowhere_else(workspace: Workspace, material: str) -> None:
    draft = Draft.of_recipe({"material": material, "title": "t", "sound": material})
    desk = Desk(workspace)
    for action in (desk.raw, desk.edited, desk.stage):
        with pytest.raises(StudioError):
            action(draft)


@pytest.mark.parametrize("recipe", [None, [], {}, {"material": 5, "title": "t"}, {"material": "a", "other": 1}])
def test_a_recipe_of_another_version_is_explained(recipe: object) -> None:
    with pytest.raises(StudioError, match="not from this version"):
        Draft.of_recipe(recipe)


def test_an_older_form_comes_back_as_far_as_it_fits() -> None:
    kept = {
        "camera": "face",
        "shape": "0x0",
        "background": "/etc/passwd",
        "unknown": 1,
        "method": None,
        "name": "n" * 99,
    }
    assert Form.restored(kept) == Form(camera="face")
    assert Form.restored([1]) == Form()


def test_edits_are_remembered_undone_and_redone(workspace: Workspace) -> None:
    first = Draft(material="sample:walk.npz", title="Walk")
    draft = first.edited(Edits(mirror=True)).edited(Edits(smooth=0.5))
    assert draft.undone().edits == Edits(mirror=True) and draft.undone().undone().edits == Edits()
    assert draft.undone().redone() == draft and draft.redone() == draft and first.undone() == first
    assert draft.reset().edits == Edits() and draft.reset().undone().edits == Edits(smooth=0.5)
    assert draft.undone().edited(Edits(start=1)).redone().edits == Edits(start=1)
    remember(workspace, draft, {"camera": "face"})
    assert recall(workspace) == (draft, {"camera": "face"})
    (workspace.root / ".library.json").write_text("{")
    assert recall(workspace) == (None, {})


def test_the_stage_is_made_once_and_again_when_something_changes(workspace: Workspace, tmp_path: Path) -> None:
    desk = Desk(workspace)
    draft = desk.open_uploads([a_step(tmp_path / "step.npz")])
    page = desk.stage(draft)
    made = (workspace.root / ".stage" / page).stat().st_ino  # a new page would be another file in its place
    assert desk.stage(draft) == page and (workspace.root / ".stage" / page).stat().st_ino == made
    assert len({page, desk.stage(draft.edited(Edits(mirror=True))), desk.stage(draft, look=_another_look())}) == 3


def _another_look() -> str:
    from engines.body import palettes

    return list(palettes())[1]


def test_every_sample_can_be_opened(workspace: Workspace) -> None:
    desk = Desk(workspace)
    assert len(desk.samples()) >= 3
    for name, _ in desk.samples():
        draft = desk.open_sample(name)
        assert desk.reading(draft).duration > 2
        assert draft.sound is None or desk.path(draft.sound).is_file()
