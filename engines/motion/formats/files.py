"""Opening a user's file within limits and writing one atomically: what every format needs of the disk."""

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from contracts import StudioError

MAX_BYTES = 512 * 1024**2
MAX_JOINT_FRAMES = 10_000_000
MAX_JOINTS = 2_000


def check_size(path: Path, limit: int = MAX_BYTES) -> int:
    """The size of `path` in bytes; a StudioError if it is missing, a folder, empty or larger than `limit`."""
    try:
        if path.is_dir():
            raise StudioError(f"{path.name} is a folder, not a motion file.", "Choose one file inside it.")
        size = path.stat().st_size
    except (OSError, ValueError) as error:
        raise StudioError(f"{path.name} cannot be opened.", "Check that the file is there and may be read.") from error
    if size == 0:
        raise StudioError(f"{path.name} is empty.", "Export or copy the file again.")
    if size > limit:
        raise StudioError(
            f"{path.name} is {size / 1024**2:,.0f} MB; the limit for this format is {limit / 1024**2:,.0f} MB.",
            "Cut the motion into shorter pieces.",
        )
    return size


def read_bytes(path: Path, limit: int = MAX_BYTES) -> bytes:
    """The whole file, at most `limit` bytes of it."""
    check_size(path, limit)
    try:
        with path.open("rb") as file:
            return file.read(limit)
    except OSError as error:
        raise StudioError(f"{path.name} cannot be read.", "Check that the file may be read.") from error


def read_text(path: Path, limit: int = MAX_BYTES) -> str:
    """The whole file as text: UTF-8 or UTF-16 with or without a mark, else Latin-1, which old exporters wrote."""
    data = read_bytes(path, limit)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def head(path: Path, count: int = 4096) -> bytes:
    """The first bytes of a file that is there and not empty."""
    check_size(path, limit=1 << 62)
    try:
        with path.open("rb") as file:
            return file.read(count)
    except OSError as error:
        raise StudioError(f"{path.name} cannot be read.", "Check that the file may be read.") from error


def check_frames(name: str, frames: int, joints: int) -> None:
    """Refuse a clip with no frames or too many, before memory is taken for it."""
    if frames < 1:
        raise StudioError(f"{name} has no frames.", "Export the animation, not only the skeleton.")
    if joints > MAX_JOINTS:
        raise StudioError(f"{name} has {joints:,} joints; the limit is {MAX_JOINTS:,}.", "Export only the body.")
    if frames * joints > MAX_JOINT_FRAMES:
        raise StudioError(
            f"{name} has {frames:,} frames of {joints:,} joints, more than is read at once.",
            "Cut the motion into shorter pieces.",
        )


def only_clip(path: Path, clip: str | None) -> None:
    """For formats that hold one animation, named after the file: refuse to look for any other."""
    if clip is not None and clip != path.stem:
        raise StudioError(f"{path.name} has no clip named '{clip}'.", f"It holds one clip: {path.stem}.")


def check_folder(path: Path) -> None:
    """Raise a StudioError unless the folder that `path` is to be written into is there."""
    if not path.parent.is_dir():
        raise StudioError(f"The folder {path.parent.name} for {path.name} does not exist.", "Make the folder first.")


def clear_away(folder: Path) -> None:
    """Remove a folder with all in it, though a file that was given up may be begun in it just then."""
    for _attempt in range(20):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            break
        time.sleep(0.01)


def write_atomically(path: Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill a temporary file beside `path`, then put it in place: the old file or the new, never half."""
    check_folder(path)
    try:
        handle, name = tempfile.mkstemp(prefix=".", suffix=path.suffix, dir=path.parent)
    except OSError as error:
        raise StudioError(f"{path.name} cannot be written here.", "Choose a folder that you may write to.") from error
    os.close(handle)
    temporary = Path(name)
    try:
        write(temporary)
        temporary.chmod(0o666 & ~_umask())  # some libraries replace the file by one for its owner alone
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        raise StudioError(
            f"{path.name} could not be written: {error.strerror or error}.", "Is the disk full, or the file in use?"
        ) from error
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    """The process's mask, read without changing it (setting it is not safe among threads)."""
    try:
        with Path("/proc/self/status").open() as status:
            for line in status:
                if line.startswith("Umask:"):
                    return int(line.split()[1], 8)
    except OSError:
        pass
    return 0o022
