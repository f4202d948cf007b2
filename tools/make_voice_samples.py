"""Make assets/samples/speech, the voices the Speech tab shows first: `python tools/make_voice_samples.py [folder]`.

They are spoken by Marionette's own built-in voices, which also tell when each word and sound is said.
"""

import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from engines.speech import outputs
from engines.speech.speak import SpeakRequest, speak

FOLDER = Path(__file__).resolve().parent.parent / "assets" / "samples" / "speech"
LINES = {
    "1_welcome": ("narrator", "Hello, I am Marionette. Give me a voice, and I will show you every word of it."),
    "2_numbers": ("woman", "On the 3rd of May 1984, Dr. Smith paid $12.50 for two tickets to the circus. What a day!"),
    "3_fable": (
        "gentleman",
        "A crow sat in a tall old tree with a piece of cheese. “What a beautiful voice you must have!” said the fox.",
    ),
}


def main(folder: Path = FOLDER) -> None:
    """Write one folder a voice, as `outputs.write` does."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, (voice, text) in LINES.items():
        track = speak(SpeakRequest(text=text, voice=voice))
        outputs.write(track, folder / name)
        print(f"{name:12} {track.duration:5.1f} s, {len(track.words)} words")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
