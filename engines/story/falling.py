"""What the narrator tells of falling falls: an apple hangs in the tree before, and lies on the ground after."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engines.story import ballistics
from engines.story.actions.call import PropTrack
from engines.story.figure import GRAVITY
from engines.story.performance import Acted
from engines.story.script import Beat, Narration, Prop
from engines.story.variants import forms

F64 = NDArray[np.float64]

FALLS = forms("fall") | forms("drop") | forms("tumble")
HANGS = 3.1
"""Units above the ground at which things are that fall, in the crown of a tree."""
BOUNCES = 0.55
"""Units before one on whom it falls, where it comes to lie; and the seconds until it does."""
RADIUS = 0.12


def falls(narration: Sequence[Narration], things: Mapping[str, Prop]) -> Iterator[tuple[Narration, Prop]]:
    """What is told to fall, with what tells it."""
    for one in narration:
        told = re.findall(r"[a-z]+", one.text.lower())
        verb = next((at for at, word in enumerate(told) if word in FALLS), None)
        named = [thing for thing in things.values() if verb is not None and thing.id.split()[0] in told[:verb]]
        if named and named[0].held_by is None:
            yield one, named[0]


def fallen(
    acted: Mapping[str, Acted], beats: Sequence[Beat], narration: Sequence[Narration], things: Mapping[str, Prop]
) -> dict[str, Acted]:
    """Everybody, with what falls; it is one's own on whom it falls, or of whoever comes first."""
    made = dict(acted)
    for told, thing in falls(narration, things):
        when = (told.start or 0.0) + 0.4 * (told.duration or 1.0)
        before = [one.actor for one in beats if (one.start or 0.0) <= when and one.actor in made]
        who = before[-1] if before else next(iter(made), None)
        if who is None:
            return made
        hit = bool(re.search(r"\b(head|him|her|them)\b", told.text.lower())) or f"on {who}" in told.text.lower()
        taken = min(
            (one.start or 0.0 for one in beats if thing.id == one.prop and (one.start or 0.0) > when), default=None
        )
        track = _track(thing, made[who], when, taken, hit, any(one.kind == "tree" for one in things.values()))
        made[who] = replace(made[who], props=(*made[who].props, track))
    return made


def _track(thing: Prop, acted: Acted, when: float, taken: float | None, hit: bool, tree: bool) -> PropTrack:
    fps, frames = acted.fps, len(acted)
    start = min(round(when * fps), frames - 1)
    head, pelvis = acted.at("head")[start].astype(float), acted.at("pelvis")[start].astype(float)
    x = float(head[0]) if hit else thing.position.x or 0.0
    low = float(head[1]) + acted.body.head + 0.5 * RADIUS if hit else RADIUS
    t = (np.arange(frames) - start) / fps
    drop = max(HANGS - low, 0.1)
    lands = float(np.sqrt(2 * drop / GRAVITY))
    y = HANGS - 0.5 * GRAVITY * np.clip(t, 0.0, lands) ** 2
    place = np.stack([np.full(frames, x), y], axis=-1)
    if hit:
        side = 1.0 if acted.facing[start] >= 0 else -1.0
        top, ground = np.array([x, low]), np.array([float(pelvis[0]) + side * BOUNCES, RADIUS])
        after = np.clip(t - lands, 0.0, BOUNCES)[t > lands]
        place[t > lands] = ballistics.flight(top, ballistics.lob(top, ground, BOUNCES), after, 0.0)
    shown = np.ones(frames, dtype=bool)
    if not tree:
        shown[:start] = False
    if taken is not None:
        shown[round(taken * fps) :] = False
    return PropTrack(thing.kind, place, np.zeros(frames), shown, "front")


__all__ = ["fallen", "falls"]
