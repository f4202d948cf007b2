"""What is done to or with another: hands that meet, arms that go round, blows that arrive."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engines.story.actions.call import Call, Move
from engines.story.actions.keyed import library, play
from engines.story.figure import FAR, NEAR
from engines.story.posture import Posture, Reach

F64 = NDArray[np.float64]


def _during(t: F64, comes: float, stays: float, goes: float, gone: float) -> F64:
    """[T] 0, then 1 from `stays` to `goes`, then 0 from `gone` on."""
    rise = np.clip((t - comes) / (stays - comes), 0.0, 1.0)
    fall = np.clip((gone - t) / (gone - goes), 0.0, 1.0)
    both = np.minimum(rise, fall)
    return both**3 * (10 + both * (6 * both - 15))


def _played(name: str, call: Call) -> Posture:
    return play(library()[name], call.body, call.frames, call.fps, replace(call.how, pace=1.0))


def _between(call: Call) -> float:
    """The size of what two do at once: half-way between theirs."""
    other = call.partner or call.body
    return 0.5 * (call.body.height + other.height) / 2.5


def handshake(call: Call) -> Move:
    """The near hands meet half-way and go up and down together."""
    t = call.times
    ahead, high = call.meet or (0.52 * call.size, 1.28 * call.size)
    shake = 0.085 * _between(call) * np.sin(2 * np.pi * 2.1 * (t - 0.62)) * _during(t, 0.5, 0.7, 1.3, 1.5)
    to = np.stack([np.full_like(t, ahead), high + shake], axis=-1)
    reach = Reach(NEAR, to, _during(t, 0.05, 0.55, 1.45, 1.95))
    return Move(replace(_played("handshake", call), reaches=(reach,)), moments={"meets": 0.55, "parts": 1.45})


PALM = 0.065
"""Half of how thick a palm is drawn, for a human, units: hands that clap touch and do not lie in each other."""


def high_five(call: Call) -> Move:
    """Palms meet overhead, at the same moment for both."""
    t = call.times
    ahead, high = call.meet or (0.58 * call.size, 2.38 * call.size)
    rebound = 0.07 * _between(call) * np.clip((t - 0.66) / 0.1, 0.0, 1.0)
    to = np.stack([ahead - PALM * call.size - rebound, np.full_like(t, high) + 0.5 * rebound], axis=-1)
    reach = Reach(NEAR, to, _during(t, 0.12, 0.58, 0.68, 1.12))
    return Move(replace(_played("high_five", call), reaches=(reach,)), moments={"meets": 0.6})


def hug(call: Call) -> Move:
    """Arms go round the other's back and stay; the one who leads has the upper arm."""
    t = call.times
    end = max(call.seconds, 1.6)
    ahead = call.ahead if call.ahead is not None else 0.6
    other = call.partner or call.body
    chest = other.ankle + 0.97 * other.leg + other.lower_torso
    weight = _during(t, 0.25, 0.85, end - 0.7, end - 0.05)
    pat = 0.035 * call.size * np.sin(2 * np.pi * 1.8 * t) * _during(t, 0.9, 1.1, end - 0.8, end - 0.6)
    spread = ((NEAR, 0.13 if call.leads else -0.10), (FAR, -0.06 if call.leads else 0.16))
    # No arm goes round one who is out of reach: then it stretches towards them.
    back = min(ahead + 0.12, 0.93 * call.body.arm)
    reaches = tuple(
        Reach(
            hand,
            np.stack([np.full_like(t, back), min(chest, 1.62 * call.size) + up * other.height / 2.5 + pat], axis=-1),
            weight,
        )
        for hand, up in spread
    )
    posture = _played("hug", call)
    return Move(replace(posture, reaches=reaches), moments={"meets": 0.85, "parts": end - 0.7})


def blow(name: str, call: Call) -> Move:
    """Punch or kick: as the key poses say, and on the mark if there is one within reach."""
    posture = play(library()[name], call.body, call.frames, call.fps, call.how)
    lands = (0.52 if name == "punch" else 0.62) / call.how.pace
    if name == "punch" and call.ahead is not None and 0.5 < call.ahead < 1.7:
        t = call.times
        high = call.high if call.high is not None else 1.95 * call.size
        to = np.tile([min(call.ahead - 0.24, 1.12 * call.size), high], (call.frames, 1))
        pace = call.how.pace
        reach = Reach(NEAR, to, _during(t, 0.26 / pace, 0.5 / pace, 0.6 / pace, 0.86 / pace))
        posture = replace(posture, reaches=(*posture.reaches, reach))
    return Move(posture, moments={"lands": lands})


PAIRED = ("handshake", "high_five", "hug")
"""What two do together, each for their part."""
STRUCK = ("punch", "kick")
"""What another feels."""


def moved(name: str, call: Call) -> Move:
    """The action called `name`."""
    if name in STRUCK:
        return blow(name, call)
    return {"handshake": handshake, "high_five": high_five, "hug": hug}[name](call)
