"""The OpenGL renderer, where there is OpenGL: the same picture by other means. And where there is none: a way out."""

import ctypes.util
import math
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from contracts import StudioError
from renderers import mesh, mesh_gl, opengl
from renderers.background import Plain, Transparent
from renderers.camera import Camera
from renderers.lighting import STUDIO
from renderers.surface import Surface

SIZE = (240, 180)
FRONT = Camera(eye=(0.6, 1.2, 3.6), target=(0, 0.8, 0), fov_y=math.radians(38))


def works() -> bool:
    try:
        opengl.platform()
    except StudioError:
        return False
    return True


@pytest.fixture(scope="module")
def gl() -> None:
    if not works():
        pytest.skip("no OpenGL on this computer")


def torus(rings: int = 48, around: int = 24) -> tuple[Surface, NDArray[np.float32]]:
    """A ring standing on the ground, red on the left and green on the right."""
    big, small = np.meshgrid(
        np.linspace(0, 2 * np.pi, rings, endpoint=False),
        np.linspace(0, 2 * np.pi, around, endpoint=False),
        indexing="ij",
    )
    out = 0.55 + 0.2 * np.cos(small)
    points = np.stack([out * np.cos(big), 0.75 + out * np.sin(big), 0.2 * np.sin(small)], -1).reshape(-1, 3)
    here = np.arange(rings * around).reshape(rings, around)
    ahead, up = np.roll(here, -1, axis=0), np.roll(here, -1, axis=1)
    both = np.roll(ahead, -1, axis=1)
    faces = np.concatenate(
        [np.stack([here, ahead, both], -1).reshape(-1, 3), np.stack([here, both, up], -1).reshape(-1, 3)]
    )
    colors = np.where(points[:, :1] < 0, [0.8, 0.2, 0.2], [0.2, 0.7, 0.3]).astype(np.float32)
    count = len(points)
    made = Surface(faces.astype(np.int32), colors, np.full(count, 0.2, np.float32), np.arange(count, dtype=np.int32))
    return made, points.astype(np.float32)


@pytest.mark.slow
@pytest.mark.usefixtures("gl")
@pytest.mark.parametrize("camera", [FRONT, Camera(eye=(-2, 0.4, 2.5), target=(0, 0.7, 0), fov_y=math.radians(40))])
def test_both_renderers_agree_on_the_silhouette(camera: Camera) -> None:
    surface, points = torus()
    simple = mesh.MeshRenderer(surface, SIZE, Transparent(), ground=False).draw(points, camera)[..., 3] > 127
    advanced = mesh_gl.MeshRenderer(surface, SIZE, Transparent(), ground=False).draw(points, camera)[..., 3] > 127
    assert simple.sum() > 2000
    assert (simple & advanced).sum() / (simple | advanced).sum() > 0.97


@pytest.mark.usefixtures("gl")
def test_both_renderers_light_alike() -> None:
    """Colours within the outline differ by little on average: one rig, one film curve, another highlight."""
    surface, points = torus()
    simple = mesh.MeshRenderer(surface, SIZE, Transparent()).draw(points, FRONT)
    advanced = mesh_gl.MeshRenderer(surface, SIZE, Transparent()).draw(points, FRONT)
    both = (simple[..., 3] == 255) & (advanced[..., 3] == 255)
    difference = np.abs(simple[both][:, :3].astype(int) - advanced[both][:, :3])
    assert difference.mean() < 10
    ground = (simple[..., :3].max(axis=-1) == 0) & (advanced[..., :3].max(axis=-1) == 0)
    assert np.abs(simple[ground][:, 3].astype(int) - advanced[ground][:, 3]).max() <= 1
    assert simple[ground][:, 3].max() > 40, "there is a shadow"


@pytest.mark.usefixtures("gl")
def test_moving_the_mesh_moves_the_picture() -> None:
    """The vertex buffer on the card is overwritten: a second frame shows the second pose, and the first comes back."""
    surface, points = torus()
    renderer = mesh_gl.MeshRenderer(surface, SIZE, Transparent(), ground=False)
    first = renderer.draw(points, FRONT).copy()
    moved = renderer.draw(points + np.float32([0.3, 0, 0]), FRONT).copy()
    again = renderer.draw(points, FRONT)
    assert (first == again).all()
    columns = [np.nonzero(p[..., 3] > 127)[1].mean() for p in (first, moved)]
    expected = FRONT.project([[0.0, 0.75, 0], [0.3, 0.75, 0]], SIZE)[:, 0]
    assert columns[1] - columns[0] == pytest.approx(expected[1] - expected[0], abs=1.5)


@pytest.mark.usefixtures("gl")
def test_the_key_casts_shadows_on_the_figure() -> None:
    surface, points = torus()
    towards = np.array(STUDIO.key_towards) / np.linalg.norm(STUDIO.key_towards)
    lid = points * np.float32(0.5) + (0.9 * towards).astype(np.float32) + np.float32([0, 0.75 - 0.375, 0])
    twice = Surface(
        np.concatenate([surface.faces, surface.faces + np.int32(len(points))]),
        np.tile(surface.colors, (2, 1)),
        np.tile(surface.gloss, 2),
        np.arange(2 * len(points), dtype=np.int32),
    )
    renderer = mesh_gl.MeshRenderer(twice, SIZE, Plain((0, 0, 0)), ground=False)
    camera = Camera(eye=(2.6, 0.8, 2.2), target=(0, 0.75, 0), fov_y=math.radians(40))
    shut = renderer.draw(np.concatenate([points, lid]), camera).astype(int)
    apart = renderer.draw(np.concatenate([points, lid + np.float32([0, -3, 0])]), camera).astype(int)
    darker = (apart - shut).max(axis=-1) > 25
    assert darker.sum() > 100


@pytest.mark.usefixtures("gl")
def test_renderers_of_several_sizes_and_threads_share_the_card() -> None:
    surface, points = torus()
    pictures: dict[int, NDArray[np.uint8]] = {}

    def work(width: int) -> None:
        renderer = mesh_gl.MeshRenderer(surface, (width, 90), Transparent(), ground=False)
        for _ in range(3):
            pictures[width] = renderer.draw(points, FRONT).copy()

    threads = [threading.Thread(target=work, args=(width,)) for width in (100, 160)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for width in (100, 160):
        alone = mesh_gl.MeshRenderer(surface, (width, 90), Transparent(), ground=False).draw(points, FRONT)
        assert (pictures[width] == alone).all()
        assert (alone[..., 3] == 255).any()


@pytest.fixture
def no_memory_of_probes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Probe afresh within the test, and again after it."""
    monkeypatch.delenv("PYOPENGL_PLATFORM", raising=False)
    opengl.platform.cache_clear()
    mesh_gl.stage.cache_clear()
    yield
    opengl.platform.cache_clear()


@pytest.mark.slow
@pytest.mark.usefixtures("no_memory_of_probes")
def test_without_opengl_the_error_names_the_simple_method(monkeypatch: pytest.MonkeyPatch) -> None:
    """A platform that does not exist, as on a computer whose drivers are missing."""
    monkeypatch.setattr(opengl, "PLATFORMS", ("no-such-platform",))
    surface, _ = torus()
    with pytest.raises(StudioError) as refused:
        mesh_gl.MeshRenderer(surface)
    assert "simple" in refused.value.hint
    assert "no-such-platform" in refused.value.message


@pytest.mark.usefixtures("no_memory_of_probes")
def test_a_crashing_driver_takes_only_the_probe_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    crash = tmp_path / "python"
    crash.write_text("#!/bin/sh\nkill -SEGV $$\n")
    crash.chmod(crash.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(opengl.sys, "executable", str(crash))
    with pytest.raises(StudioError, match="-11") as refused:
        opengl.platform()
    assert "simple" in refused.value.hint


@pytest.mark.slow
@pytest.mark.usefixtures("no_memory_of_probes")
def test_a_driver_that_hangs_is_given_up_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = tmp_path / "python"
    slow.write_text("#!/bin/sh\nexec sleep 30\n")
    slow.chmod(slow.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(opengl.sys, "executable", str(slow))
    monkeypatch.setattr(opengl, "SECONDS", 0.2)
    with pytest.raises(StudioError, match="timed out"):
        opengl.platform()


@pytest.mark.slow
@pytest.mark.usefixtures("gl")
def test_the_probe_is_asked_once_and_sets_the_platform() -> None:
    assert opengl.platform() is opengl.platform()
    name = opengl.prepare()
    assert not name or os.environ["PYOPENGL_PLATFORM"] == name


@pytest.mark.slow
def test_osmesa_draws_the_same_where_it_is_installed() -> None:
    """One process has one platform, so the pictures above are judged again in another."""
    if os.environ.get("PYOPENGL_PLATFORM") == "osmesa" or ctypes.util.find_library("OSMesa") is None:
        pytest.skip("no OSMesa on this computer, or this is it")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", __file__, "-m", "not slow", "-rs"],
        env={**os.environ, "PYOPENGL_PLATFORM": "osmesa"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0 and "no OpenGL" not in done.stdout, done.stdout[-2000:]
