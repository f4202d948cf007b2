"""A calm walk once round a circle of about one metre radius: twelve steps, then it begins again.

Each foot is driven by what it stands on: heel, whole sole, ball, air. The ankle follows from that, so feet cannot
slide. Angles over the cycle follow published gait curves in shape (heel strike with raised toes, flat at a tenth of
the cycle, heel off before the middle, toe off at 62 %).
"""

import numpy as np

from engines.motion import Motion, skeleton
from engines.motion.ground import sole_points
from tools.samples import standing
from tools.samples.figure import OUTWARD, SIDES, Arm, Foot, Pose, euler
from tools.samples.timing import Array, drift, later

FPS = 30
STEPS = 12
STEP_SECONDS = 16 / FPS
SECONDS = STEPS * STEP_SECONDS
STEP_LENGTH = 0.58
STEP_WIDTH = 0.16
AHEAD = 0.22  # metres by which a heel lands before the pelvis
TOE_OUT = -6.0  # degrees, added to the rest pose's own
SINK, BOB = 0.024, 0.009
CLEARANCE = 0.042
RADIUS = STEPS * STEP_LENGTH / (2 * np.pi)
FLAT, HEEL_OFF, TOE_OFF = 0.09, 0.33, 0.62  # share of the two-step cycle since heel strike

PITCH = ((0.0, -17.0), (0.045, -7.0), (FLAT, 0.0), (HEEL_OFF, 0.0), (0.45, 12.0), (0.54, 32.0), (TOE_OFF, 58.0),
         (0.67, 63.0), (0.74, 48.0), (0.83, 12.0), (0.90, -10.0), (0.95, -18.0), (1.0, -17.0))  # fmt: skip
TOES = ((0.0, -8.0), (FLAT, 0.0), (HEEL_OFF, 0.0), (0.45, -12.0), (0.54, -35.0), (TOE_OFF, -62.0), (0.67, -66.0),
        (0.74, -48.0), (0.83, -14.0), (0.92, -7.0), (1.0, -8.0))  # fmt: skip


def heel_strikes() -> Array:
    """When a heel meets the ground, seconds: left, right, left, ..."""
    return np.linspace(0.0, SECONDS, STEPS, endpoint=False)


def walk() -> Motion:
    """The sample `walk`."""
    t = np.arange(round(SECONDS * FPS)) / FPS
    phase = (t / (2 * STEP_SECONDS)) % 1.0  # of the left foot; the right one is half a cycle away
    step = 2 * np.pi * 2 * phase  # one turn a step
    stride = 2 * np.pi * phase

    along = STEP_LENGTH / STEP_SECONDS * (t + 0.010 * np.sin(step - 0.5))
    aside = 0.020 * np.sin(stride - 0.25)  # over the foot that bears
    heading = np.degrees(along / RADIUS)
    pelvis = _on_path(along, aside)
    pelvis[:, 1] = skeleton.REST[0, 1] - SINK - BOB * np.cos(step - 0.70)
    hips = np.stack(
        [3.0 + 0.8 * np.sin(step), heading - 5.5 * np.cos(stride + 0.15), 3.2 * np.sin(stride - 0.35) - 0.7], axis=-1
    )
    torso = np.stack(
        [
            2.0 + 1.2 * np.sin(step + 0.6),
            11.0 * np.cos(stride - 0.05) + 2.0,
            -3.6 * np.sin(stride - 0.55) - 0.5,
        ],
        axis=-1,
    ) + drift(t, SECONDS, 3) * [0.6, 0.8, 0.5]
    head = np.stack(
        [3.0 - 0.8 * np.sin(step + 0.4), heading + 5.0 + 1.5 * np.cos(stride - 0.2), -0.6 * np.sin(stride)], axis=-1
    )
    head += drift(t, SECONDS, 4) * [1.2, 3.0, 0.8]
    pose = Pose(
        pelvis, hips, torso, head, np.stack([2.0 + 2 * drift(t, SECONDS, 5)[:, 0], 0 * t], axis=-1),
        arms={side: _arm(side, t, stride) for side in SIDES},
        feet={side: _foot(side, t) for side in SIDES},
        face=_face(t),
    )  # fmt: skip
    return pose.motion(FPS, "Marionette sample: walk")


def _on_path(along: Array, aside: Array) -> Array:
    """Places on the ground `[T, 3]`: so far along the circle about the origin, and so far to its inside, metres."""
    angle = along / RADIUS
    return np.stack([(aside - RADIUS) * np.cos(angle), 0 * angle, (RADIUS - aside) * np.sin(angle)], axis=-1)


def _foot(side: str, t: Array) -> Foot:
    cycle = t / (2 * STEP_SECONDS) - (0.0 if side == "left" else 0.5)
    phase = cycle % 1.0
    print_now = 2 * np.floor(cycle) + (0.0 if side == "left" else 1.0)
    air = np.clip((phase - TOE_OFF) / (1 - TOE_OFF), 0, 1)
    swing = _flight(side, print_now, air)
    ankle = np.where((phase < TOE_OFF)[:, None], _standing_ankle(side, print_now, np.minimum(phase, TOE_OFF)), swing)
    way = air**2 * (3 - 2 * air)
    heading = np.degrees(((print_now + 2 * way) * STEP_LENGTH + AHEAD) / RADIUS) + OUTWARD[side] * TOE_OUT
    return Foot(ankle, heading, _curve(PITCH, phase), _curve(TOES, phase))


def _standing_ankle(side: str, footprint: Array, phase: Array) -> Array:
    """Where the ankle is `[T, 3]` while heel, sole or ball rests on its footprint."""
    along = footprint * STEP_LENGTH + AHEAD
    flat = _on_path(along, np.full_like(along, OUTWARD[side] * STEP_WIDTH / 2))
    ankle, foot = skeleton.INDEX[f"{side}_ankle"], skeleton.INDEX[f"{side}_foot"]
    flat[:, 1] = skeleton.REST[ankle, 1]
    pitch = _curve(PITCH, phase)
    heading = np.degrees(along / RADIUS) + OUTWARD[side] * TOE_OUT
    level = euler(np.stack([0 * pitch, heading, 0 * pitch], axis=-1))
    tilted = euler(np.stack([pitch, heading, 0 * pitch], axis=-1))
    heel, ball = (point.astype(float) for _, point in sole_points(ankle, foot)[:2])
    pivot = np.where((pitch < 0)[:, None], heel, ball)[..., None]
    return flat + ((level - tilted) @ pivot)[..., 0]


def _flight(side: str, footprint: Array, air: Array) -> Array:
    """The ankle's way through the air `[T, 3]`: it leaves and lands as the sole rolls off and on, without a jerk."""
    step, length = 2e-3, 1 - TOE_OFF
    ends = []
    for place, phase in ((footprint, TOE_OFF), (footprint + 2, 0.0)):
        before, at, after = (_standing_ankle(side, place, np.full_like(air, phase + d)) for d in (-step, 0.0, step))
        ends.append((at, (after - before) / (2 * step) * length))
    (off, leave), (on, land) = ends
    s = air[:, None]
    path = (1 + 2 * s) * (1 - s) ** 2 * off + s**2 * (3 - 2 * s) * on
    path = path + s * (1 - s) ** 2 * leave - s**2 * (1 - s) * land
    path[:, 1] += CLEARANCE * 45.6 * air**2 * (1 - air) ** 4
    return path


def _curve(keys: tuple[tuple[float, float], ...], phase: Array) -> Array:
    """A round curve through (phase, degrees) over one cycle, again and again."""
    from scipy.interpolate import CubicSpline, PchipInterpolator
    from scipy.ndimage import gaussian_filter1d

    grid = np.linspace(0, 1, 401)
    rounded = gaussian_filter1d(PchipInterpolator(*np.transpose(keys))(grid[:-1]), 6.0, mode="wrap")
    spline = CubicSpline(grid, np.append(rounded, rounded[0]), bc_type="periodic")
    return np.asarray(spline(phase % 1.0))


def _arm(side: str, t: Array, stride: Array) -> Arm:
    out = OUTWARD[side]
    swing = -out * np.cos(stride - 0.12)  # 1 all the way forward
    loose = drift(t, SECONDS, 7 if side == "left" else 8)
    forward = np.radians(2.0 + 19.0 * swing + 1.2 * loose[:, 0])
    bend = np.radians(26.0 + 12.0 * later(swing, 0.05, FPS) + 1.5 * loose[:, 1])
    upper = _hang(out * 0.22, forward)
    lower = _hang(out * 0.13, forward + bend)
    shoulder = np.array([out * skeleton.REST[skeleton.INDEX["left_shoulder"], 0], -0.016, 0.0])
    lengths = [np.linalg.norm(skeleton.OFFSETS[skeleton.INDEX[f"{side}_{joint}"]]) for joint in ("elbow", "wrist")]
    hands = forward + bend + np.radians(6.0) * later(swing, 0.09, FPS)
    frames = len(t)
    arm = Arm(
        wrist=shoulder + 0.965 * (lengths[0] * upper + lengths[1] * lower),
        elbow=np.tile([out * 0.35, 0.0, -1.0], (frames, 1)),
        palm=euler(np.stack([-np.degrees(hands), 0 * t, 0 * t], axis=-1)) @ standing.hanging_hand(side),
        curl=np.tile(standing.RELAXED, (frames, 1)) + 0.04 * later(swing, 0.12, FPS)[:, None],
        spread=np.full(frames, -4.0),
    )
    standing.enliven(arm, t, SECONDS, FPS, 30 if side == "left" else 40)
    return arm


def _hang(outward: float, forward: Array) -> Array:
    """Unit directions `[T, 3]` of something that hangs, swung forward by an angle."""
    down = np.sqrt(1 - outward**2)
    return np.stack([outward + 0 * forward, -down * np.cos(forward), down * np.sin(forward)], axis=-1)


def _face(t: Array) -> dict[str, Array]:
    lids = standing.blinks(t, 0.9, 3.4, 5.3)
    smile = 0.22 + 0.06 * drift(t, SECONDS, 6)[:, 0]
    return {
        "mouthSmileLeft": smile,
        "mouthSmileRight": 0.95 * smile,
        "cheekSquintLeft": 0.3 * smile,
        "cheekSquintRight": 0.3 * smile,
        "eyeBlinkLeft": lids,
        "eyeBlinkRight": lids,
    }
