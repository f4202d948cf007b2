"""Going somewhere on foot: walk, run, sprint, running_bases. Feet are planted where the way puts them and stay there.

The way comes first: how far the pelvis is at each moment. Cadence follows from speed, footfalls from cadence: a foot
lands, rolls from heel to toes while the body passes over it, and swings to the next place.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engines.story.actions.keyed import alive
from engines.story.figure import FAR, NEAR, Proportions
from engines.story.posture import Posture, standing
from engines.story.softening import eased
from engines.story.style import Style

F64 = NDArray[np.float64]


@dataclass(frozen=True)
class Gait:
    """How a kind of gait looks at its usual speed.

    speed:   units a second.
    cadence: double steps a second at that speed, for a human's legs.
    lift:    how high the ankle swings; bob: how far the pelvis goes up and down; lean: of the trunk, radians.
    arms:    swing of the upper arms and bend of the elbows, radians; pace: how quickly it picks up speed, u/s2.
    """

    speed: float
    cadence: float
    lift: float
    bob: float
    lean: float
    arms: tuple[float, float]
    pace: float
    crouch: float
    flight: bool


WALK = Gait(1.9, 1.02, 0.10, 0.035, 0.05, (0.42, 0.22), 2.6, 0.02, False)
RUN = Gait(7.4, 1.4, 0.32, 0.055, 0.20, (0.75, 1.45), 7.5, 0.075, True)
SPRINT = Gait(11.8, 1.75, 0.42, 0.05, 0.30, (0.8, 1.5), 10.0, 0.085, True)


STEPS = 0.5
"""Seconds in which a human takes two steps at least."""


def soonest(distance: float, legs: float = 1.0) -> float:
    """The fewest seconds in which a body can go that far, from rest to rest. legs: their length, 1 is a human's."""
    quickest = STEPS if distance > 0.1 else 0.0  # both feet take a step, however short the way
    return max(float(np.sqrt(0.20 * distance)), distance / 8.4, quickest) / float(np.sqrt(legs))


def reached(gait: Gait, speed: float, seconds: float) -> float:
    """How far one comes in a time from rest to rest who goes no faster than `speed`."""
    return speed * (seconds - min(speed / gait.pace, 0.4 * seconds))


def way(
    distance: float, seconds: float, speed: float, pace: float, frames: int, fps: float, before: float, after: float
) -> F64:
    """[T] how far one has come: `distance` in `seconds`, speeding up from `before` and slowing to `after` (u/s)."""
    t = np.arange(frames) / fps
    ramp = min(max(speed, distance / max(seconds, 0.1)) / pace, 0.4 * seconds)
    first = ramp if before < 0.5 * speed else 0.04
    last = ramp if after < 0.5 * speed else 0.04

    fine = np.linspace(0.0, seconds, 2000)
    start = min(before / max(speed, 0.1), 1.0)
    end = min(after / max(speed, 0.1), 1.0)
    profile = (start + (1 - start) * eased(fine / first)) * (end + (1 - end) * eased((seconds - fine) / last))
    come = np.concatenate([[0.0], np.cumsum(0.5 * (profile[1:] + profile[:-1]) * np.diff(fine))])
    total = come[-1] if come[-1] > 0 else 1.0
    return np.interp(t, fine, come / total * distance)


def go(
    gait: Gait,
    body: Proportions,
    frames: int,
    fps: float,
    how: Style,
    distance: float,
    seconds: float,
    before: float = 0.0,
    after: float = 0.0,
) -> Posture:
    """`frames` of going `distance` to the right in `seconds`; it stands when it has arrived."""
    legs = body.leg / 1.08
    come = way(distance, seconds, gait.speed, gait.pace, frames, fps, before, after)
    speed = np.gradient(come, 1.0 / fps) if frames > 2 else np.full(frames, gait.speed)
    share = np.clip(speed / gait.speed, 0.0, 1.6)
    cadence = gait.cadence * np.maximum(share, 0.0) ** 0.5 / np.sqrt(legs) * (0.9 + 0.1 * how.pace)
    # No step is longer than the legs allow, least of all the first.
    cadence = np.maximum(cadence, np.minimum(0.60 * speed / body.leg, 1.1 if not gait.flight else 1.9))
    cadence = np.where(speed > 0.06, np.maximum(cadence, 0.5), 0.0)
    phase = _whole_steps(np.concatenate([[0.0], np.cumsum(cadence[:-1])]) / fps, how.seed)
    longest_stance = (1.0 if not gait.flight else 0.86) * body.leg * np.maximum(cadence, 0.4) / np.maximum(speed, 0.1)
    duty = np.clip(longest_stance, 0.10, STANDING)
    base = standing(frames, body, np.radians(68))
    foot, planted = np.zeros((frames, 2, 3)), np.zeros((frames, 2), dtype=bool)
    sneaky = 1.0 + (0.7 if how.bounce < 0.6 and how.droop == 0 and not gait.flight else 0.0)
    for side, offset in ((NEAR, 0.0), (FAR, 0.5)):
        foot[:, side], planted[:, side] = _footfalls(
            phase + offset, come, duty, gait, legs, sneaky, how, base.foot[0, side, 0], float(come[-1])
        )
    moving = np.clip(share * 1.6, 0.0, 1.0)
    moving = moving * moving * (3 - 2 * moving)
    wave = 2 * np.pi * phase - np.pi * duty
    # The pelvis is highest over a walker's standing foot, lowest over a runner's.
    bob = gait.bob * legs * how.bounce**0.6 * moving * np.cos(2 * wave) * (-1.0 if gait.flight else 1.0)
    crouch = (gait.crouch + (0.09 if sneaky > 1 else 0.0) + 0.03 * max(how.droop, 0)) * legs * moving
    widest, elbow = gait.arms
    swing = widest * how.size * moving * np.clip(0.75 + 0.25 * share, 0.6, 1.1)
    arm = base.arm.copy()
    for side, sign in ((NEAR, -1.0), (FAR, 1.0)):
        # The foot is farthest ahead as it lands, and the hand of its side farthest back.
        ahead = sign * np.cos(2 * np.pi * phase + 0.1)
        late = sign * np.cos(2 * np.pi * phase - 0.35)
        arm[:, side, 0] = (1 - moving) * arm[:, side, 0] + swing * ahead + moving * (0.02 if not gait.flight else -0.15)
        bent = elbow * moving + (0.30 if not gait.flight else 0.25) * moving * late * how.size
        arm[:, side, 1] = (1 - moving) * arm[:, side, 1] + np.maximum(bent, 0.05)
        arm[:, side, 2] = 0.1 * late * moving
        if sneaky > 1:
            arm[:, side, 0] += 0.55 * moving
            arm[:, side, 1] += 1.2 * moving
            arm[:, side, 2] -= 0.9 * moving
    lean = base.lean + gait.lean * moving * np.clip(share, 0.6, 1.3) + 0.012 * np.cos(2 * wave) * moving
    lean += 0.18 * moving if sneaky > 1 else 0.0
    made = replace(
        base,
        x=come,
        y=base.y + bob - crouch - (0.012 * legs * moving if not gait.flight else 0.0),
        yaw=base.yaw + 0.10 * np.sin(wave) * moving,
        lean=lean,
        head=base.head + 0.35 * gait.lean * moving + 0.02 * np.cos(2 * wave - 0.6) * moving,
        arm=arm,
        foot=foot,
        planted=planted,
    )
    return alive(made, fps, replace(how, shake=how.shake * 0.5), 0.7)


STANDING = 0.62
"""The share of a double step for which a walker's foot stands."""


BEHIND = 1.12
"""Twice how far a human's foot may be left behind the hip, units."""


REACH = 0.98
"""How far a foot may be behind the hip while it swings, in units of a human's."""


def _whole_steps(turns: F64, seed: int) -> F64:
    """The phase, begun as one foot lifts and ended as one lands; which foot begins depends on the seed."""
    begin = STANDING if seed % 2 else STANDING + 0.5
    end = max(np.ceil(2 * (begin + turns[-1]) - 0.5), np.ceil(2 * begin) + 1) / 2 + 0.03
    if turns[-1] <= 0.0:
        return turns + begin
    return begin + turns * (end - begin) / turns[-1]


def _footfalls(
    phase: F64,
    come: F64,
    duties: F64,
    gait: Gait,
    legs: float,
    sneaky: float,
    how: Style,
    rest: float,
    end: float,
) -> tuple[F64, NDArray[np.bool_]]:
    """[T, 3] one foot, and when it is planted."""
    first, last = int(np.floor(phase[0])) - 1, int(np.floor(phase[-1])) + 2
    steps = np.arange(first, last + 1)

    def at(turn: F64) -> F64:
        """How far the body has come at a phase; beyond the ends it goes on as it went."""
        return np.asarray(np.interp(turn, _rising(phase), come))

    stance = np.interp(steps + 0.2, _rising(phase), duties)
    places = at(steps + 0.5 * stance)
    # Before the first step and after the last a foot stands where it stands at ease.
    places = np.where((steps + 0.5 * stance <= phase[0]) | (steps <= phase[0]), come[0] + rest, places)
    places = np.where(steps + 0.5 * stance >= phase[-1], come[-1] + rest, places)
    # A foot lifts when it is far behind, whatever its turn.
    behind = np.interp(places + 0.5 * BEHIND * legs, come + 1e-9 * np.arange(len(come)), phase)
    stance = np.where(places + 0.5 * BEHIND * legs >= come[-1], stance, np.minimum(stance, behind - steps))
    stance = np.clip(stance, 0.08, None)
    index = np.clip(np.floor(phase).astype(int) - first, 0, len(steps) - 2)
    within = phase - np.floor(phase)
    duty = stance[index]
    standing_now = within < duty
    here, there = places[index], places[index + 1]
    flying = np.clip((within - duty) / (1 - duty), 0.0, 1.0)
    step = np.abs(there - here)
    # The quicker the body goes, the sooner a foot must follow, or the leg would be too short.
    left_behind = np.abs(at(steps + stance) - places)[index]
    room = np.maximum(REACH * legs - left_behind, 0.12 * legs) / np.maximum(step, 1e-6)
    carried = _swung(flying, np.clip(2.1 * room + 3.0 * room**2, 0.14, 0.42))
    reach = np.clip(step / (0.9 * legs), 0.0, 1.0)
    # A runner's foot is highest early in its way, behind the body.
    early = flying + (0.45 if gait.flight else 0.15) * flying * (1 - flying)
    height = legs * gait.lift * sneaky * np.sin(np.pi * early) ** 2 * (0.35 + 0.65 * reach)
    height = height * np.where(step > 0.02, 1.0, 0.0)
    # A foot that is still in the air as the body arrives is kept low, to be put down beside the other.
    height = height * np.where(index == index[-1], 0.3, 1.0)
    x = np.where(standing_now, here, here + (there - here) * carried)
    strike, push = (0.30, -0.85) if not gait.flight else (0.0, -1.0)
    if sneaky > 1:
        strike = -0.25
    pitch = _rolled(within, duty, flying, strike * reach, push * reach, gait.flight)
    foot = np.stack([x, np.where(standing_now, 0.0, height), pitch], axis=-1)
    moved = step > 0.02
    planted = standing_now | ~moved
    return foot, planted


def _rolled(within: F64, duty: F64, flying: F64, strike: F64, push: F64, flight: bool) -> F64:
    """[T] the pitch of a foot: down on its heel, flat, over its toes, farther in the air, and ready to strike.

    Who runs stands for so short a time that most of the roll is done in the air.
    """
    share = np.clip(within / duty, 0.0, 1.0)
    leaves = 0.45 if flight else 0.9
    flat, rises = (0.2, 0.35) if flight else (0.25, 0.5)
    down = strike * (1 - eased(share / flat))
    up = push * leaves * np.clip((share - rises) / (1 - rises), 0.0, 1.0) ** 2
    standing_still = down + up
    # In the air the roll goes on with the speed that it had, turns round and comes back.
    speed = 2 * leaves / ((1 - rises) * duty) * (1 - duty)
    top = 0.22 if flight else 0.14
    most = np.clip(leaves + 0.35 * speed * top, leaves, 1.15)
    risen = _hermite(np.clip(flying / top, 0, 1), leaves, most, speed * top, 0.0)
    back = eased((flying - top) / (0.72 - top))
    swinging = push * np.where(flying < top, risen, most * (1 - back)) + strike * eased((flying - 0.45) / 0.55)
    return np.where(within < duty, standing_still, swinging)


def _swung(share: F64, ramp: F64) -> F64:
    """From 0 to 1: evenly quicker for a share `ramp` of the way's time, steadily, and evenly slower."""
    comes = share**2 / (2 * ramp * (1 - ramp))
    goes = 1 - (1 - share) ** 2 / (2 * ramp * (1 - ramp))
    steady = (share - 0.5 * ramp) / (1 - ramp)
    return np.where(share < ramp, comes, np.where(share > 1 - ramp, goes, steady))


def _hermite(share: F64, start: F64 | float, end: F64 | float, first: F64 | float, last: F64 | float) -> F64:
    """From one value and slope to others."""
    return np.asarray(
        start * (2 * share**3 - 3 * share**2 + 1)
        + first * (share**3 - 2 * share**2 + share)
        + end * (3 * share**2 - 2 * share**3)
        + last * (share**3 - share**2)
    )


def _rising(phase: F64) -> F64:
    """The same, strictly rising, as interpolation asks."""
    return phase + 1e-9 * np.arange(len(phase))
