"""A figure posed as an animator does: where pelvis, feet and hands are and which way they turn, in; a Motion out."""

from dataclasses import dataclass, field

import numpy as np

from engines.motion import Motion, skeleton
from engines.motion import rotations as rot
from engines.motion.face import FACE_INDEX, FACE_WEIGHTS
from tools.samples.timing import Array

INDEX = skeleton.INDEX
SIDES = ("left", "right")
OUTWARD = {"left": 1.0, "right": -1.0}


def euler(degrees: Array) -> Array:
    """Matrices `[..., 3, 3]` from (pitch, yaw, roll) in degrees `[..., 3]`: nod down, turn left, tilt to the right."""
    pitch, yaw, roll = np.moveaxis(np.radians(np.asarray(degrees, dtype=float)), -1, 0)
    zero = np.zeros_like(pitch)
    about_x, about_y, about_z = (
        rot.matrix(np.stack(v, axis=-1)).astype(float)
        for v in ((pitch, zero, zero), (zero, yaw, zero), (zero, zero, roll))
    )
    return about_y @ about_x @ about_z


def hand(side: str, fingers: tuple[float, float, float], palm: tuple[float, float, float]) -> Array:
    """The orientation `[3, 3]` in which the fingers point along `fingers` and the palm faces `palm`."""
    along = np.asarray(fingers, dtype=float) / np.linalg.norm(fingers)
    facing = np.asarray(palm, dtype=float) - np.dot(palm, along) * along
    facing /= np.linalg.norm(facing)
    rest = np.array([OUTWARD[side], 0.0, 0.0]), np.array([0.0, -1.0, 0.0])
    return _frame(along, facing) @ _frame(*rest).T


def _frame(first: Array, second: Array) -> Array:
    """Right-handed axes as columns `[..., 3, 3]` from two perpendicular directions `[..., 3]`."""
    return np.stack([first, second, np.cross(first, second)], axis=-1)


def _unit(v: Array) -> Array:
    return v / np.linalg.norm(v, axis=-1, keepdims=True)


@dataclass
class Arm:
    """One arm over T frames, seen from the chest (x to the figure's left, y up, z forward; metres).

    wrist: [T, 3] where the wrist is, from the middle between the shoulders.
    elbow: [T, 3] towards which side the elbow points.
    palm:  [T, 3, 3] the hand's orientation, as from `hand`.
    curl:  [T, 5] how far index, middle, pinky, ring and thumb are closed: 0 straight, 1 a fist.
    spread: [T] how far the fingers are apart, degrees.
    """

    wrist: Array
    elbow: Array
    palm: Array
    curl: Array
    spread: Array


@dataclass
class Foot:
    """One foot over T frames: ankle `[T, 3]` in the world, metres; heading, pitch (toes down), toe bend in degrees."""

    ankle: Array
    heading: Array
    pitch: Array
    toes: Array


@dataclass
class Pose:
    """A whole figure over T frames.

    pelvis: [T, 3] place; turn, torso, head: [T, 3] (pitch, yaw, roll) degrees; the torso's over the
    pelvis, the others in the world.
    gaze: [T, 2] eyes left and up within the head, degrees.
    """

    pelvis: Array
    turn: Array
    torso: Array
    head: Array
    gaze: Array
    arms: dict[str, Arm]
    feet: dict[str, Foot]
    face: dict[str, Array] = field(default_factory=dict)

    def motion(self, fps: int, source: str) -> Motion:
        """Solve the limbs and give the Motion."""
        frames = len(self.pelvis)
        local = np.tile(np.eye(3), (frames, skeleton.COUNT, 1, 1))
        local[:, 0] = euler(self.turn)
        for name in ("spine1", "spine2", "spine3"):
            local[:, INDEX[name]] = euler(self.torso / 3)
        chest = local[:, 0] @ np.linalg.matrix_power(euler(self.torso / 3), 3)
        neck = rot.axis_angle(np.swapaxes(chest, -1, -2) @ euler(self.head)).astype(float)
        local[:, INDEX["neck"]] = rot.matrix(0.45 * neck)
        local[:, INDEX["head"]] = rot.matrix(0.55 * neck)
        for eye in ("left_eye", "right_eye"):
            local[:, INDEX[eye]] = euler(np.stack([-self.gaze[:, 1], self.gaze[:, 0], 0 * self.gaze[:, 0]], axis=-1))
        for side in SIDES:
            self._solve_arm(local, side, chest)
            self._solve_leg(local, side)
        face = np.zeros((frames, len(FACE_WEIGHTS)))
        for name, weight in self.face.items():
            face[:, FACE_INDEX[name]] = np.clip(weight, 0, 1)
        return Motion.of(fps, rot.axis_angle(local), self.pelvis, face=face, source=source)

    def _solve_arm(self, local: Array, side: str, chest: Array) -> None:
        arm, out = self.arms[side], OUTWARD[side]
        collar, shoulder, elbow, wrist = (INDEX[f"{side}_{n}"] for n in ("collar", "shoulder", "elbow", "wrist"))
        middle = 0.5 * (skeleton.REST[INDEX["left_shoulder"]] + skeleton.REST[INDEX["right_shoulder"]])
        root = skeleton.REST[collar] - middle
        upper, lower = skeleton.OFFSETS[elbow].astype(float), skeleton.OFFSETS[wrist].astype(float)
        girdle = np.tile(np.eye(3), (len(chest), 1, 1))
        for _ in range(3):  # the shoulder follows the upper arm, and moves it
            start = root + girdle @ skeleton.OFFSETS[shoulder].astype(float)
            to_elbow, to_wrist, hinge = _two_bones(arm.wrist - start, upper, lower, arm.elbow)
            lift = np.where(to_elbow[:, 1] < 0, 6.0, 24.0) * to_elbow[:, 1]
            reach = 14.0 * np.maximum(to_elbow[:, 2], -0.4)
            girdle = euler(np.stack([0 * lift, -out * reach, out * lift], axis=-1))
        rest_hinge = np.array([0.0, -out, 0.0])
        upper_turn = _limb_turn(upper, rest_hinge, to_elbow, hinge)
        lower_turn = _limb_turn(lower, rest_hinge, to_wrist, hinge)
        along = np.array([out, 0.0, 0.0])
        bend = np.swapaxes(lower_turn, -1, -2) @ arm.palm
        roll = _twist(bend, along)
        lower_turn = lower_turn @ rot.matrix(0.6 * roll[:, None] * along).astype(float)  # the forearm rolls as well
        local[:, collar] = girdle
        local[:, shoulder] = np.swapaxes(girdle, -1, -2) @ upper_turn
        local[:, elbow] = np.swapaxes(upper_turn, -1, -2) @ lower_turn
        local[:, wrist] = np.swapaxes(lower_turn, -1, -2) @ arm.palm
        self._curl_fingers(local, side)

    def _curl_fingers(self, local: Array, side: str) -> None:
        arm, out = self.arms[side], OUTWARD[side]
        fan = {"index": 1.0, "middle": 0.15, "ring": -0.6, "pinky": -1.35}
        for k, finger in enumerate(skeleton.FINGERS):
            curl = arm.curl[:, k]
            for bone in (1, 2, 3):
                if finger == "thumb":
                    angles = np.stack([(10, 14, 24)[bone - 1] * curl, out * (14, 22, 30)[bone - 1] * curl, 0 * curl])
                else:
                    spread = arm.spread * fan[finger] * (bone == 1)
                    angles = np.stack([0 * curl, -out * spread, -out * (72, 88, 58)[bone - 1] * curl])
                local[:, INDEX[f"{side}_{finger}{bone}"]] = euler(angles.T)

    def _solve_leg(self, local: Array, side: str) -> None:
        foot = self.feet[side]
        hip, knee, ankle, toes = (INDEX[f"{side}_{n}"] for n in ("hip", "knee", "ankle", "foot"))
        upper, lower = skeleton.OFFSETS[knee].astype(float), skeleton.OFFSETS[ankle].astype(float)
        start = self.pelvis + local[:, 0] @ skeleton.OFFSETS[hip].astype(float)
        hips_heading = np.degrees(np.arctan2(local[:, 0, 0, 2], local[:, 0, 2, 2]))
        between = hips_heading + 0.5 * ((foot.heading - hips_heading + 180) % 360 - 180)
        ahead = np.stack([np.sin(np.radians(between)), 0 * between, np.cos(np.radians(between))], axis=-1)
        thigh, shin, hinge = _two_bones(foot.ankle - start, upper, lower, ahead)
        thigh_turn = _limb_turn(upper, np.array([1.0, 0, 0]), thigh, hinge)
        shin_turn = _limb_turn(lower, np.array([1.0, 0, 0]), shin, hinge)
        flat = euler(np.stack([foot.pitch, foot.heading, 0 * foot.pitch], axis=-1))
        local[:, hip] = np.swapaxes(local[:, 0], -1, -2) @ thigh_turn
        local[:, knee] = np.swapaxes(thigh_turn, -1, -2) @ shin_turn
        local[:, ankle] = np.swapaxes(shin_turn, -1, -2) @ flat
        local[:, toes] = euler(np.stack([foot.toes, 0 * foot.toes, 0 * foot.toes], axis=-1))


def _two_bones(span: Array, upper: Array, lower: Array, pole: Array) -> tuple[Array, Array, Array]:
    """Directions of both bones `[T, 3]` that reach `span [T, 3]` with the joint towards `pole`, and its hinge axis."""
    a, b = float(np.linalg.norm(upper)), float(np.linalg.norm(lower))
    distance = np.linalg.norm(span, axis=-1)
    if (distance > 0.9995 * (a + b)).any():
        frame = int(distance.argmax())
        raise ValueError(f"frame {frame}: a limb of {a + b:.3f} m cannot reach {distance[frame]:.3f} m")
    to = span / distance[:, None]
    side = _unit(pole - (pole * to).sum(axis=-1, keepdims=True) * to)
    cosine = (a * a + distance**2 - b * b) / (2 * a * distance)
    first = cosine[:, None] * to + np.sqrt(1 - cosine[:, None] ** 2) * side
    second = (span - a * first) / b
    return first, _unit(second), _unit(np.cross(side, to))


def _limb_turn(rest: Array, rest_hinge: Array, along: Array, hinge: Array) -> Array:
    """World rotations `[T, 3, 3]` that bring a bone from `rest` to `along`, its hinge from `rest_hinge` to `hinge`."""
    rest_along = _unit(rest)
    rest_hinge = _unit(rest_hinge - np.dot(rest_hinge, rest_along) * rest_along)
    return _frame(along, hinge) @ _frame(rest_along, rest_hinge).T


def _twist(turn: Array, axis: Array) -> Array:
    """The part of rotations `[T, 3, 3]` about `axis`, radians `[T]`, without jumps."""
    q = rot.quaternion(rot.axis_angle(turn)).astype(float)
    return np.unwrap(2 * np.arctan2(q[:, 1:] @ axis, q[:, 0]))
