"""The one list of features."""

from __future__ import annotations

from dataclasses import dataclass

from contracts import StudioError


@dataclass(frozen=True)
class Feature:
    """One row of the table.

    dimension: numbers in a frame.
    rate:      frames a second in which it is computed, before it is brought to a motion's rate.
    describe:  what it is, with its unit.
    module:    which module beside this one streams it.
    version:   counts up when the same sound gives other numbers, so that old cached ones are not used.
    costly:    kept at its own rate too, because computing it takes longer than reading it.
    voiced:    the last column weighs the others when frames are averaged.
    """

    name: str
    dimension: int
    rate: int
    describe: str
    module: str
    version: int = 1
    costly: bool = False
    voiced: bool = False


_ROWS = (
    Feature("mel", 80, 100, "Energy in 80 mel bands from 0 to 8 kHz, dB of full scale, no less than -100.", "spectral"),
    Feature("mfcc", 13, 100, "The first 13 cepstral coefficients of those bands, the zeroth included.", "spectral"),
    Feature("energy", 1, 100, "Root mean square over 25 ms, dB of full scale, no less than -100.", "spectral"),
    Feature("onset", 1, 100, "How much louder the bands become: a peak where a sound begins, 0 while it lasts.",
            "spectral"),
    Feature("envelope", 1, 100, "The largest amplitude within 64 ms, 0 to 1.", "spectral"),
    Feature("pitch", 2, 100, "Octaves above 100 Hz (0 without voice), and how much of the frame is voiced, 0 to 1.",
            "pitch", voiced=True),
    Feature("phones", 40, 100, "Log probability of each of 39 English phones and of silence, no less than -15.",
            "phones"),
    Feature("lips", 9, 50, "What the mouth does for the words that are heard: seven movements, lips pressed together, "
            "lips parted, 0 to 1.", "spoken", costly=True),
    Feature("whisper", 384, 50, "States of the encoder of Whisper tiny.en, which comes with Marionette.",
            "whisper", costly=True),
    Feature("shapes", 9, 50, "What the mouth does for what is heard, as 'lips', but from Whisper's states and "
            "without words.", "shapes", costly=True),
    Feature("wavlm", 768, 50, "Last hidden states of WavLM Base, when its files are in ckpt/.", "wavlm", costly=True),
    Feature("deepspeech", 464, 25, "16 steps of 29 letter scores around the frame, from a file aud_ds.npy.",
            "deepspeech"),
)  # fmt: skip

TABLE: dict[str, Feature] = {row.name: row for row in _ROWS}


def named(name: str) -> tuple[Feature, ...]:
    """The features that `name` joins with '+'."""
    parts = [part.strip() for part in name.split("+")]
    for part in parts:
        if part not in TABLE:
            raise StudioError(f"There is no speech feature '{part}'.", f"Choose from {', '.join(TABLE)}.")
    return tuple(TABLE[part] for part in parts)
