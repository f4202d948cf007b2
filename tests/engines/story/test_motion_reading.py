"""Whatever a file of stick figures holds, it is played or refused with a word that helps."""

import io
import json
import warnings
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts import StudioError
from engines.story import motion_file
from engines.story.direct import Show
from engines.story.tensors import FIVE

STANDING = np.tile(np.array([[0, 1.9, 0, 1.0], [0, 1, 0.1, 0], [0, 1, -0.1, 0], [0, 1.9, 0.3, 1], [0, 1.9, -0.3, 1]],
                            np.float32).reshape(1, 4 * len(FIVE)), (3, 1))  # fmt: skip


def npz(**arrays: Any) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, **({"motion": STANDING, "fps": np.array(25.0)} | arrays))
    return file.getvalue()


def motion(**keys: Any) -> bytes:
    return json.dumps({"motion": STANDING.ravel().tolist()} | keys).encode()


def actor(**keys: Any) -> bytes:
    return motion(actors=[{"motion": [0.5] * 144, "name": "Mia"} | keys])


def by_reason(*cases: tuple[bytes, str]) -> list[Any]:
    return [pytest.param(*case, id=case[1]) for case in cases]


def played(path: Path, content: bytes) -> Show | None:
    """The show; None for a StudioError, which must help."""
    path.write_bytes(content)
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        try:
            show = motion_file.read(path)
        except StudioError as error:
            assert error.message and error.hint and str(path.parent) not in str(error)
            return None
    for staged in show.scenes:
        for acted in staged.acted.values():
            assert np.isfinite(acted.joints).all() and np.isfinite(acted.facing).all()
    return show


@pytest.mark.parametrize(
    ("content", "said"),
    by_reason(
        (npz()[:-40], "not a readable"),
        (npz(fps=np.array(np.nan)), "'fps' is not one number"),
        (npz(fps=np.array("fast")), "'fps' is not one number"),
        (npz(names=np.array("Mia")), "'names' is not a list"),
        (npz(motion_actors=np.zeros((3, 0, 20))), "no stick figures"),
        (npz(motion=np.zeros((3, 1))), "1 numbers a frame"),
        (npz(motion=np.full((3, 20), np.inf)), "not finite"),
        (npz(motion=np.full((3, 20), 1e308)), "too large"),
        (npz(facing=np.full((3, 1), np.nan)), "the facing of Actor 1"),
        (npz(motion_actors=np.ones((3, 101, 20))), "101 figures"),
    ),
)
def test_wrong_archives_are_refused(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "a.npz").write_bytes(content)
    with pytest.raises(StudioError, match=said):
        motion_file.read(tmp_path / "a.npz")


@pytest.mark.parametrize(
    ("content", "said"),
    by_reason(
        (motion(motion=[1e308] * 40), "too large"),
        (motion(motion=[10**400] * 20), "not a list of numbers"),
        (motion(meta={"fps": 25}).replace(b"25}", b"9" * 5000 + b"}"), "not JSON"),
        (motion(skeleton={"input_dim": 3}, motion=[1.0] * 6), "3 numbers a frame"),
        (actor(facing=[float("inf")] * 3), "the facing of Mia"),
        (actor(species="x" * 50), "species"),
        (motion(scenes=[{"frames": 3, "place": "x" * 99}]), r"scene 1 is not one: place: String should have"),
        (motion(motion=[0.5] * 6000, scenes=[{"frames": 1}] * 300), "is no show: scenes"),
    ),
)
def test_wrong_motion_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "a.motion").write_bytes(content)
    with pytest.raises(StudioError, match=said):
        motion_file.read(tmp_path / "a.motion")


def test_what_is_odd_beside_the_movement_is_passed_over(tmp_path: Path) -> None:
    for content in (npz(actions=np.array([[np.nan], [np.inf], [1e300]])), npz(actions=np.array([["walk"]] * 3))):
        assert played(tmp_path / "a.npz", content) is not None
    for content in (actor(actions=[float("nan"), 1e999, None, {}]), actor(face=[0.0] * 7), motion(meta={})):
        assert played(tmp_path / f"{'long' * 55}.motion", content) is not None


def test_only_the_arrays_that_are_known_are_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    openly = zipfile.ZipFile.open

    def seen(self: zipfile.ZipFile, name: Any, *more: Any, **keys: Any) -> Any:
        opened.append(getattr(name, "filename", name))
        return openly(self, name, *more, **keys)

    (tmp_path / "a.npz").write_bytes(npz(junk=np.zeros(9)))
    monkeypatch.setattr(zipfile.ZipFile, "open", seen)
    assert motion_file.read(tmp_path / "a.npz").frames == 3
    assert sorted(set(opened)) == ["fps.npy", "motion.npy"]


WHOLE = {
    "a.npz": npz(names=np.array(["Mia"]), actions=np.ones((3, 1), int), face=np.zeros((3, 1, 7))),
    "a.motion": actor(actions=["walk", 1, 2], scenes=[{"frames": 3, "cast": [0]}], facing=[1, 1, 1], face=[0.0] * 21),
}


@pytest.mark.parametrize("name", WHOLE)
def test_what_is_wounded_below_is_sound(name: str, tmp_path: Path) -> None:
    show = played(tmp_path / name, WHOLE[name])
    assert show is not None and [one.name for one in show.script.characters] == ["Mia"]


@pytest.mark.parametrize("name", WHOLE)
@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, 2000), what=st.sampled_from([b"", b"\0", b"9", b"-", b"NaN", b"1e999", b"[", b"null"]))
def test_a_wounded_file_is_played_or_refused(
    name: str, tmp_path_factory: pytest.TempPathFactory, at: int, what: bytes
) -> None:
    whole = WHOLE[name]
    at %= len(whole)
    played(tmp_path_factory.getbasetemp() / name, whole[:at] + what + (whole[at + 1 :] if what else b""))
