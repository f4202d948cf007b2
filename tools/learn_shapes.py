"""Make assets/speech/shapes.npz, how mouths follow what Whisper hears: `python tools/learn_shapes.py`.

The built-in voices say the sentences of our own documents, at other speeds and pitches, clean and as through other
microphones. Their speech sounds are known to the frame, so what mouths do for them is too, and a linear map from
Whisper's states to that is learned by least squares. Nobody else's voice is used. Takes a few minutes.
"""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
from numpy.typing import NDArray

from engines.speech import features
from engines.speech.features import shapes
from engines.speech.speak import SpeakRequest, speak
from engines.speech.track import SAMPLE_RATE, SpeechTrack

ROOT = Path(__file__).resolve().parent.parent
VOICES = ("narrator", "woman", "man", "lady", "child", "old woman", "old man", "gentleman", "giant")
WINDOW = 27.9
"""Seconds that Whisper hears at once."""
TIMES = 3
"""How often each sentence is heard: once clean, then through microphones."""
HOLD = 3000.0
Array = NDArray[np.float32]


def sentences() -> list[str]:
    """Plain ones of moderate length."""
    text = "\n".join((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "CONTRIBUTING.md"))
    found = re.split(r"(?<=[.:;!?])\s+", re.sub(r"[`|*#\[\]()_<>/\\]|    .*", "", text))
    plain = [" ".join(one.split()) for one in found]
    return [one for one in plain if 30 < len(one) < 160 and re.fullmatch(r"[A-Za-z ,.;:'!?-]+", one)]


def spoken(chance: np.random.Generator) -> list[tuple[Array, Array]]:
    """(samples, what the mouth does at shapes.RATE) of each sentence."""
    step, said = SAMPLE_RATE // shapes.RATE, []
    for number, text in enumerate(sentences()):
        asked = SpeakRequest(
            text=text,
            voice=VOICES[number % len(VOICES)],
            rate=float(chance.uniform(0.8, 1.3)),
            pitch=float(chance.uniform(-2, 2)),
        )
        track = speak(asked)
        frames = len(track.samples) // step
        said.append((_trimmed(track, frames * step), np.array(features.of("lips", track, shapes.RATE, frames))))
    return said


def _trimmed(track: SpeechTrack, count: int) -> Array:
    return np.array(track.samples[:count])


def windows(said: list[tuple[Array, Array]], chance: np.random.Generator) -> list[tuple[Array, Array]]:
    """Sentences in random order with pauses between, as many as Whisper hears at once."""
    step, out = SAMPLE_RATE // shapes.RATE, []
    sound: list[Array] = []
    mouth: list[Array] = []
    frames = 0
    for k in chance.permutation(len(said)):
        samples, does = said[k]
        pause = int(chance.integers(0, 60))
        if frames + pause + len(does) > WINDOW * shapes.RATE and sound:
            out.append((np.concatenate(sound), np.concatenate(mouth)))
            sound, mouth, frames = [], [], 0
        loud = np.float32(10 ** chance.uniform(-0.6, 0.3))
        sound += [np.zeros(pause * step, np.float32), loud * samples]
        mouth += [np.zeros((pause, does.shape[1]), np.float32), does]
        frames += pause + len(does)
    return [*out, (np.concatenate(sound), np.concatenate(mouth))]


def through_a_microphone(samples: Array, chance: np.random.Generator) -> Array:
    """Brighter or duller, with noise and at times an echo."""
    from scipy.signal import lfilter

    heard = lfilter([1, chance.uniform(-0.6, 0.6)], [1], samples)
    noise = lfilter([1], [1, -chance.uniform(0, 0.95)], chance.normal(size=len(samples)))
    heard = heard + noise * (heard.std() / noise.std() * 10 ** (-chance.uniform(12, 40) / 20))
    if chance.random() < 0.4:
        late = int(chance.uniform(0.01, 0.06) * SAMPLE_RATE)
        heard[late:] += 0.4 * heard[:-late]
    return np.asarray(heard / max(1.0, np.abs(heard).max()), np.float32)


def main() -> None:
    chance = np.random.default_rng(0)
    said = spoken(chance)
    pairs = []
    for time in range(TIMES):
        for samples, mouth in windows(said, chance):
            sound = through_a_microphone(samples, chance) if time else np.clip(samples, -1, 1)
            pairs.append((np.array(features.of("whisper", sound, shapes.RATE, len(mouth))), mouth))
    seen = np.concatenate([states[::7] for states, _ in pairs])
    mean, scale = seen.mean(axis=0), seen.std(axis=0) + 1e-3
    width = len(shapes.TAPS) * len(mean) + 1
    alike, pull = np.zeros((width, width)), np.zeros((width, pairs[0][1].shape[1]))
    for states, mouth in pairs:
        rows = shapes.gathered((states - mean) / scale)[::2]
        rows = np.concatenate([rows, np.ones((len(rows), 1), np.float32)], axis=1)
        alike += rows.T @ rows
        pull += rows.T @ mouth[shapes.REACH : -shapes.REACH][::2]
    weights = np.linalg.solve(alike + HOLD * np.diag([1.0] * (width - 1) + [0.0]), pull).astype(np.float16)
    shapes.FILE.parent.mkdir(parents=True, exist_ok=True)
    kept = {"mean": mean, "scale": scale, "weights": weights[:-1], "usual": weights[-1]}
    np.savez_compressed(shapes.FILE, **{name: value.astype(np.float16) for name, value in kept.items()})
    print(f"{len(said)} sentences, {sum(len(m) for _, m in pairs) / shapes.RATE:.0f} s heard")
    print(f"{shapes.FILE.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
