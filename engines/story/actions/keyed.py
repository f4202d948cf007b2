"""Actions told by key poses: `configs/story/motion/*.yaml` read, checked and played.

A key says, at a time in seconds, what part of the body is where; what it does not mention goes on its way. Angles are
degrees in the picture for a figure that faces right, from straight up for trunk and head, from straight down for arms:
90 is forward, 180 is up. Lengths are units of a human and shrink with the figure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from contracts import StudioError
from engines.story.figure import FAR, NEAR, Proportions
from engines.story.posture import Posture, Reach, standing
from engines.story.style import Style
from engines.story.vocabulary import parsed

F64 = NDArray[np.float64]
FOLDER = Path(__file__).resolve().parents[3] / "configs" / "story" / "motion"
LAG = {"elbow": 0.035, "wrist": 0.075, "head": 0.03}
"""Seconds by which the loose end of a limb follows what carries it."""
ARMS = {"far": FAR, "near": NEAR}
FEET = {"far_foot": FAR, "near_foot": NEAR}
NUMBERS = {"lean": 1, "bend": 1, "head": 1, "turn": 1, "hips": 2, "far_foot": 3, "near_foot": 3}


@dataclass(frozen=True)
class Place:
    """Where a key sends a hand: a landmark, or a point before the figure; see Reach."""

    hand: int
    to: str | tuple[float, float]
    aside: tuple[float, float]
    elbow: float


@dataclass(frozen=True)
class Keyed:
    """One action.

    seconds: how long it takes at the usual pace; a cycle repeats after that.
    cycle:   whether it goes round; otherwise the last pose is held.
    turn:    degrees that the figure is turned away from us, 90 from the side.
    channels: by name, the key times [K] and values [K, N].
    places:  where hands go, with the times [K] and weights [K] of going there.
    props:   what is held or stands by, as the file tells it.
    target:  where the other stands, units ahead, and how high what is done to them is; None is done to nobody.
    moments: telling seconds by name.
    """

    name: str
    seconds: float
    cycle: bool
    turn: float
    channels: dict[str, tuple[F64, F64]]
    places: tuple[tuple[Place, F64, F64], ...]
    props: tuple[dict[str, Any], ...]
    loose: float
    steady: bool
    target: tuple[float, float] | None = None
    moments: dict[str, float] = field(default_factory=dict)


@lru_cache(maxsize=1)
def library() -> dict[str, Keyed]:
    """Every keyed action by name."""
    import yaml

    made: dict[str, Keyed] = {}
    for file in sorted(FOLDER.glob("*.yaml")):
        try:
            for name, entry in parsed(file).items():
                made[name] = keyed(name, entry)
        except (KeyError, TypeError, ValueError, AttributeError, yaml.YAMLError) as error:
            raise StudioError(
                f"{file.name} is not a list of key poses: {error}.", "Compare it with the file that was shipped."
            ) from error
    return made


def keyed(name: str, entry: dict[str, Any]) -> Keyed:
    """The action in `entry`, as YAML gives it."""
    unknown = entry.keys() - {"seconds", "cycle", "turn", "keys", "props", "loose", "steady", "target", "moments"}
    if unknown:
        raise ValueError(f"{name}: unknown {', '.join(sorted(unknown))}")
    keys = {float(time): dict(pose) for time, pose in entry["keys"].items()}
    seconds = float(entry["seconds"])
    late = [time for time in keys if time > seconds]
    if late:
        raise ValueError(f"{name}: the key at {late[0]} s is after its end")
    wrong = {part for pose in keys.values() for part in pose} - NUMBERS.keys() - ARMS.keys()
    if wrong:
        raise ValueError(f"{name}: no part of a figure is called {', '.join(sorted(wrong))}")
    channels: dict[str, tuple[F64, F64]] = {}
    for part in (*NUMBERS, *ARMS):
        told = {time: np.atleast_1d(pose[part]) for time, pose in keys.items() if _is_pose(pose.get(part))}
        if told:
            width = NUMBERS.get(part, 3)
            values = np.array([np.pad(np.asarray(value, float), (0, width - len(value))) for value in told.values()])
            channels[part] = (np.array(list(told)), values)
    return Keyed(
        name,
        seconds,
        bool(entry.get("cycle", False)),
        float(entry.get("turn", 60)),
        channels,
        tuple(_places(keys)),
        tuple(entry.get("props", ())),
        float(entry.get("loose", 1.0)),
        bool(entry.get("steady", False)),
        (float(entry["target"][0]), float(entry["target"][1])) if "target" in entry else None,
        {str(name): float(second) for name, second in entry.get("moments", {}).items()},
    )


def _is_pose(value: object) -> bool:
    return isinstance(value, list | int | float)


def _places(keys: dict[float, dict[str, Any]]) -> Iterable[tuple[Place, F64, F64]]:
    for arm, hand in ARMS.items():
        told = {time: pose[arm] for time, pose in keys.items() if arm in pose}
        found = []
        for asked in told.values():
            if not _is_pose(asked) and (place := _place(hand, asked)) not in found:
                found.append(place)
        for place in found:
            weights = [float(not _is_pose(asked) and _place(hand, asked) == place) for asked in told.values()]
            yield place, np.array(list(told)), np.array(weights)


def _place(hand: int, asked: str | dict[str, Any]) -> Place:
    told = {"to": asked} if isinstance(asked, str) else asked
    aside = told.get("aside", (0.0, 0.0))
    to = told["to"] if "to" in told else (float(told["at"][0]), float(told["at"][1]))
    return Place(hand, to, (float(aside[0]), float(aside[1])), float(told.get("elbow", 1)))


def play(action: Keyed, body: Proportions, frames: int, fps: float, how: Style) -> Posture:
    """`frames` of the action, facing right, standing at x = 0, in the style `how`."""
    base = standing(frames, body, np.radians(action.turn))
    size = body.height / 2.5
    legs = body.leg / 1.08
    times = _clock(action, frames, fps, how)

    def channel(part: str, lag: float = 0.0) -> F64:
        at, values = action.channels[part]
        return spline(at, values, times - lag * action.loose, action.seconds if action.cycle else None)

    arm, foot = base.arm.copy(), base.foot.copy()
    for part, hand in ARMS.items():
        if part in action.channels:
            arm[:, hand, 0] = np.radians(channel(part)[:, 0])
            arm[:, hand, 1] = np.radians(channel(part, LAG["elbow"])[:, 1])
            arm[:, hand, 2] = np.radians(channel(part, LAG["wrist"])[:, 2])
            if not action.steady:
                arm[:, hand] = _sized(arm[:, hand], how.size if action.places == () else min(how.size, 1.1))
    for part, side in FEET.items():
        if part in action.channels:
            foot[:, side] = channel(part) * np.array([legs, legs, np.pi / 180])
    x, y = base.x, base.y
    if "hips" in action.channels:
        hips = channel("hips") * legs
        x, y = x + hips[:, 0], y + hips[:, 1] * min(how.bounce, 1.15 if action.steady else 1.4)
        y = y if not action.steady else base.y + hips[:, 1]
    lean, bend, head, yaw = base.lean, base.bend, base.head, base.yaw
    if "lean" in action.channels:
        lean = np.radians(channel("lean")[:, 0])
    if "bend" in action.channels:
        bend = np.radians(channel("bend", 0.02)[:, 0])
    if "head" in action.channels:
        head = np.radians(channel("head", LAG["head"])[:, 0])
    if "turn" in action.channels:
        yaw = np.radians(channel("turn")[:, 0])
    reaches = []
    for place, at, weights in action.places:
        weight = np.clip(spline(at, weights[:, None], times, action.seconds if action.cycle else None)[:, 0], 0.0, 1.0)
        to: str | F64 = place.to if isinstance(place.to, str) else np.tile(np.array(place.to) * size, (frames, 1))
        aside = (place.aside[0] * size, place.aside[1] * size)
        reaches.append(Reach(place.hand, to, weight, aside, place.elbow))
    still = np.gradient(foot[:, :, 0], 1.0 / fps, axis=0) if frames > 1 else np.zeros((frames, 2))
    planted = (foot[:, :, 1] < 0.004) & (np.abs(still) < 0.04)
    made = Posture(x, y, yaw, base.stance, lean, bend, head, arm, foot, base.knee, planted, tuple(reaches))
    return alive(made, fps, how, 0.4 if action.steady else 1.0)


def _clock(action: Keyed, frames: int, fps: float, how: Style) -> F64:
    """[T] seconds into the keys: no two rounds of a cycle take quite the same time."""
    pace = how.pace
    even = np.arange(frames) / fps * pace
    if not action.cycle:
        return even
    dice = how.dice(3)
    rounds = int(even[-1] / action.seconds) + 2 if frames else 2
    lengths = action.seconds * np.cumsum(np.concatenate([[0.0], dice.uniform(0.93, 1.07, rounds)]))
    return np.interp(even, lengths, action.seconds * np.arange(rounds + 1))


def _sized(angles: F64, size: float) -> F64:
    """[T, 3] the same movement, larger or smaller about its middle."""
    if len(angles) < 2:
        return angles
    middle = 0.5 * (angles.min(axis=0) + angles.max(axis=0))
    return middle + (angles - middle) * float(np.clip(size, 0.7, 1.25))


def spline(at: F64, values: F64, times: F64, period: float | None) -> F64:
    """[T, N] through the keys without overshoot, so that what is held stays held; round and round with a `period`."""
    if period is not None:
        times = np.mod(times, period)
    if len(at) == 1:
        return np.repeat(values, len(times), axis=0)
    curve, first, last = _curve(at.tobytes(), np.asarray(values, np.float64).tobytes(), values.shape[1], period)
    return curve(np.clip(times, first, last))


@lru_cache(maxsize=4096)
def _curve(times: bytes, values: bytes, width: int, period: float | None) -> tuple[Callable[[F64], F64], float, float]:
    """The curve through the keys, which takes longer to make than to follow, with its first and last second."""
    from scipy.interpolate import PchipInterpolator

    at, through = np.frombuffer(times), np.frombuffer(values).reshape(-1, width)
    order = np.argsort(at)
    at, through = at[order], through[order]
    if period is not None:
        inside = at < period - 1e-9
        at, through = at[inside], through[inside]
        at = np.concatenate([at - 2 * period, at - period, at, at + period, at + 2 * period])
        through = np.concatenate([through] * 5)
    else:
        # At rest before the first key and after the last.
        at = np.concatenate([[at[0] - 0.5], at, [at[-1] + 0.5]])
        through = np.concatenate([through[:1], through, through[-1:]])
    return PchipInterpolator(at, through, axis=0), float(at[0]), float(at[-1])


def alive(posture: Posture, fps: float, how: Style, amount: float = 1.0) -> Posture:
    """The same with breath, a shifting weight, hanging or proud shoulders and trembling."""
    frames = len(posture)
    t = np.arange(frames) / fps
    dice = how.dice(5)
    phase = dice.uniform(0, 2 * np.pi, 6)
    breath = np.sin(2 * np.pi * t * 0.28 * (0.8 + 0.2 * how.pace) + phase[0])
    sway = np.sin(2 * np.pi * t * 0.17 + phase[1]) + 0.5 * np.sin(2 * np.pi * t * 0.29 + phase[2])
    tremble = np.sin(2 * np.pi * t * 6.3 + phase[3]) * np.sin(2 * np.pi * t * 2.1 + phase[4])
    droop = how.droop
    arm = posture.arm.copy()
    arm[:, :, 0] += amount * 0.012 * breath[:, None] + 0.05 * max(droop, 0.0) * amount
    arm += how.shake * 0.02 * np.stack([tremble, -tremble], axis=-1)[:, :, None]
    return replace(
        posture,
        x=posture.x + 0.010 * sway * amount,
        lean=posture.lean + 0.006 * sway * amount + 0.10 * droop * amount + 0.006 * how.shake * tremble,
        bend=posture.bend - 0.010 * breath * amount + (0.16 * droop if droop > 0 else 0.05 * droop) * amount,
        head=posture.head + 0.008 * sway * amount + (0.34 * droop if droop > 0 else 0.10 * droop) * amount,
        arm=arm,
    )
