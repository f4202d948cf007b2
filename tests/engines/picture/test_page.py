"""The 3D page of a motion: small, whole, and every vertex where the body puts it."""

import os
from pathlib import Path

import numpy as np
import pytest

from contracts import StudioError
from engines.body import load_body
from engines.motion import Motion, formats
from engines.picture import ViewRequest, page_of, view

SAMPLES = Path(__file__).resolve().parents[3] / "assets" / "samples"


def minute() -> Motion:
    """The talking sample, over and over, slightly different each time, for sixty seconds at 30 frames a second."""
    talk = formats.read(SAMPLES / "talk.npz")
    again = np.arange(60 * 30) % len(talk)
    noise = np.random.default_rng(0).normal(0, 0.003, (len(again), 55, 3))
    return Motion.of(30, talk.rotations[again] + noise, talk.translation[again], face=talk.face[again])


@pytest.mark.slow
def test_a_minute_with_sound_stays_under_three_megabytes(tmp_path):
    request = ViewRequest(motion="-", audio=SAMPLES / "talk.wav", out=tmp_path / "page.html", edits={"speed": 0.2})
    page = view(request, motion=minute())
    assert page.frames == 1800
    assert page.bytes == (tmp_path / "page.html").stat().st_size < 3_000_000


def test_view_reads_edits_and_titles(tmp_path):
    page = view(ViewRequest(motion=SAMPLES / "walk.npz", out=tmp_path / "walk.html", edits={"end": 2.0}))
    assert page.seconds == pytest.approx(2.0, abs=0.05)
    assert "<title>walk</title>" in page.path.read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["walk.html"]


def test_a_page_may_be_read_by_whom_the_creator_lets_read(tmp_path):
    asked = ViewRequest(motion=SAMPLES / "walk.npz", out=tmp_path / "walk.html", edits={"end": 0.2})
    mask = os.umask(0o027)
    try:
        assert view(asked).path.stat().st_mode & 0o777 == 0o640
    finally:
        os.umask(mask)


@pytest.mark.parametrize(
    ("changes", "says"),
    [({"out": "walk.mp4"}, "not the name of a page"), ({"out": "no/walk.html"}, "does not exist"),
     ({"audio": SAMPLES / "walk.npz"}, "not a sound")],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_left(tmp_path, changes, says):
    asked = {"motion": SAMPLES / "walk.npz", **changes, "out": tmp_path / changes.get("out", "walk.html")}
    with pytest.raises(StudioError, match=says):
        view(ViewRequest(**asked))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.browser
def test_every_vertex_is_where_the_body_puts_it(chromium, tmp_path):
    motion, body = formats.read(SAMPLES / "talk.npz"), load_body()
    (tmp_path / "page.html").write_text(page_of(motion), encoding="utf-8")
    lips = body.skin.morphs.vertices[:: max(1, len(body.skin.morphs.vertices) // 150)]
    chosen = np.unique(np.concatenate([np.arange(0, len(body.skin.vertices), 61), lips]))
    script = """async ([time, chosen]) => {
        marionette.pause(); marionette.seek(time);
        for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);
        let mesh;
        __viserMutable.nodeRefFromName['/figure'].traverse(o => { if (o.isSkinnedMesh && !mesh) mesh = o; });
        mesh.updateMatrixWorld(true); mesh.skeleton.bones.forEach(b => b.updateMatrixWorld(true));
        const at = __viserMutable.camera.position.clone();
        return chosen.map(v => { mesh.getVertexPosition(v, at); return [at.x, at.y, at.z]; }); }"""
    tab = chromium.new_page(viewport={"width": 320, "height": 240})
    tab.goto((tmp_path / "page.html").as_uri())
    tab.wait_for_function("window.marionette", timeout=60_000)
    tab.evaluate("marionette.ready")
    for frame in (0, 95, 200):
        seen = np.array(tab.evaluate(script, [frame / 30 + 1e-5, chosen.tolist()]))
        wanted = body.vertices(motion, frame, frame + 1)[0, chosen]
        assert np.linalg.norm(seen - wanted, axis=-1).max() < 0.002
    tab.close()
