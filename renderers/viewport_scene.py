"""The still scene of the 3D page, built and saved with viser without a server: no port is opened.

viser draws the figure, ground, light and camera; `viewport_parts` move them. This is the one place that knows viser's
insides, and its version is pinned for that reason.
"""

from __future__ import annotations

import threading
from typing import Any

import numpy as np

from renderers.viewport_figure import Figure

NODE = "/figure"
_STEP = 2.0**-14  # vertices on a grid of 0.06 mm compress to half the size
_WEIGHT_STEPS = 256

KEY, _FILL, _RIM = (2.2, 4.0, 3.0), (-3.5, 2.0, 2.0), (-1.0, 3.0, -4.0)


def scene(figure: Figure) -> bytes:
    """The scene as viser's own recording, which its client shows from inside a page."""
    from viser._messages import SetOrientationMessage
    from viser._scene_api import SceneApi

    recorder = _recorder()
    recording = recorder.get_message_serializer(lambda message: message.include_in_scene_serialization)
    api = SceneApi(_Page(recorder), thread_executor=None, event_loop=None)
    recorder.queue_message(SetOrientationMessage("", (1.0, 0.0, 0.0, 0.0)))  # viser's world is three.js's: y up
    api.configure_default_lights(enabled=False)
    api.configure_environment_map(None)  # slow to load and to draw without a graphics card
    api.add_light_hemisphere("/light/sky", sky_color=(255, 252, 246), ground_color=(150, 146, 140), intensity=1.5)
    api.add_light_directional("/light/key", position=KEY, intensity=2.2, color=(255, 246, 235))
    api.add_light_directional("/light/fill", position=_FILL, intensity=0.7, color=(225, 236, 255))
    api.add_light_directional("/light/rim", position=_RIM, intensity=1.4, color=(235, 240, 255))
    api.add_grid(
        "/ground",
        plane="xz",
        infinite_grid=True,
        cell_size=0.25,
        section_size=1.0,
        cell_color=(150, 150, 152),
        section_color=(128, 128, 132),
        cell_thickness=0.6,
        section_thickness=1.0,
        fade_distance=14.0,
        fade_strength=2.0,
        fade_from="origin",
        shadow_opacity=0.45,
    )
    joints = len(figure.joints)
    api.add_mesh_skinned(
        NODE,
        np.round(figure.vertices / _STEP) * _STEP,
        figure.surface.faces,
        bone_wxyzs=np.tile([1.0, 0.0, 0.0, 0.0], (joints, 1)),
        bone_positions=figure.joints,
        skin_weights=_dense(figure),
        color=(255, 255, 255),
    )
    return recording.serialize()


def client() -> str:
    """viser's browser program: a page without data."""
    from pathlib import Path

    import viser

    return (Path(viser.__file__).parent / "client" / "build" / "index.html").read_text(encoding="utf-8")


def _dense(figure: Figure) -> np.ndarray[Any, np.dtype[np.float32]]:
    """[V, J] weights in 256ths that sum to one, as viser takes them."""
    sharp = np.round(figure.joint_weights * _WEIGHT_STEPS)
    rows = np.arange(len(sharp))
    strongest = figure.joint_weights.argmax(axis=1)
    sharp[rows, strongest] += _WEIGHT_STEPS - sharp.sum(axis=1)
    dense = np.zeros((len(sharp), len(figure.joints)), np.float32)
    np.add.at(dense, (rows[:, None], figure.joint_indices), sharp / _WEIGHT_STEPS)
    return dense


def _recorder() -> Any:
    from viser.infra import WebsockMessageHandler

    class Recorder(WebsockMessageHandler):  # type: ignore[misc]
        """Records every message and sends none."""

        def queue_message(self, message: Any) -> None:
            for recording in self._record_handles:
                recording._insert_message(message)

        def get_message_buffer(self) -> Any:
            raise NotImplementedError("a page has no connection")

    return Recorder()


class _Page:
    """What viser's SceneApi asks of the browser it draws in; here, a page that opens later."""

    client_id = ""

    def __init__(self, recorder: Any) -> None:
        self._websock_connection = recorder
        self._viser_server = self
        self._scene_lifecycle_lock = threading.RLock()
