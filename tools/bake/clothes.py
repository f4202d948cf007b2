"""T-shirt, trousers and shoes, cut from MakeHuman's tights: a smooth envelope of the body without toes or detail."""

import numpy as np

from engines.motion.skeleton import INDEX
from tools.bake.patch import Patch
from tools.bake.piece import Piece, hem
from tools.bake.rig import Rig
from tools.bake.source import Floats, Source

SHIRT_HEM = 0.885
WAIST = 0.955
SLEEVE = 0.21
"""From the shoulder joint along the upper arm."""
COLLAR = 0.080
COLLAR_CENTRE = np.array([0.0, 0.002, 0.008])
TROUSER_HEM = 0.062
CROTCH = 0.80
SHOE_TOP = 0.105
SOLE = 0.022


def dress(source: Source, rig: Rig) -> list[Piece]:
    """All clothes, as pieces in the T-pose."""
    tights = Patch.of(source.groups["helper-tights"], rig.vertices)
    return [*_shirt(tights, rig), *_trousers(tights, rig), *_shoes(tights, rig)]


def neckline(points: Floats, rig: Rig) -> Floats:
    """[n] metres outside the collar of the shirt: where a ball about the base of the neck meets the body."""
    x, up, front = (points - rig.joints[INDEX["neck"]] - COLLAR_CENTRE).T
    below_chin = 0.035 - 0.9 * np.maximum(front, 0.0) - up
    outside = np.sqrt(x**2 + up**2 + front**2) - COLLAR
    # The lesser of the two, with the corner where they cross rounded off.
    return -0.008 * np.logaddexp(-outside / 0.008, -below_chin / 0.008)


def along_arm(points: Floats, rig: Rig) -> Floats:
    """[n] metres from the shoulder joint along whichever upper arm is nearer."""
    shoulder, elbow = rig.joints[INDEX["left_shoulder"]], rig.joints[INDEX["left_elbow"]]
    direction = (elbow - shoulder) / np.linalg.norm(elbow - shoulder)
    return (points * np.sign(points[:, :1]) ** [1, 0, 0] - shoulder) @ direction


def ramp(values: Floats, start: float, end: float) -> Floats:
    """0 before `start`, 1 after `end`, smooth between."""
    t = np.clip((values - start) / (end - start), 0.0, 1.0)
    return t * t * (3.0 - 2.0 * t)


def _folds(points: Floats, direction: Floats, wavelength: float) -> Floats:
    """[n] from -1 to 1: uneven waves running along `direction`, as cloth gathers."""
    along = points @ (direction / np.linalg.norm(direction)) * 2.0 * np.pi / wavelength
    wander = 1.3 * np.sin(points @ np.array([23.0, 11.0, 17.0])) + 0.9 * np.sin(points @ np.array([-13.0, 19.0, 29.0]))
    return np.sin(along + wander)


def _shirt(tights: Patch, rig: Rig) -> list[Piece]:
    cloth = tights.crop(tights.points[tights.faces][:, :, 1].min(1) > SHIRT_HEM - 0.08)
    cloth = cloth.moved(cloth.smoothed(cloth.points, 0.5, 3))
    # Below the waist the shirt bridges hollows instead of following them.
    bridged = cloth.smoothed(cloth.points, 0.5 * ramp(-cloth.points[:, 1], -1.10, -1.00), 12)
    outwards = cloth.normals()
    lift = np.maximum(((bridged - cloth.points) * outwards).sum(1), 0.0)
    cloth = cloth.moved(cloth.points + outwards * lift[:, None])
    y = cloth.points[:, 1]
    arm = np.where(y > 1.15, along_arm(cloth.points, rig), -1.0)
    loose = 0.006 + 0.010 * ramp(-y, -1.25, -SHIRT_HEM) + 0.007 * ramp(arm, 0.05, SLEEVE)
    loose = loose + 0.002 * ramp(-neckline(cloth.points, rig), -0.03, -0.01)
    torso = ramp(-arm, -0.05, 0.05)
    gather = _folds(cloth.points, np.array([1.0, 0.5, 0.2]), 0.11) * 0.0022 * ramp(-y, -1.2, -0.95) * torso
    gather = gather + 0.0016 * _folds(cloth.points, np.array([1.0, 0.3, 0.0]), 0.06) * ramp(arm, -0.05, 0.08)
    cloth = cloth.moved(cloth.points + cloth.normals() * (loose + gather)[:, None])
    cloth = cloth.stiffened(0.5 * ramp(-neckline(cloth.points, rig), -0.10, -0.03), 8)
    cloth, _ = cloth.cut(cloth.points[:, 1] - SHIRT_HEM)
    cloth, _ = cloth.cut(np.where(cloth.points[:, 1] > 1.15, SLEEVE - along_arm(cloth.points, rig), 1.0))
    cloth, _ = cloth.cut(np.where(cloth.points[:, 1] > 1.3, neckline(cloth.points, rig), 1.0))
    edges = {
        "waist": cloth.points[:, 1] - SHIRT_HEM,
        "sleeve": np.where(cloth.points[:, 1] > 1.15, SLEEVE - along_arm(cloth.points, rig), 1.0),
        "neck": np.where(cloth.points[:, 1] > 1.3, neckline(cloth.points, rig), 1.0),
    }
    hems = [hem(cloth, near, 0.007, "top", f"shirt {name}", lining=0.045) for name, near in edges.items()]
    trim, cloth = cloth.cut(np.where(cloth.points[:, 1] > 1.3, 0.016 - neckline(cloth.points, rig), -1.0))
    return [Piece(cloth, "top", "shirt"), Piece(trim, "top_trim", "shirt"), *hems]


def _trousers(tights: Patch, rig: Rig) -> list[Piece]:
    legs = tights.crop(tights.points[tights.faces][:, :, 1].max(1) < 1.1)
    legs = legs.moved(legs.smoothed(legs.points, 0.5, 4))
    crotch = np.exp(-((legs.points - [0.0, CROTCH, 0.0]) ** 2 / np.array([0.05, 0.06, 0.12]) ** 2).sum(1))
    legs = legs.moved(legs.smoothed(legs.points, 0.6 * crotch, 6))
    # A seated thigh leaves the crotch where it was: it is cut high so that it does not hang out below.
    low = np.exp(-((legs.points[:, 0] / 0.035) ** 2) - ((legs.points[:, 1] - CROTCH + 0.01) / 0.03) ** 2)
    legs = legs.moved(legs.points + 0.014 * low[:, None] * np.array([0.0, 1.0, 0.0]))
    y = legs.points[:, 1]
    loose = 0.004 + 0.004 * ramp(-y, -0.9, -0.75) + 0.008 * ramp(-y, -0.6, -0.30) + 0.010 * ramp(-y, -0.35, -0.08)
    gather = _folds(legs.points, np.array([0.1, 1.0, 0.6]), 0.07)
    knees = np.exp(-(((y - rig.joints[INDEX["left_knee"], 1]) / 0.07) ** 2))
    crotch = np.exp(-(((y - CROTCH) / 0.07) ** 2)) * ramp(legs.points[:, 2], -0.02, 0.05)
    ankles = np.exp(-(((y - 0.11) / 0.05) ** 2))
    gather = gather * (0.0016 * knees + 0.0016 * crotch + 0.0030 * ankles)
    legs = legs.moved(legs.points + legs.normals() * (loose + gather)[:, None])
    # The leg hangs straight over the shoe instead of following the instep.
    shin = ramp(-legs.points[:, 1], -0.20, -0.10)
    for side in ("left", "right"):
        mine = np.sign(legs.points[:, 0]) == (1 if side == "left" else -1)
        ankle = rig.joints[INDEX[f"{side}_ankle"]]
        across = (legs.points - ankle) * [1.0, 0.0, 1.0]
        radius = np.linalg.norm(across, axis=1)
        limit = np.minimum(radius, 0.078)
        pull = across * ((limit / np.maximum(radius, 1e-6)) - 1.0)[:, None] * (shin * mine)[:, None]
        legs = legs.moved(legs.points + pull)
    legs, _ = legs.cut(WAIST - legs.points[:, 1])
    legs, _ = legs.cut(legs.points[:, 1] - TROUSER_HEM)
    return [
        Piece(legs, "trousers", "trousers"),
        hem(legs, legs.points[:, 1] - TROUSER_HEM, 0.006, "trousers", "trouser hem", lining=0.03),
    ]


def _shoes(tights: Patch, rig: Rig) -> list[Piece]:
    foot = tights.crop(tights.points[tights.faces][:, :, 1].max(1) < 0.19)
    points = foot.smoothed(foot.points, 0.5, 3)
    foot = foot.moved(points)
    upper = ramp(points[:, 1], 0.03, 0.09)
    points = points + foot.normals() * (0.008 - 0.003 * upper)[:, None]
    outline = foot.normals() * [1.0, 0.0, 1.0]
    sole = 1.0 - ramp(points[:, 1], 0.010, 0.030)
    points = points + outline * (0.006 * sole)[:, None]
    floor = points[:, 1].min()
    points[:, 1] = np.where(points[:, 1] < floor + 0.016, points[:, 1] * 0.35, points[:, 1])
    points[:, 1] -= points[:, 1].min()
    foot = foot.moved(points)
    foot, _ = foot.cut(SHOE_TOP - foot.points[:, 1])
    upper_part, sole_part = foot.cut(foot.points[:, 1] - SOLE)
    return [Piece(upper_part, "shoes", "shoes"), Piece(sole_part, "soles", "soles")]
