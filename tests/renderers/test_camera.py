"""Cameras: the projection is the textbook's, and named cameras keep what they film in frame."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from contracts import StudioError
from renderers.camera import NAMES, Camera, Subject, cameras

SIZE = (960, 720)
ASPECT = 960 / 720


def walker(frames: int = 90, speed: float = 1.2, turn: float = 0.0, jitter: float = 0.0) -> Subject:
    """Someone walking along their facing direction, which itself turns; the box sways with the steps."""
    rng = np.random.default_rng(7)
    seconds = np.arange(frames) / 30
    heading = turn * seconds
    facing = np.stack([np.sin(heading), np.zeros(frames), np.cos(heading)], axis=1)
    place = np.cumsum(facing * speed / 30, axis=0) + rng.normal(0, 1, (frames, 3)) * [jitter, 0, jitter]
    pelvis = place + [0, 0.95, 0]
    half = np.stack([0.4 + 0.2 * np.sin(seconds * 6), np.zeros(frames), 0.3 + 0.1 * np.cos(seconds * 6)], axis=1)
    return Subject(pelvis + [0, 0.62, 0.02], pelvis, place - half, place + half + [0, 1.78, 0], facing, 30.0)


def in_frame(camera: Camera, points: NDArray[np.float64]) -> bool:
    seen = camera.project(points, SIZE)
    inside = (seen[..., :2] >= 0) & (seen[..., :2] <= SIZE)
    return bool(np.all(inside) and np.all(seen[..., 2] > 0))


def test_the_target_is_in_the_middle_and_up_is_up() -> None:
    camera = Camera(eye=(1, 2, 3), target=(0, 1, -2), fov_y=math.radians(30))
    x, y, depth = camera.project((0, 1, -2), SIZE)
    assert (x, y) == pytest.approx((480, 360))
    assert depth == pytest.approx(math.sqrt(1 + 1 + 25))
    assert camera.project((0, 1.1, -2), SIZE)[1] < 360
    right = camera.axes()[0]
    assert camera.project(np.array([0, 1, -2]) + 0.1 * right, SIZE)[0] > 480


def test_a_known_point_lands_where_the_lens_says() -> None:
    camera = Camera(eye=(0, 0, 5), target=(0, 0, 0), fov_y=math.radians(90))
    # at 90 degrees the half-height is one metre at one metre of distance
    assert camera.project((5, 0, 0), SIZE) == pytest.approx([480 + 360, 360, 5])
    assert camera.project((0, 2.5, 0), SIZE) == pytest.approx([480, 180, 5])


@given(
    st.tuples(*[st.floats(-5, 5)] * 3),
    st.tuples(*[st.floats(-5, 5)] * 3),
    st.tuples(*[st.floats(-3, 3)] * 3),
    st.floats(0.2, 2.0),
)
def test_pixels_agree_with_the_opengl_matrices(
    eye: tuple[float, float, float], target: tuple[float, float, float], point: tuple[float, float, float], fov: float
) -> None:
    if math.dist(eye, target) < 0.1:
        return
    camera = Camera(eye, target, fov_y=fov)
    seen = camera.project(point, SIZE)
    clip = camera.projection(ASPECT) @ camera.view() @ np.append(point, 1.0)
    if clip[3] < 0.05:
        return
    ndc = clip[:2] / clip[3]
    assert seen[:2] == pytest.approx([(ndc[0] + 1) / 2 * 960, (1 - ndc[1]) / 2 * 720], rel=1e-6, abs=1e-4)
    assert seen[2] == pytest.approx(clip[3])


def test_camera_axes_are_orthonormal_even_straight_down() -> None:
    for target in [(0, -1, 0), (0, 1, 0), (1, 0, 0), (0.3, -0.7, 2)]:
        axes = Camera(eye=(0, 0, 0), target=target).axes()
        assert axes @ axes.T == pytest.approx(np.eye(3), abs=1e-9)
        assert np.cross(axes[0], axes[1]) == pytest.approx(-axes[2], abs=1e-9)


@pytest.mark.parametrize("name", ["full", "three-quarter", "side", "follow", "orbit"])
@pytest.mark.parametrize("turn", [0.0, 0.8])
@pytest.mark.parametrize("aspect", [ASPECT, 9 / 16, 16 / 9])
def test_whole_figure_cameras_keep_the_whole_action_in_frame(name: str, turn: float, aspect: float) -> None:
    subject = walker(turn=turn)
    corners = subject.corners()
    for i, camera in enumerate(cameras(name, subject, aspect)):
        seen = camera.project(corners[i], (round(1000 * aspect), 1000))
        assert np.all(seen[:, 2] > 0)
        assert np.all(seen[:, :2] >= 0)
        assert np.all(seen[:, :2] <= (round(1000 * aspect), 1000)), (name, i)


@pytest.mark.parametrize("speed", [0.0, 1.5])
def test_closer_cameras_keep_head_and_hips_in_frame(speed: float) -> None:
    subject = walker(speed=speed)
    for i, camera in enumerate(cameras("upper body", subject, ASPECT)):
        assert in_frame(camera, np.stack([subject.pelvis[i], subject.head[i] + [0, 0.2, 0]])), i
    for i, camera in enumerate(cameras("face", subject, ASPECT)):
        assert in_frame(camera, subject.head[i] + np.array([[0, 0.2, 0.05], [0, -0.08, 0.05], [0.09, 0.05, 0.05]])), i


def test_a_standing_figure_fills_the_frame() -> None:
    subject = walker(speed=0.0)
    camera = cameras("full", subject, ASPECT)[0]
    tall = camera.project([[0, 0, 0], [0, 1.78, 0]], SIZE)[:, 1]
    assert 0.72 * 720 < tall[0] - tall[1] < 0.95 * 720
    face = cameras("face", subject, ASPECT)[0]
    head = face.project(subject.head[0] + np.array([[0, -0.08, 0.06], [0, 0.18, 0.06]]), SIZE)[:, 1]
    assert head[0] - head[1] > 0.5 * 720


@pytest.mark.parametrize("name", ["full", "three-quarter", "side"])
def test_static_cameras_do_not_move(name: str) -> None:
    assert len(set(cameras(name, walker(), ASPECT))) == 1


def test_close_cameras_stand_still_while_someone_talks_on_the_spot() -> None:
    subject = walker(speed=0.0)
    assert len(set(cameras("face", subject, ASPECT))) == 1
    assert len(set(cameras("upper body", subject, ASPECT))) == 1


def test_follow_has_no_jitter() -> None:
    """Noise of two centimetres on the pelvis leaves the camera gliding: its acceleration is under 2 % of it."""
    subject = walker(frames=240, jitter=0.02)
    eyes = np.array([camera.eye for camera in cameras("follow", subject, ASPECT)])
    shake = np.abs(np.diff(eyes, n=2, axis=0)).max()
    noise = np.abs(np.diff(subject.pelvis, n=2, axis=0)).max()
    assert shake < 0.02 * noise
    assert np.linalg.norm(eyes[-1] - eyes[0]) > 0.8 * np.linalg.norm(subject.pelvis[-1] - subject.pelvis[0])


def test_the_full_camera_looks_the_figure_in_the_face() -> None:
    subject = walker(speed=0.0, turn=0.0)
    turned = Subject(
        subject.head, subject.pelvis, subject.low, subject.high, np.tile([1.0, 0.0, 0.0], (len(subject), 1)), 30.0
    )
    assert cameras("full", subject, ASPECT)[0].axes()[2] @ [0, 0, 1] < -0.98
    assert cameras("full", turned, ASPECT)[0].axes()[2] @ [1, 0, 0] < -0.98
    assert abs(cameras("side", turned, ASPECT)[0].axes()[2] @ [1, 0, 0]) < 0.01


def test_orbit_goes_round_once() -> None:
    subject = walker(frames=120, speed=0.0)
    eyes = np.array([camera.eye for camera in cameras("orbit", subject, ASPECT)])
    angles = np.unwrap(np.arctan2(eyes[:, 0], eyes[:, 2]))
    assert abs(angles[-1] - angles[0]) == pytest.approx(2 * math.pi * 119 / 120, abs=0.02)
    twice = cameras("orbit", subject, ASPECT, turn_seconds=2.0)
    assert twice[0].eye == pytest.approx(twice[60].eye, abs=1e-9)


def test_lenses_are_a_portrait_photographers() -> None:
    subject = walker(speed=0.0)
    for name in NAMES:
        degrees = math.degrees(cameras(name, subject, ASPECT)[0].fov_y)
        assert degrees == pytest.approx(20 if name == "face" else 30)


def test_one_frame_and_no_frames() -> None:
    subject = walker(frames=1)
    for name in NAMES:
        assert len(cameras(name, subject, ASPECT)) == 1
        none = Subject(*(np.zeros((0, 3)) for _ in range(5)), fps=30.0)
        assert cameras(name, none, ASPECT) == []


def test_an_unknown_camera_names_the_known_ones() -> None:
    with pytest.raises(StudioError, match="three-quarter"):
        cameras("drone", walker(), ASPECT)


def test_eye_on_target_is_refused() -> None:
    with pytest.raises(StudioError, match="same point"):
        Camera(eye=(1, 1, 1), target=(1, 1, 1)).view()
