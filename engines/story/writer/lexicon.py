"""What English words can be: parts of speech, how often each, and what they are about.

Read from assets/story/lexicon.txt.gz, which tools/bake_lexicon.py made of WordNet's facts.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

KEPT = Path(__file__).resolve().parents[3] / "assets" / "story" / "lexicon.txt.gz"
_NEVER_ACT = ("food", "plant", "substance", "phenomenon")
LIVING = ("person", "animal")


@dataclass(frozen=True)
class Entry:
    """One word: how often it was seen as each part of speech (-1: never is), and the fields of its first senses."""

    noun: int = -1
    verb: int = -1
    adjective: int = -1
    adverb: int = -1
    noun_fields: tuple[str, ...] = ()
    verb_fields: tuple[str, ...] = ()

    @property
    def seen(self) -> int:
        """How often it was seen at all."""
        return sum(max(count, 0) for count in (self.noun, self.verb, self.adjective, self.adverb))


@dataclass(frozen=True)
class _Lexicon:
    entries: dict[str, str]
    irregular: dict[tuple[str, str], str]
    phrasal: frozenset[str]
    kin: dict[tuple[str, str], str]


def entry(word: str) -> Entry | None:
    """What is known of `word`, a lemma in lower case."""
    raw = _lexicon().entries.get(word)
    return None if raw is None else _read(raw)


def lemma_of(form: str, part: str) -> str | None:
    """The lemma of an irregular form. `part`: n, v, a or r."""
    return _lexicon().irregular.get((part, form))


def is_verb(word: str) -> bool:
    """Whether `word` is the lemma of a verb."""
    found = entry(word)
    return found is not None and found.verb >= 0


def takes_particle(verb: str, particle: str) -> bool:
    """Whether an object can follow the two of them: 'picks up the ball', but not 'walks up the hill'."""
    return f"{verb} {particle}" in _lexicon().phrasal


def is_living(noun: str, acts: bool = False) -> bool | None:
    """Whether the first sense of a noun is a person or an animal; None for a noun that is not known.

    acts: it stands where an actor does, so that the second sense will do.
    """
    found = entry(noun)
    if found is None or found.noun < 0:
        return None
    if not noun_kin(noun)[0]:  # parts of animals, such as a beak, are filed with them
        return False
    second = acts and found.noun_fields[1:2] in (("person",), ("animal",))
    return found.noun_fields[0] in LIVING or (second and found.noun_fields[0] not in _NEVER_ACT)


def verb_kin(verb: str, with_object: bool) -> list[list[str]]:
    """Sense by sense, verbs that mean the same or more broadly what `verb` does; senses that fit the object first."""
    raw = _lexicon().kin.get(("v", verb))
    if raw is None:
        return []
    senses = [sense.split(" ", 1) for sense in raw.split(";")]
    letter = "t" if with_object else "i"
    return [kin.split(",") for how, kin in sorted(senses, key=lambda sense: letter not in sense[0])]


def noun_kin(noun: str) -> tuple[str, ...]:
    """What an animal or a person is, ever more broadly: gull, bird, animal."""
    return tuple(_lexicon().kin.get(("n", noun), "").split(","))


def is_perceiving(verb: str) -> bool:
    """Whether a verb is one of seeing, hearing and the like."""
    found = entry(verb)
    return found is not None and "perception" in found.verb_fields[:1]


def is_thing(noun: str, first: bool = False) -> bool:
    """Whether a noun can be something to be seen or touched; one that is not known is. `first`: above all that."""
    found = entry(noun)
    if found is None or found.noun < 0:
        return True
    fields = found.noun_fields[:2]
    if first and fields[0] not in (*LIVING, "shape", "quantity"):  # a screw is also a warder
        fields = fields[:1]
    return bool(set(fields) & {"artifact", "food", "plant", "object", "substance", "animal"})


def is_act(noun: str) -> bool:
    """Whether a noun can be something that is done: a hug, a smile; one that is not known is."""
    found = entry(noun)
    return (
        found is None or found.noun < 0 or bool(set(found.noun_fields[:3]) & {"act", "event", "communication", "body"})
    )


def is_substance(noun: str) -> bool:
    """Whether a noun is above all what things are made of: water, sand, vinegar."""
    found = entry(noun)
    return found is not None and bool(set(found.noun_fields[:1]) & {"substance", "food"})


@lru_cache(maxsize=20_000)
def _read(raw: str) -> Entry:
    parts = raw.split()
    found = {parts[n]: (int(parts[n + 1]), tuple(parts[n + 2].split(","))) for n in range(0, len(parts), 3)}
    none: tuple[int, tuple[str, ...]] = (-1, ())
    noun, verb = found.get("n", none), found.get("v", none)
    return Entry(noun[0], verb[0], found.get("a", none)[0], found.get("r", none)[0], noun[1], verb[1])


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    entries: dict[str, str] = {}
    irregular: dict[tuple[str, str], str] = {}
    phrasal: set[str] = set()
    kin: dict[tuple[str, str], str] = {}
    for line in gzip.decompress(KEPT.read_bytes()).decode().splitlines():
        word, rest = line.split(" ", 1)
        if word == ">":
            part, form, lemma = rest.split()
            irregular.setdefault((part, form), lemma)
        elif word == "+":
            phrasal.add(rest)
        elif word == "~":
            part, one, others = rest.split(" ", 2)
            kin[part, one] = others
        else:
            entries[word] = rest
    return _Lexicon(entries, irregular, frozenset(phrasal), kin)
