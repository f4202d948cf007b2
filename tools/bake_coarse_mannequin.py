"""Bake the mannequin in fewer triangles: `python -m tools.bake_coarse_mannequin`, after `tools.bake_mannequin`.

Reads `assets/mannequin/mannequin.npz` and writes `coarse.npz` beside it: the triangles that are left when those go
that are not missed where a pixel is a few millimetres wide. Needs nothing that Marionette does not. Takes a minute.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engines.body import load_body, mannequin
from engines.motion import Motion, skeleton
from engines.motion.face import FACE_INDEX
from engines.motion.skeleton import INDEX
from tools.bake.collapse import Mesh

TOLERANCE = 0.0013
"""Metres by which the surface may move where nobody looks closely."""
COLOR_REACH = 0.004
EYES_AND_MOUTH = ("lips", "eye_white", "iris", "pupil", "lashes", "brows")
WITHIN_THE_MOUTH = ("teeth", "gums", "tongue", "mouth")
FACES = (
    (),
    (),
    ("jawOpen", "mouthSmileLeft", "mouthSmileRight", "eyeBlinkLeft", "eyeBlinkRight"),
    ("mouthPucker", "browInnerUp", "browOuterUpLeft", "browOuterUpRight", "eyeWideLeft", "eyeWideRight"),
    ("mouthFunnel", "browDownLeft", "browDownRight", "mouthFrownLeft", "mouthFrownRight", "cheekPuff"),
)
"""Faces in which the surface must hold, besides bent limbs and fists, which go with the second."""


def main() -> None:
    body = load_body()
    poses = body.vertices(_poses()).astype(float)
    surface = body.surface
    faces, weld = surface.faces.astype(np.int64), surface.weld.astype(np.int64)
    mesh = Mesh(poses, faces, weld, surface.colors.astype(float), COLOR_REACH, _care())
    left = mesh.collapsed(TOLERANCE)
    out: Path = mannequin.COARSE
    np.savez_compressed(out, faces=left.astype(np.uint16), made_of=np.array(mannequin.fingerprint()))
    print(f"{out.name}: {len(surface.faces)} triangles to {len(left)}, {out.stat().st_size / 1e3:.0f} kB")


def _poses() -> Motion:
    """At rest, with bent limbs and fists, and three faces."""
    rotations = np.zeros((len(FACES), skeleton.COUNT, 3), np.float32)
    bent = rotations[1]
    for side, sign in (("left", 1.0), ("right", -1.0)):
        bent[INDEX[f"{side}_shoulder"], 2] = -1.2 * sign
        bent[INDEX[f"{side}_elbow"], 1] = -1.5 * sign
        bent[INDEX[f"{side}_hip"], 0], bent[INDEX[f"{side}_knee"], 0] = -1.2, 1.2
        for finger in ("thumb", "index", "middle", "ring", "pinky"):
            for joint in "123":
                bent[INDEX[f"{side}_{finger}{joint}"], 2] = -0.9 * sign
    face = np.zeros((len(FACES), len(FACE_INDEX)), np.float32)
    for row, names in zip(face, FACES, strict=True):
        row[[FACE_INDEX[name] for name in names]] = 0.8
    return Motion.of(30, rotations).with_(face=face)


def _care() -> NDArray[np.float64]:
    """[V] how many metres elsewhere a metre counts as: most around eyes and mouth, more on the face than below."""
    from scipy.spatial import cKDTree

    points = load_body().skin.vertices
    looked_at = np.concatenate([mannequin.wearing(region) for region in EYES_AND_MOUTH])
    near = np.clip(1.0 - cKDTree(points[looked_at]).query(points)[0] / 0.015, 0.0, 1.0)
    care = 1.0 + 3.0 * near
    face = (points[:, 1] > 1.5) & (points[:, 2] > 0.02)
    face[mannequin.wearing("hair")] = False
    care = np.where(face, np.maximum(care, 2.2), care)
    for region in WITHIN_THE_MOUTH:
        care[mannequin.wearing(region)] = 1.0
    return np.asarray(care, np.float64)


if __name__ == "__main__":
    main()
