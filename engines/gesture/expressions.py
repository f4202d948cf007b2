"""Names for what a face shows, and the ARKit weights each stands for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from engines.motion.face import FACE_INDEX, FACE_WEIGHTS

_EXPRESSIONS: dict[str, dict[str, float]] = {
    "smile": {"mouthSmile": 1.0, "cheekSquint": 0.45, "eyeSquint": 0.2, "mouthDimple": 0.15},
    "brows_up": {"browInnerUp": 0.7, "browOuterUp": 0.8, "eyeWide": 0.15},
    "brow_up_one": {"browOuterUpRight": 0.9, "browInnerUp": 0.2, "browDownLeft": 0.15},
    "brows_knit": {"browDown": 0.8, "eyeSquint": 0.25, "browInnerUp": 0.1},
    "frown": {"mouthFrown": 0.8, "browDown": 0.5, "mouthShrugLower": 0.2},
    "sad": {"browInnerUp": 0.8, "mouthFrown": 0.6, "eyeSquint": 0.1},
    "wide_eyes": {"eyeWide": 0.8, "browInnerUp": 0.4, "browOuterUp": 0.5},
    "squint": {"eyeSquint": 0.7, "cheekSquint": 0.3},
    "press": {"mouthPress": 0.7, "mouthRollLower": 0.3, "mouthRollUpper": 0.2},
    "pout": {"mouthShrugLower": 0.6, "mouthShrugUpper": 0.3, "mouthFrown": 0.25},
    "purse": {"mouthPucker": 0.5, "mouthLeft": 0.25},
    "disgust": {"noseSneer": 0.7, "mouthUpperUp": 0.3, "browDown": 0.4},
}


def names() -> tuple[str, ...]:
    """The expressions that have a name of their own."""
    return tuple(_EXPRESSIONS)


def unknown(face: Iterable[str]) -> list[str]:
    """The names in `face` that are neither an expression nor an ARKit weight."""
    return [name for name in face if name not in _EXPRESSIONS and name not in FACE_INDEX]


def weights(face: Mapping[str, float]) -> NDArray[np.float64]:
    """[52] ARKit weights of a mixture of expressions and single weights."""
    out = np.zeros(len(FACE_WEIGHTS))
    for name, amount in face.items():
        if name in FACE_INDEX:
            out[FACE_INDEX[name]] += amount
            continue
        for part, share in _EXPRESSIONS[name].items():
            for full in (part,) if part in FACE_INDEX else (f"{part}Left", f"{part}Right"):
                out[FACE_INDEX[full]] += amount * share
    return np.clip(out, 0, 1)
