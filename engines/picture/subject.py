"""What a camera needs to know of a body that moves: where its head and hips are, how far it reaches."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from engines.body import Body
from engines.motion import Motion, skeleton
from engines.speech.waiting import aside
from renderers.camera import Subject

F64 = NDArray[np.float64]
HEAD, PELVIS, CHEST = (skeleton.INDEX[name] for name in ("head", "pelvis", "spine3"))
_DIRECTIONS = np.concatenate([np.eye(3), -np.eye(3)])


def subject_of(body: Body, motion: Motion, tick: Callable[[], None] = lambda: None) -> Subject:
    """The camera's subject for each frame of `motion`. The reach is measured at each joint's outermost vertices.

    `tick` is called now and then, as this takes long for long motions, and may raise.
    """
    tick()
    rest = body.rest_joints
    offsets = np.where(skeleton.PARENTS[:, None] >= 0, rest - rest[skeleton.PARENTS], rest)
    positions, turns = aside(lambda _: skeleton.forward(motion.rotations, motion.translation, offsets), tick)
    owners, places = _outermost(body)
    low = np.full((len(motion), 3), np.inf)
    high = -low
    for joint in np.unique(owners):
        tick()
        reach = np.einsum("tab,vb->tva", turns[:, joint], places[owners == joint]) + positions[:, joint, None]
        low, high = np.minimum(low, reach.min(axis=1)), np.maximum(high, reach.max(axis=1))
    return Subject(
        head=positions[:, HEAD].astype(float),
        pelvis=positions[:, PELVIS].astype(float),
        low=low,
        high=high,
        facing=turns[:, CHEST, :, 2].astype(float),
        fps=float(motion.fps),
    )


def _outermost(body: Body) -> tuple[NDArray[np.int64], F64]:
    """The vertices that lie farthest from their joint along each axis at rest: joint [n], offset from it [n, 3]."""
    owner = body.skin.joint_indices[np.arange(len(body.skin.vertices)), body.skin.joint_weights.argmax(axis=1)]
    owners, places = [], []
    for joint in np.unique(owner):
        around = body.skin.vertices[owner == joint] - body.rest_joints[joint]
        for vertex in np.unique((around @ _DIRECTIONS.T).argmax(axis=0)):
            owners.append(int(joint))
            places.append(around[vertex])
    return np.array(owners), np.array(places, dtype=float)
