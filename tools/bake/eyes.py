"""Eyeballs with crisp irises: rings of vertices lie exactly on the edges of pupil and iris."""

import numpy as np
from scipy import sparse

from engines.body.drive import LOOK
from engines.motion.rotations import matrix
from engines.motion.skeleton import INDEX
from tools.bake.patch import Patch
from tools.bake.piece import Piece
from tools.bake.rig import Rig, sphere
from tools.bake.source import Floats, Source

SEGMENTS = 28
PUPIL, IRIS = 9.5, 23.5
"""Degrees from the line of sight."""
_RINGS = {
    "pupil": [(0.0, 1.0), (PUPIL, 1.0)],
    "iris": [(PUPIL, 0.72), (13.5, 0.95), (18.0, 1.0), (21.0, 0.85), (IRIS, 0.38)],
    "eye_white": [(IRIS, 0.80), (26.5, 0.98), (35.0, 1.0), (46.0, 0.97), (60.0, 0.92), (78.0, 0.80), (100.0, 0.65)],
}
"""For each region its rings: degrees from the line of sight, and shade."""


def eyeballs(source: Source, rig: Rig) -> list[Piece]:
    """Both eyes, each following its eye joint, with their own eyeLook units."""
    pieces = []
    for side, sign in (("left", 1.0), ("right", -1.0)):
        helper = np.unique(source.groups[f"helper-{side[0]}-eye"])
        center, radius = rig.joints[INDEX[f"{side}_eye"]], sphere(rig.vertices[helper])[1]
        for region, rings in _RINGS.items():
            points, shade, faces = _cap(rings, radius)
            row = sparse.csr_matrix(
                (np.ones(len(points)), (np.arange(len(points)), np.full(len(points), helper[0]))),
                shape=(len(points), len(source.vertices)),
            )
            units = {}
            for name, angle in LOOK.items():
                down = {"Up": -angle, "Down": angle}.get(name, 0.0)
                aside = {"In": -angle * sign, "Out": angle * sign}.get(name, 0.0)
                turn = matrix(np.array([down, aside, 0.0])).astype(np.float64)
                units[f"eyeLook{name}{side.title()}"] = points @ turn.T - points
            pieces.append(Piece(Patch(row, points + center, faces), region, f"{side} eye", shade, f"{side}_eye", units))
    return pieces


def _cap(rings: list[tuple[float, float]], radius: float) -> tuple[Floats, Floats, np.ndarray]:
    """Part of a sphere about the origin, seen along z: points [n, 3], shade [n], faces [F, 3]."""
    around = np.linspace(0.0, 2.0 * np.pi, SEGMENTS, endpoint=False)
    points: list[Floats] = []
    shade: list[float] = []
    faces: list[tuple[int, int, int]] = []
    for degrees, value in rings:
        tilt = np.radians(degrees)
        # The cornea bulges a little, as it does in life: it is what catches the light.
        bulge = radius * (1.0 + 0.035 * max(0.0, 1.0 - (degrees / 29.0) ** 2))
        if degrees == 0.0:
            points.append(np.array([[0.0, 0.0, bulge]]))
        else:
            ring = [np.sin(tilt) * np.cos(around), np.sin(tilt) * np.sin(around), np.full(SEGMENTS, np.cos(tilt))]
            points.append(bulge * np.stack(ring, axis=1))
        shade.extend([value] * len(points[-1]))
    starts = np.cumsum([0] + [len(ring) for ring in points])
    for inner, outer, start_in, start_out in zip(points, points[1:], starts, starts[1:], strict=False):
        for k in range(SEGMENTS):
            a, b = start_out + k, start_out + (k + 1) % SEGMENTS
            if len(inner) == 1:
                faces.append((start_in, a, b))
            else:
                c, d = start_in + k, start_in + (k + 1) % SEGMENTS
                faces.extend([(c, a, b), (c, b, d)])
        del outer
    return np.concatenate(points), np.array(shade), np.array(faces)
