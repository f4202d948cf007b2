"""Make assets/avatars/mannequin, the avatar that talks on first open: `python tools/make_avatar.py [folder]`.

The mannequin is rendered while it says a few sentences, and that film is learned like anybody's. Nobody is shown.
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from engines.avatar.avatar import FILE
from engines.avatar.make import PORTRAIT, PreprocessRequest, TrainRequest, preprocess, train
from engines.picture import RenderRequest, render
from engines.speech.speak import SpeakRequest, speak
from engines.speech.talking import talking_head

FOLDER = Path(__file__).resolve().parent.parent / "assets" / "avatars" / "mannequin"
TEXT = (
    "My baby brother bought five warm waffles, please. We should move those yellow boats away from the church. "
    "You may have seen how loud voices fill a huge room."
)


def main(folder: Path = FOLDER) -> None:
    """Film, prepare and learn; write the avatar and its portrait."""
    with tempfile.TemporaryDirectory() as kept:
        work = Path(kept)
        said = SpeakRequest(text=TEXT, out=work / "said.wav")
        motion = talking_head(speak(said), fps=25)
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
