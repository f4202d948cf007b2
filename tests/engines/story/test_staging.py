"""What people do with things and with each other as it is staged: judged by where bodies and things are."""

from __future__ import annotations

import numpy as np
import pytest

from engines.story.acting import Acted
from engines.story.direct import FPS, Staged, direct
from engines.story.script import Beat, Script
from engines.story.writer import write


def played(text: str) -> tuple[Script, Staged]:
    show = direct(write(text).script, mute=True)
    return show.script, show.scenes[0]


def beat(script: Script, who: str, action: str) -> Beat:
    return next(one for one in script.beats if (one.actor, one.action) == (who, action) and not one.implied)


def frames(one: Beat) -> slice:
    start = round((one.start or 0) * FPS)
    return slice(start, start + round((one.duration or 0) * FPS))


def x(acted: Acted) -> np.ndarray:
    return acted.at("pelvis")[:, 0].astype(float)


@pytest.mark.slow
def test_a_heavy_stone_goes_with_those_who_pull_it_and_ropes_reach_from_it_to_their_hands():
    script, staged = played("Two workers pull a heavy stone through the desert. The king watches them.")
    first, second = (staged.acted[f"worker {n}"] for n in (1, 2))
    going = frames(beat(script, "worker 1", "walk"))
    stone = first.props[0]
    assert stone.name == "block" and stone.shown.all()
    path = stone.place[:, 0]
    assert path[going.stop] - path[0] == pytest.approx(x(first)[going.stop] - x(first)[0], abs=0.25)
    assert path[going.stop] - path[0] > 1.5
    assert (np.abs(np.diff(path)) * FPS < 2).all() and (path[going.stop :] == path[going.stop]).all()
    assert (x(second)[going] - path[going] > 1.5).all(), "they go before it"
    rope = next(prop for prop in second.props if prop.name == "tow")
    at = (going.start + going.stop) // 2
    end = rope.place[at] - rope.size * np.array([np.cos(-rope.angle[at]), np.sin(-rope.angle[at])])
    assert np.abs(end - [path[at] + 0.5, 0.5]).max() < 0.3, "the rope ends at the stone"
    assert not any(prop.id == "stone" for prop in staged.props), "there is one stone"
    king = x(staged.acted["king"])
    assert min(np.abs(king - x(one)).min() for one in (first, second)) > 0.8, "nobody walks through the king"


def test_who_pushes_has_hands_at_the_thing():
    script, staged = played("Tom pushes a car along the street.")
    tom = staged.acted["tom"]
    middle = sum((frames(beat(script, "tom", "walk")).start, frames(beat(script, "tom", "walk")).stop)) // 2
    car = tom.props[0]
    hands = np.mean([tom.at(f"{side}_hand")[middle] for side in "lr"], axis=0)
    assert car.name == "car" and x(tom)[middle] < hands[0] < car.place[middle, 0]
    assert car.place[-1, 0] > car.place[0, 0] + 0.7


def test_people_sing_while_they_pull():
    script, staged = played("Two workers sing while they pull a stone.")
    worker = staged.acted["worker 1"]
    going = frames(beat(script, "worker 1", "walk"))
    assert worker.face.openness[going].max() > 0.4
    assert np.ptp(x(worker)[going]) > 0.7


def test_who_walks_past_something_goes_beyond_it_and_stops_on_nobody():
    script, staged = played("Ben lies down under a tree and sleeps. Mia walks past the tree and dances.")
    tree = next(prop for prop in script.scenes[0].props if prop.kind == "tree").position.x
    mia, ben = staged.acted["mia"], staged.acted["ben"]
    end = frames(beat(script, "mia", "walk")).stop
    assert (x(mia)[0] - tree) * (x(mia)[end] - tree) < 0, "she is on the other side"
    body = ben.joints[end, :, 0]
    assert not body.min() - 0.2 < x(mia)[end] < body.max() + 0.2


def test_who_fell_cries_on_the_ground_and_is_helped_up():
    script, staged = played("Anna falls down in the park. Anna cries. Tom helps Anna up. Anna laughs.")
    anna = staged.acted["anna"]
    head = anna.at("head")[:, 1]
    crying, laughing = frames(beat(script, "anna", "cry")), frames(beat(script, "anna", "laugh"))
    assert head[crying].max() < 1.0, "nobody gets up to cry"
    assert head[laughing].min() > 1.6
    assert not any(prop.name == "ball" for prop in staged.acted["tom"].props)


def test_a_flight_over_something_is_high_and_goes_across():
    script, staged = played("A dragon flies over the castle.")
    dragon = staged.acted["dragon"]
    there = frames(beat(script, "dragon", "flying"))
    assert dragon.at("pelvis")[there, 1].max() > 2.6 and np.ptp(x(dragon)[there]) > 4


def test_who_climbs_a_tower_goes_to_it_and_calls_from_above():
    script, staged = played('Mia waves. Mia climbs the tower. "Help!" shouts Mia.')
    mia = staged.acted["mia"]
    tower = next(prop for prop in script.scenes[0].props if prop.kind == "ladder")
    line = script.lines[0]
    called = round(((line.start or 0) + 0.5) * FPS)
    assert mia.at("pelvis")[called, 1] > 2.0
    ladder = next(prop for prop in mia.props if prop.name == "ladder")
    assert ladder.shown.all() and abs(ladder.place[0, 0] - tower.position.x) < 0.35
    assert not any(prop.kind == "ladder" for prop in staged.props)


def test_who_gives_goes_up_to_the_other_first():
    script, staged = played("Tom stands on the left. Mia stands on the right. Mia gives Tom an apple.")
    handing = beat(script, "mia", "throwing")
    at = frames(handing).start
    assert abs(x(staged.acted["mia"])[at] - x(staged.acted["tom"])[at]) < 1.6


def test_people_who_run_together_run_the_same_way():
    _, staged = played("Tom and Anna run in the park.")
    ways = [np.sign(x(staged.acted[who])[-1] - x(staged.acted[who])[0]) for who in ("tom", "anna")]
    assert ways[0] == ways[1] != 0


def test_a_crowd_stands_in_rows_of_its_own_and_an_audience_lower_than_the_stage():
    crowd = write("A woman gives a speech to a crowd in the city. The crowd claps.").script
    laid = crowd.laid_out()
    places = {one.who: one.position for one in laid.scenes[0].cast}
    rows = [place for who, place in places.items() if who.startswith("crowd")]
    assert len(rows) >= 3 and all(place.depth > 1 for place in rows)
    assert all(abs((place.x or 0) - (places["woman"].x or 0)) > 0.4 for place in rows), "she covers nobody"
    staged = played("Leila stands on the stage in front of the audience. The audience claps. Leila bows.")[1]
    grounds = {who: staged.ground(who, 10) for who in staged.acted}
    assert grounds["leila"] == 0 and max(high for who, high in grounds.items() if who != "leila") < -0.4


def test_who_goes_to_somebody_in_another_row_comes_to_stand_beside_them():
    script, staged = played("Three children watch. Tom stands behind Ann. Tom hugs Ann.")
    assert staged.ground("tom", 0) != staged.ground("ann", 0)
    met = frames(beat(script, "tom", "hug"))
    assert staged.ground("tom", met.start) == pytest.approx(staged.ground("ann", met.start))


def test_an_apple_that_is_told_to_fall_falls_on_the_head_and_lies_there_until_it_is_picked_up():
    script, staged = played("Isaac sits under a tree. An apple falls on his head. Isaac picks it up.")
    isaac = staged.acted["isaac"]
    apple = next(prop for prop in isaac.props if prop.name == "apple" and prop.shown[0])
    told = script.narration[0]
    begin, over = round((told.start or 0) * FPS), round(((told.start or 0) + (told.duration or 0)) * FPS)
    assert apple.place[begin, 1] > 2.5 and apple.place[over + 20, 1] < 0.3
    gap = np.linalg.norm(apple.place - isaac.at("head"), axis=-1)[begin : over + 20]
    assert gap.min() < isaac.body.head + 0.2, "it meets the head"
    picked = frames(beat(script, "isaac", "catching")).start
    assert apple.shown[picked - 1] and not apple.shown[picked]
