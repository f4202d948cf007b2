"""The vocabulary is Stick-Gen's, whole, and every word of it leads to one action."""

import pytest

from engines.story import vocabulary

STICK_GEN = [
    "idle",
    "walk",
    "run",
    "sprint",
    "jump",
    "wave",
    "talk",
    "shout",
    "whisper",
    "sing",
    "point",
    "clap",
    "batting",
    "pitching",
    "catching",
    "running_bases",
    "fielding",
    "throwing",
    "kicking",
    "dribbling",
    "shooting",
    "fight",
    "punch",
    "kick",
    "dodge",
    "sit",
    "stand",
    "kneel",
    "lie_down",
    "eating",
    "drinking",
    "reading",
    "typing",
    "looking_around",
    "climbing",
    "crawling",
    "swimming",
    "flying",
    "celebrate",
    "dance",
    "cry",
    "laugh",
    "handshake",
    "hug",
    "high_five",
    "fight_stance",
]

SPEEDS = {
    "walk": 1.9,
    "run": 7.4,
    "sprint": 11.8,
    "running_bases": 8.8,
    "flying": 3,
    "dodge": 2,
    "dribbling": 1.5,
    "swimming": 1.2,
    "crawling": 0.8,
    "climbing": 0.5,
    "dance": 0.5,
    "fight": 0.3,
}


def test_every_action_of_stick_gen_is_there_with_its_speed() -> None:
    actions = vocabulary.actions()
    assert set(STICK_GEN) <= set(actions)
    assert {name: action.speed for name, action in actions.items() if action.speed} == SPEEDS
    assert [action.number for action in actions.values()] == list(range(len(actions)))


def test_no_verb_calls_for_two_actions() -> None:
    seen: dict[str, str] = {}
    for name, action in vocabulary.actions().items():
        for called in action.verbs:
            assert called.words not in seen, f"{called.words}: {seen.get(called.words)} and {name}"
            seen[called.words] = name


def test_manners_that_words_bring_along_exist() -> None:
    brought = {called.manner for action in vocabulary.actions().values() for called in action.verbs}
    brought |= {called.manner for feeling in vocabulary.feelings().values() for called in feeling.words}
    assert brought - {None} <= set(vocabulary.manners())


def test_props_that_actions_need_can_be_drawn() -> None:
    props = vocabulary.table("props")
    assert {action.usual_prop for action in vocabulary.actions().values() if action.usual_prop} <= set(props)
    assert len(props) >= 30


@pytest.mark.slow
def test_places_without_a_picture_of_their_own_name_one_that_has() -> None:
    places = vocabulary.table("places")
    assert len(places) >= 15
    for entry in places.values():
        assert "like" not in entry or "like" not in places[entry["like"]]


def test_two_person_actions_need_a_partner() -> None:
    for action in vocabulary.actions().values():
        if action.kind == "two-person":
            assert action.people == 2 and action.target == "required" and action.reach is not None
