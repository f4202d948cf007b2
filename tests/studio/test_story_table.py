"""A script as a table: what is edited in a cell is what is played, and nothing else changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts import StudioError
from engines.story.script import Beat, Line, Narration, Script
from engines.story.writer import write
from engines.story.writer.samples import samples
from studio import story_people
from studio.story_desk import StoryDesk
from studio.story_draft import Draft, StoryForm
from studio.story_entries import NARRATOR, without_times
from studio.story_intake import begun, tidy
from studio.story_scenes import set_scene
from studio.story_table import Table, edited
from studio.workspace import Workspace

TEXT = (
    'Tom and Mia are in the park. Tom waves and says: "Hello Mia!" Mia runs to Tom. They hug. '
    "At night Tom sleeps at home."
)


@pytest.fixture(scope="module")
def script() -> Script:
    return tidy(write(TEXT).script)


def rows(script: Script) -> list[tuple[int, Any, bool]]:
    return Table.of(script).rows()


def at(script: Script, kind: type, **like: Any) -> int:
    """The first row of that kind with those values."""
    return next(
        n
        for n, (_, entry, _) in enumerate(rows(script))
        if isinstance(entry, kind) and all(getattr(entry, name) == value for name, value in like.items())
    )


def plays(script: Script) -> list[tuple[Any, ...]]:
    """What is seen and heard, and when, whatever the steps are called."""
    laid = script.laid_out()
    beats = [(one.scene, one.start, one.duration, one.actor, one.action, one.target, one.to) for one in laid.beats]
    lines = [(one.scene, one.start, one.duration, one.text) for one in (*laid.lines, *laid.narration)]
    return sorted(beats + lines, key=str)


@pytest.mark.parametrize("sample", samples(), ids=lambda one: one.name)
def test_a_table_plays_as_its_script_does(sample: Any) -> None:
    told = write(sample.text).script
    told = told.model_copy(update={"beats": tuple(b.model_copy(update={"implied": False}) for b in told.beats)})
    tabled = tidy(told)
    assert plays(tabled) == plays(told)
    assert tidy(tabled) == tabled, "tidying twice changes nothing"
    assert Script.read(tabled.to_json(), "it") == tabled


def test_a_script_with_its_times_worked_out_becomes_editable_again(script: Script) -> None:
    laid = script.laid_out()
    free = without_times(laid)
    assert not free.is_laid_out and all(not beat.implied for beat in free.beats)
    longer = edited(laid, lambda table: table.change(at(free, Line), "text", "Hello Mia, what a lovely day this is!"))
    assert longer.laid_out().duration > laid.duration


def test_a_cell_changes_its_own_row_only(script: Script) -> None:
    number = at(script, Beat, actor="tom", action="wave")
    after = edited(script, lambda table: table.change(number, "does", "dance"))
    before, now = rows(script), rows(after)
    assert [row for n, row in enumerate(now) if n != number] == [row for n, row in enumerate(before) if n != number]
    assert now[number][1].action == "dance" and now[number][1].actor == "tom"


def test_an_action_becomes_a_line_and_a_line_becomes_a_caption(script: Script) -> None:
    number = at(script, Beat, actor="tom", action="wave")
    says = edited(script, lambda table: table.change(number, "does", "whispers"))
    entry = rows(says)[number][1]
    assert isinstance(entry, Line) and entry.manner == "whispered" and entry.who == "tom" and entry.text
    tells = edited(says, lambda table: table.change(number, "who", NARRATOR))
    assert isinstance(rows(tells)[number][1], Narration)
    back = edited(tells, lambda table: table.change(number, "who", "mia"))
    assert isinstance(rows(back)[number][1], Line) and rows(back)[number][1].text == entry.text


def test_a_new_thing_comes_into_the_scene_under_a_name_of_its_own(script: Script) -> None:
    number = at(script, Beat, actor="tom", action="wave")
    once = edited(script, lambda table: table.change(number, "does", "throwing"))
    once = edited(once, lambda table: table.change(number, "with", "new:ball"))
    twice = edited(once, lambda table: table.change(number, "with", "new:ball"))
    assert [prop.kind for prop in twice.scenes[0].props].count("ball") == 2
    assert len({prop.id for prop in twice.scenes[0].props}) == len(twice.scenes[0].props)
    assert rows(twice)[number][1].prop in {prop.id for prop in twice.scenes[0].props}


def test_rows_are_added_moved_joined_and_deleted(script: Script) -> None:
    number = at(script, Line)
    table = Table.of(script)
    here = table.add(number, "line")
    assert here == number + 1 and table.rows()[here][1].who == "tom"
    assert table.move(here, -1) == number
    assert table.change(number + 1, "together", "yes") in (number, number + 1)
    joined = table.script()
    first, second = joined.laid_out().lines[:2]
    assert first.start == second.start, "both are said at the same time"
    table.change(number + 1, "together", "no")
    table.delete(next(n for n, (_, one, _) in enumerate(table.rows()) if getattr(one, "text", "") == "Hello!"))
    assert plays(table.script()) == plays(script)


def test_a_row_takes_its_things_into_another_scene() -> None:
    script = tidy(write("Tom throws a ball in the park. At night Tom sleeps in the bedroom.").script)
    assert len(script.scenes) == 2
    number = at(script, Beat, action="throwing")
    moved = edited(script, lambda table: [table.move(number, 1) for _ in range(1)])
    while rows(moved)[at(moved, Beat, action="throwing")][0] == 0:
        where = at(moved, Beat, action="throwing")
        moved = edited(moved, lambda table, where=where: table.move(where, 1))
    assert "ball" in {prop.kind for prop in moved.scenes[1].props}


def test_somebody_who_leaves_the_story_is_nowhere_in_it(script: Script) -> None:
    after = edited(script, lambda table: story_people.delete_person(table, "mia"))
    assert '"mia"' not in after.to_json()
    assert {one.id for one in after.characters} == {"tom"}


def test_what_cannot_be_is_refused_in_plain_words(script: Script) -> None:
    number = at(script, Beat, actor="tom", action="wave")
    for name, value in (("who", "nobody"), ("how", "upside down"), ("does", "explode"), ("feels", "purple")):
        with pytest.raises(StudioError) as refused:
            edited(script, lambda table, name=name, value=value: table.change(number, name, value))
        assert refused.value.hint and "Traceback" not in refused.value.message
    with pytest.raises(StudioError):
        edited(script, lambda table: table.change(999, "does", "wave"))


VERBS = ("set", "add", "delete", "up", "down", "scene", "add-scene", "delete-scene", "person", "add-person",
         "delete-person", "title", "undo", "redo", "nonsense")  # fmt: skip
VALUES = st.sampled_from(
    ["wave", "dance", "says", "sings", "hug", "tom", "mia", "narrator:", "new:ball", "new:tree", "", "slowly", "happy"]
    + ["yes", "no", "beach", "night", "rain", "beat", "line", "narration", "robot", "animal", "dog", "#aa00ff"]
    + ["crown", "Ünï ©ödé 🙂", "x" * 300]
)
NAMES = st.sampled_from(
    ["does", "who", "to", "with", "text", "how", "feels", "together", "place", "time", "weather"]
    + ["name", "kind", "species", "hat", "voice", "clothes", "bogus"]
)
EDIT = {
    "verb": st.sampled_from(VERBS),
    "row": st.integers(-1, 14),
    "scene": st.integers(-1, 3),
    "name": NAMES,
    "value": VALUES,
    "who": st.sampled_from(["tom", "mia", "sam", "gone"]),
}
EDITS = st.lists(st.fixed_dictionaries(EDIT), max_size=14)


@pytest.mark.slow
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=EDITS)
def test_any_edits_leave_a_script_that_plays_and_can_be_undone(
    edits: list[dict[str, Any]], script: Script, tmp_path_factory: pytest.TempPathFactory
) -> None:
    desk = _desk(tmp_path_factory)
    draft: Draft = begun(script)
    for edit in edits:
        try:
            draft, chosen = desk.change(draft, edit)
        except StudioError as refused:
            assert refused.message and refused.hint
            continue
        assert chosen is None or 0 <= chosen <= max(len(rows(draft.script)) - 1, 0)
        assert Script.read(draft.script.to_json(), "it") == draft.script
        assert tidy(draft.script) == draft.script
        draft.script.laid_out()
    last, steps = draft.script, len(draft.past)
    for _ in range(steps):
        draft = draft.undone()
    assert steps == 0 or any(edit["verb"] in ("undo", "redo") for edit in edits) or draft.script == script
    for _ in range(steps):
        draft = draft.redone()
    assert draft.script == last


_DESKS: list[StoryDesk] = []


def _desk(tmp_path_factory: pytest.TempPathFactory) -> StoryDesk:
    if not _DESKS:
        _DESKS.append(StoryDesk(Workspace(tmp_path_factory.mktemp("ws") / "Marionette")))
    return _DESKS[0]


def test_a_row_begins_and_lasts_as_it_is_told_until_that_is_taken_back(script: Script) -> None:
    number = at(script, Beat, actor="tom", action="wave")
    later = edited(script, lambda table: table.change(number, "start", "1.5"))
    longer = edited(later, lambda table: table.change(number, "duration", "4,2"))
    wave = next(beat for beat in longer.laid_out().beats if beat.action == "wave")
    assert (wave.start, wave.duration) == (1.5, 4.2)
    assert longer.laid_out().duration > script.laid_out().duration + 0.3, "what follows waits for it"
    free = edited(edited(longer, lambda t: t.change(number, "start", "")), lambda t: t.change(number, "duration", ""))
    assert free == script


def test_who_is_far_off_comes_in_time_for_what_has_a_time_of_its_own(script: Script) -> None:
    number = at(script, Beat, action="hug")
    laid = edited(script, lambda table: table.change(number, "start", "14")).laid_out()
    hug = next(beat for beat in laid.beats if beat.action == "hug")
    assert hug.start == 14.0
    assert all((beat.start or 0) + (beat.duration or 0) <= 14.02 for beat in laid.beats if beat.implied)


@pytest.mark.parametrize(("name", "value"), [("duration", "0.1"), ("duration", "x"), ("start", "-1"), ("start", "1e9")])
def test_a_time_that_cannot_be_is_refused(script: Script, name: str, value: str) -> None:
    with pytest.raises(StudioError, match="seconds"):
        edited(script, lambda table: table.change(at(script, Beat, action="wave"), name, value))


def test_a_line_is_as_long_as_its_words_and_a_row_that_moves_leaves_its_time(script: Script) -> None:
    number = at(script, Line)
    with pytest.raises(StudioError, match="as long as it takes"):
        edited(script, lambda table: table.change(number, "duration", "9"))
    later = edited(script, lambda table: table.change(number, "start", "9"))
    moved = edited(later, lambda table: table.move(number, 1))
    assert all(line.start is None for line in moved.lines)


def test_somebody_moves_as_a_motion_of_the_library_until_that_is_taken_back(tmp_path: Path) -> None:
    people = [{"id": who, "name": who.title()} for who in ("tom", "mia")]
    scene = {"id": "s", "cast": [{"who": "tom"}, {"who": "mia"}]}
    beats = [{"actor": "mia", "action": "wave"}]
    desk = StoryDesk(Workspace(tmp_path))
    draft = begun(tidy(Script.model_validate({"scenes": [scene], "characters": people, "beats": beats})))
    motion = desk.motions()[0][0]
    driven, _ = desk.change(draft, {"verb": "person", "who": "tom", "name": "moves", "value": motion})
    own, moved = (played(desk, one) for one in (draft, driven))
    assert abs(own["tom"].joints - moved["tom"].joints).max() > 0.05, "he moves as the motion does"
    assert (own["mia"].joints == moved["mia"].joints).all(), "she does what she did"
    assert driven.undone().script == draft.script
    with pytest.raises(StudioError, match="not in the Library"):
        desk.change(draft, {"verb": "person", "who": "tom", "name": "moves", "value": "sample:../../x.bvh"})


def played(desk: StoryDesk, draft: Draft) -> dict[str, Any]:
    """Everybody's performance in the first scene."""
    rehearsal = desk.rehearsal(draft, StoryForm())
    assert rehearsal.wait(60)
    show = desk.show(rehearsal)
    assert show is not None
    return dict(show.scenes[0].acted)


def test_a_table_keeps_the_weather_with_its_row():
    script = write("Tom waves in the street. Then it begins to rain. Tom dances.").script
    table = Table.of(script)
    assert table.script().scenes[0].turns[0].step == 1
    table.move(1, -1)
    assert table.script().scenes[0].turns[0].step == 0, "it goes where its row goes"
    table.delete(0)
    assert table.script().scenes[0].turns[0].step == 0, "what comes next takes it over"
    set_scene(table, 0, "turn-0", "snow")
    assert table.script().scenes[0].turns[0].weather == "snow"
    set_scene(table, 0, "turn-0", "")
    assert table.script().scenes[0].turns == ()
    assert without_times(script.laid_out()).scenes[0].turns == script.scenes[0].turns
