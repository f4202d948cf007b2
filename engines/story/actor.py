"""An actor, who puts one performance together: cue after cue, with getting up, turning and waiting in between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from contracts import Progress, StudioError, silent
from engines.story import actions, vocabulary
from engines.story.actions.call import Call, Moved
from engines.story.actions.gait import reached, soonest
from engines.story.faces import Mood
from engines.story.figure import PROPORTIONS, Kind, Proportions
from engines.story.furniture import SEATED
from engines.story.pauses import held_still, turned
from engines.story.performance import Cue
from engines.story.posture import Posture, standing
from engines.story.seams import Ending, stitched
from engines.story.style import Style, style

TOP = 13.0
"""Units a second that nobody runs faster than."""
ASIDE = 0.8
"""Units that one steps back or aside without turning, on the way to standing at ease."""
TURNING = 0.44
"""Seconds to turn round."""
UP = {"sitting": ("rise", 0.8), "lying": ("get_up", 1.7), "kneeling": ("stand", 0.9), "down": ("stand", 1.0)}
"""How one gets up, and how long that takes."""
LEFT_IN = {"crawling": "kneeling", "swimming": "down", "flying": "down", "climbing": "down", "typing": "sitting"}
QUICKEST = 1.2
"""What limbs can bear: nothing but walking and running is done more quickly than this."""


@dataclass
class _Stage:
    """What is known so far while a performance is put together."""

    parts: list[Posture]
    frames: int
    origin: float
    side: int
    left: str
    speed: float


class Actor:
    """Puts one performance together, cue by cue."""

    def __init__(self, kind: Kind, fps: float, seed: int, at: float, facing: int) -> None:
        self.kind, self.fps, self.seed = kind, fps, seed
        self.body = PROPORTIONS[kind]
        self.stage = _Stage([], 0, at, 1 if facing >= 0 else -1, "standing", 0.0)
        self.moved: list[tuple[Moved, int, int, int, float]] = []
        self.moods: list[Mood] = []
        self.numbers: list[tuple[int, int]] = []
        self.moments: dict[str, float] = {}
        self.seat = -1

    def play(self, cues: Sequence[Cue], seconds: float | None, progress: Progress = silent) -> None:
        """Every cue in turn, with waiting in between."""
        ordered = sorted(cues, key=lambda cue: cue.start)
        for number, cue in enumerate(ordered):
            progress("act", number, len(ordered), cue.action)
            if cue.action not in actions.known() and cue.action not in actions.EXTRA:
                raise StudioError(f"There is no action '{cue.action}'.", f"Use one of: {', '.join(actions.known())}.")
            following = ordered[number + 1] if number + 1 < len(ordered) else None
            self._wait(round(cue.start * self.fps))
            self._do(number, cue, following)
        last = max(self.stage.frames, 1) if seconds is None else max(round(seconds * self.fps), 1)
        self._wait(last)

    def _wait(self, until: int) -> None:
        """Stay as one is until a frame."""
        frames = until - self.stage.frames
        if frames <= 0:
            return
        if self.stage.left in ("sitting", "kneeling", "lying") and self.stage.parts:
            self._add(held_still(self.stage.parts[-1], frames, self.fps), "idle", frames, fresh=False)
            self._keep()
        else:
            self._up()
            frames = until - self.stage.frames
            if frames > 0:
                self._act("idle", frames, style(None, None, self.seed + 17 * self.stage.frames), frames / self.fps)
                self.moods.append(Mood(self.stage.frames - frames, "neutral", "idle"))

    def _do(self, number: int, cue: Cue, following: Cue | None) -> None:
        stage, fps = self.stage, self.fps
        how = style(cue.manner, cue.feeling, self.seed * 101 + number)
        if cue.action not in actions.GAITS:
            how = replace(how, pace=min(how.pace, QUICKEST))
        number_of = vocabulary.actions()
        usual = actions.natural(cue.action, how.pace)
        asked = cue.duration
        if asked is None and actions.repeats(cue.action):
            until = following.start if following else cue.start + max(usual, _seconds(cue.action))
            asked = max(until - cue.start, 0.4)
        begun = stage.frames
        seated = cue.action in SEATED and stage.left in ("sitting", "kneeling")
        travel = self._travel(cue)
        side = self._side(cue, travel)
        expression = cue.feeling or (how_feels(cue))
        self.moods.append(Mood(begun, expression, cue.action))
        if not (seated or cue.action in UP_ITSELF.get(stage.left, ())):
            self._up()
            if side != stage.side:
                self._turn(side)
        if cue.action == "idle" and cue.to is not None and abs(cue.to - stage.origin) <= ASIDE:
            stage.origin = cue.to  # feet step there by themselves
        late = (stage.frames - round(cue.start * fps)) / fps
        whole = usual if asked is None else asked
        left_over = max(whole - max(late, 0.0), 0.35)
        once = not actions.repeats(cue.action) and cue.action not in TRAVELS
        if once:
            quick = usual / max(left_over, 0.05)
            if quick > 1.0:
                how = replace(how, pace=min(how.pace * quick, QUICKEST))
            length = actions.natural(cue.action, how.pace)
        else:
            length = left_over
            if cue.action in ("sit", "kneel", "lie_down"):
                length = max(length, usual)  # nobody stays half-way down
        if cue.action in WAYS:
            if cue.to is None and cue.target is None:
                # Nowhere in particular: as far as one comes in the time that is left.
                usual_speed = min(
                    vocabulary.actions()[cue.action].speed * how.pace, TOP * (self.body.leg / 1.08) ** 0.5
                )
                gait = actions.GAITS.get(cue.action)
                comes = reached(gait, usual_speed, length) if gait else usual_speed * max(length - 0.4, 0.3)
                travel = float(np.sign(travel)) * min(abs(travel), comes)
            length = max(
                length, soonest(abs(travel), self.body.leg / 1.08) + (0.0 if cue.action in actions.GAITS else 0.6)
            )
        frames = max(round(length * fps), 2)
        if seated:
            self._act_seated(cue.action, frames, how)
        else:
            ahead = None if cue.target is None else stage.side * (cue.target[0] - stage.origin)
            meet = None if cue.meet is None else (stage.side * (cue.meet[0] - stage.origin), cue.meet[1])
            after = 0.0
            if (
                following
                and following.action in actions.GAITS
                and cue.action in actions.GAITS
                and following.to is not None
            ):
                goal = cue.to if cue.to is not None else stage.origin
                if (following.to - goal) * stage.side > 0.5 and following.start - cue.start - whole < 0.1:
                    after = min(actions.GAITS[following.action].speed, actions.GAITS[cue.action].speed)
            self._act(
                cue.action,
                frames,
                how,
                frames / fps,
                distance=abs(travel),
                ahead=ahead,
                high=None if cue.target is None else cue.target[1],
                meet=meet,
                prop=cue.prop,
                partner=None if cue.partner is None else PROPORTIONS[cue.partner],
                leads=cue.leads,
                after=after,
                label=str(number),
                there=cue.there,
            )
        if cue.action in number_of:
            self.numbers.append((begun, number_of[cue.action].number))
            end = LEFT_IN.get(cue.action) or number_of[cue.action].posture
            stage.left = stage.left if end == "same" or seated else end
            if seated:
                self._keep()
            else:
                self.seat = stage.frames

    def _travel(self, cue: Cue) -> float:
        """How far to go, with its sign: where the cue says, or its usual way."""
        if cue.action not in TRAVELS:
            return 0.0
        if cue.to is not None:
            return cue.to - self.stage.origin
        if cue.action in ("jump", "dribbling"):
            return 0.0
        way = cue.facing or self.stage.side
        if cue.target is not None:
            gap = cue.target[0] - self.stage.origin
            return float(np.sign(gap)) * max(abs(gap) - 1.0, 0.0)
        speed = vocabulary.actions()[cue.action].speed * style(cue.manner, cue.feeling, 0).pace
        seconds = cue.duration or vocabulary.actions()[cue.action].seconds
        return way * speed * max(seconds - 0.4, 0.4)

    def _side(self, cue: Cue, travel: float) -> int:
        if abs(travel) > 0.1:
            return 1 if travel > 0 else -1
        if cue.facing is not None:
            return 1 if cue.facing >= 0 else -1
        if cue.target is not None and abs(cue.target[0] - self.stage.origin) > 0.15:
            return 1 if cue.target[0] > self.stage.origin else -1
        return self.stage.side

    def _keep(self) -> None:
        """What one sits on stays as long as one sits."""
        if self.stage.left in ("sitting", "lying", "kneeling"):
            self.moved = [
                (path, start, self.stage.frames if stop == self.seat else stop, side, origin)
                for path, start, stop, side, origin in self.moved
            ]
            self.seat = self.stage.frames

    def _up(self) -> None:
        """On one's feet, if one is not."""
        if self.stage.left not in UP or not self.stage.parts:
            return
        action, seconds = UP[self.stage.left]
        if self.stage.left in ("kneeling", "down"):
            self.stage.origin = float(self.stage.parts[-1].x[-1])
        frames = round(seconds * self.fps)
        self.stage.left = "standing"
        self._act(action, frames, Style(seed=self.seed), seconds)

    def _turn(self, side: int) -> None:
        """Turn round on the spot; knees change their way while the legs are straight."""
        stage = self.stage
        frames = max(round(TURNING * self.fps), 4)
        if stage.parts:
            last = stage.parts[-1]
            calm = last.planted[-1].all() and abs(last.y[-1] - self.body.standing) < 0.05
            if not calm or np.ptp(last.foot[-1, :, 0]) > 0.6:
                self._act("idle", round(0.5 * self.fps), Style(seed=self.seed), 0.5)
            now = stage.parts[-1].cut(len(stage.parts[-1]) - 1, len(stage.parts[-1]))
        else:
            now = self._world(standing(1, self.body), stage.side, stage.origin)
        stage.side = side
        self._add(turned(now, self.body, frames, side), "idle", frames)

    def _act_seated(self, name: str, frames: int, how: Style) -> None:
        """The upper body of an action on what the lower body already does."""
        stage = self.stage
        base = held_still(stage.parts[-1], frames, self.fps)
        call = Call(self.body, frames, self.fps, how, frames / self.fps)
        given = actions.move(name, call)
        upper = self._world(given.posture, stage.side, 0.0)
        rest = base.lean[:1]
        made = replace(
            base,
            lean=rest + 0.6 * (upper.lean - 0.02 * stage.side),
            bend=upper.bend + 0.5 * base.bend,
            head=upper.head,
            arm=upper.arm,
            reaches=upper.reaches,
        )
        start = stage.frames
        self._add(made, name, frames)
        for path in given.props:
            self.moved.append((path, start, stage.frames, stage.side, stage.origin))

    def _act(
        self,
        name: str,
        frames: int,
        how: Style,
        seconds: float,
        distance: float = 0.0,
        ahead: float | None = None,
        high: float | None = None,
        meet: tuple[float, float] | None = None,
        prop: str | None = None,
        partner: Proportions | None = None,
        leads: bool = True,
        after: float = 0.0,
        label: str = "",
        there: tuple[str, ...] = (),
    ) -> None:
        stage = self.stage
        call = Call(
            self.body,
            frames,
            self.fps,
            how,
            seconds,
            distance,
            ahead,
            high,
            stage.speed,
            after,
            prop,
            meet,
            partner,
            leads,
            there,
        )
        given = actions.move(name, call)
        start, origin = stage.frames, stage.origin
        self._add(self._world(given.posture, stage.side, stage.origin), name, frames)
        for path in given.props:
            self.moved.append((path, start, stage.frames, stage.side, origin))
        for moment, second in given.moments.items():
            self.moments[f"{label}.{moment}"] = start / self.fps + second
        last = stage.parts[-1]
        if name in TRAVELS:
            stage.origin = float(last.x[-1])
        elif last.planted[-1].all() and name not in ("sit", "kneel", "lie_down", "rise", "get_up", "typing"):
            stage.origin = float(last.foot[-1, :, 0].mean())
        stage.speed = after

    def _world(self, posture: Posture, side: int, x: float) -> Posture:
        return (posture if side > 0 else posture.mirrored()).moved(x)

    def _add(self, posture: Posture, name: str, frames: int, fresh: bool = True) -> None:
        stage = self.stage
        if stage.parts and fresh:
            posture = stitched(Ending.of(stage.parts[-1], self.fps), posture, self.body, self.fps)
        stage.parts.append(posture)
        stage.frames += frames


WAYS = (*actions.GAITS, "crawling", "swimming", "flying")
TRAVELS = (*WAYS, "jump", "dribbling")
UP_ITSELF: dict[str, tuple[str, ...]] = {
    "sitting": ("sit", "typing"),
    "kneeling": ("kneel", "crawling"),
    "lying": ("lie_down",),
}
"""What one goes on to from a posture without getting up first."""


def _seconds(action: str) -> float:
    return vocabulary.actions()[action].seconds if action in vocabulary.actions() else 0.0


def how_feels(cue: Cue) -> str:
    """The face that goes with a cue when none is asked for."""
    if cue.manner and (feeling := vocabulary.manners()[cue.manner].feeling):
        return feeling
    return vocabulary.actions()[cue.action].feeling if cue.action in vocabulary.actions() else "surprised"
