"""How fast and how well sound is prepared: `python tests/benchmarks/sound.py [--hours 2]`.

Prints decoding, cleaning and features in times real time beside a peer measured in the same run; voice activity and
pitch against the Montreal Forced Aligner's phones; and with --hours the memory that a sound of that length takes.
"""

import argparse
import itertools
import re
import subprocess
import sys
import tempfile
import threading
import time
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import librosa
import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from engines.speech import SAMPLE_RATE, SpeechTrack, activity, features, outputs, textgrid  # noqa: E402
from engines.speech.clean import _levels, clean  # noqa: E402
from engines.speech.decode import decode  # noqa: E402
from engines.speech.features import pitch  # noqa: E402

DATA = ROOT.parent / "shared" / "data" / "ljspeech_mfa"
VOWELS = set("AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW".split())  # noqa: SIM905
VOICELESS = set("P T K F S SH TH CH HH".split())  # noqa: SIM905


def timed(work: Callable[[], Any], repeats: int = 3) -> float:
    work()
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)


def row(name: str, seconds: float, ours: float, peer: str = "", theirs: float = 0.0) -> None:
    ratio = f"{peer}: {seconds / theirs:6.0f}, so {theirs / ours:.1f} times as fast" if theirs else ""
    print(f"{name:34} {seconds / ours:7.0f} x real time   {ratio}", flush=True)


def speeds(folder: Path, voice: np.ndarray) -> None:
    """A minute of voice, stereo at 44.1 kHz."""
    seconds, source = 60, folder / "minute.wav"
    _write(source, np.resize(voice, seconds * SAMPLE_RATE))
    for suffix in ("wav", "flac", "mp3", "m4a", "ogg", "opus"):
        file = folder / f"a.{suffix}"
        _ffmpeg("-i", source, "-ar", 44_100 if suffix != "opus" else 48_000, "-ac", 2, file)
        theirs = 0.0
        if suffix not in ("m4a", "opus"):
            theirs = timed(lambda file=file: librosa.load(file, sr=SAMPLE_RATE), 2)
        row(f"decode {suffix}", seconds, timed(lambda file=file: decode(file)), "librosa.load", theirs)
    samples = decode(source).samples
    row("clean", seconds, timed(lambda: clean(samples)))
    row("clean with gate", seconds, timed(lambda: clean(samples, gate=True)))
    row("voice activity", seconds, timed(lambda: activity.regions(samples)))
    mel = timed(
        lambda: librosa.feature.melspectrogram(y=samples, sr=SAMPLE_RATE, n_fft=1024, hop_length=160, n_mels=80)
    )
    pyin = timed(lambda: librosa.pyin(samples[: 4 * SAMPLE_RATE], fmin=60, fmax=500, sr=SAMPLE_RATE, hop_length=160), 1)
    peers = {"mel": ("librosa", mel), "pitch": ("pYIN", pyin * seconds / 4)}
    for name in features.TABLE:
        if name not in ("wavlm", "deepspeech"):
            row(name, seconds, timed(lambda name=name: features.of(name, samples, 30), 2), *peers.get(name, ("", 0.0)))


def activity_table() -> None:
    """Share of spoken time that is found, and of pauses over 0.15 s that are taken for voice."""
    rng = np.random.default_rng(0)
    print(f"\n{'voice activity':26} {'Silero':>24} {'energy above the floor':>30}")
    for name in ("as recorded", "white noise at 10 dB", "hum at 10 dB"):
        cells = []
        for method in (_silero, _energy):
            found = spoken = false = silent = 0
            for file in sorted((DATA / "wav").glob("*.wav")):
                sound = decode(file).samples
                noise = rng.standard_normal(len(sound))
                if "hum" in name:
                    noise = np.sin(2 * np.pi * 120 * np.arange(len(sound)) / SAMPLE_RATE)
                if "dB" in name:
                    sound = (sound + noise / noise.std() * sound.std() * 10**-0.5).astype(np.float32)
                heard = method(sound)
                said, quiet = _truth(file, len(heard))
                found, spoken = found + (heard & said).sum(), spoken + said.sum()
                false, silent = false + (heard & quiet).sum(), silent + quiet.sum()
            cells.append(f"found {found / spoken:.1%} false {false / silent:.1%}")
        print(f"{name:26} {cells[0]:>24} {cells[1]:>30}", flush=True)


def _silero(sound: np.ndarray) -> np.ndarray:
    heard = np.zeros(len(sound) // 160, bool)
    for start, end in activity.regions(sound, pause=0.15, margin=0.03):
        heard[round(start * 100) : round(end * 100)] = True
    return heard


def _energy(sound: np.ndarray) -> np.ndarray:
    levels = _levels(sound)[: len(sound) // 160]
    floor, top = np.percentile(levels, [10, 95])
    return levels > floor + 0.35 * (top - floor)


def _truth(file: Path, frames: int) -> tuple[np.ndarray, np.ndarray]:
    said, quiet = np.zeros(frames, bool), np.zeros(frames, bool)
    words = textgrid.read(DATA / "textgrid" / f"{file.stem}.TextGrid").words()
    for word in words:
        said[round(word.start * 100) : round(word.end * 100)] = True
    for a, b in itertools.pairwise(words):
        if b.start - a.end > 0.15:
            quiet[round(a.end * 100) : round(b.start * 100)] = True
    return said, quiet


def pitch_table() -> None:
    """Voicing against the aligner's phones, and how often the pitch is a fifth of an octave from pYIN's."""
    counts = np.zeros((2, 4))
    strays = both = 0
    for file in sorted((DATA / "wav").glob("*.wav"))[:6]:
        sound = decode(file).samples
        frames = len(sound) // 160
        ours = np.concatenate(list(pitch.stream("pitch", sound, frames, ())))
        theirs, voiced, _ = librosa.pyin(sound, fmin=60, fmax=500, sr=SAMPLE_RATE, hop_length=160, frame_length=1024)
        kind = np.zeros(frames)
        for word in textgrid.read(DATA / "textgrid" / f"{file.stem}.TextGrid").words():
            for phone in word.phones:
                middle = slice(round(phone.start * 100) + 2, round(phone.end * 100) - 1)
                kind[middle] = 1 if phone.sound in VOWELS else 2 if phone.sound in VOICELESS else 0
        for index, heard in enumerate((ours[:, 1] > 0.5, voiced[:frames])):
            counts[index] += [
                (heard & (kind == 1)).sum(),
                (kind == 1).sum(),
                (heard & (kind == 2)).sum(),
                (kind == 2).sum(),
            ]
        agree = (ours[:, 1] > 0.5) & voiced[:frames]
        strays += (np.abs(np.log2(100 * 2 ** ours[agree, 0] / theirs[:frames][agree])) > 0.2).sum()
        both += agree.sum()
    print(f"\n{'pitch':10} vowels voiced   voiceless consonants taken for voiced")
    for name, count in zip(("ours", "pYIN"), counts, strict=True):
        print(f"{name:10} {count[0] / count[1]:12.1%}   {count[2] / count[3]:.1%}")
    print(f"of what both call voiced, {strays / both:.1%} lies more than a fifth of an octave apart")


def memory(folder: Path, hours: float, voice: np.ndarray) -> None:
    """The most memory that each step takes, the whole process and the pages of mapped files included."""
    seconds = round(3600 * hours)
    _write(folder / "piece.wav", voice)
    long = folder / "long.wav"
    _ffmpeg("-stream_loop", -1, "-i", folder / "piece.wav", "-t", seconds, "-ar", 44_100, "-ac", 2, long)
    print(f"\n{hours:g} hours, {long.stat().st_size / 1e6:.0f} MB as WAV")
    kept: dict[str, Any] = {}
    steps: dict[str, Callable[[], Any]] = {
        "nothing": lambda: None,
        "decode": lambda: decode(long, longest=seconds).samples,
        "clean with gate": lambda: clean(kept["decode"], gate=True),
        "voice activity": lambda: activity.regions(kept["clean with gate"]),
        "mel": lambda: features.of("mel", kept["clean with gate"], 30).shape,
        "pitch": lambda: features.of("pitch", kept["clean with gate"], 30).shape,
        "outputs": lambda: outputs.write(SpeechTrack(kept["clean with gate"]), folder / "out"),
    }
    for name, work in steps.items():
        with _Memory() as used:
            started = time.perf_counter()
            kept[name] = work()
            took = time.perf_counter() - started
        print(f"{name:20} {took:6.1f} s   at most {used.most / 1024:.0f} MB", flush=True)


class _Memory:
    """The most kB that this process holds while the block runs."""

    def __enter__(self) -> "_Memory":
        self.most, self._over = 0, threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while True:
            status = Path("/proc/self/status").read_text()
            self.most = max(self.most, int(re.search(r"VmRSS:\s+(\d+)", status)[1]))  # type: ignore[index]
            if self._over.wait(0.02):
                return


def _write(path: Path, samples: np.ndarray) -> None:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, SAMPLE_RATE, 0, "NONE", ""))
        file.writeframes((samples * 32767).astype("<i2").tobytes())


def _ffmpeg(*arguments: object) -> None:
    program = imageio_ffmpeg.get_ffmpeg_exe()
    subprocess.run([program, "-loglevel", "error", "-y", *map(str, arguments)], check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=float, default=0.0)
    hours = parser.parse_args().hours
    voice = np.concatenate([decode(file).samples for file in sorted((DATA / "wav").glob("*.wav"))])
    with tempfile.TemporaryDirectory() as folder:
        if hours:
            memory(Path(folder), hours, voice)
        else:
            speeds(Path(folder), voice)
            activity_table()
            pitch_table()


if __name__ == "__main__":
    main()
