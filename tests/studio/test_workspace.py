"""The workspace keeps what is made, and lets no name lead out of it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import StudioError
from studio.containment import inside, safe_name
from studio.lock import WorkspaceLock
from studio.staged import KEPT, Staged
from studio.workspace import FOLDERS, Workspace, write_atomic


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "home")


def make(workspace: Workspace, name: str = "walk", **sidecar: object) -> str:
    with workspace.new_output("library", name, dict(sidecar)) as draft:
        (draft.folder / "video.mp4").write_bytes(b"film")
        (draft.folder / "motion.npz").write_bytes(b"motion")
    return workspace.relative(draft.final).removeprefix("outputs/")


FORBIDDEN = [
    "..", "../x", "uploads/../../x", "/etc/passwd", "//server/share", "\\\\server\\share", "C:\\x", "C:/x", "C:x",
    "uploads/a::$DATA", "uploads/a:stream", "~/x", "~root", "uploads/\0", "uploads/a\nb", "", ".", "./uploads",
    "uploads//a", "uploads/./a", "uploads/a.", "uploads/a ", "uploads/..\\..\\x", "uploads/CON", "uploads/nul.txt",
    "uploads/\u202etxt", "a" * 2000,
]  # fmt: skip


@pytest.mark.parametrize("typed", FORBIDDEN)
def test_no_name_leads_out(workspace: Workspace, typed: str) -> None:
    with pytest.raises(StudioError):
        workspace.path(typed)


def test_a_link_that_leaves_is_refused_and_one_that_stays_is_not(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (workspace.root / "uploads" / "kept.txt").write_text("kept")
    (workspace.root / "uploads" / "out").symlink_to(tmp_path)
    (workspace.root / "uploads" / "here").symlink_to(workspace.root / "uploads" / "kept.txt")
    (workspace.root / "uploads" / "loop").symlink_to(workspace.root / "uploads" / "loop")
    for typed in ("uploads/out/secret.txt", "uploads/out", "uploads/loop"):
        with pytest.raises(StudioError):
            workspace.path(typed)
    assert workspace.path("uploads/here").read_text() == "kept"


@given(st.text(max_size=40))
def test_whatever_is_typed_stays_inside_or_is_refused(typed: str) -> None:
    root = Path("/nowhere/home")
    try:
        path = inside(root, typed)
    except StudioError:
        return
    assert path.is_relative_to(root) and path != root


@given(st.text(max_size=80))
def test_a_safe_name_is_one_plain_part(name: str) -> None:
    safe = safe_name(name)
    assert inside(Path("/nowhere/home"), safe).parent == Path("/nowhere/home")
    assert len(safe.encode()) <= 255


def test_a_result_is_listed_with_its_sidecar_and_main_file_first(workspace: Workspace) -> None:
    made = make(workspace, "Ana walks", kind="video", main="video.mp4", request={"fps": 25})
    (output,) = workspace.outputs()
    assert output.id == made and output.tab == "library" and output.name == "Ana walks" and output.kind == "video"
    assert output.files == ("video.mp4", "motion.npz")
    assert json.loads((output.folder / "request.json").read_text())["request"] == {"fps": 25}
    assert workspace.output(made) == output


def test_a_failed_result_leaves_nothing(workspace: Workspace) -> None:
    with pytest.raises(KeyboardInterrupt), workspace.new_output("library", "walk", {}) as draft:
        (draft.folder / "half.mp4").write_bytes(b"half")
        assert workspace.outputs() == []
        raise KeyboardInterrupt
    assert [path for path in workspace["outputs"].rglob("*") if path.is_file()] == []


def test_two_results_of_one_second_and_name_stay_apart(workspace: Workspace) -> None:
    assert len({make(workspace) for _ in range(3)}) == 3
    assert len(workspace.outputs()) == 3


def test_deleting_can_be_undone(workspace: Workspace) -> None:
    made = make(workspace)
    token = workspace.delete(made)
    assert workspace.outputs() == []
    assert workspace.undelete(token).id == made
    assert (workspace["outputs"] / made / "video.mp4").read_bytes() == b"film"
    with pytest.raises(StudioError):
        workspace.undelete(token)


def test_old_trash_and_half_made_results_are_cleared_fresh_trash_stays(workspace: Workspace) -> None:
    old, fresh = workspace.delete(make(workspace)), workspace.delete(make(workspace))
    (workspace.root / ".trash" / old).rename(workspace.root / ".trash" / "1000000-aa")
    (workspace["outputs"] / "library" / ".making-dead").mkdir()
    workspace.tidy()
    assert [path.name for path in (workspace.root / ".trash").iterdir()] == [fresh]
    assert list((workspace["outputs"] / "library").iterdir()) == []


@pytest.mark.parametrize("output_id", ["library", "library/none", "../uploads/x", "library/../library/x", "a/b/c"])
def test_a_wrong_output_id_is_refused(workspace: Workspace, output_id: str) -> None:
    make(workspace)
    for action in (workspace.output, workspace.delete):
        with pytest.raises(StudioError):
            action(output_id)
    assert len(workspace.outputs()) == 1


def test_damaged_sidecars_do_not_hide_results(workspace: Workspace) -> None:
    made = make(workspace)
    for text in ("", "[]", "{", '{"made": 5, "name": null}', "[" * 100_000):
        (workspace["outputs"] / made / "request.json").write_text(text)
        assert [output.id for output in workspace.outputs()] == [made]


def test_uploads_keep_companions_together_under_the_names_they_call_each_other_by(
    workspace: Workspace, tmp_path: Path
) -> None:
    names = ["walk (1).gltf", "my mesh.bin", "my-mesh.bin", "my+mesh.bin"]
    for name in names:
        (tmp_path / name).write_text(name)
    kept = workspace.keep_uploads([tmp_path / name for name in names])
    assert [path.name for path in kept] == names and {path.parent for path in kept} == {kept[0].parent}
    assert kept[0].parent.parent == workspace["uploads"] and "(" not in kept[0].parent.name
    assert [workspace.path(workspace.relative(path)).read_text() for path in kept] == names


def test_uploads_of_one_name_or_of_a_name_that_is_none_are_all_kept(workspace: Workspace, tmp_path: Path) -> None:
    sent = [tmp_path / folder / name for folder, name in (("1", "a.bin"), ("2", "A.bin"), ("3", "a*.bin"), ("4", ".b"))]
    for path in sent:
        path.parent.mkdir()
        path.write_text(path.parent.name)
    kept = workspace.keep_uploads(sent)
    assert [path.read_text() for path in kept] == ["1", "2", "3", "4"]
    assert [path.name for path in kept] == ["a.bin", "A-2.bin", "a-.bin", "b"]


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "job.json"
    write_atomic(path, "old")
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        write_atomic(path, "new")
    assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]


def test_a_workspace_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StudioError, match="cannot be made"):
        Workspace(tmp_path / "file" / "home")


def test_it_has_its_folders_and_knows_its_size(workspace: Workspace) -> None:
    assert {path.name for path in workspace.root.iterdir()} == set(FOLDERS)
    (workspace["uploads"] / "x").write_bytes(b"12345")
    (workspace.root / "y").write_bytes(b"12")
    assert workspace.sizes() == {"uploads": 5, ".": 2}
    with pytest.raises(KeyError):
        workspace["elsewhere"]


def test_a_second_studio_is_told_where_the_first_is_and_a_killed_one_holds_nothing(workspace: Workspace) -> None:
    program = (
        "import sys, time; from pathlib import Path; from studio.lock import WorkspaceLock;"
        "lock = WorkspaceLock(Path(sys.argv[1])); lock.announce('http://127.0.0.1:7999'); print('held', flush=True);"
        "time.sleep(60)"
    )
    first = subprocess.Popen([sys.executable, "-c", program, str(workspace.root)], stdout=subprocess.PIPE, text=True)
    try:
        assert first.stdout is not None and first.stdout.readline() == "held\n"
        with pytest.raises(StudioError, match="already running") as refused:
            WorkspaceLock(workspace.root)
        assert "http://127.0.0.1:7999" in refused.value.hint
    finally:
        first.kill()
        first.wait()
    WorkspaceLock(workspace.root).release()


def stage(staged: Staged, number: int) -> str:
    return staged.name(["page", number], ".html", Path.touch)


def test_what_is_still_looked_at_stays_staged_and_the_longest_unseen_goes(workspace: Workspace) -> None:
    staged, folder = Staged(workspace), workspace.root / ".stage"
    names = [stage(staged, number) for number in range(KEPT)]
    for age, name in enumerate(reversed(names)):
        os.utime(folder / name, (1e9 - age, 1e9 - age))
    stage(staged, 0)
    stage(staged, KEPT)
    assert (folder / names[0]).is_file() and not (folder / names[1]).exists()
    assert len(list(folder.iterdir())) == KEPT


def test_staging_in_several_threads_at_once_breaks_nothing(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    staged, glob = Staged(workspace), Path.glob
    names = [stage(staged, number) for number in range(KEPT)]

    def others_are_faster(folder: Path, pattern: str) -> list[Path]:
        found = list(glob(folder, pattern))
        (workspace.root / ".stage" / names[0]).unlink(missing_ok=True)
        return found

    monkeypatch.setattr(Path, "glob", others_are_faster)
    assert stage(staged, KEPT) and (workspace.root / ".stage" / names[1]).is_file()
