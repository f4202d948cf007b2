"""How jaw and eye joints share the work with the morphs that do the same.

A file may open the mouth by turning the jaw joint (SMPL-X, BEAT2), by the weight jawOpen (ARKit), or by both. A mouth
told twice to open must not open twice: the joint goes first and the morph adds only what the joint has left undone.
The same holds for eye joints and the eyeLook weights. So the mouth opens as far as the wider of the two says.
"""

import numpy as np
from numpy.typing import NDArray

from engines.motion.face import FACE_INDEX
from engines.motion.skeleton import INDEX

JAW_OPEN = float(np.radians(22.27))
"""The turn of the jaw about x that opens the mouth as far as jawOpen at a weight of 1, radians."""

LOOK = {
    "Up": float(np.radians(25)),
    "Down": float(np.radians(30)),
    "In": float(np.radians(32)),
    "Out": float(np.radians(35)),
}
"""How far each eyeLook weight turns an eye at a weight of 1, radians."""


def face_weights(rotations: NDArray[np.float32], face: NDArray[np.float32]) -> NDArray[np.float32]:
    """The morph weights [T, 52] that remain after the joint `rotations [T, 55, 3]` have done their share."""
    weights = np.clip(face, 0.0, 1.0)
    done = {"jawOpen": rotations[:, INDEX["jaw"], 0] / JAW_OPEN}
    for side, outwards in (("left", 1.0), ("right", -1.0)):
        down, aside = rotations[:, INDEX[f"{side}_eye"], 0], rotations[:, INDEX[f"{side}_eye"], 1] * outwards
        for name, angle in (("Up", -down), ("Down", down), ("In", -aside), ("Out", aside)):
            done[f"eyeLook{name}{side.title()}"] = angle / LOOK[name]
    for name, share in done.items():
        column = FACE_INDEX[name]
        weights[:, column] = np.maximum(weights[:, column] - np.maximum(share, 0.0), 0.0)
    # mouthClose brings together lips that an open jaw has parted; on a closed mouth it has nothing to do.
    parted = np.maximum(done["jawOpen"], face[:, FACE_INDEX["jawOpen"]])
    close = FACE_INDEX["mouthClose"]
    weights[:, close] = np.minimum(weights[:, close], np.clip(parted, 0.0, 1.0))
    return weights
