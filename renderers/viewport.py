"""A person in 3D as one HTML page that needs no server: play, scrub, speed, orbit, sound in step.

viser shows the scene; the program in `viewport_parts` moves skeleton and face, keeps time and draws the controls;
viser-audio keeps the sound on that time. The page forbids itself every request (Content-Security-Policy), so nothing
leaves the machine it is opened on.
"""

from __future__ import annotations

import base64
import html
import json
import tempfile
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeAlias

import numpy as np

from contracts import StudioError
from renderers.media import Sound, small_sound
from renderers.viewport_figure import Figure, Floats, Performance
from renderers.viewport_pack import Pack

__all__ = ["Figure", "Performance", "Sound", "Theme", "page"]

Theme: TypeAlias = Literal["auto", "light", "dark"]

PARTS = (
    "time", "numbers", "figure", "face", "poses", "camera",
    "sound", "controls", "around", "frames", "painting", "start",
)  # fmt: skip
"""The page's own program in the order in which its parts follow each other. They share one scope: units are metres,
seconds and radians, y is up, and quaternions are x, y, z, w."""

FASTEST = 60
"""Poses a second that a page holds; of faster motion it keeps every second (third, ...) one and blends between."""

_TURN_STEP = 2.0**-13  # a quaternion's rounding turns a joint by less than 0.01 degrees
_PLACE_STEP = 1e-4
_FACE_STEP = 1 / 255
_MORPH_STEP = 2.0**-15  # 0.03 mm
_MORPH_LEAST = 5e-5
_COLOUR_STEP = 1 / 255

_FRAMES_LOOKED_AT = 60
_HAND = 0.12
"""From the last joint of a finger or the middle of the head to what is above it, metres."""

# viser's WebAssembly needs 'unsafe-eval'; nothing may be fetched, so nothing foreign can be evaluated.
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' blob:; worker-src blob:; "
    "style-src 'unsafe-inline'; img-src data: blob:; font-src data:; media-src data: blob:; connect-src data: blob:"
)


def page(
    figure: Figure,
    performance: Performance,
    *,
    sound: Sound | None = None,
    title: str = "",
    theme: Theme = "auto",
) -> str:
    """The page as HTML, to be written as UTF-8. It plays in a loop at once; sound waits for the first click.

    The page carries the sound as MP3, cut to the length of the motion.
    """
    from viser_audio import runtime_source

    from renderers.viewport_scene import KEY, NODE, client, scene

    _check(figure, performance)
    still = base64.b64encode(_remembered(scene, figure)).decode("ascii")
    facts, numbers = _motion(performance)
    body_directory, body_numbers = _remembered(_body, figure)
    duration = len(performance.quaternions) / performance.fps
    facts |= {"node": NODE, "key": KEY, "theme": theme, "title": title, "body": json.loads(body_directory)}
    facts |= {"heading": _heading(performance), "head": figure.head, "height": _height(figure, performance)}
    values = {
        "viser": f'window.__VISER_EMBED_DATA__="{still}";window.__VISER_EMBED_CONFIG__={{darkMode:false}};',
        "facts": json.dumps(facts).replace("<", "\\u003c"),
        "motion": numbers,
        "body": body_numbers,
        "sound": "" if sound is None else _mp3(sound, duration),
    }
    head = (
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"<style>{_source('viewport.css')}</style><script>{values['viser']}</script>"
    )
    foot = "".join(
        f'<script type="application/json" id="marionette-{name}">{values[name]}</script>'
        for name in ("facts", "motion", "body", "sound")
    )
    runtime = runtime_source() if sound is not None else ""
    foot += f"<script>{runtime}</script><script>{_program()}</script>"
    document = client()
    document = document.replace("<title>Viser</title>", f"<title>{html.escape(title or 'Marionette')}</title>", 1)
    start, end = document.index("<head>") + len("<head>"), document.rindex("</body>")
    return "".join([document[:start], head, document[start:end], foot, document[end:]])


def _check(figure: Figure, performance: Performance) -> None:
    frames, joints = len(performance.quaternions), len(figure.joints)
    shapes = {
        "quaternions": (performance.quaternions.shape, (frames, joints, 4)),
        "translation": (performance.translation.shape, (frames, 3)),
        "face": (performance.face.shape, (frames, len(figure.morph_starts) - 1)),
    }
    for name, (shape, wanted) in shapes.items():
        if shape != wanted:
            raise ValueError(f"{name} has the shape {shape}, not {wanted}")
    if frames == 0:
        raise StudioError("There is nothing to show: the motion has no frames.", "Choose a longer part of it.")


def _remembered(make: Any, figure: Figure) -> Any:
    """What depends on the figure alone is made once: a page a tab costs only its motion."""
    return _of_figure(make, figure)


@lru_cache(maxsize=8)
def _of_figure(make: Any, figure: Figure) -> Any:
    return make(figure)


def _motion(performance: Performance) -> tuple[dict[str, Any], str]:
    every = max(1, -int(-performance.fps // FASTEST))
    turns = performance.quaternions[::every]
    pack = Pack()
    pack.add("turns", np.moveaxis(_continuous(turns), 0, -1), _TURN_STEP)
    pack.add("places", performance.translation[::every].T, _PLACE_STEP)
    pack.add("face", performance.face[::every].T, _FACE_STEP)
    directory, numbers = pack.text()
    rate: Fraction = performance.fps
    facts = {
        "motion": json.loads(directory),
        "fps": [rate.numerator, rate.denominator],
        "every": every,
        "frames": len(performance.quaternions),
    }
    return facts, numbers


def _continuous(quaternions: Floats) -> Floats:
    """[T, J, 4] the same rotations, each quaternion on the side of the sphere where the one before it is."""
    q = quaternions / np.maximum(np.linalg.norm(quaternions, axis=-1, keepdims=True), 1e-12)
    flips = np.einsum("tjc,tjc->tj", q[1:], q[:-1]) < 0
    signs = np.where(np.cumsum(flips, axis=0) % 2 == 1, np.float32(-1), np.float32(1))
    return np.concatenate([q[:1], q[1:] * signs[..., None]])


def _heading(performance: Performance) -> float:
    """Which way the figure faces as it begins: the angle about y from +z, radians."""
    w, x, y, z = (float(v) for v in performance.quaternions[0, 0])
    return float(np.arctan2(2 * (x * z + w * y), 1 - 2 * (x * x + y * y)))


def _height(figure: Figure, performance: Performance) -> float:
    """How high the picture must reach, metres: over the figure's head at rest, and over hands that are raised."""
    frames = np.unique(np.linspace(0, len(performance.translation) - 1, _FRAMES_LOOKED_AT).astype(int))
    turns, places = {}, {}
    for joint, parent in enumerate(figure.parents):
        q = performance.quaternions[frames, joint]
        if parent < 0:
            turns[joint], places[joint] = q, performance.translation[frames]
            continue
        w, u, v, s = turns[parent][:, :1], turns[parent][:, 1:], q[:, 1:], q[:, :1]
        real = w * s - (u * v).sum(-1, keepdims=True)
        turns[joint] = np.concatenate([real, w * v + s * u + np.cross(u, v)], axis=-1)
        offset = np.broadcast_to(figure.joints[joint] - figure.joints[parent], u.shape)
        places[joint] = places[parent] + offset + 2 * np.cross(u, w * offset + np.cross(u, offset))
    highest = max(float(place[:, 1].max()) for place in places.values())
    rest = float(figure.vertices[:, 1].max())
    return min(max(rest, highest + _HAND), 1.5 * rest)


def _body(figure: Figure) -> tuple[str, str]:
    """What viser's skinned mesh cannot hold: the skeleton, colours, gloss, seams and face shapes."""
    pack = Pack()
    pack.add("parents", figure.parents)
    pack.add("joints", figure.joints.T, _PLACE_STEP)
    pack.add("colors", figure.surface.colors.T, _COLOUR_STEP)
    pack.add("gloss", figure.surface.gloss, _COLOUR_STEP)
    seams = np.flatnonzero(figure.surface.weld != np.arange(len(figure.surface.weld)))
    pack.add("seams", np.stack([seams, figure.surface.weld[seams]]))
    sizes = np.diff(figure.morph_starts)
    seen = np.abs(figure.morph_deltas).max(axis=-1, initial=0) > _MORPH_LEAST
    owner = np.repeat(np.arange(len(sizes)), sizes)
    pack.add("morphSizes", np.bincount(owner[seen], minlength=len(sizes)))
    pack.add("morphVertices", figure.morph_vertices[seen])
    pack.add("morphDeltas", figure.morph_deltas[seen].T, _MORPH_STEP)
    return pack.text()


def _mp3(sound: Sound, duration: Fraction) -> str:
    """At most `duration` of `sound` as base64 MP3, which every browser decodes without a run-up at its start."""
    with tempfile.TemporaryDirectory(prefix="marionette-") as folder:
        small = Path(folder) / "sound.mp3"
        small_sound(sound, small, duration)
        return base64.b64encode(small.read_bytes()).decode("ascii")


@lru_cache(maxsize=1)
def _program() -> str:
    parts = "\n".join(_source(f"viewport_parts/{name}.js") for name in PARTS)
    return f'"use strict";\n(() => {{\n{parts}}})();'


@lru_cache(maxsize=16)
def _source(name: str) -> str:
    return (Path(__file__).parent / name).read_text(encoding="utf-8")
