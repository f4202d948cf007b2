"""Pictures cut into tiles: the empty ones cost nothing, the full ones are merely copied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import skia

TILE = 64
Tile = tuple["skia.Image", int, int]
"""A picture, and how far it lies to the right and down, pixels."""


@dataclass
class Region:
    """A layer at one scale: the window in its pixels, and its tiles."""

    left: int
    top: int
    right: int
    low: int
    tiles: list[Tile]
    solid: int
    """The row from which on it is full everywhere, so that nothing behind it is seen."""

    def covers(self, window: tuple[int, int, int, int]) -> bool:
        """Whether it holds all of a window, in its own pixels."""
        left, top, right, low = window
        return self.left <= left and self.top <= top and self.right >= right and self.low >= low


def cut(pixels: NDArray[np.uint8], left: int, top: int, tile: int = TILE) -> list[Tile]:
    """[H, W, 4] premultiplied as tiles: nothing where it is empty, runs of full and of mixed ones elsewhere."""
    tiles = []
    rows, columns = pixels.shape[0] // tile, pixels.shape[1] // tile
    alpha = pixels[:, :, 3].reshape(rows, tile, columns, tile)
    full, some = alpha.min(axis=(1, 3)) == 255, alpha.max(axis=(1, 3)) > 0
    kinds = np.where(full, 2, np.where(some, 1, 0))
    for row in range(rows):
        start = 0
        for column in range(1, columns + 1):
            if column < columns and kinds[row, column] == kinds[row, start]:
                continue
            if kind := int(kinds[row, start]):
                part = pixels[row * tile : (row + 1) * tile, start * tile : column * tile]
                tiles.append((picture_of(part, kind == 2), left + start * tile, top + row * tile))
            start = column
    return tiles


def put(canvas: skia.Canvas, tiles: list[Tile], left: int = 0, top: int = 0) -> None:
    """Tiles at their places, moved by `left` and `top` pixels."""
    for image, x, y in tiles:
        canvas.drawImage(image, left + x, top + y)


def meets(tile: Tile, room: skia.IRect) -> bool:
    """Whether a tile lies in that part of the picture."""
    picture, x, y = tile
    return (
        x < room.right()
        and y < room.bottom()
        and x + picture.width() > room.left()
        and y + picture.height() > room.top()
    )


def picture_of(pixels: NDArray[np.uint8], opaque: bool) -> skia.Image:
    """[H, W, 4] premultiplied as a picture of its own."""
    import skia

    kind = skia.kOpaque_AlphaType if opaque else skia.kPremul_AlphaType
    info = skia.ImageInfo.Make(pixels.shape[1], pixels.shape[0], skia.kRGBA_8888_ColorType, kind)
    whole = np.ascontiguousarray(pixels)  # kept by name while it is read: a Pixmap does not hold on to it
    return skia.Image.MakeRasterCopy(skia.Pixmap(info, whole, 4 * pixels.shape[1]))
