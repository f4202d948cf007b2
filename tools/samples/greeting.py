"""Someone notices you, waves, and offers an open hand. Seven and a half seconds, ends where it begins."""

import numpy as np

from engines.motion import Motion, skeleton
from tools.samples import standing
from tools.samples.figure import Arm, Pose, euler, hand
from tools.samples.timing import Array, drift, ease, later, moves, pulse

FPS = 30
SECONDS = 7.6
WAVE_START, WAVE_END, WAVE_RATE = 1.62, 3.25, 2.0


def greeting() -> Motion:
    """The sample `greeting`."""
    t = np.arange(round(SECONDS * FPS)) / FPS
    breathing = standing.breath(t, SECONDS / 2)
    on_left = moves(t, 0.35, [(0.55, 1.0, 1.0), (3.45, 1.1, -0.15), (5.6, 1.2, 0.35)])[:, 0]
    palms = pulse(t, 4.5, 0.7, 1.5)
    beat = pulse(t, 4.55, 0.25, 0.4) + 0.6 * pulse(t, 5.05, 0.25, 0.4)

    pelvis = np.array([0.0, skeleton.REST[0, 1] - 0.008, -0.022]) + drift(t, SECONDS, 1) * [0.003, 0.0, 0.003]
    pelvis[:, 0] += 0.026 * on_left
    pelvis[:, 1] += -0.004 * on_left**2 - 0.004 * beat
    pelvis[:, 2] += 0.012 * palms
    turn = drift(t, SECONDS, 2) * [0.5, 0.8, 0.4]
    turn += np.stack([0 * t, moves(t, -3.0, [(0.8, 0.9, 1.5), (6.0, 1.2, -3.0)])[:, 0], 2.6 * on_left], axis=-1)
    torso = drift(t, SECONDS, 3) * [0.8, 0.9, 0.6]
    torso[:, 0] += 2.0 - 1.0 * breathing + 3.0 * palms + 1.2 * beat - 2.0 * pulse(t, 1.8, 0.9, 1.6)
    torso[:, 1] += moves(t, -3.0, [(0.7, 0.8, 3.0), (1.2, 0.8, 6.0), (3.4, 0.9, 0.0), (6.0, 1.2, -3.0)])[:, 0]
    torso[:, 2] += -3.6 * on_left + moves(t, 0.0, [(1.2, 0.8, 3.5), (3.3, 0.8, 0.0)])[:, 0]

    pose = Pose(
        pelvis, turn, torso, _head(t, beat), _gaze(t),
        arms={"left": _left_arm(t, beat), "right": _right_arm(t, beat)},
        feet=standing.feet(len(t)),
        face=_face(t),
    )  # fmt: skip
    for seed, arm in enumerate(pose.arms.values()):
        arm.wrist[:, 1] += 0.003 * breathing
        standing.enliven(arm, t, SECONDS, FPS, 10 + 2 * seed)
    return pose.motion(FPS, "Marionette sample: greeting")


def _head(t: Array, beat: Array) -> Array:
    head = drift(t, SECONDS, 4) * [0.9, 1.0, 0.8]
    head[:, 1] += moves(t, -17.0, [(0.42, 0.55, 1.0), (3.9, 0.7, 4.0), (5.2, 0.7, -1.0), (6.45, 0.8, -17.0)])[:, 0]
    head[:, 0] += moves(t, 3.0, [(0.45, 0.5, -3.0), (3.4, 0.6, 0.0), (6.5, 0.7, 3.0)])[:, 0] + 3.5 * beat
    head[:, 0] += 4.0 * pulse(t, 1.35, 0.22, 0.4)  # a nod of recognition
    head[:, 2] += moves(t, 0.0, [(1.1, 0.7, -5.0), (3.5, 0.8, 4.0), (5.6, 0.9, 0.0)])[:, 0]
    return head


def _gaze(t: Array) -> Array:
    """The eyes arrive first; the head then catches up under them."""
    left = moves(t, -6.0, [(0.30, 0.10, 14.0), (0.48, 0.45, 0.0), (6.30, 0.10, -12.0), (6.55, 0.6, -6.0)])
    up = moves(t, -4.0, [(0.30, 0.10, 1.0), (0.5, 0.5, 0.0), (6.30, 0.10, -5.0), (6.6, 0.5, -4.0)])
    return np.concatenate([left, up], axis=-1)


def _right_arm(t: Array, beat: Array) -> Arm:
    ready = hand("right", (-0.05, 1.0, 0.10), (0.15, -0.1, 1.0))
    offered = hand("right", (-0.38, 0.10, 1.0), (0.30, 1.0, 0.0))
    arm = standing.arm(
        "right",
        t,
        wrist=[(1.02, 0.55, (0.33, -0.22, 0.27)), (1.18, 0.62, (0.345, 0.055, 0.235)),
               (3.25, 0.75, (0.25, -0.24, 0.30)),
               (5.35, 0.62, (0.27, -0.40, 0.20)), (5.5, 0.85, standing.HANGING)],
        elbow=[(1.05, 0.8, (0.5, -1.0, -0.25)), (3.2, 0.9, (0.35, -0.6, -0.9)), (5.4, 0.9, (0.35, -0.1, -1.0))],
        palm=[(1.10, 0.75, ready), (3.35, 0.75, offered), (5.48, 0.95, standing.hanging_hand("right"))],
        curl=[(1.2, 0.35, (0.34, 0.38, 0.44, 0.42, 0.3)), (1.45, 0.35, standing.OPEN),
              (3.2, 0.4, (0.25, 0.3, 0.38, 0.34, 0.2)),
              (3.75, 0.45, (0.08, 0.12, 0.20, 0.16, 0.04)), (5.5, 0.8, standing.RELAXED)],
        spread=[(1.45, 0.4, 8.0), (3.2, 0.4, 3.0), (3.8, 0.4, 6.0), (5.5, 0.6, -4.0)],
    )  # fmt: skip
    size = ease((t - WAVE_START) / 0.3) * (1 - ease((t - WAVE_END + 0.15) / 0.45))
    wave = size * np.sin(2 * np.pi * WAVE_RATE * (t - WAVE_START))
    arm.wrist = arm.wrist + np.stack([0.062 * wave, -0.014 * wave**2, 0.010 * wave], axis=-1)
    trailing = later(wave, 0.05, FPS)
    arm.palm = euler(np.stack([0 * t, 0 * t, -21.0 * trailing], axis=-1)) @ arm.palm
    arm.curl = arm.curl + 0.035 * size[:, None] * (1 + later(wave, 0.1, FPS)[:, None])
    arm.wrist[:, 1] -= 0.022 * beat
    arm.wrist[:, 2] += 0.018 * beat
    return arm


def _left_arm(t: Array, beat: Array) -> Arm:
    offered = hand("left", (0.30, -0.05, 1.0), (-0.45, 1.0, 0.1))
    arm = standing.arm(
        "left",
        t,
        wrist=[(1.2, 0.9, (0.262, -0.486, 0.02)), (3.55, 0.8, (0.235, -0.31, 0.24)), (5.25, 0.6, (0.26, -0.43, 0.15)),
               (5.38, 0.85, standing.HANGING)],
        elbow=[(3.5, 0.9, (0.35, -0.6, -0.9)), (5.3, 0.9, (0.35, -0.1, -1.0))],
        palm=[(3.65, 0.75, offered), (5.36, 0.95, standing.hanging_hand("left"))],
        curl=[(3.9, 0.5, (0.14, 0.18, 0.26, 0.22, 0.1)), (5.4, 0.8, standing.RELAXED)],
        spread=[(3.9, 0.5, 5.0), (5.4, 0.6, -4.0)],
    )  # fmt: skip
    arm.wrist[:, 1] -= 0.016 * later(beat, 0.06, FPS)
    arm.wrist[:, 2] += 0.012 * later(beat, 0.06, FPS)
    return arm


def _face(t: Array) -> dict[str, Array]:
    smile = moves(t, 0.15, [(0.7, 0.6, 1.0), (3.3, 0.8, 0.65), (4.2, 0.5, 0.85), (6.0, 1.0, 0.15)])[:, 0]
    brows = pulse(t, 1.0, 0.3, 0.8) + 0.5 * pulse(t, 4.4, 0.4, 0.8)
    lids = standing.blinks(t, 0.45, 2.45, 3.5, 5.35, 6.45)
    face = {
        "browInnerUp": 0.35 * brows,
        "jawOpen": 0.06 * smile,
    }
    for side, share in (("Left", 1.0), ("Right", 0.93)):
        face |= {
            f"mouthSmile{side}": share * smile,
            f"cheekSquint{side}": 0.45 * share * smile,
            f"eyeSquint{side}": 0.22 * share * smile,
            f"mouthDimple{side}": 0.2 * share * smile,
            f"browOuterUp{side}": 0.4 * share * brows,
            f"eyeWide{side}": 0.12 * brows,
            f"eyeBlink{side}": lids,
        }
    return face
