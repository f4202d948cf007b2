"""What a face does while it speaks: lips that meet, round, spread and rest, and nothing that jumps."""

from fractions import Fraction
from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.body import load_body
from engines.motion import Motion, skeleton
from engines.motion.face import FACE_INDEX, FACE_WEIGHTS
from engines.speech import lips, opening, visemes
from engines.speech.track import SAMPLE_RATE, Phone, SpeechTrack, Word

RATES = [Fraction(25), Fraction(30000, 1001), Fraction(30), Fraction(60)]


def voice(seconds: float, loud: float = 0.2) -> np.ndarray:
    """A buzz at 120 Hz with a little noise, as loud throughout."""
    times = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    buzz = np.sign(np.sin(2 * np.pi * 120 * times)) * loud
    return (buzz + 0.02 * np.random.default_rng(1).standard_normal(len(times)) * loud).astype(np.float32)


def said(*words: str, each: float = 0.08, lead: float = 0.5, pause: float = 0.0, tail: float = 0.5) -> SpeechTrack:
    """A voice that says `words`, each given by its phones ('B AA1 B'), `each` seconds for every sound."""
    time, spoken = lead, []
    for word in words:
        phones = []
        for label in word.split():
            phones.append(Phone(label, round(time, 6), round(time + each, 6)))
            time += each
        spoken.append(Word(word, phones[0].start, phones[-1].end, tuple(phones)))
        time += pause
    return SpeechTrack(voice(time + tail), words=tuple(spoken))


def at(face: np.ndarray, time: float, name: str, fps: float = 100) -> float:
    return float(face[round(time * fps), FACE_INDEX[name]])


@lru_cache
def gap_of_body(row: bytes) -> float:
    """Metres between the lips of the mannequin itself, jaw driven by weights."""
    face = np.frombuffer(row, np.float32)[None]
    body = load_body()
    vertices = body.vertices(Motion.of(30, np.zeros((1, skeleton.COUNT, 3)), face=face))
    rest = body.skin.vertices
    gaps = []
    from engines.body import mannequin

    lip = mannequin.wearing("lips")
    lip = lip[(np.abs(rest[lip, 0]) < 0.004) & (rest[lip, 2] > 0.10)]
    jaw = np.where(body.skin.joint_indices == skeleton.INDEX["jaw"], body.skin.joint_weights, 0).sum(1)
    gaps.append(vertices[0, lip[jaw[lip] < 0.3], 1].min() - vertices[0, lip[jaw[lip] > 0.7], 1].max())
    return float(gaps[0])


@pytest.mark.parametrize("fps", RATES)
@pytest.mark.parametrize("sound", ["P", "B", "M"])
@pytest.mark.parametrize("each", [0.03, 0.08])
def test_lips_meet_in_every_p_b_and_m(sound: str, fps: Fraction, each: float) -> None:
    track = said(*[f"AA1 {sound} AE1", f"OW1 {sound} UW1", f"IY1 {sound} AO1", f"S {sound} AY1 {sound}"] * 4, each=each)
    gap = opening.gap(lips.face(track, fps))
    times = np.arange(len(gap)) / float(fps)
    closures = [phone for phone in track.phones if phone.sound == sound]
    for phone in closures:
        near = (times >= phone.start - 1 / float(fps)) & (times <= phone.end + 1 / float(fps))
        assert gap[near].min() < 0.001
    assert opening.gap(lips.face(said("AA1", each=0.2), fps)).max() > 0.008


def test_opening_is_that_of_the_body() -> None:
    face = lips.face(said("B AA1 M", "F IY1 W UW1", "SH OW1"), 25)
    measured = opening.gap(face)
    for frame in range(0, len(face), 5):
        assert measured[frame] == pytest.approx(gap_of_body(face[frame].tobytes()), abs=2e-5)


def test_teeth_meet_the_lip_in_f_and_v() -> None:
    face = lips.face(said("AA1 F AA1", "AA1 V AA1"), 100)
    for middle in (0.62, 0.86):
        assert at(face, middle, "mouthRollLower") > 0.3
        assert at(face, middle, "jawOpen") < 0.5 * at(face, 0.54, "jawOpen")


def test_rounding_comes_before_its_vowel_and_spreading_does_not() -> None:
    rounded = lips.face(said("S T UW1"), 100)
    plain = lips.face(said("S T IY1"), 100)
    assert at(rounded, 0.70, "mouthPucker") > 0.6
    assert at(rounded, 0.58, "mouthPucker") > 0.15 > at(plain, 0.58, "mouthPucker")
    assert at(plain, 0.70, "mouthStretchLeft") > 0.25 > at(rounded, 0.70, "mouthStretchLeft")


def test_jaw_follows_the_vowel() -> None:
    opens = {
        vowel: at(lips.face(said(f"{vowel}1", each=0.2), 100), 0.6, "jawOpen") for vowel in ("AA", "EH", "IY", "UW")
    }
    assert opens["AA"] > opens["EH"] > opens["IY"]
    assert opens["AA"] > 2 * opens["UW"]


def test_jaw_opens_further_in_a_loud_syllable() -> None:
    track = said(*["D AA1 D"] * 5)
    samples = track.samples.copy()
    begin, end = (round(time * SAMPLE_RATE) for time in (track.words[2].start, track.words[2].end))
    samples[begin:end] *= 3.0
    face = lips.face(SpeechTrack(samples, words=track.words), 100)
    middles = [(word.start + word.end) / 2 for word in track.words]
    jaw = [at(face, middle, "jawOpen") for middle in middles]
    assert jaw[2] > 1.1 * max(jaw[1], jaw[3])


def test_mouth_rests_closed_in_pauses() -> None:
    face = lips.face(said("AA1 D", "IY1 D", pause=1.0, lead=1.0), 100)
    gap = opening.gap(face)
    assert gap[:50].max() < 0.001
    assert gap[140:170].max() < 0.001
    assert gap[-20:].max() < 0.001


def test_mouth_opens_a_little_for_breath_before_a_phrase() -> None:
    gap = opening.gap(lips.face(said("M AA1 D", "B IY1 D", pause=1.0, lead=1.0), 100))
    begins = 100 + 24 + 100
    assert 0.001 < gap[begins - 30 : begins - 10].max() < 0.006
    assert gap[begins - 1 : begins + 6].min() < 0.001


@settings(max_examples=30)
@given(
    st.lists(st.tuples(st.sampled_from(sorted(visemes.read().phones)), st.floats(0.01, 0.3)), min_size=1, max_size=30),
    st.sampled_from([25, 60]),
)
def test_no_weight_ever_jumps(sounds: list[tuple[str, float]], fps: int) -> None:
    time, phones = 0.3, []
    for label, length in sounds:
        phones.append(Phone(label, time, time + length))
        time += length
    track = SpeechTrack(voice(time + 0.3), words=(Word("x", 0.3, time, tuple(phones)),))
    face = lips.face(track, fps)
    assert face.shape == (round(track.duration * fps), len(FACE_WEIGHTS))
    assert face.min() >= 0 and face.max() <= 1
    fine = lips.mouth(track, np.arange(0, track.duration, 0.002), 1 / fps)
    assert np.abs(np.diff(fine, axis=0)).max() / 0.002 < lips.FASTEST


def test_strength_scales_vowels_and_not_closures() -> None:
    track = said("AA1 B AA1")
    soft, strong = (opening.gap(lips.face(track, 50, strength=strength)) for strength in (0.5, 1.5))
    assert strong.max() > 1.8 * soft.max()
    assert max(soft[27:36].min(), strong[27:36].min()) < 0.001


def test_frames_can_be_given_and_everything_comes_again() -> None:
    track = said("HH AH0 L OW1")
    assert lips.face(track, 30, frames=200).shape == (200, 52)
    assert np.array_equal(lips.face(track, 30, seed=3), lips.face(track, 30, seed=3))
    assert lips.face(SpeechTrack(np.zeros(0, np.float32)), 30).shape == (1, 52)


def test_without_phones_the_mouth_follows_the_loudness() -> None:
    samples = voice(3.0)
    samples[:16000] = 0
    samples[32000:] = 0
    track = SpeechTrack(samples, "bonjour", (Word("bonjour", 1.0, 2.0),), language="fr")
    assert lips.basis(track) == "loudness"
    gap = opening.gap(lips.face(track, 50))
    assert gap[60:90].min() > 0.003
    assert gap[:40].max() < 0.001 and gap[-40:].max() < 0.001


def test_words_without_phones_are_filled_in() -> None:
    track = said("M AA1 M", "D AA1 D")
    mixed = SpeechTrack(track.samples, words=(track.words[0], Word("Xyz", 0.74, 0.98)))
    assert lips.basis(track) == "phones"
    assert lips.basis(mixed) == "phones and loudness"
    face = lips.face(mixed, 100)
    assert at(face, 0.86, "jawOpen") > 0.1
    assert opening.gap(face)[50:58].min() < 0.001
