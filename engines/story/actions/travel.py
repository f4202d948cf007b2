"""Other ways to go: jump, climb, crawl, swim and fly."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engines.story.actions.call import Call, Move, Moved, PropTrack, View
from engines.story.actions.gait import way
from engines.story.actions.keyed import alive, spline
from engines.story.figure import FAR, GRAVITY, NEAR
from engines.story.posture import Posture, Reach, standing

F64 = NDArray[np.float64]
LEAP = 0.62
"""How high a human's feet rise in a jump at its usual size, units."""
CROUCH, LAND = 0.52, 0.36
"""Seconds to crouch and stretch before a jump, and to give way after it."""


def jump(call: Call) -> Move:
    """Crouch, leap on a parabola, give way, come up; again as long as it is wanted. With a distance, that far."""
    legs, fps = call.legs, call.fps
    height = LEAP * legs * float(np.clip(call.how.size * call.how.bounce**0.3, 0.7, 1.25))
    far = call.distance
    airborne = 2 * float(np.sqrt(2 * height / GRAVITY))
    pace = float(np.clip(call.how.pace, 0.75, 1.1))
    crouch, land = CROUCH / pace, LAND / pace
    whole = crouch + airborne + land + 0.12
    rounds = max(1, round(call.seconds / whole)) if far <= 0 else max(1, int(np.ceil(far / (1.7 * legs))))
    hop = far / rounds
    base = standing(call.frames, call.body, np.radians(62 if far > 0.3 else 50))
    t = call.times
    turn = np.clip(np.floor(t / whole), 0, rounds - 1)
    s = np.minimum(t - turn * whole, whole)
    low, tip = -0.34 * legs, 0.03 * legs
    speed = float(np.sqrt(2 * GRAVITY * height))
    y = np.zeros(call.frames)
    down = np.clip(s / (0.6 * crouch), 0, 1)
    y = low * (down * down * (3 - 2 * down))
    # Stretching: from the lowest point to the tip of the toes, leaving with the speed that the leap needs.
    stretch = 0.4 * crouch
    u = np.clip((s - 0.6 * crouch) / stretch, 0, 1)
    rise = low + (tip - low) * (3 * u * u - 2 * u**3) + speed * stretch * (u**3 - u * u)
    y = np.where(s > 0.6 * crouch, rise, y)
    flying = np.clip(s - crouch, 0, airborne)
    y = np.where(s > crouch, tip + speed * flying - 0.5 * GRAVITY * flying**2, y)
    v = np.clip((s - crouch - airborne) / land, 0, 1)
    give = -0.30 * legs
    soft = 0.35
    first = np.clip(v / soft, 0, 1)
    giving = (
        tip + (give - tip) * (3 * first**2 - 2 * first**3) - speed * land * soft * (first**3 - 2 * first**2 + first)
    )
    second = np.clip((v - soft) / (1 - soft), 0, 1)
    giving = np.where(v > soft, give + (0 - give) * (3 * second**2 - 2 * second**3), giving)
    y = np.where(s > crouch + airborne, giving, y)
    up_share = np.clip(flying / airborne, 0, 1)
    x = turn * hop + hop * np.where(
        s > crouch + airborne,
        1 - 0.06 * (1 - v) * (hop > 0),
        np.where(s > crouch, 0.06 + 0.88 * up_share, 0.06 * (s / crouch) ** 2),
    )
    in_air = (s > crouch) & (s < crouch + airborne)
    hump = np.sin(np.pi * up_share) * in_air
    foot = base.foot.copy()
    toes = np.clip((s - 0.78 * crouch) / (0.22 * crouch), 0, 1) * (s <= crouch)
    for side, tuck in ((NEAR, 1.0), (FAR, 0.9)):
        foot[:, side, 0] += np.where(
            in_air, turn * hop + hop * up_share, (turn + (s > crouch)) * hop
        ) + 0.10 * legs * hump * (hop > 0.3)
        foot[:, side, 1] = np.where(
            in_air, np.maximum(speed * flying - 0.5 * GRAVITY * flying**2, 0) * 1.0 + 0.10 * legs * tuck * hump**2, 0.0
        )
        foot[:, side, 2] = -0.75 * toes + np.where(in_air, -0.75 * (1 - up_share) + 0.05, 0.0) * in_air
    arms = spline(
        np.array(
            [
                0.0,
                0.42 * crouch,
                0.95 * crouch,
                crouch + 0.5 * airborne,
                crouch + airborne,
                crouch + airborne + 0.35 * land,
                whole,
            ]
        ),
        np.radians(np.array([[-8.0, 14], [-52, 10], [44, 20], [140, 14], [92, 26], [20, 30], [-8, 14]])),
        s,
        None,
    )
    arm = base.arm.copy()
    for side, less in ((NEAR, 1.0), (FAR, 0.92)):
        arm[:, side, 0] = arms[:, 0] * less + (0.12 if side == FAR else 0.0)
        arm[:, side, 1] = arms[:, 1]
    lean = spline(
        np.array([0.0, 0.55 * crouch, crouch, crouch + airborne, crouch + airborne + 0.4 * land, whole]),
        np.radians([[1.0], [32.0], [-3.0], [8.0], [28.0], [1.0]]),
        s,
        None,
    )[:, 0]
    made = replace(
        base,
        x=x,
        y=base.y + y,
        lean=lean,
        head=base.head + 0.35 * lean - 0.15 * hump,
        arm=arm,
        foot=foot,
        planted=np.repeat(~in_air[:, None], 2, axis=1),
    )
    return Move(alive(made, fps, call.how, 0.3), moments={"leaves": crouch, "lands": crouch + airborne})


RUNG = 0.34
"""Units between the rungs of a ladder."""


def climbing(call: Call) -> Move:
    """Hand over hand and foot over foot up a ladder, as high as the time allows."""
    size, t = call.legs, call.times
    rung = RUNG * size
    beat = 2 * rung / (0.75 * np.clip(call.how.pace, 0.5, 1.6))
    base = standing(call.frames, call.body, np.radians(72))
    turns = np.maximum(t - 0.3, 0.0) / beat
    rise = turns * 2 * rung + 0.012 * np.sin(4 * np.pi * turns)
    ladder = 0.50 * size
    foot, arm_reaches = base.foot.copy(), []
    planted = np.ones((call.frames, 2), dtype=bool)
    start = np.clip(t / 0.45, 0, 1)
    start = start * start * (3 - 2 * start)
    for side, offset in ((NEAR, 0.0), (FAR, 0.5)):
        count, moving = _ratchet(turns + offset)
        height = (2 * (count - offset) + (0.0 if side == NEAR else 1.0)) * rung
        swing = np.sin(np.pi * moving) * (moving < 1)
        foot[:, side, 0] = base.foot[:, side, 0] + start * (
            ladder - 0.10 * size - 0.12 * size * swing - base.foot[:, side, 0]
        )
        foot[:, side, 1] = np.maximum(start * height, 0.0)
        foot[:, side, 2] = 0.12 * start
        planted[:, side] = (moving <= 0) | (moving >= 1)
        planted[:, side] &= start >= 1
        hands, grasp = _ratchet(turns + 0.5 - offset + 0.0)
        reach = (2 * (hands - (0.5 - offset)) + (5.0 if side == NEAR else 5.6)) * rung * (0.9 + 0.1 * size)
        away = 0.10 * size * np.sin(np.pi * grasp) * (grasp < 1)
        to = np.stack([ladder - away, 0.15 * size + reach], axis=-1)
        arm_reaches.append(Reach(side, to, start))
    made = replace(
        base,
        x=base.x - start * 0.06 * size,
        y=base.y + start * (rise + 0.06 * size),
        lean=base.lean + start * (0.10 + 0.04 * np.sin(2 * np.pi * turns)),
        head=base.head - 0.30 * start,
        foot=foot,
        planted=planted,
        reaches=tuple(arm_reaches),
    )
    top = float(made.y.max() + 2.2 * size)

    def rungs(view: View) -> PropTrack:
        frames = len(view.joints)
        shown = np.full(frames, "ladder" in call.there)
        shown[view.start : view.stop] = True
        place = np.tile(view.place(ladder, 0.0), (frames, 1))
        return PropTrack("ladder", place, np.full(frames, 0.0), shown, "behind", max(top, 3.4 * size), view.side)

    return Move(made, (rungs,))


def _ratchet(turns: F64) -> tuple[F64, F64]:
    """[T] how many moves are made, smoothly, and [T] how far the present one is: it rests half of the time."""
    whole = np.floor(turns)
    moving = np.clip((turns - whole) / 0.5, 0.0, 1.0)
    return whole + moving**3 * (10 + moving * (6 * moving - 15)), moving


def crawling(call: Call) -> Move:
    """On hands and knees, the hand with the opposite knee."""
    size, legs, fps, t = call.size, call.legs, call.fps, call.times
    distance = call.distance if call.distance > 0 else 0.8 * call.seconds
    going = max(call.seconds - 0.9, 0.4)
    fine = way(distance, going, 0.8, 3.0, int(going * 50) + 2, 50.0, 0.0, 0.0)
    come = np.interp(t - 0.9, np.arange(len(fine)) / 50.0, fine)
    come = np.where(t < 0.9, 0.0, come)
    stride = 0.56 * size
    base = standing(call.frames, call.body, np.radians(78))
    down = np.clip(t / 0.8, 0, 1)
    down = down**3 * (10 + down * (6 * down - 15))
    thigh, shin = call.body.thigh, call.body.shin
    hips = thigh * 0.97 + 0.05 * size
    turns = come / stride
    foot, planted = base.foot.copy(), np.zeros((call.frames, 2), dtype=bool)
    reaches = []
    trunk = (call.body.lower_torso + call.body.upper_torso) * 0.98
    for side, offset in ((NEAR, 0.25), (FAR, 0.75)):
        places, lift = _steps(turns + offset, stride, offset)
        knee_back = -shin - 0.06 * size
        foot[:, side, 0] = base.foot[:, side, 0] * (1 - down) + down * (knee_back + places - 0.05 * size)
        foot[:, side, 1] = down * (0.03 * size * lift) + 0.10 * np.sin(np.pi * np.clip(t / 0.8, 0, 1)) * size * (
            1 if side == NEAR else 0.4
        )
        foot[:, side, 2] = -1.35 * down
        hand, up = _steps(turns + offset + 0.5, stride, offset + 0.5)
        to = np.stack([trunk + 0.02 * size + hand, 0.07 * size + 0.14 * size * up], axis=-1)
        reaches.append(
            Reach(side, to, np.clip((t - 0.15) / 0.6, 0, 1) ** 2 * (3 - 2 * np.clip((t - 0.15) / 0.6, 0, 1)))
        )
    rock = np.sin(4 * np.pi * turns)
    made = replace(
        base,
        x=down * come - 0.02 * size * np.sin(np.pi * down),
        y=base.y + down * (hips - base.y) + 0.012 * size * rock * down,
        lean=base.lean + down * (1.22 + 0.02 * rock),
        bend=down * 0.16,
        head=base.head + down * (0.45 + 0.05 * rock),
        foot=foot,
        planted=planted,
        reaches=tuple(reaches),
    )
    del legs
    return Move(alive(made, fps, call.how, 0.2))


def _steps(turns: F64, stride: float, offset: float) -> tuple[F64, F64]:
    """[T] where something is that is put down and moved on by a stride, and [T] how high it is lifted, 0 to 1."""
    whole = np.floor(turns)
    swing = np.clip((np.mod(turns, 1.0) - 0.5) / 0.5, 0.0, 1.0)
    carried = swing**3 * (10 + swing * (6 * swing - 15))
    return stride * (whole + carried - offset + 0.25), np.sin(np.pi * swing) ** 2


def swimming(call: Call) -> Move:
    """The crawl stroke: flat in the water, one arm over and forward while the other pulls, legs flutter."""
    size, fps, t = call.size, call.fps, call.times
    distance = call.distance if call.distance > 0 else 1.2 * call.seconds
    come = way(distance, call.seconds, 1.2, 2.5, call.frames, fps, call.before, call.after)
    base = standing(call.frames, call.body, np.radians(76))
    flat = np.clip(t / 0.8, 0, 1)
    flat = flat**3 * (10 + flat * (6 * flat - 15))
    rate = 0.62 * float(np.clip(call.how.pace, 0.6, 1.5))
    turns = t * rate
    depth = 0.62 * size
    arm = base.arm.copy()
    for side, offset in ((NEAR, 0.0), (FAR, 0.5)):
        # Round and round: forward over the water, down and back under it, quicker above than below.
        angle = 2 * np.pi * (turns + offset) + 0.35 * np.sin(2 * np.pi * (turns + offset))
        bent = 0.9 * np.clip(np.sin(angle), 0, 1)
        arm[:, side, 0] = base.arm[:, side, 0] * (1 - flat) + flat * (np.pi / 2 - angle)
        arm[:, side, 1] = base.arm[:, side, 1] * (1 - flat) + flat * bent * 0.9
        arm[:, side, 2] = 0.1 * flat
    arm[:, :, 0] = _unwound(arm[:, :, 0])
    foot = base.foot.copy()
    roll = 0.05 * np.sin(2 * np.pi * turns)
    level = 0.5 * np.pi - 0.16
    back = call.body.leg * 0.99
    for side, sign in ((NEAR, 1.0), (FAR, -1.0)):
        kick = sign * np.sin(2 * np.pi * 3 * turns)
        ankle_x = come - back * np.cos(0.12)
        foot[:, side, 0] = base.foot[:, side, 0] * (1 - flat) + flat * ankle_x
        foot[:, side, 1] = flat * (depth - 0.10 * size + 0.13 * size * kick - call.body.ankle)
        foot[:, side, 2] = -1.25 * flat
    made = replace(
        base,
        x=flat * come,
        y=base.y + flat * (depth - base.y) + 0.02 * size * np.sin(4 * np.pi * turns) * flat,
        lean=base.lean + flat * level + roll * flat,
        bend=base.bend - 0.06 * flat,
        head=base.head + flat * (0.95 + 0.12 * np.sin(2 * np.pi * turns)),
        arm=arm,
        foot=foot,
        planted=np.repeat((flat <= 0)[:, None], 2, axis=1),
    )
    return Move(alive(made, fps, call.how, 0.2), (water(depth + 0.06 * size),))


def water(level: float) -> Moved:
    """The surface of the water, in which the figure is."""

    def path(view: View) -> PropTrack:
        frames = len(view.joints)
        shown = np.zeros(frames, dtype=bool)
        shown[view.start : view.stop] = True
        rising = np.clip((np.arange(frames) - view.start) / view.fps / 0.6, 0, 1)
        place = np.stack([view.joints[:, 0, 0], level * rising], axis=-1)
        return PropTrack(
            "water", place, np.arange(frames) / view.fps, shown, "front", view.body.height / 2.5, view.side
        )

    return path


def _unwound(angle: F64) -> F64:
    return np.unwrap(angle, axis=0)


def flying(call: Call) -> Move:
    """A spring, then off: one fist ahead, body level, legs trailing, rising and falling a little on the wind."""
    size, legs, fps, t = call.size, call.legs, call.fps, call.times
    distance = call.distance if call.distance > 0 else 3.0 * call.seconds
    rising = np.clip((t - 0.35) / 0.9, 0, 1)
    rising = rising**3 * (10 + rising * (6 * rising - 15))
    crouch = np.sin(np.pi * np.clip(t / 0.55, 0, 1)) ** 2
    going = max(call.seconds - 0.35, 0.5)
    fine = way(distance, going, 3.0, 5.0, int(going * 50) + 2, 50.0, 0.0, call.after)
    come = np.interp(t - 0.35, np.arange(len(fine)) / 50.0, fine)
    landing = (
        np.clip((t - (call.seconds - 0.8)) / 0.8, 0, 1) if call.seconds > 2.4 and call.after <= 0 else np.zeros_like(t)
    )
    landing = landing**3 * (10 + landing * (6 * landing - 15))
    level = rising * (1 - landing)
    float_ = 0.10 * size * np.sin(2 * np.pi * 0.45 * t)
    # On a long way there is time to rise high.
    aloft = 1.15 + 0.9 * float(np.clip((call.seconds - 2.4) / 2.0, 0, 1))
    high = (aloft * size + float_) * level
    base = standing(call.frames, call.body, np.radians(72))
    arm = base.arm.copy()
    arm[:, NEAR, 0] += level * (np.radians(96) - arm[:, NEAR, 0]) - 0.9 * crouch * (1 - level)
    arm[:, NEAR, 1] += level * (0.06 - arm[:, NEAR, 1])
    arm[:, FAR, 0] += level * (np.radians(84) - arm[:, FAR, 0]) - 0.8 * crouch * (1 - level)
    arm[:, FAR, 1] += level * (0.04 - arm[:, FAR, 1])
    lean = base.lean + level * (1.22 + 0.05 * np.cos(2 * np.pi * 0.45 * t)) + 0.3 * crouch * (1 - level)
    y = base.y + high - 0.22 * legs * crouch * (1 - level)
    back = call.body.leg * 0.985
    foot = base.foot.copy()
    for side, droop in ((NEAR, 0.10), (FAR, -0.02)):
        trail = np.pi / 2 - 0.10 - droop + 0.06 * np.sin(2 * np.pi * 0.9 * t + side)
        ankle = np.stack([come - back * np.sin(trail), y - back * np.cos(trail)], axis=-1)
        stand_x = base.foot[:, side, 0] + come
        foot[:, side, 0] = np.where(level > 0, stand_x + level * (ankle[:, 0] - stand_x), stand_x)
        foot[:, side, 1] = np.maximum(level * (ankle[:, 1] - call.body.ankle), 0.0)
        foot[:, side, 2] = -1.2 * level
    grounded = (level <= 0.0) & (np.abs(np.gradient(come)) * fps < 0.02)
    made = replace(
        base,
        x=come,
        y=y,
        lean=lean,
        head=base.head + 0.55 * level,
        arm=arm,
        foot=foot,
        planted=np.repeat(grounded[:, None], 2, axis=1),
    )
    return Move(alive(made, fps, call.how, 0.2))


WAYS = {"jump": jump, "climbing": climbing, "crawling": crawling, "swimming": swimming, "flying": flying}
__all__ = ["WAYS", "Posture"]
