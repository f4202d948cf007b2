"""Going with something heavy: bent forward, hands at what is pushed, or at the rope over the shoulder."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engines.story.actions.call import Call
from engines.story.figure import FAR, NEAR
from engines.story.posture import Posture, Reach

PULLS, PUSHES = "pulls", "pushes"
"""What a call's `there` says of it."""
LEAN = {PULLS: 0.42, PUSHES: 0.5}
"""Radians that the trunk is bent forward."""
GRIP = {PULLS: (0.24, 1.42), PUSHES: (0.72, 1.12)}
"""Where the hands are, units ahead of the pelvis and above the ground, for a human."""


def strained(posture: Posture, call: Call) -> Posture:
    """The same way gone with something heavy."""
    way = PULLS if PULLS in call.there else PUSHES
    t = call.times
    share = np.clip(t / 0.5, 0, 1) * np.clip((call.seconds - t) / 0.5, 0, 1)
    share = share * share * (3 - 2 * share)
    ahead, high = GRIP[way]
    reaches = tuple(
        Reach(hand, np.stack([posture.x + (ahead + aside) * call.size, np.full(len(t), high * call.size)], -1), share)
        for hand, aside in ((NEAR, 0.0), (FAR, 0.08))
    )
    return replace(
        posture,
        lean=posture.lean + LEAN[way] * share,
        head=posture.head - 0.6 * LEAN[way] * share,
        y=posture.y - 0.05 * call.legs * share,
        reaches=(*posture.reaches, *reaches),
    )
