"""Face and arm shapes that mend what turning joints gets wrong, as further morphs that every program can play.

Blending the turns of two joints draws a vertex between them towards the axis: a hand twisted by 90 degrees would leave
its wrist at 0.7 of its girth. And mouthClose, made for a mouth that the morph jawOpen has opened, does not bring lips
together which the jaw joint has carried along. For both there is a shape that is right at one angle and is weighted by
how far the joint has turned; in between it is close.
"""

import numpy as np
from numpy.typing import NDArray

from engines.body.body import Morphs, Skin
from engines.body.drive import JAW_OPEN
from engines.motion import rotations as rot
from engines.motion.face import CORRECTIVES, FACE_INDEX
from engines.motion.skeleton import INDEX

F32 = NDArray[np.float32]
SIDES = ("left", "right")
LEAST = 2e-5
"""Metres below which a vertex is left out of a shape."""


def added_to(skin: Skin, rest_joints: F32) -> Skin:
    """`skin` with the shapes `CORRECTIVES` after its own, in that order."""
    moves = [_sealed(skin, rest_joints), *(_twisted(skin, rest_joints, side) for side in SIDES)]
    starts, vertices, deltas = list(skin.morphs.starts), [skin.morphs.vertices], [skin.morphs.deltas]
    for move in moves:
        where = np.flatnonzero(np.linalg.norm(move, axis=1) > LEAST)
        starts.append(starts[-1] + len(where))
        vertices.append(where.astype(np.int32))
        deltas.append(move[where].astype(np.float32))
    morphs = Morphs(
        (*skin.morphs.names, *CORRECTIVES),
        np.array(starts, np.int32),
        np.concatenate(vertices),
        np.concatenate(deltas),
    )
    return Skin(skin.vertices, skin.joint_indices, skin.joint_weights, morphs)


def weights(rotations: F32, face: F32, rest_joints: F32) -> F32:
    """[T, 3] how strongly each shape is to be applied; `face [T, 52]` are the morph weights beside the joints."""
    jaw = np.clip(rotations[:, INDEX["jaw"], 0] / JAW_OPEN, 0.0, 1.0)
    columns = [np.minimum(jaw, face[:, FACE_INDEX["mouthClose"]])]
    for side in SIDES:
        turn = rot.quaternion(rotations[:, INDEX[f"{side}_wrist"]])
        twist = 2.0 * np.arctan2(turn[:, 1:] @ _forearm(rest_joints, side), turn[:, 0])
        # of a vertex that belongs to both joints in halves, this is left of its distance from the axis
        girth = np.sqrt(np.maximum(0.5 * (1.0 + np.cos(twist)), 0.25))
        columns.append(np.minimum((1.0 / girth - 1.0) / (np.sqrt(2.0) - 1.0), 1.0))
    return np.stack(columns, axis=1).astype(np.float32)


def _forearm(rest_joints: F32, side: str) -> F32:
    """[3] the direction from elbow to wrist at rest."""
    along = rest_joints[INDEX[f"{side}_wrist"]] - rest_joints[INDEX[f"{side}_elbow"]]
    return np.asarray(along / np.linalg.norm(along), np.float32)


def _share(skin: Skin, joint: str) -> F32:
    """[V] how much of each vertex belongs to `joint`."""
    return np.asarray((skin.joint_weights * (skin.joint_indices == INDEX[joint])).sum(axis=1))


def _twisted(skin: Skin, rest_joints: F32, side: str) -> F32:
    """[V, 3] away from the forearm's axis, by what a twist of 90 degrees would take."""
    forearm, hand = _share(skin, f"{side}_elbow"), _share(skin, f"{side}_wrist")
    along = _forearm(rest_joints, side)
    arm = skin.vertices - rest_joints[INDEX[f"{side}_wrist"]]
    out = arm - (arm @ along)[:, None] * along
    both = (forearm > 0.0) & (hand > 0.0)
    left = np.where(both, np.hypot(forearm, hand) / np.maximum(forearm + hand, 1e-6), 1.0)
    return np.asarray((1.0 / left - 1.0)[:, None] * out)


def _sealed(skin: Skin, rest_joints: F32) -> F32:
    """[V, 3] from where mouthClose leaves the face on a jaw turned by JAW_OPEN to where it does with jawOpen."""
    shapes = {name: np.zeros_like(skin.vertices) for name in ("jawOpen", "mouthClose")}
    targets = skin.morph_targets()
    for name, shape in shapes.items():
        moved, deltas = targets[name]
        shape[moved] = deltas
    hinge, share = rest_joints[INDEX["jaw"]], _share(skin, "jaw")[:, None]
    turn = rot.matrix(np.array([[JAW_OPEN, 0.0, 0.0]], np.float32))[0]
    closed = skin.vertices + shapes["mouthClose"]
    wanted = closed + shapes["jawOpen"]
    blend = np.eye(3) + share[..., None] * (turn - np.eye(3))
    shift = share * (hinge - turn @ hinge)
    seal = np.linalg.solve(blend, (wanted - shift)[..., None])[..., 0] - closed
    near = np.linalg.norm(shapes["mouthClose"], axis=1) / np.linalg.norm(shapes["mouthClose"], axis=1).max()
    return np.asarray(np.clip(near / 0.02, 0.0, 1.0)[:, None] * seal)
