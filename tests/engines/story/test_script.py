"""A Script is what a person can write by hand, reads back as it was, and says where it is wrong."""

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import StudioError
from engines.story import Beat, Character, Line, Scene, Script, vocabulary
from engines.story.reading import line_of
from engines.story.script import Placed, Position, Prop, Shot

BY_HAND = """{
  "title": "The ball",
  "scenes": [
    {"id": "yard", "place": "playground", "props": [{"id": "ball", "kind": "ball"}]}
  ],
  "characters": [
    {"id": "tom", "name": "Tom", "kind": "child"},
    {"id": "rex", "name": "Rex", "kind": "animal", "species": "dog"}
  ],
  "beats": [
    {"actor": "tom", "action": "throwing", "target": "rex", "prop": "ball"},
    {"actor": "rex", "action": "run", "target": "ball"},
    {"actor": "tom", "action": "hug", "target": "rex"}
  ],
  "lines": [
    {"who": "tom", "text": "Good dog!", "to": "rex"}
  ],
  "camera": [
    {"kind": "track", "from": {"on": "tom"}, "to": {"on": "rex", "zoom": 2}}
  ]
}
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "key"),
    [
        ('"actor": "rex"', '"actor": "max"', 12, "beats[2].actor"),
        ('"action": "hug"', '"action": "huggle"', 13, "beats[3].action"),
        ('"text": "Good dog!"', '"txt": "Good dog!"', 16, "lines[1]"),
        ('"zoom": 2', '"zoom": "near"', 19, "camera[1].to.zoom"),
        ('"kind": "animal"', '"kind": "beast"', 8, "characters[2].kind"),
        ('"prop": "ball"', '"prop": "bal"', 11, "beats[1].prop"),
        ('"id": "rex", "name"', '"id": "tom", "name"', 8, "characters[2].id"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_key(old: str, new: str, line: int, key: str) -> None:
    with pytest.raises(StudioError) as refused:
        Script.read(BY_HAND.replace(old, new), "ball.json")
    assert f"ball.json: line {line}, {key}" in refused.value.message
    assert refused.value.hint


def test_broken_json_names_the_line() -> None:
    with pytest.raises(StudioError, match="line 13"):
        Script.read(BY_HAND.replace('"ball"},\n    {"actor": "tom"', '"ball"}\n    {"actor": "tom"'))


def test_a_script_reads_back_as_it_was() -> None:
    script = Script.read(BY_HAND)
    assert Script.read(script.to_json()) == script
    assert Script.read(script.laid_out().to_json()) == script.laid_out()


words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1, max_size=20)


@given(
    names=st.lists(words, min_size=1, max_size=4, unique=True),
    texts=st.lists(words, max_size=4),
    numbers=st.lists(st.integers(0, 9), min_size=4, max_size=4),
)
def test_any_script_reads_back_as_it_was(names: list[str], texts: list[str], numbers: list[int]) -> None:
    actions = list(vocabulary.actions())
    script = Script(
        scenes=(Scene(id=texts[0] if texts else "a", cast=tuple(Placed(who=name) for name in names)),),
        characters=tuple(Character(id=name, name=name) for name in names),
        beats=tuple(Beat(actor=names[0], action=actions[n], step=n) for n in numbers),
        lines=tuple(Line(who=names[-1], text=text) for text in texts),
    )
    assert Script.read(script.to_json()) == script
    laid = script.laid_out()
    assert laid.is_laid_out
    assert laid.laid_out() == laid


@pytest.mark.slow
@given(
    st.recursive(
        st.integers() | words, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4)
    )
)
def test_lines_of_json_are_found_however_it_is_nested(value: object) -> None:
    text = json.dumps({"a": value, "needle": 1}, indent=1)
    assert text.splitlines()[line_of(text, ("needle",)) - 1].strip().startswith('"needle"')


def test_steps_follow_each_other_and_equal_steps_begin_together() -> None:
    script = Script(
        scenes=(Scene(id="s"),),
        characters=(Character(id="a", name="A"), Character(id="b", name="B")),
        beats=(
            Beat(actor="a", action="jump"),
            Beat(actor="a", action="sing", step=1),
            Beat(actor="b", action="dance", step=1),
            Beat(actor="b", action="wave", step=2),
        ),
    ).laid_out()
    jump, sing, dance, wave = script.beats
    assert jump.start == 0 and sing.start == dance.start
    assert (sing.start or 0) >= (jump.duration or 0)
    assert (wave.start or 0) >= max((one.start or 0) + (one.duration or 0) for one in (sing, dance))


def test_who_hugs_walks_up_first_and_is_then_near_enough() -> None:
    laid = Script(
        scenes=(
            Scene(id="s", cast=(Placed(who="a", position=Position(x=-5)), Placed(who="b", position=Position(x=4)))),
        ),
        characters=(Character(id="a", name="A"), Character(id="b", name="B")),
        beats=(Beat(actor="a", action="hug", target="b"),),
    ).laid_out()
    walk, hug = laid.beats
    assert walk.implied and walk.actor == "a" and hug.action == "hug"
    assert walk.to is not None and abs((walk.to.x or 0) - 4) <= 0.7
    assert (hug.start or 0) >= (walk.start or 0) + (walk.duration or 0) - 1e-6
    speed = vocabulary.actions()[walk.action].speed
    assert 9 / (walk.duration or 1) <= speed * 1.01


def test_left_right_and_behind_become_units() -> None:
    tree = Prop(id="tree", kind="tree", position=Position(relation="middle"))
    cast = (
        Placed(who="a", position=Position(relation="left of", of=("tree",))),
        Placed(who="b", position=Position(relation="right of", of=("tree",))),
        Placed(who="c", position=Position(relation="behind", of=("tree",))),
        Placed(who="d", position=Position(relation="between", of=("a", "b"))),
    )
    people = tuple(Character(id=name, name=name) for name in "abcd")
    placed = {
        one.who: one.position
        for one in Script(scenes=(Scene(id="s", props=(tree,), cast=cast),), characters=people)
        .laid_out()
        .scenes[0]
        .cast
    }
    assert placed["a"].x is not None and placed["b"].x is not None
    assert placed["a"].x < 0 < placed["b"].x
    assert placed["c"].depth > 0
    assert placed["d"].x == pytest.approx((placed["a"].x + placed["b"].x) / 2)


def test_thirty_people_stand_apart() -> None:
    people = tuple(Character(id=f"p{n}", name=f"P{n}") for n in range(30))
    laid = Script(
        scenes=(Scene(id="s", cast=tuple(Placed(who=one.id) for one in people)),), characters=people
    ).laid_out()
    places = sorted(one.position.x or 0 for one in laid.scenes[0].cast)
    assert min(b - a for a, b in itertools.pairwise(places)) > 0.3


def test_what_a_person_has_timed_stays() -> None:
    script = Script(
        scenes=(Scene(id="s"),),
        characters=(Character(id="a", name="A"),),
        beats=(Beat(actor="a", action="wave", start=3.5, duration=1.25),),
        lines=(Line(who="a", text="Hello!", start=0.5),),
        camera=(Shot(kind="zoom"),),
    ).laid_out()
    assert (script.beats[0].start, script.beats[0].duration) == (3.5, 1.25)
    assert script.lines[0].start == 0.5


def test_a_longer_line_takes_longer_and_a_known_voice_decides() -> None:
    people = (Character(id="a", name="A"),)
    lines = (Line(who="a", text="Hi."), Line(who="a", text="This is a much longer sentence than the one before."))
    script = Script(scenes=(Scene(id="s"),), characters=people, lines=lines)
    short, long = script.laid_out().lines
    assert (long.duration or 0) > 2 * (short.duration or 0)
    assert script.laid_out(spoken=lambda line: 7.0).lines[1].start == pytest.approx(7.2)


def test_a_script_without_anything_in_it_can_be_shown() -> None:
    laid = Script(scenes=(Scene(id="s"),)).laid_out()
    assert laid.duration > 0


def test_nobody_stands_in_somebody_else() -> None:
    people = tuple(Character(id=name, name=name) for name in "abcde")
    cast = (Placed(who="a", position=Position(relation="in front of", of=("b",))),)
    scene = Scene(id="s", cast=cast, props=(Prop(id="table", kind="table", position=Position(x=5)),))
    beats = tuple(Beat(actor=who, action="sit", target="table", step=0) for who in "cd")
    laid = Script(scenes=(scene,), characters=people, beats=(*beats, *(Beat(actor=w, action="wave") for w in "abe")))
    laid = laid.laid_out()
    places = sorted(one.position.x or 0 for one in laid.scenes[0].cast)
    assert all(right - left > 1.1 for left, right in itertools.pairwise(places))
    goals = [beat.to.x for beat in laid.beats if beat.implied and beat.to is not None]
    assert len(goals) == 2 and abs((goals[0] or 0) - (goals[1] or 0)) > 0.9
