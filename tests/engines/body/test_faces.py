"""What one sees when the mannequin's face moves: pixels of eyes, teeth and tongue, and where lips and lids are."""

from functools import lru_cache

import numpy as np
import pytest

from engines.body import drive, load_body, palette
from engines.body.mannequin import wearing
from engines.motion import Motion, skeleton
from engines.motion.face import FACE_INDEX, FACE_WEIGHTS
from engines.motion.skeleton import INDEX
from renderers.camera import Camera
from renderers.mesh import MeshRenderer
from renderers.surface import Surface


def both(name: str, weight: float = 1.0) -> dict[str, float]:
    return {f"{name}Left": weight, f"{name}Right": weight}


def face(weights: dict[str, float], jaw: float = 0.0) -> np.ndarray:
    """[V, 3] the standing figure with face `weights` and its jaw joint turned by `jaw` radians."""
    row = np.zeros((1, len(FACE_WEIGHTS)), np.float32)
    for name, weight in weights.items():
        row[0, FACE_INDEX[name]] = weight
    rotations = np.zeros((1, skeleton.COUNT, 3), np.float32)
    rotations[0, INDEX["jaw"], 0] = jaw
    return load_body().vertices(Motion.of(30, rotations, face=row))[0]


@lru_cache
def coloured(*regions: str) -> np.ndarray:
    """[V] which vertices wear the colours of `regions`, at whatever shade."""
    surface, tints = load_body().surface, palette.read().tints
    names = list(tints)
    wanted = np.zeros(len(surface.colors), dtype=bool)
    peak = surface.colors / np.maximum(surface.colors.max(1, keepdims=True), 1e-6)
    hues = np.array([np.array(tints[name]) / max(tints[name]) for name in names])
    nearest = np.linalg.norm(peak[:, None] - hues[None], axis=2).argmin(1)
    for region in regions:
        wanted |= nearest == names.index(region)
    return wanted


@lru_cache
def _renderer(*regions: str) -> MeshRenderer:
    surface = load_body().surface
    colors = np.where(coloured(*regions)[:, None], [0.0, 1.0, 0.0], [1.0, 0.0, 0.0]).astype(np.float32)
    return MeshRenderer(
        Surface(surface.faces, colors, np.zeros_like(surface.gloss), surface.weld), (240, 300), ground=False, threads=1
    )


def seen(vertices: np.ndarray, *regions: str) -> int:
    """How many pixels of a portrait show `regions`."""
    head = skeleton.REST[INDEX["head"]]
    camera = Camera((0.0, float(head[1]), 1.2), (0.0, float(head[1]), 0.0), fov_y=0.2)
    picture = _renderer(*regions).draw(vertices, camera).astype(int)
    return int((picture[..., 1] > picture[..., 0] + 40).sum())


EYES = ("eye_white", "iris", "pupil")


def lips(vertices: np.ndarray) -> float:
    """Metres between upper and lower lip in the middle of the mouth."""
    skin = load_body().skin
    jaw = np.where(skin.joint_indices == INDEX["jaw"], skin.joint_weights, 0.0).sum(1)
    lip = coloured("lips") & (np.abs(skin.vertices[:, 0]) < 0.004) & (skin.vertices[:, 2] > 0.10)
    lip &= np.abs(skin.vertices[:, 1] - skeleton.REST[INDEX["jaw"], 1]) < 0.05
    return float(vertices[lip & (jaw < 0.3), 1].min() - vertices[lip & (jaw > 0.7), 1].max())


def test_eyes_are_seen_and_a_blink_hides_them() -> None:
    open_eyes = seen(face({}), *EYES)
    assert open_eyes > 200
    assert seen(face(both("eyeBlink")), *EYES) == 0
    assert seen(face({"eyeBlinkLeft": 1.0}), *EYES) == pytest.approx(open_eyes / 2, rel=0.15)
    assert seen(face(both("eyeWide")), *EYES) > 1.2 * open_eyes
    assert seen(face(both("eyeSquint")), *EYES) < 0.9 * open_eyes


def test_calm_mouth_is_closed() -> None:
    assert lips(face({})) < 0.001
    assert seen(face({}), "teeth") == 0


@pytest.mark.parametrize(("weights", "jaw"), [({"jawOpen": 1.0}, 0.0), ({}, drive.JAW_OPEN)])
def test_open_mouth_shows_teeth_and_tongue(weights: dict[str, float], jaw: float) -> None:
    wide = face(weights, jaw)
    assert lips(wide) > 0.025
    assert seen(wide, "teeth") > 40
    assert seen(wide, "tongue", "gums") > 100


@pytest.mark.parametrize("share", [0.25, 0.5, 0.75, 1.0])
def test_lips_follow_the_jaw_joint_and_mouth_close_brings_them_together(share: float) -> None:
    """With the joint alone as with the weight jawOpen: as wide open, and shut again."""
    angle = share * drive.JAW_OPEN
    assert lips(face({}, angle)) == pytest.approx(lips(face({"jawOpen": share})), rel=0.12)
    assert lips(face({"mouthClose": share}, angle)) < 0.001
    assert seen(face({"mouthClose": share}, angle), "teeth") <= 3


def test_teeth_stand_where_a_speakers_do() -> None:
    """The upper incisors show first under the lip and cover the lower ones by 1 to 4 mm; the gums are not seen."""
    rest, skin = face({}), load_body().skin
    jaw = np.where(skin.joint_indices == INDEX["jaw"], skin.joint_weights, 0.0).sum(1)
    front = np.isin(np.arange(len(rest)), wearing("teeth")) & (np.abs(rest[:, 0]) < 0.007)
    upper, lower = rest[front & (jaw < 0.5), 1].min(), rest[front & (jaw > 0.5), 1].max()
    lip = np.isin(np.arange(len(rest)), wearing("lips")) & (np.abs(rest[:, 0]) < 0.004) & (rest[:, 2] > 0.10)
    line = rest[lip & (jaw < 0.3), 1].min()
    assert 0.001 < lower - upper < 0.004 and 0.002 < line - upper < 0.005 and lower < line
    ajar = face({"jawOpen": 0.25})
    hidden = ajar[front & (jaw > 0.5), 1].max() < ajar[lip & (jaw > 0.7), 1].max() + 0.0005
    assert hidden and seen(ajar, "teeth") > 15


def test_the_tongue_of_a_th_lies_between_teeth_and_lower_lip() -> None:
    th = face({"jawOpen": 0.2, "tongueOut": 0.55, **both("mouthLowerDown", 0.24), **both("mouthUpperUp", 0.1)})
    tongue, lip = wearing("tongue"), wearing("lips")
    tip = th[tongue[th[tongue, 2].argmax()]]
    middle = lip[np.abs(th[lip, 0]) < 0.006]
    low = middle[th[middle, 1] < th[middle, 1].mean()]
    assert tip[2] > th[wearing("teeth"), 2].max() + 0.003, "it is seen in front of the teeth"
    assert tip[1] > np.median(th[low, 1]), "it lies on the lip, not in it"


@pytest.mark.parametrize("weight", [0.4, 0.7, 1.0])
def test_mouth_close_seals_an_open_jaw(weight: float) -> None:
    assert lips(face({"jawOpen": weight, "mouthClose": weight})) < 0.0015


def test_mouth_close_does_nothing_to_a_closed_mouth() -> None:
    assert np.allclose(face({"mouthClose": 1.0}), face({}))


def test_smile_raises_the_corners_and_frown_lowers_them() -> None:
    rest = face({})
    lip = np.flatnonzero(coloured("lips") & (rest[:, 2] > 0.08) & (rest[:, 1] > skeleton.REST[INDEX["neck"], 1]))
    left, right = lip[np.argmax(rest[lip, 0])], lip[np.argmin(rest[lip, 0])]
    smile, frown = face(both("mouthSmile")) - rest, face(both("mouthFrown")) - rest
    assert min(smile[left, 1], smile[right, 1]) > 0.004
    assert max(frown[left, 1], frown[right, 1]) < -0.003
    assert face({"mouthSmileLeft": 1.0})[left, 1] - rest[left, 1] > 0.004
    assert abs(face({"mouthSmileLeft": 1.0})[right, 1] - rest[right, 1]) < 0.001


def test_tongue_comes_out() -> None:
    rest, out = face({}), face({"tongueOut": 1.0, "jawOpen": 0.5})
    tongue = coloured("tongue", "gums") & (rest[:, 1] > skeleton.REST[INDEX["neck"], 1])
    lip = coloured("lips") & (rest[:, 2] > 0.08) & (np.abs(rest[:, 0]) < 0.01)
    assert rest[tongue, 2].max() < rest[lip, 2].max() - 0.005
    assert out[tongue, 2].max() > out[lip, 2].max()


def test_brows_rise_and_fall() -> None:
    rest = face({})
    brow = coloured("brows", "hair") & (rest[:, 2] > 0.09) & (np.abs(rest[:, 1] - 1.635) < 0.01)
    assert brow.sum() > 50
    inner = brow & (rest[:, 0] < 0.02) & (rest[:, 0] > 0.0)
    assert (face({"browInnerUp": 1.0}) - rest)[inner, 1].mean() > 0.003
    assert (face({"browDownLeft": 1.0}) - rest)[inner, 1].mean() < -0.003
