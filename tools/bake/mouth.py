"""Teeth, gums and tongue. MakeHuman's plain bands of teeth become gums; single teeth stand in them."""

import numpy as np
from scipy import sparse
from scipy.interpolate import PchipInterpolator

from engines.motion.skeleton import INDEX
from tools.bake.expressions import LIP_LINE
from tools.bake.patch import Patch
from tools.bake.piece import Piece
from tools.bake.rig import Rig, lower_teeth_swing
from tools.bake.source import Floats, Ints, Source

WIDTHS = {"upper": (8.4, 6.6, 7.4, 6.8, 6.6, 9.4), "lower": (5.4, 5.8, 6.6, 6.8, 6.8, 10.0)}
"""Millimetres, from the middle to the first molar."""
LENGTHS = {"upper": (9.0, 8.0, 8.8, 7.4, 6.8, 6.0), "lower": (7.6, 7.6, 8.0, 7.0, 6.4, 6.0)}
"""How far each tooth stands out of the gum, millimetres."""
EDGES = {"upper": LIP_LINE - 0.0034, "lower": LIP_LINE - 0.0014}
"""Height of the incisors' edges when the teeth meet, metres: the upper ones show first below a lip, the lower ones
hardly ever stand above theirs."""
DEPTHS = (5.0, 5.0, 6.0, 7.0, 7.5, 9.0)
RING = 10
LEVELS = ((0.0, 0.90, 0.95), (0.35, 1.0, 1.0), (0.75, 1.0, 0.72), (0.96, 0.90, 0.42))
"""Along a tooth from the gum: how far, its width and its depth there."""
TONGUE_FLATNESS = 0.75
TONGUE_SINKS = 0.0055
"""The tongue lies this much lower than MakeHuman has it, in the row of lower teeth, metres."""
TONGUE_TIP, TONGUE_LIFTS = 0.030, 0.015
"""So much of the tongue, from its tip, comes out over the lower teeth, and higher than MakeHuman's by this, metres."""
THROAT = 0.045
"""So far behind the front teeth no light falls, metres."""


def inside(source: Source, rig: Rig, units: dict[str, Floats]) -> list[Piece]:
    """Both rows of teeth in their gums, and the tongue, as pieces in the T-pose."""
    tongue = Patch.of(source.groups["helper-tongue"], rig.vertices)
    floor = tongue.points[:, 1].min()
    raised, points = tongue.points, tongue.points.copy()
    points[:, 1] = floor + (points[:, 1] - floor) * TONGUE_FLATNESS
    crease = 0.75 + 0.25 * np.clip((points[:, 1] - floor) / 0.012, 0.0, 1.0)
    tip = np.clip((points[:, 2] - points[:, 2].max() + TONGUE_TIP) / TONGUE_TIP, 0.0, 1.0)
    raised, points = raised + tip[:, None] * [0.0, TONGUE_LIFTS, 0.0], points - [0.0, TONGUE_SINKS, 0.0]
    tongue = tongue.moved(points)
    moves = {name: tongue.mix @ unit for name, unit in units.items()}
    moves["tongueOut"] = moves["tongueOut"] + raised - points
    rows = [piece for which in ("upper", "lower") for piece in _row(which, source, rig)]
    return [Piece(tongue, "tongue", "tongue", crease * _light(points), units=moves), *rows]


def _light(points: Floats) -> Floats:
    """[n] how much light reaches `points` in the mouth: all at the front teeth, little at the throat."""
    depth = (points[:, 2].max() - points[:, 2]) / THROAT
    return np.asarray(0.3 + 0.7 * np.clip(1.0 - depth, 0.0, 1.0))


def _row(which: str, source: Source, rig: Rig) -> list[Piece]:
    gum = Patch.of(source.groups[f"helper-{which}-teeth"], rig.vertices)
    up = 1.0 if which == "upper" else -1.0
    height = up * gum.points[:, 1]
    outer = gum.points[np.abs(gum.normals()[:, 1]) < 0.6]
    arch = _arch(outer)
    edge = float(np.quantile(height, 0.02))
    gum_edge = up * EDGES[which] + LENGTHS[which][0] * 1e-3
    points = gum.points.copy()
    points[:, 1] = up * (gum_edge - 0.003 + (height - edge) * 0.75)
    points[:, 2] -= 0.0012
    teeth = _teeth(which, arch, up, gum_edge)
    return [
        Piece(gum.moved(points), "gums", f"{which} gum", _light(points)),
        _hung(teeth, which, source, rig),
    ]


def _arch(points: Floats) -> Floats:
    """The dental arch as a line [k, 2] of x and z, evenly spaced by 0.1 mm from the middle outwards, figure's left."""
    right = points[points[:, 0] > -1e-6]
    order = np.argsort(right[:, 0])
    x, z = right[order, 0], right[order, 2]
    # The outermost points for each x: the helper bands have an inner side too.
    knots = np.array([0.0, 0.009, 0.018, 0.0235, 0.0275, 0.0305])
    front = np.array([z[np.abs(x - knot) < 0.003].max(initial=-1.0) for knot in knots])
    front[0] = front[1] + 0.0006
    line = PchipInterpolator(knots, front)
    fine = np.linspace(0.0, knots[-1], 400)
    curve = np.stack([fine, line(fine)], axis=1)
    length = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(curve, axis=0), axis=1))])
    even = np.arange(0.0, length[-1], 1e-4)
    return np.stack([np.interp(even, length, curve[:, 0]), np.interp(even, length, curve[:, 1])], axis=1)


def _teeth(which: str, arch: Floats, up: float, gum_edge: float) -> Patch:
    points: list[Floats] = []
    faces: list[Ints] = []
    start, count = 0.0, 0
    for width, length, depth in zip(WIDTHS[which], LENGTHS[which], DEPTHS, strict=True):
        middle = min(int((start + width / 2) * 10), len(arch) - 3)
        start += width
        place = arch[middle]
        along = arch[min(middle + 20, len(arch) - 1)] - arch[max(middle - 20, 0)]
        along = along / np.linalg.norm(along)
        tooth = _tooth(width * 0.49e-3, depth * 0.5e-3, length * 1e-3)
        x, y, z = tooth.T
        outwards = np.array([-along[1], along[0]])
        ground = place + x[:, None] * along + (z - depth * 0.5e-3)[:, None] * outwards
        left = np.stack([ground[:, 0], up * (gum_edge - y), ground[:, 1]], axis=1)
        for sign in (1.0, -1.0):
            points.append(left * [sign, 1.0, 1.0])
            flip = up * sign > 0
            faces.append((_TOOTH_FACES[:, ::-1] if flip else _TOOTH_FACES) + count)
            count += len(tooth)
    every = np.concatenate(points)
    return Patch(sparse.csr_matrix((len(every), 0)), every, np.concatenate(faces))


def _tooth(width: float, depth: float, length: float) -> Floats:
    """[n, 3] across, down from a little inside the gum, outwards: rounded boxes that end in a blunt edge."""
    turn = np.linspace(0.0, 2.0 * np.pi, RING, endpoint=False)
    across, out = np.cos(turn), np.sin(turn)
    across, out = np.sign(across) * np.abs(across) ** 0.6, np.sign(out) * np.abs(out) ** 0.8
    rings = [
        np.stack([across * width * wide, np.full(RING, share * length), out * depth * deep + 0.3 * depth * share], 1)
        for share, wide, deep in LEVELS
    ]
    tip = np.array([[0.0, length, 0.3 * depth]])
    return np.concatenate([*rings, tip])


def _tooth_faces() -> Ints:
    faces = []
    for level in range(len(LEVELS) - 1):
        for k in range(RING):
            a, b = level * RING + k, level * RING + (k + 1) % RING
            faces.extend([(b, a, a + RING), (b + RING, b, a + RING)])
    last = (len(LEVELS) - 1) * RING
    faces.extend((last + (k + 1) % RING, last + k, last + RING) for k in range(RING))
    return np.array(faces)


_TOOTH_FACES = _tooth_faces()


def _hung(teeth: Patch, which: str, source: Source, rig: Rig) -> Piece:
    """Upper teeth belong to the skull, lower ones to the jaw."""
    helper = np.unique(source.groups[f"helper-{which}-teeth"])
    rows = (np.ones(len(teeth.points)), (np.arange(len(teeth.points)), np.full(len(teeth.points), helper[0])))
    patch = Patch(sparse.csr_matrix(rows, shape=(len(teeth.points), len(source.vertices))), teeth.points, teeth.faces)
    shade = np.tile(_tooth_shade(), len(teeth.points) // (RING * len(LEVELS) + 1)) * _light(teeth.points)
    if which == "upper":
        return Piece(patch, "teeth", "upper teeth", shade, "head", {})
    turn, _ = lower_teeth_swing(source)
    hinge = rig.joints[INDEX["jaw"]]
    units = {"jawOpen": (teeth.points - hinge) @ (turn - np.eye(3)).T}
    for name in ("jawForward", "jawLeft", "jawRight"):
        units[name] = np.tile(source.units[name][helper].mean(0), (len(teeth.points), 1))
    return Piece(patch, "teeth", "lower teeth", shade, "jaw", units)


def _tooth_shade() -> Floats:
    """Teeth are darker where they leave the gum and where they touch."""
    turn = np.linspace(0.0, 2.0 * np.pi, RING, endpoint=False)
    side = 0.80 + 0.20 * np.abs(np.sin(turn))
    return np.concatenate([*(side * (0.82 + 0.18 * share) for share, _, _ in LEVELS), [1.0]])
