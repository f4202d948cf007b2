"""Skin, lips, brows, nails, short hair, teeth, tongue and lashes: MakeHuman's body where clothes leave it bare."""

import numpy as np

from tools.bake.clothes import SLEEVE, along_arm, neckline, ramp
from tools.bake.patch import Patch
from tools.bake.piece import Piece, hem
from tools.bake.rig import Rig
from tools.bake.source import Floats, Source

UNDER_CLOTH = 0.045
"""How far skin reaches under the shirt, metres."""

HAIRLINE = np.array(
    [
        (0, 1.684), (22, 1.682), (40, 1.671), (50, 1.668), (58, 1.655), (63, 1.640), (67, 1.604), (70, 1.599),
        (74, 1.602), (77, 1.626), (90, 1.632), (104, 1.624), (111, 1.602), (122, 1.570), (140, 1.546), (180, 1.538),
    ]
)  # fmt: skip
"""Degrees round the head from the front, and how high the hair begins there for a figure 1.72 m tall."""
HEAD_AXIS = 0.020
CROWN = np.array([0.0, 1.715, -0.030])

BROW = np.array([(0.012, 1.6285, 0.0026), (0.022, 1.6325, 0.0036), (0.039, 1.6362, 0.0027), (0.054, 1.6300, 0.0007)])
"""From the middle outwards: x, height of the middle line, half width."""


def bare(source: Source, rig: Rig) -> list[Piece]:
    """Everything that is not cloth or eye, as pieces in the T-pose."""
    body = Patch.of(source.groups["body"], rig.vertices)
    level = np.maximum(UNDER_CLOTH - neckline(body.points, rig), UNDER_CLOTH - SLEEVE + along_arm(body.points, rig))
    level = np.where(body.points[:, 1] > 1.1, level, -1.0)
    body = _refined(body.crop(np.any(level[body.faces] > 0, axis=1)), source)
    inside, body = body.cut(source.mask("inside-mouth", body.mix @ source.uv) - 0.5)
    lips, body = body.cut(source.mask("lips", body.mix @ source.uv) - 0.5)
    nails, body = body.cut(source.mask("fingernails", body.mix @ source.uv) - 0.5)
    brows, body = body.cut(_brow_level(body.points))
    hair, body = body.cut(_hair_level(body.points))
    teeth = [Patch.of(source.groups[f"helper-{which}-teeth"], rig.vertices) for which in ("upper", "lower")]
    lashes = [_lashes(source, rig, side) for side in "lr"]
    return [
        Piece(body, "skin", "skin"),
        Piece(lips, "lips", "skin"),
        Piece(inside, "mouth", "skin", shade=_depth(inside.points)),
        Piece(nails, "nails", "skin"),
        Piece(_raised(brows), "brows", "skin"),
        *_hair(hair),
        *(Piece(patch, "teeth", f"teeth {i}") for i, patch in enumerate(teeth)),
        Piece(Patch.of(source.groups["helper-tongue"], rig.vertices), "tongue", "tongue"),
        *(Piece(patch, "lashes", f"lashes {i}") for i, patch in enumerate(lashes)),
    ]


def _refined(body: Patch, source: Source) -> Patch:
    """Smaller triangles where a line will be cut, and under the hair, before anything is cut."""
    mask = source.mask("lips", body.mix @ source.uv)[body.faces]
    body = body.refine((mask.min(1) < 0.5) & (mask.max(1) > 0.5))
    for _ in range(2):
        body = body.refine(_brow_level(body.points[body.faces].mean(1)) > -0.003)
    body = body.refine(_hair_level(body.points[body.faces].mean(1)) > -0.008)
    near = _hair_level(body.points)[body.faces]
    return body.refine((near.min(1) < 0.004) & (near.max(1) > -0.004))


def _lashes(source: Source, rig: Rig, side: str) -> Patch:
    """The upper lashes, trimmed to a line along the lid."""
    from scipy.spatial import cKDTree

    lashes = Patch.of(source.groups[f"helper-{side}-eyelashes-2"], rig.vertices)
    skin = rig.vertices[np.unique(source.groups["body"])]
    _, nearest = cKDTree(skin).query(lashes.points)
    return lashes.moved(lashes.points + 0.6 * (skin[nearest] - lashes.points))


def _depth(points: Floats) -> Floats:
    """The mouth darkens towards the throat."""
    return 0.25 + 0.75 * ramp(points[:, 2], 0.06, 0.115)


def _brow_level(points: Floats) -> Floats:
    """[n] positive inside a brow, roughly metres."""
    from scipy.interpolate import PchipInterpolator

    x = np.abs(points[:, 0])
    middle, half = (PchipInterpolator(BROW[:, 0], BROW[:, k])(x.clip(*BROW[[0, -1], 0])) for k in (1, 2))
    ends = np.minimum(x - BROW[0, 0], BROW[-1, 0] - x) * 0.6
    value = np.minimum(half - np.abs(points[:, 1] - middle), ends)
    return np.where(points[:, 2] > 0.06, value, -0.01)


def _raised(brows: Patch) -> Patch:
    height = 0.0011 * ramp(_brow_level(brows.points), 0.0, 0.0022)
    return brows.moved(brows.points + brows.normals() * height[:, None])


def _hair_level(points: Floats) -> Floats:
    """[n] metres above the hairline."""
    from scipy.interpolate import PchipInterpolator

    around = np.degrees(np.arctan2(np.abs(points[:, 0]), points[:, 2] - HEAD_AXIS))
    line = PchipInterpolator(HAIRLINE[:, 0], HAIRLINE[:, 1])(around)
    return np.where(points[:, 1] > 1.5, points[:, 1] - line, -0.1)


def _hair(hair: Patch) -> list[Piece]:
    """Short hair: the scalp smoothed, raised and combed outwards from the crown."""
    inside = _hair_level(hair.points)
    border = np.zeros(len(hair.points), dtype=bool)
    border[hair.rims()] = True
    points = hair.smoothed(hair.points, 0.5 * ~border, 3)
    normals = hair.smoothed(hair.moved(points).normals(), 0.5, 6)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    top = ramp(points[:, 1], 1.63, 1.70)
    front = ramp(points[:, 2], 0.02, 0.09)
    volume = 0.0022 + (0.0045 + 0.0095 * top + 0.003 * top * front) * ramp(inside, 0.0, 0.035)
    spoke = points - CROWN
    turn = np.arctan2(spoke[:, 0], spoke[:, 2])
    far = ramp(np.linalg.norm(spoke[:, [0, 2]], axis=1), 0.015, 0.05)
    strands = np.sin(34.0 * turn + 2.0 * np.sin(points @ np.array([60.0, 90.0, 40.0]))) * far
    fine = np.sin(89.0 * turn + 3.0 * np.sin(points @ np.array([120.0, -70.0, 90.0]))) * far
    volume = volume + (0.0008 * strands + 0.0004 * fine) * ramp(inside, 0.002, 0.02)
    hair = hair.moved(points + normals * volume[:, None])
    shade = np.clip(0.88 + 0.08 * strands + 0.06 * fine, 0.0, 1.0)
    return [Piece(hair, "hair", "hair", shade), hem(hair, np.zeros(len(inside)), 0.008, "hair", "hair edge")]
