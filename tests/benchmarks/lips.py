"""Lips against film: the opening that our curves predict from sound, and the one that MediaPipe measures in the video.

Run: python tests/benchmarks/lips.py [--cross-validate]

Correlation over the frames of each clip of the GRID talker in the reference media, one lag for all clips. Beside it the
two simple mouths of the same run: one that opens with the loudness, and a plain table of phones, smoothed. Also how
far p, b and m close on the mannequin, and how long a minute of face takes.

--cross-validate fits what was ever adjusted, beginning from a textbook table that has seen no film, on four fifths of
the clips, and judges it on the fifth that was left out.
"""

import argparse
import copy
import hashlib
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

import numpy as np
import yaml
from numpy.typing import NDArray

from engines.speech import lips, opening, visemes, vocal_level
from engines.speech.align import align
from engines.speech.decode import decode
from engines.speech.track import SAMPLE_RATE, SpeechTrack
from tests.conftest import reference_folder

F64 = NDArray[np.float64]
LAGS = np.arange(-60, 61, 10) / 1000
LETTERS = {"z": "zed"}  # the talker is British


@dataclass(frozen=True, eq=False)
class Clip:
    """A filmed sentence: its speech, the frame rate, and the measured inner-lip gap over face height [T]."""

    name: str
    track: SpeechTrack
    fps: float
    measured: F64


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cross-validate", action="store_true")
    asked = parser.parse_args()
    print_speed()
    media = reference_folder()
    if media is None:
        print("No reference media at ../shared/data or $MARIONETTE_DATA: nothing to compare with.")
        return
    clips = read_clips(media / "grid_s1")
    print_closures(clips)
    print_correlation(clips)
    if asked.cross_validate:
        print_cross_validation(clips)


def read_clips(folder: Path) -> list[Clip]:
    clips, unaligned = [], []
    for video in sorted((folder / "video").glob("*.mpg")):
        lines = [line.split() for line in (folder / "align" / f"{video.stem}.align").read_text().splitlines()]
        words = [LETTERS.get(word, word.upper() if len(word) == 1 else word) for _, _, word in lines]
        text = " ".join(word for word in words if word not in {"sil", "sp"})
        samples = decode(video).samples
        aligned = align(samples, text)
        if aligned.aligner == "none":
            unaligned.append(video.stem)
        track = SpeechTrack(samples, text, aligned.words, aligner=aligned.aligner)
        measured, fps = filmed(video)
        clips.append(Clip(video.stem, track, fps, measured))
    print(f"\n{len(clips)} clips, not aligned: {', '.join(unaligned) or 'none'}")
    return clips


def filmed(video: Path) -> tuple[F64, float]:
    """[T] inner-lip gap over face height in every frame, and the frame rate; kept by what the film holds."""
    kept = Path(tempfile.gettempdir()) / "marionette-lips" / f"{hashlib.sha256(video.read_bytes()).hexdigest()}.npz"
    if not kept.exists():
        kept.parent.mkdir(exist_ok=True)
        gaps, fps = _measured(video)
        np.savez(kept, gaps=gaps, fps=fps)
    with np.load(kept, allow_pickle=False) as file:
        return file["gaps"], float(file["fps"])


def _measured(video: Path) -> tuple[F64, float]:
    import cv2
    from mediapipe.python.solutions.face_mesh import FaceMesh

    film = cv2.VideoCapture(str(video))
    fps, gaps = film.get(cv2.CAP_PROP_FPS), []
    with FaceMesh(refine_landmarks=True, max_num_faces=1, min_detection_confidence=0.3) as mesh:
        while True:
            more, picture = film.read()
            if not more:
                break
            found = mesh.process(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)).multi_face_landmarks
            if not found:
                gaps.append(np.nan)
                continue
            points = [(found[0].landmark[i].x, found[0].landmark[i].y) for i in (13, 14, 10, 152)]
            upper, lower, top, chin = np.array(points) * picture.shape[1::-1]
            gaps.append(float(np.linalg.norm(upper - lower) / np.linalg.norm(top - chin)))
    values = np.array(gaps)
    known = ~np.isnan(values)
    return np.interp(np.arange(len(values)), np.flatnonzero(known), values[known]), fps


def times_of(clip: Clip, lag: float) -> F64:
    return np.arange(len(clip.measured)) / clip.fps + lag


def ours(clip: Clip, lag: float, table: visemes.Table | None = None) -> F64:
    """[T] metres between the lips of the mannequin; lips that touch are 0 apart however hard they press."""
    weights = lips.mouth(clip.track, times_of(clip, lag), 1 / clip.fps, table=table)
    return np.maximum(opening.gap(weights.astype(np.float32)), 0.0)


def by_loudness(clip: Clip, lag: float) -> F64:
    table = visemes.read()
    moves = vocal_level.movements(clip.track.samples, times_of(clip, lag), table)
    return moves[:, table.movements.index("jaw")]


def by_plain_table(clip: Clip, lag: float) -> F64:
    """[T] each sound as open as its vowel or consonant usually is, smoothed over 0.13 s."""
    table = visemes.read()
    jaw = table.movements.index("jaw")
    fine = np.arange(-0.5, clip.track.duration + 0.5, 0.005)
    opened = np.zeros(len(fine))
    for phone in clip.track.phones:
        look = table.of(phone.sound)[0]
        opened[(fine >= phone.start) & (fine < phone.end)] = 0.0 if look.contact else look.reach[jaw]
    window = np.hanning(round(0.26 / 0.005))
    return np.interp(times_of(clip, lag), fine, np.convolve(opened, window / window.sum(), "same"))


def correlations(clips: Sequence[Clip], predict: Any, lag: float) -> F64:
    """[n] of each clip; 0 where the prediction does not move."""
    values = []
    for clip in clips:
        predicted = predict(clip, lag)
        still = predicted.std() < 1e-9
        values.append(0.0 if still else float(np.corrcoef(predicted, clip.measured)[0, 1]))
    return np.array(values)


def best_lag(clips: Sequence[Clip], predict: Any, lags: Sequence[float] | F64 = LAGS) -> float:
    return float(max(lags, key=lambda lag: np.median(correlations(clips, predict, lag))))


def print_correlation(clips: list[Clip]) -> None:
    print("\nCorrelation of predicted and filmed lip opening, one lag for all clips")
    print(f"{'':34}{'median':>8}{'mean':>8}{'worst':>8}{'best':>8}{'lag ms':>8}")
    for title, predict in (
        ("loudness alone", by_loudness),
        ("a plain table of phones, smoothed", by_plain_table),
        ("ours", ours),
    ):
        lag = best_lag(clips, predict)
        print_row(title, correlations(clips, predict, lag), lag)
    none = correlations(clips, ours, 0.0)
    print_row("ours, no lag at all", none, 0.0)


def print_row(title: str, values: F64, lag: float | None) -> None:
    shown = "" if lag is None else f"{lag * 1000:8.0f}"
    print(f"{title:34}{np.median(values):8.3f}{values.mean():8.3f}{values.min():8.3f}{values.max():8.3f}{shown}")


def print_closures(clips: list[Clip]) -> None:
    print("\nInner-lip gap of the mannequin in p, b and m: the narrowest frame of each, millimetres (below 0: pressed)")
    print(f"{'fps':>8}{'sounds':>8}{'median':>8}{'widest':>8}{'under 1 mm':>12}")
    for fps in (Fraction(25), Fraction(30000, 1001), Fraction(30), Fraction(60)):
        narrowest = []
        for clip in clips:
            face = lips.face(clip.track, fps)
            gap, times = opening.gap(face) * 1000, np.arange(len(face)) / float(fps)
            for phone in clip.track.phones:
                if phone.sound in {"P", "B", "M"}:
                    frame = 0.5 / float(fps)
                    near = (times >= phone.start - frame) & (times <= phone.end + frame)
                    narrowest.append(float(gap[near].min()))
        got = np.array(narrowest)
        print(f"{float(fps):8.2f}{len(got):8}{np.median(got):8.2f}{got.max():8.2f}{(got < 1).mean():12.0%}")


def print_speed() -> None:
    """A minute of quick speech made of random words."""
    from engines.speech.track import Phone, Word

    chance = np.random.default_rng(0)
    sounds, words, at = sorted(visemes.read().phones), [], 0.3
    while at < 59:
        phones = []
        for _ in range(4):
            length = float(chance.uniform(0.05, 0.12))
            label = str(chance.choice(sounds))
            phones.append(Phone(f"{label}1" if label[0] in "AEIOU" else label, at, at + length))
            at += length
        words.append(Word("word", phones[0].start, at, tuple(phones)))
        at += float(chance.choice([0.0, 0.0, 0.0, 0.4]))
    samples = (0.1 * chance.standard_normal(60 * SAMPLE_RATE)).astype(np.float32)
    track = SpeechTrack(samples, words=tuple(words))
    taken = []
    for _ in range(6):
        start = time.perf_counter()
        lips.face(track, 30)
        taken.append(time.perf_counter() - start)
    print(f"A minute of face at 30 fps, {len(track.phones)} phones: {min(taken[1:]) * 1000:.0f} ms; budget 50 ms")


FITTED = {
    ("movements", "jaw", "before"): (0.03, 0.05, 0.07),
    ("movements", "jaw", "after"): (0.04, 0.06, 0.08),
    ("contacts", "lips", "comes"): (0.05, 0.075, 0.1),
    ("contacts", "lips", "goes"): (0.05, 0.075, 0.1),
    ("strength", "loudness"): (0.0, 0.25, 0.5),
    ("strength", "breath"): (0.2, 0.28, 0.36),
}
CLOSE, MID, OPEN = 0.12, 0.28, 0.44
TEXTBOOK = {
    "ee": CLOSE, "ih": CLOSE, "oo": CLOSE, "ou": CLOSE, "eh": MID, "uh": MID, "oh": MID, "aw": MID,
    "ae": OPEN, "ah": OPEN,
}  # fmt: skip
"""The jaw of each vowel as the vowel chart has it: close, mid or open. Consonants are close."""


def print_cross_validation(clips: list[Clip], folds: int = 5) -> None:
    entries = yaml.safe_load(visemes.FILE.read_text(encoding="utf-8"))
    textbook = copy.deepcopy(entries)
    for path, choices in FITTED.items():
        _put(textbook, path, choices[1])
    for name, look in textbook["visemes"].items():
        if name not in {"rest", "inhale"}:
            look["jaw"] = [TEXTBOOK.get(name, CLOSE), 0.8 if name in TEXTBOOK else 0.5]
    print("\nFitting from a textbook table (one lag for all)")
    print(f"{'':34}{'median':>8}{'mean':>8}{'worst':>8}{'best':>8}{'lag ms':>8}")
    start = visemes.table_of(textbook)
    lag = best_lag(clips, lambda clip, lag: ours(clip, lag, start))
    print_row("textbook, nothing fitted", correlations(clips, lambda clip, lag: ours(clip, lag, start), lag), lag)
    fitted, lag = fit(clips, textbook)
    table = visemes.table_of(fitted)
    print_row("fitted on all, judged on all", correlations(clips, lambda clip, lag: ours(clip, lag, table), lag), lag)
    held_out: list[float] = []
    for fold in range(folds):
        train = [clip for number, clip in enumerate(clips) if number % folds != fold]
        test = [clip for number, clip in enumerate(clips) if number % folds == fold]
        fitted, lag = fit(train, textbook)
        table = visemes.table_of(fitted)
        values = correlations(test, lambda clip, at, table=table: ours(clip, at, table), lag)
        print_row(f"  fold {fold + 1} of {folds}, held out", values, lag)
        held_out += list(values)
    print_row(f"fitted on {folds - 1}/{folds}, judged on the rest", np.array(held_out), None)


def fit(clips: Sequence[Clip], textbook: dict[str, Any]) -> tuple[dict[str, Any], float]:
    """Coordinate descent over timing and the jaw of every viseme, for the mean correlation."""
    entries = copy.deepcopy(textbook)
    lags = (0.0, 0.01, 0.02)

    def judged(candidate: dict[str, Any]) -> tuple[float, float]:
        table = visemes.table_of(candidate)
        scores = {lag: correlations(clips, lambda clip, at: ours(clip, at, table), lag).mean() for lag in lags}
        lag = max(scores, key=lambda at: scores[at])
        return float(scores[lag]), lag

    best, lag = judged(entries)
    choices: list[tuple[tuple[Any, ...], Sequence[float]]] = list(FITTED.items())
    for name in entries["visemes"]:
        if name != "rest":
            reach = entries["visemes"][name]["jaw"][0]
            choices += [(("visemes", name, "jaw", 0), (reach - 0.06, reach, reach + 0.06))]
            choices += [(("visemes", name, "jaw", 1), (0.3, 0.6, 1.0))]
    for path, values in choices:
        for value in values:
            candidate = copy.deepcopy(entries)
            _put(candidate, path, value)
            score, at = judged(candidate)
            if score > best + 5e-4:
                best, lag, entries = score, at, candidate
    return entries, lag


def _put(entries: dict[str, Any], path: tuple[Any, ...], value: float) -> None:
    for key in path[:-1]:
        entries = entries[key]
    entries[path[-1]] = value


if __name__ == "__main__":
    main()
