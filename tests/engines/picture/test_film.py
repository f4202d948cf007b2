"""A motion becomes a film of the same length, frame for frame, with its sound, or nothing at all."""

import io
import subprocess
from fractions import Fraction
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
import soundfile
from PIL import Image
from pydantic import ValidationError

from contracts import Cancelled, StudioError
from engines.body import load_body
from engines.motion import Motion, formats, skeleton
from engines.picture import RenderRequest, render, thumbnail
from engines.picture.still import telling_frame
from engines.picture.subject import subject_of
from renderers import video
from renderers.camera import NAMES, cameras
from renderers.mesh import MeshRenderer

SAMPLES = Path(__file__).resolve().parents[3] / "assets" / "samples"
SMALL = (160, 120)


def decoded(path: Path, size: tuple[int, int] = SMALL, channels: int = 3, codec: tuple[str, ...] = ()) -> np.ndarray:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", *codec, "-i", str(path), "-f", "rawvideo", "-pix_fmt"]
    command += [{3: "rgb24", 4: "rgba"}[channels], "-fps_mode", "passthrough", "-"]
    raw = subprocess.run(command, capture_output=True, check=True).stdout
    return np.frombuffer(raw, np.uint8).reshape(-1, size[1], size[0], channels).astype(int)


def sliding(frames: int, fps: Fraction | int = 30) -> Motion:
    """The rest pose, carried evenly from left to right through the picture."""
    places = np.tile(skeleton.REST[0], (frames, 1))
    places[:, 0] = np.linspace(-1, 1, frames)
    return Motion.of(fps, np.zeros((frames, 55, 3)), places)


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("motions") / "slide.npz"
    formats.write(sliding(40, Fraction(30000, 1001)), path)
    return path


def test_a_film_has_the_motions_frames_at_its_exact_rate(tmp_path, saved):
    film = render(RenderRequest(motion=saved, out=tmp_path / "film.mp4", size=SMALL))
    info = video.probe(film.path)
    assert (info.frames, info.fps) == (film.frames, film.fps) == (40, Fraction(30000, 1001))
    assert (info.width, info.height) == film.size == SMALL
    assert film.seconds == pytest.approx(info.duration, abs=1e-3)


@pytest.mark.slow
def test_frames_come_in_order_and_as_one_renderer_draws_them(tmp_path):
    motion = sliding(50)
    path = render(RenderRequest(motion="-", out=tmp_path / "film.mp4", size=SMALL), motion=motion).path
    shown = decoded(path)
    body = load_body()
    renderer = MeshRenderer(body.surface, SMALL, threads=1)
    views = cameras("full", subject_of(body, motion), SMALL[0] / SMALL[1])
    for frame in range(50):
        drawn = renderer.draw(body.vertices(motion, frame, frame + 1)[0], views[frame]).astype(int)
        difference = np.abs(shown - drawn).mean(axis=(1, 2, 3))
        assert difference.argmin() == frame and difference[frame] < 3


@pytest.mark.slow
def test_edits_reach_the_film_and_its_sound(tmp_path, saved):
    beeps = np.zeros(44_100 * 3)
    beeps[round(44_100 * 0.8) :][:2000] = 0.8 * np.sin(np.arange(2000) / 10)
    soundfile.write(tmp_path / "beep.wav", beeps, 44_100)
    edits = {"start": 0.5, "fps": 25}
    request = RenderRequest(
        motion=saved, audio=tmp_path / "beep.wav", out=tmp_path / "film.mp4", size=SMALL, edits=edits
    )
    film = render(request)
    info = video.probe(film.path)
    assert info.fps == 25 and info.duration == pytest.approx(40 * 1001 / 30000 - 0.5, abs=0.05)
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", str(film.path), "-f", "f32le", "-ac", "1"]
    raw = subprocess.run([*command, "-ar", "48000", "-"], capture_output=True, check=True).stdout
    track = np.abs(np.frombuffer(raw, np.float32))
    assert np.argmax(track > 0.2) / 48_000 == pytest.approx(0.3, abs=0.02)
    assert len(track) / 48_000 == pytest.approx(info.duration, abs=0.04)


def test_a_transparent_film_is_seen_through(tmp_path):
    request = RenderRequest(motion="-", out=tmp_path / "film.webm", size=SMALL, background="transparent")
    shown = decoded(render(request, motion=sliding(3)).path, channels=4, codec=("-c:v", "libvpx-vp9"))
    assert (shown[:, :8, :8, 3] < 10).all()
    assert (shown[..., 3] > 240).sum(axis=(1, 2)).min() > 200


@pytest.mark.slow
def test_the_advanced_method_films_the_same_movement(tmp_path):
    from renderers import opengl

    try:
        opengl.platform()
    except StudioError as error:
        pytest.skip(f"no OpenGL here: {error}")
    motion = sliding(6)
    films = {}
    for method in ("simple", "advanced"):
        request = RenderRequest(motion="-", out=tmp_path / f"{method}.mp4", size=SMALL, method=method)
        film = render(request, motion=motion)
        assert film.method == method and film.frames == 6
        films[method] = decoded(film.path)
    middles = {}
    for method, shown in films.items():
        dark = shown.sum(axis=-1) < 200
        middles[method] = [np.flatnonzero(frame.any(axis=0)).mean() for frame in dark]
    assert np.abs(np.subtract(middles["simple"], middles["advanced"])).max() < 4
    assert np.ptp(middles["advanced"]) > 50


@pytest.mark.parametrize("camera", NAMES)
def test_every_camera_films_a_face_that_talks(tmp_path, camera):
    motion = formats.read(SAMPLES / "talk.npz")
    short = motion.with_(**{k: getattr(motion, k)[:8] for k in ("rotations", "translation", "face", "expression")})
    shown = decoded(
        render(RenderRequest(motion="-", out=tmp_path / "film.mp4", size=SMALL, camera=camera), motion=short).path
    )
    skin = (shown[..., 0] - shown[..., 2] > 25).sum(axis=(1, 2))
    assert len(shown) == 8 and skin.min() > 15


def test_the_request_names_the_cameras_there_are():
    field = RenderRequest.model_fields["camera"]
    assert set(field.annotation.__args__) == set(NAMES)


@pytest.mark.parametrize("at", [0, 1, 25])
def test_cancelling_leaves_nothing(tmp_path, at):
    calls = []

    def progress(stage: str, done: float, total: float, message: str = "") -> None:
        calls.append(done)
        if stage == "film" and done >= at:
            raise Cancelled

    with pytest.raises(Cancelled):
        render(RenderRequest(motion="-", out=tmp_path / "film.mp4", size=SMALL), progress, sliding(60))
    assert list(tmp_path.iterdir()) == []
    assert sum(done > 0 for done in calls) <= at + 4, "it stopped at once"
    assert at == 0 or calls.count(0) > 20, "it also asks while the camera is placed, which takes long for long motions"


def test_progress_counts_frames(tmp_path, saved):
    seen = []
    request = RenderRequest(motion=saved, out=tmp_path / "film.mp4", size=SMALL)
    render(request, lambda stage, done, total, message="": seen.append((stage, done, total)))
    frames = [(done, total) for stage, done, total in seen if stage == "film" and total == 40]
    assert {done for done, _ in frames} >= set(range(1, 41))
    assert seen[-1] == ("film", 40, 40)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"out": "film.mp4", "background": "transparent"}, "MP4 cannot be transparent"),
        ({"out": "film.gif", "audio": SAMPLES / "talk.wav"}, "GIF cannot have sound"),
        ({"out": "film.mkv"}, "kind of film"),
        ({"out": "film.mp4", "motion": Path("gone.npz")}, "gone.npz"),
        ({"out": "film.mp4", "body": "smplx"}, "SMPLX_NEUTRAL"),
        ({"out": "film.mp4", "palette": "plaid"}, "plaid"),
        ({"out": "film.mp4", "background": "#12"}, "#12"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_left(tmp_path, saved, changes, says):
    asked = {"motion": saved, "size": SMALL, **changes, "out": tmp_path / changes["out"]}
    with pytest.raises(StudioError, match=says):
        render(RenderRequest(**asked))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "changes", [{"size": (8, 8)}, {"size": (960, 9000)}, {"camera": "moon"}, {"method": "x"}, {"colour": "red"}]
)
def test_a_request_out_of_bounds_is_refused(tmp_path, changes):
    with pytest.raises(ValidationError):
        RenderRequest(motion=tmp_path / "a.npz", out=tmp_path / "a.mp4", **changes)


def test_a_film_never_replaces_its_own_motion(tmp_path):
    (tmp_path / "walk.mp4").write_bytes(b"")
    with pytest.raises(ValidationError, match="replace the motion"):
        RenderRequest(motion=tmp_path / "walk.mp4", out=tmp_path / ".." / tmp_path.name / "walk.mp4")


def test_a_request_survives_its_sidecar(tmp_path):
    request = RenderRequest(motion=tmp_path / "a.bvh", out=tmp_path / "a.mp4", edits={"smooth": 0.5, "fps": 29.97})
    assert RenderRequest.model_validate_json(request.model_dump_json()) == request


def test_the_camera_is_told_how_far_the_figure_reaches():
    motion, body = formats.read(SAMPLES / "greeting.npz"), load_body()
    subject = subject_of(body, motion)
    for frame in range(0, len(motion), 37):
        vertices = body.vertices(motion, frame, frame + 1)[0]
        assert np.abs(subject.low[frame] - vertices.min(axis=0)).max() < 0.05
        assert np.abs(subject.high[frame] - vertices.max(axis=0)).max() < 0.05
    assert np.abs(subject.head - motion.positions()[:, skeleton.INDEX["head"]]).max() < 0.02


def test_a_thumbnail_is_a_small_png_filled_by_the_figure():
    picture = np.asarray(Image.open(io.BytesIO(thumbnail(formats.read(SAMPLES / "walk.npz"), (200, 150)))))
    assert picture.shape == (150, 200, 3)
    figure = np.abs(picture.astype(int) - picture[2, 2]).max(axis=-1) > 60
    rows = np.flatnonzero(figure.any(axis=1))
    assert rows[-1] - rows[0] > 100


def test_the_telling_frame_is_the_one_where_something_happens():
    rotations = np.zeros((100, 55, 3))
    rotations[62, skeleton.INDEX["left_shoulder"], 2] = 1.2
    assert telling_frame(Motion.of(30, rotations)) == 62
    assert telling_frame(Motion.of(30, np.zeros((1, 55, 3)))) == 0
