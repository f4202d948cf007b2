"""Someone explains something with warmth: three phrases, nine seconds, ends where it begins."""

import numpy as np

from engines.motion import Motion, skeleton
from tools.samples import standing
from tools.samples.figure import Arm, Pose, hand
from tools.samples.timing import Array, drift, later, moves, pulse
from tools.samples.voice import lips, phrase

FPS = 30
SECONDS = 9.0
SPEECH = (
    *phrase(0.42, 0.165, "ba DA lo mi - na ME do la BO"),
    *phrase(3.22, 0.170, "lu NA de mo LA ni - be do MA lo"),
    *phrase(6.02, 0.160, "mi DO la - ne BI lo da mo NE - BA"),
)
BEATS = tuple(s.start + 0.08 for s in SPEECH if s.stress == 1)

READY = {
    "left": standing.Hold(
        palm=hand("left", (-0.50, 0.10, 1.0), (-0.75, 0.60, 0.0)),
        wrist=(0.185, -0.315, 0.225),
        elbow=(0.45, -0.55, -0.8),
        curl=(0.26, 0.30, 0.38, 0.34, 0.18),
        spread=3.0,
    ),
    "right": standing.Hold(
        palm=hand("right", (0.45, 0.15, 1.0), (0.80, 0.50, 0.1)),
        wrist=(0.175, -0.290, 0.250),
        elbow=(0.45, -0.55, -0.8),
        curl=(0.24, 0.28, 0.36, 0.32, 0.16),
        spread=3.0,
    ),
}


def talk() -> Motion:
    """The sample `talk`."""
    t = np.arange(round(SECONDS * FPS)) / FPS
    beats = np.sum([pulse(t, at, 0.16, 0.34) for at in BEATS], axis=0)
    breathing = sum(pulse(t, at, 0.55, 1.8) for at in (0.6, 3.05, 5.85))
    on_left = moves(t, -0.5, [(2.5, 1.1, 0.8), (5.4, 1.1, -0.5)])[:, 0]

    pelvis = np.array([0.0, skeleton.REST[0, 1] - 0.008, -0.022]) + drift(t, SECONDS, 1) * [0.004, 0.0, 0.004]
    pelvis[:, 0] += 0.028 * on_left
    pelvis[:, 1] -= 0.004 * on_left**2 + 0.003 * beats
    pelvis[:, 2] += 0.014 * moves(t, 0.0, [(2.9, 0.9, 1.0), (5.2, 0.9, -0.3), (7.4, 0.6, 0.8), (8.2, 0.8, 0.0)])[:, 0]
    turn = drift(t, SECONDS, 2) * [0.9, 2.2, 0.8]
    turn[:, 2] += 2.4 * on_left
    torso = drift(t, SECONDS, 3) * [1.4, 2.0, 1.2]
    torso[:, 0] += 2.5 - 1.6 * breathing + 1.3 * beats + 2.5 * pulse(t, 8.0, 0.5, 0.7)
    torso[:, 1] += moves(
        t, 0.0, [(0.3, 0.6, -5.0), (2.7, 0.8, 2.0), (3.9, 0.7, 4.0), (5.7, 0.6, -4.0), (7.3, 0.7, 0.0)]
    )[:, 0]
    torso[:, 2] -= 3.3 * on_left

    pose = Pose(
        pelvis, turn, torso, _head(t, beats), _gaze(t),
        arms={"left": _left_arm(t, beats), "right": _right_arm(t, beats)},
        feet=standing.feet(len(t)),
        face=_face(t, beats),
    )  # fmt: skip
    for seed, arm in enumerate(pose.arms.values()):
        standing.enliven(arm, t, SECONDS, FPS, 50 + 2 * seed)
    return pose.motion(FPS, "Marionette sample: talk")


def _right_arm(t: Array, beats: Array) -> Arm:
    offer = hand("right", (-0.30, 0.15, 1.0), (0.20, 1.0, -0.1))
    wide = hand("right", (-0.75, 0.20, 0.9), (0.45, 0.75, 0.35))
    raised = hand("right", (0.10, 1.0, 0.25), (0.55, -0.2, 0.9))
    shrug = hand("right", (-0.65, 0.25, 0.9), (0.0, 1.0, -0.1))
    point = (0.02, 0.62, 0.80, 0.74, 0.6)
    arm = standing.arm(
        "right",
        t,
        wrist=[(0.12, 0.45, (0.20, -0.17, 0.27)), (0.42, 0.36, (0.285, -0.255, 0.335)),
               (1.28, 0.36, (0.25, -0.19, 0.30)),
               (1.50, 0.34, (0.30, -0.27, 0.34)), (2.05, 0.40, (0.33, -0.235, 0.31)),
               (2.62, 0.60, (0.165, -0.225, 0.275)),
               (3.22, 0.42, (0.24, -0.17, 0.30)), (3.62, 0.52, (0.40, -0.165, 0.27)),
               (4.55, 0.50, (0.31, -0.26, 0.29)),
               (5.35, 0.45, (0.22, -0.16, 0.26)), (5.58, 0.50, (0.245, 0.015, 0.27)),
               (7.15, 0.55, (0.27, -0.20, 0.30)),
               (7.45, 0.45, (0.345, -0.185, 0.28)), (8.20, 0.75, READY["right"].wrist)],
        elbow=[(0.2, 0.6, (0.40, -0.6, -0.8)), (3.5, 0.7, (0.7, -0.7, -0.55)), (4.6, 0.7, (0.45, -0.6, -0.8)),
               (5.4, 0.7, (0.5, -1.0, -0.3)), (7.2, 0.8, (0.6, -0.7, -0.6)), (8.2, 0.7, READY["right"].elbow)],
        palm=[(0.45, 0.45, offer), (2.70, 0.6, READY["right"].palm), (3.68, 0.60, wide), (4.6, 0.6, offer),
              (5.55, 0.55, raised), (7.20, 0.55, shrug), (8.25, 0.75, READY["right"].palm)],
        curl=[(0.5, 0.45, standing.OPEN), (2.7, 0.6, READY["right"].curl),
              (3.75, 0.5, (0.04, 0.07, 0.12, 0.09, 0.02)),
              (4.7, 0.6, (0.2, 0.25, 0.3, 0.28, 0.12)), (5.62, 0.45, point), (7.25, 0.45, standing.OPEN),
              (8.25, 0.7, READY["right"].curl)],
        spread=[(0.5, 0.4, 6.0), (2.7, 0.6, 3.0), (3.75, 0.5, 9.0), (4.7, 0.6, 3.0), (7.3, 0.4, 8.0),
                (8.25, 0.7, 3.0)],
        start=READY["right"],
    )  # fmt: skip
    arm.wrist = arm.wrist + beats[:, None] * np.array([0.0, -0.030, 0.022])
    return arm


def _left_arm(t: Array, beats: Array) -> Arm:
    offer = hand("left", (0.30, 0.10, 1.0), (-0.30, 1.0, -0.1))
    wide = hand("left", (0.75, 0.20, 0.9), (-0.45, 0.75, 0.35))
    shrug = hand("left", (0.65, 0.25, 0.9), (0.0, 1.0, -0.1))
    arm = standing.arm(
        "left",
        t,
        wrist=[(1.55, 0.45, (0.20, -0.24, 0.26)), (2.0, 0.45, (0.30, -0.255, 0.28)),
               (2.66, 0.60, (0.165, -0.235, 0.27)),
               (3.26, 0.42, (0.235, -0.18, 0.30)), (3.66, 0.52, (0.395, -0.175, 0.27)),
               (4.60, 0.50, (0.29, -0.28, 0.28)),
               (5.45, 0.70, (0.20, -0.345, 0.21)), (7.20, 0.50, (0.25, -0.22, 0.29)),
               (7.49, 0.45, (0.335, -0.20, 0.27)),
               (8.26, 0.72, READY["left"].wrist)],
        elbow=[(3.5, 0.7, (0.7, -0.7, -0.55)), (4.6, 0.7, (0.45, -0.6, -0.8)), (7.2, 0.8, (0.6, -0.7, -0.6)),
               (8.25, 0.7, READY["left"].elbow)],
        palm=[(2.05, 0.45, offer), (2.75, 0.6, READY["left"].palm), (3.72, 0.60, wide), (4.65, 0.6, offer),
              (5.5, 0.7, READY["left"].palm), (7.25, 0.55, shrug), (8.3, 0.7, READY["left"].palm)],
        curl=[(2.05, 0.5, standing.OPEN), (2.8, 0.6, READY["left"].curl), (3.8, 0.5, (0.04, 0.07, 0.12, 0.09, 0.02)),
              (4.7, 0.6, READY["left"].curl), (7.3, 0.45, standing.OPEN), (8.3, 0.7, READY["left"].curl)],
        spread=[(2.05, 0.4, 6.0), (2.8, 0.6, 3.0), (3.8, 0.5, 9.0), (4.7, 0.6, 3.0), (7.3, 0.4, 8.0),
                (8.3, 0.7, 3.0)],
        start=READY["left"],
    )  # fmt: skip
    share = moves(t, 0.25, [(1.9, 0.5, 0.9), (5.4, 0.6, 0.2), (7.2, 0.5, 0.9), (8.3, 0.6, 0.25)])
    arm.wrist = arm.wrist + share * later(beats, 0.04, FPS)[:, None] * np.array([0.0, -0.026, 0.018])
    return arm


def _head(t: Array, beats: Array) -> Array:
    head = drift(t, SECONDS, 4, fastest=9) * [1.3, 2.0, 1.4]
    head[:, 0] += 3.0 * beats - 2.0 * pulse(t, 6.6, 0.5, 0.9)
    head[:, 1] += moves(t, -2.0, [(0.2, 0.5, 1.0), (2.55, 0.5, -7.0), (3.3, 0.5, 5.0), (4.3, 0.6, 0.0),
                                  (5.5, 0.45, 8.0),
                                  (6.2, 0.5, -1.0), (8.3, 0.6, -2.0)])[:, 0]  # fmt: skip
    head[:, 2] += moves(
        t, 0.0, [(0.5, 0.6, -3.5), (3.2, 0.7, 3.0), (5.8, 0.7, -2.0), (7.4, 0.5, 5.0), (8.3, 0.6, 0.0)]
    )[:, 0]
    return head


def _gaze(t: Array) -> Array:
    """Away while thinking between phrases, back to the listener for what matters."""
    left = [
        (2.52, 0.09, -9.0),
        (3.15, 0.09, 3.0),
        (3.5, 0.5, 0.0),
        (5.45, 0.09, 8.0),
        (6.05, 0.09, -3.0),
        (6.4, 0.5, 0.0),
    ]
    up = [(2.52, 0.09, -5.0), (3.15, 0.09, 0.0), (5.45, 0.09, 6.0), (6.05, 0.09, 0.0)]
    return np.concatenate([moves(t, 0.0, left), moves(t, 0.0, up)], axis=-1)


def _face(t: Array, beats: Array) -> dict[str, Array]:
    face = lips(t, SPEECH)
    smile = moves(t, 0.45, [(0.2, 0.4, 0.25), (2.5, 0.4, 0.4), (3.1, 0.4, 0.25), (5.4, 0.4, 0.35), (5.9, 0.4, 0.25),
                            (8.0, 0.5, 0.45)])[:, 0]  # fmt: skip
    brows = 0.25 * beats + 0.8 * pulse(t, 3.9, 0.5, 0.8) + 0.9 * pulse(t, 7.8, 0.4, 0.7) + 0.4 * pulse(t, 0.7, 0.4, 0.6)
    knit = pulse(t, 5.7, 0.4, 0.6) + pulse(t, 2.8, 0.3, 0.5)
    lids = standing.blinks(t, 0.25, 2.56, 3.18, 5.48, 7.3, 8.55)
    face["browInnerUp"] = 0.3 * brows
    for side in ("Left", "Right"):
        face[f"mouthSmile{side}"] = face[f"mouthSmile{side}"] + smile
        face[f"cheekSquint{side}"] = 0.5 * smile
        face[f"browOuterUp{side}"] = 0.45 * brows
        face[f"browDown{side}"] = 0.3 * knit
        face[f"eyeBlink{side}"] = lids
    return face
