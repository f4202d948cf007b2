"""All files of a result in one ZIP, made when somebody asks for it and kept for a while."""

from __future__ import annotations

import zipfile
from pathlib import Path

from studio.staged import Staged
from studio.workspace import Output, Workspace

_PACKED = {".mp4", ".webm", ".gif", ".png", ".npz", ".zip"}
"""Files that do not get smaller."""


def bundle(workspace: Workspace, output: Output) -> Path:
    """The ZIP of `output`, each file under the name by which it is known there."""
    files = [output.folder / name for name in output.files]
    facts = ["bundle", output.id, [(file.name, file.stat().st_mtime_ns, file.stat().st_size) for file in files]]

    def make(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
            for file in files:
                method = zipfile.ZIP_STORED if file.suffix in _PACKED else zipfile.ZIP_DEFLATED
                archive.write(file, f"{output.takeaway('.zip').removesuffix('.zip')}/{file.name}", method)

    return workspace.root / ".stage" / Staged(workspace).name(facts, ".zip", make)
