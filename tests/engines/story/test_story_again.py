"""A story told again with a change: what did not change is not made again, and any moment can be seen alone."""

from __future__ import annotations

import numpy as np

from engines.story.direct import direct
from engines.story.picture import SceneFilm, pictures
from engines.story.script import STAGE, Script
from engines.story.writer import write

STORY = 'Tom is in the park. Tom waves and says: "Hello!" In the evening Mia dances at the beach. Mia shouts: "Yes!"'


def changed(script: Script, text: str) -> Script:
    lines = [line.model_copy(update={"text": text}) if line.who == "mia" else line for line in script.lines]
    return script.model_copy(update={"lines": tuple(lines)})


def test_only_the_scene_that_changed_is_acted_again() -> None:
    script = write(STORY).script
    assert len(script.scenes) == 2
    before = direct(script)
    again = direct(changed(script, "What a lovely evening this is!"))
    assert again.scenes[0].acted is before.scenes[0].acted
    assert again.scenes[1].acted is not before.scenes[1].acted
    assert again.scenes[1].frames > before.scenes[1].frames, "the longer line takes longer"
    other = direct(script, seed=5)
    assert other.scenes[0].acted is not before.scenes[0].acted


def test_a_line_in_another_voice_is_said_again_and_the_others_are_not() -> None:
    script = write(STORY).script
    before = direct(script)
    people = [one.model_copy(update={"voice": "robot"}) if one.id == "mia" else one for one in script.characters]
    again = direct(script.model_copy(update={"characters": tuple(people)}))
    assert again.scenes[0].heard[0].track is before.scenes[0].heard[0].track
    assert again.scenes[1].heard[0].track is not before.scenes[1].heard[0].track


def test_a_frame_alone_is_the_frame_of_the_film() -> None:
    show = direct(write(STORY).script, mute=True)
    film = SceneFilm(show, show.scenes[0], "normal", (320, 180))
    whole = [picture.copy() for _, picture in zip(range(40), pictures(show, "normal", (320, 180)), strict=False)]
    for frame in (31, 4, 39, 5):
        assert np.array_equal(film.draw(frame), whole[frame]), f"frame {frame}"


def test_timings_lead_back_to_the_rows_of_the_script() -> None:
    script = write(STORY).script
    show = direct(script)
    timings = show.timings()
    assert {one.row for one in timings if type(one.entry).__name__ == "Beat"} - {None} == set(range(len(script.beats)))
    for one in timings:
        if one.row is not None and type(one.entry).__name__ == "Beat":
            asked = script.beats[one.row]
            assert (asked.actor, asked.action) == (one.entry.actor, one.entry.action)
    said = {one.entry.text: one for one in timings if type(one.entry).__name__ == "Line"}
    assert said["Yes!"].start > show.starts[1] > said["Hello!"].end
    assert show.moment(show.starts[1] + 0.4) == (1, 10)


def test_who_runs_nowhere_in_particular_stays_on_the_stage() -> None:
    laid = write("Tom and Anna are running in the park. Anna falls down.").script.laid_out()
    ends = [beat.to.x or 0.0 for beat in laid.beats if beat.to is not None]
    assert ends and all(abs(x) <= STAGE for x in ends)
