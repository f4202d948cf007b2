"""Planted feet stay where they are: legs are bent (two-bone inverse kinematics) so that soles no longer slide."""

import numpy as np
from numpy.typing import NDArray

from engines.motion import rotations as rot
from engines.motion import skeleton
from engines.motion.ground import BALL, HEEL, SIDES, Flags, contacts_of, runs, soles
from engines.motion.heading import heading
from engines.motion.motion import Motion

Array = NDArray[np.float64]

BLEND = 0.2
"""Seconds over which a released foot returns to its own path, and leaves it before it is planted."""
FARTHEST = 0.12
"""Metres a planted foot may drift in the source before it is let go and planted anew."""
STRAIGHTEST = 0.995
"""Share of a straight leg's length that a planted leg may use; hips sink rather than snap a knee straight."""


def foot_lock(motion: Motion) -> Motion:
    """`motion` with every planted heel or ball held in place, and the knees still bending forward.

    The foot's own tilt is kept; its heading is held while it is flat. Hips sink where a leg would have to overstretch.
    """
    positions, turns = skeleton.forward(motion.rotations, motion.translation)
    fps = float(motion.fps)
    touching = contacts_of(soles(positions, turns), fps).touching
    if not touching.any():
        return motion
    blend = max(2, round(BLEND * fps))
    world = turns.astype(np.float64)
    targets = np.empty((len(motion), 2, 3))
    held = np.empty((len(motion), 2))
    for side, name in enumerate(SIDES):
        ankle, foot = skeleton.INDEX[f"{name}_ankle"], skeleton.INDEX[f"{name}_foot"]
        planted = _stretches(touching[:, side], soles(positions, turns)[:, side], blend)
        yaw = _held_heading(world[:, ankle], touching[:, side], planted, blend)
        upright = rot.matrix(np.stack([0 * yaw, yaw, 0 * yaw], axis=-1))
        world[:, [ankle, foot]] = upright[:, None] @ world[:, [ankle, foot]]
        places = soles(positions, world.astype(np.float32))[:, side].astype(np.float64)
        targets[:, side] = positions[:, ankle] + _held_place(places, touching[:, side], planted, blend)
        held[:, side] = _eased([np.ones((stop - start, 1)) for start, stop in planted], planted, blend, len(motion))[
            :, 0
        ]
    places_now, turns_now = positions.astype(np.float64), turns.astype(np.float64)
    legs = [_Leg(name, places_now, turns_now, held[:, side]) for side, name in enumerate(SIDES)]
    sink = _sink(legs, targets, round(0.1 * fps))
    return _reach(motion, legs, turns_now, world, targets, sink)


Stretches = list[tuple[int, int]]


def _stretches(touching: Flags, places: NDArray[np.float32], blend: int) -> Stretches:
    """When one foot `touching [T, 2]` is planted; a stretch whose foot drifts too far is planted in several places."""
    out: Stretches = []
    steps = _steps(places, touching)
    for start, stop in runs(np.any(touching, axis=-1)):
        path = np.cumsum(np.concatenate([0 * steps[:1], steps[start + 1 : stop]]), axis=0)[:, [0, 2]]
        first = 0
        for t, place in enumerate(path):
            if np.linalg.norm(place - path[first]) > FARTHEST:
                if t - blend > first:
                    out.append((start + first, start + t - blend))
                first = t
        out.append((start + first, stop))
    return out


def _steps(places: NDArray[np.floating], touching: Flags) -> Array:
    """How far the resting part of a sole slips from the frame before `[T, 3]`; the ball counts before the heel."""
    slip = np.diff(places[:, : BALL + 1].astype(np.float64), axis=0, prepend=places[:1, : BALL + 1])
    both_frames = touching & np.concatenate([touching[:1], touching[:-1]])
    on_heel = both_frames[:, HEEL] & ~both_frames[:, BALL]
    return np.where(on_heel[:, None], slip[:, HEEL], slip[:, BALL])


def _held_place(places: Array, touching: Flags, planted: Stretches, blend: int) -> Array:
    """What to add to the ankle `[T, 3]` so that what rests does not slip."""
    steps = _steps(places, touching)
    return _eased([_undone(steps[start:stop]) for start, stop in planted], planted, blend, len(places))


def _held_heading(ankle: Array, touching: Flags, planted: Stretches, blend: int) -> Array:
    """What to add to the foot's heading `[T]`, radians, so that a flat foot does not swivel."""
    yaw = np.unwrap(heading(rot.axis_angle(ankle)))
    flat = touching.all(axis=-1) & np.concatenate([touching[:1], touching[:-1]]).all(axis=-1)
    steps = (np.diff(yaw, prepend=yaw[0]) * flat)[:, None]
    return _eased([_undone(steps[start:stop]) for start, stop in planted], planted, blend, len(ankle))[:, 0]


def _undone(steps: Array) -> Array:
    """The correction `[n, k]` that takes back every step but the first, as small as can be over the whole stretch."""
    path = np.cumsum(np.concatenate([0 * steps[:1], steps[1:]]), axis=0)
    return path.mean(axis=0) - path


def _eased(corrections: list[Array], planted: Stretches, blend: int, frames: int) -> Array:
    """Corrections in their stretches; between them the last fades out while the next fades in."""
    out = np.zeros((frames, corrections[0].shape[1] if corrections else 1))
    for (start, stop), correction in zip(planted, corrections, strict=True):
        out[start:stop] = correction
    borders = [(0, 0), *planted, (frames, frames)]
    for k in range(len(borders) - 1):
        begin, end = borders[k][1], borders[k + 1][0]
        gap = end - begin
        if gap <= 0:
            continue
        width = min(blend, gap + 1)
        away = np.arange(1, gap + 1)
        leave = _falling(away / width)[:, None]
        arrive = _falling((gap + 1 - away) / width)[:, None]
        last = corrections[k - 1][-1] if k > 0 else 0.0
        following = corrections[k][0] if k < len(corrections) else 0.0
        out[begin:end] = last * leave + following * arrive
    return out


def _falling(x: Array) -> Array:
    """From 1 at 0 to 0 at 1 and beyond, smoothly."""
    x = np.clip(x, 0, 1)
    return 1 - x * x * (3 - 2 * x)


def _sink(legs: list["_Leg"], targets: Array, reach: int) -> Array:
    """How far the hips go down `[T]`, smoothly, so that both legs reach their targets `[T, 2, 3]`."""
    from scipy.ndimage import gaussian_filter1d, maximum_filter1d

    need = np.zeros(len(targets))
    for side, leg in enumerate(legs):
        span = targets[:, side] - leg.hip
        room = leg.longest**2 - (span[:, [0, 2]] ** 2).sum(axis=-1)
        drop = -span[:, 1] - np.sqrt(np.maximum(room, 0.0))
        need = np.maximum(need, np.where(np.linalg.norm(span, axis=-1) > leg.longest, drop, 0.0))
    width = 2 * reach + 1
    return np.asarray(gaussian_filter1d(maximum_filter1d(need, 2 * width + 1), width / 2, truncate=2.0))


class _Leg:
    """One leg of the source over T frames, and how far its knee has to turn to bring the ankle elsewhere.

    `held [T]` is 1 while the foot is planted. A planted leg may not be quite straight: the least push would make its
    knee jump; a free one may be as straight as it was. The knee turns about the thigh's own x axis, so what it
    deviates sideways in the rest pose stays as it is.
    """

    def __init__(self, name: str, positions: Array, turns: Array, held: Array) -> None:
        self.joints = tuple(skeleton.INDEX[f"{name}_{joint}"] for joint in ("hip", "knee", "ankle", "foot"))
        hip, knee, ankle, _ = self.joints
        self.upper, self.lower = (float(np.linalg.norm(skeleton.OFFSETS[joint])) for joint in (knee, ankle))
        self.hip = positions[:, hip]
        self.thigh = (positions[:, knee] - self.hip) / self.upper
        self.shin = (positions[:, ankle] - positions[:, knee]) / self.lower
        self.hinge = turns[:, hip, :, 0]
        sideways = _dot(self.shin, self.hinge)
        swept = self.shin - sideways[:, None] * self.hinge
        along, across = _dot(self.thigh, swept), _dot(self.thigh, np.cross(self.hinge, swept))
        self._fixed = sideways * _dot(self.thigh, self.hinge)
        self._range = np.maximum(np.hypot(along, across), 1e-9)
        self._straight = np.arctan2(across, along)  # the turn from here that would make the leg straight
        longest = STRAIGHTEST * self._distance(self._fixed + self._range)
        source = np.linalg.norm(positions[:, ankle] - self.hip, axis=-1)
        self.longest = longest + (1 - held) * np.maximum(source - longest, 0)

    def _distance(self, cosine: Array) -> Array:
        """From hip to ankle when thigh and shin enclose an angle of this cosine."""
        return np.sqrt(self.upper**2 + self.lower**2 + 2 * self.upper * self.lower * cosine)

    def knee_turn(self, distance: Array) -> Array:
        """Radians `[T]` about the hinge that put the ankle this far from the hip; the knee never bends forwards."""
        cosine = (distance**2 - self.upper**2 - self.lower**2) / (2 * self.upper * self.lower)
        return self._straight + np.arccos(np.clip((cosine - self._fixed) / self._range, -1, 1))


def _dot(a: Array, b: Array) -> Array:
    return np.asarray((a * b).sum(axis=-1))


def _reach(motion: Motion, legs: list[_Leg], turns: Array, feet: Array, targets: Array, sink: Array) -> Motion:
    """Bend both legs so that the ankles are at `targets`, with the feet turned in the world as in `feet`."""
    rotations = motion.rotations.copy()
    down = np.stack([0 * sink, sink, 0 * sink], axis=-1)
    for side, leg in enumerate(legs):
        hip, knee, ankle, foot = leg.joints
        span = targets[:, side] - (leg.hip - down)
        bend = rot.matrix(leg.hinge * leg.knee_turn(np.linalg.norm(span, axis=-1))[:, None]).astype(np.float64)
        shin = (bend @ leg.shin[..., None])[..., 0]
        swing = rot.between(leg.upper * leg.thigh + leg.lower * shin, span).astype(np.float64)
        hip_turn = swing @ turns[:, hip]
        knee_turn = swing @ bend @ turns[:, knee]
        for joint, turn, above in (
            (hip, hip_turn, turns[:, 0]),
            (knee, knee_turn, hip_turn),
            (ankle, feet[:, ankle], knee_turn),
            (foot, feet[:, foot], feet[:, ankle]),
        ):
            rotations[:, joint] = rot.axis_angle(np.swapaxes(above, -1, -2) @ turn)
    return motion.with_(rotations=rotations, translation=motion.translation - down.astype(np.float32))
