"""The movements we show first are ours, small, sound and alive."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
import soundfile

from engines.motion import Motion, formats, skeleton
from engines.motion import rotations as rot
from engines.motion.face import FACE_INDEX
from engines.motion.ground import BALL, HEEL, contacts, runs, soles
from tools.samples.talk import BEATS
from tools.samples.walk import heel_strikes

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "assets" / "samples"
NAMES = ("greeting", "talk", "walk")
INDEX = skeleton.INDEX


@pytest.fixture(scope="module")
def samples() -> dict[str, Motion]:
    return {name: formats.read(FOLDER / f"{name}.npz") for name in NAMES}


def turn_speeds(motion: Motion, joint: str) -> np.ndarray:
    local = rot.matrix(motion.rotations[:, INDEX[joint]])
    step = rot.axis_angle(np.swapaxes(local[:-1], -1, -2) @ local[1:])
    return np.linalg.norm(step, axis=-1) * float(motion.fps)


@pytest.mark.slow
def test_the_files_are_what_the_command_makes(tmp_path):
    spec = importlib.util.spec_from_file_location("make_samples", ROOT / "tools" / "make_samples.py")
    assert spec is not None and spec.loader is not None
    command = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(command)
    command.main(tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == {file.name for file in FOLDER.glob("*.[nw]*")}
    for name in NAMES:
        made, kept = formats.read(tmp_path / f"{name}.npz"), formats.read(FOLDER / f"{name}.npz")
        assert np.allclose(made.positions(), kept.positions(), atol=1e-4)
        assert np.allclose(made.face, kept.face, atol=1e-4)


def test_they_are_small():
    sizes = {file.name: file.stat().st_size for file in FOLDER.glob("*.*")}
    assert max(sizes.values()) < 300_000, sizes


@pytest.mark.parametrize("name", NAMES)
def test_they_loop_without_a_jump(samples, name):
    motion = samples[name]
    positions = motion.positions()
    usual = np.linalg.norm(np.diff(positions, axis=0), axis=-1).max(axis=0)
    seam = np.linalg.norm(positions[0] - positions[-1], axis=-1)
    assert (seam < usual * 1.05 + 0.002).all()
    assert np.abs(motion.face[0] - motion.face[-1]).max() < 0.05


@pytest.mark.parametrize("name", NAMES)
def test_feet_neither_slide_nor_sink(samples, name):
    motion = samples[name]
    places = soles(*skeleton.forward(motion.rotations, motion.translation))
    touching = contacts(motion, floor=0.0).touching
    for side in range(2):
        ball = touching[:, side, BALL]
        for part, bearing in ((BALL, ball), (HEEL, touching[:, side, HEEL] & ~ball)):
            for start, stop in runs(bearing):
                assert np.ptp(places[start:stop, side, part][:, [0, 2]], axis=0).max() < 0.005
    assert places[..., 1].min() > -0.012


@pytest.mark.parametrize("name", NAMES)
def test_nothing_moves_faster_than_a_person(samples, name):
    fastest = {
        "pelvis": 2.5,
        "head": 2.0,
        "left_collar": 3.0,
        "right_shoulder": 6.0,
        "right_elbow": 10.0,
        "right_wrist": 10.0,
    }
    for joint, limit in fastest.items():
        assert turn_speeds(samples[name], joint).max() < limit, joint


@pytest.mark.parametrize("name", NAMES)
def test_nobody_ever_stands_like_a_statue(samples, name):
    motion = samples[name]
    for joint in ("spine2", "head", "left_wrist", "right_index2", "left_ring1"):
        assert np.percentile(turn_speeds(motion, joint), 20) > 1e-3, joint
    lids = motion.face[:, FACE_INDEX["eyeBlinkLeft"]]
    assert len(runs(lids > 0.8)) >= 3


@pytest.mark.parametrize("name", NAMES)
def test_hands_stay_out_of_the_body(samples, name):
    motion = samples[name]
    positions, turns = skeleton.forward(motion.rotations, motion.translation)
    hands = [i for i, joint in enumerate(skeleton.JOINTS) if "wrist" in joint or joint in skeleton.HAND_JOINTS]
    pelvis = positions[:, 0]
    seen = np.einsum("tji,tkj->tki", turns[:, 0], positions[:, hands] - pelvis[:, None])
    beside = np.linalg.norm(seen[..., [0, 2]] / [0.19, 0.13], axis=-1)  # an ellipse around hips and belly
    assert beside[np.abs(seen[..., 1]) < 0.35].min() > 1


def test_the_greeting_waves_the_right_hand_above_the_shoulder_and_smiles(samples):
    motion = samples["greeting"]
    positions = motion.positions()
    hand, shoulder = positions[:, INDEX["right_middle1"]], positions[:, INDEX["right_shoulder"]]
    raised = hand[:, 1] > shoulder[:, 1] + 0.1
    assert raised.sum() > 45
    sideways = np.diff(hand[raised, 0])
    assert (np.diff(np.sign(sideways)) != 0).sum() >= 5  # to and fro, three times
    assert positions[:, INDEX["left_wrist"], 1].max() < positions[:, INDEX["left_shoulder"], 1].min()
    assert motion.face[raised, FACE_INDEX["mouthSmileRight"]].min() > 0.4


def test_heels_land_when_their_steps_are_heard(samples):
    motion = samples["walk"]
    sound, rate = soundfile.read(FOLDER / "walk.wav")
    assert len(sound) / rate == pytest.approx(motion.duration, abs=0.01)
    for strike in heel_strikes():
        start = round(strike * rate)
        before, after = sound[max(start - 800, 0) : start], sound[start : start + 800]
        assert np.abs(after).max() > 5 * (np.abs(before).max() if len(before) else 0)
    heels = soles(*skeleton.forward(motion.rotations, motion.translation))[:, :, HEEL, 1]
    for k, strike in enumerate(heel_strikes()):
        assert heels[round(strike * 30), k % 2] < 0.005


def test_the_mouth_opens_when_the_voice_is_heard_and_rests_when_it_is_not(samples):
    motion = samples["talk"]
    sound, rate = soundfile.read(FOLDER / "talk.wav")
    assert len(sound) / rate == pytest.approx(motion.duration, abs=0.01)
    frame = rate // 30
    loud = np.sqrt((sound[: len(motion) * frame].reshape(len(motion), -1) ** 2).mean(axis=1))
    jaw = motion.face[:, FACE_INDEX["jawOpen"]]
    near = np.convolve(loud, np.ones(5), mode="same")
    assert jaw[near < 1e-3].max() < 0.05
    assert np.corrcoef(jaw, loud)[0, 1] > 0.5


def test_hands_beat_with_the_stressed_syllables(samples):
    motion = samples["talk"]
    speed = np.linalg.norm(np.diff(motion.positions()[:, INDEX["right_wrist"]], axis=0), axis=-1) * 30
    around = [speed[max(round((at - 0.25) * 30), 0) : round((at + 0.05) * 30)].max() for at in BEATS]
    assert np.median(around) > 1.5 * np.median(speed)
