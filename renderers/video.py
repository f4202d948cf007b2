"""Frames to a film: MP4, MOV, GIF or WebM, with sound, through a pipe to ffmpeg.

The film is as long as its picture. Sound that is shorter is followed by silence, sound that is longer is cut, so the
two agree to the sample. Nothing appears at the target's path before the film is whole, and nothing stays behind when
the work is cancelled.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from contracts import Progress, StudioError, silent
from renderers.ffmpeg import ONLY_FILES, Ffmpeg, Picture, named
from renderers.media import MediaInfo, Sound, check_sound, heard, probe

__all__ = ["MediaInfo", "Packed", "Sound", "check_sound", "check_target", "pack", "probe", "write"]

SUFFIXES = (".mp4", ".mov", ".gif", ".webm")
SOUND_RATE = 48_000
ABANDONED = 86_400.0
"""Seconds after which what is left of a film in the making belongs to nobody."""
GIF_FASTEST = 50  # browsers slow down a GIF whose frames last less than two hundredths of a second

_TAGS = "setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709:range=tv"
_PALETTE = "palettegen=stats_mode=full:reserve_transparent={alpha}"
_APPLY_PALETTE = "[0:v][1:v]paletteuse=dither=bayer:bayer_scale=4:diff_mode=rectangle"


@dataclass(frozen=True, eq=False)
class Packed:
    """A frame of `shape` [H, W, 3 or 4] as the pipe to ffmpeg carries it, in memory of its own. `pack` makes it."""

    shape: tuple[int, ...]
    bytes: Picture


def write(
    path: Path,
    frames: Iterable[Picture | Packed],
    fps: Fraction,
    *,
    sound: Sound | Callable[[], Sound] | None = None,
    total: int = 0,
    progress: Progress = silent,
    tags: Mapping[str, str] | None = None,
) -> Path:
    """Write `frames`, each uint8 `[H, W, 3]` or `[H, W, 4]` with straight alpha, to `path` and return it.

    The suffix chooses: .mp4 is H.264 with AAC, .webm is VP9 with Opus and keeps alpha, .gif loops and has no sound,
    .mov is as .mp4, or ProRes 4444 where frames have alpha. `tags` are written into the file: title, comment, ...
    An odd last row or column is left off where the format needs even sizes. A GIF above 50 frames a second keeps
    every second (third, ...) frame at the same speed. `total` is how many frames will come: it shows in `progress`,
    and sound need not wait for the last of them to be encoded.
    `sound` may be what gives it once the picture is encoded, for those who make it meanwhile.
    A frame's memory may be reused as soon as the next one is asked for. Who draws on several threads lets each of
    them `pack` what it drew.
    """
    suffix = path.suffix.lower()
    check_target(path, sound is not None)
    if isinstance(sound, Sound):
        check_sound(sound.file)
    packed = (frame if isinstance(frame, Packed) else pack(frame, suffix) for frame in frames)
    first = next(packed, None)
    if first is None:
        raise StudioError("There is nothing to film: no frames came.", "Choose a longer part of the motion.")
    alpha = first.shape[2] == 4
    step = -int(-fps // GIF_FASTEST) if suffix == ".gif" else 1
    with _folder_beside(path) as folder:
        final = folder / f"final{suffix}"
        raw = folder / "picture.mkv" if suffix == ".gif" else folder / f"picture{suffix}"
        height, width = _even(first.shape, suffix)
        source, codec = _picture_arguments(suffix, alpha, (width, height), fps / step)
        beside: list[str] = []
        kept = ["-an"]
        if isinstance(sound, Sound) and total:  # the film's length is known: both are encoded together
            beside, kept = _sound_arguments(sound, suffix, Fraction(total) / fps)
        encode = [*source, *beside, *codec, *kept, *_tagged(tags or {}), named(raw)]
        count = _encode(encode, chain([first], packed), total, step, progress)
        if suffix == ".gif":
            _color_gif(raw, final, folder, alpha, progress)
        elif sound is not None and not (isinstance(sound, Sound) and count == total):
            given = sound if isinstance(sound, Sound) else sound()
            _add_sound(raw, given, final, Fraction(count) / fps, progress, tags or {})
        else:
            raw.replace(final)
        with final.open("rb+") as whole:
            os.fsync(whole.fileno())
        final.replace(path)
    progress("film", count, count)
    return path


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


def pack(picture: Picture, suffix: str) -> Packed:
    """`picture`, uint8 [H, W, 3] or [H, W, 4], as the pipe carries it to a film whose name ends in `suffix`."""
    shape = picture.shape
    if picture.dtype != np.uint8 or picture.ndim != 3 or shape[2] not in (3, 4) or min(shape[:2]) < 2:
        raise ValueError(f"a frame is uint8 [H, W, 3] or [H, W, 4], at least 2 x 2, not {picture.dtype} {shape}")
    if shape[2] == 4 and suffix == ".mp4":
        raise StudioError("An MP4 cannot be transparent.", "Write a WebM or a GIF, or choose another background.")
    height, width = _even(shape, suffix)
    even = picture[:height, :width]
    if suffix not in (".mp4", ".mov") or shape[2] == 4:
        return Packed(shape, even.copy())
    from renderers.video_yuv import planes, planes_of_words

    out = np.empty(height * width * 3 // 2, np.uint8)
    if (words := _words(picture)) is not None and words.shape == (height, width):
        planes_of_words(words, out)
    else:
        planes(np.ascontiguousarray(even), out)
    return Packed(shape, out)


def _words(picture: Picture) -> NDArray[np.uint32] | None:
    """[H, W] the words of the canvas that `picture` shows the colours of, if it does."""
    canvas = picture.base
    if not isinstance(canvas, np.ndarray) or canvas.dtype != np.uint8 or canvas.shape != (*picture.shape[:2], 4):
        return None
    same = picture.ctypes.data == canvas.ctypes.data and picture.strides == canvas.strides
    return canvas.view("<u4")[:, :, 0] if same and canvas.flags.c_contiguous else None


def _even(shape: tuple[int, ...], suffix: str) -> tuple[int, int]:
    """Height and width of what is kept of a frame of `shape`."""
    if suffix == ".gif":
        return shape[0], shape[1]
    return shape[0] // 2 * 2, shape[1] // 2 * 2


def _picture_arguments(suffix: str, alpha: bool, size: tuple[int, int], fps: Fraction) -> tuple[list[str], list[str]]:
    """How ffmpeg reads the pipe, and how it keeps the picture."""
    stored = "rgba" if alpha else "yuv420p" if suffix in (".mp4", ".mov") else "rgb24"
    source = ["-f", "rawvideo", "-pix_fmt", stored, "-s", f"{size[0]}x{size[1]}", "-r", _ratio(fps), "-i", "pipe:0"]
    if suffix == ".mov" and alpha:
        codec = ["-vf", f"scale=out_color_matrix=bt709:out_range=tv,format=yuva444p10le,{_TAGS}", "-c:v", "prores_ks"]
        codec += ["-profile:v", "4444", "-alpha_bits", "16", "-vendor", "apl0"]
    elif suffix in (".mp4", ".mov"):
        # Half of what superfast takes, which leaves processors to drawing. Key frames are kept nearly whole: what is
        # still, grain that hides steps in a soft backdrop above all, is then copied from them for next to nothing.
        codec = ["-vf", _TAGS, "-c:v", "libx264", "-preset", "ultrafast", "-crf", "21"]
        codec += ["-x264-params", "ipratio=8:bframes=2:b-adapt=0"]
        # More threads make the same stream with a third more work; one keeps up with what four processors draw.
        codec += ["-threads", str(max(1, (os.cpu_count() or 1) // 4))]
        codec += ["-chroma_sample_location", "center", "-movflags", "+faststart"]
    elif suffix == ".webm":
        pixels = "yuva420p" if alpha else "yuv420p"
        codec = ["-vf", f"scale=out_color_matrix=bt709:out_range=tv,format={pixels},{_TAGS}", "-c:v", "libvpx-vp9"]
        codec += ["-crf", "20", "-b:v", "0", "-deadline", "realtime", "-cpu-used", "5", "-row-mt", "1"]
        codec += ["-auto-alt-ref", "0"]  # VP9 refuses alternative reference frames beside alpha
    else:
        codec = ["-c:v", "ffv1", "-slices", "4", "-pix_fmt", "bgra" if alpha else "bgr0"]
    return [*ONLY_FILES, *source], codec


def _sound_arguments(sound: Sound, suffix: str, duration: Fraction) -> tuple[list[str], list[str]]:
    """How ffmpeg reads `sound` after a picture, and how it keeps both, the sound for exactly `duration` seconds."""
    fit = f"{heard(sound, SOUND_RATE)},apad,atrim=end_sample={round(duration * SOUND_RATE)}"
    codec = ["-c:a", "aac", "-b:a", "160k"] if suffix in (".mp4", ".mov") else ["-c:a", "libopus", "-b:a", "128k"]
    kept = ["-map", "0:v:0", "-map", "1:a:0", "-map_metadata", "-1", "-af", fit, *codec]
    return [*ONLY_FILES, "-i", named(sound.file)], kept


def _tagged(tags: Mapping[str, str]) -> list[str]:
    return [part for key, value in tags.items() for part in ("-metadata", f"{key}={value}")]


def _encode(arguments: list[str], frames: Iterator[Packed], total: int, step: int, progress: Progress) -> int:
    with Ffmpeg(arguments, piped=True) as ffmpeg:
        count, shape = 0, None
        for frame in frames:
            if shape not in (None, frame.shape):
                raise ValueError(f"frames change from {shape} to {frame.shape}")
            shape = frame.shape
            if count % step == 0:
                ffmpeg.feed(frame.bytes)
            count += 1
            progress("film", min(count, total or count), total or count)
        ffmpeg.finish("film", progress)
    return count


def _color_gif(raw: Path, final: Path, folder: Path, alpha: bool, progress: Progress) -> None:
    """One palette for the whole film, chosen from all its frames; two passes keep memory small."""
    palette = folder / "palette.png"
    read = ["-protocol_whitelist", "file,pipe", "-i", named(raw)]
    for arguments in (
        [*read, "-vf", _PALETTE.format(alpha=int(alpha)), "-update", "1", "-frames:v", "1", named(palette)],
        [*read, "-i", named(palette), "-lavfi", _APPLY_PALETTE, "-loop", "0", named(final)],
    ):
        with Ffmpeg(arguments) as ffmpeg:
            ffmpeg.finish("colours", progress)


def _add_sound(
    picture: Path, sound: Sound, final: Path, duration: Fraction, progress: Progress, tags: Mapping[str, str]
) -> None:
    beside, kept = _sound_arguments(sound, final.suffix, duration)
    arguments = [*ONLY_FILES, "-i", named(picture), *beside, "-c:v", "copy", *kept, *_tagged(tags)]
    with Ffmpeg([*arguments, "-movflags", "+faststart", named(final)]) as ffmpeg:
        ffmpeg.finish("sound", progress)


@contextmanager
def _folder_beside(path: Path) -> Iterator[Path]:
    """A folder on the target's own disk, so that the last step is a rename; gone at the end, whatever happened."""
    for left in path.parent.glob(".film-*"):  # of a program that was killed
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > ABANDONED:
                shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=".film-", dir=path.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _ratio(fps: Fraction) -> str:
    return f"{fps.numerator}/{fps.denominator}"
