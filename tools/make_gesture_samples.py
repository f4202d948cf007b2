"""Make assets/samples/gesture, performances of the voices in assets/samples/speech by the styles named below:

python tools/make_gesture_samples.py [folder]

The Gesture tab shows the first of them to a newcomer. Make them again when the voices or the gestures have changed.
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from engines.gesture.generate import GestureRequest, generate
from engines.picture import RenderRequest, render
from engines.speech import outputs

SAMPLES = Path(__file__).resolve().parent.parent / "assets" / "samples"
STYLES = {"1_welcome": ("Presentation", 3), "2_numbers": ("Casual", 2), "3_fable": ("Storytelling", 1)}
SMALL = (480, 360)
KEPT = ("plan.json", "motion.npz", "video.mp4")


def main(folder: Path = SAMPLES / "gesture") -> None:
    """Write one folder a performance: its plan, its motion, its film, and the choices it was made with."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, (style, seed) in STYLES.items():
        track = outputs.read(SAMPLES / "speech" / name)
        with tempfile.TemporaryDirectory() as work:
            request = GestureRequest(
                audio=SAMPLES / "speech" / name / outputs.WAV,
                out=Path(work) / name,
                style=style,
                seed=seed,
                video=False,
            )
            made = generate(request, track=track)
            film = RenderRequest(
                motion=made.folder / "motion.npz", out=made.folder / "video.mp4", audio=request.audio, size=SMALL
            )
            render(film, motion=made.motion)
            (folder / name).mkdir(parents=True)
            for file in KEPT:
                shutil.copyfile(made.folder / file, folder / name / file)
        record = {"kind": "gesture", "gesture": {"form": {"style": style, "seed": seed}}}
        (folder / name / "request.json").write_text(json.dumps(record, indent=2) + "\n", "utf-8")
        print(f"{name:12} {style:14} {made.plan.duration:5.1f} s, {len(made.plan.gestures)} gestures")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
