"""When something is heard in a scene: feet that come down, balls that bounce, hands that meet, as it is acted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.story import vocabulary
from engines.story.acting import Acted
from engines.story.actions.call import PropTrack
from engines.story.actions.sport import RADIUS
from engines.story.direct import Staged
from engines.story.figure import JOINT
from engines.story.script import Beat, Scene

LIGHT = {"human": 1.0, "child": 0.75, "robot": 1.3, "alien": 0.85, "animal": 0.8}
"""How heavily each kind of figure treads."""
NOT_ON_GROUND = ("swimming", "flying")
NEAR = 8.0
"""Units from the middle of the stage beyond which things are heard from afar."""


@dataclass(frozen=True)
class Event:
    """A sound of sounds.effects at a second of its scene, at x units. loud: 1 is usual. seed: which of a few."""

    second: float
    name: str
    x: float
    loud: float = 1.0
    seed: int = 0


@lru_cache(maxsize=1)
def table() -> dict[str, Any]:
    """configs/story/sounds.yaml."""
    return vocabulary.table("sounds")


def ground(scene: Scene, second: float = 0.0) -> str:
    """What feet fall on there: what the place has, with snow and puddles from the sky."""
    entry = _place(scene)
    inside = _inside(scene)
    weather = [weather for start, weather in scene.weathers() if start <= second][-1]
    if weather == "snow" and not inside:
        return "snow"
    kind = str(entry["ground"])
    return "water" if weather in ("rain", "storm") and not inside and kind in ("stone", "sand") else kind


def surroundings(scene: Scene) -> dict[str, float]:
    """The ambiences that are heard there, each with its share: 1 is usual. Inside, weather is heard through walls."""
    entry = _place(scene)
    dark = scene.time == "night"
    found = dict(entry.get("night", entry["day"]) if dark else entry["day"])
    wet = scene.weather in ("rain", "storm", "snow")
    for name, share in table()["weather"].get(scene.weather, {}).items():
        if entry["ground"] != "metal" and scene.place not in ("space", "moon", "underwater"):
            found[name] = found.get(name, 0.0) + share * (0.3 if _inside(scene) else 1.0)
    if wet:
        found.pop("birds", None)
        found.pop("crickets", None)
    if scene.time == "evening" and "birds" in found:
        found["birds"] *= 0.6
    return {name: float(share) for name, share in found.items() if share > 0}


def _place(scene: Scene) -> dict[str, Any]:
    places: dict[str, dict[str, Any]] = table()["places"]
    return places.get(scene.place, places["park"])


def _inside(scene: Scene) -> bool:
    return bool(vocabulary.table("places").get(scene.place, {}).get("inside"))


def events(staged: Staged, beats: tuple[Beat, ...]) -> list[Event]:
    """Everything that is heard in a scene besides voices and its ambience, in time."""
    found: list[Event] = []
    for number, (who, acted) in enumerate(staged.acted.items()):
        codes = {row.number: name for name, row in vocabulary.actions().items()}
        doing = [codes.get(int(code), "idle") for code in acted.actions]
        found += _feet(acted, doing, staged.scene)
        found += _moments(acted, doing)
        found += _hands(acted, doing, number)
        for prop in acted.props:
            found += _bounces(prop, acted.fps)
        own = [beat for beat in beats if beat.actor == who]
        found += _told(own, acted)
    found += _thunder(staged)
    found += _cheers(staged, beats)
    placed = [event for event in found if 0 <= event.second < staged.frames / 25]
    return sorted(_thinned(placed), key=lambda one: (one.second, one.name, one.x))


def _feet(acted: Acted, doing: list[str], scene: Scene) -> Iterator[Event]:
    """A foot that comes down; both at once, from a height, are a landing."""
    weight = LIGHT.get(acted.kind, 1.0)
    airborne = np.asarray(~acted.planted.any(axis=1))
    landed: list[int] = []
    for start, stop in _runs(airborne):
        low = acted.joints[start:stop, [JOINT["l_toe"], JOINT["r_toe"]], 1].min(axis=1)
        together = stop < len(acted) and acted.planted[stop].all()
        if together and float(low.max(initial=0.0)) > 0.15 and doing[stop - 1] not in NOT_ON_GROUND:
            landed.append(stop)
            middle = float(acted.at("pelvis")[stop, 0])
            yield Event(stop / acted.fps, f"landing {ground(scene, stop / acted.fps)}", middle, weight, stop)
    for side, letter in enumerate("lr"):
        height = acted.at(f"{letter}_ankle")[:, 1]
        x = acted.at(f"{letter}_ankle")[:, 0]
        for start, stop in _runs(~acted.planted[:, side]):
            if stop >= len(acted) or any(abs(stop - one) < 4 for one in landed) or start == 0:
                continue
            name = doing[stop]
            if name in NOT_ON_GROUND or name in ("lie_down", "sit"):
                continue
            lift = float(height[start:stop].max() - min(height[start - 1], height[stop]))
            if lift < 0.025:
                continue
            stride = abs(float(x[stop] - x[start - 1]))
            loud = weight * float(np.clip(0.35 + 2.2 * lift + 0.12 * stride, 0.3, 1.6))
            floor = "wood" if name == "climbing" else ground(scene, stop / acted.fps)
            yield Event(stop / acted.fps, f"step {floor}", float(x[stop]), loud, stop + side)


def _runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First and one after the last of every stretch that is true."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    return [(int(start), int(stop)) for start, stop in edges.reshape(-1, 2)]


_AT: dict[tuple[str, str], tuple[tuple[str, float], ...]] = {
    ("throwing", "leaves"): (("whoosh", 0.8),), ("pitching", "leaves"): (("whoosh", 1.0),),
    ("shooting", "leaves"): (("whoosh", 0.5),), ("jump", "leaves"): (("whoosh", 0.5),),
    ("kicking", "meets"): (("kick", 1.0),), ("catching", "meets"): (("slap", 0.7),),
    ("fielding", "meets"): (("slap", 0.5),), ("batting", "hits"): (("bat", 1.1),),
    ("punch", "lands"): (("hit", 0.9),), ("kick", "lands"): (("hit", 0.9),),
    ("high_five", "meets"): (("clap", 1.1),), ("handshake", "meets"): (("slap", 0.3),),
    ("hug", "meets"): (("cloth", 0.5),),
}  # fmt: skip
_BEFORE = {"punch": 0.14, "kick": 0.14, "batting": 0.12}
"""Seconds by which the air is heard before a blow."""
_BEGIN: dict[str, tuple[tuple[str, float, float], ...]] = {
    "flying": (("whoosh", 0.9, 0.35),), "dodge": (("whoosh", 0.6, 0.1),), "sit": (("cloth", 0.4, 0.5),),
    "lie_down": (("fall", 0.6, 0.9),), "kneel": (("cloth", 0.35, 0.4),), "swimming": (("splash", 0.9, 0.35),),
    "reading": (("page", 0.5, 0.5),), "celebrate": (("whoosh", 0.35, 0.2),),
}  # fmt: skip
"""What is heard as an action begins: sound, loudness, seconds after its beginning."""


def _moments(acted: Acted, doing: list[str]) -> Iterator[Event]:
    """Telling moments of actions, and what is heard as they begin."""
    for key, second in acted.moments.items():
        at = min(max(round(second * acted.fps), 0), len(acted) - 1)
        name = doing[at]
        x = float(acted.at("pelvis")[at, 0])
        for sound, loud in _AT.get((name, key.rsplit(".", 1)[-1]), ()):
            yield Event(second, sound, x, loud, at)
            if name in _BEFORE and sound in ("hit", "bat"):
                yield Event(max(second - _BEFORE[name] - 0.12, 0.0), "whoosh", x, 0.5 * loud, at)
    for start, name in _changes(doing):
        x = float(acted.at("pelvis")[start, 0])
        for sound, loud, later in _BEGIN.get(name, ()):
            yield Event(start / acted.fps + later, sound, x, loud, start)


def _changes(doing: list[str]) -> list[tuple[int, str]]:
    return [(at, name) for at, name in enumerate(doing) if at == 0 or doing[at - 1] != name]


def _hands(acted: Acted, doing: list[str], number: int) -> Iterator[Event]:
    """What hands do again and again: clap, type, turn pages, bring food to the mouth, go into the water."""
    fps = acted.fps
    left, right = acted.at("l_hand"), acted.at("r_hand")
    spans = _changes(doing)
    for (start, name), (stop, _) in zip(spans, [*spans[1:], (len(doing), "")], strict=True):
        here = slice(start, stop)
        x = float(acted.at("pelvis")[start, 0])
        if name == "clap":
            for at in _closings(np.linalg.norm(left[here] - right[here], axis=1), 0.30):
                yield Event((start + at) / fps, "clap", x, 0.85, start + at + number)
        elif name in ("eating", "drinking"):
            mouth = acted.at("head")[here] - [0, 0.4 * acted.body.head]
            near = np.minimum(*(np.linalg.norm(hand[here] - mouth, axis=1) for hand in (left, right)))
            for at in _closings(near, 0.42):
                yield Event((start + at) / fps + 0.1, "crunch" if name == "eating" else "gulp", x, 0.6, start + at)
        elif name == "typing":
            dice = np.random.default_rng([start, number])
            now = start / fps + 0.9
            while now < stop / fps - 0.2:
                yield Event(now, "key", x, float(dice.uniform(0.35, 0.6)), int(dice.integers(99)))
                now += float(dice.choice([0.09, 0.12, 0.15, 0.34], p=[0.3, 0.35, 0.25, 0.1]))
        elif name == "reading":
            for second in np.arange(start / fps + 3.2, stop / fps - 0.5, 3.4).tolist():
                yield Event(second, "page", x, 0.45, int(second * 10))
        elif name == "swimming":
            for hand in (left, right):
                height = hand[here, 1]
                for at in np.flatnonzero((height[1:] < 0.62) & (height[:-1] >= 0.62)).tolist():
                    yield Event((start + at) / fps, "stroke", float(hand[start + at, 0]), 0.8, at)


def _closings(gap: NDArray[np.floating], least: float) -> list[int]:
    """Frames at which a distance is smallest, after it was larger by a quarter."""
    found: list[int] = []
    opened = True
    for at in range(1, len(gap) - 1):
        if gap[at] > 1.25 * least:
            opened = True
        if opened and gap[at] < least and gap[at] <= gap[at - 1] and gap[at] < gap[at + 1] + 1e-9:
            found.append(at)
            opened = False
    return found


def _bounces(prop: PropTrack, fps: float) -> Iterator[Event]:
    """A ball that comes down and goes up again."""
    radius = RADIUS.get(prop.name)
    if radius is None:
        return
    y = prop.place[:, 1]
    for at in range(2, len(y) - 2):
        falls, rises = float(max(y[at - 2 : at]) - y[at]), float(max(y[at + 1 : at + 3]) - y[at])
        lowest = y[at] < y[at - 1] and y[at] <= y[at + 1]
        if lowest and falls > 0.06 and rises > 0.03 and prop.shown[at] and y[at] < radius + 0.30:
            loud = float(np.clip(falls * fps / 14.0, 0.15, 1.0))
            yield Event(at / fps, "bounce", float(prop.place[at, 0]), loud, at)


def _told(beats: list[Beat], acted: Acted) -> Iterator[Event]:
    """What the words of the story call for: a knock, a bell."""
    for beat in beats:
        words = f" {(beat.words or '').lower()} "
        for sound, said in table()["words"].items():
            if any(re.search(rf"\b{re.escape(one)}\b", words) for one in said):
                at = min(round((beat.start or 0.0) * acted.fps), len(acted) - 1)
                later = 0.6 if beat.action in ("punch", "point", "jump", "swimming") else 0.2
                yield Event((beat.start or 0.0) + later, sound, float(acted.at("pelvis")[at, 0]), 1.0, at)
                break


def _thunder(staged: Staged) -> Iterator[Event]:
    """After every bolt."""
    weathers = staged.scene.weathers()
    if _inside(staged.scene) or not any(weather == "storm" for _, weather in weathers):
        return
    from renderers.scenery_weather import lightning

    bright = np.array([lightning(frame / 25, staged.seed) for frame in range(staged.frames)])
    for at in np.flatnonzero((bright[1:] > 0.5) & (bright[:-1] <= 0.5)):
        if [weather for start, weather in weathers if start <= at / 25][-1] != "storm":
            continue
        yield Event(float(at) / 25 + 0.7, "thunder", 0.0, 1.0, int(at))


def _cheers(staged: Staged, beats: tuple[Beat, ...]) -> Iterator[Event]:
    """Where there is a crowd, it cheers with those who celebrate and those who score."""
    if surroundings(staged.scene).get("crowd", 0.0) < 0.3:
        return
    for beat in beats:
        if beat.action in ("celebrate", "shooting", "batting"):
            later = {"shooting": 1.9, "batting": 1.3}.get(beat.action, 0.2)
            yield Event((beat.start or 0.0) + later, "cheer", 0.0, 1.0, int(10 * (beat.start or 0.0)))


def _thinned(found: list[Event]) -> list[Event]:
    """Without what nobody hears beside its like: the same sound of many at the same moment."""
    made: list[Event] = []
    last: dict[str, list[Event]] = {}
    for one in sorted(found, key=lambda event: event.second):
        near = [other for other in last.get(one.name, []) if one.second - other.second < 0.03]
        if len(near) < 3:
            made.append(one)
            last[one.name] = [*near, one]
    return made
