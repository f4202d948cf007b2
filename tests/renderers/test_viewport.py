"""The 3D page shows the pose and face of the moment, keeps sound on time, stays small and asks nobody for anything."""

import json
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from contracts import StudioError
from renderers.surface import Surface
from renderers.viewport import Figure, Performance, Sound, page
from renderers.viewport_pack import Pack, unpack

FPS = Fraction(30)


def box(centre: tuple[float, float, float], half: float) -> tuple[np.ndarray, np.ndarray]:
    corners = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)]) * half + centre
    quads = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    return corners, np.array([t for a, b, c, d in quads for t in ((a, b, c), (a, c, d))])


def figure() -> Figure:
    """Three boxes on a chain of three joints; one face weight pushes the top of the last box up."""
    joints = np.array([[0, 0.5, 0], [0, 1.0, 0], [0, 1.5, 0]], np.float32)
    parts = [box((0, y, 0), 0.2) for y in (0.5, 1.0, 1.5)]
    vertices = np.concatenate([v for v, _ in parts]).astype(np.float32)
    faces = np.concatenate([f + 8 * i for i, (_, f) in enumerate(parts)]).astype(np.int32)
    colors = np.repeat([[0.9, 0.1, 0.1], [0.1, 0.7, 0.1], [0.1, 0.1, 0.9]], 8, axis=0).astype(np.float32)
    indices = np.zeros((24, 4), np.uint8)
    indices[:, 0] = np.repeat([0, 1, 2], 8)
    weights = np.zeros((24, 4), np.float32)
    weights[:, 0] = 1
    top = np.flatnonzero(vertices[:, 1] > 1.6)
    up = np.tile(np.array([0, 0.3, 0], np.float32), (len(top), 1))
    surface = Surface(faces, colors, np.zeros(24, np.float32), np.arange(24, dtype=np.int32))
    parents, starts = np.array([-1, 0, 1], np.int32), np.array([0, len(top)])
    return Figure(surface, vertices, joints, parents, indices, weights, starts, top, up, head=2)


def performance(frames: int = 90, fps: Fraction = FPS) -> Performance:
    """The middle joint bends to the side and back, the root walks along x, and the face weight rises to one."""
    angle = np.sin(np.arange(frames) / float(fps) * 2)
    turns = np.zeros((frames, 3, 4), np.float32)
    turns[..., 0] = 1
    turns[:, 1, 0], turns[:, 1, 3] = np.cos(angle / 2), np.sin(angle / 2)
    places = np.zeros((frames, 3), np.float32)
    places[:, 0], places[:, 1] = np.linspace(0, 0.6, frames), 0.5
    return Performance(fps, turns, places, np.linspace(0, 1, frames, dtype=np.float32)[:, None])


def expected_joints(shown: Performance, frame: int) -> np.ndarray:
    w, z = shown.quaternions[frame, 1, [0, 3]].astype(float)
    angle = 2 * np.arctan2(z, w)
    root = shown.translation[frame].astype(float)
    elbow = root + [0, 0.5, 0]
    return np.stack([root, elbow, elbow + [-0.5 * np.sin(angle), 0.5 * np.cos(angle), 0]])


def part(document: str, name: str) -> str:
    found = re.search(rf'<script type="application/json" id="marionette-{name}">(.*?)</script>', document, re.S)
    assert found, name
    return found[1]


@given(
    arrays.arrays(np.float64, arrays.array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=9),
                  elements=st.floats(-3000, 3000)),
    st.sampled_from([1.0, 1e-3, 2.0**-13]),
)  # fmt: skip
def test_packed_numbers_come_back_within_half_a_step(values, step):
    pack = Pack()
    pack.add("before", np.arange(5))
    pack.add("values", values, step)
    back = unpack(*pack.text())
    assert (back["before"] == np.arange(5)).all()
    assert back["values"].shape == values.shape
    assert np.abs(back["values"] - values).max(initial=0) <= step * 0.5001


def test_the_page_holds_every_pose_to_a_hundredth_of_a_degree():
    rng = np.random.default_rng(0)
    turns = rng.normal(size=(50, 3, 4)).astype(np.float32)
    turns /= np.linalg.norm(turns, axis=-1, keepdims=True)
    given = Performance(FPS, turns, rng.uniform(-5, 5, (50, 3)).astype(np.float32), np.zeros((50, 1), np.float32))
    document = page(figure(), given)
    facts = json.loads(part(document, "facts"))
    back = unpack(json.dumps(facts["motion"]), part(document, "motion"))
    kept = np.moveaxis(back["turns"], -1, 0)
    kept /= np.linalg.norm(kept, axis=-1, keepdims=True)
    distance = np.minimum(np.linalg.norm(kept - turns, axis=-1), np.linalg.norm(kept + turns, axis=-1))
    assert np.degrees(4 * np.arcsin(distance / 2)).max() < 0.02
    assert np.abs(back["places"].T - given.translation).max() < 1e-4
    assert (np.abs(np.diff(back["turns"], axis=-1)) < 1.5).all(), "neighbours lie on the same side of the sphere"


def test_fast_motion_is_thinned_and_keeps_its_length():
    document = page(figure(), performance(240, Fraction(120)))
    facts = json.loads(part(document, "facts"))
    assert (facts["frames"], facts["every"], facts["fps"]) == (240, 2, [120, 1])
    assert facts["motion"]["places"]["shape"] == [3, 120]


def test_the_picture_reaches_up_to_what_is_raised():
    """The root lifts 0.4 m half way: the tip of the chain, bent by sin(angle) to the side, then stands highest."""
    shown = performance(60)
    shown.translation[:, 1] += np.float32(0.4) * np.hanning(60)
    told = json.loads(part(page(figure(), shown), "facts"))["height"]
    highest = max(expected_joints(shown, frame)[:, 1].max() for frame in range(60))
    assert highest < told < highest + 0.2
    low = performance(60)
    low.quaternions[:, 1] = [np.cos(0.7), 0, 0, np.sin(0.7)]
    assert json.loads(part(page(figure(), low), "facts"))["height"] == pytest.approx(1.7)


def test_a_title_is_text_and_not_a_program():
    document = page(figure(), performance(5), title="</script><img src=x onerror=alert(1)>")
    assert "<img" not in document
    assert json.loads(part(document, "facts"))["title"].startswith("</script>")


def test_the_page_forbids_itself_the_network():
    head = page(figure(), performance(5)).split("</head>")[0]
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', head)
    assert policy and "default-src 'none'" in policy[1] and "http" not in policy[1] and "*" not in policy[1]
    assert head.index("Content-Security-Policy") < head.index("<script")


def test_no_port_is_opened(monkeypatch):
    import socket

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "bind", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert "marionette-facts" in page(figure(), performance(5))


def test_what_does_not_fit_is_refused(tmp_path):
    (tmp_path / "talk.wav").write_bytes(b"no sound")
    with pytest.raises(StudioError, match=r"talk\.wav is not a sound"):
        page(figure(), performance(5), sound=Sound(tmp_path / "talk.wav"))
    with pytest.raises(StudioError, match="no frames"):
        page(figure(), performance(0))
    wrong = performance(5)
    with pytest.raises(ValueError, match="translation"):
        page(figure(), Performance(FPS, wrong.quaternions, wrong.translation[:4], wrong.face))


# ---- in a real browser -----------------------------------------------------------------------------------------------

browser = pytest.mark.browser
CLICK = 1.5


class Stage:
    """The page in Chromium, and everything it asked for or complained of."""

    def __init__(self, tab: Any, shown: Performance) -> None:
        self.tab, self.shown = tab, shown
        self.requests: list[str] = []
        self.errors: list[str] = []
        tab.on("request", lambda request: self.requests.append(request.url))
        tab.on("pageerror", lambda error: self.errors.append(str(error)))
        tab.on("console", lambda line: self.errors.append(line.text) if line.type == "error" else None)

    def wait(self) -> None:
        self.tab.wait_for_function("window.marionette", timeout=60_000)
        self.tab.evaluate("marionette.ready")

    def at(self, frame: int) -> np.ndarray:
        """The picture [H, W, 3] while paused at `frame`."""
        self.tab.evaluate(f"marionette.pause(); marionette.seek(({frame} + 0.001) / {float(FPS)})")
        return self.settled()

    def picture(self) -> np.ndarray:
        self.tab.evaluate("new Promise(r => { let n = 4; const f = () => n-- ? requestAnimationFrame(f) : r(); f(); })")
        return decoded(self.tab.screenshot())

    def settled(self) -> np.ndarray:
        """The picture once two in a row are the same: a busy machine takes a while to draw it."""
        before = self.picture()
        for _ in range(40):
            self.tab.wait_for_timeout(100)
            after = self.picture()
            if (before == after).all():
                return after
            before = after
        raise AssertionError("the picture never comes to rest")


def decoded(png: bytes) -> np.ndarray:
    import io

    from PIL import Image

    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)


@pytest.fixture(scope="module")
def strict_chromium(launch_chromium: Callable[..., Any]) -> Iterator[Any]:
    """A browser in which sound waits for a press, as for most people."""
    browser = launch_chromium("--autoplay-policy=user-gesture-required")
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def stage(strict_chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    folder = tmp_path_factory.mktemp("page")
    samples = np.zeros(44_100 * 3)
    start = round(CLICK * 44_100)
    samples[start : start + 60] = 0.9
    soundfile.write(folder / "click.wav", samples, 44_100)
    document = page(figure(), performance(), sound=Sound(folder / "click.wav"), title="Three boxes", theme="light")
    (folder / "page.html").write_text(document, encoding="utf-8")
    shown = Stage(strict_chromium.new_page(viewport={"width": 900, "height": 560}), performance())
    shown.tab.goto((folder / "page.html").as_uri())
    shown.wait()
    return shown


class TestInChromium:
    pytestmark = browser

    def test_it_plays_by_itself_and_pixels_change(self, stage):
        stage.tab.evaluate("marionette.seek(0.2); marionette.play()")
        first = stage.picture()
        stage.tab.wait_for_timeout(500)
        assert (np.abs(stage.picture() - first).max(axis=-1) > 40).sum() > 200

    def test_a_moment_shows_its_own_pose(self, stage):
        for frame in (0, 24, 70):
            picture = stage.at(frame)
            joints = np.array(stage.tab.evaluate("marionette.joints()"))
            assert np.abs(joints - expected_joints(stage.shown, frame)).max() < 1e-3
            again = np.abs(stage.at(frame) - picture).max(axis=-1)
            assert (again > 40).mean() < 0.005, "the same moment looks the same; edges may be drawn coarser when busy"
        assert (np.abs(stage.at(24) - stage.at(70)).max(axis=-1) > 40).sum() > 500

    def test_between_frames_it_blends(self, stage):
        stage.tab.evaluate(f"marionette.pause(); marionette.seek(20.5 / {float(FPS)})")
        between = np.array(stage.tab.evaluate("marionette.joints()"))
        around = (expected_joints(stage.shown, 20) + expected_joints(stage.shown, 21)) / 2
        assert np.abs(between - around).max() < 1e-3

    def test_colours_are_the_vertices_own(self, stage):
        picture = stage.at(0)
        red, green, blue = (picture - np.delete(picture, c, axis=-1).max(axis=-1, keepdims=True) for c in range(3))
        for strength, c in ((red, 0), (green, 1), (blue, 2)):
            assert (strength[..., c] > 60).sum() > 400

    def test_the_face_is_seen_to_move(self, stage):
        still = stage.tab.evaluate("marionette.pause(); marionette.seek(0); marionette.face()")
        moved = stage.tab.evaluate("marionette.seek(2.99); marionette.joints(); marionette.face()")
        assert still[0] < 0.02 and moved[0] > 0.98
        top = """(() => { let box;
            __viserMutable.nodeRefFromName['/figure'].traverse(o => { if (o.isSkinnedMesh && !box) box = o; });
            return Math.max(...Array.from(box.geometry.attributes.position.array).filter((_, i) => i % 3 == 1)); })()"""
        assert stage.tab.evaluate(top) == pytest.approx(2.0, abs=0.01)
        blue = [np.argwhere(p[..., 2] - p[..., :2].max(axis=-1) > 40) for p in (stage.at(0), stage.at(89))]
        heights = [np.ptp(points[:, 0]) for points in blue]
        assert heights[1] > 1.3 * heights[0]

    def test_keys_play_and_step(self, stage):
        stage.at(10)
        stage.tab.keyboard.press("ArrowRight")
        assert int(stage.tab.evaluate("marionette.time") * 30) == 11
        stage.tab.keyboard.press("Shift+ArrowRight")
        stage.tab.keyboard.press("ArrowLeft")
        assert int(stage.tab.evaluate("marionette.time") * 30) == 20
        assert not stage.tab.evaluate("marionette.playing")
        stage.tab.keyboard.press("Space")
        assert stage.tab.evaluate("marionette.playing")

    def test_dragging_orbits_and_the_slider_scrubs(self, stage):
        before = stage.at(30)
        stage.tab.mouse.move(450, 200)
        stage.tab.mouse.down()
        stage.tab.mouse.move(600, 200, steps=4)
        stage.tab.mouse.up()
        stage.tab.wait_for_timeout(600)
        assert (np.abs(stage.picture() - before).max(axis=-1) > 40).sum() > 500
        bar = stage.tab.locator("#stage-scrub").bounding_box()
        stage.tab.mouse.click(bar["x"] + bar["width"] * 0.75, bar["y"] + bar["height"] / 2)
        assert stage.tab.evaluate("marionette.time") == pytest.approx(2.25, abs=0.1)
        stage.tab.evaluate("marionette.look('front')")

    def test_speed_changes_time(self, stage):
        stage.tab.evaluate("marionette.setRate(0.25); marionette.seek(0); marionette.play()")
        start = stage.tab.evaluate("[performance.now(), marionette.time]")
        stage.tab.wait_for_timeout(400)
        end = stage.tab.evaluate("[performance.now(), marionette.time]")
        stage.tab.evaluate("marionette.setRate(1)")
        assert end[1] - start[1] == pytest.approx(0.25 * (end[0] - start[0]) / 1000, abs=0.01)

    def test_sound_waits_for_a_click_and_then_follows_the_time(self, stage):
        stage.tab.evaluate("marionette.seek(0); marionette.play()")
        assert not stage.tab.evaluate("marionette.sound.debug().playing")
        stage.tab.click("#stage-sound")
        stage.tab.wait_for_function("marionette.sound.debug().playing", timeout=5000)
        for move in ("0", "marionette.seek(1.2)", "marionette.setRate(0.5)", "marionette.seek(0.4)"):
            stage.tab.evaluate(move)
            stage.tab.wait_for_timeout(250)
            in_step = "Math.abs(marionette.sound.debug().position - marionette.time) < 0.06"
            stage.tab.wait_for_function(in_step, timeout=10_000)  # at once, unless the machine is overloaded
        stage.tab.evaluate("marionette.setRate(1); marionette.pause()")
        assert not stage.tab.evaluate("marionette.sound.debug().playing")

    def test_the_click_is_decoded_where_it_was(self, stage):
        heard = stage.tab.evaluate("""async () => {
            const text = atob(document.getElementById('marionette-sound').textContent);
            const bytes = Uint8Array.from(text, c => c.charCodeAt(0));
            const sound = await new OfflineAudioContext(1, 1, 48000).decodeAudioData(bytes.buffer);
            const line = sound.getChannelData(0);
            return [line.findIndex(v => Math.abs(v) > 0.3) / sound.sampleRate, sound.duration]; }""")
        assert heard[0] == pytest.approx(CLICK, abs=0.005)
        assert heard[1] == pytest.approx(3.0, abs=0.06)

    def test_it_asked_nobody_and_nothing_broke(self, stage):
        assert [url for url in stage.requests if not url.startswith(("data:", "blob:", "file:"))] == []
        assert len([url for url in stage.requests if url.startswith("file:")]) == 1
        assert stage.errors == []

    def test_a_page_of_the_same_origin_drives_it_and_hears_the_time(self, chromium):
        context = chromium.new_context()
        document = page(figure(), performance())
        frame = '<iframe src="http://studio.test/view.html" width="500" height="400"></iframe>'
        listen = "<script>heard=[];onmessage=e=>heard.push([e.origin,e.data])</script>"
        for host in ("studio", "stranger"):
            context.route(f"http://{host}.test/", lambda r: r.fulfill(body=listen + frame, content_type="text/html"))
        context.route("http://studio.test/view.html", lambda r: r.fulfill(body=document, content_type="text/html"))
        for host, obeyed in (("studio", True), ("stranger", False)):
            tab = context.new_page()
            tab.goto(f"http://{host}.test/")
            inner = tab.frames[1]
            inner.wait_for_function("window.marionette", timeout=60_000)
            inner.evaluate("marionette.ready.then(() => marionette.pause())")
            inner.evaluate("marionette.seek(0)")
            tab.evaluate("frames[0].postMessage({type: 'marionette', action: 'seek', time: 1.25}, '*')")
            tab.wait_for_timeout(300)
            assert (inner.evaluate("marionette.time") == pytest.approx(1.25)) is obeyed
            heard = tab.evaluate("heard.filter(([o, d]) => d.type === 'marionette').map(([o, d]) => d)")
            assert bool(heard) is obeyed
            if obeyed:
                assert heard[-1]["time"] == pytest.approx(1.25) and heard[-1]["playing"] is False
            tab.close()
        context.close()
