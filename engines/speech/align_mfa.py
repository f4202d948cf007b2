"""The Montreal Forced Aligner, when `mfa` is on the PATH with its model english_us_arpa.

It runs in a folder of its own with a root of its own, so that neither its database nor another run of it is in the way.
It is given short pieces, cut at pauses that pocketsphinx found, and a dictionary of just the words in the text; a piece
that it cannot align keeps pocketsphinx's times and says so.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from contracts import Progress, StudioError, silent
from engines.speech import textgrid
from engines.speech.align_pocketsphinx import Placed
from engines.speech.pronounce import variants
from engines.speech.spelling import Written
from engines.speech.track import SAMPLE_RATE, Phone, Word

MODEL = "english_us_arpa"

_PAUSE = 0.3  # seconds between words at which a piece may end
_PIECE = 20.0  # seconds after which a piece ends at the next pause
_MARGIN = 0.3  # seconds of sound kept around a piece, at most
_OVERLAP = 0.05  # seconds that a word from MFA may begin before the end of one from pocketsphinx
_POLL = 0.2
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_HINT = f"Run 'mfa model download acoustic {MODEL}' and 'mfa model download dictionary {MODEL}'."


def installed() -> bool:
    """Whether there is an `mfa` to run."""
    return shutil.which("mfa") is not None


def place(
    samples: NDArray[np.float32],
    written: Sequence[Written],
    placed: Sequence[Placed | None],
    progress: Progress = silent,
) -> tuple[list[Placed | None], list[str]]:
    """`placed` with the times that MFA finds, and notes on the pieces that it could not align.

    Raises StudioError with MFA's own words when it does not run at all.
    """
    program = shutil.which("mfa")
    if program is None:
        raise StudioError("The Montreal Forced Aligner is not on the PATH.", "Install it, or choose 'pocketsphinx'.")
    acoustic, dictionary = _models()
    pieces = _pieces(placed)
    if not pieces:
        return list(placed), []
    with tempfile.TemporaryDirectory(prefix="marionette-mfa-") as name:
        folder = Path(name)
        said = _tokens(written, placed)
        spans = _write_corpus(folder / "corpus", samples, placed, pieces, said)
        _write_dictionary(folder / "words.dict", dictionary, {token for row in said for token in row})
        command = [program, "align", str(folder / "corpus"), str(folder / "words.dict"), str(acoustic)]
        command += [str(folder / "aligned"), "--clean", "--single_speaker", "--output_format", "long_textgrid"]
        command += ["--num_jobs", "2", "--temporary_directory", str(folder / "work")]
        output = _run(command, folder, progress)
        result = list(placed)
        lost = []
        for number, (first, last) in enumerate(pieces):
            file = folder / "aligned" / f"{_name(number)}.TextGrid"
            found = _read(file, said[first:last]) if file.is_file() else {}
            for index, phones in found.items():
                before = placed[first + index]
                assert before is not None
                shifted = tuple(Phone(p.label, p.start + spans[number], p.end + spans[number]) for p in phones)
                result[first + index] = replace(before, phones=shifted)
            if not found:
                lost.append(number)
    if len(lost) == len(pieces):
        raise StudioError(f"The Montreal Forced Aligner aligned nothing. It said: {_last_words(output)}", _HINT)
    notes = []
    if lost:
        where = ", ".join(f"{_start(placed, pieces[number]):.0f} s" for number in lost)
        notes.append(f"MFA could not align the pieces at {where}; pocketsphinx timed them.")
    return _in_order(result, placed), notes


def _models() -> tuple[Path, Path]:
    """The acoustic model and the dictionary in MFA's own folder."""
    root = Path(os.environ.get("MFA_ROOT_DIR") or Path.home() / "Documents" / "MFA") / "pretrained_models"
    found: list[Path] = []
    for kind, endings in (("acoustic", (".zip", "")), ("dictionary", (".dict", ".txt"))):
        there = [root / kind / f"{MODEL}{ending}" for ending in endings]
        there = [path for path in there if path.exists()]
        if not there:
            raise StudioError(f"MFA's {kind} model {MODEL} is not in {root / kind}.", _HINT)
        found.append(there[0])
    return found[0], found[1]


def _pieces(placed: Sequence[Placed | None]) -> list[tuple[int, int]]:
    """Stretches of found words, first and one past the last, that end at pauses and at words that were not found."""
    pieces: list[tuple[int, int]] = []
    first: int | None = None
    for index, one in enumerate(placed):
        if one is None:
            if first is not None:
                pieces.append((first, index))
            first = None
            continue
        start = placed[first] if first is not None else None
        before = placed[index - 1] if first is not None else None
        if start is None or before is None:
            first = index
        elif one.start - before.end >= _PAUSE and one.end - start.start > _PIECE:
            pieces.append((first if first is not None else index, index))
            first = index
    if first is not None:
        pieces.append((first, len(placed)))
    return pieces


def _start(placed: Sequence[Placed | None], piece: tuple[int, int]) -> float:
    first = placed[piece[0]]
    return first.start if first is not None else 0.0


def _tokens(written: Sequence[Written], placed: Sequence[Placed | None]) -> list[tuple[str, ...]]:
    return [() if one is None else text.readings[one.reading] for text, one in zip(written, placed, strict=True)]


def _name(number: int) -> str:
    return f"piece_{number:04d}"


def _write_corpus(
    folder: Path,
    samples: NDArray[np.float32],
    placed: Sequence[Placed | None],
    pieces: list[tuple[int, int]],
    said: list[tuple[str, ...]],
) -> list[float]:
    """A sound and a .lab file for each piece; returns where each sound begins, seconds."""
    import soundfile

    folder.mkdir()
    duration = len(samples) / SAMPLE_RATE
    starts = [_start(placed, piece) for piece in pieces]
    ends = [one.end for piece in pieces if (one := placed[piece[1] - 1]) is not None]
    spans = []
    for number, (first, last) in enumerate(pieces):
        before = ends[number - 1] if number else 0.0
        after = starts[number + 1] if number + 1 < len(pieces) else duration
        start = max(starts[number] - _MARGIN, (before + starts[number]) / 2)
        end = min(ends[number] + _MARGIN, (ends[number] + after) / 2)
        sound = np.array(samples[round(start * SAMPLE_RATE) : round(end * SAMPLE_RATE)], np.float32)
        soundfile.write(folder / f"{_name(number)}.wav", sound, SAMPLE_RATE, subtype="PCM_16")
        lab = " ".join(token for row in said[first:last] for token in row)
        (folder / f"{_name(number)}.lab").write_text(lab + "\n", encoding="utf-8")
        spans.append(round(start * SAMPLE_RATE) / SAMPLE_RATE)
    return spans


def _write_dictionary(file: Path, source: Path, words: set[str]) -> None:
    """A dictionary of `words`: MFA's own lines, without their probabilities, and our guesses for all others."""
    rows: dict[str, list[str]] = {word: [] for word in words}
    with source.open(encoding="utf-8") as lines:
        for line in lines:
            word, *phones = line.split()[:1] + [field for field in line.split()[1:] if not _NUMBER.fullmatch(field)]
            if word in rows and phones:
                rows[word].append(" ".join(phones))
    for word, found in rows.items():
        found.extend([] if found else [" ".join(one.phones) for one in variants(word)])
    lines_out = [f"{word}\t{phones}" for word in sorted(rows) for phones in dict.fromkeys(rows[word])]
    file.write_text("\n".join(lines_out) + "\n", encoding="utf-8")


def _run(command: list[str], folder: Path, progress: Progress) -> str:
    """What MFA said. Raises StudioError when it fails; stops it when `progress` raises."""
    environment = {**os.environ, "MFA_ROOT_DIR": str(folder / "root"), "NO_COLOR": "1"}
    (folder / "root").mkdir()
    log = folder / "mfa.log"
    began = time.monotonic()
    with log.open("wb") as said:
        try:
            process = subprocess.Popen(
                command,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as error:
            raise StudioError(f"The Montreal Forced Aligner did not start: {error}.", "Repair it.") from error
        try:
            while process.poll() is None:
                progress("Aligning with MFA", 0, 1, f"{time.monotonic() - began:.0f} s")
                time.sleep(_POLL)
        except BaseException:
            _stop(process)
            raise
    output = log.read_text("utf-8", "replace")
    if process.returncode:
        raise StudioError(f"The Montreal Forced Aligner failed: {_last_words(output)}", "Run 'mfa version' to try it.")
    return output


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ends MFA and the processes it started."""
    try:
        os.killpg(process.pid, signal.SIGTERM) if hasattr(os, "killpg") else process.terminate()
        process.wait(2)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL) if hasattr(os, "killpg") else process.kill()
        process.wait()
    except ProcessLookupError:
        process.wait()


def _last_words(output: str) -> str:
    """The end of MFA's output, where it says what went wrong."""
    lines = [_ESCAPES.sub("", line).strip(" │╭╰─╮╯┃\t\r") for line in output.splitlines()]
    lines = [line for line in lines if line]
    named = [number for number, line in enumerate(lines) if "error" in line.lower()]
    told = lines[named[-1] :][:3] if named else lines[-2:]
    return " ".join(told)[:400] or "nothing."


def _read(file: Path, said: Sequence[tuple[str, ...]]) -> dict[int, tuple[Phone, ...]]:
    """The phones of each word, by its index, for the words whose every spoken word MFA placed."""
    timed = textgrid.read(file).words()
    tokens = [(index, token) for index, row in enumerate(said) for token in row]
    match = SequenceMatcher(None, [token for _, token in tokens], [word.text for word in timed], autojunk=False)
    found: dict[int, list[Word]] = {}
    for block in match.get_matching_blocks():
        for step in range(block.size):
            if timed[block.b + step].phones:
                found.setdefault(tokens[block.a + step][0], []).append(timed[block.b + step])
    return {
        index: tuple(phone for word in words for phone in word.phones)
        for index, words in found.items()
        if len(words) == len(said[index])
    }


def _in_order(found: Sequence[Placed | None], before: Sequence[Placed | None]) -> list[Placed | None]:
    """`found` where it follows what stands before it; a word that would overlap keeps only what lies after."""
    rows: list[Placed | None] = []
    end = 0.0
    for new, old in zip(found, before, strict=True):
        one = new
        if one is not None and old is not None and one.start < end - _OVERLAP:
            one = old
        if one is not None:
            phones = tuple(Phone(p.label, max(p.start, end), max(p.end, end)) for p in one.phones)
            one = replace(one, phones=phones)
            end = one.end
        rows.append(one)
    return rows
