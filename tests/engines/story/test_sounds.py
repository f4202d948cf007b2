"""What a story sounds like: sounds come when the limbs do something, and every word stays clear."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from contracts import StudioError
from engines.speech.decode import decode
from engines.story import vocabulary
from engines.story.direct import FPS, Show, direct
from engines.story.film import StoryRequest, export, tell
from engines.story.script import Beat, Scene, Script
from engines.story.sounds import RATE
from engines.story.sounds.ambiences import AMBIENCES, LOOP, ambience
from engines.story.sounds.effects import EFFECTS, GROUNDS, effect
from engines.story.sounds.events import Event, events, surroundings, table
from engines.story.sounds.loudness import blocks, loudness
from engines.story.soundtrack import CEILING, Levels, limited, mixed, speech, stems
from renderers.media import probe


def show_of(*beats: dict[str, object], **scene: object) -> Show:
    script = Script.model_validate(
        {
            "scenes": [{"id": "s", "place": "street", "cast": [{"who": "mia", "position": {"x": -3}}], **scene}],
            "characters": [{"id": "mia", "name": "Mia", "gender": "female"}, {"id": "tom", "name": "Tom"}],
            "beats": [{"actor": "mia", **beat} for beat in beats],
        }
    )
    return direct(script, mute=True)


def heard(show: Show) -> list[Event]:
    staged = show.scenes[0]
    return events(staged, tuple(one for one in show.script.of_scene(staged.scene) if isinstance(one, Beat)))


def test_steps_are_heard_when_feet_come_down() -> None:
    show = show_of({"action": "walk", "to": {"x": 3}, "duration": 3.5})
    acted = show.scenes[0].acted["mia"]
    steps = [one for one in heard(show) if one.name == "step stone"]
    assert 4 <= len(steps) <= 9
    feet = acted.joints[:, [acted_foot(acted, "l"), acted_foot(acted, "r")]]
    for step in steps:
        frame = round(step.second * FPS)
        foot = int(np.argmin(np.abs(feet[frame, :, 0] - step.x)))
        assert acted.planted[frame, foot] and not acted.planted[frame - 1, foot]
        assert feet[frame, foot, 0] == pytest.approx(step.x, abs=0.01)
        assert feet[frame - 3 : frame, foot, 1].max() > feet[frame, foot, 1] - 0.01, "it came from above"


def acted_foot(acted: object, letter: str) -> int:
    from engines.story.figure import JOINT

    return JOINT[f"{letter}_ankle"]


@pytest.mark.parametrize(("place", "weather", "ground"), [
    ("beach", "clear", "sand"), ("park", "clear", "grass"), ("park", "snow", "snow"), ("street", "rain", "water"),
    ("classroom", "rain", "wood"),
])  # fmt: skip
def test_steps_sound_like_the_ground(place: str, weather: str, ground: str) -> None:
    show = show_of({"action": "walk", "to": {"x": 3}}, place=place, weather=weather)
    assert {one.name for one in heard(show) if one.name.startswith("step")} == {f"step {ground}"}


def test_a_jump_lands_when_both_feet_do() -> None:
    show = show_of({"action": "jump", "duration": 1.3})
    acted = show.scenes[0].acted["mia"]
    landing = next(one for one in heard(show) if one.name == "landing stone")
    frame = round(landing.second * FPS)
    assert acted.planted[frame].all() and not acted.planted[frame - 2].any()


def test_hands_clap_when_they_meet() -> None:
    show = show_of({"action": "clap", "duration": 3.0})
    acted = show.scenes[0].acted["mia"]
    gap = np.linalg.norm(acted.at("l_hand") - acted.at("r_hand"), axis=1)
    claps = [one for one in heard(show) if one.name == "clap"]
    assert len(claps) >= 4
    for one in claps:
        frame = round(one.second * FPS)
        assert gap[frame] < 0.3 and gap[frame] <= gap[max(frame - 3, 0) : frame + 4].min() + 1e-6


def test_a_ball_is_heard_when_it_bounces() -> None:
    show = show_of({"action": "dribbling", "duration": 3.0})
    ball = next(prop for prop in show.scenes[0].acted["mia"].props if prop.name == "basketball")
    bounces = [one for one in heard(show) if one.name == "bounce"]
    assert len(bounces) >= 3
    for one in bounces:
        assert ball.place[round(one.second * FPS), 1] < 0.5


def test_a_kick_meets_the_ball_at_the_foot() -> None:
    show = show_of({"action": "kicking"})
    acted = show.scenes[0].acted["mia"]
    kick = next(one for one in heard(show) if one.name == "kick")
    ball = next(prop for prop in acted.props if prop.name == "soccer_ball")
    frame = round(kick.second * FPS)
    gap = min(np.linalg.norm(acted.at(f"{side}_toe")[frame] - ball.place[frame]) for side in "lr")
    assert gap < 0.35
    moved = np.linalg.norm(np.diff(ball.place, axis=0), axis=1)
    assert moved[: frame - 1].max() < 0.01 < moved[frame + 1]


def test_words_of_the_story_are_heard() -> None:
    show = show_of({"action": "punch", "words": "Mia knocks on the door"}, {"action": "wave", "words": "a bell rings"})
    names = [one.name for one in heard(show)]
    assert names.count("knock") == 1 and names.count("bell") == 1 and "door" not in names


def test_every_place_has_a_sound_and_every_sound_is_known() -> None:
    places = table()["places"]
    assert set(places) == set(vocabulary.table("places"))
    for name, row in places.items():
        assert row["ground"] in GROUNDS, name
        assert {*row["day"], *row.get("night", {})} <= set(AMBIENCES), name
    assert set(table()["words"]) <= set(EFFECTS)


def test_birds_sleep_at_night_and_hide_from_rain() -> None:
    def park(**scene: str) -> set[str]:
        return set(surroundings(Scene.model_validate({"id": "s", "place": "park", **scene})))

    assert "birds" in park() and "crickets" in park(time="night") and "birds" not in park(time="night")
    assert "rain" in park(weather="rain") and "birds" not in park(weather="rain")
    quiet = surroundings(Scene(id="s", place="bedroom", weather="rain"))["rain"]
    assert quiet < surroundings(Scene(id="s", place="park", weather="rain"))["rain"]


@pytest.mark.parametrize("name", EFFECTS)
def test_an_effect_is_short_clean_and_the_same_again(name: str) -> None:
    sound = effect(name, 3)
    assert np.abs(sound).max() == pytest.approx(1.0) and np.isfinite(sound).all()
    assert abs(float(sound[0])) < 0.2 and abs(float(sound[-1])) < 1e-3, "no click at its ends"
    assert 0.02 < len(sound) / RATE < 5
    assert abs(float(sound.mean())) < 0.05
    assert np.array_equal(sound, effect(name, 9)) and len(effect(name, 4)) > 0


def test_steps_differ_from_one_to_the_next() -> None:
    assert not np.array_equal(effect("step grass", 1), effect("step grass", 2))


@pytest.mark.parametrize("name", ["birds", "sea", "crowd"])
def test_an_ambience_lasts_as_long_as_it_is_wanted_without_a_gap(name: str) -> None:
    sound = ambience(name, 24.0)
    assert sound.shape == (24 * RATE, 2)
    assert loudness(sound) == pytest.approx(-23, abs=1.5)
    power = np.sqrt((sound**2).reshape(24, RATE, 2).mean(axis=(1, 2)))
    assert power.min() > 0.1 * power.mean()
    assert np.array_equal(sound, ambience(name, 24.0))
    corners = np.abs(np.diff(sound.mean(axis=1), 2))
    join = round(LOOP * RATE)
    worst = corners[: len(corners) // 960 * 960].reshape(-1, 960).max(axis=1)
    assert corners[join - 480 : join + 480].max() <= 1.2 * np.quantile(worst, 0.99), "no click where it begins again"


def test_there_is_no_other_sound() -> None:
    with pytest.raises(StudioError, match="no sound 'meow'"):
        effect("meow")
    with pytest.raises(StudioError, match="no ambience"):
        ambience("disco", 1.0)


def test_loudness_is_that_of_the_norm() -> None:
    t = np.arange(5 * RATE) / RATE
    tone = 10 ** (-23 / 20) * np.sin(2 * np.pi * 997 * t)
    assert loudness(np.stack([tone, tone], axis=1)) == pytest.approx(-23.0, abs=0.1)
    pause = np.concatenate([tone, np.zeros(20 * RATE)])
    assert loudness(pause) == pytest.approx(loudness(tone), abs=0.3), "silence does not count"


@pytest.fixture(scope="module")
def talk() -> Show:
    script = Script.model_validate(
        {
            "scenes": [{"id": "s", "place": "market", "weather": "rain"}],
            "characters": [{"id": "mia", "name": "Mia"}, {"id": "tom", "name": "Tom", "kind": "robot"}],
            "beats": [{"actor": "tom", "action": "jump", "step": 0, "duration": 4.0}],
            "lines": [
                {"who": "mia", "text": "I can hear every single word of this.", "step": 0},
                {"who": "tom", "text": "And this is only whispered to you.", "manner": "whispered", "step": 1},
                {"who": "mia", "text": "Hurrah!", "manner": "shouted", "step": 2},
            ],
        }
    )
    return direct(script)


@pytest.mark.slow
def test_every_word_is_well_above_all_else(talk: Show) -> None:
    parts = stems(talk)
    rest = parts.effects + parts.ambience
    for one in talk.scenes[0].heard:
        here = slice(round(one.start * RATE), round(one.end * RATE))
        over = loudness(parts.voices[here]) - loudness(rest[here])
        assert over > (9 if one.entry.manner == "whispered" else 14), one.entry.text
    assert loudness(parts.voices) == pytest.approx(-18, abs=2.5)
    assert loudness(parts.ambience) < -36


def test_the_rest_steps_back_while_somebody_speaks(talk: Show) -> None:
    parts = stems(talk)
    said = speech(parts.voices)
    loud = np.abs(parts.ambience).mean(axis=1)
    assert loud[said > 0.95].mean() < 0.55 * loud[said < 0.05].mean()


@pytest.mark.slow
def test_kinds_can_be_turned_down_alone(talk: Show) -> None:
    parts = stems(talk)
    only = mixed(talk, Levels(voices=0.0, effects=0.0))
    assert only == pytest.approx(parts.ambience, abs=1e-6)
    assert not mixed(talk, Levels(0.0, 0.0, 0.0)).any()
    assert loudness(mixed(talk, Levels(voices=0.5, effects=0, ambience=0))) == pytest.approx(
        loudness(parts.voices) - 6, abs=0.3
    )


def test_the_mixture_is_as_long_as_the_film_never_clips_and_is_the_same_again(talk: Show) -> None:
    sound = mixed(talk)
    assert len(sound) == round(talk.frames / FPS * RATE)
    assert np.abs(mixed(talk, Levels(2, 2, 2))).max() <= CEILING + 1e-6
    assert np.array_equal(sound, mixed(talk))


def test_a_loud_moment_is_turned_down_not_cut_off() -> None:
    t = np.arange(RATE) / RATE
    wave = np.stack([np.sin(2 * np.pi * 300 * t)] * 2, axis=1).astype(np.float32)
    wave[RATE // 2 :] *= 3
    made = limited(wave * 0.8)
    assert np.abs(made).max() <= CEILING + 1e-6
    assert made[: RATE // 4] == pytest.approx(0.8 * wave[: RATE // 4], abs=1e-4), "what was fine stays"
    spectrum = np.abs(np.fft.rfft(made[-RATE // 4 :, 0]))
    assert spectrum[150:].max() < 0.02 * spectrum.max(), "no corners, which would sound harsh"


@pytest.mark.slow
def test_a_film_has_its_sounds_even_if_nobody_speaks(tmp_path: Path) -> None:
    request = StoryRequest(text="Mia walks in the rain.", out=tmp_path / "a.mp4", size=(320, 180), mute=True)
    assert probe(tell(request).path).has_sound
    quiet = request.model_copy(update={"effects": 0.0, "ambience": 0.0, "out": tmp_path / "b.mp4"})
    assert not probe(tell(quiet).path).has_sound


def sound_of(film: Path) -> np.ndarray:
    """[N] what is heard in a film, at 48 kHz."""
    from scipy.signal import resample_poly

    return resample_poly(decode(film).samples, RATE, 16000)


@pytest.mark.slow
def test_in_a_film_with_everything_at_once_words_stand_out_by_six_decibels(tmp_path: Path) -> None:
    """Judged by the film's own sound, 0.4 s by 0.4 s, with the voices and without them."""
    doing = ["dribbling", "clap", "fight", "jump"]
    script = Script.model_validate(
        {
            "scenes": [{"id": "s", "place": "stadium", "weather": "storm"}],
            "characters": [{"id": who, "name": who} for who in ("mia", *doing)],
            "beats": [
                {"actor": who, "action": who, "step": step, "duration": 4.0} for step in range(3) for who in doing
            ],
            "lines": [
                {"who": "mia", "text": "Can you hear me although it is so loud in here today?", "step": 0},
                {"who": "mia", "text": "Now I shout as loudly as I can!", "manner": "shouted", "step": 1},
                {"who": "mia", "text": "And this is only whispered to you.", "manner": "whispered", "step": 2},
            ],
        }
    )
    (tmp_path / "s.json").write_text(script.to_json())
    show = direct(script)
    request = StoryRequest(script=tmp_path / "s.json", out=tmp_path / "all.mp4", size=(160, 160), transition="cut")
    heard = {
        name: sound_of(export(show, request.model_copy(update=levels), tmp_path / f"{name}.mp4"))
        for name, levels in (("all", {}), ("rest", {"voices": 0.0}))
    }
    assert loudness(heard["rest"]) > -45, "there is much else to be heard"
    above = []
    for one in show.scenes[0].heard:
        here = slice(round(one.start * RATE), round(one.end * RATE))
        both, rest = (blocks(heard[name][here]) for name in ("all", "rest"))
        spoken = both > 0.1 * both.mean()  # without the pauses between words
        level = 10 * np.log10(np.maximum(both - rest, 1e-12) / rest)[spoken]
        above.append((one.entry.text, float(np.quantile(level, 0.1))))
    assert all(level > 6 for _, level in above), above
