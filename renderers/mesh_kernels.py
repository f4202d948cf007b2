"""The software rasteriser's compiled picture: band by band, fill samples, then shade what each pixel sees.

Every pixel is shaded once for each surface it sees, however many triangles that surface has there, and the results are
mixed by how many samples each one holds: in sRGB, so that edges go in even steps to the eye and a transparent picture
laid over a backdrop equals the picture drawn on it. Placed vertices come from geometry_kernels.py. All loops release
the GIL; callers split the work by ranges.
"""

import numpy as np

from contracts.kernels import kernel
from renderers.fragment_kernels import FIELDS, PLANE, interpolate, surfaces
from renderers.lanes_kernels import LANES
from renderers.raster_kernels import BLOCK, SAMPLES, farthest, fill, hidden, named, sort_into_bands
from renderers.shading_kernels import darken, illuminate, mix, reach

BAND = 16
"""Rows of pixels drawn at a time: small enough for their samples to stay in the cache."""

CHUNK = 256
"""Pixels of a row that are shaded together."""

APART = 16
"""Columns added to the work table, so that its rows do not lie a power of two apart and compete for the same cache."""


@kernel
def paint(  # type: ignore[no-untyped-def]
    packed, faces, bounds, region, light, top, roof, shadow, dark, ground, backdrop, to_srgb, start, step, out
):
    """Draw every step-th band of rows of the picture, beginning with band `start`.

    packed [V, PACKED], faces [F, 3], bounds [F, 5] from `bound`, region [F] the coloured region of each triangle.
    light: in single precision. top, roof, shadow: the key's shadow map, its roof (see `cover`), and its (shear x,
    shear z, origin x, origin z, texel). dark: darkness of the ground, used within the pixel box ground = (first row,
    last row, first column, last column). backdrop [H, W, 3] sRGB bytes, unused when out has alpha. to_srgb [N] from
    linear 0 to 1 to sRGB 0 to 255. out [H, W, 3 or 4] uint8.
    """
    height, width, channels = out.shape
    front = np.empty((BAND * SAMPLES, width + LANES), dtype=np.int64)
    far = np.empty((BAND // BLOCK, (width + BLOCK - 1) // BLOCK), dtype=np.float32)
    work = np.empty((FIELDS, CHUNK * SAMPLES + APART), dtype=np.float32)
    slot = np.empty(CHUNK * SAMPLES, dtype=np.int32)
    begins = np.empty(CHUNK + 1, dtype=np.int32)
    first, backs, listed, lefts, rights = sort_into_bands(bounds, height, BAND, start, step)
    most = (first[1:] - first[:-1]).max()
    planes, known = np.empty((most, PLANE), dtype=np.float32), np.empty(most, dtype=np.bool_)
    for band in range(start, (height + BAND - 1) // BAND, step):
        y0 = band * BAND
        rows = min(BAND, height - y0)
        left, right = lefts[band], rights[band]
        if right >= left:
            front[: rows * SAMPLES, left : right + 1] = 0
        here = listed[first[band] : first[band + 1]]
        part, known[: len(here)] = region[here], False
        fronts = backs[band] - first[band]
        for k in range(fronts):
            fill(packed, faces, bounds, here[k], named(k), y0, rows, front)
        if fronts < len(here):
            farthest(front, rows, left, right, far)
        for k in range(fronts, len(here)):
            if not hidden(packed, faces, bounds, here[k], y0, rows, far):
                fill(packed, faces, bounds, here[k], named(k), y0, rows, front)

        if channels == 3:
            out[y0 : y0 + rows] = backdrop[y0 : y0 + rows]
        else:
            out[y0 : y0 + rows] = 0
        for y in range(y0, y0 + rows):
            if y >= ground[0] and y <= ground[1]:
                darken(dark, shadow, light, y, ground[2], ground[3], out)
            for x0 in range(left, right + 1, CHUNK):
                x1 = min(x0 + CHUNK - 1, right)
                count = surfaces(front, part, (y - y0) * SAMPLES, y, x0, x1, work, slot, begins)
                interpolate(packed, faces, here, slot, count, planes, known, light, work)
                reach(top, roof, shadow, count, light, work)
                illuminate(light, count, work)
                mix(begins, x0, x1, y, work, to_srgb, out)
