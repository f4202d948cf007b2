"""Everything that a figure can do: `move` gives frames of an action for one that faces right and stands at x = 0.

Flows in: a Call. Flows out: a Move, that is a posture and what moves with it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from contracts import StudioError
from engines.story import vocabulary
from engines.story.actions import sport, together, travel
from engines.story.actions.call import Call, Move, Moved, PropTrack, View, held, placed
from engines.story.actions.gait import RUN, SPRINT, WALK, go
from engines.story.actions.keyed import library, play
from engines.story.actions.ride import ride
from engines.story.actions.strain import PULLS, PUSHES, strained
from engines.story.figure import FAR, NEAR
from engines.story.posture import Posture

GAITS = {"walk": WALK, "run": RUN, "sprint": SPRINT, "running_bases": RUN}
RUNS = ("run", "sprint", "running_bases")
SPORTS = ("batting", "pitching", "catching", "fielding", "throwing", "kicking", "dribbling", "shooting")
EXTRA = ("recoil", "rise", "get_up", "stagger", "receive")
"""What figures do between what they are told to do."""


def known() -> tuple[str, ...]:
    """Every action that a story can ask for."""
    return tuple(vocabulary.actions())


def natural(name: str, pace: float = 1.0) -> float:
    """Seconds that one round of the action takes."""
    if name in library():
        return library()[name].seconds / pace
    return vocabulary.actions()[name].seconds / pace


def repeats(name: str) -> bool:
    """Whether the action goes on as long as it is wanted, or holds its last pose, so that any length suits it."""
    if name in library() and library()[name].cycle:
        return True
    if name in ("sit", "kneel", "lie_down", "stand", "point"):
        return True
    return vocabulary.actions()[name].loops if name in vocabulary.actions() else False


def move(name: str, call: Call) -> Move:
    """`call.frames` frames of the action."""
    if name in GAITS:
        gait = GAITS[name]
        posture = go(
            gait, call.body, call.frames, call.fps, call.how, call.distance, call.seconds, call.before, call.after
        )
        return Move(strained(posture, call) if {PULLS, PUSHES} & set(call.there) else posture)
    if name == "ride":
        return ride(call)
    if name in travel.WAYS:
        return travel.WAYS[name](call)
    if name in SPORTS:
        return sport.moved(name, call)
    if name in (*together.PAIRED, *together.STRUCK):
        return together.moved(name, call)
    if name not in library():
        raise StudioError(f"There is no action '{name}'.", f"Use one of: {', '.join(known())}.")
    action = library()[name]
    props = tuple(_prop(told, call) for told in action.props if told.get("as", told["name"]) not in call.there)
    if name == "typing" and "laptop" in call.there:
        props = (*props, placed("laptop", 0.46, 1.0))
    posture = play(action, call.body, call.frames, call.fps, call.how)
    moments = {moment: second / call.how.pace for moment, second in action.moments.items()}
    return Move(onto(posture, call, action.target), props, moments)


def onto(posture: Posture, call: Call, usual: tuple[float, float] | None) -> Posture:
    """The same with hands where the other is, if they are not far from where the key poses have them."""
    if usual is None or call.ahead is None:
        return posture
    tall = (call.partner or call.body).height / 2.5
    by = np.array(
        [np.clip(call.ahead - usual[0] * call.size, -0.45, 0.35), 0.5 * usual[1] * (tall - call.size)], dtype=float
    )
    reaches = tuple(
        reach if isinstance(reach.to, str) else replace(reach, to=reach.to + by) for reach in posture.reaches
    )
    return replace(posture, reaches=reaches)


def _prop(told: dict[str, Any], call: Call) -> Moved:
    """A thing that the key poses mention; 'it' is what the story names."""
    name = str(told["name"])
    if name == "it":
        name = call.prop or str(told.get("usual", "present"))
    if "at" in told:
        at = told["at"]
        return placed(name, float(at[0]), float(at[1]), str(told.get("order", "behind")))
    aside = told.get("aside", [0.0, 0.0])
    offset = (float(aside[0]), float(aside[1]))
    hand = FAR if told["in"] == "far" else NEAR
    angle = float(np.radians(float(told.get("angle", 0.0))))
    if told.get("tips"):
        return tipped(name, offset)
    if told["in"] == "both":
        return between(name, offset)
    path = held(name, hand, angle, offset, bool(told.get("upright", False)), float(told.get("keep", 0.0)))
    seconds: dict[str, float] = {
        word: float(told[word]) / call.how.pace for word in ("from", "until", "lies") if word in told
    }
    return timed(path, seconds, bool(told.get("rests")) and "again" not in call.there) if seconds else path


def timed(path: Moved, seconds: dict[str, float], rests: bool = False) -> Moved:
    """A thing in a hand that is there `from` or `until` some second of the action, or lies on the ground before.

    rests: it stays where the hand leaves it.
    """

    def path_in_time(view: View) -> PropTrack:
        track = path(view)
        place, shown = track.place.copy(), track.shown.copy()
        last = len(shown) - 1
        if "from" in seconds:
            shown[: min(view.start + round(seconds["from"] * view.fps), last)] = False
        if "lies" in seconds:
            taken = min(view.start + round(seconds["lies"] * view.fps), last)
            place[:taken] = place[taken]
        if "until" in seconds:
            left = min(view.start + round(seconds["until"] * view.fps), last)
            shown[left:] = rests
            place[left:] = place[left]
        return replace(track, place=place, shown=shown)

    return path_in_time


def tipped(name: str, aside: tuple[float, float]) -> Moved:
    """A cup in the near hand, which leans back as the head does."""
    from engines.story.figure import JOINT

    def path(view: View) -> PropTrack:
        upright = held(name, NEAR, 0.0, aside, upright=True)(view)
        neck, head = view.joints[:, JOINT["neck"]], view.joints[:, JOINT["head"]]
        tilt = view.side * (head[:, 0] - neck[:, 0]) / view.body.neck
        turn = -view.side * 2.6 * (-tilt).clip(0.0, 0.5)
        return PropTrack(name, upright.place, turn, upright.shown, "near", upright.size, view.side)

    return path


def between(name: str, aside: tuple[float, float]) -> Moved:
    """Something held with both hands."""

    def path(view: View) -> PropTrack:
        far = held(name, FAR, 0.0, aside, upright=True)(view)
        place = far.place
        return PropTrack(name, place, far.angle, far.shown, "far", far.size, view.side)

    return path


__all__ = ["GAITS", "Call", "Move", "PropTrack", "known", "move", "natural", "repeats"]
