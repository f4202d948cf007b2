"""The pieces as one mesh in one small file: quantised where no eye can tell."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engines.motion.face import FACE_WEIGHTS
from engines.motion.skeleton import INDEX, JOINTS
from tools.bake.piece import REGIONS, Piece
from tools.bake.rig import Rig, strongest
from tools.bake.source import Floats, Ints, Source

SMALLEST_MOVE = 0.0001
"""Morphs leave vertices alone that would move less than this many metres."""


@dataclass(frozen=True, eq=False)
class Figure:
    """The whole figure: see `engines.body.mannequin` for what the arrays of the file mean."""

    vertices: Floats
    faces: Ints
    weld: Ints
    region: Ints
    shade: Floats
    weights: Floats
    joints: Floats
    moves: dict[str, Floats]


def assemble(source: Source, rig: Rig, units: dict[str, Floats], pieces: list[Piece]) -> Figure:
    """One figure of all `pieces`; `units` are the face units of the source's vertices."""
    starts = np.cumsum([0] + [len(piece.patch.points) for piece in pieces])
    count = int(starts[-1])
    region, shade = np.zeros(count, dtype=np.int64), np.ones(count)
    weights = np.zeros((count, len(JOINTS)))
    moves = {name: np.zeros((count, 3)) for name in FACE_WEIGHTS}
    places: dict[tuple[float | str, ...], int] = {}
    weld = np.arange(count)
    for piece, start, end in zip(pieces, starts, starts[1:], strict=False):
        part = slice(start, end)
        region[part] = REGIONS.index(piece.region)
        shade[part] = 1.0 if piece.shade is None else piece.shade
        if piece.joint is None:
            weights[part] = piece.patch.mix @ rig.weights
        else:
            weights[part, INDEX[piece.joint]] = 1.0
        for name, move in moves.items():
            if piece.units is None:
                move[part] = piece.patch.mix @ units[name]
            elif name in piece.units:
                move[part] = piece.units[name]
        for i, point in enumerate(piece.patch.points, start=start):
            weld[i] = places.setdefault((piece.body, *np.round(point, 6)), i)
    return Figure(
        np.concatenate([piece.patch.points for piece in pieces]),
        np.concatenate([piece.patch.faces + start for piece, start in zip(pieces, starts, strict=False)]),
        weld,
        region,
        shade,
        strongest(weights),
        rig.joints,
        moves,
    )


def save(figure: Figure, path: Path) -> None:
    """Write the figure; the same figure always gives the same bytes."""
    order = np.argsort(-figure.weights, axis=1, kind="stable")[:, :4]
    strength = np.round(np.take_along_axis(figure.weights, order, axis=1) * 65535).astype(np.int64)
    strength[:, 0] += 65535 - strength.sum(1)
    starts, vertices, deltas, steps = [0], [], [], []
    for name in FACE_WEIGHTS:
        move = figure.moves[name]
        moved = np.flatnonzero(np.linalg.norm(move, axis=1) >= SMALLEST_MOVE)
        step = max(float(np.abs(move[moved]).max(initial=0.0)), 1e-6) / 32767
        starts.append(starts[-1] + len(moved))
        vertices.append(moved)
        deltas.append(np.round(move[moved] / step))
        steps.append(step)
    np.savez_compressed(
        path,
        vertices=figure.vertices.astype(np.float32),
        faces=figure.faces.astype(np.uint16),
        weld=figure.weld.astype(np.uint16),
        region=figure.region.astype(np.uint8),
        region_names=np.array(REGIONS),
        shade=np.round(figure.shade * 255).astype(np.uint8),
        joints=figure.joints.astype(np.float32),
        joint_indices=np.where(strength > 0, order, 0).astype(np.uint8),
        joint_weights=strength.astype(np.uint16),
        morph_names=np.array(FACE_WEIGHTS),
        morph_starts=np.array(starts, dtype=np.int32),
        morph_vertices=np.concatenate(vertices).astype(np.uint16),
        morph_deltas=np.concatenate(deltas).astype(np.int16),
        morph_steps=np.array(steps, dtype=np.float32),
    )
