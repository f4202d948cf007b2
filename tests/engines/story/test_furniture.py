"""Chairs, tables and sofas that stand in a scene are what people sit on and at."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engines.story.direct import FPS, Show, direct
from engines.story.script import Script


def played(place: str, props: list[dict[str, Any]], beats: list[dict[str, Any]], kind: str = "human") -> Show:
    """Tom, Mia and what stands there."""
    people = [("tom", kind), ("mia", "human")]
    cast = [{"who": who} for who, _ in people]
    scene = {"id": "s", "place": place, "props": props, "cast": cast}
    characters = [{"id": who, "name": who.title(), "kind": kind} for who, kind in people]
    return direct(Script.model_validate({"scenes": [scene], "characters": characters, "beats": beats}), mute=True)


def seat_and_hip(show: Show, prop: str, who: str = "tom") -> tuple[float, float]:
    """x of a seat and of the hips of one who sits, at the end."""
    place = next(one for one in show.scenes[0].props if one.id == prop).position
    return place.x or 0.0, float(show.scenes[0].acted[who].at("pelvis")[-1, 0])


@pytest.mark.parametrize("kind", ["human", "child"])
def test_who_sits_down_goes_to_the_chair_and_brings_none_along(kind: str) -> None:
    show = played("classroom", [{"id": "c", "kind": "chair"}], [{"actor": "tom", "action": "sit"}], kind)
    seat, hip = seat_and_hip(show, "c")
    assert hip == pytest.approx(seat, abs=0.08), "the hips are over the seat"
    tom = show.scenes[0].acted["tom"]
    assert not tom.props, "no other chair"
    standing, sitting = float(tom.at("pelvis")[0, 1]), float(tom.at("pelvis")[-1, 1])
    assert sitting < 0.75 * standing


@pytest.mark.parametrize("kind", ["human", "child"])
def test_who_goes_to_sleep_lies_in_the_bed_and_gets_out_of_it(kind: str) -> None:
    beats = [
        {"actor": "tom", "action": "lie_down", "words": "fell asleep", "step": 0},
        {"actor": "tom", "action": "walk", "step": 1},
    ]
    show = played("bedroom", [{"id": "b", "kind": "bed", "position": {"x": -2.0}}], beats, kind)
    tom = show.scenes[0].acted["tom"]
    at = int(tom.at("head")[:, 1].argmin())
    size = tom.body.leg / 1.08
    pelvis, head, toe = (tom.at(name)[at] for name in ("pelvis", "head", "r_toe"))
    assert 0.6 * size < pelvis[1] < 0.95 * size and abs(head[1] - pelvis[1]) < 0.4, "flat, on the mattress"
    assert -2.0 - 1.35 * size < head[0] < -2.0 - 0.3 * size, "the head is on the pillow"
    assert toe[0] < -2.0 + 1.45 * size, "all of him is on the bed"
    assert tom.at("pelvis")[-1, 1] > 0.9 * tom.body.standing and not tom.props


def test_who_trips_falls_where_they_are_although_there_is_a_bed() -> None:
    beats = [{"actor": "tom", "action": "lie_down", "words": "tripped"}]
    show = played("bedroom", [{"id": "b", "kind": "bed", "position": {"x": -4.0}}], beats)
    assert not [beat for beat in show.script.beats if beat.implied]
    assert float(show.scenes[0].acted["tom"].at("pelvis")[-1, 1]) < 0.4


def test_two_sit_on_one_bench_side_by_side() -> None:
    beats = [{"actor": who, "action": "sit", "step": k} for k, who in enumerate(("tom", "mia"))]
    show = played("park", [{"id": "b", "kind": "bench", "position": {"x": 4.0}}], beats)
    hips = sorted(seat_and_hip(show, "b", who)[1] for who in ("tom", "mia"))
    assert hips[0] == pytest.approx(4.0 - 0.42, abs=0.1) and hips[1] == pytest.approx(4.0 + 0.42, abs=0.1)


def test_who_types_does_so_at_the_table() -> None:
    props = [{"id": "t", "kind": "table"}, {"id": "c", "kind": "chair"}]
    show = played("office", props, [{"actor": "tom", "action": "typing"}])
    table = next(one for one in show.scenes[0].props if one.id == "t").position.x or 0.0
    tom = show.scenes[0].acted["tom"]
    hands = tom.joints[-15:, :, :][:, [7, 11]].mean(axis=(0, 1))
    seat, hip = seat_and_hip(show, "c")
    assert hip == pytest.approx(seat, abs=0.1)
    assert abs(hands[0] - table) < 0.85 and 0.95 < hands[1] < 1.3, "both hands are over the table"
    assert {track.name for track in tom.props} == {"laptop"}


def test_who_eats_sits_down_at_the_table_and_gets_up_to_go() -> None:
    props = [{"id": "t", "kind": "table"}, {"id": "c", "kind": "chair"}]
    beats = [
        {"actor": "mia", "action": "eating", "step": 0},
        {"actor": "mia", "action": "wave", "step": 1},
        {"actor": "mia", "action": "walk", "direction": "left", "step": 2},
    ]
    show = played("kitchen", props, beats)
    mia = show.scenes[0].acted["mia"]
    told = {beat.action: beat for beat in show.script.beats if not beat.implied}
    low = mia.at("pelvis")[:, 1] < 0.9
    for action in ("eating", "wave"):
        middle = round(((told[action].start or 0.0) + 0.5 * (told[action].duration or 0.0)) * FPS)
        assert low[middle], f"she sits while she does it: {action}"
    assert not low[-10:].any()
    assert "bowl" in {track.name for track in mia.props} and "chair" not in {track.name for track in mia.props}


def test_without_furniture_a_chair_is_brought_along() -> None:
    show = played("park", [], [{"actor": "tom", "action": "sit"}])
    tom = show.scenes[0].acted["tom"]
    assert [track.name for track in tom.props] == ["chair"]
    assert np.abs(tom.at("pelvis")[0, 0] - tom.at("pelvis")[-1, 0]) < 0.6, "it is sat on where one stands"


@pytest.mark.parametrize(
    ("place", "seen"), [("moon", False), ("underwater", False), ("kitchen", False), ("park", True)]
)
def test_no_house_stands_on_the_moon_because_somebody_goes_home(place: str, seen: bool) -> None:
    beats = [{"actor": "tom", "action": "run", "target": "home"}]
    show = played(place, [{"id": "home", "kind": "house"}], beats)
    assert bool(show.scenes[0].props) is seen


def test_nobody_sits_in_anybodys_lap_nor_where_somebody_stands() -> None:
    props = [{"id": "t", "kind": "table"}, {"id": "c", "kind": "chair"}, {"id": "b", "kind": "bench"}]
    beats = [
        {"actor": "tom", "action": "reading", "step": 0},
        {"actor": "mia", "action": "typing", "step": 1},
        {"actor": "mia", "action": "jump", "step": 2},
        {"actor": "mia", "action": "walk", "step": 3},
    ]
    show = played("classroom", props, beats)
    tom, mia = (show.scenes[0].acted[who].at("pelvis")[:, 0] for who in ("tom", "mia"))
    typing = next(beat for beat in show.script.beats if beat.action == "typing")
    at = round(((typing.start or 0.0) + 2.0) * FPS)
    assert abs(tom[at] - mia[at]) > 1.5, "they sit on both sides of the table"
    assert abs(tom[-1] - mia[-1]) > 0.8
    assert {track.name for track in show.scenes[0].acted["tom"].props} == {"book"}, "no laptop for who reads"
