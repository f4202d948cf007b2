"""An actor, who puts one performance together: cue after cue, with getting up, turning and waiting in between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from contracts import Progress, StudioError, silent
from engines.story import actions, vocabulary
from engines.story.actions.gait import reached, soonest
from engines.story.faces import Mood
from engines.story.figure import PROPORTIONS, Kind
from engines.story.furniture import LAID, SEATED
from engines.story.performance import Cue
from engines.story.played import DOWN, TRAVELS, WAYS, Played
from engines.story.style import Style, style
from engines.story.variants import variants

TOP = 13.0
"""Units a second that nobody runs faster than."""
ASIDE = 0.8
"""Units that one steps back or aside without turning, on the way to standing at ease."""
LEFT_IN = {"crawling": "kneeling", "swimming": "down", "flying": "down", "climbing": "aloft", "typing": "sitting"}
UP_ITSELF: dict[str, tuple[str, ...]] = {
    "sitting": ("sit", "typing"),
    "kneeling": ("kneel", "crawling"),
    "lying": ("lie_down",),
    "abed": ("lie_down",),
}
"""What one goes on to from a posture without getting up first."""
RODE = 4.0
"""Units a second that nobody rides faster than."""
QUICKEST = 1.2
"""What limbs can bear: nothing but walking and running is done more quickly than this."""


@dataclass(frozen=True)
class _Length:
    """How long a cue is played, how far one goes meanwhile (with its sign), and in which style."""

    seconds: float
    travel: float
    how: Style


class Actor:
    """Puts one performance together, cue by cue. played: what came of it; numbers: actions, from their frames on."""

    def __init__(self, kind: Kind, fps: float, seed: int, at: float, facing: int) -> None:
        self.kind, self.fps, self.seed = kind, fps, seed
        self.body = PROPORTIONS[kind]
        self.played = Played(kind, fps, seed, at, facing)
        self.numbers: list[tuple[int, int]] = []

    def play(self, cues: Sequence[Cue], seconds: float | None, progress: Progress = silent) -> None:
        """Every cue in turn, with waiting in between."""
        ordered = sorted(cues, key=lambda cue: cue.start)
        for number, cue in enumerate(ordered):
            progress("act", number, len(ordered), cue.action)
            if cue.action not in actions.known() and cue.action not in actions.EXTRA:
                raise StudioError(f"There is no action '{cue.action}'.", f"Use one of: {', '.join(actions.known())}.")
            following = ordered[number + 1] if number + 1 < len(ordered) else None
            self.played.wait(round(cue.start * self.fps))
            self._do(number, cue, following)
        self.played.wait(max(self.played.frames, 1) if seconds is None else max(round(seconds * self.fps), 1))

    def _do(self, number: int, cue: Cue, following: Cue | None) -> None:
        played, begun = self.played, self.played.frames
        how, name = variants().get(cue.variant or ""), played_by(cue)
        seated = cue.action in SEATED and played.left in ("sitting", "kneeling")
        seated |= cue.action in LAID and played.left == "lying"
        seated |= cue.action in SEATED and played.left == "aloft"
        travel = self._travel(cue)
        side = self._side(cue, travel)
        played.moods.append(Mood(begun, cue.feeling or how_feels(cue), cue.aloud or cue.variant or cue.action))
        stays = cue.action in UP_ITSELF.get(played.left, ())
        if how is not None and how.posture is not None:
            stays, seated = how.posture == played.left, False
        if not (seated or stays):
            played.up()
            if side != played.side:
                played.turn(side)
        if cue.action == "idle" and cue.to is not None and abs(cue.to - played.origin) <= ASIDE:
            played.origin = cue.to  # feet step there by themselves
        length = self._length(number, cue, following, travel)
        frames = max(round(length.seconds * self.fps), 2)
        if seated:
            played.act_seated(name, frames, length.how, cue.prop)
        else:
            call = played.call(
                frames,
                length.how,
                distance=abs(length.travel),
                ahead=None if cue.target is None else played.side * (cue.target[0] - played.origin),
                high=None if cue.target is None else cue.target[1],
                prop=cue.prop,
                meet=None if cue.meet is None else (played.side * (cue.meet[0] - played.origin), cue.meet[1]),
                partner=None if cue.partner is None else PROPORTIONS[cue.partner],
                leads=cue.leads,
                there=cue.there,
            )
            played.act(name, call, self._goes_on(cue, following), str(number))
        known = vocabulary.actions().get(cue.action)
        if known is None:
            return
        self.numbers.append((begun, known.number))
        if seated:
            played.keep()
        else:
            end = "abed" if _abed(cue) else LEFT_IN.get(cue.action) or known.posture
            if how is not None and how.played is not None:
                end = how.posture or "standing"
            played.is_left(played.left if end == "same" else end)

    def _length(self, number: int, cue: Cue, following: Cue | None, travel: float) -> _Length:
        """How long it takes, how far it goes, and how it is done, now that one is ready to begin."""
        how = style(cue.manner, cue.feeling, self.seed * 101 + number)
        if cue.action not in actions.GAITS:
            how = replace(how, pace=min(how.pace, QUICKEST))
        name = played_by(cue)
        usual = actions.natural(name, how.pace)
        late = max((self.played.frames - round(cue.start * self.fps)) / self.fps, 0.0)
        left_over = max(_asked(cue, following, usual) - late, 0.35)
        if not actions.repeats(name) and not _travels(cue):  # once
            quick = usual / max(left_over, 0.05)
            if quick > 1.0:
                how = replace(how, pace=min(how.pace * quick, QUICKEST))
            return _Length(actions.natural(name, how.pace), travel, how)
        if name in DOWN:
            return _Length(max(left_over, usual), travel, how)  # nobody stays half-way down
        if name not in WAYS:
            return _Length(left_over, travel, how)
        legs = self.body.leg / 1.08
        if cue.to is None and cue.target is None:
            # Nowhere in particular: as far as one comes in the time that is left.
            speed = min(vocabulary.actions()[cue.action].speed * how.pace, TOP * legs**0.5)
            gait = actions.GAITS.get(cue.action)
            comes = reached(gait, speed, left_over) if gait else speed * max(left_over - 0.4, 0.3)
            travel = float(np.sign(travel)) * min(abs(travel), comes)
        least = soonest(abs(travel), legs) + (0.0 if cue.action in actions.GAITS else 0.6)
        if name == "ride":
            least = abs(travel) / RODE + 1.5
        return _Length(max(left_over, least), travel, how)

    def _goes_on(self, cue: Cue, following: Cue | None) -> float:
        """The speed with which one goes on to the next cue, which leads farther the same way; 0 if one stops."""
        gaits, origin = actions.GAITS, self.played.origin
        if following is None or following.to is None or not {cue.action, following.action} <= gaits.keys():
            return 0.0
        whole = _asked(cue, following, actions.natural(cue.action))
        farther = (following.to - (cue.to if cue.to is not None else origin)) * self.played.side > 0.5
        if not farther or following.start - cue.start - whole >= 0.1:
            return 0.0
        return min(gaits[following.action].speed, gaits[cue.action].speed)

    def _travel(self, cue: Cue) -> float:
        """How far to go, with its sign: where the cue says, or its usual way."""
        if not _travels(cue):
            return 0.0
        if cue.to is not None:
            return cue.to - self.played.origin
        if cue.action in ("jump", "dribbling"):
            return 0.0
        way = cue.facing or self.played.side
        if cue.target is not None:
            gap = cue.target[0] - self.played.origin
            return float(np.sign(gap)) * max(abs(gap) - 1.0, 0.0)
        speed = vocabulary.actions()[cue.action].speed * style(cue.manner, cue.feeling, 0).pace
        seconds = cue.duration or vocabulary.actions()[cue.action].seconds
        return way * speed * max(seconds - 0.4, 0.4)

    def _side(self, cue: Cue, travel: float) -> int:
        if abs(travel) > 0.1:
            return 1 if travel > 0 else -1
        if cue.facing is not None:
            return 1 if cue.facing >= 0 else -1
        if cue.target is not None and abs(cue.target[0] - self.played.origin) > 0.15:
            return 1 if cue.target[0] > self.played.origin else -1
        return self.played.side


def _asked(cue: Cue, following: Cue | None, usual: float) -> float:
    """Seconds that a cue asks for."""
    if cue.duration is not None or not actions.repeats(played_by(cue)):
        return usual if cue.duration is None else cue.duration
    until = following.start if following else cue.start + max(usual, _seconds(cue.action))
    return max(until - cue.start, 0.4)


def played_by(cue: Cue) -> str:
    """What a cue is played by: the key poses of its variant, or its action's own."""
    how = variants().get(cue.variant or "")
    own = "lie_in_bed" if _abed(cue) else cue.action
    return own if how is None else how.played or own


def _travels(cue: Cue) -> bool:
    return played_by(cue) in TRAVELS


def _abed(cue: Cue) -> bool:
    return cue.action == "lie_down" and "bed" in cue.there


def _seconds(action: str) -> float:
    return vocabulary.actions()[action].seconds if action in vocabulary.actions() else 0.0


def how_feels(cue: Cue) -> str:
    """The face that goes with a cue when none is asked for."""
    if cue.manner and (feeling := vocabulary.manners()[cue.manner].feeling):
        return feeling
    how = variants().get(cue.variant or "")
    if how is not None and how.feeling is not None:
        return how.feeling
    return vocabulary.actions()[cue.action].feeling if cue.action in vocabulary.actions() else "surprised"
