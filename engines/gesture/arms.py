"""Arms: from where a wrist shall be and how the hand shall be turned to the joints that bring it there.

Everything is told for the left arm in the chest's axes (x outwards, y up, z forward), from the middle between the
shoulders; the right arm is solved in a mirror. Two bones reach the wrist exactly where they can. The elbow turns about
the line from shoulder to wrist to where forearm and wrist are most at ease; the forearm takes its share of every twist.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.gesture import timing, turns
from engines.motion import skeleton

Array = NDArray[np.float64]

_REST = skeleton.REST.astype(float)
_COLLAR, _SHOULDER, _ELBOW, _WRIST = (
    _REST[skeleton.INDEX[f"left_{name}"]] for name in ("collar", "shoulder", "elbow", "wrist")
)
ORIGIN = np.array([0.0, _SHOULDER[1], _SHOULDER[2]])
"""The middle between the shoulders in the rest pose."""
UPPER, LOWER = float(np.linalg.norm(_ELBOW - _SHOULDER)), float(np.linalg.norm(_WRIST - _ELBOW))
LENGTH = UPPER + LOWER
"""Shoulder to wrist along the arm, metres: the unit of places."""

_UPPER_ARM, _FOREARM = turns.unit(_ELBOW - _SHOULDER), turns.unit(_WRIST - _ELBOW)
_HINGE = np.array([0.0, -1.0, 0.0])
_REST_UPPER = turns.frame(_ELBOW - _SHOULDER, _HINGE)
_REST_LOWER = turns.frame(_WRIST - _ELBOW, _HINGE)
_REST_HAND = turns.frame(np.array([1.0, 0.0, 0.0]), _HINGE)  # fingers, palm

STRAIGHTEST, SOFT = 0.985, 0.90
"""Shares of the arm's length: no farther than the first; beyond the second the arm gives way softly."""
CLOSEST = float(np.sqrt(UPPER**2 + LOWER**2 + 2 * UPPER * LOWER * np.cos(np.radians(142))))
"""Metres between shoulder and wrist with the elbow bent as far as it goes."""
TWIST = np.radians((-82.0, 85.0))
"""The forearm's range from thumb up: palm down, palm up."""
_TOO_FAR = np.radians(115.0)
FLEX = np.radians((-58.0, 62.0))
"""The wrist's range: back, towards the palm."""
DEVIATION = np.radians((-18.0, 30.0))
"""The wrist's range: to the thumb's side, to the little finger's side."""
FOREARM_SHARE = 0.55
"""How much of the twist the elbow joint carries; the wrist joint carries the rest."""
UPPER_SHARE = 0.55
"""How much of the upper arm's twist the elbow joint carries: flesh at the shoulder follows its bone only in part."""

BACK = 0.6
"""Arm lengths behind its middle place beyond which a wrist takes its shoulder back hardly any farther: an arm that
swings hangs from it."""

_OFFSETS = np.radians(np.array([-24.0, -12.0, 0.0, 12.0, 24.0, 38.0, 52.0]))


@dataclass(frozen=True, eq=False)
class Arm:
    """Joint rotations [T, 3, 3] of a left arm, each in its parent's axes, and what came of them in the chest's axes."""

    collar: Array
    shoulder: Array
    elbow: Array
    wrist: Array
    hand: Array
    """[T, 3, 3] how the hand is turned, as far as the wrist allows."""
    shoulder_place: Array
    elbow_place: Array
    wrist_place: Array


def orientation(palm: Array, fingers: Array) -> Array:
    """The turn [..., 3, 3] of a left hand whose palm faces `palm` and whose fingers point along `fingers`."""
    return np.asarray(turns.frame(fingers, palm) @ _REST_HAND.T)


def solve(wrist: Array, hand: Array, lift: Array, shrug: Array, calm: float = 0.0) -> Arm:
    """Bring the wrist to `wrist [T, 3]`, turned as `hand [T, 3, 3]`; `lift [T]` raises elbow and `shrug [T]` collar.

    Elbows are slow: their swivel is averaged over about `calm` frames.
    """
    collar, start = _girdle(wrist, shrug)
    span = _within_reach(wrist - start)
    distance = np.sqrt(turns.dot(span, span))
    to = span / distance
    side, across = _resting_side(to)
    swivel = _comfortable(to, side, across, distance, hand, lift)
    if calm > 0:
        from scipy.ndimage import gaussian_filter1d

        swivel = gaussian_filter1d(swivel, calm, mode="nearest")
    upper, lower, elbow = _bones(to, side, across, distance, swivel)
    turned, twist = _wrist(lower, hand)
    forearm = lower @ turns.from_vector(FOREARM_SHARE * twist[:, None] * _FOREARM)
    turning = turns.twist(turns.transposed(collar) @ upper, _UPPER_ARM)
    upper = upper @ turns.from_vector(-UPPER_SHARE * turning[:, None] * _UPPER_ARM)
    return Arm(
        collar=collar,
        shoulder=turns.transposed(collar) @ upper,
        elbow=turns.transposed(upper) @ forearm,
        wrist=turns.transposed(forearm) @ turned,
        hand=turned,
        shoulder_place=start,
        elbow_place=start + elbow,
        wrist_place=start + span,
    )


def _girdle(wrist: Array, shrug: Array) -> tuple[Array, Array]:
    """The collar's turn [T, 3, 3] and where it puts the shoulder [T, 3]: it helps high, far and crossing reaches."""
    way = (wrist - (_SHOULDER - ORIGIN)) / LENGTH
    high = np.maximum(way[:, 1] + 0.25, 0)
    lift = np.radians(16.0) * np.tanh(1.4 * high) + 0.39 * (way[:, 1] + 0.72) + shrug
    ahead = way[:, 2] - 0.30
    ahead = np.where(ahead < 0, BACK * np.tanh(ahead / BACK), ahead)
    forward = 0.55 * ahead - 0.33 * way[:, 0]
    forward = forward + np.radians(10.0) * np.tanh(1.6 * np.maximum(way[:, 2] - 0.45, 0))
    collar = turns.posture(np.stack([0 * lift, -forward, lift], axis=-1))
    return collar, _COLLAR - ORIGIN + turns.apply(collar, np.broadcast_to(_SHOULDER - _COLLAR, wrist.shape))


def _within_reach(span: Array) -> Array:
    """`span [T, 3]` no longer than a nearly straight arm and no shorter than a fully bent one, giving way softly."""
    length = np.sqrt(turns.dot(span, span))
    soft, room = SOFT * LENGTH, (STRAIGHTEST - SOFT) * LENGTH
    shorter = np.where(length > soft, soft + room * np.tanh((length - soft) / room), length)
    tight = 1.15 * CLOSEST
    room = tight - CLOSEST
    longer = np.where(shorter < tight, CLOSEST + room * np.exp((shorter - tight) / room), shorter)
    return np.asarray(span * longer / np.maximum(length, 1e-6))


def _resting_side(to: Array) -> tuple[Array, Array]:
    """[T, 3] towards which side of the line to the wrist a relaxed elbow falls, and the direction across both."""
    high = np.clip(to[:, 1] + 0.35, 0, 1)
    crossing = np.clip(0.2 - to[:, 0], 0, 1)
    pole = np.stack([0.34 + 0.30 * high + 0.35 * crossing, -0.85 - 0.4 * high, -0.75 + 0.55 * high], axis=-1)
    side = turns.unit(pole - turns.dot(pole, to) * to)
    return side, turns.cross(to, side)


def _bones(to: Array, side: Array, across: Array, distance: Array, swivel: Array) -> tuple[Array, Array, Array]:
    """Turns of upper arm and forearm [..., 3, 3] and the elbow's place from the shoulder, at `swivel [...]` radians."""
    cosine, sine = np.cos(swivel)[..., None], np.sin(swivel)[..., None]
    outward = cosine * side + sine * across
    bend = np.clip((UPPER**2 + distance**2 - LOWER**2) / (2 * UPPER * distance), -1, 1)
    elbow = UPPER * (bend * to + np.sqrt(1 - bend**2) * outward)
    hinge = turns.cross(outward, to)
    upper = turns.frame(elbow, hinge) @ _REST_UPPER.T
    lower = turns.frame(distance * to - elbow, hinge) @ _REST_LOWER.T
    return upper, lower, elbow


def _comfortable(to: Array, side: Array, across: Array, distance: Array, hand: Array, lift: Array) -> Array:
    """[T] the swivel at which the hand's turn asks least of forearm and wrist, without leaving the natural far.

    A soft minimum over a few swivels, so that it changes as smoothly as the hand does.
    """
    n = len(_OFFSETS)
    swivels = np.broadcast_to(_OFFSETS, (len(to), n))
    _, lower, elbow = _bones(to[:, None], side[:, None], across[:, None], distance[:, None], swivels)
    twist, swing = _twist_and_swing(turns.transposed(lower) @ hand[:, None])
    strain = (twist / np.radians(62)) ** 4 + (swing[..., 1] / np.radians(46)) ** 4
    strain = strain + (swing[..., 0] / np.radians(24)) ** 4 + (swivels / np.radians(28)) ** 2
    # an elbow behind the back or inside the ribs is no way out
    strain = strain + (np.maximum(0.20 - elbow[..., 0] - 0.1625, 0) / 0.06) ** 2
    weight = np.exp(-1.6 * np.minimum(strain - strain.min(axis=1, keepdims=True), 30))
    return np.asarray((weight * swivels).sum(axis=1) / weight.sum(axis=1) + lift)


def _twist_and_swing(turn: Array) -> tuple[Array, Array]:
    """The forearm's twist [...] (palm up above 0) and the wrist's (deviation, flexion) [..., 2] in a hand's turn."""
    q = turns.to_quaternion(turn)
    w, x, y, z = np.moveaxis(q, -1, 0)
    length = np.maximum(np.hypot(w, x), 1e-9)
    c, s = w / length, x / length  # the twist about x; what is left is swing = turn * twist^-1
    sign = np.where(c < 0, -1.0, 1.0)
    twist = 2 * np.arctan2(s * sign, c * sign)
    sw, sy, sz = sign * (w * c + x * s), sign * (y * c - z * s), sign * (z * c + y * s)
    sine = np.sqrt(sy**2 + sz**2)
    scale = np.where(sine < 1e-9, 2.0, 2 * np.arctan2(sine, sw) / np.maximum(sine, 1e-9))
    return -twist, np.stack([scale * sy, -scale * sz], axis=-1)


def _wrist(lower: Array, hand: Array) -> tuple[Array, Array]:
    """The hand's turn [T, 3, 3] within what forearm and wrist can do, and the twist [T] about the forearm."""
    twist, swing = _twist_and_swing(turns.transposed(lower) @ hand)
    # half a turn can be made neither way: giving way before it, the forearm never flips from one limit to the other
    twist = soft_limit(twist, *TWIST) * (1 - timing.ease((np.abs(twist) - _TOO_FAR) / (np.pi - _TOO_FAR)))
    deviation, flex = soft_limit(swing[:, 0], *DEVIATION), soft_limit(swing[:, 1], *FLEX)
    swung = turns.from_vector(np.stack([0 * flex, deviation, -flex], axis=-1))
    return lower @ swung @ turns.about(0, -twist), -twist


def soft_limit(value: Array, low: float, high: float) -> Array:
    """`value` within (low, high): unchanged up to three quarters of the way, then bending towards the limit."""
    knee_high, knee_low = 0.75 * high, 0.75 * low
    above = knee_high + 0.25 * high * np.tanh((value - knee_high) / (0.25 * high))
    below = knee_low + 0.25 * low * np.tanh((value - knee_low) / (0.25 * low))
    return np.asarray(np.where(value > knee_high, above, np.where(value < knee_low, below, value)))


def wrist_angles(rotations: NDArray[np.floating], side: str) -> tuple[Array, Array]:
    """The forearm's twist [T] from thumb up (palm up above 0) and the wrist's (deviation, flexion) [T, 2], radians.

    `rotations [T, 55, 3]` local rotation vectors. The elbow's own twist counts with the wrist's.
    """
    sign = np.ones(3) if side == "left" else turns.MIRROR_TURN
    elbow, wrist = (
        turns.from_vector(rotations[:, skeleton.INDEX[f"{side}_{name}"]].astype(float) * sign)
        for name in ("elbow", "wrist")
    )
    forearm = elbow @ _FOREARM
    hinge = turns.cross(np.broadcast_to(_UPPER_ARM, forearm.shape), forearm)  # where it bends, however the flesh turns
    untwisted = turns.frame(forearm, hinge) @ _REST_LOWER.T
    return _twist_and_swing(turns.transposed(untwisted) @ elbow @ wrist)
