"""Which model of a head is better on pictures it never saw: `python tests/benchmarks/avatar_models.py [--share 0.4]`.

Both learn the same prepared film at 256 x 256 with the last fifth held out, as their settings say, which is at most
five minutes on a processor that does nothing else, and are then driven by the sound of what was held out. Beside them
stand the fast head with a mouth that never moves, which any model must beat, and with the mouth that was seen, which
sound can only come near.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from engines.avatar.avatar import load as load_avatar
from engines.avatar.egstalker.settings import EgsSettings
from engines.avatar.evaluate import METRICS, Evaluation, Scores, compare
from engines.avatar.make import PreprocessRequest, TrainRequest, preprocess, train
from engines.avatar.prepared import read
from engines.avatar.settings import FastSettings, ModelSettings, load

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
CLIPS = {
    "whitehouse": "whitehouse_obama/obama_weekly_address_5s.mp4",
    "grid": "grid_s1/grid_s1_concat4_12s.mp4",
}
KINDS: dict[str, type[ModelSettings]] = {"fast": FastSettings, "egstalker": EgsSettings}
HOLDOUT, SIZE = 0.2, 256


def learned(model: str, folder: Path, out: Path, share: float, features: str) -> tuple[float, int, int]:
    """Learn for that share of its iterations; seconds of the processor, and iterations done and allowed."""
    settings = load(KINDS[model], model)
    most = max(20, round(share * settings.iterations))
    began: list[float] = []

    def progress(stage: str, done: float, total: float, message: str = "") -> None:
        if stage == "learn the face":
            began.append(time.process_time())

    asked = TrainRequest(
        folder=folder, out=out, model=model, size=SIZE, holdout=HOLDOUT, minutes=600, features=features, iterations=most
    )
    made = train(asked, progress)
    return began[-1] - began[0], made.rows[-1].iteration, most


def compared(avatar: Path, folder: Path) -> Evaluation:
    """The pictures of a prepared folder that were held out, beside what the avatar makes of their sound."""
    prepared, one = read(folder, SIZE), load_avatar(avatar)
    return compare(one, prepared.material, prepared.samples, one.about.learned, sound=folder / "aud.wav")


def row(name: str, told: str, scores: Scores) -> str:
    """A line of the table."""
    return f"| {name} | {told} | " + " | ".join(f"{getattr(scores, metric):.2f}" for metric in METRICS) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--clip", choices=sorted(CLIPS), action="append")
    parser.add_argument("--model", choices=sorted(KINDS), action="append")
    parser.add_argument("--share", type=float, default=1.0, help="of each model's iterations, when time is short")
    parser.add_argument("--features", default="mel+mfcc")
    parser.add_argument("--work", type=Path, help="where prepared films are and avatars stay")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = arguments.work or Path(temporary)
        print(f"| clip, model | iterations, seconds of the processor | {' | '.join(METRICS)} |", flush=True)
        print("|---|---" * 1 + "|---" * len(METRICS) + "|")
        for clip in arguments.clip or CLIPS:
            if not (work / clip).is_dir():
                preprocess(PreprocessRequest(video=DATA / CLIPS[clip], out=work / clip, size=SIZE))
            for model in arguments.model or KINDS:
                out = work / f"{clip}-{model}"
                seconds, done, most = learned(model, work / clip, out, arguments.share, arguments.features)
                found = compared(out, work / clip)
                told = f"{done} of {most}, {seconds:.0f} s"
                if model == "fast":
                    print(row(f"{clip}, still mouth", told, found.floor))
                    print(row(f"{clip}, seen mouth", told, found.ceiling))
                print(row(f"{clip}, {model}", told, found.driven), flush=True)


if __name__ == "__main__":
    main()
