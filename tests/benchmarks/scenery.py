"""Processor time for a backdrop with weather, five things and a bubble, beside a bare copy of one picture.

    OPENBLAS_NUM_THREADS=1 .venv/bin/python tests/benchmarks/scenery.py

Every row is the whole picture without figures. Times are processor time of this process, the best third of all frames.
"""

from __future__ import annotations

import time
from typing import get_args

import numpy as np
import skia

from renderers.bubbles import Speech, arrange, draw_bubble
from renderers.figure_pens import STYLES, Style
from renderers.figures import View
from renderers.scenery import Camera, Scenery
from renderers.scenery_props import Standing
from renderers.scenery_sky import Weather

THINGS = ("bench", "umbrella", "bicycle", "flower", "present")


def measured(
    place: str, style: Style, weather: Weather, size: tuple[int, int], move: Camera, frames: int = 60
) -> tuple[float, float, float]:
    """Milliseconds a frame; of the first frame; of a bare copy of the picture."""
    pixels = np.zeros((size[1], size[0], 4), dtype=np.uint8)
    surface = skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType)
    canvas = surface.getCanvas()
    scenery, standing = Scenery(place, style, weather=weather), Standing(style)
    mouth = (0.4 * size[0], 0.45 * size[1])
    face = (mouth[0] - 50, mouth[1] - 60, mouth[0] + 50, mouth[1] + 40)
    taken = []
    for frame in range(frames):
        x, high = (0.05 * frame if move == "pan" else 0.0), 5.0
        if move in ("zoom", "dolly"):
            high = 5.0 - 0.02 * frame
        view = View((x, 1.4), high, size)
        begin = time.process_time()
        draw(canvas, scenery, standing, view, frame, move)
        spots = arrange([Speech("Shall we go to the park and fly the kite?", mouth)], [face], size)
        for spot in spots:
            draw_bubble(canvas, spot, style)
        surface.flushAndSubmit()
        taken.append(1000 * (time.process_time() - begin))
    copies = []
    for _ in range(10):
        begin = time.process_time()
        pixels.copy()
        copies.append(1000 * (time.process_time() - begin))
    steady = sorted(taken[2:])
    return float(np.mean(steady[: max(len(steady) // 3, 1)])), taken[0], min(copies)


def draw(canvas: skia.Canvas, scenery: Scenery, standing: Standing, view: View, frame: int, camera: Camera) -> None:
    """The backdrop, five things, and what falls before them."""
    scenery.draw(canvas, view, frame / 25, camera)
    for at, kind in enumerate(THINGS):
        standing.draw(canvas, view, kind, -3.2 + 1.5 * at, 0.2, frame, zooms=camera in ("zoom", "dolly"))
    scenery.draw_front(canvas, view, frame / 25)


def main() -> None:
    """Print the table."""
    print("place        style       weather        size camera      ms  frames/s   first  /copy")
    rows: list[tuple[str, Style, Weather, tuple[int, int], Camera]] = []
    rows += [("park", style, "rain", (1280, 720), "still") for style in STYLES]
    rows += [("forest", "normal", "snow", (1280, 720), move) for move in get_args(Camera)]
    rows += [("city", "normal", weather, (1280, 720), "still") for weather in ("clear", "storm", "wind", "fog")]
    rows += [
        ("classroom", "normal", "clear", (1280, 720), "pan"),
        ("underwater", "normal", "clear", (1280, 720), "pan"),
    ]
    rows += [("park", "normal", "rain", size, "still") for size in ((3840, 2160), (1080, 1080), (720, 1280))]
    for place, style, weather, size, move in rows:
        each, first, copy = measured(place, style, weather, size, move, 60 if size[0] < 2000 else 20)
        label = f"{size[0]}x{size[1]}"
        print(f"{place:12} {style:11} {weather:8} {label:>10} {move:6} {each:7.2f}", end=" ")
        print(f"{1000 / each:9.0f} {first:7.0f} {each / copy:6.1f}")


if __name__ == "__main__":
    main()
