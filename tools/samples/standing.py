"""What every standing figure does without thinking: hang its arms, breathe, sway, blink."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from engines.motion import skeleton
from tools.samples.figure import OUTWARD, Arm, Foot, hand
from tools.samples.timing import Array, drift, later, moves, pulse, turns

HANGING = (0.272, -0.486, 0.045)
"""Where a relaxed left wrist is, from the middle between the shoulders, metres."""
RELAXED = (0.26, 0.33, 0.42, 0.38, 0.40)
OPEN = (0.07, 0.09, 0.15, 0.12, 0.05)


def place(side: str, left: tuple[float, float, float]) -> tuple[float, float, float]:
    """A place or direction given for the left side, on `side`."""
    return OUTWARD[side] * left[0], left[1], left[2]


def hanging_hand(side: str) -> Array:
    """The orientation of a hand that hangs: palm to the thigh and a little back."""
    return hand(side, place(side, (0.02, -1.0, 0.16)), place(side, (-1.0, 0.0, -0.45)))


Step: TypeAlias = tuple[float, float, tuple[float, ...]]


@dataclass(frozen=True)
class Hold:
    """How an arm is held when nothing moves it; places and directions as for the left side."""

    palm: Array
    wrist: tuple[float, float, float] = HANGING
    elbow: tuple[float, float, float] = (0.35, -0.1, -1.0)
    curl: tuple[float, ...] = RELAXED
    spread: float = -4.0


def arm(
    side: str,
    t: Array,
    wrist: Sequence[Step] = (),
    elbow: Sequence[Step] = (),
    palm: Sequence[tuple[float, float, Array]] = (),
    curl: Sequence[Step] = (),
    spread: Sequence[tuple[float, float, float]] = (),
    start: Hold | None = None,
) -> Arm:
    """An arm that begins as `start` says (hanging) and makes the given moves; wrist and elbow as for the left side."""
    start = start or Hold(hanging_hand(side))

    def sided(value: tuple[float, ...]) -> Array:
        return np.array(value) * np.array([OUTWARD[side], 1.0, 1.0])

    return Arm(
        wrist=moves(t, sided(start.wrist), [(begin, duration, sided(goal)) for begin, duration, goal in wrist]),
        elbow=moves(t, sided(start.elbow), [(begin, duration, sided(goal)) for begin, duration, goal in elbow]),
        palm=turns(t, start.palm, palm),
        curl=moves(t, start.curl, curl),
        spread=moves(t, start.spread, spread)[:, 0],
    )


def enliven(arm: Arm, t: Array, period: float, fps: float, seed: int) -> None:
    """Let a hand drift a little, and its fingers each in its own time."""
    arm.wrist = arm.wrist + drift(t, period, seed) * np.array([0.003, 0.002, 0.004])
    restless = drift(t, period, seed + 1, width=5, slowest=2, fastest=8) * 0.018
    arm.curl = np.stack([later(arm.curl[:, k], 0.02 + 0.025 * k, fps) for k in (0, 1, 2, 3, 4)], axis=-1)
    arm.curl = np.maximum(arm.curl + restless, 0.0)


def breath(t: Array, period: float) -> Array:
    """From -1 (out) to 1 (in), `[T]`: in somewhat quicker than out."""
    angle = 2 * np.pi * t / period
    return np.sin(angle + 0.35 * np.sin(angle))


def feet(frames: int) -> dict[str, Foot]:
    """Both feet on the ground, a little apart and turned out, the right one slightly ahead."""
    still, height = np.zeros(frames), skeleton.REST[skeleton.INDEX["left_ankle"], 1]
    return {
        "left": Foot(np.tile([0.098, height, -0.065], (frames, 1)), still - 5.0, still, still),
        "right": Foot(np.tile([-0.102, height, -0.045], (frames, 1)), still + 3.0, still, still),
    }


def blinks(t: Array, *times: float) -> Array:
    """Lids: down in about 80 ms, up again in about 150, `[T]`."""
    return np.max([pulse(t, at, 0.10, 0.19) for at in times], axis=0)
