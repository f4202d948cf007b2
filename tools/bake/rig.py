"""From MakeHuman's bones and A-pose to our 55 joints and T-pose.

The A-pose is where the sculptor worked and where gesturing arms spend their time, so the T-pose is found by solving
backwards: skinning the T-pose back to the A-pose gives the sculpted figure exactly.
"""

from dataclasses import dataclass

import numpy as np

from engines.motion.skeleton import FINGERS, INDEX, JOINTS, PARENTS
from tools.bake.source import Floats, Source

PELVIS_HEIGHT = 0.965
MAX_INFLUENCES = 4

DIRECTIONS = {
    "hip": (0.0495, -0.3705, -0.0131),
    "knee": (-0.0294, -0.4069, -0.0260),
    "shoulder": (0.2626, -0.0543, -0.0344),
    "elbow": (0.2506, 0.0094, -0.0089),
    "wrist": (0.1028, 0.0007, 0.0008),
    "index1": (0.0340, 0.0000, 0.0020),
    "index2": (0.0230, -0.0010, 0.0010),
    "middle1": (0.0340, 0.0000, -0.0010),
    "middle2": (0.0260, -0.0010, -0.0010),
    "pinky1": (0.0190, -0.0010, -0.0060),
    "pinky2": (0.0180, -0.0010, -0.0050),
    "ring1": (0.0310, 0.0000, -0.0030),
    "ring2": (0.0260, -0.0010, -0.0030),
    "thumb1": (0.0220, -0.0030, 0.0230),
    "thumb2": (0.0240, -0.0020, 0.0170),
}
"""Where each left limb points from its joint to the next in the published mean SMPL-X figure, made symmetric."""

HIP = (0.085, 0.885)
"""Across and up, metres. MakeHuman's hip bones start above and outside the ball joint."""
SPINE = {"spine1": 0.24, "spine2": 0.527, "spine3": 0.64}
"""How far up from pelvis to neck the SMPL-X spine joints lie."""
HIP_TO_PELVIS = 0.0236
"""How far the SMPL-X pelvis lies in front of the hips, metres."""
COLLAR_TO_SHOULDER = (0.1110, 0.0556, -0.0141)
FOOT_TURN = np.arctan2(0.0430, 0.1186)
"""The mean SMPL-X figure stands with its toes turned out."""
KNUCKLES_ACROSS = (0.0140, 0.0050, 0.0650)
"""From the little finger's knuckle to the index finger's."""

_MIDDLE_BONES = {
    "root": {"pelvis": 1.0},
    "spine05": {"pelvis": 1.0},
    "spine04": {"pelvis": 0.6, "spine1": 0.4},
    "spine03": {"pelvis": 0.15, "spine1": 0.75, "spine2": 0.1},
    "spine02": {"spine1": 0.25, "spine2": 0.5, "spine3": 0.25},
    "spine01": {"spine3": 1.0},
    "neck01": {"spine3": 0.25, "neck": 0.75},
    "neck02": {"neck": 0.75, "head": 0.25},
    "neck03": {"neck": 0.35, "head": 0.65},
    "head": {"head": 1.0},
    "jaw": {"jaw": 1.0},
}
_SIDE_BONES = {
    "pelvis": {"pelvis": 1.0},
    "upperleg01": {"*hip": 1.0},
    "upperleg02": {"*hip": 1.0},
    "lowerleg01": {"*knee": 1.0},
    "lowerleg02": {"*knee": 1.0},
    "foot": {"*ankle": 1.0},
    "breast": {"spine3": 1.0},
    "clavicle": {"*collar": 1.0},
    "shoulder01": {"*collar": 1.0},
    "upperarm01": {"*shoulder": 1.0},
    "upperarm02": {"*shoulder": 1.0},
    "lowerarm01": {"*elbow": 1.0},
    "lowerarm02": {"*elbow": 1.0},
    "wrist": {"*wrist": 1.0},
    "eye": {"*eye": 1.0},
}
_FINGER_NUMBERS = {"thumb": 1, "index": 2, "middle": 3, "ring": 4, "pinky": 5}


@dataclass(frozen=True, eq=False)
class Rig:
    """The figure on our skeleton.

    joints:   [55, 3] in the T-pose.
    vertices: [V, 3] in the T-pose.
    weights:  [V, 55], dense, rows sum to one.
    turns:    [55, 3, 3] how each joint's limb was turned from the A-pose to the T-pose.
    """

    joints: Floats
    vertices: Floats
    weights: Floats
    turns: Floats


def make(source: Source) -> Rig:
    """Place the 55 joints, merge the weights and solve for the T-pose."""
    joints = _joints_in_a_pose(source)
    weights = _merge_weights(source)
    turns = _turns(joints)
    placed = joints.copy()
    for joint in range(1, len(JOINTS)):
        parent = PARENTS[joint]
        placed[joint] = placed[parent] + turns[parent] @ (joints[joint] - joints[parent])
    back = np.einsum("vj,jba->vab", weights, turns)
    shift = weights @ (joints - np.einsum("jba,jb->ja", turns, placed))
    vertices = np.linalg.solve(back, (source.vertices - shift)[..., None])[..., 0]
    soles = vertices[np.unique(source.groups["body"]), 1].min()
    down = np.array([0.0, soles, joints[0, 2]])
    return Rig(np.round(placed - down, 4), vertices - down, weights, turns)


def _joints_in_a_pose(source: Source) -> Floats:
    head = dict(zip(source.bones, source.heads, strict=True))
    joints = np.zeros((len(JOINTS), 3))

    def put(name: str, position: Floats) -> None:
        joints[INDEX[name]] = position

    for side, mark, sign in (("left", "L", 1.0), ("right", "R", -1.0)):
        put(f"{side}_hip", np.array([sign * HIP[0], HIP[1], head[f"upperleg01.{mark}"][2]]))
        put(f"{side}_knee", head[f"lowerleg01.{mark}"])
        put(f"{side}_ankle", head[f"foot.{mark}"])
        put(f"{side}_foot", (head[f"toe2-1.{mark}"] + head[f"toe3-1.{mark}"]) / 2)
        shoulder = head[f"upperarm01.{mark}"]
        put(f"{side}_shoulder", shoulder)
        reach = abs(shoulder[0]) * 0.7 / COLLAR_TO_SHOULDER[0]
        put(f"{side}_collar", shoulder - reach * np.array(COLLAR_TO_SHOULDER) * [sign, 1.0, 1.0])
        put(f"{side}_elbow", head[f"lowerarm01.{mark}"])
        put(f"{side}_wrist", head[f"wrist.{mark}"])
        eye = source.vertices[np.unique(source.groups[f"helper-{mark.lower()}-eye"])]
        put(f"{side}_eye", sphere(eye)[0])
        for finger, number in _FINGER_NUMBERS.items():
            for bone in (1, 2, 3):
                put(f"{side}_{finger}{bone}", head[f"finger{number}-{bone}.{mark}"])
    hip = joints[INDEX["left_hip"]]
    put("pelvis", np.array([0.0, PELVIS_HEIGHT, hip[2] + HIP_TO_PELVIS]))
    column = np.array([head[bone] for bone in ("spine05", "spine04", "spine03", "spine02", "spine01", "neck01")])
    for name, share in SPINE.items():
        y = PELVIS_HEIGHT + share * (column[-1, 1] - PELVIS_HEIGHT)
        put(name, np.array([0.0, y, np.interp(y, column[:, 1], column[:, 2])]))
    put("neck", head["neck01"] * [0.0, 1.0, 1.0])
    put("head", head["head"] * [0.0, 1.0, 1.0])
    put("jaw", jaw_hinge(source))
    return joints


def sphere(points: Floats) -> tuple[Floats, float]:
    """Centre and radius of the sphere through `points [n, 3]`, least squares."""
    rows = np.concatenate([2.0 * points, np.ones((len(points), 1))], axis=1)
    solution = np.linalg.lstsq(rows, (points**2).sum(1), rcond=None)[0]
    return solution[:3], float(np.sqrt(solution[3] + solution[:3] @ solution[:3]))


def jaw_hinge(source: Source) -> Floats:
    """The point [3] about which the face unit jawOpen swings the lower teeth."""
    turn, shift = lower_teeth_swing(source)
    hinge = np.linalg.solve((np.eye(3) - turn)[1:, 1:], shift[1:])
    return np.array([0.0, hinge[0], hinge[1]])


def lower_teeth_swing(source: Source) -> tuple[Floats, Floats]:
    """Rotation [3, 3] and shift [3] of the lower teeth when jawOpen is 1."""
    teeth = np.unique(source.groups["helper-lower-teeth"])
    start = source.vertices[teeth]
    end = start + source.units["jawOpen"][teeth]
    u, _, vt = np.linalg.svd((start - start.mean(0)).T @ (end - end.mean(0)))
    turn = vt.T @ np.diag([1.0, 1.0, np.linalg.det(vt.T @ u.T)]) @ u.T
    return turn, end.mean(0) - turn @ start.mean(0)


def _merge_weights(source: Source) -> Floats:
    """[V, 55] weights, each MakeHuman bone given to the joints that do its work."""
    table = dict(_MIDDLE_BONES)
    for side, mark in (("left", "L"), ("right", "R")):
        for bone, shares in _SIDE_BONES.items():
            table[f"{bone}.{mark}"] = {name.replace("*", f"{side}_"): share for name, share in shares.items()}
        for toe in range(1, 6):
            table.update({f"toe{toe}-{bone}.{mark}": {f"{side}_foot": 1.0} for bone in (1, 2, 3)})
        for number in range(1, 5):
            table[f"metacarpal{number}.{mark}"] = {f"{side}_wrist": 1.0}
        for finger, number in _FINGER_NUMBERS.items():
            table.update({f"finger{number}-{bone}.{mark}": {f"{side}_{finger}{bone}": 1.0} for bone in (1, 2, 3)})
    face = {"special04": "jaw", "oris01": "jaw", "oris02": "jaw"}
    merged = np.zeros((len(source.vertices), len(JOINTS)))
    for column, bone in enumerate(source.bones):
        stem = bone.split(".")[0]
        fallback = "jaw" if stem.startswith("tongue") or stem in ("oris06", "oris07") else face.get(stem, "head")
        for name, share in table.get(bone, {fallback: 1.0}).items():
            merged[:, INDEX[name]] += share * source.weights[:, column]
    _soften_wrists(source, merged)
    return strongest(_with_jaw(source, merged))


def _soften_wrists(source: Source, weights: Floats) -> None:
    """Let the end of the forearm turn with the hand, as it does in life, so that a twisted wrist keeps its girth."""
    head = dict(zip(source.bones, source.heads, strict=True))
    for side, mark in (("left", "L"), ("right", "R")):
        elbow, wrist = head[f"lowerarm01.{mark}"], head[f"wrist.{mark}"]
        along = (source.vertices - elbow) @ (wrist - elbow) / ((wrist - elbow) @ (wrist - elbow))
        t = np.clip((along - 0.68) / 0.32, 0.0, 1.0)
        forearm, hand = INDEX[f"{side}_elbow"], INDEX[f"{side}_wrist"]
        both = weights[:, forearm] + weights[:, hand]
        share = np.maximum(weights[:, hand], both * 0.38 * t * t * (3.0 - 2.0 * t))
        weights[:, forearm], weights[:, hand] = both - share, share


def _with_jaw(source: Source, weights: Floats) -> Floats:
    """The jaw's weights, so that turning the jaw joint moves the face as the face unit jawOpen does."""
    turn, _ = lower_teeth_swing(source)
    swing = (source.vertices - jaw_hinge(source)) @ (turn - np.eye(3)).T
    jaw = (source.units["jawOpen"] * swing).sum(1) / np.maximum((swing**2).sum(1), 1e-12)
    jaw = np.where(jaw > 0.01, np.clip(jaw, 0.0, 1.0), 0.0)
    column = INDEX["jaw"]
    others = np.delete(weights, column, axis=1)
    lost = np.flatnonzero(others.sum(1) < 1e-6)
    others[lost, INDEX["head"] - (INDEX["head"] > column)] = 1.0
    others *= (1.0 - jaw)[:, None] / others.sum(1, keepdims=True)
    return np.insert(others, column, jaw, axis=1)


def strongest(weights: Floats, count: int = MAX_INFLUENCES) -> Floats:
    """Keep the `count` largest weights of each row and let them sum to one."""
    threshold = np.partition(weights, -count, axis=1)[:, -count, None]
    kept = np.where(weights >= np.maximum(threshold, 1e-4), weights, 0.0)
    return kept / kept.sum(1, keepdims=True)


def _turns(joints: Floats) -> Floats:
    """[55, 3, 3] the world rotation that carries each joint's limb from the A-pose to the T-pose."""
    turns = np.tile(np.eye(3), (len(JOINTS), 1, 1))
    flip = np.diag([-1.0, 1.0, 1.0])
    for side, sign in (("left", 1.0), ("right", -1.0)):

        def at(name: str, side: str = side) -> Floats:
            return joints[INDEX[f"{side}_{name}"]]

        def towards(name: str, sign: float = sign) -> Floats:
            return np.array(DIRECTIONS[name]) * [sign, 1.0, 1.0]

        def turn(name: str, rotation: Floats, side: str = side) -> None:
            turns[INDEX[f"{side}_{name}"]] = rotation

        turn("hip", _between(at("knee") - at("hip"), towards("hip")))
        turn("knee", _between(at("ankle") - at("knee"), towards("knee")))
        toes = at("foot") - at("ankle")
        yaw = sign * FOOT_TURN - np.arctan2(toes[0], toes[2])
        for name in ("ankle", "foot"):
            turn(name, _about_y(yaw))

        upper, lower = at("elbow") - at("shoulder"), at("wrist") - at("elbow")
        hinge = np.cross(upper, lower) * sign
        turn("shoulder", _frame(towards("shoulder"), [0.0, -1.0, 0.0]) @ _frame(upper, hinge).T)
        turn("elbow", _frame(towards("elbow"), [0.0, -1.0, 0.0]) @ _frame(lower, hinge).T)
        across = at("index1") - at("pinky1")
        target = np.array(KNUCKLES_ACROSS) * [sign, 1.0, 1.0]
        palm = _frame(towards("wrist"), target) @ _frame(at("middle1") - at("wrist"), across).T
        turn("wrist", palm)
        for finger in FINGERS:
            previous = palm
            for bone in (1, 2):
                now = previous @ (at(f"{finger}{bone + 1}") - at(f"{finger}{bone}"))
                previous = _between(now, towards(f"{finger}{bone}")) @ previous
                turn(f"{finger}{bone}", previous)
            turn(f"{finger}3", previous)
    left = [INDEX[name] for name in JOINTS if name.startswith("left_")]
    right = [INDEX[JOINTS[i].replace("left_", "right_")] for i in left]
    turns[right] = flip @ turns[left] @ flip
    return turns


def _frame(direction: Floats, across: Floats | list[float]) -> Floats:
    """Orthonormal axes [3, 3] as columns: along `direction`, then `across` made square to it."""
    along = np.asarray(direction) / np.linalg.norm(direction)
    side = np.asarray(across) - along * (np.asarray(across) @ along)
    side = side / np.linalg.norm(side)
    return np.stack([along, side, np.cross(along, side)], axis=1)


def _between(a: Floats, b: Floats) -> Floats:
    from engines.motion.rotations import between

    return between(a, b).astype(np.float64)


def _about_y(angle: float) -> Floats:
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]])
