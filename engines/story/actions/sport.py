"""Sport: the key poses of `sport.yaml` and the balls that leave hands, meet bats and come to be caught."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engines.story import ballistics
from engines.story.actions.call import Call, Move, Moved, PropTrack, View
from engines.story.actions.gait import WALK, go
from engines.story.actions.keyed import library, play
from engines.story.figure import FAR, GRAVITY, NEAR
from engines.story.posture import Reach

F64 = NDArray[np.float64]
RADIUS = {"baseball": 0.075, "basketball": 0.175, "soccer_ball": 0.15, "ball": 0.12}


@dataclass(frozen=True)
class Flown:
    """A ball that starts in a hand and leaves it at `leaves` seconds (at the usual pace), as fast as suits the way."""

    ball: str
    leaves: float
    speed: float
    far: float
    high: float


THROWN = {
    "throwing": Flown("ball", 0.84, 8.5, 5.0, 1.4),
    "pitching": Flown("baseball", 1.54, 13.0, 7.0, 1.2),
    "shooting": Flown("basketball", 0.92, 6.0, 4.2, 4.1),
}


MEETS = 0.62
"""Seconds after which a ball that flies comes into the hands of one who catches it, at the usual pace."""


def ball_of(call: Call, usual: str) -> str:
    """The ball that the story names, or the usual one."""
    return call.prop or usual


def radius_of(name: str) -> float:
    """The radius of a ball, units."""
    return RADIUS.get(name, 0.12)


def thrown(name: str, call: Call) -> Move:
    """Throwing, pitching, shooting: the ball goes with the hand, leaves it and flies to where it is thrown."""
    kind = THROWN[name]
    leaves = kind.leaves / call.how.pace
    ahead = call.ahead if call.ahead is not None and call.ahead > 0.8 else kind.far
    high = call.high if call.high is not None else kind.high
    ball = ball_of(call, kind.ball)

    def path(view: View) -> PropTrack:
        goal, ends = view.place(ahead, high), "caught" in call.there
        return let_go(view, ball, leaves, NEAR, goal, kind.speed, name == "shooting", ends)

    return Move(play(library()[name], call.body, call.frames, call.fps, call.how), (path,), {"leaves": leaves})


def let_go(
    view: View, ball: str, leaves: float, hand: int, goal: F64, speed: float, both: bool = False, ends: bool = False
) -> PropTrack:
    """A ball in a hand that leaves it after `leaves` seconds and flies to `goal` at about `speed`.

    ends: somebody has it from there on.
    """
    frames = len(view.joints)
    palm = in_palm(view, hand, radius_of(ball), both)
    release = min(view.start + round(leaves * view.fps), frames - 1)
    place = palm.copy()
    distance = float(np.linalg.norm(goal - palm[release]))
    seconds = float(np.clip(distance / speed, 0.18, 1.6))
    if goal[1] > palm[release, 1] + 0.8:
        seconds = max(seconds, 0.75)
    start_speed = ballistics.lob(palm[release], goal, seconds)
    times = np.arange(frames - release) / view.fps
    place[release:] = ballistics.flight(palm[release], start_speed, times, radius_of(ball))
    shown = np.zeros(frames, dtype=bool)
    rolls = max(view.stop, release + round((seconds + 1.6) * view.fps))
    shown[view.start : min(frames, release + round(seconds * view.fps) if ends else rolls)] = True
    spin = np.cumsum(np.gradient(place[:, 0])) / radius_of(ball)
    return PropTrack(ball, place, spin, shown, "front", 1.0, view.side)


def in_palm(view: View, hand: int, radius: float, both: bool = False) -> F64:
    """[T, 2] the middle of a ball that lies in a hand, or between both."""
    if both:
        return 0.5 * (view.hand(NEAR) + view.hand(FAR)) + np.array([0.0, 0.6 * radius])
    along = view.hand(hand) - view.joint("wrist", hand)
    return view.hand(hand) + along / np.maximum(np.linalg.norm(along, axis=-1, keepdims=True), 1e-6) * radius * 0.8


def caught(name: str, call: Call) -> Move:
    """Catching and fielding: the ball comes, flying or rolling, meets the hands and stays in them."""
    flies = name == "catching"
    ball = ball_of(call, "ball" if flies else "baseball")
    comes = (MEETS if flies else 0.78) / call.how.pace
    ahead = call.ahead if call.ahead is not None and call.ahead > 0.8 else (4.5 if flies else 4.0)

    def path(view: View) -> PropTrack:
        frames = len(view.joints)
        radius = radius_of(ball)
        held = in_palm(view, NEAR, radius, both=True)
        if not flies:
            held[:, 1] = np.maximum(held[:, 1] - 0.6 * radius, radius)
        meets = min(view.start + round(comes * view.fps), frames - 1)
        if not flies:
            # Up again, the ball goes into the throwing hand.
            since = (np.arange(frames) - view.start) / view.fps - 1.4 / call.how.pace
            share = np.clip(since / 0.12, 0.0, 1.0)[:, None]
            held = held + share * (in_palm(view, NEAR, radius) - held)
        place = held.copy()
        before = np.arange(view.start, meets)
        left = (meets - before) / view.fps
        begun = max(comes, 0.2)
        start = view.place(ahead, call.high if call.high is not None and flies else 1.5 if flies else radius)
        if flies:
            speed = ballistics.lob(start, held[meets], begun)
            t = begun - left
            place[before, 0] = start[0] + speed[0] * t
            place[before, 1] = start[1] + speed[1] * t - 0.5 * GRAVITY * t * t
        else:
            share = (1 - left / begun)[:, None]
            place[before] = start + (held[meets] - start) * (1.35 * share - 0.35 * share**2)
            place[before, 1] = np.where(share[:, 0] < 0.93, radius, place[before, 1])
        shown = np.zeros(frames, dtype=bool)
        shown[meets if "flight" in call.there else view.start : view.stop] = True
        spin = np.cumsum(np.gradient(place[:, 0])) / radius
        return PropTrack(ball, place, spin, shown, "front", 1.0, view.side)

    return Move(play(library()[name], call.body, call.frames, call.fps, call.how), (path,), {"meets": comes})


def batting(call: Call) -> Move:
    """The ball comes, the bat meets it, and it flies off."""
    contact = 0.90 / call.how.pace
    posture = play(library()["batting"], call.body, call.frames, call.fps, call.how)
    keys = np.array([0.0, 0.45, 0.60, 0.76, 0.90, 1.04, 1.2, 1.5, 1.8]) / call.how.pace
    # The way of the bat, degrees from straight up, forward: over the shoulder, level through the ball, round behind.
    ways = np.array([-28.0, -40.0, -62.0, -8.0, 92.0, 150.0, 212.0, 226.0, 190.0])

    def turn(view: View) -> F64:
        from scipy.interpolate import PchipInterpolator

        t = np.clip((np.arange(len(view.joints)) - view.start) / view.fps, 0.0, keys[-1])
        return np.radians(PchipInterpolator(keys, ways)(t))

    def bat(view: View) -> PropTrack:
        frames = len(view.joints)
        shown = np.zeros(frames, dtype=bool)
        shown[view.start : view.stop] = True
        grip = 0.5 * (view.hand(NEAR) + view.hand(FAR))
        return PropTrack("bat", grip, view.side * turn(view), shown, "near", call.size, view.side)

    def ball(view: View) -> PropTrack:
        frames = len(view.joints)
        hit = min(view.start + round(contact * view.fps), frames - 1)
        way = turn(view)
        grip = 0.5 * (view.hand(NEAR) + view.hand(FAR))
        sweet = grip[hit] + 0.85 * call.size * np.array([view.side * np.sin(way[hit]), np.cos(way[hit])])
        place = np.tile(sweet, (frames, 1))
        comes = 0.5
        before = np.arange(view.start, hit)
        t = comes - (hit - before) / view.fps
        start = sweet + np.array([view.side * 6.0, 0.2])
        speed = ballistics.lob(start, sweet, comes)
        place[before, 0] = start[0] + speed[0] * t
        place[before, 1] = start[1] + speed[1] * t - 0.5 * GRAVITY * t * t
        times = np.arange(frames - hit) / view.fps
        place[hit:] = ballistics.flight(sweet, np.array([view.side * 11.0, 8.0]), times, 0.075)
        shown = np.zeros(frames, dtype=bool)
        shown[max(view.start, hit - round(comes * view.fps)) : min(frames, hit + round(2.0 * view.fps))] = True
        return PropTrack("baseball", place, np.zeros(frames), shown, "front", 1.0, view.side)

    return Move(posture, (bat, ball), {"hits": contact})


def kicking(call: Call) -> Move:
    """The foot meets the ball, and it flies off."""
    contact = 0.66 / call.how.pace
    ball = ball_of(call, "soccer_ball")
    posture = play(library()["kicking"], call.body, call.frames, call.fps, call.how)
    ahead = call.ahead if call.ahead is not None and call.ahead > 1.5 else 6.0
    high = call.high if call.high is not None else 0.5

    def path(view: View) -> PropTrack:
        frames, radius = len(view.joints), radius_of(ball)
        hit = min(view.start + round(contact * view.fps), frames - 1)
        toe = view.joint("toe", NEAR)
        rest = np.array([toe[hit, 0] + view.side * 0.8 * radius, radius])
        place = np.tile(rest, (frames, 1))
        goal = view.place(ahead, high)
        seconds = float(np.clip(abs(goal[0] - rest[0]) / 9.0, 0.35, 1.3))
        times = np.arange(frames - hit) / view.fps
        place[hit:] = ballistics.flight(rest, ballistics.lob(rest, goal, seconds), times, radius)
        shown = np.zeros(frames, dtype=bool)
        shown[view.start : min(frames, max(view.stop, hit + round((seconds + 1.6) * view.fps)))] = True
        spin = np.cumsum(np.gradient(place[:, 0])) / radius
        return PropTrack(ball, place, spin, shown, "front", 1.0, view.side)

    return Move(posture, (path,), {"meets": contact})


BOUNCE = 0.62
"""Seconds from one push of a dribbler's hand to the next."""


def dribbling(call: Call) -> Move:
    """Walking, or standing, while the near hand bounces a ball: the hand goes down with it and meets it coming up."""
    if call.distance > 0.2:
        posture = go(WALK, call.body, call.frames, call.fps, call.how, call.distance, call.seconds)
    else:
        posture = play(library()["idle"], call.body, call.frames, call.fps, call.how)
    ball = ball_of(call, "basketball")
    radius, size = radius_of(ball), call.size
    phase = np.mod(call.times / BOUNCE, 1.0)
    # A third of the time the ball is in the hand, going down with it and coming up; the rest it falls and returns.
    lowest, highest = 0.92 * size, 1.10 * size
    pushing = 0.5 - 0.5 * np.cos(2 * np.pi * phase)
    height = highest - (highest - lowest) * pushing
    knees = replace(
        posture,
        y=posture.y - 0.09 * call.legs - 0.02 * call.legs * pushing,
        lean=posture.lean + 0.20,
        head=posture.head + 0.10,
    )
    palm = np.stack([posture.x + 0.44 * size, height + 0.0 * posture.x], axis=-1)
    reach = Reach(NEAR, palm, np.ones(call.frames))
    arm = knees.arm.copy()
    arm[:, FAR] = (0.5, 0.7, 0.0)
    posture = replace(knees, arm=arm, reaches=(reach,))

    def path(view: View) -> PropTrack:
        frames = len(view.joints)
        hand = view.hand(NEAR)
        seconds = (np.arange(frames) - view.start) / view.fps
        turn = np.mod(seconds / BOUNCE, 1.0)
        top = hand[:, 1] - radius * 0.9
        free = np.clip((turn - 0.5) / 0.5, 0.0, 1.0)
        # Down in the first half of its freedom, up in the second, a little faster near the ground.
        drop = 1.0 - np.abs(2.0 * free - 1.0) ** 1.5
        low_hand = lowest - radius * 0.9
        y = np.where(turn < 0.5, top, np.minimum(low_hand + (top - low_hand), top) * (1 - drop) + radius * drop)
        place = np.stack([hand[:, 0] + view.side * 0.02, np.maximum(y, radius)], axis=-1)
        shown = np.zeros(frames, dtype=bool)
        shown[view.start : view.stop] = True
        return PropTrack(ball, place, seconds * 3, shown, "front", 1.0, view.side)

    return Move(posture, (path,))


def moved(name: str, call: Call) -> Move:
    """The sport called `name`."""
    if name in THROWN:
        return thrown(name, call)
    if name in ("catching", "fielding"):
        return caught(name, call)
    table: dict[str, object] = {"batting": batting, "kicking": kicking, "dribbling": dribbling}
    made = table[name]
    assert callable(made)
    result = made(call)
    assert isinstance(result, Move)
    return result


__all__ = ["Moved", "moved"]
