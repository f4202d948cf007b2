"""Whole stories: what is written is acted, heard and seen."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from contracts import Cancelled, StudioError
from engines.story.direct import FPS, direct
from engines.story.film import StoryRequest, tell
from engines.story.picture import pictures
from engines.story.script import Script
from engines.story.voicing import cast
from engines.story.writer import write
from renderers.media import probe

STORY = 'Tom and Mia are in the park. Tom waves and says: "Hello Mia!" Mia runs to Tom. She jumps.'


@pytest.fixture(scope="module")
def script() -> Script:
    return write(STORY).script


@pytest.mark.slow
def test_everybody_does_what_is_written_when_it_is_written(script: Script) -> None:
    show = direct(script)
    staged = show.scenes[0]
    tom, mia = staged.acted["tom"], staged.acted["mia"]
    assert len(tom) == len(mia) == staged.frames
    beats = {beat.action: beat for beat in show.script.beats}
    wave = slice(round((beats["wave"].start or 0) * FPS), round(((beats["wave"].start or 0) + 1.6) * FPS))
    hands = np.maximum(tom.at("l_hand")[wave, 1], tom.at("r_hand")[wave, 1])
    assert hands.max() > tom.at("neck")[wave, 1].mean(), "a hand is up while he waves"
    before, after = (abs(float(mia.at("pelvis")[k, 0] - tom.at("pelvis")[k, 0])) for k in (0, -1))
    assert after < before, "she came to him"
    jump = round((beats["jump"].start or 0) * FPS)
    feet = np.minimum(mia.at("l_toe")[jump:, 1], mia.at("r_toe")[jump:, 1])
    assert feet.max() > 0.2, "both feet leave the ground"


def test_lines_are_heard_while_mouths_move(script: Script) -> None:
    show = direct(script)
    staged = show.scenes[0]
    sound = show.sound()
    assert len(sound) == pytest.approx(show.frames / FPS * 16000, abs=16000 / FPS)
    line = next(one for one in staged.heard if getattr(one.entry, "who", None) == "tom")
    inside = slice(round(line.start * 16000), round(line.end * 16000))
    assert np.abs(sound[inside]).max() > 0.05
    spoken = slice(round(line.start * FPS), round(line.end * FPS))
    mouth = staged.acted["tom"].face.openness[spoken]
    assert mouth.max() > 0.3 and np.abs(np.diff(mouth)).sum() > 0.5
    assert staged.acted["mia"].face.openness[spoken].max() < 0.3, "only he talks"


def test_voices_differ(script: Script) -> None:
    many = write("A robot, an old man, a girl, a woman and a boy are at school. They wave.").script
    voices = cast(many)
    assert len(set(voices.values())) == len(voices) == len(many.characters)


@pytest.mark.slow
def test_a_film_shows_and_sounds(tmp_path: Path) -> None:
    told = tell(StoryRequest(text="Mia waves. She says hello.", out=tmp_path / "film.mp4", size=(320, 180)))
    found = probe(told.path)
    assert (found.width, found.height, found.fps) == (320, 180, Fraction(25))
    assert found.frames == told.frames
    assert told.script.is_laid_out


def test_the_picture_moves_and_follows_the_style(script: Script) -> None:
    show = direct(script, mute=True)
    frames = [picture.copy() for _, picture in zip(range(60), pictures(show, "normal", (320, 180)), strict=False)]
    assert np.abs(frames[0].astype(int) - frames[50]).max() > 60
    neon = next(pictures(show, "neon", (320, 180)))
    assert neon.mean() < 0.7 * frames[0].mean(), "neon glows in the dark"


@pytest.mark.slow
def test_a_script_can_be_filmed_and_changed(tmp_path: Path, script: Script) -> None:
    (tmp_path / "story.json").write_text(script.to_json(), encoding="utf-8")
    told = tell(StoryRequest(script=tmp_path / "story.json", out=tmp_path / "a.mp4", size=(320, 180), mute=True))
    assert [beat.action for beat in told.script.beats if not beat.implied] == [beat.action for beat in script.beats]


def test_wrong_requests(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="either a text or a script"):
        StoryRequest(out=tmp_path / "a.mp4")
    with pytest.raises(StudioError, match="pixels"):
        tell(StoryRequest(text="Mia waves.", out=tmp_path / "a.mp4", size=(20, 20)))
    with pytest.raises(StudioError, match="what kind of film"):
        tell(StoryRequest(text="Mia waves.", out=tmp_path / "a.doc"))


def test_it_can_be_cancelled_and_leaves_nothing(tmp_path: Path) -> None:
    def stop(stage: str, done: float, total: float, message: str = "") -> None:
        if stage == "film" and done > 5:
            raise Cancelled

    with pytest.raises(Cancelled):
        tell(StoryRequest(text="Mia waves and dances.", out=tmp_path / "a.mp4", size=(320, 180), mute=True), stop)
    assert not list(tmp_path.iterdir())
