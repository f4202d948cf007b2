"""Make assets/avatars/mannequin, the avatar that talks on first open: `python tools/make_avatar.py [folder]`.

The mannequin is rendered while it says a few sentences, and that film is learned like anybody's. Nobody is shown.
"""

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from engines.avatar.avatar import FILE
from engines.avatar.make import PORTRAIT, PreprocessRequest, TrainRequest, preprocess, train
from engines.motion import Motion
from engines.motion.face import FACE_INDEX
from engines.picture import RenderRequest, render
from engines.speech import blinks
from engines.speech.speak import SpeakRequest, speak
from engines.speech.talking import talking_head
from engines.speech.track import SpeechTrack

FOLDER = Path(__file__).resolve().parent.parent / "assets" / "avatars" / "mannequin"
TEXT = (
    "My baby brother bought five warm waffles, please. We should move those yellow boats away from the church. "
    "You may have seen how loud voices fill a huge room."
)
BLINKERS = (1, 2, 3)
"""Whose blinks are added: lids that are seen closed for a few pictures only are learned badly."""


def blinking(track: SpeechTrack, motion: Motion) -> Motion:
    """`motion` with the blinks of others, too."""
    assert motion.face is not None
    face, times = np.array(motion.face), np.arange(len(motion.face)) / 25
    for seed in BLINKERS:
        for name, weights in blinks.weights(track, times, seed).items():
            face[:, FACE_INDEX[name]] = np.maximum(face[:, FACE_INDEX[name]], weights)
    return replace(motion, face=face)


def main(folder: Path = FOLDER) -> None:
    """Film, prepare and learn; write the avatar and its portrait."""
    with tempfile.TemporaryDirectory() as kept:
        work = Path(kept)
        said = SpeakRequest(text=TEXT, out=work / "said.wav")
        track = speak(said)
        motion = blinking(track, talking_head(track, fps=25))
        film = work / "mannequin.mp4"
        filming = RenderRequest(motion=work / "unused.npz", out=film, audio=said.out, camera="face", size=(256, 256))
        render(filming, motion=motion)
        preprocess(PreprocessRequest(video=film, out=work / "prepared", size=256))
        made = train(
            TrainRequest(
                folder=work / "prepared",
                out=work / "avatar",
                name="Mannequin",
                splats=4000,
                iterations=600,
                minutes=60,
                consent="nobody is shown: a drawn figure",
            )
        )
        folder.mkdir(parents=True, exist_ok=True)
        for name in (FILE, PORTRAIT):
            (folder / name).write_bytes((work / "avatar" / name).read_bytes())
    print(f"{(folder / FILE).stat().st_size / 1e6:.1f} MB, held out {made.avatar.about.held_out}")
    print(f"{100 * made.avatar.about.skill:.0f} % of the mouth is heard, from {made.avatar.about.reach} frames around")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
