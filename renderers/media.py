"""What a film or sound file holds, and its sound as a film or a page wants it."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from contracts import StudioError, silent
from renderers.ffmpeg import ONLY_FILES, Ffmpeg, command, last_line, named


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


def probe(path: Path) -> MediaInfo:
    """Read what `path` holds from its packets, without decoding them: exact counts, rates and lengths."""
    arguments = [*ONLY_FILES, "-i", named(path), "-map", "0:V:0?", "-map", "0:a:0?", "-c", "copy"]
    done = subprocess.run(
        [*command(), "-loglevel", "info", *arguments, "-f", "framecrc", "-"], capture_output=True, check=False
    )
    if done.returncode:
        raise StudioError(
            f"{path.name} cannot be read as a film or a sound: {last_line(done.stderr)}",
            "Use MP4, WebM, MOV, WAV, MP3, FLAC, OGG or M4A.",
        )
    return _info(done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))


def check_sound(path: Path) -> None:
    """Raise a StudioError unless the beginning of `path` decodes as sound."""
    if not path.is_file():
        raise StudioError(f"There is no sound file {path.name}.", "Choose the file again.")
    done = subprocess.run(
        [*command(), *ONLY_FILES, "-i", named(path), "-map", "0:a:0", "-t", "1", "-f", "null", "-"],
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise StudioError(
            f"{path.name} is not a sound that can be read: {last_line(done.stderr)}",
            "Use WAV, MP3, FLAC, OGG, M4A, or a film that has sound.",
        )


def small_sound(sound: Sound, out: Path, duration: Fraction) -> Path:
    """Write at most `duration` seconds of `sound` to the MP3 file `out`: one channel, 8 kB a second."""
    check_sound(sound.file)
    fit = f"{heard(sound, 44_100)},atrim=end_sample={round(duration * 44_100)}"
    arguments = [*ONLY_FILES, "-i", named(sound.file), "-map", "0:a:0", "-map_metadata", "-1", "-af", fit]
    with Ffmpeg([*arguments, "-ac", "1", "-c:a", "libmp3lame", "-b:a", "64k", named(out)]) as ffmpeg:
        ffmpeg.finish("sound", silent)
    return out


def heard(sound: Sound, rate: int) -> str:
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
