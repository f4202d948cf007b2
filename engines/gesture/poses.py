"""One hand's pose as numbers, and how a lexicon entry becomes one.

Everything is told for the left hand, in lengths of the arm from the middle between the shoulders; the right hand sees
it in a mirror. A hand's turn is told from the handshake (fingers forward, palm in): there every turn of a wrist is less
than half a circle away, so that going from palm up to palm down leads through the handshake and never through the back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engines.gesture import arms, shapes, turns
from engines.gesture.lexicon import HandPose

Array = NDArray[np.float64]

HANDSHAKE = arms.orientation(np.array([-1.0, 0.0, 0.0]), np.array([0.0, 0.0, 1.0]))
HOME = np.array([0.40, -0.46, 0.46])
"""The middle of a speaker's gesture space: gestures grow and shrink about it."""
EASE = np.array([0.12, -0.28, -0.14])
"""Where forearms are at ease from there; what is gestured near the middle sinks to it."""
ELBOW = np.array([0.40, -0.52, -0.02])
"""Where an elbow is at ease: people gesture from the forearm first."""
FROM_FOREARM, FAR = 0.12, 0.4
"""What share of a way nearer or farther than a forearm's length is kept there, and from how far on all of it is."""
ROOM = np.array([0.15, 0.5, 1.0])
"""By how much small differences of place are widened: hands travel farther than one draws them, above all forward."""

HIGHEST, SOFT = -0.06, 0.16
"""Height above the shoulders, arm lengths, to which a hand rises that is not meant to be higher, and over how much more
it gives way: who talks does not lift hands before the face only because the gesture is large."""
INNER = 0.20
"""By how much lower that is before the middle of the body, arm lengths."""

BEHIND = 0.42
"""How much farther back there is room for a hand that hangs beside the hip, arm lengths."""

PLACE, TURN, SHAPE, LIFT, ANCHOR, STEADY = (
    slice(*ends) for ends in ((0, 3), (3, 7), (7, 27), (27, 28), (28, 29), (29, 30))
)
"""Where in the 30 numbers of a pose stand place, turn (a quaternion from the handshake), shape, elbow lift, anchor and
steadiness."""


@dataclass(frozen=True, eq=False)
class Pose:
    """A hand's pose.

    place:  [3] side, height, reach of the wrist, lengths of the arm.
    turn:   [4] quaternion from the handshake, w >= 0.
    shape:  [20] as in `shapes`, radians.
    lift:   radians the elbow is raised.
    anchor: 0 when the place goes along with the chest, 1 when it rests on the thigh.
    steady: 1 where the place is the meaning (palms that meet, a finger at the lips), so that it hardly wanders.
    """

    place: Array
    turn: Array
    shape: Array
    lift: float = 0.0
    anchor: float = 0.0
    steady: float = 0.0

    def numbers(self) -> Array:
        """[30]"""
        return np.concatenate([self.place, self.turn, self.shape, [self.lift, self.anchor, self.steady]])

    def towards(self, other: Pose, share: float, turn_share: float | None = None) -> Pose:
        """The pose `share` of the way to `other`."""

        def mix(a: Array, b: Array, s: float) -> Array:
            return np.asarray(a + s * (b - a))

        turning = share if turn_share is None else turn_share
        return Pose(
            mix(self.place, other.place, share),
            _upright(mix(self.turn, other.turn, turning)),
            mix(self.shape, other.shape, turning),
            self.lift + share * (other.lift - self.lift),
            self.anchor + share * (other.anchor - self.anchor),
            self.steady + share * (other.steady - self.steady),
        )

    def moved(self, by: Array) -> Pose:
        """The same pose at another place."""
        return replace(self, place=self.place + by)

    def turned(self, vector: Array) -> Pose:
        """The hand turned further by a rotation vector [3] in its own axes."""
        both = turns.from_quaternion(self.turn) @ turns.from_vector(vector)
        return replace(self, turn=_upright(turns.to_quaternion(both)))


def _upright(q: Array) -> Array:
    q = q / np.linalg.norm(q)
    return -q if q[0] < 0 else q


def eased(place: Array, size: float) -> Array:
    """Where a speaker makes a gesture that is written at `place [3]`, at `size`."""
    away = (place - HOME) * size
    near = np.exp(-float(away @ away) / 0.40**2)
    aside = float(np.clip((place[0] - 0.15) / 0.20, 0, 1))  # hands that work together stay together
    ease = EASE * np.array([aside, 1.0, 1.0])
    return before_body(_swung(HOME + away * (1 + ROOM * np.exp(-((away / 0.22) ** 2))) + ease * near))


def before_body(place: Array) -> Array:
    """`place [3]` moved forward to where there is room for a hand before trunk and face."""
    return np.array([place[0], place[1], max(place[2], float(room(place)))])


def highest(side: Array | float) -> Array:
    """[...] the height, arm lengths, to which a hand rises at `side [...]` that is not meant to be higher: lower before
    throat and chin than beside them."""
    return np.asarray(HIGHEST - INNER * np.clip((0.44 - np.asarray(side)) / 0.20, 0, 1))


def below(height: Array | float, top: Array | float) -> Array:
    """[...] `height [...]`, arm lengths, where it is below `top`, and hardly above it where it is not."""
    beyond = np.maximum(np.asarray(height) - top, 0.0)
    return np.asarray(height - np.where(beyond > SOFT, beyond - 0.5 * SOFT, 0.5 * beyond**2 / SOFT))


def room(place: Array) -> Array:
    """[...] how far forward a hand has room before trunk and face, at the side and height of `place [..., 3]`."""
    face = np.clip((place[..., 1] + 0.18) / 0.16, 0, 1) * np.clip((0.42 - place[..., 0]) / 0.16, 0, 1)
    return np.asarray(0.33 - 0.5 * np.maximum(place[..., 0] - 0.32, 0.0) + 0.16 * face)


def room_to_swing(place: Array) -> Array:
    """[...] the same for a hand that hangs and swings: past the hip and behind it."""
    beside = np.clip((place[..., 0] - 0.44) / 0.10, 0, 1) * np.clip((-0.66 - place[..., 1]) / 0.20, 0, 1)
    return np.asarray(room(place) - BEHIND * beside)


def _swung(place: Array) -> Array:
    """`place [3]` nearer to where a forearm reaches that only swings about its elbow, unless it is far from there."""
    forearm = arms.LOWER / arms.LENGTH
    way = place - ELBOW
    reach = float(np.linalg.norm(way))
    beyond = reach - forearm
    kept = FROM_FOREARM + (1 - FROM_FOREARM) * min(1.0, (beyond / FAR) ** 2)
    return np.asarray(ELBOW + way / reach * (forearm + kept * beyond))


def turn_of(palm: Array, fingers: Array) -> Array:
    """[4] the turn from the handshake to a hand whose palm faces `palm` with straight fingers along `fingers`."""
    if np.linalg.norm(np.cross(turns.unit(palm), turns.unit(fingers))) < 0.05:  # along one line: the palm gives way
        palm = palm + 0.3 * (np.array([-1.0, 0.2, 0.0]) if abs(turns.unit(palm)[0]) < 0.7 else np.array([0, 1.0, 0.2]))
    return _upright(turns.to_quaternion(HANDSHAKE.T @ arms.orientation(palm, fingers)))


def orientations(quaternions: Array) -> Array:
    """Turns `[T, 4]`, not necessarily of length 1, to the left hand's orientation `[T, 3, 3]` in the chest's axes."""
    return np.asarray(HANDSHAKE @ turns.from_quaternion(quaternions))


@lru_cache(maxsize=1)
def neutral() -> Pose:
    """What a lexicon entry means where it says nothing."""
    return Pose(HOME, turn_of(np.array([-1.0, 0.3, 0.0]), np.array([-0.3, 0.15, 1.0])), shapes.numbers("relaxed"))


def pose_of(said: HandPose, before: Pose) -> Pose:
    """The pose a lexicon entry asks for; what it does not say stays as in `before`."""
    palm, fingers = said.palm, said.fingers
    turn = before.turn
    if palm is not None or fingers is not None:
        hand = orientations(before.turn[None])[0]
        turn = turn_of(
            turns.unit(np.array(palm)) if palm is not None else hand @ np.array([0.0, -1.0, 0.0]),
            turns.unit(np.array(fingers)) if fingers is not None else hand @ np.array([1.0, 0.0, 0.0]),
        )
    return Pose(
        said.at.numbers() if said.at else before.place,
        turn,
        shapes.numbers(said.shape) if said.shape else before.shape,
        float(np.radians(said.elbow)) if said.elbow is not None else 0.0,
    )
