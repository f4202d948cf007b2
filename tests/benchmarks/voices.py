"""Whether the characters can be understood, told apart and listened to, and how fast they speak.

    python tests/benchmarks/voices.py [--voices NAME,NAME,...] [--heard]

Each character says the same twenty sentences. Whisper tiny.en, which knows nothing of them, writes down what it hears:
its word errors say how clear a voice is, beside espeak-ng's own voice in the same run ('en-us', the peer). The level
is loudness by ITU-R BS.1770; 'ends' are the silences before the first and behind the last sound; speed is times real
time with everything included.
"""

import argparse
import sys
import tempfile
import time
import wave
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from engines.speech.loudness import loudness  # noqa: E402
from engines.speech.recognise import recognise  # noqa: E402
from engines.speech.speak import SpeakRequest, speak  # noqa: E402
from engines.speech.track import SAMPLE_RATE, SpeechTrack  # noqa: E402
from engines.speech.voices.characters import characters  # noqa: E402
from engines.speech.word_error import word_errors  # noqa: E402

TEXT = """The old man walked slowly along the river while children played in the garden.
Please open the window, because it is getting warm in here. A small brown dog jumped over the fence and ran down the
street. We should leave before seven, or we will miss the last train home. Nobody knew what the strange machine was
made for, but everyone wanted to try it. Thank you very much for your help. Tomorrow morning the weather will be cold
and cloudy, with some rain in the north. My favorite book is about a brave girl who travels across the ocean. Have you
ever seen so many stars in one night? The teacher wrote three questions on the board and sat down. He bought fresh
bread, two apples and a bottle of milk at the corner shop. Her brother works in a hospital and comes home late. If you
press the green button, the music starts to play. They built the bridge in less than a year, and it still stands today.
I cannot find my keys, although I looked everywhere. The cat sleeps on the chair by the fire all afternoon. Why did
nobody tell me that the meeting was moved to Friday? Good stories need a hero, a problem and a surprise. Let us meet at
the station at noon and walk to the museum together. The doctor said that he must rest for at least two weeks."""


def pitch(track: SpeechTrack) -> np.ndarray:
    """[M] Hz of the voiced moments inside vowels."""
    import librosa

    hop = 160
    found = librosa.yin(np.asarray(track.samples), fmin=50, fmax=500, sr=SAMPLE_RATE, frame_length=1024, hop_length=hop)
    inside = np.zeros(len(found), bool)
    for phone in track.phones:
        if phone.stress is not None:
            third = (phone.end - phone.start) / 3
            inside[int((phone.start + third) * 100) : int((phone.end - third) * 100)] = True
    return found[inside]


def measure(name: str, heard: bool) -> tuple[float, ...]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "voice.wav"
        began = time.perf_counter()
        track = speak(SpeakRequest(text=TEXT, voice=name, engine="espeak", out=path))
        speed = track.duration / (time.perf_counter() - began)
        with wave.open(str(path)) as file:
            sound = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768
            rate = file.getframerate()
    loud = np.flatnonzero(np.abs(sound) > 0.01)
    text = recognise(track.samples, language="en").text
    if heard:
        print(f"\n{name}: {text}\n")
    said = sum(word.end - word.start for word in track.words)
    tones = pitch(track)
    return (
        word_errors(TEXT, text).rate * 100,
        float(np.median(tones)),
        float(np.percentile(tones, 90) - np.percentile(tones, 10)),
        len(track.words) / said * 60,
        loudness(track.samples),
        20 * np.log10(np.abs(sound).max()),
        int((np.abs(sound) >= 1).sum()),
        loud[0] / rate,
        (len(sound) - loud[-1]) / rate,
        speed,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--voices", default=",".join(["en-us", *characters()]), help="whom to measure")
    parser.add_argument("--heard", action="store_true", help="print what the recogniser wrote")
    chosen = parser.parse_args()
    head = ("voice", "word error %", "to peer", "pitch Hz", "spread Hz", "words/min", "LUFS", "peak dB", "clipped")
    print(" ".join(f"{column:>13}" for column in (*head, "ends s", "x real time")))
    peer = 0.0
    speak(SpeakRequest(text="Ready."))
    for name in chosen.voices.split(","):
        error, tone, spread, words, loud, peak, clipped, lead, tail, speed = measure(name, chosen.heard)
        peer = peer or error
        cells = (f"{error:.1f}", f"{error / peer:.2f}" if peer else "-", f"{tone:.0f}", f"{spread:.0f}", f"{words:.0f}")
        cells += (f"{loud:.1f}", f"{peak:.1f}", f"{clipped}", f"{lead:.2f} / {tail:.2f}", f"{speed:.0f}")
        print(" ".join(f"{cell:>13}" for cell in (name, *cells)), flush=True)


if __name__ == "__main__":
    main()
