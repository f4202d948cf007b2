"""Which action a verb calls for: by the phrases of configs/story/actions.yaml, else by the nearest meaning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from engines.story import vocabulary
from engines.story.writer import lexicon, nearness
from engines.story.writer.clauses import Clause
from engines.story.writer.nearness import Embedder
from engines.story.writer.tagging import Word
from engines.story.writer.words import words

_SKIPPED = ("DET", "POSS", "NUM", "ADJ", "ADV", "OWNS", "COMMA")
_PARTICLES = ("up", "down", "out", "off", "away", "over", "back", "on", "in", "around")
_NEAR_ENOUGH = 0.45
_KIN_COUNTS, _LATER_SENSE, _FARTHER_KIN = 1.0, 0.7, 0.75
_UNSEEN = "unseen"


@dataclass(frozen=True)
class Deed:
    """What a clause shows: an action (None shows nothing), the manner in its verb, and which words named it."""

    action: str | None
    manner: str | None = None
    used: frozenset[int] = frozenset()  # places in the clause's tail
    note: str | None = None


@dataclass(frozen=True)
class _Pattern:
    words: tuple[str, ...]
    action: str
    manner: str | None

    @property
    def weight(self) -> int:
        return sum(word != "X" for word in self.words)


def deed(clause: Clause, embedder: Callable[[], Embedder] | None) -> Deed:
    """What the verb of `clause` calls for."""
    assert clause.verb is not None
    best: tuple[int, _Pattern, frozenset[int]] | None = None
    tail = _apart(clause.tail)
    for pattern in _patterns().get(clause.verb, ()):
        found = _match(pattern.words[1:], tail)
        if found is not None and (best is None or pattern.weight > best[0]):
            best = (pattern.weight, pattern, frozenset(tail[n].place for n in found))
    if clause.verb == "run" and any(adverb.startswith("as fast as") for adverb in clause.adverbs):
        return Deed("sprint", "quickly")
    if (best is None or best[0] == 1) and (lent := _lent(clause)) is not None:
        return lent
    if best is not None:
        _, pattern, used = best
        return Deed(None if pattern.action == _UNSEEN else pattern.action, pattern.manner, used)
    if embedder is None or clause.verb in ("do", "be", "have"):
        return Deed(None)
    return _nearest(clause, embedder())


def made_whole(clauses: list[Clause], tagged: list[Word]) -> list[Clause]:
    """The clauses, with what one phrase of the vocabulary spans in one of them: 'get ready | to fight'."""
    made: list[Clause] = []
    for clause in clauses:
        before = made[-1] if made else None
        if before is not None and before.verb is not None and _goes_on_in(before, clause, tagged):
            before.states = []
            before.objects += clause.objects
            before.places += clause.places
            before.adverbs += clause.adverbs
            continue
        made.append(clause)
    return made


def _goes_on_in(clause: Clause, following: Clause, tagged: list[Word]) -> bool:
    """Whether a phrase of the vocabulary spans two clauses; their words are put together then."""
    if following.role == "inf" and following.inherited:
        between = tagged[following.verb_at - 1 : following.verb_at]
        spans = [one for one in _patterns().get(clause.verb or "", ()) if "to" in one.words[1:-1]]
    elif following.role == "part" and following.form == "ing" and following.verb_at == clause.verb_at + 1:
        between = []
        spans = [
            one
            for one in _patterns().get(clause.verb or "", ())
            if one.words[1:2] == (tagged[following.verb_at].lower,)
        ]
    else:
        return False
    tail = [*clause.tail, *between, *following.tail]
    whole = any(_match(one.words[1:], _apart(tail)) is not None for one in spans)
    clause.tail = tail if whole else clause.tail
    return whole


_LENDING = ("give", "have", "take", "do", "make", "let")


def _lent(clause: Clause) -> Deed | None:
    """'gives his dragon a cuddle', 'takes a quick sip', 'does a somersault': the noun says what is done."""
    if clause.passive:
        return None
    last = clause.objects[-1][-1] if clause.objects else None
    if clause.verb == "go":
        last = next((group[-1] for preposition, group in clause.places if preposition == "for"), None)
    elif clause.verb not in _LENDING:
        return None
    if last is not None and last.is_pronoun:
        last = clause.objects[-1][0]  # 'takes a step, then another'
    if last is None or last.determiner not in ("a", "an", "another") or last.is_name or last.plural:
        return None
    alone = clause.verb in ("give", "do", "make") and len(clause.objects) == 1 and last.head in _ALSO_THINGS
    if (last.head in words().props and not alone) or last.head in words().beings:
        return None
    if len(clause.objects) > 1 and (lexicon.is_thing(last.head, first=True) or not lexicon.is_act(last.head)):
        return None  # 'gives her a bowl', 'gives everyone a slice'
    return of_noun(last.head, clause)


_ALSO_THINGS = ("bow", "wave", "drink", "whistle")


def of_noun(head: str, clause: Clause | None = None) -> Deed | None:
    """What the noun of 'gives a cuddle' does."""
    for pattern in _patterns().get(head, ()):
        if len(pattern.words) == 1 and pattern.action != _UNSEEN:
            tail = clause.tail if clause is not None else []
            place = next((n for n, word in enumerate(tail) if _single(word) == head), 0)
            return Deed(pattern.action, pattern.manner, frozenset({place}))
    return None


@lru_cache(maxsize=1)
def _patterns() -> dict[str, list[_Pattern]]:
    made: dict[str, list[_Pattern]] = {}
    for phrase in words().lists["unseen"]:
        parts = _bare(str(phrase))
        made.setdefault(parts[0], []).append(_Pattern(parts, _UNSEEN, None))
    for name, action in vocabulary.actions().items():
        for called in action.verbs:
            parts = _bare(called.words)
            made.setdefault(parts[0], []).append(_Pattern(parts, name, called.manner))
    return made


def _bare(phrase: str) -> tuple[str, ...]:
    """The words of a pattern without articles, which may be others in the story."""
    return tuple(word for word in phrase.split() if word not in ("a", "an", "the"))


@dataclass(frozen=True)
class _Piece:
    """One word of a clause's tail; 'up to' is two."""

    place: int
    lower: str
    single: str
    tag: str


def _apart(tail: list[Word]) -> list[_Piece]:
    made = []
    for place, word in enumerate(tail[1:], 1):
        parts = word.lower.split() if word.tag in ("PREP", "ADV", "NOUN") else [word.lower]
        parts = parts if len(parts) < 3 else [word.lower]  # 'lands in front of' is not 'lands in'
        single = _single(word).split() if len(parts) > 1 else [_single(word)]
        single = single if len(single) == len(parts) else parts
        particle = word.tag == "PREP" and len(parts) == 2 and parts[0] in _PARTICLES  # 'held it out to Ann'
        tags = ["ADV", "PREP"] if particle else [word.tag] * len(parts)
        made += [_Piece(place, part, one, tag) for part, one, tag in zip(parts, single, tags, strict=True)]
    return made


def _match(wanted: tuple[str, ...], tail: list[_Piece], at: int = 0) -> tuple[int, ...] | None:
    """The places in `tail` that carry the words of a pattern; None when it is not said there."""
    if not wanted:
        return ()
    if wanted[0] == "X":
        for skip in range(0, 5):
            if at + skip > len(tail):
                break
            if any(word.tag == "PREP" for word in tail[at : at + skip]):
                break
            found = _match(wanted[1:], tail, at + skip)
            if found is not None:
                return found
        return None
    skipped_somebody = 0
    while at < len(tail):
        word = tail[at]
        strayed = skipped_somebody and word.tag == "PREP"  # 'put it on a shelf' is not 'put on'
        into = wanted[0] == "in" and word.lower == "into" and len(wanted) > 1  # 'throws his arms into the air'
        if (wanted[0] in (word.lower, word.single) or into) and not strayed:
            rest = _match(wanted[1:], tail, at + 1)
            return None if rest is None else (at, *rest)
        owned = at + 1 < len(tail) and tail[at + 1].tag == "OWNS"  # 'rings Tariq's doorbell'
        if word.tag in _SKIPPED or owned:
            at += 1
            continue
        if wanted[0] in _PARTICLES and word.tag in ("PRON", "NOUN", "NAME") and skipped_somebody < 2:
            skipped_somebody += 1
            at += 1
            continue
        return None
    return None


def _single(word: Word) -> str:
    if word.tag == "EACH":
        return "each other"
    if word.lower.endswith(("self", "selves")):
        return "self"
    if word.verb is not None:
        return word.verb.lemma
    return words().noun(word.lower).singular


def _nearest(clause: Clause, embed: Embedder) -> Deed:
    """The action whose verbs mean the most similar thing; nothing, when verbs that show nothing are nearer.

    What the lexicon holds for kin of the verb counts together with how near the embedding is: names of verbs alone say
    too little to an encoder of sentences.
    """
    assert clause.verb is not None
    names, known = nearness.known(embed)
    likeness = known @ embed([clause.verb])[0]
    best: dict[str, float] = {}
    for name, near in zip(names, likeness, strict=True):
        best[name] = max(best.get(name, 0.0), float(near))
    for name, kinship in _kinship(clause.verb, bool(clause.objects)).items():
        best[name] = best.get(name, 0.0) + _KIN_COUNTS * kinship
    nearest = max(best, key=lambda name: best[name])
    said = clause.tail[0].text if clause.tail else clause.verb
    if best[nearest] < _NEAR_ENOUGH or nearest == _UNSEEN:
        return Deed(None, note=f"Nothing in the vocabulary comes near '{said}'; it is not acted.")
    return Deed(nearest, note=f"'{said}' is not in the vocabulary; the nearest action is {nearest.replace('_', ' ')}.")


def _kinship(verb: str, with_object: bool) -> dict[str, float]:
    """How many verbs of each action are kin of `verb`; likelier senses and closer kin count more."""
    made: dict[str, float] = {}
    for n, sense in enumerate(lexicon.verb_kin(verb, with_object)):
        for rank, other in enumerate(sense):
            name = _actions_of_verbs().get(other)
            if name is not None:
                made[name] = made.get(name, 0.0) + _LATER_SENSE**n * _FARTHER_KIN**rank
    return made


@lru_cache(maxsize=1)
def _actions_of_verbs() -> dict[str, str]:
    return {" ".join(one.words): one.action for patterns in _patterns().values() for one in patterns}
