"""What an action is asked for and what it gives: the call, the move, and the things that are moved with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engines.story.figure import JOINT, NEAR, RIGHT, Proportions
from engines.story.posture import Posture
from engines.story.style import Style

F64 = NDArray[np.float64]


@dataclass(frozen=True)
class Call:
    """One action for one figure that faces right and stands at x = 0.

    frames, fps: how much of it; seconds: how long the action itself may take (frames may run on).
    distance:    units to go.
    ahead, high: where what it is done to is, units before the figure and above the ground; None: nowhere.
    before, after: speed of the figure as it begins and as it is to end, units a second.
    prop:        what it is done with, if the story says so.
    meet:        where two hands meet, when two do it together.
    partner:     proportions of the other.
    there:       what is there already and is not brought along: chair, desk; flight, a ball that is thrown to them;
                 caught, somebody who has the ball when it has flown.
    """

    body: Proportions
    frames: int
    fps: float
    how: Style
    seconds: float
    distance: float = 0.0
    ahead: float | None = None
    high: float | None = None
    before: float = 0.0
    after: float = 0.0
    prop: str | None = None
    meet: tuple[float, float] | None = None
    partner: Proportions | None = None
    leads: bool = True
    there: tuple[str, ...] = ()

    @property
    def size(self) -> float:
        """The figure's height as a share of a human's."""
        return self.body.height / 2.5

    @property
    def legs(self) -> float:
        """The figure's legs as a share of a human's."""
        return self.body.leg / 1.08

    @property
    def times(self) -> F64:
        """[frames] seconds since it began."""
        return np.arange(self.frames) / self.fps


@dataclass(frozen=True)
class View:
    """What a moved thing may look at: the figure as it came out, all frames, and when its action began and ended.

    side: +1 faces right, -1 left. origin: x where the action's own x = 0 is.
    """

    joints: F64
    start: int
    stop: int
    side: int
    origin: float
    body: Proportions
    fps: float

    def hand(self, hand: int) -> F64:
        """[T, 2] the palm of the near or the far hand."""
        return self.joint("hand", hand)

    def joint(self, name: str, limb: int) -> F64:
        """[T, 2] a joint of the near or the far limb."""
        near = "r" if self.side > 0 else "l"
        far = "l" if self.side > 0 else "r"
        return self.joints[:, JOINT[f"{near if limb == NEAR else far}_{name}"]]

    def forearm(self, hand: int) -> F64:
        """[T] the direction of the forearm, radians from straight down towards +x."""
        along = self.joint("wrist", hand) - self.joint("elbow", hand)
        return np.arctan2(along[:, 0], -along[:, 1])

    def place(self, ahead: float, high: float) -> F64:
        """[2] a point of the action's own ground in the picture."""
        return np.array([self.origin + self.side * ahead, high])


@dataclass(frozen=True)
class PropTrack:
    """A thing in the picture.

    name:  what is drawn.
    place: [T, 2] its middle (its grip, if it is held); angle: [T] turn, radians, clockwise for a figure facing right.
    shown: [T] whether it is there.
    order: where it is drawn: 'behind' the figure, in the 'far' hand (before the trunk), in the 'near' hand, in 'front'.
    size:  1 suits a human. flip: -1 if it is mirrored.
    """

    name: str
    place: F64
    angle: F64
    shown: NDArray[np.bool_]
    order: str = "front"
    size: float = 1.0
    flip: int = 1


Moved = Callable[[View], PropTrack]


@dataclass(frozen=True)
class Move:
    """What an action gives: a posture facing right at x = 0, things that move with it, and telling moments by name."""

    posture: Posture
    props: tuple[Moved, ...] = ()
    moments: dict[str, float] = field(default_factory=dict)


def held(
    name: str,
    hand: int,
    angle: float = 0.0,
    aside: tuple[float, float] = (0.0, 0.0),
    upright: bool = False,
    keep: float = 0.0,
) -> Moved:
    """Something in a hand, turned `angle` radians from the forearm, or from upright; gone `keep` seconds after."""

    def path(view: View) -> PropTrack:
        place = view.hand(hand) + np.array([view.side * aside[0], aside[1]]) * view.body.height / 2.5
        turn = np.full(len(place), view.side * angle) if upright else np.pi - view.forearm(hand) + view.side * angle
        shown = np.zeros(len(place), dtype=bool)
        shown[view.start : min(view.stop + round(keep * view.fps), len(place))] = True
        order = "near" if hand == NEAR else "far"
        return PropTrack(name, place, turn, shown, order, view.body.height / 2.5, view.side)

    return path


def placed(name: str, ahead: float, high: float = 0.0, order: str = "behind", scale: float | None = None) -> Moved:
    """Something that stands by."""

    def path(view: View) -> PropTrack:
        frames = len(view.joints)
        shown = np.zeros(frames, dtype=bool)
        shown[view.start : view.stop] = True
        # Seats suit legs, tables suit hands.
        tall = view.body.height / 2.5 if name == "desk" else view.body.leg / 1.08
        size = scale if scale is not None else tall
        place = np.tile(view.place(ahead * size, high * size), (frames, 1))
        return PropTrack(name, place, np.zeros(frames), shown, order, size, view.side)

    return path


__all__ = ["RIGHT", "Call", "Move", "Moved", "PropTrack", "View", "held", "placed"]
