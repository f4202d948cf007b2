"""Stand our figure on the floor: where the feet are, and that they stay where the source's stay.

Turning the joints alone puts each foot nearly right; legs of other proportions let it drift a few centimetres while it
should stand. Two things mend that. First the whole figure is moved a little, smoothly, so that standing feet stand
(least squares over the whole clip). What is left, mostly the disagreement between two feet on the floor, is taken up
by bending hip and knee a little more or less.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.motion import skeleton
from engines.motion.retarget.calibrate import ours, speed
from engines.motion.retarget.figure import F64, SIDES, Figure
from engines.motion.retarget.legs import bend_leg, bend_toes, chain

STILL = 0.20  # m/s: a point of the sole slower than this, and
LOW = 0.05  # m: lower than this, stands on the floor
SHORTEST = 0.08  # s: shorter contacts are noise
NEAR = 0.05  # m: up to about this height a foot's height over the floor matters
SLACK = 0.008  # m: a straight leg would bend visibly for less than this
THICKNESS = {
    "wrist": 0.03,
    "index3": 0.012,
    "middle3": 0.012,
    "pinky3": 0.012,
    "elbow": 0.045,
    "knee": 0.055,
    "ankle": 0.05,
}
THICKNESS |= {"shoulder": 0.06, "pelvis": 0.10, "spine2": 0.10, "spine3": 0.10, "head": 0.08}
"""How far the surface lies from our joints, metres; feet are looked after by themselves."""
LEAP = 20.0  # m/s: faster than a fist; the source jumps there
SMOOTH = 0.10  # s: the whole figure is not moved faster than about this


@dataclass(frozen=True, eq=False)
class Sole:
    """One point of a sole over time: the source's height over its floor, and where ours is before planting."""

    height: F64
    """[T] metres over the source's floor."""
    theirs: F64
    """[T, 3] where it is."""
    ours: F64
    """[T, 3] the same point of our foot."""
    level: F64
    """[T] 1 where the sole lies flat, 0 where it stands upright or faces up."""
    stands: NDArray[np.bool_]
    """[T] the source's point is on the floor and still."""


def plant(figure: Figure, turned: F64, sole: dict[str, float]) -> tuple[F64, NDArray[np.float32]]:
    """World rotations `[T, 55, 3, 3]` with planted legs, and the pelvis path `[T, 3]` in metres."""
    fps = float(figure.clip.fps)
    middle = (figure.at("left_hip") + figure.at("right_hip")) / 2
    hips = (ours("left_hip") + ours("right_hip")) / 2 - ours("pelvis")
    pelvis = middle - turned[:, 0] @ hips
    floor = _floor(figure, turned, sole)
    pelvis[:, 1] -= floor
    ankles = {side: chain(pelvis, turned, f"{side}_ankle") for side in SIDES}
    soles = {side: _soles(figure, turned, side, ankles[side], sole[side], floor) for side in SIDES}
    shift = _whole_body(soles, _leaning(figure, turned, pelvis, floor), cuts(figure), fps)
    pelvis += shift
    lift = _lift(turned, pelvis, soles, fps)
    pelvis[:, 1] += lift
    shift[:, 1] += lift
    for side in SIDES:
        rest = _rest_of_correction(soles[side], shift, fps)
        bend_leg(turned, pelvis, side, ankles[side] + shift + rest)
        bend_toes(turned, pelvis, side)
    return turned, pelvis.astype(np.float32)


def _points(figure: Figure, turned: F64, side: str, sole: float) -> tuple[F64, F64]:
    """[T, 3] twice: the source's heel, lowered to the level of its toe joint with a flat foot, and its toe joint."""
    foot = turned[:, skeleton.INDEX[f"{side}_ankle"]]
    ankle = figure.at(f"{side}_ankle")
    if figure.has(f"{side}_foot"):
        toe = figure.at(f"{side}_foot")
    else:
        toe = ankle + foot @ (ours(f"{side}_foot") - ours(f"{side}_ankle"))
    return ankle - foot[..., 1] * sole, toe


def _floor(figure: Figure, turned: F64, sole: dict[str, float]) -> float:
    """Height of the source's floor, measured at its toe joints: where its feet stand, or where its rest pose does."""
    lowest = np.min([p[:, 1] for side in SIDES for p in _points(figure, turned, side, sole[side])], axis=0)
    moved = [speed(p, float(figure.clip.fps)) for side in SIDES for p in _points(figure, turned, side, sole[side])]
    slow = np.min(moved, axis=0) < STILL
    level = float(np.percentile(lowest[slow] if slow.sum() > 5 else lowest, 5))
    if figure.floor is None or -0.06 < figure.floor - level < -0.02 or figure.floor - level > 0.02:
        return level
    return figure.floor


def _soles(figure: Figure, turned: F64, side: str, ankle: F64, sole: float, floor: float) -> list[Sole]:
    foot = turned[:, skeleton.INDEX[f"{side}_ankle"]]
    down = ours(f"{side}_ankle")[1]
    ball = ours(f"{side}_foot") - ours(f"{side}_ankle")
    mine = (ankle - foot[..., 1] * down, ankle + foot @ (ball - [0.0, down + ball[1], 0.0]))
    found = []
    for theirs, point in zip(_points(figure, turned, side, sole), mine, strict=True):
        height = theirs[:, 1] - floor
        fps = float(figure.clip.fps)
        stands = _steady((speed(theirs, fps) < STILL) & (height < LOW), max(2, round(SHORTEST * fps)))
        found.append(Sole(height, theirs, point, np.clip(foot[:, 1, 1], 0.0, 1.0), stands))
    return found


def _steady(flags: NDArray[np.bool_], shortest: int) -> NDArray[np.bool_]:
    """`flags [T]` without gaps and runs shorter than `shortest`."""
    found = flags.copy()
    for value in (True, False):
        for start, stop in runs(found == value):
            inside = start > 0 and stop < len(found)
            if stop - start < shortest and (inside or not value):
                found[start:stop] = not value
    return found


def runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """[start, stop) of every run of true."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def _weight(height: F64) -> F64:
    """How much a sole's height over the floor matters: fully on it, not at all well above."""
    return np.exp(-((np.maximum(height, 0.0) / NEAR) ** 2))


def _whole_body(
    soles: dict[str, list[Sole]], leaning: list[tuple[F64, F64]], leaps: NDArray[np.bool_], fps: float
) -> F64:
    """[T, 3] the smooth shift of the whole figure after which standing feet stand best.

    `leaning` holds the heights of other joints, theirs and ours, that may rest on the floor as well: hands and knees.
    """
    every = [sole for side in SIDES for sole in soles[side]]
    shift = np.zeros((len(leaps) + 1, 3))
    pairs = [(sole.height, sole.ours[:, 1]) for sole in every] + leaning
    weight = np.sum([_weight(theirs) for theirs, _ in pairs], axis=0)
    off = np.sum([_weight(theirs) * (np.maximum(theirs, 0.0) - mine) for theirs, mine in pairs], axis=0)
    usual = float(off.sum() / weight.sum()) if weight.sum() > 1.0 else float(ours("left_foot")[1])
    shift[:, 1] = usual + _smooth_fit(leaps, fps, weight, off - weight * usual)
    stands = [(a, b, (sole.ours - sole.theirs)[a:b]) for sole in every for a, b in runs(sole.stands)]
    shift[:, [0, 2]] = _smooth_anchored(leaps, fps, stands)
    return shift


def _leaning(figure: Figure, turned: F64, pelvis: F64, floor: float) -> list[tuple[F64, F64]]:
    """[T] heights over the floor, theirs and ours, of the joints besides the feet that people lean on."""
    names = [f"{side}_{joint}" for side in SIDES for joint in ("wrist", "elbow", "knee")]
    level = float(ours("left_foot")[1])  # `floor` is the level of the toe joints, not of the soles
    return [
        (figure.at(name)[:, 1] - floor + level, chain(pelvis, turned, name)[:, 1]) for name in names if figure.has(name)
    ]


def _lift(turned: F64, pelvis: F64, soles: dict[str, list[Sole]], fps: float) -> F64:
    """[T] how far the figure is raised so that what lies on the floor does not sink into it.

    Where a foot stands, hardly: the knee of a kneeling figure rather sinks a little than its foot leaves the floor.
    """
    from scipy.ndimage import gaussian_filter1d, maximum_filter1d

    names = [(joint, thick) for joint, thick in THICKNESS.items() if joint in skeleton.INDEX]
    names += [(f"{side}_{joint}", thick) for joint, thick in THICKNESS.items() for side in SIDES]
    lowest = np.min(
        [chain(pelvis, turned, name)[:, 1] - thick for name, thick in names if name in skeleton.INDEX], axis=0
    )
    if lowest.min() >= 0:
        return np.zeros(len(pelvis))
    around = max(1, round(2 * SMOOTH * fps))
    envelope = gaussian_filter1d(maximum_filter1d(np.maximum(-lowest, 0.0), 2 * around + 1), SMOOTH * fps)
    stands = np.max([_weight(sole.height) * sole.level for side in SIDES for sole in soles[side]], axis=0)
    share = gaussian_filter1d(stands, SMOOTH * fps)
    return envelope * (1.0 - share) + np.minimum(envelope, SLACK) * share


def cuts(figure: Figure) -> NDArray[np.bool_]:
    """[T - 1] where a hand or foot leaps faster than anybody moves: a first frame in T-pose, two takes in one file."""
    ends = [
        figure.at(f"{side}_{joint}") for side in SIDES for joint in ("ankle", "wrist") if figure.has(f"{side}_{joint}")
    ]
    moved = np.max([np.linalg.norm(np.diff(path, axis=0), axis=-1) for path in ends], axis=0)
    return moved * float(figure.clip.fps) > LEAP


def _curvature(leaps: NDArray[np.bool_], fps: float) -> Any:
    """The penalty for bending of a path, which is free to jump where the source does, as a sparse matrix `[T, T]`."""
    from scipy import sparse

    count = len(leaps) + 1
    if count < 3:
        return sparse.csc_matrix((count, count))
    smooth = sparse.diags((~(leaps[1:] | leaps[:-1])).astype(float))
    second = smooth @ sparse.diags([1.0, -2.0, 1.0], [0, 1, 2], shape=(count - 2, count))
    return (SMOOTH * fps) ** 4 * (second.T @ second)


def _smooth_fit(leaps: NDArray[np.bool_], fps: float, weight: F64, weighted: F64) -> F64:
    """[T] the smooth path nearest to `weighted / weight`."""
    from scipy import sparse
    from scipy.sparse.linalg import spsolve

    system = sparse.diags(weight + 1e-4) + _curvature(leaps, fps)
    return np.atleast_1d(spsolve(sparse.csc_matrix(system), weighted))


def _smooth_anchored(leaps: NDArray[np.bool_], fps: float, stands: list[tuple[int, int, F64]]) -> F64:
    """[T, 2] the smooth shift (x, z) with which each standing point is nearest to one place of its own."""
    from scipy import sparse
    from scipy.sparse.linalg import splu

    count = len(leaps) + 1
    if not stands:
        return np.zeros((count, 2))
    rows = np.concatenate([np.arange(start, stop) for start, stop, _ in stands])
    group = np.repeat(np.arange(len(stands)), [stop - start for start, stop, _ in stands])
    where = np.concatenate([points[:, [0, 2]] for _, _, points in stands])
    pick = sparse.csr_matrix((np.ones(len(rows)), (np.arange(len(rows)), rows)), shape=(len(rows), count))
    place = sparse.csr_matrix((np.ones(len(rows)), (np.arange(len(rows)), group)), shape=(len(rows), len(stands)))
    bend = _curvature(leaps, fps) + sparse.diags(np.full(count, 1e-4))
    system = sparse.bmat([[pick.T @ pick + bend, -(pick.T @ place)], [-(place.T @ pick), place.T @ place]])
    right = np.concatenate([-(pick.T @ where), place.T @ where])
    return splu(sparse.csc_matrix(system)).solve(right)[:count]


def _rest_of_correction(soles: list[Sole], shift: F64, fps: float) -> F64:
    """[T, 3] what one foot still needs after the whole figure was shifted; smooth between contacts."""
    count = len(shift)
    wanted, known = np.zeros((count, 3)), np.zeros(count)
    for sole in soles:
        placed = sole.ours + shift - sole.theirs
        for start, stop in runs(sole.stands):
            wanted[start:stop, ::2] += placed[start:stop, ::2].mean(axis=0) - placed[start:stop, ::2]
            known[start:stop] += 1
    standing = known > 0
    wanted[standing] /= known[standing, None]
    found = np.zeros((count, 3))
    if standing.any():
        found[:, ::2] = _carry(wanted[:, ::2], standing)
    weight = np.sum([_weight(sole.height) for sole in soles], axis=0)
    off = np.sum([_weight(s.height) * (np.maximum(s.height, 0) - s.ours[:, 1] - shift[:, 1]) for s in soles], axis=0)
    lift = off / np.maximum(weight, 1.0)
    found[:, 1] = np.sign(lift) * np.maximum(np.abs(lift) - SLACK, 0.0)
    return found


def _carry(values: F64, known: NDArray[np.bool_]) -> F64:
    """`values [T, n]` where known; between, a path that leaves and arrives without a jerk; before and after, held."""
    found = values.copy()
    gaps = runs(~known)
    for start, stop in gaps:
        if start == 0 or stop == len(known):
            found[start:stop] = values[stop] if start == 0 else values[start - 1]
            continue
        share = np.linspace(0.0, 1.0, stop - start + 2)[1:-1, None]
        share = share * share * (3 - 2 * share)
        found[start:stop] = values[start - 1] * (1 - share) + values[stop] * share
    return found
