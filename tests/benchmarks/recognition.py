"""How well and how fast words are heard: Whisper in pieces as the studio runs it, beside faster-whisper on its own.

    python tests/benchmarks/recognition.py [--data FOLDER] [--ckpt FOLDER] [--model NAME ...] [--settings] [--minutes M]

First come the times that a creator waits: for a ten second clip right after the start, and again. Then, for clips of
DATA/ljspeech_mfa one by one and joined to one long sound, the word error against the transcripts in their TextGrids and
how many times faster than real time they were heard. Words that the TextGrids leave blank (<unk>) count as errors when
they are heard. --settings compares number formats and beams; --minutes hears the clips over and over as a sound of that
length and says how much memory that took.
"""

import argparse
import itertools
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from contracts.threads import share_cores
from engines.speech import SAMPLE_RATE, textgrid
from engines.speech.decode import decode
from engines.speech.recognise import recognise
from engines.speech.transcribe import TranscribeRequest, hear
from engines.speech.whisper_models import EMBEDDED, find
from engines.speech.word_error import WordErrors, word_errors

Clip = tuple[str, NDArray[np.float32], str]
PAUSE = np.zeros(SAMPLE_RATE // 4, np.float32)


def clips(data: Path) -> list[Clip]:
    """Name, samples and what is said."""
    found = []
    for grid in sorted((data / "ljspeech_mfa" / "textgrid").glob("*.TextGrid")):
        words = " ".join(word.text for word in textgrid.read(grid).words() if word.text != "<unk>")
        found.append((grid.stem, decode(data / "ljspeech_mfa" / "wav" / f"{grid.stem}.wav").samples, words))
    return found


def joined(voices: list[Clip]) -> Clip:
    """All clips as one sound, with short pauses."""
    samples = np.concatenate([part for _, voice, _ in voices for part in (voice, PAUSE)])
    return "joined", samples, " ".join(said for *_, said in voices)


def measure(voices: list[Clip], listen: Callable[[NDArray[np.float32]], str]) -> tuple[WordErrors, float]:
    """Errors in all clips, and how many times faster than real time."""
    errors, spent = WordErrors(0, 0), 0.0
    for _, samples, said in voices:
        start = time.perf_counter()
        text = listen(samples)
        spent += time.perf_counter() - start
        errors += word_errors(said, text)
    return errors, sum(len(samples) for _, samples, _ in voices) / SAMPLE_RATE / spent


def row(what: str, voices: list[Clip], listen: Callable[[NDArray[np.float32]], str], peer: float = 0.0) -> float:
    errors, speed = measure(voices, listen)
    ratio = f"{speed / peer:6.2f}" if peer else "     -"
    print(f"{what:<44} {errors.rate:7.1%} {errors.errors:4d} of {errors.words:4d} {speed:7.1f}x {ratio}", flush=True)
    return speed


def alone(kind: str, beams: int, model: str, ckpt: list[Path]) -> Callable[[NDArray[np.float32]], str]:
    """faster-whisper as its README shows it."""
    import faster_whisper

    whisper: Any = faster_whisper.WhisperModel(str(find(model, ckpt)), "cpu", compute_type=kind)
    return lambda samples: " ".join(
        part.text
        for part in whisper.transcribe(np.asarray(samples), language="en", beam_size=beams, word_timestamps=True)[0]
    )


def ours(model: str, ckpt: list[Path]) -> Callable[[NDArray[np.float32]], str]:
    """As the studio hears."""
    return lambda samples: recognise(samples, model, "en", ckpt).text


def waits(data: Path) -> None:
    """Seconds until a clip of about ten seconds is heard and aligned, in a fresh process and again."""
    request = TranscribeRequest(audio=data / "ljspeech_mfa" / "wav" / "LJ001-0001.wav", out=Path("unused"))
    for label in ("first", "second", "third"):
        begin = time.perf_counter()
        marks: dict[str, float] = {}

        def note(stage: str, done: float, total: float, message: str = "", marks: dict[str, float] = marks) -> None:
            marks.setdefault(stage, time.perf_counter())

        track = hear(request, note)
        end = time.perf_counter()
        steps = [*marks.items(), ("", end)]
        parts = ", ".join(f"{stage} {b - a:.2f}" for (stage, a), (_, b) in itertools.pairwise(steps))
        print(f"{label:<7} {end - begin:5.2f} s for {track.duration:.1f} s of sound ({parts})", flush=True)


def endurance(voices: list[Clip], minutes: float, model: str, ckpt: list[Path]) -> None:
    """One long sound from a memory map: speed, and how much memory it took beyond what was taken before."""
    _, once, said = joined(voices)
    wanted = round(minutes * 60 * SAMPLE_RATE)
    with tempfile.TemporaryFile() as file:
        for _ in range(-(-wanted // len(once))):
            file.write(once.tobytes())
        file.flush()
        samples = np.memmap(file, np.float32, "r", shape=(wanted,))
        recognise(once[: 30 * SAMPLE_RATE], model, "en", ckpt)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        start = time.perf_counter()
        heard = recognise(samples, model, "en", ckpt)
        spent = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{minutes:g} min in {spent:.0f} s, {minutes * 60 / spent:.1f}x real time; {len(heard.words)} words")
    print(
        f"memory at most {peak:.0f} MB, {peak - before:+.0f} MB over a clip of 30 s; the sound: {wanted * 4e-6:.0f} MB"
    )
    errors = word_errors(said, " ".join(word.text for word in heard.words[: len(said.split())]))
    print(f"word error of the first {len(once) / SAMPLE_RATE:.0f} s about {errors.rate:.1%}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    data = Path(os.environ.get("MARIONETTE_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
    parser.add_argument("--data", type=Path, default=data)
    parser.add_argument("--ckpt", type=Path, action="append", default=[])
    parser.add_argument("--model", action="append")
    parser.add_argument("--settings", action="store_true")
    parser.add_argument("--minutes", type=float)
    given = parser.parse_args()
    share_cores()
    ckpt: list[Path] = given.ckpt
    waits(given.data)
    voices = clips(given.data)
    if given.minutes:
        return endurance(voices, given.minutes, (given.model or [EMBEDDED])[0], ckpt)
    print(f"\n{'':<44} {'error':>7} {'words':>12} {'speed':>8}  ratio")
    for model in given.model or [EMBEDDED]:
        for what, part in (("clips", voices), ("joined", [joined(voices)])):
            peer = row(f"{model}, {what}: faster-whisper alone", part, alone("int8", 5, model, ckpt))
            row(f"{model}, {what}: ours", part, ours(model, ckpt), peer)
        if given.settings:
            part = [joined(voices)]
            kinds = [("int8", 5), ("int8", 1), ("float32", 5), ("float32", 1)]
            peer = row(f"{model}: {kinds[0][0]}, {kinds[0][1]} beams", part, alone(*kinds[0], model, ckpt))
            for kind, beams in kinds[1:]:
                row(f"{model}: {kind}, {beams} beam{'s' * (beams > 1)}", part, alone(kind, beams, model, ckpt), peer)


if __name__ == "__main__":
    main()
