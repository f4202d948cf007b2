"""Refine where a head is by what its skin looks like: landmarks tremble, and each frame's trembles by itself.

Places on the rigid part of the face (brow, nose, cheeks) keep their brightness from frame to frame, but for light. What
each looks like on average over the film is learned, and every frame's pose is moved until it looks alike; in turns, as
both improve. Landmarks keep hold of what brightness cannot tell, such as depth, and of where all frames are together.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from contracts import Progress, silent
from engines.avatar.faces import LEFT_EYE, RIGHT_EYE
from engines.avatar.head_model import HeadModel
from engines.avatar.track import Track, rotations_of

Bytes: TypeAlias = NDArray[np.uint8]
Floats: TypeAlias = NDArray[np.float64]

PLACES = 1500
"""On the face that are looked at."""
SOFT = 1 / 200
"""Of the picture's size: how far pictures are blurred first, so that a slope leads towards the right place."""
STEPS = 12
BLOCK = 100
"""Frames that are moved at once."""
LARGEST = 320
"""Pixels a side beyond which pictures are made smaller for this."""
NOISE = 0.05
"""Brightness, of its spread over the face, by which the same skin differs between frames."""
ALIKE = 40.0
"""How many neighbouring places err together: skin is smooth, and so are errors of light."""
TREMBLE, SURE = 0.35, 10.0
"""Pixels by which a pose from landmarks is off at a face of 134, and how many landmarks err independently."""
FACE = 134.0


def refined(found: Track, frames: Bytes, model: HeadModel, progress: Progress = silent) -> Track:
    """`found` in `frames` [T, S, S, 3] with better poses."""
    chosen, places = _rigid(model, found)
    fit = _Fit(found, _softened(frames), places, model.moves[:, chosen].astype(np.float64))
    for step in range(STEPS):
        seen = []
        for start in range(0, len(frames), BLOCK):
            progress("refine the head", step * len(frames) + start, STEPS * len(frames), "by the skin")
            seen.append(fit.step(slice(start, start + BLOCK)))
        fit.usual = np.median(np.concatenate(seen), axis=0)
    progress("refine the head", 1, 1, "done")
    return replace(found, rotations=fit.rotations, shifts=fit.shifts)


class _Fit:
    """Poses under way. `usual` [V] is what each place looks like in most frames, None before that is known."""

    def __init__(self, found: Track, grey: Bytes, places: Floats, moves: Floats) -> None:
        self.found, self.grey, self.places, self.moves = found, grey, places, moves
        self.rotations, self.shifts = found.rotations.copy(), found.shifts.copy()
        self.away = np.zeros((len(found), 6))
        self.usual: Floats | None = None
        tall = np.linalg.norm(found.points[:, 10] - found.points[:, 152], axis=1)
        self.tremble = TREMBLE * float(np.median(tall)) / FACE

    def step(self, part: slice) -> Floats:
        """Move the poses of some frames by one step of Gauss and Newton; how bright each place was before, [n, V]."""
        found = self.found
        stirred = np.einsum("tm,mvc->tvc", found.expressions[part], self.moves, optimize=True)
        turned = (self.places + stirred) @ self.rotations[part].transpose(0, 2, 1)
        seen = turned + self.shifts[part, None]
        pixels = found.focal * seen[..., :2] / seen[..., 2:] + np.array(found.size) / 2
        bright, slope = _sampled(self.grey[part], pixels * (self.grey.shape[1] / found.size[0]))
        slope = slope * (self.grey.shape[1] / found.size[0])
        mean, spread = bright.mean(axis=1, keepdims=True), bright.std(axis=1, keepdims=True) + 1e-6
        bright, slope = (bright - mean) / spread, slope / spread[..., None]
        if self.usual is None:
            return bright
        left = self.usual - bright
        ways = _ways(turned, seen, found.focal)  # [n, V, 2, 6] how pixels go with rotation and shift
        towards = np.einsum("tvk,tvkp->tvp", slope, ways)
        told = 1 / (1 + np.square(left / (4 * NOISE))) / (NOISE**2 * ALIKE)
        normal = (towards * told[..., None]).transpose(0, 2, 1) @ towards
        pull = np.einsum("tvp,tv->tp", towards, told * left)
        flat = ways.reshape(len(ways), -1, 6)
        held = flat.transpose(0, 2, 1) @ flat * SURE / (ways.shape[1] * self.tremble**2)
        back = np.einsum("tpq,tq->tp", held, self.away[part])
        change = np.linalg.solve(normal + held, (pull - back)[..., None])[..., 0]
        self.away[part] += change
        self.rotations[part] = rotations_of(change[:, :3]) @ self.rotations[part]
        self.shifts[part] += change[:, 3:]
        return bright


def _softened(frames: Bytes) -> Bytes:
    """[T, s, s] brightness, a little blurred, of at most LARGEST pixels a side."""
    import cv2

    size = min(LARGEST, frames.shape[1])
    soft = max(0.6, SOFT * size)
    out = np.empty((len(frames), size, size), np.uint8)
    for k, frame in enumerate(frames):
        grey = cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY)
        if size < len(grey):
            grey = cv2.resize(grey, (size, size), interpolation=cv2.INTER_AREA)
        out[k] = cv2.GaussianBlur(grey, (0, 0), soft)
    return out


def _rigid(model: HeadModel, found: Track) -> tuple[NDArray[np.intp], Floats]:
    """Which vertices lie on the part of the face that keeps its looks, and where these are on this head [n, 3]."""
    from engines.avatar.seeds import features_everywhere

    places = model.vertices + features_everywhere(model, found.features)
    marks = model.landmarks + found.features
    lip, brow = marks[0], marks[10]
    front = model.vertices[:, 2] > model.landmarks[[234, 454], 2].mean() + 0.01
    between = (places[:, 1] > lip[1] + 0.006) & (places[:, 1] < brow[1])
    across = np.abs(places[:, 0]) < 0.9 * np.abs(marks[[234, 454], 0]).mean()
    outside = _facing(model) > 0.2
    clear = np.ones(len(places), bool)
    for eye in (LEFT_EYE, RIGHT_EYE):
        middle = marks[list(eye)].mean(axis=0)
        wide = np.linalg.norm(marks[eye[0]] - marks[eye[3]])
        clear &= np.linalg.norm((places - middle)[:, :2], axis=1) > 0.8 * wide
    chosen = np.flatnonzero(front & between & across & outside & clear)
    if len(chosen) > PLACES:
        chosen = np.random.default_rng(0).choice(chosen, PLACES, replace=False)
    return chosen, places[chosen]


def _facing(model: HeadModel) -> Floats:
    """[V] how far each vertex looks ahead, 1 straight."""
    corners = model.vertices[model.faces]
    normals = np.zeros_like(model.vertices)
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    np.add.at(normals, model.faces.ravel(), np.repeat(across, 3, axis=0))
    return np.asarray(normals[:, 2] / np.maximum(np.linalg.norm(normals, axis=1), 1e-12))


def _sampled(grey: Bytes, pixels: Floats) -> tuple[Floats, Floats]:
    """[T, V] brightness at `pixels` [T, V, 2] and [T, V, 2] its slope there."""
    size = grey.shape[1]
    at = np.clip(pixels - 0.5, 0, size - 1.001)
    corner = at.astype(np.intp)
    x, y = (at - corner)[..., 0], (at - corner)[..., 1]
    frame = np.arange(len(grey))[:, None]
    column, row = corner[..., 0], corner[..., 1]
    a, b = grey[frame, row, column].astype(np.float64), grey[frame, row, column + 1].astype(np.float64)
    c, d = grey[frame, row + 1, column].astype(np.float64), grey[frame, row + 1, column + 1].astype(np.float64)
    bright = (a * (1 - x) + b * x) * (1 - y) + (c * (1 - x) + d * x) * y
    slope = np.stack([(b - a) * (1 - y) + (d - c) * y, (c - a) * (1 - x) + (d - b) * x], axis=-1)
    return bright, slope


def _ways(turned: Floats, seen: Floats, focal: float) -> Floats:
    """[T, V, 2, 6] how pixels go with a small rotation about the head joint and a shift."""
    near = focal / seen[..., 2]
    out = np.zeros((*seen.shape[:2], 2, 6))
    out[..., 0, 3] = out[..., 1, 4] = near
    out[..., 0, 5], out[..., 1, 5] = (-near * seen[..., k] / seen[..., 2] for k in range(2))
    for column, (one, other) in enumerate(((2, 1), (0, 2), (1, 0))):
        out[..., column] = out[..., 3 + other] * -turned[..., None, one] + out[..., 3 + one] * turned[..., None, other]
    return out
