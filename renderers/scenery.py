"""Where a story happens, drawn behind and before its figures.

    scenery = Scenery("park", "normal", time="evening", weather="rain", seed=3)
    scenery.draw(canvas, view, seconds)          # before the figures: sky, clouds, layers
    scenery.draw_front(canvas, view, seconds)    # after them: rain, snow, wind, fog

Layers are painted once at the size they are seen at and kept as tiles, of which the empty ones cost nothing and the
full ones are merely copied. While the camera zooms, the whole backdrop is scaled instead. The same arguments draw the
same picture, whatever was drawn before.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from renderers import scenery_weather as weathers
from renderers.figure_pens import Style
from renderers.figures import View
from renderers.scenery_clouds import REST, Clouds
from renderers.scenery_pens import BACKDROP_PENS, BackdropPen
from renderers.scenery_pieces import Place, seeded
from renderers.scenery_places import Painter, setting
from renderers.scenery_sky import Time, Weather, air, cloud_count, lights_of_sky
from renderers.scenery_tiles import TILE, Region, Tile, cut, meets, picture_of, put

if TYPE_CHECKING:
    import skia

Camera = Literal["still", "pan", "zoom", "dolly"]
"""still: the view has been the same for some frames. pan: it moves; zoom: its size changes; dolly: with depth."""
STEPS = 4
"""Sizes at which layers are kept for a zoom, for each doubling."""


@dataclass
class _Layer:
    parallax: float
    paint: Painter
    name: str
    kept: dict[float, Region] = field(default_factory=dict)


@dataclass
class _Still:
    """What a view shows that stands still: the sky with its lights, all layers, and both as one picture."""

    view: View
    bare: skia.Image
    layers: list[Tile]
    whole: skia.Image


class Scenery:
    """One place at one time in one style."""

    def __init__(
        self, place: str, style: Style = "normal", time: Time = "day", weather: Weather = "clear", seed: int = 0
    ) -> None:
        self.place, self.style, self.time, self.weather, self.seed = place, style, time, weather, seed
        self.setting = setting(place)
        self.air = air(self.setting.above, time, weather)
        self._dark = time == "night" or self.setting.above == "space"
        self._pen: BackdropPen | None = None
        self._layers = [
            _Layer(parallax, paint, f"{place} {number}") for number, (parallax, paint) in enumerate(self.setting.layers)
        ]
        if self.setting.above == "sky":
            self._layers.insert(0, _Layer(0.06, self._lights, "sky"))
        self._skies: dict[tuple[int, int], skia.Image] = {}
        self._columns: dict[tuple[int, int], NDArray[np.uint8]] = {}
        self._clouds = Clouds(style, time, weather, seed, self.air.light, self._dark)
        self._still: _Still | None = None

    @property
    def open_air(self) -> bool:
        """Whether weather comes here."""
        return self.setting.above == "sky"

    def draw(self, canvas: skia.Canvas, view: View, seconds: float, camera: Camera = "still") -> None:
        """Everything behind the figures. camera: whether the size of what is seen changes, and how."""
        if camera == "still" and not (self.weather == "storm" and self.open_air):
            self._rest(canvas, view, seconds)
            self._glitter(canvas, view, seconds, view.scale)
        elif camera in ("still", "pan"):
            canvas.drawImage(self._sky(view.size), 0, 0)
            self._compose(canvas, view, seconds, view.scale)
        elif camera == "zoom":
            self._zoom(canvas, view, seconds)
        else:
            self._dolly(canvas, view, seconds)

    def draw_front(self, canvas: skia.Canvas, view: View, seconds: float) -> None:
        """Everything before the figures."""
        shift = (view.middle[0] - REST.middle[0]) * view.scale
        if self.setting.above == "water":
            weathers.draw_bubbles(canvas, self.style, view.size, seconds, self.seed, shift)
        if not self.open_air:
            return
        weathers.draw_weather(canvas, self.weather, self.style, view.size, seconds, self.seed, shift)
        if self.weather == "fog":
            weathers.draw_fog(canvas, self.style, view.size, seconds, self.seed, shift, self.time == "night")

    def _lights(self, place: Place) -> None:
        lights_of_sky(place, self.time, self.weather)

    def _rest(self, canvas: skia.Canvas, view: View, seconds: float) -> None:
        """A view that stands still: one picture, made anew only where clouds go by."""
        import skia

        still = self._stilled(view)
        canvas.drawImage(still.whole, 0, 0)
        if self._layers[0].name != "sky":
            return
        clouds = [
            [(image, left + x, top + y) for image, x, y in tiles]
            for tiles, left, top in self._clouds.at(view, seconds, view.scale)
        ]
        for cloud in clouds:
            room = skia.IRect(
                min(x for _, x, _ in cloud),
                min(y for _, _, y in cloud),
                max(x + image.width() for image, x, _ in cloud),
                max(y + image.height() for image, _, y in cloud),
            )
            canvas.save()
            canvas.clipRect(skia.Rect(room))
            canvas.drawImage(still.bare, 0, 0)
            for tiles in (*clouds, still.layers):
                put(canvas, [tile for tile in tiles if meets(tile, room)])
            canvas.restore()

    def _stilled(self, view: View) -> _Still:
        """The parts of a view that stands still, kept for the next frame."""
        if self._still is None or self._still.view != view:
            import skia

            wide, high = (math.ceil(side / TILE) * TILE for side in view.size)
            pixels = np.zeros((high, wide, 4), dtype=np.uint8)
            surface = skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType)
            for layer in self._layers:
                if layer.name != "sky":
                    put(surface.getCanvas(), self._tiles(layer, view, view.scale))
            surface.flushAndSubmit()
            layers = cut(pixels, 0, 0)
            info = skia.ImageInfo.Make(*view.size, skia.kRGBA_8888_ColorType, skia.kOpaque_AlphaType)
            surface = skia.Surface.MakeRaster(info)
            surface.getCanvas().drawImage(self._sky(view.size), 0, 0)
            if self._layers[0].name == "sky":
                put(surface.getCanvas(), self._tiles(self._layers[0], view, view.scale))
            bare = surface.makeImageSnapshot()
            put(surface.getCanvas(), layers)
            self._still = _Still(view, bare, layers, surface.makeImageSnapshot())
        return self._still

    def _compose(self, canvas: skia.Canvas, view: View, seconds: float, scale: float) -> None:
        """Everything behind the figures but the bare sky."""
        import skia

        if self.weather == "storm" and self.open_air:
            weathers.draw_bolt(canvas, self.style, view.size, seconds, self.seed)
        layers = [layer for layer in self._layers if layer.name != "sky"]
        canvas.save()
        nearest = self._region(layers[-1], view, scale)
        edge = max(nearest.solid - self._window(layers[-1], view, scale)[1], 0)
        canvas.clipRect(skia.Rect(0, 0, view.size[0], edge))
        if len(layers) < len(self._layers):
            put(canvas, self._tiles(self._layers[0], view, scale))
            for tiles, left, top in self._clouds.at(view, seconds, scale):
                put(canvas, tiles, left, top)
        for layer in layers[:-1]:
            put(canvas, self._tiles(layer, view, scale))
        canvas.restore()
        put(canvas, self._tiles(layers[-1], view, scale))
        self._glitter(canvas, view, seconds, scale)

    def _glitter(self, canvas: skia.Canvas, view: View, seconds: float, scale: float) -> None:
        """Light on the water, where there is some."""
        if self.setting.waves:
            low, high = (self._down(view, y) for y in self.setting.waves)
            shift = (view.middle[0] - REST.middle[0]) * scale * 0.7
            weathers.draw_glitter(canvas, self.style, view.size, seconds, self.seed, shift, (high, low))

    def _down(self, view: View, y: float) -> float:
        return 0.5 * view.size[1] - (y - view.middle[1]) * view.scale

    def _sky(self, size: tuple[int, int]) -> skia.Image:
        """The bare sky, which only changes from the top to the bottom."""
        import skia

        if size not in self._skies:
            info = skia.ImageInfo.Make(*size, skia.kRGBA_8888_ColorType, skia.kOpaque_AlphaType)
            surface = skia.Surface.MakeRaster(info)
            self._backdrop().sky(surface.getCanvas(), size, self.air.top, self.air.low)
            self._skies[size] = surface.makeImageSnapshot()
        return self._skies[size]

    def _column(self, size: tuple[int, int]) -> NDArray[np.uint8]:
        """[H, 4] the bare sky from the top to the bottom."""
        if size not in self._columns:
            import skia

            whole = self._sky(size).toarray(colorType=skia.kRGBA_8888_ColorType)
            self._columns[size] = np.ascontiguousarray(whole[:, 0])
        return self._columns[size]

    def _backdrop(self) -> BackdropPen:
        if self._pen is None:
            self._pen = BACKDROP_PENS[self.style](self.air.light)
        return self._pen

    def _place(self, canvas: skia.Canvas, name: str) -> Place:
        return Place(canvas, self._backdrop(), seeded(f"{self.seed} {name}"), self._dark)

    def _window(self, layer: _Layer, view: View, scale: float) -> tuple[int, int, int, int]:
        """What the view shows of the layer, in the layer's pixels."""
        wide, high = view.size
        x = REST.middle[0] + layer.parallax * (view.middle[0] - REST.middle[0])
        y = REST.middle[1] + layer.parallax * (view.middle[1] - REST.middle[1])
        left, top = round(x * scale - 0.5 * wide), round(-y * scale - 0.5 * high)
        return left, top, left + wide, top + high

    def _region(self, layer: _Layer, view: View, scale: float) -> Region:
        window = self._window(layer, view, scale)
        region = layer.kept.get(scale)
        if region is None or not region.covers(window):
            margin = TILE * 3 if view.size[0] * view.size[1] < 3_000_000 else TILE
            frame = (window[0] - margin, window[1] - TILE, window[2] + margin, window[3] + TILE)
            if len(layer.kept) > STEPS:
                layer.kept.clear()
            region = layer.kept[scale] = self._painted(layer, scale, frame)
        return region

    def _tiles(self, layer: _Layer, view: View, scale: float) -> list[Tile]:
        """The layer's tiles that are seen, and where they go."""
        left, top, right, low = self._window(layer, view, scale)
        return [
            (image, x - left, y - top)
            for image, x, y in self._region(layer, view, scale).tiles
            if x < right and y < low and x + image.width() > left and y + image.height() > top
        ]

    def _painted(self, layer: _Layer, scale: float, frame: tuple[int, int, int, int]) -> Region:
        import skia

        left, top = (math.floor(value / TILE) * TILE for value in frame[:2])
        right, low = (math.ceil(value / TILE) * TILE for value in frame[2:])
        pixels = np.zeros((low - top, right - left, 4), dtype=np.uint8)
        surface = skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType)
        canvas = surface.getCanvas()
        canvas.translate(-left, -top)
        canvas.scale(scale, -scale)
        layer.paint(self._place(canvas, layer.name))
        surface.flushAndSubmit()
        full = (pixels[:, :, 3] == 255).all(axis=1)
        solid = low - (len(full) if full.all() else int(np.argmin(full[::-1])))
        return Region(left, top, right, low, cut(pixels, left, top), solid)

    def _zoom(self, canvas: skia.Canvas, view: View, seconds: float) -> None:
        """The backdrop at the next kept size, scaled as a whole."""
        import cv2
        import skia

        step = 2.0 ** (math.ceil(STEPS * math.log2(view.scale) - 1e-9) / STEPS)
        share = view.scale / step
        wide, high = (math.ceil(side / share) + 2 for side in view.size)
        near = replace(view, high=high / step, size=(wide, high))
        off_x, off_y = (0.5 * (side - share * larger) for side, larger in zip(view.size, (wide, high), strict=True))
        rows = np.clip(np.rint(off_y + share * np.arange(high)), 0, view.size[1] - 1).astype(int)
        pixels = np.empty((high, wide, 4), dtype=np.uint8)
        pixels.view(np.uint32)[:, :, 0] = self._column(view.size).view(np.uint32)[rows]
        surface = skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType)
        self._compose(surface.getCanvas(), near, seconds, step)
        surface.flushAndSubmit()
        matrix = np.array([[share, 0, off_x], [0, share, off_y]])
        scaled = cv2.warpAffine(pixels, matrix, view.size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        canvas.drawImage(picture_of(np.asarray(scaled, dtype=np.uint8), True), 0, 0)

    def _dolly(self, canvas: skia.Canvas, view: View, seconds: float) -> None:
        """The camera itself comes nearer: what is far grows less than what is near."""
        canvas.drawImage(self._sky(view.size), 0, 0)
        if self.weather == "storm" and self.open_air:
            weathers.draw_bolt(canvas, self.style, view.size, seconds, self.seed)
        hidden = float(view.size[1])
        pictures = []
        for layer in reversed(self._layers):
            made = self._approached(layer, view, seconds, hidden)
            if made is not None:
                pictures.append(made)
                hidden = min(hidden, made[2])
        for image, top, _ in reversed(pictures):
            canvas.drawImage(image, 0, top)

    def _approached(
        self, layer: _Layer, view: View, seconds: float, hidden: float
    ) -> tuple[skia.Image, int, float] | None:
        """A layer as a dolly sees it down to the row `hidden`, the row of its top, and from where on it is full."""
        import cv2
        import skia

        scale = view.size[1] / (REST.high * (view.high / REST.high) ** (0.35 + 0.65 * layer.parallax))
        step = 2.0 ** (math.ceil(STEPS * math.log2(scale) - 1e-9) / STEPS)
        share = scale / step
        wide, high = (math.ceil(side / share) + 2 for side in view.size)
        near = replace(view, high=high / step, size=(wide, high))
        tiles = self._tiles(layer, near, step)
        clouds = layer.name == "sky" and cloud_count(self.weather) > 0
        first = 0 if clouds else max(min((y for _, _, y in tiles), default=high), 0)
        off_x, off_y = (0.5 * (side - share * larger) for side, larger in zip(view.size, (wide, high), strict=True))
        last = min(math.ceil((hidden - off_y) / share) + 2, high)
        if last <= first:
            return None
        pixels = np.zeros((last - first, wide, 4), dtype=np.uint8)
        surface = skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType)
        sketch = surface.getCanvas()
        sketch.translate(0, -first)
        put(sketch, tiles)
        if clouds:
            for cloud, left, roof in self._clouds.at(near, seconds, step):
                put(sketch, cloud, left, roof)
        surface.flushAndSubmit()
        top, low = max(math.floor(share * first + off_y), 0), min(math.ceil(hidden), view.size[1])
        if low <= top:
            return None
        matrix = np.array([[share, 0, off_x], [0, share, share * first + off_y - top]])
        scaled = cv2.warpAffine(pixels, matrix, (view.size[0], low - top), flags=cv2.INTER_LINEAR)
        region = self._region(layer, near, step)
        full = off_y + share * (region.solid - self._window(layer, near, step)[1]) + 2
        return picture_of(np.asarray(scaled, dtype=np.uint8), False), top, full
