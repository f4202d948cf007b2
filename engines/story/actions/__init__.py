"""Everything that a figure can do: `move` gives frames of an action for one that faces right and stands at x = 0.

Flows in: a Call. Flows out: a Move, that is a posture and what moves with it.
"""

from __future__ import annotations

from contracts import StudioError
from engines.story import vocabulary
from engines.story.actions import sport, together, travel
from engines.story.actions.call import Call, Move, Moved, PropTrack, View, held, placed
from engines.story.actions.gait import RUN, SPRINT, WALK, go
from engines.story.actions.keyed import library, play
from engines.story.actions.strain import PULLS, PUSHES, strained
from engines.story.figure import FAR, NEAR

GAITS = {"walk": WALK, "run": RUN, "sprint": SPRINT, "running_bases": RUN}
RUNS = ("run", "sprint", "running_bases")
SPORTS = ("batting", "pitching", "catching", "fielding", "throwing", "kicking", "dribbling", "shooting")
EXTRA = ("recoil", "rise", "get_up")
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
    if name in travel.WAYS:
        return travel.WAYS[name](call)
    if name in SPORTS:
        return sport.moved(name, call)
    if name in (*together.PAIRED, *together.STRUCK):
        return together.moved(name, call)
    if name not in library():
        raise StudioError(f"There is no action '{name}'.", f"Use one of: {', '.join(known())}.")
    action = library()[name]
    props = tuple(_prop(told, call) for told in action.props if told["name"] not in call.there)
    if "laptop" in call.there:
        props = (*props, placed("laptop", 0.46, 1.0))
    return Move(play(action, call.body, call.frames, call.fps, call.how), props)


USUAL = {"apple": "apple", "cup": "cup", "book": "book"}


def _prop(told: dict[str, object], call: Call) -> Moved:
    """A thing that the key poses mention."""
    name = str(told["name"])
    if "at" in told:
        at = told["at"]
        assert isinstance(at, list)
        return placed(name, float(at[0]), float(at[1]), str(told.get("order", "behind")))
    aside = told.get("aside", [0.0, 0.0])
    assert isinstance(aside, list)
    offset = (float(aside[0]), float(aside[1]))
    hand = FAR if told["in"] == "far" else NEAR
    angle = float(str(told.get("angle", 0.0))) * 3.14159265 / 180
    if told.get("tips"):
        return tipped(name, offset)
    if told["in"] == "both":
        return between(name, offset)
    return held(name, hand, angle, offset, bool(told.get("upright", False)))


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
