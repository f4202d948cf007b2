"""Where the picture is taken from: a pinhole camera, and the seven named ways of filming a person.

World: metres, y up, ground at y = 0. Camera space: x right, y up, looking along -z (the OpenGL convention).
Pixels: x right, y down, the top left corner of the picture is (0, 0) and the first pixel's centre (0.5, 0.5).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from contracts import StudioError

Floats = NDArray[np.float64]
Size = tuple[int, int]

NEAR = 0.02
"""Nothing closer to the camera than this is drawn, metres."""


@dataclass(frozen=True)
class Camera:
    """A pinhole at `eye` looking at `target`, both in world metres; `fov_y` is the full vertical angle in radians."""

    eye: tuple[float, float, float]
    target: tuple[float, float, float]
    up: tuple[float, float, float] = (0.0, 1.0, 0.0)
    fov_y: float = math.radians(30)

    def axes(self) -> Floats:
        """[3, 3] rows: the camera's right, up and forward directions in the world."""
        return _axes_of(self).copy()

    def view(self) -> Floats:
        """[4, 4] world to camera space."""
        right, up, forward = self.axes()
        matrix = np.eye(4)
        matrix[:3, :3] = right, up, -forward
        matrix[:3, 3] = -matrix[:3, :3] @ np.asarray(self.eye)
        return matrix

    def projection(self, aspect: float, near: float = NEAR, far: float = 100.0) -> Floats:
        """[4, 4] camera space to OpenGL clip space; `aspect` is width over height."""
        focal = 1.0 / math.tan(self.fov_y / 2)
        matrix = np.zeros((4, 4))
        matrix[0, 0], matrix[1, 1] = focal / aspect, focal
        matrix[2, 2], matrix[2, 3] = (far + near) / (near - far), 2 * far * near / (near - far)
        matrix[3, 2] = -1.0
        return matrix

    def pixels(self, size: Size) -> Floats:
        """[3, 4] world to (pixel x times depth, pixel y times depth, depth); `size` is (width, height)."""
        width, height = size
        focal = height / 2 / math.tan(self.fov_y / 2)
        lens = np.array([[focal, 0.0, -width / 2], [0.0, -focal, -height / 2], [0.0, 0.0, -1.0]])
        return lens @ self.view()[:3]

    def project(self, points: ArrayLike, size: Size) -> Floats:
        """[..., 3] world points to [..., 3] pixel x, pixel y and depth along the line of sight in metres.

        Points at or behind the eye have a depth of zero or less and meaningless pixels.
        """
        matrix = self.pixels(size)
        seen = np.asarray(points, dtype=float) @ matrix[:, :3].T + matrix[:, 3]
        with np.errstate(divide="ignore", invalid="ignore"):
            seen[..., :2] /= seen[..., 2:]
        return seen


@lru_cache(maxsize=16)
def _axes_of(camera: Camera) -> Floats:
    """`Camera.axes`, remembered for those who ask about the same camera several times a frame."""
    return _axes(np.subtract(camera.target, camera.eye), np.asarray(camera.up, dtype=float))


@dataclass(frozen=True, eq=False)
class Subject:
    """What a camera needs to know of the person it films, for each of T frames. World metres.

    head:   [T, 3] the head joint (base of the skull).
    pelvis: [T, 3] the pelvis joint.
    low:    [T, 3] lowest corner of the box around the whole figure.
    high:   [T, 3] highest corner of it.
    facing: [T, 3] the direction the chest points.
    fps:    frames per second.
    """

    head: Floats
    pelvis: Floats
    low: Floats
    high: Floats
    facing: Floats
    fps: float

    def __len__(self) -> int:
        return len(self.head)

    def corners(self) -> Floats:
        """[T, 8, 3] corners of the box around the figure."""
        return box(np.asarray(self.low, dtype=float), np.asarray(self.high, dtype=float))

    def reach(self) -> float:
        """Pelvis to head, metres; 0.62 for an adult. Distances below are for an adult and scale with it."""
        lengths = np.linalg.norm(np.subtract(self.head, self.pelvis), axis=1)
        return max(float(np.median(lengths)), 1e-3)

    def front(self) -> Floats:
        """[3] the level direction the figure mostly faces; where it started if it turned all the way round."""
        facing = np.array(self.facing, dtype=float)
        facing[:, 1] = 0.0
        facing /= np.maximum(np.linalg.norm(facing, axis=1, keepdims=True), 1e-9)
        mean = facing.mean(axis=0)
        chosen = mean if np.linalg.norm(mean) > 0.4 else facing[0]
        length = float(np.linalg.norm(chosen))
        return chosen / length if length > 1e-6 else np.array([0.0, 0.0, 1.0])


def cameras(name: str, subject: Subject, aspect: float, *, turn_seconds: float | None = None) -> list[Camera]:
    """One camera per frame of `subject` for a picture of `aspect` width over height.

    `name` is one of NAMES. The orbit goes round once over the clip, or once in `turn_seconds`.
    """
    if name not in _SHOTS:
        raise StudioError(f"There is no camera called '{name}'.", f"Choose one of: {', '.join(NAMES)}.")
    if len(subject) == 0:
        return []
    if name == "orbit":
        return _orbit(subject, aspect, turn_seconds)
    return _SHOTS[name](subject, aspect)


def box(low: Floats, high: Floats) -> Floats:
    """[..., 3] opposite corners to the [..., 8, 3] corners of the box between them."""
    pick = np.array([[(i >> axis) & 1 for axis in range(3)] for i in range(8)], dtype=bool)
    return np.where(pick, high[..., None, :], low[..., None, :])


def fit(points: Floats, direction: Floats, fov_y: float, aspect: float, margin: float = 0.08) -> Camera:
    """The nearest camera looking along `direction` that has all of `points [N, 3]` in frame.

    `margin` of the half-frame is kept free on each side. Exact: each side of the frame is a plane through the eye,
    so the largest signed distances to the four planes give the eye in closed form.
    """
    right, up, forward = _axes(direction, np.array([0.0, 1.0, 0.0]))
    across, above, along = points @ right, points @ up, points @ forward
    reach_y = math.tan(fov_y / 2) * (1 - margin)
    reach_x = math.tan(fov_y / 2) * aspect * (1 - margin)
    x_high, x_low = np.max(across - reach_x * along), np.max(-across - reach_x * along)
    y_high, y_low = np.max(above - reach_y * along), np.max(-above - reach_y * along)
    depth = min(-(x_high + x_low) / (2 * reach_x), -(y_high + y_low) / (2 * reach_y), float(along.min()) - 10 * NEAR)
    eye = right * (x_high - x_low) / 2 + up * (y_high - y_low) / 2 + forward * depth
    distance = max(float(np.median(along)) - depth, 10 * NEAR)
    return _camera(eye, eye + forward * distance, fov_y)


def _full(subject: Subject, aspect: float) -> list[Camera]:
    return _static(subject, aspect, azimuth=0.0)


def _three_quarter(subject: Subject, aspect: float) -> list[Camera]:
    return _static(subject, aspect, azimuth=math.radians(38))


def _side(subject: Subject, aspect: float) -> list[Camera]:
    return _static(subject, aspect, azimuth=math.radians(90))


def _static(subject: Subject, aspect: float, azimuth: float) -> list[Camera]:
    """The whole action, from one place."""
    direction = _look(subject.front(), azimuth, math.radians(6))
    return [fit(subject.corners().reshape(-1, 3), direction, math.radians(30), aspect)] * len(subject)


def _upper_body(subject: Subject, aspect: float) -> list[Camera]:
    """From the hips up, hands included; goes along when the figure walks off."""
    scale = subject.reach() / 0.62
    low, high = np.array(subject.low, dtype=float), np.array(subject.high, dtype=float)
    low[:, 1] = np.minimum(subject.pelvis[:, 1] - 0.04 * scale, high[:, 1] - 0.3 * scale)
    direction = _look(subject.front(), math.radians(12), math.radians(3))
    return _steady(
        box(low, high), np.asarray(subject.pelvis), subject, direction, math.radians(30), aspect, 0.5 * scale
    )


def _face(subject: Subject, aspect: float) -> list[Camera]:
    """Head and neck with a portrait lens; goes along when the head travels further than a head's width."""
    scale = subject.reach() / 0.62
    centre = np.asarray(subject.head, dtype=float) + scale * (np.array([0.0, 0.035, 0.0]) + 0.04 * subject.front())
    extent = scale * np.array([0.11, 0.150, 0.08])
    direction = _look(subject.front(), math.radians(10), math.radians(2))
    points = box(centre - extent, centre + extent)
    return _steady(points, centre, subject, direction, math.radians(20), aspect, 0.22 * scale)


def _follow(subject: Subject, aspect: float) -> list[Camera]:
    """The whole figure at one size, the camera gliding along with it."""
    direction = _look(subject.front(), math.radians(20), math.radians(7))
    middle = (np.asarray(subject.low, dtype=float) + np.asarray(subject.high, dtype=float)) / 2
    middle[:, [0, 2]] = np.asarray(subject.pelvis)[:, [0, 2]]
    return _glide(subject.corners(), middle, subject.fps, direction, math.radians(30), aspect)


def _orbit(subject: Subject, aspect: float, turn_seconds: float | None = None) -> list[Camera]:
    """Round the middle of the action at one distance, the whole of it in frame from every side."""
    frames = len(subject)
    turns = np.arange(frames) / frames if turn_seconds is None else np.arange(frames) / subject.fps / turn_seconds
    fov_y, corners = math.radians(30), subject.corners()
    low, high = corners.min(axis=(0, 1)), corners.max(axis=(0, 1))
    centre, front = (low + high) / 2, subject.front()
    sides = [_look(front, 2 * math.pi * turn, math.radians(8)) for turn in turns]
    distance = max(_distance(corners[i] - centre, sides[i], fov_y, aspect) for i in range(frames))
    return [_camera(centre - side * distance, centre, fov_y) for side in sides]


_SHOTS: dict[str, Callable[[Subject, float], list[Camera]]] = {
    "full": _full,
    "three-quarter": _three_quarter,
    "upper body": _upper_body,
    "face": _face,
    "side": _side,
    "follow": _follow,
    "orbit": _orbit,
}
NAMES = tuple(_SHOTS)


def _steady(
    points: Floats, centre: Floats, subject: Subject, direction: Floats, fov_y: float, aspect: float, travel: float
) -> list[Camera]:
    """One static camera while `centre [T, 3]` stays within `travel` metres; otherwise one that glides along."""
    if float(np.ptp(centre, axis=0).max()) <= travel:
        return [fit(points.reshape(-1, 3), direction, fov_y, aspect)] * len(subject)
    return _glide(points, centre, subject.fps, direction, fov_y, aspect)


def _glide(points: Floats, centre: Floats, fps: float, direction: Floats, fov_y: float, aspect: float) -> list[Camera]:
    """A camera that keeps its angle and distance and moves with the smoothed `centre [T, 3]`.

    The clip is known in advance, so the smoothing looks both ways and does not lag; the distance is the one at which
    `points [T, N, 3]` stay in frame however far the figure runs ahead of the smoothed path.
    """
    path = smoothed(centre, 0.5 * fps)
    still = fit((points - path[:, None]).reshape(-1, 3), direction, fov_y, aspect)
    eye, target = np.asarray(still.eye), np.asarray(still.target)
    return [_camera(eye + step, target + step, fov_y) for step in path]


def smoothed(path: Floats, sigma: float) -> Floats:
    """[T, 3] a Gaussian average over `sigma` frames either side; the ends continue straight on."""
    reach = max(1, math.ceil(3 * sigma))
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / max(sigma, 1e-6)) ** 2)
    weights /= weights.sum()
    inside = path[1 : reach + 1], path[-reach - 1 : -1]
    before = 2 * path[0] - inside[0][::-1]
    after = 2 * path[-1] - inside[1][::-1]
    first = np.repeat(before[:1] if len(before) else path[:1], reach - len(before), axis=0)
    last = np.repeat(after[-1:] if len(after) else path[-1:], reach - len(after), axis=0)
    padded = np.concatenate([first, before, path, after, last])
    return np.stack([np.convolve(padded[:, axis], weights, mode="valid") for axis in range(3)], axis=1)


def _distance(points: Floats, direction: Floats, fov_y: float, aspect: float, margin: float = 0.08) -> float:
    """How far back along `direction` from the origin, looking at it, all of `points [N, 3]` are in frame."""
    right, up, forward = _axes(direction, np.array([0.0, 1.0, 0.0]))
    across, above, along = points @ right, points @ up, points @ forward
    reach_y = math.tan(fov_y / 2) * (1 - margin)
    wide = np.max(np.abs(across) / (reach_y * aspect) - along)
    tall = np.max(np.abs(above) / reach_y - along)
    return float(max(wide, tall, 10 * NEAR - along.min()))


def _look(front: Floats, azimuth: float, elevation: float) -> Floats:
    """Direction of sight of a camera standing `azimuth` to the figure's left of its front, looking down a little."""
    turn = math.cos(azimuth), math.sin(azimuth)
    towards = np.array([turn[0] * front[0] + turn[1] * front[2], 0.0, turn[0] * front[2] - turn[1] * front[0]])
    return -towards * math.cos(elevation) - np.array([0.0, math.sin(elevation), 0.0])


def _axes(direction: Floats, up: Floats) -> Floats:
    length = float(np.linalg.norm(direction))
    if not math.isfinite(length) or length < 1e-9:
        raise StudioError("The camera's eye and target are the same point.", "Move one of them.")
    forward = direction / length
    right = np.cross(forward, up)
    if np.linalg.norm(right) < 1e-6:  # looking straight up or down: any level direction will do
        right = np.cross(forward, np.array([0.0, 0.0, -1.0]) if abs(forward[2]) < 0.9 else np.array([0.0, 1.0, 0.0]))
    right /= np.linalg.norm(right)
    return np.stack([right, np.cross(right, forward), forward])


def _camera(eye: Floats, target: Floats, fov_y: float) -> Camera:
    x, y, z = (float(v) for v in eye)
    tx, ty, tz = (float(v) for v in target)
    return Camera(eye=(x, y, z), target=(tx, ty, tz), fov_y=fov_y)
