"""How well the hands speak with the voice. (How quickly: gesture_speed.py; how like a person: gesture_motion.py.)

    python tests/benchmarks/gesture.py [--style Presentation] [--seeds 2]

Every clip of speech_misc is heard, planned and performed. The tables:

  strokes    how far the end of each stroke, found in the wrist's speed, lies from the vowel it was planned for; how far
             every end of a fast hand movement, whatever the plan says, lies from the nearest stressed vowel; and the
             same for times drawn at random from the same speech, which is what no connection at all would give
  beats      beat consistency at both published thresholds, and L1 diversity; the published figures of a real speaker
             (BEAT2, speaker 2) are 0.703 and 11.97
  FGD        under an encoder of our own, trained here with a fixed seed: comparable within this table and no further.
             The real motion is talk and gesture by animators and from capture in the reference media; it has no voice.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from contracts.threads import share_cores  # noqa: E402

share_cores()  # as the studio does, before numpy is loaded

import numpy as np  # noqa: E402
from numpy.typing import NDArray  # noqa: E402

from contracts import StudioError  # noqa: E402
from engines.gesture import encoder, evaluate, lexicon, planner, style  # noqa: E402
from engines.gesture.perform import perform  # noqa: E402
from engines.gesture.plan import Plan  # noqa: E402
from engines.gesture.prosody import prosody  # noqa: E402
from engines.motion import Motion, formats  # noqa: E402
from engines.motion.mirror import mirror  # noqa: E402
from engines.speech import SAMPLE_RATE, SpeechTrack  # noqa: E402
from engines.speech.transcribe import TranscribeRequest, hear  # noqa: E402
from tests.conftest import reference_folder  # noqa: E402

F64 = NDArray[np.float64]
Performed = tuple[SpeechTrack, Plan, Motion]

REAL = {
    "gestures_gltf/quaternius_ual/AnimationLibrary_Godot_Standard.gltf": (
        "Idle_Talking_Loop", "Sitting_Talking_Loop", "Idle_Loop", "Interact",
    ),
    "gestures_gltf/mesh2motion/human-addon-animations_20260322.glb": (
        "Angry", "Confused", "Greeting", "Head Nod", "Idle Listening", "Reject", "Bow",
    ),
    "bvh/animated_drawings/custom_head_tilt.bvh": (None,),
    "bvh/animated_drawings/custom_left_hand_wave.bvh": (None,),
    "bvh/animated_drawings/custom_right_hand_wave.bvh": (None,),
    "bvh/animated_drawings/custom_two_hand_wave.bvh": (None,),
    "bvh/animated_drawings/custom_looking_around.bvh": (None,),
    "bvh/animated_drawings/custom_right_hand_on_head.bvh": (None,),
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--style", default="Presentation")
    parser.add_argument("--seeds", type=int, default=2)
    asked = parser.parse_args()
    media = reference_folder()
    if media is None:
        print("No reference media at ../shared/data or $MARIONETTE_DATA: nothing to say.")
        return
    manner = style.style(asked.style)
    sounds = sorted(p for p in (media / "speech_misc").rglob("*") if p.suffix in {".wav", ".flac"})
    tracks = [hear(TranscribeRequest(audio=sound, out=Path("unused"))) for sound in sounds]
    made = [performed(track, manner, seed) for track in tracks for seed in range(asked.seeds)]
    print(f"{asked.style}: {len(tracks)} clips, {asked.seeds} seeds, {sum(m.duration for *_, m in made):.0f} s\n")
    print_strokes(made)
    print_beats(made)
    print_distances(media, tracks, made, asked.style)


def performed(track: SpeechTrack, manner: style.Style, seed: int) -> Performed:
    plan = planner.plan(track, manner, seed=seed)
    return track, plan, perform(plan, track, manner, seed=seed)


# strokes


def print_strokes(made: Sequence[Performed]) -> None:
    units = lexicon.load()
    rows = [evaluate.stroke_ends(motion, plan, units) for _, plan, motion in made]
    apart = np.concatenate([row[:, 1] - row[:, 0] for row in rows])
    hands = sum(units[one.unit].hands != "none" for _, plan, _ in made for one in plan.gestures)
    chance = np.random.default_rng(0)
    free, drawn = [], []
    for track, _, motion in made:
        vowels = np.array([one.nucleus for one in prosody(track).syllables if one.stress and one.prominence > 0.35])
        ends = evaluate.movement_ends(motion)
        if not len(vowels) or not len(ends):
            continue
        first, last = track.words[0].start, track.words[-1].end
        ends = ends[(ends > first) & (ends < last)]
        free += list(nearest(ends, vowels))
        drawn += list(nearest(chance.uniform(first, last, 10 * len(ends)), vowels))
    print(f"{'strokes':44}{'number':>8}{'median ms':>11}{'within 100 ms':>15}")
    print_apart("stroke's end to the vowel it is for", np.abs(apart))
    print_apart("any movement's end to the nearest stress", np.array(free))
    print_apart("  times drawn at random, for comparison", np.array(drawn))
    print(f"  strokes without a movement of their own: {hands - len(apart)} of {hands}; late by {late(apart)}\n")


def late(apart: F64) -> str:
    return f"{1000 * np.median(apart):+.0f} ms in the middle"


def nearest(times: F64, marks: F64) -> F64:
    found: F64 = np.abs(times[:, None] - marks[None]).min(axis=1)
    return found


def print_apart(name: str, apart: F64) -> None:
    print(f"{name:44}{len(apart):8}{1000 * np.median(apart):11.0f}{100 * np.mean(apart < 0.1):13.0f} %")


# beats


def print_beats(made: Sequence[Performed]) -> None:
    print(f"{'beats':32}{'BC 0.3':>8}{'BC 0.1':>8}{'L1 div':>8}{'gestures/s':>12}")
    totals: list[tuple[float, ...]] = []
    for track, plan, motion in made:
        joints = evaluate.joints_of(motion)
        if len(joints) <= 2 * evaluate.EDGE + 60:
            continue
        heard = evaluate.onsets(evaluate.inner_sound(track.samples, SAMPLE_RATE, len(joints), motion.fps), SAMPLE_RATE)
        scores = [evaluate.beat_consistency(joints, motion.fps, heard, one) for one in evaluate.PUBLISHED_THRESHOLDS]
        row = (*scores, evaluate.l1_diversity(joints), len(plan.gestures) / plan.duration)
        totals.append((len(joints) - 2 * evaluate.EDGE, *row))
        if plan.seed == 0:
            print(f"  {track.source:30}{row[0]:8.3f}{row[1]:8.3f}{row[2]:8.2f}{row[3]:12.2f}")
    table = np.array(totals)
    mean = np.average(table[:, 1:], axis=0, weights=table[:, 0])
    print(f"{'all, by length':32}{mean[0]:8.3f}{mean[1]:8.3f}{mean[2]:8.2f}{mean[3]:12.2f}")
    print(f"{'a real speaker (published)':32}{0.703:8.3f}{'':8}{11.97:8.2f}\n")


# FGD


def print_distances(media: Path, tracks: Sequence[SpeechTrack], made: Sequence[Performed], name: str) -> None:
    ours = [motion for *_, motion in made]
    real = real_motion(media)
    start = time.process_time()
    fitted = encoder.train([*ours, *real], steps=400, seed=0)
    spent = time.process_time() - start
    again = [performed(track, style.style(name), 100 + n)[2] for n, track in enumerate(tracks)]
    other = "Meditation" if name != "Meditation" else "Emphatic"
    calm = [performed(track, style.style(other), 0)[2] for track in tracks]
    frozen = [motion.with_(rotations=np.repeat(motion.rotations[:1], len(motion), axis=0)) for motion in ours]
    chance = np.random.default_rng(0)
    shaken = [motion.with_(rotations=motion.rotations + jitter(motion, chance)) for motion in ours]
    print(f"FGD under our own encoder (error {fitted.loss:.3f}, {spent:.0f} s to train): within this table only")
    for what, left, right in (
        ("ours, another seed", again, ours),
        (f"ours, {other}", calm, ours),
        ("ours frozen in the first pose", frozen, ours),
        ("ours with jitter", shaken, ours),
        ("ours to real motion without voice", ours, real),
        ("frozen to real motion", frozen, real),
        ("half of the real to the other half", real[::2], real[1::2]),
    ):
        print(f"  {what:40}{fitted.distance(left, right):10.2f}")
    print(f"  ({sum(one.duration for one in ours):.0f} s of ours, {sum(one.duration for one in real):.0f} s real)\n")


def jitter(motion: Motion, chance: np.random.Generator) -> NDArray[np.float32]:
    return chance.normal(0, 0.03, motion.rotations.shape).astype(np.float32)


def real_motion(media: Path) -> list[Motion]:
    """Each clip, and as seen in a mirror."""
    found = []
    for name, clips in REAL.items():
        for clip in clips:
            try:
                motion = formats.read(media / name, clip=clip)
            except StudioError as error:
                print(f"  left out: {name} {clip or ''}: {error.message}")
                continue
            found += [motion, mirror(motion)]
    return found


if __name__ == "__main__":
    main()
