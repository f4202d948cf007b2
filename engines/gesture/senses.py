"""What words mean where they stand: 'no one' denies nothing, 'the way I see it' is no road, 'United States' no union.

Calls of single words are weighed against the patterns of configs/word_senses.yaml, which a creator can read and add to.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from contracts import StudioError
from engines.gesture.calls import Call, forms, key
from engines.speech import Word

FILE = Path(__file__).resolve().parents[2] / "configs" / "word_senses.yaml"

_EDGES = {"|": r"[.!?…:;][\"'”’)\]]*$", ",": r"[.!?…:;,—-][\"'”’)\]]*$"}


_DENIES = 3
"""Words that a 'not' reaches."""

_SERIES = 60
"""Words between one item of a list that is counted up and the next."""

_COUNTING = (
    ("one", "one", "two", "two", "three", "three", "four", "four", "five", "five"),
    ("first", "firstly", "second", "secondly", "third", "thirdly", "fourth", "fourthly", "fifth", "fifthly"),
)


class _Entries(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    groups: dict[str, str] = Field(default_factory=dict)
    phrases: tuple[str, ...] = ()
    denials: str = ""
    seldom: str = ""
    never: dict[str, tuple[str, ...]] = Field(default_factory=dict, alias="not")
    only: dict[str, tuple[str, ...]] = Field(default_factory=dict)


@dataclass(frozen=True)
class _Pattern:
    """words: the forms of each word; `own` says which of them are written out, the others are of a group.

    before, after: the mark that must stand there, or ''.
    """

    words: tuple[frozenset[str], ...]
    own: tuple[bool, ...]
    before: str
    after: str


@dataclass(frozen=True)
class Senses:
    """All patterns, each found under the forms of its first written-out word.

    index:   values are (pattern, place of that word in it, '' for any gesture or its name, whether it is an 'only').
    limited: (gesture, word) that hold only where an 'only' says so.
    denials: words that turn what follows into its contrary.
    seldom:  words said so often that they call but softly.
    """

    index: dict[str, list[tuple[_Pattern, int, str, bool]]]
    limited: frozenset[tuple[str, str]]
    denials: frozenset[str]
    seldom: frozenset[str]

    def found(self, said: Sequence[str], marks: Sequence[str]) -> tuple[list[_Match], list[_Match]]:
        """(what takes meaning away, what gives it) in the words `said`; `marks` are their written forms."""
        taken: list[_Match] = []
        given: list[_Match] = []
        for at, one in enumerate(said):
            for pattern, place, unit, only in self.index.get(one, ()):
                first = at - place
                if _fits(pattern, first, said, marks):
                    own = [first + n for n, written in enumerate(pattern.own) if written]
                    (given if only else taken).append(_Match(own[0], own[-1], unit))
        return taken, given


@dataclass(frozen=True)
class _Match:
    first: int
    last: int
    unit: str


def meant(calls: Iterable[Call], words: Sequence[Word], senses: Senses | None = None) -> list[Call]:
    """The word calls that hold where they stand. A longer wording stands for the shorter ones inside it."""
    known = load() if senses is None else senses
    said = [key(word) for word in words]
    marks = [word.text for word in words]
    taken, given = known.found(said, marks)
    kept = [
        call
        for call in calls
        if not _is_name(call, marks)
        and not any(_takes(match, call) for match in taken)
        and _allowed(call, said, given, known.limited)
        and not _denied(call, said, marks, known.denials)
    ]
    spans = {(call.first, call.last) for call in kept}
    counted = _counted(said)
    return [
        _weighed(call, said, counted, known.seldom)
        for call in kept
        if not any(_inside(call.first, call.last, *span) for span in spans)
    ]


def _denied(call: Call, said: Sequence[str], marks: Sequence[str], denials: frozenset[str]) -> bool:
    """Whether a 'not' stands shortly before: what is not good gets no thumb up."""
    for n in range(call.first - 1, max(call.first - 1 - _DENIES, -1), -1):
        if re.search(_EDGES[","], marks[n]):
            return False
        if said[n] in denials:
            return True
    return False


def _counted(said: Sequence[str]) -> frozenset[int]:
    """The words that count something up: 'first' where a 'second' follows, 'one, two, three'."""
    found: set[int] = set()
    for row in _COUNTING:
        last: dict[int, int] = {}
        for n, word in enumerate(said):
            if word not in row:
                continue
            rank = row.index(word) // 2
            before = last.get(rank - 1)
            if before is not None and n - before <= _SERIES:
                found |= {before, n}
            last[rank] = n
    return frozenset(found)


def _weighed(call: Call, said: Sequence[str], counted: frozenset[int], seldom: frozenset[str]) -> Call:
    """Counting is made with the hands almost always; worn words seldom call for anything."""
    if call.first != call.last:
        return call
    if call.first in counted:
        return replace(call, strength=1.0, light=False, why=f"counts '{said[call.first]}'")
    return replace(call, strength=0.7 * call.strength) if said[call.first] in seldom else call


def _takes(match: _Match, call: Call) -> bool:
    if match.unit:
        return match.unit == call.unit and match.first <= call.first and call.last <= match.last
    return _inside(call.first, call.last, match.first, match.last)


def _inside(first: int, last: int, start: int, stop: int) -> bool:
    """Whether words `first` to `last` are a part of the words `start` to `stop`, but not all of them."""
    return start <= first and last <= stop and (first, last) != (start, stop)


def _allowed(call: Call, said: Sequence[str], given: list[_Match], limited: frozenset[tuple[str, str]]) -> bool:
    if call.first != call.last or (call.unit, said[call.first]) not in limited:
        return True
    return any(match.unit == call.unit and match.first <= call.first <= match.last for match in given)


def _is_name(call: Call, marks: Sequence[str]) -> bool:
    """True for words with capitals amid a sentence: 'the United States', 'Mr. Rich'; 'I' and SHOUTING are none."""
    for n in range(call.first, call.last + 1):
        word = re.sub(r"^\W+|\W+$", "", marks[n])
        begins = n == 0 or re.search(_EDGES["|"], marks[n - 1]) is not None
        if begins or not word[:1].isupper() or re.match(r"I\b", word) or (len(word) > 1 and word.isupper()):
            return False
    return True


def _fits(pattern: _Pattern, first: int, said: Sequence[str], marks: Sequence[str]) -> bool:
    last = first + len(pattern.words) - 1
    if first < 0 or last >= len(said):
        return False
    if any(said[first + n] not in forms for n, forms in enumerate(pattern.words)):
        return False
    begins = first == 0 or not pattern.before or re.search(_EDGES[pattern.before], marks[first - 1]) is not None
    ends = last == len(said) - 1 or not pattern.after or re.search(_EDGES[pattern.after], marks[last]) is not None
    return begins and ends


def load(file: Path = FILE) -> Senses:
    """The patterns of a file."""
    return _read(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read(file: Path, changed: int) -> Senses:
    import yaml

    del changed
    try:
        entries = _Entries(**yaml.safe_load(file.read_text(encoding="utf-8")))
    except ValidationError as error:
        one = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in one["loc"])
        raise StudioError(f"{file.name}: {where}: {one['msg']}.", _HINT) from error
    except (yaml.YAMLError, TypeError, UnicodeDecodeError) as error:
        raise StudioError(f"{file.name} is not a list of patterns: {str(error).splitlines()[0]}", _HINT) from error
    groups = {name: frozenset(words.replace('"', "").split()) for name, words in entries.groups.items()}
    index: dict[str, list[tuple[_Pattern, int, str, bool]]] = defaultdict(list)
    limited: set[tuple[str, str]] = set()
    rows = [("", False, line) for line in entries.phrases]
    rows += [(unit, False, line) for unit, lines in entries.never.items() for line in lines]
    rows += [(unit, True, line) for unit, lines in entries.only.items() for line in lines]
    for unit, only, line in rows:
        pattern = _pattern(line, groups, file.name)
        place = pattern.own.index(True)
        for form in pattern.words[place]:
            index[form].append((pattern, place, unit, only))
        if only:
            limited |= {
                (unit, form) for own, words in zip(pattern.own, pattern.words, strict=True) if own for form in words
            }
    worn = frozenset().union(*(forms(word) for word in entries.seldom.split()))
    return Senses(dict(index), frozenset(limited), frozenset(entries.denials.split()), worn)


_HINT = "Compare it with the shipped file; words such as 'yes', 'no' and '|' at the beginning of a line need quotes."


def _pattern(line: str, groups: dict[str, frozenset[str]], where: str) -> _Pattern:
    parts = line.lower().split()
    before = parts.pop(0) if parts and parts[0] in _EDGES else ""
    after = parts.pop() if parts and parts[-1] in _EDGES else ""
    words, own = [], []
    for part in parts:
        group = re.fullmatch(r"<(.*)>", part)
        if group and group[1] not in groups:
            raise StudioError(f"{where}: '{line}' uses the group '{group[1]}', which is not there.", _HINT)
        words.append(
            groups[group[1]] if group else frozenset().union(*(forms(word) for word in part.split("/") if word))
        )
        own.append(group is None)
    if not any(own) or not all(words):
        raise StudioError(f"{where}: '{line}' holds no word.", _HINT)
    return _Pattern(tuple(words), tuple(own), before, after)
