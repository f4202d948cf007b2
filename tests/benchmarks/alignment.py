"""Alignment against the Montreal Forced Aligner, against people and against synthesisers, with two peers beside it.

    python tests/benchmarks/alignment.py [--learn] [--no-recognition] [--clips N]

Clips of LJSpeech with MFA's TextGrids: both ends of every word, and both ends of every phone. MFA's phones are ARPABET
too; stress is left out on both sides. Where the two chose different pronunciations the rows of phones are matched, and
only phones of the same label have times to compare; 'of all' counts the others as wrong. What MFA calls <unk> is said
in the text but not compared. Speed is seconds of sound per second on the clock, and per second of processor time.

The peers, in the same run: pocketsphinx's own two passes, and the word times of Whisper tiny.en, whose word error
stands in the last column. Then what was labelled by other hands: a phonetician's words and phones (praatIO),
PolyglotDB's acoustic corpus with its slips and fillers, the labels of a sentence of CMU ARCTIC, and what espeak-ng's
characters say of themselves.

--learn finds the corrections of configs/alignment.yaml, the middle of the errors of each kind of boundary, judges them
on each clip by those that all others give, and writes them down.
"""

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from contracts.threads import share_cores

share_cores()  # as the studio does, before numpy is loaded

import numpy as np  # noqa: E402
import yaml  # noqa: E402
from numpy.typing import NDArray  # noqa: E402

from engines.speech import textgrid  # noqa: E402
from engines.speech.align import align  # noqa: E402
from engines.speech.decode import decode  # noqa: E402
from engines.speech.ipa import VOWELS  # noqa: E402
from engines.speech.recognise import recognise  # noqa: E402
from engines.speech.speak import SpeakRequest, speak  # noqa: E402
from engines.speech.track import SAMPLE_RATE, Phone, Word  # noqa: E402
from engines.speech.word_error import WordErrors, word_errors  # noqa: E402
from tests.conftest import reference_folder  # noqa: E402

NEAR = 0.0501  # seconds; 50 ms on MFA's grid of 10 ms
SMALLER = 0.0251
CORRECTIONS = Path(__file__).resolve().parents[2] / "configs" / "alignment.yaml"
KINDS = ("into_speech", "out_of_speech", "between")
UNKNOWN = {"LJ001-0031": ("Sweynheim", "Pannartz")}  # what MFA calls <unk>, as LJSpeech writes it
CHARACTERS = ("narrator", "woman", "man", "child", "old man", "giant")
SAID = "The quick brown fox jumps over the lazy dog, while seven wizards quietly boil their potions. Who knows why?"


@dataclass
class Errors:
    """Signed errors of boundaries in seconds, ours less theirs."""

    words: list[float] = field(default_factory=list)
    phones: list[float] = field(default_factory=list)
    phone_count: int = 0
    matched: int = 0

    def __iadd__(self, other: "Errors") -> "Errors":
        self.words += other.words
        self.phones += other.phones
        self.phone_count += other.phone_count
        self.matched += other.matched
        return self

    def row(self) -> str:
        words = np.abs(self.words)
        cells = f"{len(words):5d} {1000 * np.median(self.words):+5.0f} {1000 * np.median(words):4.0f} "
        cells += f"{100 * np.mean(words < SMALLER):6.1f} {100 * np.mean(words < NEAR):6.1f} | "
        if not self.phones:
            return f"{cells}{'-':>8}{'-':>16}{'-':>8}"
        phones = np.abs(self.phones)
        near = np.mean(phones < NEAR)
        cells += f"{self.matched:5d}/{self.phone_count:<5d} {1000 * np.median(phones):4.0f} {100 * near:6.1f} "
        return cells + f"{100 * near * self.matched / self.phone_count:6.1f}"


HEADER = f"{'':28}words: n  bias   ms  <25ms% <50ms% | phones same  ms <50ms% of all%"


@dataclass(frozen=True)
class Clip:
    name: str
    samples: NDArray[np.float32]
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        names = iter(UNKNOWN.get(self.name, ()))
        return " ".join(next(names, "") if word.text == "<unk>" else word.text for word in self.words)

    @property
    def duration(self) -> float:
        return len(self.samples) / SAMPLE_RATE


def matching(ours: Sequence[str], theirs: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of indices of the cheapest way to turn one row of labels into the other; a vowel stands for a vowel."""

    def change(one: str, other: str) -> float:
        return 0.0 if one == other else 0.7 if (one in VOWELS) == (other in VOWELS) else 1.9

    cost = np.zeros((len(ours) + 1, len(theirs) + 1))
    cost[:, 0], cost[0] = np.arange(len(ours) + 1), np.arange(len(theirs) + 1)
    for i, one in enumerate(ours, 1):
        for j, other in enumerate(theirs, 1):
            cost[i, j] = min(cost[i - 1, j - 1] + change(one, other), cost[i - 1, j] + 1, cost[i, j - 1] + 1)
    pairs = []
    i, j = len(ours), len(theirs)
    while i and j:
        if cost[i, j] == cost[i - 1, j - 1] + change(ours[i - 1], theirs[j - 1]):
            i, j = i - 1, j - 1
            pairs.append((i, j))
        elif cost[i, j] == cost[i - 1, j] + 1:
            i -= 1
        else:
            j -= 1
    return pairs[::-1]


def compare(found: Sequence[Word], truth: Sequence[Word]) -> Errors:
    """Errors of words, one for one, and of the phones whose label agrees."""
    errors = Errors()
    for word, other in zip(found, truth, strict=True):
        if other.text != "<unk>":
            errors.words += [word.start - other.start, word.end - other.end]
    errors.phone_count = sum(len(word.phones) for word in truth if word.text != "<unk>")
    for mine, theirs in same_phones(found, truth):
        errors.matched += 1
        errors.phones += [mine.start - theirs.start, mine.end - theirs.end]
    return errors


def same_phones(found: Sequence[Word], truth: Sequence[Word]) -> list[tuple[Phone, Phone]]:
    """Our phones and theirs, where both rows have the same sound."""
    compared = [(mine, theirs) for mine, theirs in zip(found, truth, strict=True) if theirs.text != "<unk>"]
    ours = [phone for mine, _ in compared for phone in mine.phones]
    other = [phone for _, theirs in compared for phone in theirs.phones]
    pairs = matching([phone.sound for phone in ours], [phone.sound for phone in other])
    return [(ours[i], other[j]) for i, j in pairs if ours[i].sound == other[j].sound]


def clips(folder: Path) -> list[Clip]:
    """The LJSpeech clips with MFA's words."""
    found = []
    for file in sorted((folder / "ljspeech_mfa" / "wav").glob("*.wav")):
        grid = textgrid.read(folder / "ljspeech_mfa" / "textgrid" / f"{file.stem}.TextGrid")
        found.append(Clip(file.stem, decode(file).samples, grid.words()))
    return found


def own_search(clip: Clip) -> tuple[Word, ...]:
    """pocketsphinx as its manual says: word alignment, then phones; a word it does not know makes it fail."""
    from pocketsphinx import Decoder

    decoder = Decoder(loglevel="FATAL", lm=None)
    words = clip.text.lower()
    pcm = (np.clip(clip.samples, -1, 1) * 32767).astype(np.int16).tobytes()
    decoder.set_align_text(words)
    for again in (False, True):
        if again:
            decoder.set_alignment()
        decoder.start_utt()
        decoder.process_raw(pcm, full_utt=True)
        decoder.end_utt()
    found = []
    for entry in decoder.get_alignment():
        phones = [Phone(p.name, p.start / 100, (p.start + p.duration) / 100) for p in entry]
        if not entry.name.startswith(("<", "[")):
            found.append(Word(entry.name, phones[0].start, phones[-1].end, tuple(phones)))
    if len(found) != len(clip.words):
        raise RuntimeError("words are missing")
    return tuple(found)


def lj_speech(folder: Path, count: int, recognition: bool) -> None:
    print(HEADER + "  word error%")
    total, same, alone, times = Errors(), Errors(), Errors(), Errors()
    failures = peer_failures = 0
    seconds = clock = processor = peer_clock = 0.0
    wrong = WordErrors(0, 0)
    align(np.zeros(SAMPLE_RATE, np.float32), "warm")  # reads the model and the compiled loops
    for clip in clips(folder)[:count]:
        start, busy = time.perf_counter(), time.process_time()
        found = align(clip.samples, clip.text, aligner="pocketsphinx")
        clock, processor = clock + time.perf_counter() - start, processor + time.process_time() - busy
        seconds += clip.duration
        failures += not all(word.phones for word in found.words)
        errors = compare(found.words, clip.words)
        total += errors
        start = time.perf_counter()
        try:
            alone += compare(own_search(clip), clip.words)
            same += errors
        except RuntimeError:
            peer_failures += 1
        peer_clock += time.perf_counter() - start
        heard = ""
        if recognition:
            transcript = recognise(clip.samples)
            spoken = word_errors(clip.text, transcript.text)
            wrong += spoken
            guessed = align(clip.samples, clip.text, heard=transcript.words, aligner="none").words
            times += compare(guessed, clip.words)
            heard = f"{100 * spoken.rate:.1f}"
        print(f"{clip.name:28}{errors.row()} {heard:>12}  {' '.join(found.notes)}", flush=True)
    error = f"{100 * wrong.rate:.1f}" if recognition else ""
    print(f"{'all':28}{total.row()} {error:>12}")
    if alone.words:
        print(f"{'all that pocketsphinx can':28}{same.row()}")
        print(f"{'pocketsphinx alone':28}{alone.row()}  failed on {peer_failures} clips")
    if times.words:
        print(f"{'Whisper tiny.en word times':28}{times.row()}")
    print(
        f"\n{failures} failures: clips with a word that has no phones. {seconds:.0f} s of sound at "
        f"{seconds / clock:.0f} times real time on the clock, {seconds / processor:.0f} per second of processor time, "
        f"{peer_clock / clock:.1f} times as fast as pocketsphinx alone.\n"
    )


def by_others(folder: Path) -> None:
    """Labels that neither we nor MFA made."""
    misc = folder / "speech_misc"
    print(HEADER)
    phones = textgrid.read(misc / "praatio" / "bobby_phones.TextGrid").tier("phone")
    assert phones is not None
    sounds = [Phone(row.text, row.start, row.end) for row in phones.intervals if row.text]
    words = tuple(
        Word(
            word.text, word.start, word.end, tuple(p for p in sounds if word.start <= (p.start + p.end) / 2 < word.end)
        )
        for word in textgrid.read(misc / "praatio" / "bobby_words.TextGrid").words()
    )
    show("praatIO bobby", decode(misc / "praatio" / "bobby.wav").samples, words)
    words = textgrid.read(misc / "praatio" / "mary.TextGrid").words()
    words = tuple(Word(word.text, word.start, word.end) for word in words)
    show("praatIO mary", decode(misc / "praatio" / "mary.wav").samples, words)
    words = tuple(
        Word(word.text, word.start, word.end, tuple(Phone(p.label.upper(), p.start, p.end) for p in word.phones))
        for word in textgrid.read(misc / "mfa_acoustic_corpus" / "acoustic_corpus.TextGrid").words()
    )
    show("PolyglotDB acoustic corpus", decode(misc / "mfa_acoustic_corpus" / "acoustic_corpus.wav").samples, words)
    rows = [line.split() for line in (misc / "cmu_arctic" / "arctic_a0009_phone.lab").read_text().splitlines()]
    labels = [row[2].split("-")[1].split("+")[0].upper() for row in rows]
    told = tuple(
        Phone({"AX": "AH"}.get(label, label), int(row[0]) / 1e7, int(row[1]) / 1e7)
        for row, label in zip(rows, labels, strict=True)
        if label not in ("SIL", "PAU", "X")
    )
    samples = decode(misc / "cmu_arctic" / "arctic_a0009.wav").samples
    found = align(samples, "He turned sharply, and faced Gregson across the table.", aligner="pocketsphinx")
    ours = tuple(phone for word in found.words for phone in word.phones)
    whole = [Word("", row[0].start, row[-1].end, row) for row in (ours, told)]
    print(f"{'CMU ARCTIC a0009':28}{compare(whole[:1], whole[1:]).row()}")
    for name in CHARACTERS:
        track = speak(SpeakRequest(text=SAID, voice=name, engine="espeak"))
        show(f"espeak-ng {name}", track.samples, track.words)


def show(name: str, samples: NDArray[np.float32], truth: tuple[Word, ...]) -> None:
    found = align(samples, " ".join(word.text for word in truth), aligner="pocketsphinx")
    print(f"{name:28}{compare(found.words, truth).row()}  {' '.join(found.notes)}", flush=True)


@dataclass(frozen=True)
class Edge:
    """One boundary: of which clip, of which kind, whether of a word, and its error without corrections, seconds."""

    clip: int
    kind: str
    of_word: bool
    error: float


def edges(number: int, clip: Clip, applied: dict[str, float]) -> list[Edge]:
    """Every boundary of a clip that both rows have; `applied` corrections in seconds are taken off again."""
    found = align(clip.samples, clip.text, aligner="pocketsphinx").words
    phones = [phone for word in found for phone in word.phones]
    starts, ends = {phone.start for phone in phones}, {phone.end for phone in phones}

    def both(mine: Word | Phone, theirs: Word | Phone, of_word: bool) -> list[Edge]:
        into = "between" if mine.start in ends else "into_speech"
        out = "between" if mine.end in starts else "out_of_speech"
        return [
            Edge(number, into, of_word, mine.start - theirs.start - applied[into]),
            Edge(number, out, of_word, mine.end - theirs.end - applied[out]),
        ]

    rows = [both(one, two, True) for one, two in zip(found, clip.words, strict=True) if two.text != "<unk>"]
    rows += [both(mine, theirs, False) for mine, theirs in same_phones(found, clip.words)]
    return [edge for row in rows for edge in row]


def learnt(rows: Sequence[Edge]) -> dict[str, int]:
    """Milliseconds to add to each kind of boundary, in steps of the 5 ms that the search takes."""
    errors = {kind: [edge.error for edge in rows if edge.kind == kind] for kind in KINDS}
    return {kind: -5 * round(float(np.median(own)) * 200) for kind, own in errors.items()}


def learn(folder: Path) -> None:
    """Corrections from all clips, written down; and how well those of all other clips do on each."""
    before = yaml.safe_load(CORRECTIONS.read_text(encoding="utf-8"))
    applied = {kind: before[kind] / 1000 for kind in KINDS}
    voices = clips(folder)
    rows = [edge for number, clip in enumerate(voices) for edge in edges(number, clip, applied)]
    nothing = dict.fromkeys(KINDS, 0)
    others = [learnt([edge for edge in rows if edge.clip != number]) for number in range(len(voices))]
    now = learnt(rows)
    print(f"{'':44} words: ms  <25ms% <50ms% | phones: ms <50ms%")
    for name, by in (("without", [nothing]), ("as the file says", [before]), ("of all clips", [now]), ("", others)):
        left = [(edge.of_word, abs(edge.error + by[edge.clip % len(by)][edge.kind] / 1000)) for edge in rows]
        words = np.array([error for of_word, error in left if of_word])
        phones = np.array([error for of_word, error in left if not of_word])
        print(
            f"{name or 'of all others, for each clip':44} {1000 * np.median(words):9.0f} "
            f"{100 * np.mean(words < SMALLER):7.1f} {100 * np.mean(words < NEAR):6.1f} | "
            f"{1000 * np.median(phones):10.0f} {100 * np.mean(phones < NEAR):6.1f}"
        )
    for values, count in Counter(tuple(one.values()) for one in others).most_common():
        print(f"{count:3d} clips left out in turn give {dict(zip(KINDS, values, strict=True))}")
    text = CORRECTIONS.read_text(encoding="utf-8")
    for kind, value in now.items():
        text = re.sub(rf"(?m)^{kind}: .*$", f"{kind}: {value}", text)
    CORRECTIONS.write_text(text, encoding="utf-8")
    print(f"{CORRECTIONS.name} says now: {now}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learn", action="store_true", help="find the corrections and write them down")
    parser.add_argument("--no-recognition", action="store_true", help="leave Whisper out")
    parser.add_argument("--clips", type=int, default=1000, help="of LJSpeech, at most")
    arguments = parser.parse_args()
    media = reference_folder()
    if media is None:
        raise SystemExit("Reference media not found at ../shared/data or $MARIONETTE_DATA.")
    if arguments.learn:
        learn(media)
    else:
        lj_speech(media, arguments.clips, not arguments.no_recognition)
        by_others(media)
