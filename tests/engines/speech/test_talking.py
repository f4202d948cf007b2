"""A previewed speaker: when the lids close, when the brows rise, and a body that stands while its head lives."""

import numpy as np
import pytest

from engines.body import load_body
from engines.body.drive import JAW_OPEN
from engines.motion import skeleton
from engines.motion.face import FACE_INDEX
from engines.motion.skeleton import INDEX
from engines.speech import blinks, brows, lips, talking
from engines.speech.track import SAMPLE_RATE, Phone, SpeechTrack, Word


def talk(phrases: int = 30, words: int = 5) -> SpeechTrack:
    """Phrases of words of one stressed and one weak syllable, half a second of pause between phrases."""
    time, spoken = 0.4, []
    for phrase in range(phrases):
        for word in range(words):
            phones, start = [], time
            for label in ("T", "AA1", "N", "ER0"):
                phones.append(Phone(label, round(time, 6), round(time + 0.08, 6)))
                time += 0.08
            stop = "." if word == words - 1 else ""
            spoken.append(Word(f"w{phrase}{stop}", round(start, 6), phones[-1].end, tuple(phones)))
        time += 0.5
    times = np.arange(round((time + 0.2) * SAMPLE_RATE)) / SAMPLE_RATE
    samples = (0.1 * np.sign(np.sin(2 * np.pi * 110 * times))).astype(np.float32)
    return SpeechTrack(samples, words=tuple(spoken))


def test_blinks_come_as_often_as_people_blink_and_rather_at_phrase_ends() -> None:
    track = talk(60)
    rates, near = [], []
    ends = np.array(blinks.phrase_ends(track))
    assert len(ends) == 60
    for seed in range(12):
        found = blinks.blinks(track, track.duration, seed)
        rates.append(len(found) / track.duration * 60)
        near += [float(np.abs(ends - blink.time).min()) < 0.2 for blink in found]
        assert found[0].time > 0.7
        assert np.diff([blink.time for blink in found]).min() > 0.3
        assert 0.05 < np.mean([blink.depth < 0.8 for blink in found]) < 0.35
    assert 18 < np.mean(rates) < 34
    assert np.mean(near) > 0.35


@pytest.mark.parametrize("fps", [24, 25, 30, 60])
def test_lids_meet_in_one_frame_of_every_whole_blink(fps: int) -> None:
    track = talk(10)
    face = lips.face(track, fps, seed=4)
    closed = face[:, FACE_INDEX["eyeBlinkLeft"]]
    assert closed[: int(0.6 * fps)].max() == 0
    for blink in blinks.blinks(track, track.duration - 1, 4):
        around = closed[int((blink.time - 0.1) * fps) : int((blink.time + 0.1) * fps) + 2]
        assert around.max() == pytest.approx(blink.depth, abs=0.01)


def test_brows_rise_on_the_syllable_that_stands_out() -> None:
    track = talk(4)
    samples = track.samples.copy()
    word = track.words[7]
    begin, end = round(word.start * SAMPLE_RATE), round(word.end * SAMPLE_RATE)
    times = np.arange(end - begin) / SAMPLE_RATE
    samples[begin:end] = 0.3 * np.sign(np.sin(2 * np.pi * 180 * times))
    loud = SpeechTrack(samples, words=track.words)
    accents = brows.accents(loud)
    assert [accent.time for accent in accents] == [pytest.approx(word.start + 0.12, abs=0.01)]
    brow = lips.face(loud, 50)[:, FACE_INDEX["browInnerUp"]]
    assert abs(int(brow.argmax()) / 50 - accents[0].time) < 0.12
    assert brow.max() > 0.15


def test_pitch_is_heard() -> None:
    times = np.arange(2 * SAMPLE_RATE) / SAMPLE_RATE
    for hertz in (90.0, 140.0, 250.0):
        saw = (2 * (times * hertz % 1.0) - 1).astype(np.float32)
        assert brows.pitches(saw, np.array([1.0]))[0] == pytest.approx(12 * np.log2(hertz / 100), abs=0.3)


def test_talking_head_stands_and_its_head_lives() -> None:
    track = talk(12)
    motion = talking.talking_head(track, 30, seed=1)
    assert len(motion) == round(track.duration * 30)
    positions = motion.positions()
    for side in ("left", "right"):
        wrist = positions[:, INDEX[f"{side}_wrist"]]
        assert (wrist[:, 1] < positions[:, INDEX["spine1"], 1]).all()
        assert (np.abs(wrist[:, 0]) < 0.45).all()
    assert np.ptp(positions[:, INDEX["pelvis"]], axis=0).max() < 0.02
    turns = np.degrees(motion.rotations[:, INDEX["neck"]] + motion.rotations[:, INDEX["head"]])
    assert turns.std(axis=0).min() > 1.0 and turns.std(axis=0).max() < 3.5
    speed = np.linalg.norm(np.diff(motion.rotations[:, INDEX["head"]], axis=0), axis=1) * 30
    assert np.percentile(speed, 99) < 0.97


def test_jaw_joint_and_weight_open_the_mouth_once() -> None:
    track = talk(2)
    motion = talking.talking_head(track, 30)
    frame = int(motion.face[:, FACE_INDEX["jawOpen"]].argmax())
    assert motion.rotations[frame, INDEX["jaw"], 0] == pytest.approx(
        JAW_OPEN * motion.face[frame, FACE_INDEX["jawOpen"]], abs=1e-4
    )
    body = load_body()
    still = motion.rotations.copy()
    still[:, INDEX["jaw"]] = 0
    chin = body.vertices(motion, frame, frame + 1) - body.vertices(motion.with_(rotations=still), frame, frame + 1)
    assert np.abs(chin).max() < 0.004


def test_eyes_stay_on_the_listener_while_the_head_sways() -> None:
    motion = talking.talking_head(talk(10), 30, seed=2)
    head = motion.rotations[:, INDEX["neck"]] + motion.rotations[:, INDEX["head"]]
    gaze = head[:, 1] + motion.rotations[:, INDEX["left_eye"], 1]
    assert np.percentile(np.abs(np.degrees(gaze)), 80) < 4
    assert motion.rotations.shape[1] == skeleton.COUNT
