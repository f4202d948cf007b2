"""What an actor is told, cue by cue, and the performance that comes of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.story.actions.call import PropTrack
from engines.story.faces import FaceTrack
from engines.story.figure import JOINT, Kind, Proportions

F32 = NDArray[np.float32]


@dataclass(frozen=True)
class Cue:
    """One thing to do.

    start, duration: seconds; without a duration it takes its usual time, or goes on until the next cue.
    to:     x where a way ends. target: (x, y) of what it is done to; y None is its usual height.
    facing: +1 right, -1 left; otherwise towards `to` or `target`, or as before.
    meet:   (x, y) where hands of two meet; partner: the other's kind; leads: whose arm is on top.
    aloud:  what the mouth does meanwhile, if not what goes with the action: sing, shout, talk.
    variant: how it is played, if not as usual; see variants.py.
    there:  what the scene has for it, so that nobody needs to bring it along; see Call.
    """

    action: str
    start: float = 0.0
    duration: float | None = None
    manner: str | None = None
    feeling: str | None = None
    to: float | None = None
    target: tuple[float, float | None] | None = None
    prop: str | None = None
    facing: int | None = None
    meet: tuple[float, float] | None = None
    partner: Kind | None = None
    leads: bool = True
    there: tuple[str, ...] = ()
    aloud: str | None = None
    variant: str | None = None


@dataclass(frozen=True)
class Acted:
    """T frames of one actor. Units: see figure.py; y is up, the ground is y = 0.

    joints:  [T, J, 2] the points of JOINTS. depth: [T, J] nearer is more. facing: [T] -1 left, 0 to us, 1 right.
    planted: [T, 2] feet that stand, left and right. actions: [T] numbers in the vocabulary.
    props:   things that it holds, throws or uses. moments: telling seconds by 'number of the cue.name'.
    """

    fps: float
    kind: Kind
    body: Proportions
    joints: F32
    depth: F32
    facing: F32
    planted: NDArray[np.bool_]
    actions: NDArray[np.int64]
    face: FaceTrack
    props: tuple[PropTrack, ...]
    moments: dict[str, float]

    def __len__(self) -> int:
        return len(self.joints)

    def at(self, name: str) -> F32:
        """[T, 2] one point by name."""
        return self.joints[:, JOINT[name]]
