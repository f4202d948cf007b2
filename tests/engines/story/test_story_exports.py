"""What else is made of a story: subtitles, a worksheet, Stick-Gen's files and back; and figures that others move."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from contracts import Cancelled, StudioError
from engines.motion.formats import write as write_motion
from engines.motion.motion import Motion
from engines.motion.skeleton import INDEX
from engines.story import motion_file
from engines.story.direct import FPS, SAMPLE_RATE, Show, direct
from engines.story.driven import drive
from engines.story.figure import JOINT
from engines.story.film import StoryRequest, tell, tell_all
from engines.story.script import Script
from engines.story.sheet import PAPER, moments
from engines.story.subtitles import srt, stamp
from engines.story.tensors import five, twelve
from engines.story.writer import write

STORY = 'Tom and Mia are in the park. Tom waves and says: "Hello Mia!" Mia runs to Tom. They shake hands.'


@pytest.fixture(scope="module")
def show() -> Show:
    return direct(write(STORY).script)


def seconds(text: str) -> float:
    hours, minutes, rest = text.split(":")
    return 3600 * int(hours) + 60 * int(minutes) + float(rest.replace(",", "."))


def test_subtitles_come_and_go_with_the_voice(show: Show) -> None:
    text = srt(show)
    start, end = (seconds(one) for one in re.search(r"(\S+) --> (\S+)\nTom: Hello Mia!", text).groups())
    sound = show.sound()
    heard = np.flatnonzero(np.abs(sound) > 0.02)
    inside = heard[(heard > (start - 0.3) * SAMPLE_RATE) & (heard < (end + 0.3) * SAMPLE_RATE)] / SAMPLE_RATE
    assert inside[0] == pytest.approx(start, abs=0.15)
    assert inside[-1] <= end + 0.05
    times = [seconds(one) for line in re.findall(r"(\S+) --> (\S+)", text) for one in line]
    assert times == sorted(times) and times[-1] <= show.frames / FPS + 1e-3


def test_long_lines_come_in_parts_of_two_lines() -> None:
    words = "This is a very long sentence that nobody can read at once, so it comes in parts, one after the other. " * 2
    script = Script.model_validate(
        {
            "scenes": [{"id": "s"}],
            "characters": [{"id": "m", "name": "Mia"}],
            "lines": [{"who": "m", "text": words.strip()}],
        }
    )
    text = srt(direct(script, mute=True))
    blocks = [block.splitlines() for block in text.strip().split("\n\n")]
    assert len(blocks) >= 3
    assert all(len(block) <= 4 and max(map(len, block[2:])) <= 42 for block in blocks)
    assert " ".join(" ".join(block[2:]) for block in blocks) == f"Mia: {' '.join(words.split())}"


@given(st.floats(0, 90_000))
def test_stamps_are_exact_to_the_millisecond(moment: float) -> None:
    assert seconds(stamp(moment)) == pytest.approx(moment, abs=0.0006)
    assert re.fullmatch(r"\d\d+:[0-5]\d:[0-5]\d,\d{3}", stamp(moment))


@pytest.mark.slow
def test_a_worksheet_shows_the_telling_moments_in_order(show: Show, tmp_path: Path) -> None:
    chosen = moments(show)
    times = [moment.seconds for moment in chosen]
    assert times == sorted(times) and 3 <= len(chosen) <= 12
    said = " ".join(moment.words for moment in chosen)
    assert "Tom: “Hello Mia!”" in said and "shake hands" in said
    shake = next(moment for moment in chosen if "shake hands" in moment.words)
    scene, frame = show.moment(shake.seconds)
    acted = show.scenes[scene].acted
    palms = [acted[who].joints[frame, JOINT[f"{side}_hand"]] for who in ("tom", "mia") for side in "lr"]
    gaps = [np.linalg.norm(a - b) for a in palms[:2] for b in palms[2:]]
    assert min(gaps) < 0.15, "the picture is of the moment in which hands meet"
    told = tell(StoryRequest(text=STORY, out=tmp_path / "sheet.png", mute=True))
    with Image.open(told.path) as image:
        assert image.size == PAPER and image.info["dpi"] == pytest.approx((300, 300), abs=0.1)
        pixels = np.asarray(image.convert("RGB"))
    assert (pixels == 255).all(axis=2).mean() > 0.3, "paper stays white, to be printed"
    assert len(np.unique(pixels[300:1500:7, 150:1100:7].reshape(-1, 3), axis=0)) > 60, "there are pictures"


def test_many_moments_are_thinned_to_a_page() -> None:
    beats = [{"actor": "m", "action": action} for action in ("wave", "jump", "clap", "dance", "cry", "laugh") * 4]
    script = Script.model_validate(
        {"scenes": [{"id": "s"}], "characters": [{"id": "m", "name": "Mia"}], "beats": beats}
    )
    assert len(moments(direct(script, mute=True))) == 12


@pytest.mark.parametrize("suffix", [".motion", ".npz"])
def test_a_motion_file_gives_everybody_back(show: Show, tmp_path: Path, suffix: str) -> None:
    path = motion_file.write(show, tmp_path / f"a{suffix}", "A story.")
    again = motion_file.read(path)
    assert again.frames == show.frames
    for who, name in (("tom", "Tom"), ("mia", "Mia")):
        number = next(k for k, one in enumerate(again.script.characters) if one.name == name)
        before, after = show.scenes[0].acted[who], again.scenes[0].acted[again.script.characters[number].id]
        assert twelve(after.joints) == pytest.approx(twelve(before.joints[: len(after)]), abs=1e-3)
        assert np.array_equal(after.actions, before.actions[: len(after)])
        assert after.facing == pytest.approx(before.facing[: len(after)], abs=1e-3)


def test_a_motion_file_is_what_stick_gen_reads(show: Show, tmp_path: Path) -> None:
    data = json.loads(motion_file.write(show, tmp_path / "a.motion").read_text())
    total = data["meta"]["total_frames"]
    assert total == show.frames and data["meta"]["fps"] == 25
    assert data["meta"]["duration"] == pytest.approx(total / 25, abs=1e-3)
    assert data["skeleton"]["type"] == "stick_figure_5_segment" and data["skeleton"]["input_dim"] == 20
    assert len(data["motion"]) == 20 * total and len(data["actions"]) == total
    assert len(data["physics"]) == 6 * total and len(data["camera"]) == 3 * total
    first = show.scenes[0].acted[show.script.characters[0].id]
    assert np.reshape(data["motion"], (-1, 20)) == pytest.approx(five(first.joints), abs=1e-4)
    assert set(data["actions"]) <= {"idle", "walk", "run", "wave", "talk", "handshake"}


def test_tensors_have_stick_gens_shapes(show: Show, tmp_path: Path) -> None:
    with np.load(motion_file.write(show, tmp_path / "a.npz"), allow_pickle=False) as data:
        frames = show.frames
        assert data["motion"].shape == (frames, 20) and data["motion_actors"].shape == (frames, 2, 20)
        assert data["actions"].shape == (frames, 2) and data["physics"].shape == (frames, 2, 6)
        assert data["face"].shape == (frames, 2, 7) and data["camera"].shape == (frames, 3)
        assert np.array_equal(data["motion"], data["motion_actors"][:, 0])
        speed = np.gradient(data["motion_actors"][:, 1, 2].astype(float)) * 25
        assert data["physics"][:, 1, 0] == pytest.approx(speed, abs=0.2), "vx is the movement of the pelvis"
        assert data["camera"][:, 2].min() > 0.3 and data["camera"][:, 2].max() < 8


@pytest.mark.slow
def test_a_plain_file_of_another_rate_is_played(tmp_path: Path) -> None:
    t = np.arange(120) / 50
    walk = direct(Script.model_validate({
        "scenes": [{"id": "s"}], "characters": [{"id": "m", "name": "Mia"}],
        "beats": [{"actor": "m", "action": "walk", "to": {"x": 4}, "duration": 4.0}],
    }), mute=True).scenes[0].acted["m"]  # fmt: skip
    tensor = five(walk.joints)[np.rint(t * 25).astype(int)]
    file = {"meta": {"fps": 50}, "motion": tensor.ravel().tolist(), "actions": ["WALK"] * 120}
    (tmp_path / "a.motion").write_text(json.dumps(file))
    show = motion_file.read(tmp_path / "a.motion")
    assert show.frames == 60
    acted = show.scenes[0].acted["actor1"]
    assert acted.at("pelvis")[30, 0] == pytest.approx(walk.at("pelvis")[30, 0], abs=0.1)
    assert acted.facing[30] > 0.5, "it faces where it goes"
    told = tell(StoryRequest(motion=tmp_path / "a.motion", out=tmp_path / "a.mp4", size=(320, 180)))
    assert told.frames == 60


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "not JSON"),
        ("{}", "motion"),
        ('{"motion": [1, 2, 3]}', "whole frames"),
        ('{"motion": ["a"]}', "not a list of numbers"),
        ('{"motion": [], "meta": {"fps": 0}}', "fps"),
        ('{"motion": ' + str([float("nan")] * 40).replace("nan", "NaN") + "}", "not finite"),
        ("", "nothing in"),
        ("[" * 5000, "not JSON"),
    ],
)
def test_wrong_motion_files_are_explained(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "a.motion").write_text(content)
    with pytest.raises(StudioError, match=said):
        motion_file.read(tmp_path / "a.motion")


def test_wrong_tensors_are_explained(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", other=np.zeros(3))
    with pytest.raises(StudioError, match="no stick figures"):
        motion_file.read(tmp_path / "a.npz")
    (tmp_path / "b.npz").write_bytes(b"PK nonsense")
    with pytest.raises(StudioError, match=r"not a readable \.npz"):
        motion_file.read(tmp_path / "b.npz")


def raising(frames: int = 75) -> Motion:
    """Someone whose left arm goes from hanging (T-pose, turned down) straight up."""
    rotations = np.zeros((frames, 55, 3), np.float32)
    rotations[:, INDEX["left_shoulder"], 2] = np.linspace(-1.45, 1.45, frames)
    rotations[:, INDEX["right_shoulder"], 2] = 1.45
    return Motion.of(25, rotations, np.tile([0, 0.95, 0], (frames, 1)))


def test_a_captured_motion_moves_a_character(tmp_path: Path) -> None:
    write_motion(raising(), tmp_path / "arm.npz")
    script = write("Mia and Tom stand in the park. Tom waves.").script
    plain = direct(script, mute=True)
    show = drive(plain, {"Mia": tmp_path / "arm.npz"})
    mia = show.scenes[0].acted["mia"]
    hand, shoulder = mia.at("l_hand")[:, 1], mia.at("l_shoulder")[:, 1]
    assert hand[2] < shoulder[2] - 0.6 and hand[72] > shoulder[72] + 0.6
    assert (np.diff(hand[2:73]) > 0).all(), "the arm goes up all the time"
    assert mia.at("l_hand")[36, 0] > mia.at("l_shoulder")[36, 0] + 0.5, "seen from the front: her left is our right"
    body = mia.body
    arm = np.linalg.norm(mia.at("l_elbow") - mia.at("l_shoulder"), axis=1)[:73]
    assert arm == pytest.approx(body.upper_arm, rel=0.05)
    soles = np.minimum(mia.at("l_heel")[:, 1], mia.at("r_heel")[:, 1])
    assert soles[:73] == pytest.approx(0.0, abs=0.05)
    assert np.array_equal(show.scenes[0].acted["tom"].joints, plain.scenes[0].acted["tom"].joints)
    after = slice(75 + 20, None)
    own = plain.scenes[0].acted["mia"]
    assert mia.at("l_hand")[after, 1] == pytest.approx(own.at("l_hand")[after, 1], abs=0.02), "then she acts again"


def test_driving_nobody_is_explained(show: Show, tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="no 'Zoe' in the story"):
        drive(show, {"Zoe": tmp_path / "a.npz"})


@pytest.mark.slow
def test_several_files_are_of_one_telling_and_none_is_left_when_cancelled(tmp_path: Path) -> None:
    request = StoryRequest(text="Mia waves.", out=tmp_path, size=(320, 180), mute=True)
    outs = [tmp_path / name for name in ("a.mp4", "a.gif", "a.srt", "a.json", "a.motion", "a.npz", "a.png")]
    tell_all(request, outs)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(path.name for path in outs)
    assert Script.load(tmp_path / "a.json").beats[0].action == "wave"

    def stop(stage: str, done: float, total: float, message: str = "") -> None:
        if stage == "draw the sheet":
            raise Cancelled

    with pytest.raises(Cancelled):
        tell(request.model_copy(update={"out": tmp_path / "b.png"}), stop)
    assert len(list(tmp_path.iterdir())) == len(outs)
