"""Skin, lips, brows, nails, short hair, teeth, tongue and lashes: MakeHuman's body where clothes leave it bare."""

import numpy as np

from engines.motion.skeleton import INDEX
from tools.bake.clothes import SLEEVE, along_arm, neckline, ramp
from tools.bake.patch import NDArrayBool, Patch
from tools.bake.piece import Piece, hem
from tools.bake.rig import Rig, sphere
from tools.bake.source import Floats, Source

UNDER_COLLAR, UNDER_SLEEVE = 0.060, 0.035
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

LASHES = np.array(
    [
        (-7.6, 0.3, 0.1), (-6.8, 0.9, 0.5), (-3.2, 2.0, 0.8), (0.5, 2.6, 0.9), (4.2, 2.6, 1.0), (7.3, 2.1, 1.2),
        (10.1, 1.2, 1.4), (12.0, 0.2, 1.5), (13.4, -0.6, 1.2), (15.0, -1.2, 0.2),
    ]
)  # fmt: skip
"""The edge of the upper lid from the inner to the outer corner: x and y from the eye's centre, width, all in mm."""

BROW = np.array(
    [(0.0115, 1.6322, 0.0007), (0.0145, 1.6328, 0.0026), (0.024, 1.6352, 0.0031), (0.040, 1.6380, 0.0024),
     (0.054, 1.6325, 0.0004)]
)  # fmt: skip
"""From the middle outwards: x, height of the middle line, half width."""


def bare(source: Source, rig: Rig) -> list[Piece]:
    """Everything that is not cloth or eye, as pieces in the T-pose."""
    body = Patch.of(source.groups["body"], rig.vertices)
    level = np.maximum(UNDER_COLLAR - neckline(body.points, rig), UNDER_SLEEVE - SLEEVE + along_arm(body.points, rig))
    level = np.where(body.points[:, 1] > 1.1, level, -1.0)
    body = _refined(body.crop(np.any(level[body.faces] > 0, axis=1) & ~_socket(body, source, rig)), source, rig)
    body = body.moved(body.points - body.normals() * _tucked(body.points, rig)[:, None])
    inside, body = body.cut(_mask_level(body, source, "inside-mouth", body.points[:, 2] > 0.0))
    lips, body = body.cut(_mask_level(body, source, "lips", body.points[:, 2] > 0.08))
    nails, body = body.cut(_mask_level(body, source, "fingernails", np.abs(body.points[:, 0]) > 0.7))
    lashes, body = body.cut(_lash_level(body, source, rig))
    brows, body = body.cut(_brow_level(body.points))
    hair, body = body.cut(_hair_level(body.points))
    return [
        Piece(body, "skin", "skin"),
        Piece(lips, "lips", "skin"),
        Piece(inside, "mouth", "skin", shade=_depth(inside.points)),
        Piece(nails, "nails", "skin"),
        Piece(_raised(brows), "brows", "skin"),
        *_hair(hair),
        Piece(lashes, "lashes", "skin"),
    ]


def _mask_level(body: Patch, source: Source, name: str, where: NDArrayBool) -> Floats:
    """[n] positive inside a painted mask; `where` [n] keeps seams of the painting elsewhere out of it."""
    return np.where(where, source.mask(name, body.mix @ source.uv) - 0.5, -0.5)


def _socket(body: Patch, source: Source, rig: Rig) -> NDArrayBool:
    """[F] the skin behind an eyeball, which nobody can see."""
    hidden = np.zeros(len(body.points), dtype=bool)
    for side in ("left", "right"):
        center, radius = sphere(rig.vertices[np.unique(source.groups[f"helper-{side[0]}-eye"])])
        hidden |= np.linalg.norm(body.points - center, axis=1) < radius + 0.00035
    return np.all(hidden[body.faces], axis=1)


def _tucked(points: Floats, rig: Rig) -> Floats:
    """[n] how far skin lies deeper where cloth covers it, so that it never shows through, metres."""
    under = np.minimum(neckline(points, rig), SLEEVE - along_arm(points, rig))
    deeper = 0.007 * ramp(under, -0.003, 0.010) + 0.006 * ramp(under, 0.015, 0.045)
    return np.where(points[:, 1] > 1.1, deeper, 0.0)


def _refined(body: Patch, source: Source, rig: Rig) -> Patch:
    """Smaller triangles where a line will be cut, and under the hair, before anything is cut."""
    mask = _mask_level(body, source, "lips", body.points[:, 2] > 0.08)[body.faces]
    body = body.refine((mask.min(1) < 0.0) & (mask.max(1) > 0.0))
    lid = _lash_level(body, source, rig)[body.faces]
    body = body.refine((lid.max(1) > -0.0004) & (lid.min(1) < 0.0004))
    for _ in range(2):
        body = body.refine(_brow_level(body.points[body.faces].mean(1)) > -0.003)
    near_brow = ramp(_brow_level(body.points), -0.010, -0.004)
    body = body.moved(body.smoothed(body.points, 0.5 * near_brow, 4))
    return body.refine(_hair_level(body.points[body.faces].mean(1)) > -0.008)


def _lash_level(body: Patch, source: Source, rig: Rig) -> Floats:
    """[n] positive on the edge of an upper lid, roughly metres."""
    from scipy.interpolate import PchipInterpolator

    level = np.full(len(body.points), -1.0)
    for side, sign in (("left", 1.0), ("right", -1.0)):
        from_eye = (body.points - rig.joints[INDEX[f"{side}_eye"]]) * [sign, 1.0, 1.0] * 1000.0
        x, y = from_eye[:, 0], from_eye[:, 1]
        edge, width = (PchipInterpolator(LASHES[:, 0], LASHES[:, k])(x.clip(*LASHES[[0, -1], 0])) for k in (1, 2))
        blink = np.linalg.norm(body.mix @ source.units[f"eyeBlink{side.title()}"], axis=1) * 1000.0
        ball = sphere(rig.vertices[np.unique(source.groups[f"helper-{side[0]}-eye"])])[1] * 1000.0
        over = np.linalg.norm(from_eye, axis=1) - ball
        ends = np.minimum(x - LASHES[0, 0], LASHES[-1, 0] - x) * 0.5
        value = np.minimum.reduce([width - (y - edge), (blink - 3.5) * 0.6, over - 0.3, 6.0 - over, ends])
        level = np.maximum(level, np.where(np.abs(x) < 25.0, value * 1e-3, -1.0))
    return level


def _depth(points: Floats) -> Floats:
    """The mouth darkens towards the throat."""
    return 0.3 + 0.7 * ramp(points[:, 2], 0.07, 0.118)


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
    line = line + 0.0016 * np.sin(around / 3.1 + 1.0) * np.exp(-((around / 48.0) ** 4))
    return np.where(points[:, 1] > 1.5, points[:, 1] - line, -0.1)


def _hair(hair: Patch) -> list[Piece]:
    """Short hair: the scalp smoothed, raised and combed outwards from the crown."""
    inside = _hair_level(hair.points)
    scalp = hair.points
    border = np.zeros(len(hair.points), dtype=bool)
    border[hair.rims()] = True
    points = hair.smoothed(hair.points, 0.5 * ~border, 3)
    normals = hair.smoothed(hair.moved(points).normals(), 0.5, 6)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    top = ramp(points[:, 1], 1.63, 1.70)
    front = ramp(points[:, 2], 0.02, 0.09)
    volume = 0.0010 + (0.0045 + 0.0085 * top + 0.004 * top * front) * ramp(inside, -0.004, 0.034)
    spoke = points - CROWN
    turn = np.arctan2(spoke[:, 0], spoke[:, 2])
    far = ramp(np.linalg.norm(spoke[:, [0, 2]], axis=1), 0.015, 0.05)
    strands = np.sin(22.0 * turn + 1.2 * np.sin(points @ np.array([45.0, 25.0, 30.0]))) * far
    volume = volume + (0.0008 + 0.0008 * front) * strands * ramp(inside, 0.0, 0.02)
    hair = hair.moved(points + normals * volume[:, None])
    shade = np.clip(0.92 + 0.07 * strands, 0.0, 1.0)
    return [Piece(hair, "hair", "hair", shade), hem(hair, np.zeros(len(inside)), scalp, "hair", "hair edge")]
