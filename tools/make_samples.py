"""Make assets/samples, the movements the page shows first: `python tools/make_samples.py [folder]`.

Everything is computed, nothing is recorded, and the same files come out every time.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import soundfile

from engines.motion import formats
from tools.samples import footsteps, voice
from tools.samples.greeting import greeting
from tools.samples.talk import SPEECH, talk
from tools.samples.walk import heel_strikes, walk

FOLDER = Path(__file__).resolve().parent.parent / "assets" / "samples"


def main(folder: Path = FOLDER) -> None:
    """Write greeting, walk and talk, the last two with their sound."""
    folder.mkdir(parents=True, exist_ok=True)
    walking, talking = walk(), talk()
    formats.write(greeting(), folder / "greeting.npz")
    formats.write(walking, folder / "walk.npz")
    formats.write(talking, folder / "talk.npz")
    sounds = {
        "walk": (footsteps.footsteps(walking.duration, heel_strikes()), footsteps.RATE),
        "talk": (voice.speak(talking.duration, SPEECH), voice.RATE),
    }
    for name, (sound, rate) in sounds.items():
        soundfile.write(folder / f"{name}.wav", sound, rate, subtype="PCM_16")
    for file in sorted(folder.iterdir()):
        print(f"{file.name:16} {file.stat().st_size / 1000:6.0f} kB")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
