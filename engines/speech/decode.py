"""Any sound or film a creator has becomes 16 kHz mono float32, exactly as long as it plays.

ffmpeg decodes at the file's own rate, takes off what an encoder added at either end, and keeps the sound in step with
the file's picture: sound that begins late is preceded by silence. soxr then resamples in blocks, so memory stays small.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeAlias

import numpy as np
from numpy.typing import NDArray

from contracts import Progress, StudioError, silent
from engines.speech import buffers
from engines.speech.track import SAMPLE_RATE
from renderers.ffmpeg import ONLY_FILES, command, last_line, named

Block: TypeAlias = NDArray[np.float32]

SILENCE = 1e-3
"""A sound whose peak stays below this (-60 dBFS) is silence."""

TELEPHONE = 11_000
LOWEST_RATE, HIGHEST_RATE = 4_000, 768_000
KINDS = "Use WAV, MP3, M4A, OGG, FLAC, or a film with sound: MP4, MOV, MKV, WebM."
_OTHER_KINDS = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"BM": "a BMP picture",
    b"%PDF": "a PDF document",
    b"PK\x03\x04": "a ZIP archive",
    b"#EXTM3U": "a playlist",
}


@dataclass(frozen=True, eq=False)
class Decoded:
    """A decoded sound.

    samples:  [N] float32 mono at SAMPLE_RATE within -1 to 1, read-only; a memory map when long.
              N = round(seconds the file plays x SAMPLE_RATE).
    rate:     samples a second in the file.
    channels: in the file.
    notes:    what a person should know about the recording.
    source:   the file's name.
    """

    samples: NDArray[np.float32]
    rate: int
    channels: int
    notes: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class _Header:
    """What the file says of its sound. `seconds` is None when it does not say."""

    rate: int
    channels: int
    tracks: int
    seconds: float | None
    pictured: bool


def decode(path: Path, progress: Progress = silent, longest: float = 7200.0) -> Decoded:
    """Decode the first sound of `path`; a StudioError when there is none or it plays longer than `longest` seconds."""
    short = _check_file(path)
    header = _read_header(path)
    if header.seconds is not None and header.seconds > longest + 1:
        raise _too_long(path, longest, f"plays {_clock(header.seconds)}")
    take = _take(path, header, progress, longest, "")
    if take.peak < 0.03 and header.channels > 1:
        first = _take(path, header, progress, longest, "pan=mono|c0=c0")
        if first.peak > 10 * take.peak and first.peak > SILENCE:
            first.notes.append("The channels cancel each other when mixed, so only the first was used.")
            take = first
    notes = [*short, *_header_notes(path, header), *take.notes]
    if header.seconds is not None and take.seconds < header.seconds - max(1.0, 0.01 * header.seconds):
        notes.append(
            f"{path.name} ends early: it should play {_clock(header.seconds)}, only {_clock(take.seconds)} are there."
        )
    return Decoded(buffers.sealed(take.samples), header.rate, header.channels, tuple(notes), path.name)


def length(path: Path) -> float | None:
    """How many seconds `path` says it plays, None when it does not say; a StudioError at once when it has no sound."""
    _check_file(path)
    return _read_header(path).seconds


@dataclass
class _Take:
    """One pass through a file: the samples, how long and how loud they are, and what was noticed."""

    samples: NDArray[np.float32]
    seconds: float
    peak: float
    notes: list[str]


def _take(path: Path, header: _Header, progress: Progress, longest: float, mix: str) -> _Take:
    rate, heard = header.rate, _Heard()
    with tempfile.TemporaryFile() as room:
        native = written = 0
        resample = _resampler(rate)
        total = header.seconds or longest
        with tempfile.TemporaryFile() as log:
            for block in _native_blocks(path, header, mix, log):
                native += len(block)
                if native > (longest + 1) * rate:
                    raise _too_long(path, longest, f"plays longer than {_clock(longest)}")
                heard.listen(block)
                written += _write(room, resample(block, False))
                progress("decode", min(native / rate, total), total, path.name)
            if not native:
                raise StudioError(f"{path.name} holds no sound at all: {_reason(log)}.", KINDS)
            damaged = log.tell() > 0
        count = (2 * native * SAMPLE_RATE + rate) // (2 * rate)
        written += _write(room, resample(np.zeros(0, np.float32), True))
        if written < count:
            _write(room, np.zeros(count - written, np.float32))
        samples = buffers.mapped(room, count)
    peak = _settle(samples)
    progress("decode", total, total, path.name)
    notes = heard.notes()
    if damaged:
        notes.append(f"Parts of {path.name} are damaged; what could be decoded was kept.")
    return _Take(samples, native / rate, peak, notes)


class _Heard:
    """What is noticed about a recording while its blocks pass at the file's own rate."""

    def __init__(self) -> None:
        self.count = self.limit = self.below = self.broken = 0
        self.peak = 0.0

    def listen(self, block: NDArray[np.float32]) -> None:
        """Take note of `block`; numbers that are not finite become 0 in it."""
        wrong = ~np.isfinite(block)
        if wrong.any():
            self.broken += int(wrong.sum())
            block[wrong] = 0
        self.count += len(block)
        self.peak = max(self.peak, float(np.abs(block).max(initial=0)))
        if self.peak > 0.9:
            level = np.abs(block)
            self.limit += int(((level > 0.985) & (level < 1.1)).sum())
            self.below += int(((level > 0.9) & (level <= 0.985)).sum())

    def notes(self) -> list[str]:
        notes = []
        if self.peak < SILENCE:
            notes.append("The sound is silent.")
        if self.limit > max(3e-4 * self.count, 2 * self.below):  # cut-off peaks pile up at full scale
            share = 100 * self.limit / self.count
            notes.append(f"The recording is clipped ({share:.1f} % of it is at the limit): record it more quietly.")
        if self.peak > 1.26:
            notes.append(f"The sound rose {20 * np.log10(self.peak):.0f} dB above full scale and was turned down.")
        if self.broken:
            notes.append(f"{self.broken:,} samples were not numbers and were silenced.")
        return notes


def _settle(samples: NDArray[np.float32]) -> float:
    """Turn a sound that leaves -1 to 1 down as a whole; returns its peak before that."""
    peak = 0.0
    for start, stop in buffers.spans(len(samples)):
        peak = max(peak, float(np.abs(samples[start:stop]).max()))
        buffers.release(samples)
    if peak > 1:
        for start, stop in buffers.spans(len(samples)):
            samples[start:stop] *= np.float32(1 / peak) * np.float32(1 - 1e-7)
            buffers.release(samples)
    return peak


def _resampler(rate: int) -> Callable[[Block, bool], Block]:
    """What turns the next block at `rate` into one at SAMPLE_RATE; True says that it was the last."""
    if rate == SAMPLE_RATE:
        return lambda block, last: block
    import soxr

    stream = soxr.ResampleStream(rate, SAMPLE_RATE, 1, "float32", soxr.HQ)
    return lambda block, last: stream.resample_chunk(block, last=last)


def _write(file: IO[bytes], block: NDArray[np.float32]) -> int:
    file.write(np.ascontiguousarray(block, np.float32).data)
    return len(block)


def _native_blocks(path: Path, header: _Header, mix: str, log: IO[bytes]) -> Iterator[NDArray[np.float32]]:
    """The sound of `path` mixed to one channel, at the file's own rate, from the moment its picture begins."""
    rate = header.rate
    steps = f"aresample={rate}:async=1:first_pts=0:ochl=mono:rematrix_maxval=1"
    arguments = [*ONLY_FILES, "-i", named(path), "-map", "0:a:0", "-af", f"{mix},{steps}".lstrip(",")]
    arguments += ["-f", "f32le", "-c:a", "pcm_f32le", "pipe:1"]
    if header.pictured:  # some containers count from the first packet that somebody wants
        arguments += ["-map", "0:V:0", "-c", "copy", "-f", "null", "-"]
    with subprocess.Popen(
        [*command(), "-loglevel", "error", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=log,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    ) as process:
        assert process.stdout is not None
        try:
            while data := process.stdout.read(min(4 * rate, 1 << 18)):
                yield np.frombuffer(bytearray(data[: len(data) // 4 * 4]), "<f4")
        finally:
            process.kill()
    log.seek(0, 2)


def _read_header(path: Path) -> _Header:
    """What ffmpeg says of the file when nothing is asked of it."""
    asked = [*command(), "-loglevel", "info", *ONLY_FILES, "-i", named(path)]
    log = subprocess.run(asked, capture_output=True, check=False).stderr
    described = log.decode("utf-8", "replace").partition("Input #0")[2]
    if not described:
        raise _unreadable(path, _last_reason(log))
    pictured = re.search(r"^ *Stream #0:\d+[^\n]*: Video: (?![^\n]*attached pic)", described, re.M) is not None
    sounds = re.findall(r"^ *Stream #0:\d+[^\n]*?: Audio: ([^\n]*)", described, re.M)
    if not sounds:
        if pictured:
            raise StudioError(f"{path.name} has no sound, only a picture.", "Choose a film or recording with sound.")
        raise StudioError(f"{path.name} holds neither sound nor picture.", KINDS)
    rate = re.search(r"(\d+) Hz, ([^,\n]+)", sounds[0])
    if rate is None:
        raise _unreadable(path, f"its sound is {sounds[0]}")
    if not LOWEST_RATE <= int(rate[1]) <= HIGHEST_RATE:
        raise StudioError(f"{path.name} has {rate[1]} samples a second; speech needs 16000.", "Export it with 16000.")
    length = re.search(r"Duration: (\d+):(\d+):(\d+\.\d+)", described)
    seconds = 3600 * int(length[1]) + 60 * int(length[2]) + float(length[3]) if length else None
    return _Header(int(rate[1]), _channels(rate[2]), len(sounds), seconds, pictured)


def _channels(layout: str) -> int:
    """How many channels ffmpeg's name of a layout means: 'mono', 'stereo', '5.1(side)', '3 channels'."""
    counts = {"mono": 1, "stereo": 2, "downmix": 2, "quad": 4, "hexagonal": 6, "octagonal": 8}
    if layout.strip() in counts:
        return counts[layout.strip()]
    return sum(int(part) for part in re.findall(r"\d+", layout.partition("(")[0])) or 1


def _header_notes(path: Path, header: _Header) -> list[str]:
    notes = []
    if header.tracks > 1:
        notes.append(f"{path.name} has {header.tracks} sound tracks; the first was used.")
    if header.rate < TELEPHONE:
        notes.append(
            f"Recorded at {header.rate / 1000:g} kHz, as dull as a telephone: s, f and th are hard to tell apart."
        )
    return notes


def _check_file(path: Path) -> list[str]:
    """Refuse what is plainly no sound; returns a note when a WAV holds less than it says."""
    try:
        if path.is_dir():
            raise StudioError(f"{path.name} is a folder, not a sound.", "Choose one file inside it.")
        with path.open("rb") as file:
            start = file.read(1024)
        size = path.stat().st_size
    except (OSError, ValueError) as error:
        raise StudioError(f"{path.name} cannot be opened.", "Check that the file is there and may be read.") from error
    if not start:
        raise StudioError(f"{path.name} is empty.", "Record, export or copy it again.")
    for magic, kind in _OTHER_KINDS.items():
        if start.startswith(magic):
            raise StudioError(f"{path.name} is {kind}, not a sound.", KINDS)
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        raise StudioError(f"{path.name} is a WebP picture, not a sound.", KINDS)
    if _is_text(start):
        raise StudioError(f"{path.name} is a text, not a sound.", KINDS)
    said = int.from_bytes(start[4:8], "little") + 8
    if start[:4] == b"RIFF" and start[8:12] == b"WAVE" and 8 < said < 2**32 and size + 1 < said:
        return [f"{path.name} was cut off: {size:,} of {said:,} bytes are there."]
    return []


def _is_text(start: bytes) -> bool:
    """Whether the first bytes of a file are letters; no sound has so many without one that prints nothing."""
    text = start.decode("utf-8", "ignore")
    return len(text.encode()) > len(start) - 4 and all(
        letter.isprintable() or letter in "\t\r\n\f\ufeff" for letter in text
    )


def _unreadable(path: Path, reason: str) -> StudioError:
    reason = re.sub(re.escape(named(path)), path.name, reason).rstrip(".")
    return StudioError(f"{path.name} cannot be read as a sound: {reason}.", f"Is it damaged or cut off? {KINDS}")


def _last_reason(log: bytes) -> str:
    """Why ffmpeg could not open a file; its last lines only repeat the file's name."""
    return last_line(b"\n".join(line for line in log.splitlines() if not line.startswith(b"Error opening input")))


def _reason(log: IO[bytes]) -> str:
    log.seek(0, 2)
    log.seek(max(0, log.tell() - 4096))
    text = log.read()
    return last_line(text).rstrip(".") if text.strip() else "its sound is zero seconds long"


def _too_long(path: Path, longest: float, what: str) -> StudioError:
    return StudioError(f"{path.name} {what}; at most {_clock(longest)} are taken.", "Cut it into shorter pieces.")


def _clock(seconds: float) -> str:
    """A length for people: '4.2 s', '12:05', '2:00:00'."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}" if minutes >= 60 else f"{minutes}:{rest:02}"
