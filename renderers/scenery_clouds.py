"""Clouds that go by, each at its own height and pace."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from renderers.figure_pens import Style
from renderers.figures import View
from renderers.scenery_pens import BACKDROP_PENS, Light
from renderers.scenery_pieces import Place, seeded
from renderers.scenery_sky import Time, Weather, cloud_colour, cloud_count, draw_cloud
from renderers.scenery_tiles import TILE, Tile, cut

if TYPE_CHECKING:
    import skia

REST = View()
"""The camera about which layers lie as they were drawn."""
CLOUD_PARALLAX = 0.12


class Clouds:
    """The clouds of one place at one time in one style."""

    def __init__(self, style: Style, time: Time, weather: Weather, seed: int, light: Light, dark: bool) -> None:
        self.style, self.time, self.weather, self.seed = style, time, weather, seed
        self._light, self._dark = replace(light, share=(1.0, 1.0, 1.0), much=0.0), dark
        self._kept: dict[tuple[float, int], list[Tile]] = {}

    def at(self, view: View, seconds: float, scale: float) -> list[tuple[list[Tile], int, int]]:
        """Clouds that are seen, and where: each goes by at its own height and pace."""
        count = cloud_count(self.weather)
        wide = view.size[0] / scale
        span = max(wide, 9.0) + 4.0
        speed = 0.5 if self.weather in ("wind", "storm") else 0.12
        seen = []
        for number in range(count):
            rng = seeded(f"{self.seed} cloud {number}")
            x = ((number + rng.uniform(0, 0.6)) / count * span + seconds * speed * rng.uniform(0.7, 1.3)) % span - 2.0
            x -= CLOUD_PARALLAX * (view.middle[0] - REST.middle[0]) + 0.5 * (span - 4.0)
            y = REST.middle[1] + rng.uniform(1.1, 2.3) - CLOUD_PARALLAX * (view.middle[1] - REST.middle[1])
            left, top = 0.5 * view.size[0] + x * scale, 0.5 * view.size[1] - (y - REST.middle[1]) * scale
            if -1.6 * scale < left < view.size[0] + 1.6 * scale and -scale < top < view.size[1] + 1.2 * scale:
                seen.append((self._cloud(number, scale), round(left), round(top)))
        return seen

    def _cloud(self, number: int, scale: float) -> list[Tile]:
        import skia

        key = (scale, number)
        if key not in self._kept:
            if len(self._kept) > 40:
                self._kept.clear()
            wide, high = (math.ceil(units * scale / TILE) * TILE for units in (3.0, 1.5))
            pixels = np.zeros((high, wide, 4), dtype=np.uint8)
            surface = skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType)
            canvas = surface.getCanvas()
            canvas.translate(0.5 * wide, 0.75 * high)
            canvas.scale(scale, -scale)
            rng = seeded(f"{self.seed} shape {number}")
            draw_cloud(self._place(canvas, number), cloud_colour(self.time, self.weather), rng)
            surface.flushAndSubmit()
            self._kept[key] = cut(pixels, -wide // 2, -round(0.75 * high), 32)
        return self._kept[key]

    def _place(self, canvas: skia.Canvas, number: int) -> Place:
        return Place(canvas, BACKDROP_PENS[self.style](self._light), seeded(f"{self.seed} cloud {number}"), self._dark)
