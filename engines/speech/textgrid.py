"""TextGrid, the annotation format of Praat and of the Montreal Forced Aligner.

Praat reads a text grid as a row of numbers, quoted texts and flags, and skips all other words; so the long and the
short layout, which differ only in those other words, are one format here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from contracts import StudioError
from engines.motion.formats import files
from engines.speech.track import Phone, SpeechTrack, Word

_LARGEST = 64 * 1024**2
_SILENCE = frozenset({"", "sil", "sp", "spn", "<eps>", "<p:>", "#", "<sil>", "pau"})


@dataclass(frozen=True)
class Interval:
    """A stretch of time with a text; a point of a point tier has start = end. Seconds."""

    start: float
    end: float
    text: str


@dataclass(frozen=True)
class Tier:
    """A named row of intervals (or points), in order."""

    name: str
    intervals: tuple[Interval, ...]
    points: bool = False


@dataclass(frozen=True)
class TextGrid:
    """Tiers over one time from `start` to `end` seconds."""

    start: float
    end: float
    tiers: tuple[Tier, ...]

    def tier(self, *names: str) -> Tier | None:
        """The first tier with one of `names`; 'words' also finds 'Mary - words', as aligners name many speakers'."""
        for name in names:
            for tier in self.tiers:
                if tier.name.lower() == name or tier.name.lower().endswith(f" - {name}"):
                    return tier
        return None

    def words(self) -> tuple[Word, ...]:
        """The words with their phones, from the tiers 'words' and 'phones'; silences are left out."""
        words = self.tier("words", "word", "ort", "orthography")
        if words is None or words.points:
            named = ", ".join(f"'{tier.name}'" for tier in self.tiers) or "none"
            raise StudioError(f"The TextGrid has no tier 'words'; its tiers: {named}.", "Name the tier 'words'.")
        phones = self.tier("phones", "phone", "phonemes", "segments")
        sounds = [] if phones is None or phones.points else [p for p in phones.intervals if not _silent(p)]
        found, at = [], 0
        for word in words.intervals:
            if _silent(word):
                continue
            while at < len(sounds) and _middle(sounds[at]) < word.start:
                at += 1
            first = at
            while at < len(sounds) and _middle(sounds[at]) < word.end:
                at += 1
            spoken = tuple(Phone(p.text, p.start, p.end) for p in sounds[first:at])
            found.append(Word(word.text, word.start, word.end, spoken))
        return tuple(found)


def write(track: SpeechTrack, path: Path) -> Path:
    """Write the words and phones of `track` with their times to the last bit; silences are empty intervals.

    A word or phone without any length, which a tier cannot hold, is left out.
    """
    end = max([track.duration, *(word.end for word in track.words), *(phone.end for phone in track.phones)])
    words = [Interval(word.start, word.end, word.text) for word in track.words]
    phones = [Interval(phone.start, phone.end, phone.label) for phone in track.phones]
    tiers = (Tier("words", _filled(words, end)), Tier("phones", _filled(phones, end)))
    text = format_long(TextGrid(0.0, end, tiers))
    files.write_atomically(path, lambda temporary: _put(temporary, text))
    return path


def format_long(grid: TextGrid) -> str:
    """The long layout, which people can read."""
    lines = [
        'File type = "ooTextFile"',
        'Object class = "TextGrid"',
        "",
        f"xmin = {_number(grid.start)} ",
        f"xmax = {_number(grid.end)} ",
        "tiers? <exists> ",
        f"size = {len(grid.tiers)} ",
        "item []: ",
    ]
    for number, tier in enumerate(grid.tiers, 1):
        kind, row = ("TextTier", "points") if tier.points else ("IntervalTier", "intervals")
        lines += [
            f"    item [{number}]:",
            f'        class = "{kind}" ',
            f"        name = {_quoted(tier.name)} ",
            f"        xmin = {_number(grid.start)} ",
            f"        xmax = {_number(grid.end)} ",
            f"        {row}: size = {len(tier.intervals)} ",
        ]
        for index, one in enumerate(tier.intervals, 1):
            lines.append(f"        {row} [{index}]:")
            if tier.points:
                lines += [f"            number = {_number(one.start)} ", f"            mark = {_quoted(one.text)} "]
            else:
                lines += [
                    f"            xmin = {_number(one.start)} ",
                    f"            xmax = {_number(one.end)} ",
                    f"            text = {_quoted(one.text)} ",
                ]
    return "\n".join(lines) + "\n"


def read(path: Path) -> TextGrid:
    """Read a TextGrid in the long or the short layout, UTF-8 or UTF-16."""
    return parse(files.read_text(path, _LARGEST), path.name)


def parse(text: str, name: str = "The TextGrid") -> TextGrid:
    """What the text of a TextGrid file says; `name` is what an error calls the file."""
    tokens = _Tokens(text, name)
    if tokens.text("the file type") != "ooTextFile" or tokens.text("the object class") != "TextGrid":
        raise StudioError(f"{name} is not a TextGrid.", "Save it in Praat with 'Save as text file'.")
    start, end = tokens.number("the start"), tokens.number("the end")
    if end < start:
        raise tokens.wrong(f"the grid ends at {end:g} s, before it starts at {start:g} s")
    tiers = []
    if tokens.flag():
        for _ in range(tokens.count("tiers")):
            tiers.append(_tier(tokens))
    return TextGrid(start, end, tuple(tiers))


def _tier(tokens: _Tokens) -> Tier:
    kind, name = tokens.text("the class of a tier"), tokens.text("the name of a tier")
    if kind not in ("IntervalTier", "TextTier"):
        raise tokens.wrong(f"a tier of class '{kind[:40]}'")
    tokens.number("the start of a tier")
    tokens.number("the end of a tier")
    points, rows, before = kind == "TextTier", [], -math.inf
    for _ in range(tokens.count(f"intervals of tier '{name[:40]}'")):
        start = tokens.number("a time")
        end = start if points else tokens.number("a time")
        if end < start or start < before - 1e-6:
            raise tokens.wrong(f"in tier '{name[:40]}' an interval from {start:g} to {end:g} s, after {before:g} s")
        start = min(max(start, before), end)
        rows.append(Interval(start, end, tokens.text("a text")))
        before = end
    return Tier(name, tuple(rows), points)


class _Tokens:
    """The numbers, quoted texts and flags of a file, one after the other, and the line each stands on."""

    _TOKEN = re.compile(r'"((?:[^"]|"")*)"|(<exists>|<absent>)|![^\n]*|"|[^\s"!]+(?:![^\s"]*)*')

    def __init__(self, text: str, name: str) -> None:
        self._source, self._name, self._at = text, name, 0
        self._tokens = self._scan()

    def text(self, what: str) -> str:
        token = self._next(what)
        if not isinstance(token, str) or token.startswith("<"):
            raise self.wrong(f"{what} should stand here in quotes")
        return token[1:]

    def number(self, what: str) -> float:
        token = self._next(what)
        if not isinstance(token, float) or not math.isfinite(token):
            raise self.wrong(f"{what} should stand here as a number")
        return token

    def count(self, what: str) -> int:
        value = self.number(f"the number of {what}")
        if value != int(value) or not 0 <= value <= len(self._source):
            raise self.wrong(f"{value:g} {what}")
        return int(value)

    def flag(self) -> bool:
        there = self._next("<exists>")
        if there not in ("<exists>", "<absent>"):
            raise self.wrong("<exists> should stand here")
        return there == "<exists>"

    def wrong(self, what: str) -> StudioError:
        line = self._source.count("\n", 0, self._at) + 1
        return StudioError(f"{self._name}, line {line}: {what}.", "Open it in Praat and save it as a text file.")

    def _next(self, what: str) -> str | float:
        token = next(self._tokens, None)
        if token is None:
            self._at = len(self._source)
            raise self.wrong(f"the file ends where {what} should stand")
        return token

    def _scan(self) -> Iterator[str | float]:
        """Texts come with a quote before them, to tell them from flags."""
        for match in self._TOKEN.finditer(self._source):
            self._at = match.start()
            if match[1] is not None:
                yield '"' + match[1].replace('""', '"')
            elif match[2]:
                yield match[2]
            elif match[0] == '"':
                raise self.wrong("a quote that nothing closes")
            elif re.fullmatch(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?%?", match[0]):
                yield float(match[0].rstrip("%"))


def _filled(spoken: Sequence[Interval], end: float) -> tuple[Interval, ...]:
    """`spoken` with empty intervals before, between and after, from 0 to `end` without a gap."""
    rows, at = [], 0.0
    for one in spoken:
        start = max(one.start, at)
        if one.end <= start:
            continue
        if start > at:
            rows.append(Interval(at, start, ""))
        rows.append(Interval(start, one.end, one.text))
        at = one.end
    if end > at or not rows:
        rows.append(Interval(at, end, ""))
    return tuple(rows)


def _silent(interval: Interval) -> bool:
    return interval.text.strip().lower() in _SILENCE


def _middle(interval: Interval) -> float:
    return (interval.start + interval.end) / 2


def _number(value: float) -> str:
    """The shortest digits that give exactly this number back, without an exponent, which not every reader knows."""
    return format(Decimal(repr(float(value))), "f")


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _put(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
