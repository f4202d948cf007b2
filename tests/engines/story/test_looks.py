"""What characters look like."""

from engines.story.looks import PALETTE, look_of
from engines.story.script import Script
from engines.story.writer import write
from renderers.figure_track import FURS, kin


def one(**character: object) -> Script:
    people = [{"id": "a", "name": "A", **character}]
    return Script.model_validate({"scenes": [{"id": "s"}], "characters": people})


def test_an_animal_keeps_its_fur_and_wears_the_colour_that_tells_it_from_others() -> None:
    script = write("A bear and a rabbit meet in the forest. A fox waves.").script
    for who in script.characters:
        look = look_of(script, who.id)
        assert look.skin == FURS[who.species or ""]
        assert who.colours.body in PALETTE and look.top == who.colours.body


def test_a_colour_that_is_asked_for_is_the_fur() -> None:
    look = look_of(one(kind="animal", species="rabbit", colours={"body": "#101010"}), "a")
    assert look.skin == "#101010"


def test_animals_without_a_drawing_of_their_own_look_like_their_kin() -> None:
    assert kin("hare")[0] == "rabbit" and kin("Tortoise")[0] == "turtle" and kin("polar bear") == ("bear", "#f0eee8")
    assert kin("dragon")[0] == "dragon" and kin("duckling")[0] == "bird" and kin("quux")[0] == "dog"
    assert look_of(one(kind="animal", species="wolf"), "a").species == "fox"
