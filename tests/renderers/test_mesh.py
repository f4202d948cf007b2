"""The software renderer: which pixels a mesh covers, how it is lit, where its shadow falls; and nothing breaks it."""

import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from contracts import StudioError
from renderers import mesh_plain
from renderers.background import Plain, Studio, Transparent
from renderers.camera import Camera
from renderers.lighting import STUDIO, hung_for
from renderers.mesh import MeshRenderer
from renderers.shadow import Shadow
from renderers.surface import Surface

Points = NDArray[np.float32]

WHITE = (0.8, 0.8, 0.8)
FRONT = Camera(eye=(0, 1, 4), target=(0, 1, 0), fov_y=math.radians(40))


def surface(faces: object, count: int, color: object = WHITE, gloss: float = 0.0, weld: object = None) -> Surface:
    colors = np.broadcast_to(np.asarray(color, np.float32), (count, 3)).copy()
    welded = np.arange(count) if weld is None else weld
    return Surface(np.asarray(faces, np.int32), colors, np.full(count, gloss, np.float32), np.asarray(welded, np.int32))


def triangle(points: object, color: object = WHITE) -> tuple[Surface, Points]:
    return surface([[0, 1, 2]], 3, color), np.asarray(points, np.float32)


def sphere(centre: tuple[float, float, float], radius: float, rings: int = 24) -> tuple[Surface, Points]:
    around = 2 * rings
    polar, turn = np.meshgrid(
        np.linspace(0, np.pi, rings + 1), np.linspace(0, 2 * np.pi, around, endpoint=False), indexing="ij"
    )
    points = np.stack([np.sin(polar) * np.sin(turn), np.cos(polar), np.sin(polar) * np.cos(turn)], -1).reshape(-1, 3)
    here = np.arange((rings + 1) * around).reshape(rings + 1, around)
    right = np.roll(here, -1, axis=1)
    faces = np.concatenate(
        [
            np.stack([here[:-1], here[1:], right[1:]], -1).reshape(-1, 3),
            np.stack([here[:-1], right[1:], right[:-1]], -1).reshape(-1, 3),
        ]
    )
    weld = here.copy()
    weld[0], weld[-1] = 0, here[-1, 0]
    made = surface(faces, len(points), gloss=0.2, weld=weld.ravel())
    return made, (points * radius + centre).astype(np.float32)


def cube(centre: tuple[float, float, float], side: float) -> tuple[Surface, Points]:
    corner = np.array([[(i >> axis) & 1 for axis in range(3)] for i in range(8)]) - 0.5
    quads = [[0, 4, 6, 2], [1, 3, 7, 5], [0, 1, 5, 4], [2, 6, 7, 3], [0, 2, 3, 1], [4, 5, 7, 6]]
    points = np.concatenate([corner[q] for q in quads]) * side + centre
    faces = [[4 * k + i for i in three] for k in range(6) for three in ([0, 1, 2], [0, 2, 3])]
    return surface(faces, 24), points.astype(np.float32)


def joined(*meshes: tuple[Surface, Points]) -> tuple[Surface, Points]:
    starts = np.cumsum([0] + [len(points) for _, points in meshes])
    return (
        Surface(
            np.concatenate([s.faces + int(at) for (s, _), at in zip(meshes, starts, strict=False)]).astype(np.int32),
            np.concatenate([s.colors for s, _ in meshes]),
            np.concatenate([s.gloss for s, _ in meshes]),
            np.concatenate([s.weld + int(at) for (s, _), at in zip(meshes, starts, strict=False)]).astype(np.int32),
        ),
        np.concatenate([points for _, points in meshes]),
    )


def alpha(
    mesh: tuple[Surface, Points], camera: Camera = FRONT, size: tuple[int, int] = (160, 120)
) -> NDArray[np.uint8]:
    return MeshRenderer(mesh[0], size, Transparent(), ground=False).draw(mesh[1], camera)[..., 3]


def test_a_triangle_covers_the_pixels_it_should() -> None:
    """At 40 degrees and 4 m the picture is 2.912 m high: 41.21 pixels a metre on a picture of 120."""
    covered = alpha(triangle([[0, 1, 0], [1, 1, 0], [0, 2, 0]])) == 255
    focal = 60 / math.tan(math.radians(20)) / 4
    for y in range(120):
        for x in range(160):
            across, up = (x + 0.5 - 80) / focal, (60 - y - 0.5) / focal
            inside = min(across, up, (1 - across - up) / math.sqrt(2)) * focal
            if inside > 0.75:
                assert covered[y, x], (x, y)
            if inside < -0.75:
                assert not covered[y, x], (x, y)


@pytest.mark.parametrize("degrees", [0, 3, 17, 45, 61, 88, 90])
def test_coverage_of_edges_is_close_to_the_area(degrees: float) -> None:
    turn = math.radians(degrees)
    spin = np.array([[math.cos(turn), -math.sin(turn), 0], [math.sin(turn), math.cos(turn), 0], [0, 0, 1]])
    corners = np.array([[-0.5, -0.4, 0], [0.6, -0.4, 0], [-0.5, 0.7, 0]]) @ spin.T + [0.013, 1.007, 0]
    area = 0.5 * 1.1 * 1.1 * (60 / math.tan(math.radians(20)) / 4) ** 2
    shares = alpha(triangle(corners)) / 255
    assert shares.sum() == pytest.approx(area, rel=0.01)
    assert set(np.unique(np.rint(shares * 4))) <= {0, 1, 2, 3, 4}


def test_triangles_that_share_an_edge_leave_no_gap() -> None:
    """A fan of forty slivers around a point is as solid as the polygon it makes."""
    ring = [[0.9 * math.cos(a), 1 + 0.9 * math.sin(a), 0] for a in np.linspace(0, 2 * math.pi, 41)[:-1]]
    points = np.array([[0.0137, 1.0213, 0], *ring], np.float32)
    faces = [[0, k, k % 40 + 1] for k in range(1, 41)]
    shares = alpha((surface(faces, 41), points))
    y, x = np.mgrid[:120, :160]
    focal = 60 / math.tan(math.radians(20)) / 4
    inside = np.hypot(x + 0.5 - 80, y + 0.5 - 60) < 0.88 * focal
    assert (shares[inside] == 255).all()


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_nearer_hides_farther(order: tuple[int, int]) -> None:
    near = triangle([[-1, 0, 1], [1, 0, 1], [0, 2, 1]], (1, 0, 0))
    far = triangle([[-1, 0, 0], [1, 0, 0], [0, 2, 0]], (0, 1, 0))
    mesh = joined(*[(near, far)[i] for i in order])
    picture = MeshRenderer(mesh[0], (160, 120), Plain((0, 0, 0)), ground=False).draw(mesh[1], FRONT)
    red, green, _ = picture[70, 80]
    assert red > 100 and green < 60


def test_triangles_that_cross_meet_where_the_planes_do() -> None:
    left_near = triangle([[-1, 0.2, 0.5], [1, 0.2, -0.5], [0, 1.8, 0]], (1, 0, 0))
    right_near = triangle([[-1, 0.2, -0.5], [1, 0.2, 0.5], [0, 1.8, 0]], (0, 1, 0))
    mesh = joined(left_near, right_near)
    picture = MeshRenderer(mesh[0], (160, 120), Plain((0, 0, 0)), ground=False).draw(mesh[1], FRONT).astype(int)
    assert picture[75, 72, 0] > picture[75, 72, 1] + 60
    assert picture[75, 88, 1] > picture[75, 88, 0] + 60


def test_the_inside_of_a_closed_mesh_is_not_drawn_but_both_sides_of_a_sheet_are() -> None:
    ball = sphere((0, 1, 0), 0.5)
    inside = Camera(eye=(0, 1, 0), target=(0, 1, -1))
    assert alpha(ball, inside).max() == 0
    for corners in ([[-1, 0, 0], [1, 0, 0], [0, 2, 0]], [[1, 0, 0], [-1, 0, 0], [0, 2, 0]]):
        assert alpha(triangle(corners))[60, 80] == 255


def test_a_sphere_is_brightest_towards_the_key_and_dark_away_from_it() -> None:
    mesh, points = sphere((0, 1, 0), 0.6, 48)
    picture = MeshRenderer(mesh, (240, 180), Plain((0, 0, 0)), ground=False).draw(points, FRONT).astype(float)
    shade = picture.mean(axis=-1)
    towards = np.array(STUDIO.key_towards) / np.linalg.norm(STUDIO.key_towards)
    lit = FRONT.project(np.array([0, 1, 0]) + 0.45 * towards, (240, 180))[:2].astype(int)
    away = FRONT.project(np.array([0, 1, 0]) + 0.45 * towards * [-1, -1, 1], (240, 180))[:2].astype(int)
    assert shade[lit[1], lit[0]] > 1.5 * shade[away[1], away[0]]
    assert shade[away[1], away[0]] > 20, "fill and ambient keep the dark side readable"
    y, x = np.nonzero(shade > np.quantile(shade[shade > 0], 0.9))
    assert x.mean() < 115 and y.mean() < 80, "the key hangs to the left of the camera and above"


@pytest.mark.parametrize("degrees", [0, 90, 180, 235])
def test_light_hung_for_a_camera_turns_with_it(degrees: float) -> None:
    """The figure, the camera and the lamps turned together make the same picture."""
    turn = math.radians(degrees)
    spin = np.array([[math.cos(turn), 0, math.sin(turn)], [0, 1, 0], [-math.sin(turn), 0, math.cos(turn)]])
    mesh, points = joined(sphere((0.2, 0.5, 0.3), 0.5, 32), cube((-0.6, 0.2, 0), 0.4))
    eye = spin @ FRONT.eye
    camera = Camera(eye=(eye[0], eye[1], eye[2]), target=FRONT.target, fov_y=FRONT.fov_y)
    size = (160, 120)
    still = MeshRenderer(mesh, size, Plain((0.5, 0.5, 0.5))).draw(points, FRONT).astype(int)
    rig = hung_for(camera)
    turned = MeshRenderer(mesh, size, Plain((0.5, 0.5, 0.5)), rig=rig).draw(
        (points @ spin.T).astype(np.float32), camera
    )
    assert np.quantile(np.abs(still - turned), 0.99) <= 4


def test_one_body_shades_another_from_the_key() -> None:
    ball, points = sphere((0, 1, 0), 0.3, 32)
    towards = np.array(STUDIO.key_towards) / np.linalg.norm(STUDIO.key_towards)
    lid, lid_points = cube(tuple(np.array([0, 1, 0]) + 0.9 * towards), 0.3)
    alone = MeshRenderer(ball, (160, 120), Plain((0, 0, 0)), ground=False).draw(points, FRONT).astype(int)
    both = joined((ball, points), (lid, lid_points))
    camera = Camera(eye=(2.8, 1, 2.8), target=(0, 1, 0), fov_y=math.radians(40))
    open_ = MeshRenderer(ball, (160, 120), Plain((0, 0, 0)), ground=False).draw(points, camera).astype(int)
    shut = MeshRenderer(both[0], (160, 120), Plain((0, 0, 0)), ground=False).draw(both[1], camera).astype(int)
    at = camera.project(np.array([0, 1, 0]) + 0.29 * towards, (160, 120))[:2].astype(int)
    assert shut[at[1], at[0], 0] < 0.85 * open_[at[1], at[0], 0]
    assert alone.max() > 150


def test_the_shadow_of_a_floating_cube_lies_where_the_key_puts_it() -> None:
    """Half a metre up, the cube's shadow is centred where the line from the lamp through it meets the ground."""
    camera = Camera(eye=(0, 3, 4), target=(0.3, 0, -0.4), fov_y=math.radians(40))
    mesh, points = cube((0, 0.5, 0), 0.3)
    size = (320, 240)
    veil = MeshRenderer(mesh, size, Transparent()).draw(points, camera)
    black = (veil[..., 3] > 8) & (veil[..., :3].max(axis=-1) == 0)
    y, x = np.nonzero(black)
    weight = veil[y, x, 3].astype(float)
    seen = np.array([(x * weight).sum(), (y * weight).sum()]) / weight.sum() + 0.5
    towards = np.array(STUDIO.key_towards)
    spot = np.array([0, 0.5, 0]) - towards * 0.5 / towards[1]
    expected = camera.project(spot, size)[:2]
    assert seen == pytest.approx(expected, abs=4)


def test_shadows_are_sharper_and_darker_near_the_ground() -> None:
    camera = Camera(eye=(0, 6, 0.01), target=(0, 0, 0), fov_y=math.radians(30))
    steepest = []
    for height in (0.12, 1.2):
        mesh, points = cube((0, height, 0), 0.2)
        veil = MeshRenderer(mesh, (480, 480), Transparent()).draw(points, camera)
        dark = np.where(veil[..., :3].max(axis=-1) == 0, veil[..., 3], 0).astype(float)
        steepest.append(np.abs(np.diff(dark, axis=1))[:, :].max() if height > 1 else np.percentile(dark, 99.9))
        if height > 1:
            assert steepest[1] < 12, "a metre up the shadow has no edge"
    assert steepest[0] > 60


def test_transparent_is_clear_away_from_figure_and_shadow() -> None:
    mesh, points = sphere((0, 0.5, 0), 0.5)
    picture = MeshRenderer(mesh, (320, 240), Transparent()).draw(points, FRONT)
    assert picture.shape == (240, 320, 4)
    assert picture[:20].max() == 0
    assert picture[:, :30].max() == 0
    focal = 120 / math.tan(math.radians(20)) / 4
    assert picture[int(120 + 0.5 * focal), 160, 3] == 255


def test_a_transparent_picture_laid_on_a_backdrop_is_the_picture_drawn_on_it() -> None:
    mesh, points = sphere((0, 0.5, 0), 0.5)
    clear = MeshRenderer(mesh, (320, 240), Transparent()).draw(points, FRONT).astype(float)
    for color in ((0.2, 0.5, 0.9), (1, 1, 1)):
        solid = MeshRenderer(mesh, (320, 240), Plain(color)).draw(points, FRONT).astype(float)
        share = clear[..., 3:] / 255
        laid = clear[..., :3] * share + np.array(color) * 255 * (1 - share)
        assert np.abs(laid - solid).max() <= 2.5


def test_no_ground_no_shadow() -> None:
    mesh, points = cube((0, 0.5, 0), 0.3)
    picture = MeshRenderer(mesh, (160, 120), Transparent(), ground=False).draw(points, FRONT)
    assert set(np.unique(picture[(picture[..., :3].max(axis=-1) == 0)][:, 3])) == {0}


@settings(max_examples=40)
@given(st.tuples(*[st.floats(-3, 3)] * 3), st.tuples(*[st.floats(-1, 2)] * 3), st.floats(0.1, 2.5))
def test_the_shadow_is_left_out_only_where_no_pixel_sees_it(
    eye: tuple[float, float, float], target: tuple[float, float, float], fov: float
) -> None:
    if math.dist(eye, target) < 0.1:
        return
    mesh, points = cube((0, 0.5, 0), 0.3)
    camera = Camera(eye=eye, target=target, fov_y=fov)
    picture = MeshRenderer(mesh, (64, 48), Transparent(), threads=1).draw(points, camera)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Shadow, "may_be_seen", lambda *_: True)
        always = MeshRenderer(mesh, (64, 48), Transparent(), threads=1).draw(points, camera)
    assert (picture == always).all()


def test_a_camera_that_sees_no_ground_spends_nothing_on_its_shadow(monkeypatch: pytest.MonkeyPatch) -> None:
    mesh, points = cube((0, 1.5, 0), 0.3)
    level = Camera(eye=(0, 1.5, 1.5), target=(0, 1.5, 0), fov_y=math.radians(20))
    monkeypatch.setattr(Shadow, "soften", lambda *_: pytest.fail("the ground's shadow was softened"))
    assert MeshRenderer(mesh, (64, 48), Transparent(), threads=1).draw(points, level)[..., 3].max() == 255


def test_white_is_not_burnt_out_and_black_is_not_a_hole() -> None:
    for color, low, high in (((0.95, 0.95, 0.95), 60, 254), ((0.05, 0.05, 0.05), 1, 120)):
        mesh, points = sphere((0, 1, 0), 0.6, 32)
        painted = Surface(mesh.faces, np.full_like(mesh.colors, color[0]), mesh.gloss * 0, mesh.weld)
        clear = MeshRenderer(painted, (160, 120), Transparent(), ground=False).draw(points, FRONT)
        inside = clear[clear[..., 3] == 255][:, :3]
        assert inside.min() >= low
        assert inside.max() <= high


def test_threads_do_not_change_the_picture() -> None:
    mesh, points = joined(sphere((0, 0.5, 0), 0.5), cube((0.4, 1.2, 0.3), 0.4))
    pictures = [MeshRenderer(mesh, (200, 150), threads=n).draw(points, FRONT).copy() for n in (1, 2, 5)]
    assert (pictures[0] == pictures[1]).all() and (pictures[0] == pictures[2]).all()


ASIDE = Camera(eye=(1.5, 1.8, 2.4), target=(0.1, 0.6, 0), fov_y=math.radians(35))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("background", "camera"), [(Studio(), FRONT), (Plain((0.9, 0.4, 0.1)), ASIDE), (Transparent(), ASIDE)]
)
def test_the_fast_renderer_draws_what_the_plain_one_says(
    background: Studio | Plain | Transparent, camera: Camera
) -> None:
    ball, points = sphere((0, 0.45, 0), 0.45, 5)
    mesh, vertices = joined(
        (ball, points),
        cube((0.25, 1.15, 0.3), 0.35),
        triangle([[-1, 0.1, -1], [1, 0.1, -1], [0, 2, -1]], (0.2, 0.3, 0.8)),
    )
    size = (64, 48)
    renderer = MeshRenderer(mesh, size, background)
    fast = renderer.draw(vertices, camera).astype(float)
    plain = mesh_plain.draw(mesh, vertices, camera, size, background, renderer.shadow_place)
    wrong = np.abs(fast - plain).max(axis=-1)
    owners = mesh_plain.owners(mesh, camera.project(vertices, size), size)
    simple = (owners == owners[0]).all(axis=0)
    assert np.quantile(wrong[simple], 0.99) <= 1.5 and wrong[simple].max() <= 5
    # where surfaces meet, the fast one shades neighbours of one colour together
    assert np.quantile(wrong[~simple], 0.95) <= 3 and wrong[~simple].max() <= 15
    assert fast.std() > 10


def test_a_triangle_through_the_camera_is_cut_at_the_near_plane() -> None:
    """A floor that runs from far ahead to behind the camera fills the picture below the horizon, and nothing above."""
    corners = [[-50, 0, 50], [50, 0, 50], [0, 0, -500]]
    camera = Camera(eye=(0, 1, 0), target=(0, 1, -5), fov_y=math.radians(40))
    shares = alpha(triangle(corners), camera)
    assert (shares[75:, 20:140] == 255).all()
    assert (shares[:58] == 0).all()


@pytest.mark.slow
@settings(max_examples=60)
@given(
    arrays.arrays(np.float32, (12, 3), elements=st.floats(-8, 8, width=32)),
    st.tuples(*[st.floats(-4, 4)] * 3),
    st.booleans(),
)
def test_no_finite_vertices_break_it(points: Points, eye: tuple[float, float, float], transparent: bool) -> None:
    if math.dist(eye, (0, 1, 0)) < 1e-3:
        return
    mesh = surface(np.random.default_rng(1).integers(0, 12, (30, 3)), 12)
    renderer = MeshRenderer(mesh, (48, 34), Transparent() if transparent else Studio(), threads=1)
    picture = renderer.draw(points, Camera(eye=eye, target=(0, 1, 0)))
    assert picture.shape == (34, 48, 4 if transparent else 3)


@pytest.mark.slow
def test_no_loop_reads_or_writes_outside_its_arrays(tmp_path: Path) -> None:
    """The property above once more, with every index checked; that is another compilation, so in a process apart."""
    script = f"{__file__}::test_no_finite_vertices_break_it"
    environment = {**os.environ, "NUMBA_BOUNDSCHECK": "1", "NUMBA_CACHE_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", script], env=environment, capture_output=True, text=True, timeout=500
    )
    assert done.returncode == 0, done.stdout[-2000:]


@pytest.mark.parametrize("scale", [0.0, 1e-30, 1e-6, 1e3, 1e5])
def test_absurd_sizes_are_drawn_or_left_out_but_do_not_break_it(scale: float) -> None:
    mesh, points = sphere((0, 0, 0), 1.0, 6)
    picture = MeshRenderer(mesh, (64, 48)).draw(points * np.float32(scale), FRONT)
    assert picture.shape == (48, 64, 3)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e30])
def test_broken_positions_are_refused_by_name(bad: float) -> None:
    mesh, points = triangle([[0, 1, 0], [1, 1, 0], [0, 2, 0]])
    points[1, 2] = bad
    with pytest.raises(StudioError, match="Vertex 1"):
        MeshRenderer(mesh, (64, 48)).draw(points, FRONT)


def test_the_wrong_number_of_vertices_is_refused() -> None:
    mesh, points = triangle([[0, 1, 0], [1, 1, 0], [0, 2, 0]])
    with pytest.raises(StudioError, match="3 vertices"):
        MeshRenderer(mesh, (64, 48)).draw(points[:2], FRONT)


def test_triangles_that_name_no_vertex_are_refused() -> None:
    with pytest.raises(StudioError, match="triangle"):
        MeshRenderer(surface([[0, 1, 3]], 3))


@pytest.mark.parametrize("size", [(0, 10), (10, -1), (100_000, 10)])
def test_impossible_sizes_are_refused(size: tuple[int, int]) -> None:
    with pytest.raises(StudioError, match="pixels"):
        MeshRenderer(surface([[0, 1, 2]], 3), size)


@pytest.mark.parametrize("size", [(1, 1), (3, 2), (17, 1), (1, 33), (515, 7)])
def test_any_size_works(size: tuple[int, int]) -> None:
    mesh, points = sphere((0, 1, 0), 0.9)
    assert MeshRenderer(mesh, size).draw(points, FRONT).shape == (size[1], size[0], 3)


def test_a_mesh_of_nothing_is_the_backdrop() -> None:
    nothing = surface(np.zeros((0, 3)), 1)
    picture = MeshRenderer(nothing, (40, 30), Plain((1, 0, 0))).draw(np.zeros((1, 3), np.float32), FRONT)
    assert (picture == [255, 0, 0]).all()
