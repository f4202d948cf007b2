"""From words to a plan: which gesture lands on which syllable, and why.

People gesture once or so for each phrase, on its strongest syllable; a gesture with a meaning wins over a beat, and
the same hand carries on through a phrase. Everything random comes from the seed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from contracts import Progress, silent
from engines.gesture import calls, doubts, senses
from engines.gesture.acts import sentences
from engines.gesture.calls import Call
from engines.gesture.lexicon import GestureUnit, Lexicon, load
from engines.gesture.plan import Hand, Plan, PlannedGesture
from engines.gesture.prosody import Phrase, Prosody, Syllable, prosody
from engines.gesture.style import Style
from engines.speech import SpeechTrack

_APART = 1.0
"""Seconds between two strokes at a style's rate of 1; beats may follow a little closer."""

_BEATS_APART = 1.0
_TIRED = 9.0
"""Seconds in which a speaker does not care to make the same gesture again."""

_WORTH_IT = 0.22
"""How much a gesture is wanted at least to be made."""

_LEANT_ON = 0.5
"""Prominence from which a light word counts as stressed."""

QUIET = "Nobody speaks here that could be understood, so the figure stands, breathes and listens."


@dataclass(frozen=True)
class _Wanted:
    call: Call
    syllable: Syllable
    score: float


def plan(
    track: SpeechTrack,
    style: Style,
    *,
    lexicon: Lexicon | None = None,
    intensity: float = 1.0,
    seed: int = 0,
    ckpt: Iterable[Path] = (),
    progress: Progress = silent,
) -> Plan:
    """Gestures for `track` in `style`. `intensity` 0 gestures little, 1 as the style says, 3 all the time."""
    units = load() if lexicon is None else lexicon
    progress("plan", 0, 3, "Listening for stress")
    heard = prosody(track, progress)
    duration = max(track.duration, 0.1)
    if not heard.syllables:
        return Plan(duration=duration, style=style.name, seed=seed, notes=(QUIET,))
    progress("plan", 1, 3, "Looking for meaning")
    chance = np.random.default_rng(seed)
    wanted, notes = _wanted(track, heard, units, style, chance, tuple(ckpt), progress)
    progress("plan", 2, 3, "Choosing gestures")
    eager = style.rate * (0.4 + 0.6 * min(intensity, 1.0) + 0.2 * max(intensity - 1.0, 0.0))
    chosen = _choose(wanted, _APART / max(eager, 0.05)) if eager > 0 else []
    beats = _beats(heard, chosen, units, min(style.beats * eager, 1.0), eager, chance)
    gestures = _with_hands(sorted(chosen + beats, key=_stroke), heard, units, style, chance)
    progress("plan", 3, 3, f"{len(gestures)} gestures")
    return Plan(duration=duration, gestures=tuple(gestures), style=style.name, seed=seed, notes=notes)


def _stroke(wanted: _Wanted) -> float:
    return wanted.syllable.nucleus


def _wanted(
    track: SpeechTrack,
    heard: Prosody,
    units: Lexicon,
    style: Style,
    chance: np.random.Generator,
    ckpt: tuple[Path, ...],
    progress: Progress,
) -> tuple[list[_Wanted], tuple[str, ...]]:
    """Every gesture that something calls for, on the strongest syllable of what calls, with how much it is wanted; and
    what to say of words that called in vain."""
    found = senses.meant(calls.by_words(track.words, units), track.words)
    if track.language == "en" and any(unit.calls.ideas for unit in units.values()):
        from engines.language import load_embedder

        found += calls.by_ideas(track.words, heard.phrases, units, load_embedder(ckpt), progress)
    found += calls.by_acts(sentences(track.words, heard.phrases), units)
    made = []
    sure, notes = doubts.believed(found, track)
    for call in sure:
        syllable = _strongest(heard, call.first, call.last)
        if syllable is None or (call.light and not _meant_by_voice(units[call.unit], syllable)):
            continue
        weight = style.symbols if call.by in {"word", "idea"} else 1.0
        score = call.strength * weight * (0.6 + 0.4 * syllable.prominence) * chance.uniform(0.7, 1.3)
        made.append(_Wanted(call, syllable, float(score)))
    return made, notes


def _meant_by_voice(unit: GestureUnit, syllable: Syllable) -> bool:
    """A light word ('I', 'there', 'no') calls for the hands only where the voice leans on it; the head goes along."""
    return unit.hands == "none" or syllable.prominence >= _LEANT_ON


def _strongest(heard: Prosody, first: int, last: int) -> Syllable | None:
    """The syllable of words `first` to `last` that a stroke belongs to."""
    inside = [syllable for syllable in heard.syllables if first <= syllable.word <= last]
    return max(inside, key=lambda one: (one.prominence, -one.start), default=None)


def _choose(wanted: list[_Wanted], apart: float) -> list[_Wanted]:
    """The most wanted that leave each other room; a gesture made lately is wanted less, the nearer in time it was."""
    strokes, scores = np.array([_stroke(one) for one in wanted]), np.array([one.score for one in wanted])
    units = np.array([one.call.unit for one in wanted])
    fresh, free = np.ones(len(wanted)), np.ones(len(wanted), bool)
    chosen: list[_Wanted] = []
    while free.any():
        worth = np.where(free, scores * fresh, 0.0)
        best = int(worth.argmax())
        if worth[best] < _WORTH_IT:
            break
        chosen.append(wanted[best])
        away = np.abs(strokes - strokes[best])
        free &= away >= apart
        tired = (units == units[best]) & (away < _TIRED)
        fresh[tired] = np.minimum(fresh[tired], 0.25 + 0.5 * away[tired] / _TIRED)
    return chosen


def _beats(
    heard: Prosody, chosen: list[_Wanted], units: Lexicon, share: float, eager: float, chance: np.random.Generator
) -> list[_Wanted]:
    """Beats on stressed syllables that no gesture took."""
    names = [unit.name for unit in units.values() if unit.kind == "beat" and unit.keep]
    if not names or share <= 0:
        return []
    apart = _BEATS_APART / max(min(eager, 1.6), 0.3)
    taken = [_stroke(one) for one in chosen]
    made: list[_Wanted] = []
    before = ""
    for syllable in sorted(heard.syllables, key=lambda one: -one.prominence):
        if syllable.prominence < 0.35 or syllable.stress == 0:
            continue
        if any(abs(syllable.nucleus - other) < apart for other in taken):
            continue
        if chance.random() > share * (0.5 + 0.7 * syllable.prominence):
            continue
        usual = [name for name in names if name != before] or names
        before = usual[int(chance.integers(len(usual)))]
        call = Call(syllable.word, syllable.word, before, syllable.prominence, "act", "stresses this syllable")
        made.append(_Wanted(call, syllable, syllable.prominence))
        taken.append(syllable.nucleus)
    return made


def _with_hands(
    chosen: list[_Wanted], heard: Prosody, units: Lexicon, style: Style, chance: np.random.Generator
) -> list[PlannedGesture]:
    """Give each gesture a hand, a size, a length of hold. The hand of a phrase's first gesture carries on in it."""
    made: list[PlannedGesture] = []
    carried: tuple[Phrase | None, Hand] = (None, "right")
    for number, one in enumerate(chosen):
        unit = units[one.call.unit]
        phrase = next((p for p in heard.phrases if p.first <= one.syllable.word <= p.last), None)
        if phrase is None or phrase is not carried[0]:
            carried = (phrase, _hand(unit, style, chance))
        hand: Hand = carried[1]
        if unit.hands == "two":
            hand = "both"
        elif unit.hands in {"one", "none"} and hand == "both":
            hand = "right" if chance.random() < style.right_hand else "left"
        following = _stroke(chosen[number + 1]) if number + 1 < len(chosen) else np.inf
        size = float(np.clip(0.65 + 0.5 * one.syllable.prominence + chance.normal(0, 0.07), unit.least, unit.most))
        made.append(
            PlannedGesture(
                stroke=round(one.syllable.nucleus, 3),
                unit=unit.name,
                hand=hand,
                size=round(size, 2),
                hold_until=_hold(one, unit, phrase, style, float(following)),
                why=one.call.why,
            )
        )
    return made


def _hand(unit: GestureUnit, style: Style, chance: np.random.Generator) -> Hand:
    if unit.hands == "two" or (unit.hands == "either" and chance.random() < style.two_hands):
        return "both"
    return "right" if chance.random() < style.right_hand else "left"


def _hold(one: _Wanted, unit: GestureUnit, phrase: Phrase | None, style: Style, following: float) -> float | None:
    """A gesture with a meaning is held while its phrase goes on, as long as the next one leaves time for it."""
    if unit.kind == "beat" or phrase is None or style.holds <= 0:
        return None
    stroke = one.syllable.nucleus
    longest = min(phrase.end, stroke + 1.1 * style.holds, following - 0.45)
    return round(longest, 3) if longest > stroke + unit.hold else None
