"""How each joint of the source is turned against ours: one constant rotation a joint.

With `B` the rotation found here for a joint, `source world rotation @ B` is the world rotation of our joint. From a
standing rest pose it follows by posing our body like the source's: limb by limb, with the smallest turn that brings
our bone onto theirs, palms by the knuckles, soles flat. A clip without such a pose is calibrated from its movement:
elbows and knees show the axis they bend about, standing feet show their soles, and the trunk its sides.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engines.motion import rotations as rot
from engines.motion import skeleton
from engines.motion.retarget.figure import F64, SIDES, Figure, Pose, unit

OUTWARD = {"left": 1.0, "right": -1.0}
FINGER_ROOTS = ("index", "middle", "ring", "pinky")
UP = np.array([0.0, 1.0, 0.0])
FORWARD = np.array([0.0, 0.0, 1.0])
STILL = 0.15  # m/s


@dataclass(frozen=True, eq=False)
class Frames:
    """The constant rotations, by the source's joint index, and what was assumed."""

    local: dict[int, F64]
    """{index of theirs: [3, 3] our axes in the axes of their joint}"""
    sole: dict[str, float]
    """{side: height of their ankle above their toe joint when the foot is flat, metres}"""
    notes: tuple[str, ...] = field(default=())


def ours(joint: str) -> F64:
    """[3] rest position of our joint."""
    return skeleton.REST[skeleton.INDEX[joint]].astype(np.float64)


def ours_to(start: str, end: str) -> F64:
    """[3] direction from one of our joints to another at rest."""
    return unit(ours(end) - ours(start))


def turn_onto(start: F64, end: F64) -> F64:
    """The smallest rotation that brings one direction onto another."""
    return rot.between(start, end).astype(np.float64)


def basis(first: F64, second: F64) -> F64:
    """Axes as columns: along `first`, then the part of `second` square to it, then square to both; `[..., 3, 3]`."""
    a = unit(first)
    b = unit(second - (a * second).sum(-1, keepdims=True) * a)
    return np.stack([a, b, np.cross(a, b)], axis=-1)


def local_frames(figure: Figure) -> Frames:
    """Calibrate every joint of the source that moves one of ours."""
    if figure.rest is not None:
        posed = _limbs(figure, figure.rest, _trunk_upright(figure))
        local = {joint: figure.rest.rotations[joint].T @ turned for joint, turned in posed.items()}
    else:
        local = _from_movement(figure)
    sole: dict[str, float] = {}
    for side in SIDES:
        sole[side] = _flatten_sole(figure, side, local)
    return Frames(local, sole)


def _trunk_upright(figure: Figure) -> dict[int, F64]:
    """Pelvis, spine, neck, head and what hangs on them are taken to be neutral in a standing rest pose."""
    names = ("pelvis", "head", "jaw", *(f"{side}_{joint}" for side in SIDES for joint in ("collar", "eye")))
    joints = [figure.index[name] for name in names if name in figure.index]
    return {joint: np.eye(3) for joint in (*joints, *figure.spine, *figure.neck)}


def _limbs(figure: Figure, pose: Pose, posed: dict[int, F64]) -> dict[int, F64]:
    """World rotations that our arms, legs, hands and feet would have in the source's rest pose."""
    index = figure.index

    def at(joint: str) -> F64:
        return pose.positions[index[joint]]

    for side in SIDES:
        thigh = turn_onto(ours_to(f"{side}_hip", f"{side}_knee"), at(f"{side}_knee") - at(f"{side}_hip"))
        shin_ahead = thigh @ ours_to(f"{side}_knee", f"{side}_ankle")
        shin = turn_onto(shin_ahead, at(f"{side}_ankle") - at(f"{side}_knee")) @ thigh
        upper = _lowered(ours_to(f"{side}_shoulder", f"{side}_elbow"), at(f"{side}_elbow") - at(f"{side}_shoulder"))
        posed[index[f"{side}_hip"]], posed[index[f"{side}_knee"]] = thigh, shin
        posed[index[f"{side}_shoulder"]] = upper
        foot = _foot_turn(at(f"{side}_foot") - at(f"{side}_ankle") if figure.has(f"{side}_foot") else FORWARD, side)
        posed[index[f"{side}_ankle"]] = foot
        if figure.has(f"{side}_foot"):
            posed[index[f"{side}_foot"]] = foot
        lower = upper
        if figure.has(f"{side}_wrist"):
            lower_ahead = upper @ ours_to(f"{side}_elbow", f"{side}_wrist")
            lower = turn_onto(lower_ahead, at(f"{side}_wrist") - at(f"{side}_elbow")) @ upper
            posed.update(_hand(figure, pose, side, lower))
        posed[index[f"{side}_elbow"]] = lower
    return posed


def _lowered(arm: F64, onto: F64) -> F64:
    """The rotation that brings our outstretched `arm` onto theirs the way arms are lowered: about the forward axis."""
    onto = unit(onto)
    if np.hypot(onto[0], onto[1]) < 0.5:
        return turn_onto(arm, onto)
    angle = np.arctan2(onto[1], onto[0]) - np.arctan2(arm[1], arm[0])
    lowered = rot.matrix(FORWARD * ((angle + np.pi) % (2 * np.pi) - np.pi)).astype(np.float64)
    return turn_onto(lowered @ arm, onto) @ lowered


def _foot_turn(heel_to_toe: F64, side: str) -> F64:
    """Our foot flat on the floor, pointing where theirs does."""
    flat = heel_to_toe * [1.0, 0.0, 1.0]
    if np.linalg.norm(flat) < 1e-6:
        flat = FORWARD
    return turn_onto(ours_to(f"{side}_ankle", f"{side}_foot") * [1.0, 0.0, 1.0], flat)


def _hand(figure: Figure, pose: Pose, side: str, forearm: F64) -> dict[int, F64]:
    """World rotations of our hand and fingers in `pose`, the palm where theirs is."""
    index = figure.index
    wrist = f"{side}_wrist"
    roots = [f"{side}_{finger}1" for finger in FINGER_ROOTS if f"{side}_{finger}1" in index]
    start = pose.positions[index[wrist]]
    hand = forearm
    if f"{side}_index1" in roots and f"{side}_pinky1" in roots:
        theirs = _palm(start, {name: pose.positions[index[name]] for name in roots}, side)
        hand = theirs @ _palm(ours(wrist), {name: ours(name) for name in roots}, side).T
    else:
        ahead = [pose.positions[index[name]] - start for name in roots] or _fingertips(figure, pose, side)
        direction = np.mean(ahead, axis=0) if ahead else np.zeros(3)
        same = np.mean([ours(name) for name in roots or [f"{side}_middle1"]], axis=0) - ours(wrist)
        if np.linalg.norm(direction) > 1e-3:
            hand = turn_onto(forearm @ same, direction) @ forearm
            thumb = pose.positions[index[f"{side}_thumb1"]] - start if figure.has(f"{side}_thumb1") else np.zeros(3)
            if np.linalg.norm(np.cross(unit(direction), thumb)) > 5e-3:
                hand = basis(direction, thumb) @ basis(same, ours_to(wrist, f"{side}_thumb1")).T
    found = {index[wrist]: hand}
    for finger in skeleton.FINGERS:
        found.update(_finger(figure, pose, side, finger, hand))
    return found


def _palm(start: F64, roots: dict[str, F64], side: str) -> F64:
    """Axes of a hand from its wrist and knuckles: along the hand and across the palm, as columns."""
    along = np.mean(list(roots.values()), axis=0) - start
    across = roots[f"{side}_index1"] - roots[f"{side}_pinky1"]
    return basis(along, across)


def _fingertips(figure: Figure, pose: Pose, side: str) -> list[F64]:
    """Where the joints on a hand lie that are no finger of ours, seen from the wrist; the thumb's are left out."""
    wrist = figure.index[f"{side}_wrist"]
    reached, found = {wrist}, []
    for joint, parent in enumerate(figure.clip.parents):
        if int(parent) in reached:
            reached.add(joint)
            away = pose.positions[joint] - pose.positions[wrist]
            if np.linalg.norm(away) > 0.01 and "thumb" not in figure.clip.names[joint].lower():
                found.append(away)
    return found


def _finger(figure: Figure, pose: Pose, side: str, finger: str, hand: F64) -> dict[int, F64]:
    names = [f"{side}_{finger}{bone}" for bone in (1, 2, 3)]
    found: dict[int, F64] = {}
    turned = hand
    for i, name in enumerate(names):
        if name not in figure.index:
            break
        joint = figure.index[name]
        end = figure.index.get(names[i + 1]) if i < 2 else tip_of(figure, joint)
        mine = ours_to(names[i], names[i + 1]) if i < 2 else ours_to(names[1], names[2])
        if end is not None and np.linalg.norm(away := pose.positions[end] - pose.positions[joint]) > 1e-3:
            turned = turn_onto(turned @ mine, away) @ turned
        found[joint] = turned
    return found


def tip_of(figure: Figure, joint: int) -> int | None:
    """The one joint that hangs on `joint`, such as the tip of a finger or the end of the toes."""
    hanging = np.flatnonzero(figure.clip.parents == joint)
    return int(hanging[0]) if len(hanging) == 1 else None


def _from_movement(figure: Figure) -> dict[int, F64]:
    """Calibrate a source that never stands in a rest pose."""
    index = figure.index
    middle = (figure.at("left_hip") + figure.at("right_hip")) / 2
    shoulders = (figure.at("left_shoulder") + figure.at("right_shoulder")) / 2
    up = (figure.at("neck") if figure.has("neck") else shoulders) - middle
    hips = figure.at("left_hip") - figure.at("right_hip")
    chest = figure.at("left_shoulder") - figure.at("right_shoulder")
    local: dict[int, F64] = {}

    standing = turn_onto(unit(ours("neck") - (ours("left_hip") + ours("right_hip")) / 2), UP)

    def trunk(joint: int, across: F64, above: F64 = up, neutral: F64 = standing) -> None:
        upright = basis(above, across)[..., [1, 0, 2]]
        upright[..., 2] *= -1.0  # columns: to the left, up, forward
        into = np.swapaxes(figure.rotations[:, joint].astype(np.float64), -1, -2)
        local[joint] = _mean_rotation(into @ upright) @ neutral

    trunk(index["pelvis"], hips)
    for i, joint in enumerate(figure.spine):
        share = (i + 1) / len(figure.spine)
        trunk(joint, unit(hips) * (1 - share) + unit(chest) * share)
    for joint in figure.neck:
        trunk(joint, chest)
    if figure.has("head"):  # people look straight ahead, on average
        trunk(index["head"], chest, np.broadcast_to(UP, up.shape), np.eye(3))
    for side in SIDES:
        if figure.has(f"{side}_collar"):
            trunk(index[f"{side}_collar"], chest)
        _bend(figure, local, f"{side}_hip", f"{side}_knee", f"{side}_ankle", [1.0, 0.0, 0.0])
        hand = f"{side}_wrist" if figure.has(f"{side}_wrist") else f"{side}_elbow"
        _bend(figure, local, f"{side}_shoulder", f"{side}_elbow", hand, [0.0, -OUTWARD[side], 0.0])
        ankle = figure.turn(f"{side}_ankle")
        shin = figure.turn(f"{side}_knee") @ local[index[f"{side}_knee"]]
        local[index[f"{side}_ankle"]] = _mean_rotation(np.swapaxes(ankle, -1, -2) @ shin)
        if figure.has(f"{side}_foot"):
            foot = np.swapaxes(figure.turn(f"{side}_foot"), -1, -2)
            local[index[f"{side}_foot"]] = _mean_rotation(foot @ ankle @ local[index[f"{side}_ankle"]])
        if figure.has(f"{side}_wrist"):
            forearm = figure.zero.rotations[index[f"{side}_elbow"]] @ local[index[f"{side}_elbow"]]
            for joint, turned in _hand(figure, figure.zero, side, forearm).items():
                local[joint] = figure.zero.rotations[joint].T @ turned
    if figure.has("head"):
        head = figure.turn("head") @ local[index["head"]]
        for name in ("jaw", "left_eye", "right_eye"):
            if figure.has(name):
                local[index[name]] = _mean_rotation(np.swapaxes(figure.turn(name), -1, -2) @ head)
    return local


def _bend(figure: Figure, local: dict[int, F64], top: str, middle: str, end: str, axis: list[float]) -> None:
    """Calibrate a limb of two bones from the axis about which its middle joint bends; `axis` is ours at rest."""
    first, second = unit(figure.at(middle) - figure.at(top)), unit(figure.at(end) - figure.at(middle))
    hinge = np.cross(first, second)
    fallback = np.cross(np.broadcast_to(FORWARD, first.shape), first) if end == middle else hinge
    for joint, bone, mine in ((top, first, ours_to(top, middle)), (middle, second, ours_to(middle, end))):
        if end == middle and joint == middle:
            local[figure.index[middle]] = local[figure.index[top]]
            continue
        into = np.swapaxes(figure.turn(joint), -1, -2)
        along = unit((into @ bone[..., None])[..., 0].mean(axis=0))
        bends = (into @ (hinge if np.abs(hinge).max() > 0.02 else fallback)[..., None])[..., 0].mean(axis=0)
        local[figure.index[joint]] = basis(along, bends) @ basis(mine, np.array(axis)).T


def _mean_rotation(turns: F64) -> F64:
    """The rotation nearest to all of `turns [T, 3, 3]`."""
    u, _, v = np.linalg.svd(turns.mean(axis=0))
    return u @ np.diag([1.0, 1.0, np.linalg.det(u @ v)]) @ v


def _flatten_sole(figure: Figure, side: str, local: dict[int, F64]) -> float:
    """Tilt the calibrated foot so that it is flat where the source stands on it.

    Returns the height of their ankle above their toe joint with a flat foot. A rest pose in which the foot stands
    square to a vertical shin is believed as it is.
    """
    ankle, toe = figure.index[f"{side}_ankle"], figure.index.get(f"{side}_foot")
    turned = figure.turn(f"{side}_ankle")
    step = (
        figure.at(f"{side}_foot") - figure.at(f"{side}_ankle")
        if toe is not None
        else turned @ local[ankle] @ (ours(f"{side}_foot") - ours(f"{side}_ankle"))
    )
    if figure.rest is None or not _shin_is_vertical(figure, side):
        standing = _standing_still(figure, side)
        if standing.sum() >= 5:
            flat = (np.swapaxes(turned[standing], -1, -2) @ UP).mean(axis=0)
            if np.linalg.norm(flat) > 0.9:
                _level(figure, side, local, unit(flat), step)
    into = np.swapaxes(turned @ local[ankle], -1, -2)
    return float(-np.median((into @ step[..., None])[..., 1, 0]))


def _level(figure: Figure, side: str, local: dict[int, F64], up: F64, step: F64) -> None:
    """Set the foot's axes from its sole's normal `up [3]` and the way from ankle to toe, both in the source's axes."""
    ankle, toe = figure.index[f"{side}_ankle"], figure.index.get(f"{side}_foot")
    ahead = np.median(np.swapaxes(figure.turn(f"{side}_ankle"), -1, -2) @ step[..., None], axis=0)[..., 0]
    mine = basis(UP, ours_to(f"{side}_ankle", f"{side}_foot"))
    before = local[ankle]
    local[ankle] = basis(up, ahead) @ mine.T
    if toe is not None:
        local[toe] = local[toe] @ before.T @ local[ankle] if figure.rest is not None else local[toe]
        if figure.rest is None:
            flat = _standing_still(figure, side)
            relation = np.swapaxes(figure.turn(f"{side}_foot"), -1, -2) @ figure.turn(f"{side}_ankle") @ local[ankle]
            local[toe] = _mean_rotation(relation[flat])


def _shin_is_vertical(figure: Figure, side: str) -> bool:
    assert figure.rest is not None
    shin = figure.rest.positions[figure.index[f"{side}_knee"]] - figure.rest.positions[figure.index[f"{side}_ankle"]]
    return bool(unit(shin)[1] > np.cos(np.radians(12.0)))


def _standing_still(figure: Figure, side: str) -> NDArray[np.bool_]:
    """[T] frames in which a foot neither moves nor is lifted."""
    ankle = figure.at(f"{side}_ankle")
    still = speed(ankle, float(figure.clip.fps)) < STILL
    if figure.has(f"{side}_foot"):
        still &= speed(figure.at(f"{side}_foot"), float(figure.clip.fps)) < STILL
    if not still.any():
        return still
    low = np.percentile(ankle[still, 1], 10)
    return still & (ankle[:, 1] < low + 0.02)


def speed(path: F64, fps: float) -> F64:
    """[T] metres a second along `path [T, 3]`, over two frames so that noise counts less."""
    if len(path) < 3:
        return np.zeros(len(path))
    moved = np.zeros(len(path))
    moved[1:-1] = np.linalg.norm(path[2:] - path[:-2], axis=-1) * fps / 2
    moved[0], moved[-1] = moved[1], moved[-2]
    return moved
