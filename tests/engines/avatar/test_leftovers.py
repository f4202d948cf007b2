"""What a kill leaves half written goes away at the next start; nothing else does."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from engines.avatar.leftovers import sweep
from engines.avatar.whole import made_whole
from engines.motion.formats.files import write_atomically


def _whole(part: Path) -> None:
    part.write_bytes(b"whole")


def test_what_was_begun_goes_and_what_is_whole_stays(tmp_path: Path) -> None:
    begun: list[Path] = []
    write_atomically(tmp_path / "ann.avatar", _whole)
    for suffix in (".avatar", ".safetensors", ".json", ".png"):
        handle, name = tempfile.mkstemp(prefix=".", suffix=suffix, dir=tmp_path)  # as write_atomically begins a file
        os.close(handle)
        begun.append(Path(name))
    importing = Path(tempfile.mkdtemp(prefix=".importing-", dir=tmp_path))
    (importing / "half").write_bytes(b"")
    kept = [tmp_path / name for name in ("ann.avatar", ".avatar.json", ".trash", "notes.json", ".DS_Store")]
    for path in kept[1:]:
        path.mkdir() if path.name == ".trash" else path.write_text("{}")
    sweep(tmp_path, idle=600)
    assert all(path.exists() for path in (*begun, importing)), "another program may be at work"
    sweep(tmp_path)
    assert not any(path.exists() for path in (*begun, importing))
    assert all(path.exists() for path in kept)


def test_a_folder_that_is_made_is_known_as_begun(tmp_path: Path) -> None:
    with made_whole(tmp_path / "ann") as making:
        sweep(tmp_path)
        assert not making.exists()
        making.mkdir()
    assert (tmp_path / "ann").is_dir()


def test_nothing_to_sweep(tmp_path: Path) -> None:
    sweep(tmp_path / "nowhere")
