"""The ffmpeg that imageio-ffmpeg ships, run without a shell and kept to the files it is given."""

from __future__ import annotations

import queue
import re
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from contracts import Progress, StudioError

Picture: TypeAlias = NDArray[np.uint8]

# One file holds all its media: lists that name other files (m3u8, concat, sdp) are not read.
_CONTAINERS = (
    "aac,ac3,aiff,amr,ape,asf,au,avi,caf,dts,eac3,flac,flv,gif,m4a,matroska,mov,mp3,mp4,mpeg,mpegts,ogg,tta,w64,wav,"
    "webm,wv"
)
ONLY_FILES = ("-protocol_whitelist", "file,pipe", "-format_whitelist", f"{_CONTAINERS},rawvideo")


class Ffmpeg:
    """A running ffmpeg. A thread fills its pipe, so that drawing the next frames and encoding these overlap.

    Leaving the `with` block before `finish` returned kills it.
    """

    def __init__(self, arguments: list[str], piped: bool = False) -> None:
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 closed in __exit__
        self._frames: queue.Queue[Picture | None] = queue.Queue(maxsize=4)
        self._broken = threading.Event()
        self._process = subprocess.Popen(
            [*command(), "-loglevel", "error", "-y", *arguments],
            stdin=subprocess.PIPE if piped else subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._log,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        if piped and self._process.stdin is not None:
            _widen(self._process.stdin.fileno())
        self._thread = threading.Thread(target=self._pump, name="film", daemon=True) if piped else None
        if self._thread:
            self._thread.start()

    def __enter__(self) -> Ffmpeg:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        if self._thread and self._thread.is_alive():
            self._frames.put(None)
            self._thread.join()
        self._log.close()

    def feed(self, frame: Picture) -> None:
        if self._broken.is_set():
            raise self._failure()
        self._frames.put(frame)

    def finish(self, stage: str, progress: Progress) -> None:
        """Wait for the last byte; `progress` is asked several times a second whether to go on."""
        if self._thread:
            self._frames.put(None)
        while True:
            try:
                code = self._process.wait(timeout=0.2)
                break
            except subprocess.TimeoutExpired:
                progress(stage, 0, 1, "finishing the file")
        if self._thread:
            self._thread.join()
        if code or self._broken.is_set():
            raise self._failure()

    def _pump(self) -> None:
        """Carry frames into the pipe; once it breaks, only empty the queue, so that nobody waits on it for ever."""
        pipe = self._process.stdin
        assert pipe is not None
        while (frame := self._frames.get()) is not None:
            if not self._broken.is_set():
                try:
                    pipe.write(frame.data.cast("B"))
                except OSError:
                    self._broken.set()
        try:
            pipe.close()
        except OSError:
            self._broken.set()

    def _failure(self) -> StudioError:
        self._process.wait()
        self._log.seek(0)
        return StudioError(
            f"The film could not be written: {last_line(self._log.read())}",
            "Look for room on the disk; the log has every line that ffmpeg wrote.",
        )


def _widen(pipe: int) -> None:
    """Let the pipe hold a whole frame where the system can: it wakes reader and writer for every 64 kB otherwise."""
    try:
        import fcntl

        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, 1 << 20)
    except (ImportError, AttributeError, OSError):
        pass


def command() -> list[str]:
    import imageio_ffmpeg

    try:
        program = imageio_ffmpeg.get_ffmpeg_exe()
    except RuntimeError as error:
        raise StudioError("ffmpeg was not found.", "Install the package imageio-ffmpeg again.") from error
    return [program, "-hide_banner", "-nostdin"]


def named(path: Path) -> str:
    """A path ffmpeg takes for nothing else: not an option, not a protocol, not a pattern."""
    return f"file:{path.absolute()}"


def last_line(log: bytes) -> str:
    lines = [line.strip() for line in log.decode("utf-8", "replace").splitlines() if line.strip()]
    return re.sub(r"^\[[^]]*\] *", "", lines[-1]) if lines else "ffmpeg stopped without a word"
