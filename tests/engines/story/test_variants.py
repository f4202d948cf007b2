"""A word of the story says how an action is played: hands that push, hand over, build; what one rides in."""

from __future__ import annotations

import numpy as np
import pytest

from engines.story import variants, vocabulary
from engines.story.acting import Cue, act
from engines.story.actions import EXTRA
from engines.story.actions.keyed import library
from engines.story.direct import Show, Staged, direct
from engines.story.script import Beat, Prop, Script
from engines.story.variants import forms, variant_of


def script(*beats: dict[str, object], props: tuple[dict[str, object], ...] = ()) -> Script:
    people = [{"id": who, "name": who.title()} for who in ("tom", "ann")]
    places = [{"who": "tom", "position": {"x": -1.5}}, {"who": "ann", "position": {"x": 1.5}}]
    scenes = [{"id": "s", "place": "park", "cast": places, "props": list(props)}]
    return Script.model_validate({"scenes": scenes, "characters": people, "beats": list(beats)})


def beat(action: str, words: str, **more: object) -> dict[str, object]:
    return {"actor": "tom", "action": action, "words": words, **more}


@pytest.fixture(scope="module")
def show() -> Show:
    return direct(
        script(
            beat("punch", "Tom pushes Ann", target="ann"),
            beat("throwing", "Tom gave Ann a book", target="ann", prop="book"),
            beat("typing", "Tom takes a photo of her"),
            beat("typing", "Tom is building a tower"),
            beat("lie_down", "Tom falls asleep"),
            beat("swimming", "Tom sails away", direction="left"),
            props=({"id": "book", "kind": "book"},),
        ),
        mute=True,
    )


@pytest.fixture(scope="module")
def staged(show: Show) -> Staged:
    return show.scenes[0]


def frames(show: Show, number: int) -> slice:
    """While the number-th beat of the story is played."""
    one = [beat for beat in show.script.beats if not beat.implied][number]
    return slice(round((one.start or 0.0) * 25), round(((one.start or 0.0) + (one.duration or 0.0)) * 25))


def test_every_variant_names_actions_and_key_poses_that_there_are() -> None:
    for one in variants.variants().values():
        assert set(one.of) <= vocabulary.actions().keys()
        assert one.played is None or one.played in library()
        assert one.answer is None or one.answer in (*EXTRA, "stand")


@pytest.mark.parametrize(
    ("verb", "told"),
    [
        ("push", "pushes pushed pushing"),
        ("give", "gives gave given giving"),
        ("put", "puts put putting"),
        ("dig", "digs dug digging"),
        ("carry", "carries carried carrying"),
        ("open", "opens opened opening"),
        ("bake", "bakes baked baking"),
    ],
)
def test_a_verb_is_known_in_all_its_forms(verb: str, told: str) -> None:
    assert set(told.split()) <= forms(verb)


@pytest.mark.parametrize(
    ("action", "words", "target", "name"),
    [
        ("punch", "Tom pushes Ann", "ann", "push"),
        ("punch", "Tom hits Ann", "ann", None),
        ("eating", "the dog bites Ann", "ann", "bite"),
        ("eating", "the dog bites into the cheese", None, None),
        ("typing", "Tom takes a photo", None, "photo"),
        ("typing", "Tom works on a plan to take over", None, "cook"),
        ("catching", "Tom helps her up", "ann", "help_up"),
        ("throwing", "Tom throws the ball to Ann", "ann", None),
        ("walk", "Tom pushes the cart", "cart", "pushes"),
        ("walk", "Tom walks to the cart", "cart", None),
    ],
)
def test_the_first_verb_that_fits_tells_the_variant(
    action: str, words: str, target: str | None, name: str | None
) -> None:
    found = variant_of(
        Beat(actor="tom", action=action, words=words, target=target),
        ("tom", "ann"),
        {"cart": Prop(id="cart", kind="car")},
    )
    assert (found.name if found else None) == name


def test_both_hands_push_and_the_other_staggers_back(staged: Staged) -> None:
    tom, ann = staged.acted["tom"], staged.acted["ann"]
    meets = round(next(second for name, second in tom.moments.items() if name.endswith("meets")) * 25)
    chest = ann.at("chest")[meets]
    for hand in ("l_hand", "r_hand"):
        assert np.linalg.norm(tom.at(hand)[meets + 2] - chest) < 0.45
    assert ann.at("pelvis")[meets + 30, 0] - ann.at("pelvis")[meets, 0] > 0.25


def test_what_is_given_goes_from_hand_to_hand(show: Show, staged: Staged) -> None:
    held = next(one for one in staged.acted["tom"].props if one.name == "book")
    taken = next(one for one in staged.acted["ann"].props if one.name == "book")
    last, first = int(np.flatnonzero(held.shown)[-1]), int(np.flatnonzero(taken.shown)[0])
    assert first - last == 1
    assert np.linalg.norm(held.place[last] - taken.place[first]) < 0.15


def test_who_takes_a_photo_holds_a_camera_at_the_eye_and_who_builds_kneels(show: Show, staged: Staged) -> None:
    tom = staged.acted["tom"]
    names = {one.name for one in tom.props}
    assert not names & {"laptop", "desk"}
    camera = next(one for one in tom.props if one.name == "camera")
    near = np.linalg.norm(camera.place - tom.at("head"), axis=-1)[camera.shown]
    assert near.min() < 0.65
    building = tom.at("pelvis")[frames(show, 3)]
    assert building[-10:, 1].max() < 0.75 * tom.body.standing


def test_eyes_are_shut_in_sleep(show: Show, staged: Staged) -> None:
    asleep = frames(show, 4)
    assert staged.acted["tom"].face.lid[asleep.stop - 10] == 1.0


def test_a_boat_goes_along_under_who_sails(show: Show, staged: Staged) -> None:
    tom = staged.acted["tom"]
    boat = next(one for one in tom.props if one.name == "boat" and one.order == "front")
    gap = (boat.place - tom.at("pelvis"))[boat.shown, 0]
    assert np.ptp(boat.place[boat.shown, 0]) > 2.0
    assert np.ptp(gap[20:-20]) < 0.3


def test_a_note_says_what_no_picture_fits() -> None:
    told = list(variants.notes(script(beat("typing", "Tom meddles with it"), beat("typing", "Tom types"))))
    assert len(told) == 1 and "Tom meddles with it" in told[0]


@pytest.mark.slow
@pytest.mark.parametrize("name", variants.variants())
def test_no_variant_asks_more_of_limbs_than_actions_do(name: str) -> None:
    how = variants.variants()[name]
    there, ride = (1.0, None) if how.target else None, how.vehicles[0] if how.vehicles else None
    acted = act([Cue(how.of[0], 0.3, variant=name, target=there, to=5.0 if ride else None, prop=ride)], seconds=3.0)
    pelvis = acted.at("pelvis").astype(float)
    for joint in ("pelvis", "head", "l_hand", "r_hand"):
        path = acted.at(joint).astype(float)
        pushed = np.diff(path - (pelvis if joint != "pelvis" else 0.0), 2, axis=0) * acted.fps**2
        assert np.linalg.norm(np.diff(path, axis=0), axis=-1).max() * acted.fps < 20
        assert np.linalg.norm(pushed, axis=-1).max() < 100
