"""Which files a batch means, what their results are called, and that one failure costs only itself."""

from pathlib import Path

import pytest

from contracts import Cancelled, StudioError
from studio.batch import Item, expand, run_all


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("walk.bvh", "walk.npz", "deep/run.BVH", "deep/notes.txt", "a b.bvh"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    return tmp_path


def names(items: list[Item]) -> list[str]:
    return [item.name for item in items]


def test_a_folder_means_every_readable_file_below_it_named_by_its_path(folder: Path) -> None:
    items = expand([folder], [".bvh", ".npz"])
    assert names(items) == ["a b", "deep/run", "walk.bvh", "walk.npz"]
    assert [item.source.name for item in items] == ["a b.bvh", "run.BVH", "walk.bvh", "walk.npz"]


def test_a_named_file_is_taken_whatever_its_suffix(folder: Path) -> None:
    assert names(expand([folder / "deep" / "notes.txt"], [".bvh"])) == ["notes"]


def test_the_same_name_from_two_folders_is_numbered(folder: Path) -> None:
    (folder / "deep" / "walk.bvh").touch()
    assert names(expand([folder / "walk.bvh", folder / "deep" / "walk.bvh"], [])) == ["walk.bvh", "walk.bvh 2"]


def test_a_missing_file_and_an_empty_folder_are_said(folder: Path) -> None:
    with pytest.raises(StudioError, match=r"no file .*gone\.bvh"):
        expand([folder / "gone.bvh"], [".bvh"])
    with pytest.raises(StudioError, match="no file to work on"):
        expand([folder / "deep"], [".glb"])


def test_one_failure_does_not_stop_the_rest() -> None:
    items = [Item(Path(f"{n}.bvh"), str(n)) for n in range(4)]
    errors: dict[str, Exception] = {"1": StudioError("Line 3 is bad.", "Export again."), "2": ValueError("a bug")}

    def work(item: Item) -> str:
        if item.name in errors:
            raise errors[item.name]
        return item.name

    said: list[str] = []
    results, failures = run_all(items, work, said.append)
    assert results == ["0", "3"]
    assert [str(failure) for failure in failures] == [
        "1.bvh: Line 3 is bad. Export again.",
        "2.bvh: ValueError('a bug')",
    ]
    assert said[0] == "[1/4] 0.bvh"


def test_a_cancel_ends_the_batch() -> None:
    def work(item: Item) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        run_all([Item(Path("a"), "a"), Item(Path("b"), "b")], work, lambda text: None)
