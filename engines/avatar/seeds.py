"""Where splats begin: on the fitted face and scalp, on teeth and tongue, in the hair, and on shoulders."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.avatar.faces import CHIN, FOREHEAD, LEFT_EYE, OVAL, RIGHT_EYE
from engines.avatar.head_model import HeadModel, mannequin
from engines.avatar.material import Material

Array = NDArray[np.float32]
FACE, MOUTH, HAIR, TORSO, UPPER, LOWER = range(6)
"""UPPER and LOWER are of the face, too: above the eyes, and below the tip of the nose."""
NOSE, ABOVE = 4, 0.004
"""Which landmark is the tip of the nose, and metres above the eyes from which on a face is UPPER."""
SHARES = {FACE: 0.5, MOUTH: 0.05, HAIR: 0.2, TORSO: 0.25}


@dataclass(frozen=True, eq=False)
class Seeds:
    """N splats before anything is learned.

    places:  [N, 3] metres in head space, as the head is held where the chest is at its own place.
    moves:   [N, M, 3] how the head model's expressions displace them; zeros where they do not.
    sizes:   [N] metres.
    colours: [N, 3] 0 to 1.
    groups:  [N] FACE, MOUTH, HAIR, TORSO, UPPER or LOWER.
    holds:   [N] 0 where a splat goes with the head, 1 where it goes with the chest, between on the neck.
    """

    places: Array
    moves: Array
    sizes: Array
    colours: Array
    groups: NDArray[np.int64]
    holds: Array


def plant(material: Material, count: int, seed: int = 0) -> Seeds:
    """About `count` splats for the person in `material`."""
    chance = np.random.default_rng(seed)
    model = mannequin()
    vertices = model.vertices + features_everywhere(model, material.track.features)
    inside = inside_mouth(model)
    parts = [
        _on_surface(model, vertices, ~inside, round(SHARES[FACE] * count), FACE, chance),
        _on_surface(model, vertices, inside, round(SHARES[MOUTH] * count), MOUTH, chance),
        _around(model, vertices, material, round(SHARES[HAIR] * count), chance),
        _below(material, round(SHARES[TORSO] * count), chance),
    ]
    places, moves, sizes, groups = (np.concatenate([part[k] for part in parts]) for k in range(4))
    features = model.landmarks + material.track.features
    eyes, nose = features[list(LEFT_EYE + RIGHT_EYE), 1].max(), features[NOSE, 1]
    groups[(groups == FACE) & (places[:, 1] > eyes + ABOVE)] = UPPER
    groups[(groups == FACE) & (places[:, 1] < nose)] = LOWER
    return Seeds(
        places.astype(np.float32),
        moves.astype(np.float32),
        sizes.astype(np.float32),
        colours_at(material, places, groups).astype(np.float32),
        groups,
        np.where(groups == TORSO, _holds(material, places), 0.0).astype(np.float32),
    )


def features_everywhere(model: HeadModel, features: NDArray[np.float64]) -> NDArray[np.float64]:
    """[V, 3] the person's features, known at landmarks, spread smoothly over the whole head."""
    from scipy.interpolate import RBFInterpolator

    chosen = np.arange(0, 468, 2)
    spread = RBFInterpolator(model.landmarks[chosen], features[chosen], smoothing=1e-4, kernel="linear", neighbors=40)
    near = np.linalg.norm(model.vertices[:, None, ::2] - model.landmarks[None, chosen[::6], ::2], axis=2).min(axis=1)
    return np.asarray(spread(model.vertices)) * np.exp(-((near / 0.05) ** 2))[:, None]


def inside_mouth(model: HeadModel) -> NDArray[np.bool_]:
    from engines.body import load_body
    from engines.body.mannequin import wearing
    from engines.motion.skeleton import JOINTS

    body = load_body()
    own = np.concatenate([wearing("teeth"), wearing("tongue")])
    places = body.skin.vertices[own].astype(np.float64) - body.rest_joints[JOINTS.index("head")]
    known = {tuple(np.round(place, 5)) for place in places}
    return np.array([tuple(np.round(vertex, 5)) in known for vertex in model.vertices])


Part = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]


def _on_surface(
    model: HeadModel,
    vertices: NDArray[np.float64],
    wanted: NDArray[np.bool_],
    count: int,
    group: int,
    chance: np.random.Generator,
) -> Part:
    """Splats on triangles whose corners are all wanted and face forwards, more where expressions happen."""
    faces = model.faces[wanted[model.faces].all(axis=1)]
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    normal = np.cross(b - a, c - a)
    area = np.linalg.norm(normal, axis=1) / 2
    middle = (a + b + c) / 3
    ahead = normal[:, 2] / np.maximum(2 * area, 1e-12)
    weight = area * (ahead > -0.35) * (middle[:, 1] > -0.06)
    mouth = np.exp(-(np.linalg.norm(middle - model.landmarks[13], axis=1) ** 2) / 0.03**2)
    eyes = sum(np.exp(-(np.linalg.norm(middle - model.landmarks[k], axis=1) ** 2) / 0.02**2) for k in (159, 386))
    weight = weight * (1 + 3 * mouth + 2 * eyes)
    chosen = chance.choice(len(faces), count, p=weight / weight.sum())
    u, v = chance.random(count), chance.random(count)
    u, v = np.where(u + v > 1, 1 - u, u), np.where(u + v > 1, 1 - v, v)
    corners = np.stack([1 - u - v, u, v], axis=1)
    places = np.einsum("nk,nkc->nc", corners, vertices[faces[chosen]])
    moves = np.einsum("nk,mnkc->nmc", corners, model.moves[:, faces[chosen]].astype(np.float64))
    apart = np.sqrt(weight.sum() / np.maximum(weight / np.maximum(area, 1e-12), 1e-9)[chosen] / count)
    return places, moves, np.clip(0.6 * apart, 4e-4, 4e-3), np.full(count, group)


def _around(
    model: HeadModel, vertices: NDArray[np.float64], material: Material, count: int, chance: np.random.Generator
) -> Part:
    """Splats in a layer over the scalp and beside the face, where the person is seen."""
    found = material.track
    units = len(model.units)
    faces = model.faces
    normals = np.zeros_like(vertices)
    corners = vertices[faces]
    np.add.at(
        normals, faces.ravel(), np.repeat(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), 3, 0)
    )
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    brow = model.landmarks[10, 1] - 0.01
    scalp = np.flatnonzero((vertices[:, 1] > brow - 0.1) & ((vertices[:, 1] > brow) | (vertices[:, 2] < 0.06)))
    scalp = scalp[normals[scalp, 2] > -0.6]
    picked = chance.choice(scalp, 6 * count)
    places = vertices[picked] + normals[picked] * chance.uniform(0.0, 0.045, (6 * count, 1))
    votes = np.zeros(len(places))
    chosen = np.linspace(0, len(material) - 1, 8).astype(int)
    for k in chosen:
        seen = places @ found.rotations[k].T + found.shifts[k]
        pixel = np.floor(found.focal * seen[:, :2] / seen[:, 2:] + material.size / 2).astype(int)
        within = ((pixel >= 0) & (pixel < material.size)).all(axis=1)
        pixel = np.clip(pixel, 0, material.size - 1)
        votes += within & (material.person[k][pixel[:, 1], pixel[:, 0]] > 128)
    kept = np.flatnonzero(votes >= 0.8 * len(chosen))
    kept = kept[:count] if len(kept) >= count else chance.choice(kept if len(kept) else len(places), count)
    return places[kept], np.zeros((count, units, 3)), np.full(count, 3e-3), np.full(count, HAIR)


def _below(material: Material, count: int, chance: np.random.Generator) -> Part:
    """Splats on a gently rounded sheet where neck and shoulders are seen."""
    found, size, rest = material.track, material.size, material.rest
    chin = int(found.points[rest, CHIN, 1])
    rows, columns = np.nonzero(material.person[rest] > 128)
    kept = rows > chin - 0.03 * size
    rows, columns = rows[kept], columns[kept]
    depth = float(found.shifts[rest, 2])
    if not len(rows):
        rows, columns = np.array([size - 1]), np.array([size // 2])
    picked = chance.integers(0, len(rows), count)
    x, y = columns[picked] + chance.random(count), rows[picked] + chance.random(count)
    far = depth + 0.02 + 0.08 * ((x - size / 2) / size) ** 2 + chance.normal(0, 0.004, count)
    seen = np.stack([(x - size / 2) / found.focal * far, (y - size / 2) / found.focal * far, far], axis=1)
    places = (seen - found.shifts[rest]) @ found.rotations[rest]
    apart = np.sqrt(len(rows) / count) * depth / found.focal
    return places, np.zeros((count, len(mannequin().units), 3)), np.full(count, 0.7 * apart), np.full(count, TORSO)


def _holds(material: Material, places: NDArray[np.float64]) -> NDArray[np.float64]:
    """[N] how far down the neck each place is seen, or how far beside it: 0 at the chin, 1 where shoulders begin."""
    found, rest = material.track, material.rest
    seen = places @ found.rotations[rest].T + found.shifts[rest]
    column, row = (found.focal * seen[:, :2] / seen[:, 2:] + material.size / 2).T
    top, chin = found.points[rest, FOREHEAD], found.points[rest, CHIN]
    wide = float(np.ptp(found.points[rest, list(OVAL), 0]))
    down = (row - chin[1]) / (0.3 * (chin[1] - top[1]))
    beside = (np.abs(column - chin[0]) - 0.4 * wide) / (0.2 * wide)
    away = np.clip(np.maximum(down, beside), 0, 1)
    return np.asarray(away * away * (3 - 2 * away))


def colours_at(material: Material, places: NDArray[np.float64], groups: NDArray[np.int64]) -> NDArray[np.float64]:
    """What is seen at each splat, in the middle of some pictures."""
    found, chosen = material.track, np.linspace(0, len(material) - 1, 5).astype(int)
    seen = []
    for k in chosen:
        here = places @ found.rotations[k].T + found.shifts[k]
        pixel = np.floor(found.focal * here[:, :2] / here[:, 2:] + material.size / 2).astype(int)
        pixel = np.clip(pixel, 0, material.size - 1)
        seen.append(material.frames[k][pixel[:, 1], pixel[:, 0]] / 255.0)
    colours = np.median(seen, axis=0)
    rest = material.rest
    here = places @ found.rotations[rest].T + found.shifts[rest]
    pixel = np.floor(found.focal * here[:, :2] / here[:, 2:] + material.size / 2).astype(int)
    pixel = np.clip(pixel, 0, material.size - 1)
    torso = groups == TORSO
    colours[torso] = material.frames[rest][pixel[torso, 1], pixel[torso, 0]] / 255.0
    colours[groups == MOUTH] = 0.5 * colours[groups == MOUTH] + 0.1
    return np.asarray(colours)
