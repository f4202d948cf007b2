"""Where a story happens, and where it goes elsewhere."""

from __future__ import annotations

import pytest

from engines.story.writer import write


def places(text: str) -> list[str | None]:
    """The places of the scenes of a story, in order."""
    return [scene.place for scene in write(text).script.scenes]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The market is full of people. A monkey dances.", ["market"]),
        ("Ben and Ada sit in the garden. They walk into the house and laugh.", ["garden", "living_room"]),
        ("Tom runs to school. When he enters the classroom, Mrs Patel laughs.", ["school", "classroom"]),
        ("Finn sits on the beach. He sees a dark cave. He crawls inside. Then he runs back onto the beach and screams.",
         ["beach", "cave", "beach"]),
        ("Two birds swim in the sea. They shout, and they fly up into the sky.", ["sea", "sky"]),
        ("The pupils read in the classroom. Then they eat their sandwiches in the playground.",
         ["classroom", "playground"]),
        ("Tom is moving to another city. He sits on a bench in the park and cries.", ["park"]),
        ("Mum stirs the batter while Sam laughs in the kitchen.", ["kitchen"]),
        ("The farmer hoes the field and plants tomatoes. He would like to go to the zoo.", ["farm"]),
        ("Lena plays in the park. She dreams of the sea.", ["park"]),
    ],
)  # fmt: skip
def test_the_story_goes_where_its_people_go(text: str, wanted: list[str]) -> None:
    assert places(text) == wanted


def test_a_place_that_is_only_pointed_at_is_not_gone_to() -> None:
    assert places("Kim and Lee sit in the kitchen. Kim points at the moon. Lee throws a ball into the lake.") == [
        "kitchen"
    ]
