"""Facts about the shipped figure and how it moves."""

import numpy as np
import pytest

from contracts import StudioError
from engines.body import bodies, drive, load_body, palettes, skinning
from engines.body.body import Body
from engines.motion import Motion, skeleton
from engines.motion.face import CORRECTIVES, FACE_INDEX, FACE_WEIGHTS
from engines.motion.skeleton import INDEX


@pytest.fixture(scope="module")
def body() -> Body:
    return load_body()


Turn = tuple[float, float, float]


def pose(face: dict[str, float] | None = None, turns: dict[str, Turn] | None = None, **more: Turn) -> Motion:
    """One frame: joints turned by degrees about x, y, z, and face weights."""
    rotations = np.zeros((1, skeleton.COUNT, 3), np.float32)
    for joint, degrees in ({**(turns or {}), **more}).items():
        rotations[0, INDEX[joint]] = np.radians(degrees)
    weights = np.zeros((1, len(FACE_WEIGHTS)), np.float32)
    for name, weight in (face or {}).items():
        weights[0, FACE_INDEX[name]] = weight
    return Motion.of(30, rotations, face=weights)


def region(body: Body, joint: str, weight: float = 0.6) -> np.ndarray:
    """Vertices that follow `joint` for the most part."""
    share = np.where(body.skin.joint_indices == INDEX[joint], body.skin.joint_weights, 0.0).sum(1)
    return np.flatnonzero(share > weight)


def test_joints_are_those_of_the_skeleton(body: Body) -> None:
    assert np.abs(body.rest_joints - skeleton.REST).max() < 1e-4


def test_stands_on_the_floor_as_tall_as_a_person(body: Body) -> None:
    standing = body.vertices(pose())[0]
    assert abs(standing[:, 1].min()) < 1e-3
    assert 1.68 < standing[:, 1].max() < 1.76
    assert np.allclose(standing, body.skin.vertices, atol=1e-5)


def test_is_symmetric(body: Body) -> None:
    from scipy.spatial import cKDTree

    points = body.skin.vertices
    distance, _ = cKDTree(points).query(points * [-1, 1, 1])
    assert np.quantile(distance, 0.9) < 0.002


def test_weights_are_normalised_and_strongest_first(body: Body) -> None:
    weights = body.skin.joint_weights
    assert weights.shape[1] == 4
    assert np.allclose(weights.sum(1), 1.0, atol=1e-5)
    assert (np.diff(weights, axis=1) <= 1e-6).all()
    assert (body.skin.joint_indices < skeleton.COUNT).all()


def test_surface_fits_the_skin(body: Body) -> None:
    surface, count = body.surface, len(body.skin.vertices)
    assert surface.faces.min() >= 0 and surface.faces.max() < count
    assert surface.colors.shape == (count, 3) and surface.colors.min() >= 0 and surface.colors.max() <= 1
    assert np.allclose(body.skin.vertices[surface.weld], body.skin.vertices, atol=2e-6)
    assert (surface.weld[surface.weld] == surface.weld).all()


def test_faces_point_outwards(body: Body) -> None:
    corners = body.skin.vertices[body.surface.faces].astype(np.float64)
    volume = np.einsum("ij,ij->i", corners[:, 0], np.cross(corners[:, 1], corners[:, 2])).sum() / 6
    assert 0.04 < volume < 0.09


def test_a_turned_joint_carries_its_vertices(body: Body) -> None:
    motion = pose(left_elbow=(0, -90, 0))
    moved = body.vertices(motion)[0]
    tip = np.argmax(body.skin.vertices[:, 0])
    wrist = motion.positions()[0, INDEX["left_wrist"]]
    assert np.linalg.norm(moved[tip] - wrist) == pytest.approx(
        np.linalg.norm(body.skin.vertices[tip] - skeleton.REST[INDEX["left_wrist"]]), abs=1e-3
    )
    assert moved[tip, 2] > 0.3, "the left forearm swings forward"
    right = body.skin.vertices[:, 0] < -0.05
    assert np.allclose(moved[right], body.skin.vertices[right], atol=1e-5)


def test_compiled_skinning_equals_plain(body: Body) -> None:
    random = np.random.default_rng(0)
    rotations = random.normal(0, 0.4, (3, skeleton.COUNT, 3)).astype(np.float32)
    face = np.where(random.uniform(size=(3, 52)) < 0.3, random.uniform(size=(3, 52)), 0.0).astype(np.float32)
    motion = Motion.of(30, rotations, random.normal(0, 1, (3, 3)), face=face)
    transforms = skinning.joint_transforms(motion.rotations, motion.translation, body.rest_joints)
    plain = skinning.skin_frames_plainly(body.skin, transforms, body.face_weights(motion))
    assert np.abs(body.vertices(motion) - plain).max() < 1e-5
    assert np.abs(body.vertices(motion, 1, 2) - plain[1:2]).max() < 1e-5


def test_every_morph_moves_its_side(body: Body) -> None:
    targets = body.skin.morph_targets()
    assert tuple(targets) == (*FACE_WEIGHTS, *CORRECTIVES)
    for name in FACE_WEIGHTS:
        moved, deltas = targets[name]
        strength = np.linalg.norm(deltas, axis=1)
        assert strength.max() > 0.002, name
        middle = np.average(body.skin.vertices[moved, 0], weights=strength)
        if name.endswith("Left") and name not in ("jawLeft", "mouthLeft"):
            assert middle > 0.005, name
        elif name.endswith("Right") and name not in ("jawRight", "mouthRight"):
            assert middle < -0.005, name
        else:
            assert abs(middle) < 0.005, name
        assert (body.skin.vertices[moved, 1] > 1.3).all(), f"{name} is above the collar bones"


def test_jaw_joint_and_jaw_open_do_the_same(body: Body) -> None:
    chin = region(body, "jaw", 0.95)
    rest = body.skin.vertices
    by_joint = body.vertices(pose(jaw=(np.degrees(drive.JAW_OPEN), 0, 0)))[0]
    by_morph = body.vertices(pose({"jawOpen": 1.0}))[0]
    assert (rest - by_joint)[chin, 1].max() > 0.02
    assert np.linalg.norm(by_joint - by_morph, axis=1)[chin].max() < 0.005
    assert np.linalg.norm(by_joint - by_morph, axis=1).max() < 0.006


def test_jaw_told_twice_opens_once(body: Body) -> None:
    angle = np.degrees(drive.JAW_OPEN)
    once = body.vertices(pose(jaw=(angle, 0, 0)))
    twice = body.vertices(pose({"jawOpen": 1.0}, jaw=(angle, 0, 0)))
    wider = body.vertices(pose({"jawOpen": 1.0}, jaw=(angle / 2, 0, 0)))
    chin = region(body, "jaw", 0.95)
    assert np.allclose(once, twice, atol=1e-6)
    assert np.abs(wider - once)[0, chin].max() < 0.004


@pytest.mark.parametrize("side", ["left", "right"])
def test_eyes_look_the_same_by_joint_and_by_weight(body: Body, side: str) -> None:
    eye = region(body, f"{side}_eye", 0.99)
    outwards = 1 if side == "left" else -1
    for name, degrees in (
        ("Up", (-25, 0)),
        ("Down", (30, 0)),
        ("In", (0, -32 * outwards)),
        ("Out", (0, 35 * outwards)),
    ):
        by_joint = body.vertices(pose(turns={f"{side}_eye": (*degrees, 0)}))[0, eye]
        by_weight = body.vertices(pose({f"eyeLook{name}{side.title()}": 1.0}))[0, eye]
        assert np.abs(by_joint - by_weight).max() < 1e-4, name


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("degrees", [-90, -45, 45, 90])
def test_a_forearm_keeps_its_girth_when_the_hand_twists(body: Body, side: str, degrees: float) -> None:
    elbow, wrist = (body.rest_joints[INDEX[f"{side}_{joint}"]] for joint in ("elbow", "wrist"))
    along = (wrist - elbow) / np.linalg.norm(wrist - elbow)
    x, y, z = (float(turn) for turn in along * degrees)
    girths = []
    for vertices in (body.vertices(pose())[0], body.vertices(pose(turns={f"{side}_wrist": (x, y, z)}))[0]):
        arm = vertices - wrist
        away = np.linalg.norm(arm - (arm @ along)[:, None] * along, axis=1)
        girths.append([away[(abs(arm @ along - at) < 0.008) & (away < 0.08)].mean() for at in (-0.06, -0.03, 0.0)])
    assert girths[1] == pytest.approx(girths[0], rel=0.03)


def test_palettes_change_colours_only(body: Body) -> None:
    assert len(palettes()) >= 5
    looks = [load_body(palette=name).surface for name in palettes()]
    for look in looks:
        assert (look.faces == body.surface.faces).all()
    assert len({look.colors.tobytes() for look in looks}) == len(looks)


def test_unknown_names_say_what_there_is() -> None:
    with pytest.raises(StudioError, match="mannequin"):
        load_body("robot")
    with pytest.raises(StudioError, match="studio"):
        load_body(palette="neon")
    assert [choice.name for choice in bodies() if choice.available] == ["mannequin"]
