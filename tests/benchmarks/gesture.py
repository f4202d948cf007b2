"""How well the hands speak with the voice, and how quickly a recording becomes a film.

    python tests/benchmarks/gesture.py [--style Presentation] [--seeds 2] [--speed] [--long]

Every clip of speech_misc is heard, planned and performed. The tables:

  strokes    how far the end of each stroke, found in the wrist's speed, lies from the vowel it was planned for; how far
             every end of a fast hand movement, whatever the plan says, lies from the nearest stressed vowel; and the
             same for times drawn at random from the same speech, which is what no connection at all would give
  beats      beat consistency at both published thresholds, and L1 diversity; the published figures of a real speaker
             (BEAT2, speaker 2) are 0.703 and 11.97
  FGD        under an encoder of our own, trained here with a fixed seed: comparable within this table and no further.
             The real motion is talk and gesture by animators and from capture in the reference media; it has no voice.
  speed      seconds by the clock and of all processors, best of a few runs; --speed also films 10 and 60 s, --long
             hears and performs ten minutes in a process of its own and tells its memory beside that of two minutes.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from contracts.threads import share_cores  # noqa: E402

share_cores()  # as the studio does, before numpy is loaded

import numpy as np  # noqa: E402
from numpy.typing import NDArray  # noqa: E402

from contracts import StudioError  # noqa: E402
from engines.gesture import encoder, evaluate, lexicon, planner, style  # noqa: E402
from engines.gesture.generate import GestureRequest, generate  # noqa: E402
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
    parser.add_argument("--speed", action="store_true")
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--only", type=float, help=argparse.SUPPRESS, metavar="SECONDS")
    asked = parser.parse_args()
    media = reference_folder()
    if media is None:
        print("No reference media at ../shared/data or $MARIONETTE_DATA: nothing to say.")
        return
    if asked.only:
        one_long(media, asked.only)
        return
    manner = style.style(asked.style)
    sounds = sorted(p for p in (media / "speech_misc").rglob("*") if p.suffix in {".wav", ".flac"})
    tracks = [hear(TranscribeRequest(audio=sound, out=Path("unused"))) for sound in sounds]
    made = [performed(track, manner, seed) for track in tracks for seed in range(asked.seeds)]
    print(f"{asked.style}: {len(tracks)} clips, {asked.seeds} seeds, {sum(m.duration for *_, m in made):.0f} s\n")
    print_strokes(made)
    print_beats(made)
    print_distances(media, tracks, made, asked.style)
    print_parts(tracks)
    if asked.speed:
        print_films(media)
    if asked.long:
        print_long()


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


# speed


def timed(work: Callable[[], object], runs: int = 3) -> tuple[float, float]:
    """The best of `runs`: seconds by the clock, and of all processors, those of finished children included."""
    best = busy = float("inf")
    for _ in range(runs):
        start, before = time.perf_counter(), sum(os.times()[:4])
        work()
        best, busy = min(best, time.perf_counter() - start), min(busy, sum(os.times()[:4]) - before)
    return best, busy


def print_parts(tracks: Sequence[SpeechTrack]) -> None:
    track = max((one for one in tracks if one.duration < 15), key=lambda one: one.duration)
    manner = style.style()
    plan = planner.plan(track, manner)
    rows = [
        ("plan", timed(lambda: planner.plan(fresh(track), manner), 5)),
        ("motion", timed(lambda: perform(plan, fresh(track), manner), 5)),
        ("a loop of 20 million additions, as a measure", timed(lambda: sum(range(20_000_000)), 3)),
    ]
    print(f"{f'{track.duration:.1f} s of speech, warm':48}{'clock s':>9}{'processor s':>13}")
    for name, (clock, busy) in rows:
        print(f"  {name:46}{clock:9.2f}{busy:13.2f}")
    print()


def fresh(track: SpeechTrack) -> SpeechTrack:
    """The same track, heard as if for the first time."""
    return track.with_notes()


def recording(media: Path, seconds: float, folder: Path) -> Path:
    """So much of a reader's voice as one file."""
    import soundfile

    parts: list[NDArray[np.float32]] = []
    rate = 22_050
    clips = sorted((media / "ljspeech_mfa" / "wav").glob("*.wav"))
    while sum(map(len, parts)) < seconds * rate:
        parts.append(soundfile.read(clips[len(parts) % len(clips)], dtype="float32")[0])
    path = folder / f"{seconds:g}.wav"
    soundfile.write(path, np.concatenate(parts)[: round(seconds * rate)], rate)
    return path


def print_films(media: Path) -> None:
    print(f"{'from a recording to a 960x720 film, warm':48}{'clock s':>9}{'processor s':>13}")
    with tempfile.TemporaryDirectory() as folder:
        for seconds, runs in ((10.0, 3), (60.0, 2)):
            sound = recording(media, seconds, Path(folder))
            stages = Stages()

            def make(sound: Path = sound, stages: Stages = stages, out: Path = Path(folder) / "made") -> None:
                shutil.rmtree(out, ignore_errors=True)
                generate(GestureRequest(audio=sound, out=out), stages)
                stages("", 0, 0)

            generate(GestureRequest(audio=recording(media, 3, Path(folder)), out=Path(folder) / "warm"))
            clock, busy = timed(make, runs)
            print(f"  {f'{seconds:g} s of speech':46}{clock:9.2f}{busy:13.2f}")
            for name, (clock, busy) in stages.spent.items():
                print(f"    {name:44}{clock / runs:9.2f}{busy / runs:13.2f}")
    print(f"  load of the machine, which has {os.cpu_count()} processors: {os.getloadavg()[0]:.1f}\n")


class Stages:
    """A `Progress` that adds up what each stage takes, and how long it was ever silent."""

    def __init__(self) -> None:
        self.spent: dict[str, tuple[float, float]] = {}
        self.silence: dict[str, float] = {}
        self._stage, self._clock, self._busy = "", time.perf_counter(), sum(os.times()[:4])

    def __call__(self, stage: str, done: float, total: float, message: str = "") -> None:
        clock, busy = time.perf_counter(), sum(os.times()[:4])
        if self._stage:
            was = self.spent.get(self._stage, (0.0, 0.0))
            self.spent[self._stage] = (was[0] + clock - self._clock, was[1] + busy - self._busy)
            self.silence[self._stage] = max(self.silence.get(self._stage, 0.0), busy - self._busy)
        self._stage, self._clock, self._busy = stage, clock, busy


def print_long() -> None:
    print(f"{'without a film':24}{'clock s':>9}{'processor s':>13}{'peak MB':>9}   longest silence, processor s")
    for seconds in (120.0, 600.0):
        done = subprocess.run(
            [sys.executable, __file__, "--only", str(seconds)], capture_output=True, text=True, check=False
        )
        print(done.stdout.rstrip() or done.stderr[-2000:])


def one_long(media: Path, seconds: float) -> None:
    stages = Stages()
    with tempfile.TemporaryDirectory() as folder:
        sound = recording(media, seconds, Path(folder))
        start, before = time.perf_counter(), sum(os.times()[:4])
        generate(GestureRequest(audio=sound, out=Path(folder) / "made", video=False), stages)
        clock, busy = time.perf_counter() - start, sum(os.times()[:4]) - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    quiet = ", ".join(f"{name} {silence:.1f}" for name, silence in stages.silence.items() if silence > 0.3)
    print(f"  {f'{seconds / 60:g} minutes':22}{clock:9.1f}{busy:13.1f}{peak:9.0f}   {quiet}")


if __name__ == "__main__":
    main()
