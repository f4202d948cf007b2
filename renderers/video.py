"""Frames to a film: MP4, GIF or WebM, with sound, through a pipe to ffmpeg.

The film is as long as its picture. Sound that is shorter is followed by silence, sound that is longer is cut, so the
two agree to the sample. Nothing appears at the target's path before the film is whole, and nothing stays behind when
the work is cancelled.
"""

from __future__ import annotations

import os
import queue
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from contracts import Progress, StudioError, silent

Picture: TypeAlias = NDArray[np.uint8]

SUFFIXES = (".mp4", ".gif", ".webm")
SOUND_RATE = 48_000
GIF_FASTEST = 50  # browsers slow down a GIF whose frames last less than two hundredths of a second

# One file holds all its media: lists that name other files (m3u8, concat, sdp) are not read.
_CONTAINERS = (
    "aac,ac3,aiff,amr,ape,asf,au,avi,caf,dts,eac3,flac,flv,gif,m4a,matroska,mov,mp3,mp4,mpeg,mpegts,ogg,tta,w64,wav,"
    "webm,wv"
)
_ONLY_FILES = ("-protocol_whitelist", "file,pipe", "-format_whitelist", f"{_CONTAINERS},rawvideo")
_TAGS = "setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709:range=tv"
_PALETTE = "palettegen=stats_mode=full:reserve_transparent={alpha}"
_APPLY_PALETTE = "[0:v][1:v]paletteuse=dither=bayer:bayer_scale=4:diff_mode=rectangle"


@dataclass(frozen=True)
class Sound:
    """The sound of `file`, any that ffmpeg decodes, from second `start` on, `speed` times as fast at the same pitch."""

    file: Path
    start: float = 0.0
    speed: float = 1.0


@dataclass(frozen=True)
class MediaInfo:
    """What a film or sound file holds. Seconds; `fps`, `width` and `height` are zero when there is no picture."""

    frames: int
    fps: Fraction
    width: int
    height: int
    duration: float
    has_sound: bool
    sound_duration: float
    sample_rate: int
    has_alpha: bool


def write(
    path: Path,
    frames: Iterable[Picture],
    fps: Fraction,
    *,
    sound: Sound | None = None,
    total: int = 0,
    progress: Progress = silent,
) -> Path:
    """Write `frames`, each uint8 `[H, W, 3]` or `[H, W, 4]` with straight alpha, to `path` and return it.

    The suffix chooses: .mp4 is H.264 with AAC, .webm is VP9 with Opus and keeps alpha, .gif loops and has no sound.
    An odd last row or column is left off where the format needs even sizes. A GIF above 50 frames a second keeps
    every second (third, ...) frame at the same speed. `total` is how many frames will come, for `progress` alone.
    A frame's memory may be reused as soon as the next one is asked for.
    """
    suffix = path.suffix.lower()
    check_target(path, sound is not None)
    if sound is not None:
        check_sound(sound.file)
    pictures = iter(frames)
    first = next(pictures, None)
    if first is None:
        raise StudioError("There is nothing to film: no frames came.", "Choose a longer part of the motion.")
    alpha = _has_alpha(first, suffix)
    step = -int(-fps // GIF_FASTEST) if suffix == ".gif" else 1
    with _folder_beside(path) as folder:
        final = folder / f"final{suffix}"
        raw = folder / "picture.mkv" if suffix == ".gif" else folder / f"picture{suffix}"
        picture = final if sound is None and suffix != ".gif" else raw
        packed = (_pack(p, first.shape, suffix) for p in chain([first], pictures))
        size = _even(first, suffix).shape[1::-1]
        encode = _picture_arguments(suffix, alpha, size, fps / step, picture)
        count = _encode(encode, packed, total, step, progress)
        if suffix == ".gif":
            _color_gif(raw, final, folder, alpha, progress)
        elif sound is not None:
            _add_sound(raw, sound, final, Fraction(count) / fps, progress)
        with final.open("rb+") as whole:
            os.fsync(whole.fileno())
        final.replace(path)
    progress("film", count, count)
    return path


def probe(path: Path) -> MediaInfo:
    """Read what `path` holds from its packets, without decoding them: exact counts, rates and lengths."""
    arguments = [*_ONLY_FILES, "-i", _file(path), "-map", "0:V:0?", "-map", "0:a:0?", "-c", "copy"]
    done = subprocess.run(
        [*_ffmpeg(), "-loglevel", "info", *arguments, "-f", "framecrc", "-"], capture_output=True, check=False
    )
    if done.returncode:
        raise StudioError(
            f"{path.name} cannot be read as a film or a sound: {_last_line(done.stderr)}",
            "Use MP4, WebM, MOV, WAV, MP3, FLAC, OGG or M4A.",
        )
    return _info(done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))


def check_sound(path: Path) -> None:
    """Raise a StudioError unless the beginning of `path` decodes as sound."""
    if not path.is_file():
        raise StudioError(f"There is no sound file {path.name}.", "Choose the file again.")
    done = subprocess.run(
        [*_ffmpeg(), *_ONLY_FILES, "-i", _file(path), "-map", "0:a:0", "-t", "1", "-f", "null", "-"],
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise StudioError(
            f"{path.name} is not a sound that can be read: {_last_line(done.stderr)}",
            "Use WAV, MP3, FLAC, OGG, M4A, or a film that has sound.",
        )


def small_sound(sound: Sound, out: Path, duration: Fraction) -> Path:
    """Write at most `duration` seconds of `sound` to the MP3 file `out`: one channel, 8 kB a second."""
    check_sound(sound.file)
    fit = f"{_heard(sound, 44_100)},atrim=end_sample={round(duration * 44_100)}"
    arguments = [*_ONLY_FILES, "-i", _file(sound.file), "-map", "0:a:0", "-map_metadata", "-1", "-af", fit]
    with _Ffmpeg([*arguments, "-ac", "1", "-c:a", "libmp3lame", "-b:a", "64k", _file(out)]) as ffmpeg:
        ffmpeg.finish("sound", silent)
    return out


def check_target(path: Path, with_sound: bool) -> None:
    """Raise a StudioError unless a film, with or without sound, can be written to `path`."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise StudioError(
            f"'{path.name}' does not say what kind of film to make.", f"End the name in {', '.join(SUFFIXES)}."
        )
    if not path.parent.is_dir():
        raise StudioError(f"The folder {path.parent} does not exist.", "Make it first, or choose another.")
    if with_sound and suffix == ".gif":
        raise StudioError("A GIF cannot have sound.", "Write an MP4 or WebM, or leave the sound out.")


def _has_alpha(first: Picture, suffix: str) -> bool:
    if first.dtype != np.uint8 or first.ndim != 3 or first.shape[2] not in (3, 4) or min(first.shape[:2]) < 2:
        raise ValueError(f"a frame is uint8 [H, W, 3] or [H, W, 4], at least 2 x 2, not {first.dtype} {first.shape}")
    if first.shape[2] == 4 and suffix == ".mp4":
        raise StudioError("An MP4 cannot be transparent.", "Write a WebM or a GIF, or choose another background.")
    return first.shape[2] == 4


def _even(picture: Picture, suffix: str) -> Picture:
    if suffix == ".gif":
        return picture
    return picture[: picture.shape[0] // 2 * 2, : picture.shape[1] // 2 * 2]


def _pack(picture: Picture, shape: tuple[int, ...], suffix: str) -> Picture:
    """The bytes of one frame as the pipe carries them, in memory of their own."""
    if picture.shape != shape or picture.dtype != np.uint8:
        raise ValueError(f"frames change from {shape} to {picture.shape}")
    even = _even(picture, suffix)
    if suffix != ".mp4":
        return even.copy()
    from renderers.video_yuv import planes

    out = np.empty(even.shape[0] * even.shape[1] * 3 // 2, np.uint8)
    planes(np.ascontiguousarray(even), out)
    return out


def _picture_arguments(suffix: str, alpha: bool, size: tuple[int, ...], fps: Fraction, out: Path) -> list[str]:
    stored = "yuv420p" if suffix == ".mp4" else "rgba" if alpha else "rgb24"
    source = ["-f", "rawvideo", "-pix_fmt", stored, "-s", f"{size[0]}x{size[1]}", "-r", _ratio(fps), "-i", "pipe:0"]
    if suffix == ".mp4":
        # superfast keeps one core free for drawing; at crf 18 its loss is not visible.
        codec = ["-vf", _TAGS, "-c:v", "libx264", "-preset", "superfast", "-crf", "18", "-chroma_sample_location"]
        codec += ["center", "-movflags", "+faststart"]
    elif suffix == ".webm":
        pixels = "yuva420p" if alpha else "yuv420p"
        codec = ["-vf", f"scale=out_color_matrix=bt709:out_range=tv,format={pixels},{_TAGS}", "-c:v", "libvpx-vp9"]
        codec += ["-crf", "20", "-b:v", "0", "-deadline", "realtime", "-cpu-used", "5", "-row-mt", "1"]
        codec += ["-auto-alt-ref", "0"]  # VP9 refuses alternative reference frames beside alpha
    else:
        codec = ["-c:v", "ffv1", "-slices", "4", "-pix_fmt", "bgra" if alpha else "bgr0"]
    return [*_ONLY_FILES, *source, *codec, "-an", _file(out)]


def _encode(arguments: list[str], frames: Iterator[Picture], total: int, step: int, progress: Progress) -> int:
    with _Ffmpeg(arguments, piped=True) as ffmpeg:
        count = 0
        for frame in frames:
            if count % step == 0:
                ffmpeg.feed(frame)
            count += 1
            progress("film", min(count, total or count), total or count)
        ffmpeg.finish("film", progress)
    return count


def _color_gif(raw: Path, final: Path, folder: Path, alpha: bool, progress: Progress) -> None:
    """One palette for the whole film, chosen from all its frames; two passes keep memory small."""
    palette = folder / "palette.png"
    read = ["-protocol_whitelist", "file,pipe", "-i", _file(raw)]
    for arguments in (
        [*read, "-vf", _PALETTE.format(alpha=int(alpha)), "-update", "1", "-frames:v", "1", _file(palette)],
        [*read, "-i", _file(palette), "-lavfi", _APPLY_PALETTE, "-loop", "0", _file(final)],
    ):
        with _Ffmpeg(arguments) as ffmpeg:
            ffmpeg.finish("colours", progress)


def _add_sound(picture: Path, sound: Sound, final: Path, duration: Fraction, progress: Progress) -> None:
    samples = round(duration * SOUND_RATE)
    fit = f"{_heard(sound, SOUND_RATE)},apad,atrim=end_sample={samples}"
    codec = ["-c:a", "aac", "-b:a", "160k"] if final.suffix == ".mp4" else ["-c:a", "libopus", "-b:a", "128k"]
    arguments = [*_ONLY_FILES, "-i", _file(picture), *_ONLY_FILES, "-i", _file(sound.file)]
    arguments += ["-map", "0:v:0", "-map", "1:a:0", "-map_metadata", "-1", "-c:v", "copy", "-af", fit, *codec]
    with _Ffmpeg([*arguments, "-movflags", "+faststart", _file(final)]) as ffmpeg:
        ffmpeg.finish("sound", progress)


def _heard(sound: Sound, rate: int) -> str:
    """The filter that gives `sound` from its start at its speed, `rate` samples a second."""
    steps = [f"aresample={rate}:async=1:first_pts=0"]
    if sound.start > 0:
        steps += [f"atrim=start_sample={round(sound.start * rate)}", "asetpts=PTS-STARTPTS"]
    rest = sound.speed
    while abs(rest - 1) > 1e-6:  # atempo halves or doubles at most
        part = min(max(rest, 0.5), 2.0)
        steps.append(f"atempo={part:.9f}")
        rest /= part
    return ",".join(steps)


class _Ffmpeg:
    """A running ffmpeg. A thread fills its pipe, so that drawing the next frames and encoding these overlap.

    Leaving the `with` block before `finish` returned kills it.
    """

    def __init__(self, arguments: list[str], piped: bool = False) -> None:
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 closed in __exit__
        self._frames: queue.Queue[Picture | None] = queue.Queue(maxsize=4)
        self._broken = threading.Event()
        self._process = subprocess.Popen(
            [*_ffmpeg(), "-loglevel", "error", "-y", *arguments],
            stdin=subprocess.PIPE if piped else subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._log,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._thread = threading.Thread(target=self._pump, name="film", daemon=True) if piped else None
        if self._thread:
            self._thread.start()

    def __enter__(self) -> _Ffmpeg:
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
            f"The film could not be written: {_last_line(self._log.read())}",
            "Look for room on the disk; the log has every line that ffmpeg wrote.",
        )


@contextmanager
def _folder_beside(path: Path) -> Iterator[Path]:
    """A folder on the target's own disk, so that the last step is a rename; gone at the end, whatever happened."""
    folder = Path(tempfile.mkdtemp(prefix=".film-", dir=path.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _ffmpeg() -> list[str]:
    import imageio_ffmpeg

    try:
        program = imageio_ffmpeg.get_ffmpeg_exe()
    except RuntimeError as error:
        raise StudioError("ffmpeg was not found.", "Install the package imageio-ffmpeg again.") from error
    return [program, "-hide_banner", "-nostdin"]


def _file(path: Path) -> str:
    """A path ffmpeg takes for nothing else: not an option, not a protocol, not a pattern."""
    return f"file:{path.absolute()}"


def _ratio(fps: Fraction) -> str:
    return f"{fps.numerator}/{fps.denominator}"


def _last_line(log: bytes) -> str:
    lines = [line.strip() for line in log.decode("utf-8", "replace").splitlines() if line.strip()]
    return re.sub(r"^\[[^]]*\] *", "", lines[-1]) if lines else "ffmpeg stopped without a word"


def _info(packets: str, log: str) -> MediaInfo:
    heads: dict[tuple[str, int], str] = {}
    spans: dict[int, list[tuple[int, int]]] = {}
    for line in packets.splitlines():
        if head := re.match(r"#(\w+) (\d+): (.*)", line):
            heads[head[1], int(head[2])] = head[3]
        elif row := re.match(r"(\d+), *-?\d+, *(-?\d+), *(\d+),", line):
            spans.setdefault(int(row[1]), []).append((int(row[2]), int(row[3])))
    kinds = {heads["media_type", i]: i for i in spans}
    picture, sound = kinds.get("video"), kinds.get("audio")
    frames, fps, duration, sound_duration, rate, size = 0, Fraction(0), 0.0, 0.0, 0, (0, 0)
    if sound is not None:
        sound_duration = float(_end(spans[sound]) * Fraction(heads["tb", sound]))
        rate = int(heads["sample_rate", sound])
    if picture is not None:
        tick = Fraction(heads["tb", picture])
        frames, fps = len(spans[picture]), _rate(sorted(spans[picture]), tick)
        width, height = heads["dimensions", picture].split("x")
        size, duration = (int(width), int(height)), float(_end(spans[picture]) * tick)
    alpha = re.search(r"alpha_mode *: 1|Video: [^\n]*(yuva|rgba|bgra)", log) is not None
    return MediaInfo(frames, fps, *size, duration or sound_duration, sound is not None, sound_duration, rate, alpha)


def _end(packets: list[tuple[int, int]]) -> int:
    """The time after the last packet; what lies before zero (an encoder's run-up) is not played."""
    return max(start + length for start, length in packets)


def _rate(packets: list[tuple[int, int]], tick: Fraction) -> Fraction:
    """Frames a second, exact where the timestamps allow only one usual rate."""
    (first, length), last = packets[0], packets[-1][0]
    if last == first:
        return 1 / (length * tick) if length else Fraction(0)
    average = (len(packets) - 1) / ((last - first) * tick)
    slack = Fraction(1, last - first)  # each end is rounded to a tick
    for usual in (Fraction(round(average)), Fraction(round(average * 1001 / 1000) * 1000, 1001)):
        if usual and abs(usual / average - 1) <= slack:
            return usual
    return average.limit_denominator(100_000)
