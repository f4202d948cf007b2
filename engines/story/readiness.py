"""What making a film needs to have loaded: it takes a second or two once, during which one can still give up."""

from __future__ import annotations

import threading
from importlib import import_module

import numpy as np

from contracts import Progress

_MODULES = (
    "scipy.signal", "scipy.ndimage", "skia", "cv2", "engines.story.film", "engines.story.projector",
    "engines.story.soundtrack",
    "renderers.figures", "renderers.scenery", "renderers.scenery_props", "renderers.video_yuv",
)  # fmt: skip
_LOADED = threading.Event()


def make_ready(progress: Progress) -> None:
    """Load it all, beside, and ask `progress` all the while whether it is still wanted."""
    if _LOADED.is_set():
        return
    loading = threading.Thread(target=_load, name="make ready", daemon=True)
    loading.start()
    while loading.is_alive():
        progress("get ready", 0, 1, "")
        loading.join(0.1)


def _load() -> None:
    from renderers.video import pack

    for module in _MODULES:
        import_module(module)
    pack(np.zeros((2, 2, 4), np.uint8)[..., :3], ".mp4")  # the loops that pack frames come from a file as well
    _LOADED.set()
