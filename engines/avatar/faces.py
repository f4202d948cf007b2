"""Faces, hands and people in pictures, found by MediaPipe's models, which come inside its package."""

from __future__ import annotations

import os
from types import TracebackType
from typing import Any, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

Picture: TypeAlias = NDArray[np.uint8]
Points: TypeAlias = NDArray[np.float32]

LANDMARKS = 478
LEFT_EYE = (362, 385, 387, 263, 373, 380)
RIGHT_EYE = (33, 160, 158, 133, 153, 144)
"""Corners and lids: outer or inner corner, upper lid twice, other corner, lower lid twice. Left is the person's own."""
LIPS_INNER = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95)
LIPS_OUTER = (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146)
OVAL = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)  # fmt: skip
CHIN, FOREHEAD, NOSE = 152, 10, 1
TEMPLES = (454, 234)
LEFT_IRIS, RIGHT_IRIS = 473, 468


class _Model:
    """A MediaPipe solution, closed when done with."""

    def __init__(self, name: str, **options: Any) -> None:
        os.environ.setdefault("GLOG_minloglevel", "2")
        import mediapipe

        module = getattr(mediapipe.solutions, name)
        kind = {"face_mesh": "FaceMesh", "hands": "Hands", "selfie_segmentation": "SelfieSegmentation"}[name]
        self._model = getattr(module, kind)(**options)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._model.close()

    def _process(self, picture: Picture) -> Any:
        return self._model.process(np.ascontiguousarray(picture))


class FaceFinder(_Model):
    """478 landmarks of each face, refined around eyes and lips. `following` uses the picture before, for films."""

    def __init__(self, faces: int = 1, following: bool = True) -> None:
        super().__init__(
            "face_mesh",
            static_image_mode=not following,
            max_num_faces=faces,
            refine_landmarks=True,
            min_detection_confidence=0.5,
            min_tracking_confidence=0.5,
        )

    def find(self, picture: Picture) -> list[Points]:
        """[478, 3] of each face, largest first: x, y in pixels, z of the same size, towards the camera negative."""
        height, width = picture.shape[:2]
        found = self._process(picture).multi_face_landmarks or []
        faces = [
            np.array([(p.x * width, p.y * height, p.z * width) for p in face.landmark], np.float32) for face in found
        ]
        return sorted(faces, key=lambda face: -face_height(face))


class HandFinder(_Model):
    """21 landmarks of each hand."""

    def __init__(self) -> None:
        super().__init__("hands", static_image_mode=True, max_num_hands=4, model_complexity=0)

    def find(self, picture: Picture) -> list[Points]:
        """[21, 2] of each hand, in pixels."""
        height, width = picture.shape[:2]
        found = self._process(picture).multi_hand_landmarks or []
        return [np.array([(p.x * width, p.y * height) for p in hand.landmark], np.float32) for hand in found]


class PersonFinder(_Model):
    """Where in the picture a person is."""

    def __init__(self) -> None:
        super().__init__("selfie_segmentation", model_selection=0)

    def find(self, picture: Picture) -> NDArray[np.float32]:
        """[H, W] from 0, background, to 1, person."""
        return np.asarray(self._process(picture).segmentation_mask, np.float32)


def face_height(face: Points) -> float:
    """Pixels from forehead to chin, along the face."""
    return float(np.linalg.norm(face[FOREHEAD, :2] - face[CHIN, :2]))


def head_angles(face: Points) -> tuple[float, float, float]:
    """Degrees (turned to the person's left, raised, tilted to the person's right shoulder) of a face's landmarks."""
    across = face[TEMPLES[0]] - face[TEMPLES[1]]
    down = face[CHIN] - face[FOREHEAD]
    across, down = across / np.linalg.norm(across), down / np.linalg.norm(down)
    ahead = np.cross(across, down)
    ahead /= np.linalg.norm(ahead)
    # the camera looks along +z, so a face looks along -z; its normal leans a little downwards by itself
    turned = np.degrees(np.arctan2(-ahead[0], ahead[2]))
    raised = np.degrees(np.arctan2(ahead[1], ahead[2]))
    tilted = np.degrees(np.arctan2(across[1], across[0]))
    return float(turned), float(raised), float(tilted)
