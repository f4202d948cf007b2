"""Which people are seen from when to when, and how near: a scene cut into takes.

Shots that the script asks for come first, shots of our own in between. Units, seconds; see figure.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engines.story import vocabulary
from engines.story.script import Beat, Line, Shot

F64 = NDArray[np.float64]
Nearness = Literal["wide", "two", "medium", "close", "follow"]

SHORTEST = 1.8
"""Seconds: a shorter take tires the eye, and joins the one before."""
WIDEST = 7.5
"""Units between people in one picture, at most, unless a scene opens: farther apart they are too small to be read."""
MOVES = 2.0
"""Units that somebody goes who is said to move."""


@dataclass(frozen=True, eq=False)
class Track:
    """head: [T, 2] the middle of the head. radius: of the head. shown: [T] whether they are there; None is always."""

    head: F64
    radius: float = 0.31
    shown: NDArray[np.bool_] | None = None


@dataclass(frozen=True)
class Take:
    """One uncut piece: from start to end, seconds, of these people. shot: what the script asks for instead."""

    start: float
    end: float
    nearness: Nearness
    who: tuple[str, ...]
    shot: Shot | None = None


def plan(
    beats: Sequence[Beat], lines: Sequence[Line], shots: Sequence[Shot], tracks: Mapping[str, Track], seconds: float,
    fps: float = 25,
) -> list[Take]:  # fmt: skip
    """Takes for a scene whose times are laid out, without a gap. What the script asks for comes first."""
    everybody = tuple(tracks)
    cells = _cells(beats, lines, everybody, tracks, seconds, fps)
    takes: list[Take] = []
    for take in cells:
        last = takes[-1] if takes else None
        if last is None or (take.end - take.start >= SHORTEST and last.end - last.start >= SHORTEST):
            if last is not None and (last.nearness, last.who) == (take.nearness, take.who):
                takes[-1] = replace(last, end=take.end)
            else:
                takes.append(take)
        else:
            takes[-1] = _joined(last, take)
    takes = [take if take.start == 0 else _readable(take, tracks, fps) for take in takes]
    return _with_shots(takes or [Take(0.0, seconds, "wide", everybody)], shots, everybody)


def _readable(take: Take, tracks: Mapping[str, Track], fps: float) -> Take:
    """The same, without those who are so far off that everybody would be small: who goes farthest is kept."""
    who = [name for name in take.who if name in tracks]
    if len(who) < 2:
        return take
    ways = {name: _way(tracks[name], take.start, take.end, fps) for name in who}
    most = max(who, key=ways.__getitem__)
    kept = most if ways[most] > MOVES else who[0]

    def off(name: str) -> float:
        heads = [tracks[one].head[_span(take.start, take.end, fps, len(tracks[one].head)), 0] for one in (name, kept)]
        frames = min(map(len, heads))
        return float(np.abs(heads[0][:frames] - heads[1][:frames]).max())

    near = tuple(name for name in who if off(name) <= WIDEST)
    if len(near) == len(who):
        return take
    return replace(take, who=near, nearness="follow" if len(near) == 1 and ways[kept] > MOVES else take.nearness)


def _joined(first: Take, second: Take) -> Take:
    who = tuple(dict.fromkeys((*first.who, *second.who)))
    same = first.nearness == second.nearness and set(first.who) == set(second.who)
    moving = "follow" in (first.nearness, second.nearness) and len(who) == 1
    nearness: Nearness = first.nearness if same else "follow" if moving else "two" if len(who) == 2 else "wide"
    return Take(first.start, second.end, nearness, who)


def _cells(
    beats: Sequence[Beat], lines: Sequence[Line], everybody: tuple[str, ...], tracks: Mapping[str, Track],
    seconds: float, fps: float,
) -> list[Take]:  # fmt: skip
    """The scene cut wherever something begins, and what is seen best from there on."""
    events: list[Beat | Line] = [*beats, *lines]
    times = sorted({0.0, *(min(max(one.start or 0.0, 0.0), seconds) for one in events)})
    cells: list[Take] = []
    for start, end in zip(times, [*times[1:], seconds], strict=True):
        if end - start < 1e-6:
            continue
        going = [
            one for one in events if (one.start or 0.0) <= start + 1e-6 < (one.start or 0.0) + (one.duration or 0.0)
        ]
        nearness, who = _choice(going, everybody, tracks, start, end, fps)
        if not cells and seconds > 4:
            nearness, who = "wide", everybody
        elif not going and cells:
            nearness, who = cells[-1].nearness, cells[-1].who
        cells.append(Take(start, end, nearness, who))
    return cells


def _choice(
    going: Sequence[Beat | Line], everybody: tuple[str, ...], tracks: Mapping[str, Track], start: float, end: float,
    fps: float,
) -> tuple[Nearness, tuple[str, ...]]:  # fmt: skip
    """How near, and of whom."""
    spoken = [one for one in going if isinstance(one, Line) and one.who in tracks]
    acted = [one for one in going if isinstance(one, Beat) and one.actor in tracks]
    movers = [one.actor for one in acted if _way(tracks[one.actor], start, end, fps) > MOVES]
    if len(spoken) == 1 and not movers:
        line = spoken[0]
        if line.to in tracks and line.to != line.who:
            return "two", (line.who, str(line.to))
        return ("close" if line.manner == "whispered" or line.feeling == "sad" else "medium"), (line.who,)
    busy = tuple(dict.fromkeys([*(one.who for one in spoken), *(one.actor for one in acted)]))
    if len(busy) != 1:
        return "wide", busy if len(busy) > 1 else everybody
    if movers:
        return "follow", busy
    beat = acted[0] if acted else None
    if beat is not None and beat.target in tracks and beat.target != beat.actor:
        return "two", (beat.actor, str(beat.target))
    if beat is not None and vocabulary.actions()[beat.action].kind in ("emotional", "gesture", "daily"):
        return "medium", busy
    return "wide", everybody


def _way(track: Track, start: float, end: float, fps: float) -> float:
    x = track.head[_span(start, end, fps, len(track.head)), 0]
    return float(np.ptp(x)) if len(x) else 0.0


def _span(start: float, end: float, fps: float, frames: int) -> slice:
    first = min(round(start * fps), max(frames - 1, 0))
    return slice(first, max(min(round(end * fps), frames), first + 1))


def _with_shots(takes: list[Take], shots: Sequence[Shot], everybody: tuple[str, ...]) -> list[Take]:
    """What the script asks for, in place of what was there at that time."""
    for shot in sorted(shots, key=lambda one: one.start or 0.0):
        start = shot.start or 0.0
        end = min(start + (shot.duration or 0.0), takes[-1].end)
        if end <= start:
            continue
        kept = []
        for take in takes:
            if take.start < start:
                kept.append(replace(take, end=min(take.end, start)))
            if take.end > end:
                kept.append(replace(take, start=max(take.start, end)))
        on = shot.start_frame.on
        asked = Take(start, end, "follow", (on,) if on in everybody and on else everybody, shot)
        takes = sorted([*kept, asked], key=lambda one: one.start)
    return [take for take in takes if take.end - take.start > 1e-6]
