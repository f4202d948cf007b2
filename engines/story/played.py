"""What one actor has played so far: movement after movement, each begun from where the one before it ended."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engines.story import actions
from engines.story.actions.call import Call, Moved
from engines.story.faces import Mood
from engines.story.figure import PROPORTIONS, Kind
from engines.story.pauses import held_still, turned
from engines.story.posture import Posture, standing
from engines.story.seams import Ending, stitched
from engines.story.style import Style, style

TURNING = 0.44
"""Seconds to turn round."""
UP = {
    "sitting": ("rise", 0.8),
    "lying": ("get_up", 1.7),
    "abed": ("get_out_of_bed", 1.9),
    "kneeling": ("stand", 0.9),
    "down": ("stand", 1.0),
    "aloft": ("stand", 1.0),
}
"""How one gets up, and how long that takes."""
LOW = ("sitting", "lying", "abed", "kneeling", "aloft")
"""Postures that one stays in."""
DOWN = ("sit", "kneel", "lie_down")
"""What brings one there."""
WAYS = (*actions.GAITS, "crawling", "swimming", "flying", "ride")
TRAVELS = (*WAYS, "jump", "dribbling")
_ON_THE_SPOT = (*DOWN, "lie_in_bed", "rise", "get_up", "get_out_of_bed", "typing", "write", "build", "hide")
"""After these one stands, or will stand again, where one did before."""


class Played:
    """One actor's movements.

    frames: how many there are. origin: x where one stands. side: the way one faces. left: the posture one is in.
    speed: at which one goes on, units a second. moved: things, with the frames, the side and the origin of the movement
    that they belong to. moods: faces. moments: telling seconds.
    """

    def __init__(self, kind: Kind, fps: float, seed: int, at: float, facing: int) -> None:
        self.fps, self.seed, self.body = fps, seed, PROPORTIONS[kind]
        self.parts: list[Posture] = []
        self.frames, self.origin, self.side, self.left, self.speed = 0, at, 1 if facing >= 0 else -1, "standing", 0.0
        self.moved: list[tuple[Moved, int, int, int, float]] = []
        self.moods: list[Mood] = []
        self.moments: dict[str, float] = {}
        self._seat = -1

    def call(self, frames: int, how: Style, **more: object) -> Call:
        """A call for `frames` of some action; `more` are its other fields."""
        return Call(self.body, frames, self.fps, how, frames / self.fps, **more)  # type: ignore[arg-type]

    def act(self, name: str, call: Call, after: float = 0.0, label: str = "") -> None:
        """An action. after: the speed that it ends with. label: what its moments are called after."""
        given = actions.move(name, replace(call, before=self.speed, after=after))
        start, origin = self.frames, self.origin
        self._add(self._world(given.posture, origin), call.frames)
        for path in given.props:
            self.moved.append((path, start, self.frames, self.side, origin))
        for moment, second in given.moments.items():
            self.moments[f"{label}.{moment}"] = start / self.fps + second
        last = self.parts[-1]
        if name in TRAVELS:
            self.origin = float(last.x[-1])
        elif last.planted[-1].all() and name not in _ON_THE_SPOT:
            self.origin = float(last.foot[-1, :, 0].mean())
        self.speed = after

    def act_seated(self, name: str, frames: int, how: Style, prop: str | None = None) -> None:
        """The upper body of an action on what the lower body already does."""
        base = held_still(self.parts[-1], frames, self.fps)
        given = actions.move(name, self.call(frames, how, prop=prop))
        upper = self._world(given.posture, 0.0)
        rest = base.lean[:1]
        made = replace(
            base,
            lean=rest + 0.6 * (upper.lean - 0.02 * self.side),
            bend=upper.bend + 0.5 * base.bend,
            head=upper.head,
            arm=upper.arm,
            reaches=upper.reaches,
        )
        start = self.frames
        self._add(made, frames)
        for path in given.props:
            self.moved.append((path, start, self.frames, self.side, self.origin))

    def wait(self, until: int) -> None:
        """Stay as one is until a frame."""
        frames = until - self.frames
        if frames <= 0:
            return
        if self.left in LOW and self.parts:
            self._add(held_still(self.parts[-1], frames, self.fps), frames, fresh=False)
            self.keep()
        else:
            self.up()
            frames = until - self.frames
            if frames > 0:
                self.act("idle", self.call(frames, style(None, None, self.seed + 17 * self.frames)))
                self.moods.append(Mood(self.frames - frames, "neutral", "idle"))

    def up(self) -> None:
        """On one's feet, if one is not."""
        if self.left not in UP or not self.parts:
            return
        action, seconds = UP[self.left]
        if self.left in ("kneeling", "down", "aloft"):
            self.origin = float(self.parts[-1].x[-1])
        self.left = "standing"
        self.act(action, replace(self.call(round(seconds * self.fps), Style(seed=self.seed)), seconds=seconds))

    def turn(self, side: int) -> None:
        """Turn round on the spot; knees change their way while the legs are straight."""
        frames = max(round(TURNING * self.fps), 4)
        if self.parts:
            last = self.parts[-1]
            calm = last.planted[-1].all() and abs(last.y[-1] - self.body.standing) < 0.05
            if not calm or np.ptp(last.foot[-1, :, 0]) > 0.6:
                self.act("idle", replace(self.call(round(0.5 * self.fps), Style(seed=self.seed)), seconds=0.5))
            now = self.parts[-1].cut(len(self.parts[-1]) - 1, len(self.parts[-1]))
        else:
            now = self._world(standing(1, self.body), self.origin)
        self.side = side
        self._add(turned(now, self.body, frames, side), frames)

    def keep(self) -> None:
        """What one sits on stays as long as one sits."""
        if self.left in LOW:
            self.moved = [
                (path, start, self.frames if stop == self._seat else stop, side, origin)
                for path, start, stop, side, origin in self.moved
            ]
            self._seat = self.frames

    def is_left(self, posture: str) -> None:
        """In a posture, from now on; what belongs to it is what the last movement brought along."""
        self.left, self._seat = posture, self.frames

    def _world(self, posture: Posture, x: float) -> Posture:
        return (posture if self.side > 0 else posture.mirrored()).moved(x)

    def _add(self, posture: Posture, frames: int, fresh: bool = True) -> None:
        if self.parts and fresh:
            posture = stitched(Ending.of(self.parts[-1], self.fps), posture, self.body, self.fps)
        self.parts.append(posture)
        self.frames += frames
