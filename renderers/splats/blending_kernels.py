"""Compiled blending: which splats each tile of 8 x 4 pixels sees, nearest first, and their sum; and the way back.

Every pixel of a tile is visited for every splat in its list: a loop of constant length is vectorised, which is worth
more than leaving pixels out. Bands of tile rows are worked on side by side; each writes places of its own.
"""

import numpy as np

from contracts.kernels import kernel
from renderers.splats.conventions import LEAST_ALPHA, MOST_ALPHA
from renderers.splats.projection_kernels import PACKED, TILE_HEIGHT, TILE_WIDTH

PIXELS = TILE_WIDTH * TILE_HEIGHT

_LEAST, _MOST = np.float32(LEAST_ALPHA), np.float32(MOST_ALPHA)
_ZERO, _HALF, _ONE = np.float32(0), np.float32(0.5), np.float32(1)
_PART = np.float32(1 / 16)
_LOWEST = np.float32(-6.0 / 16)  # e**-6 of the fullest splat is below the least alpha
# e**x from _LOWEST to 0 to 1.3e-7 of itself: least squares at Chebyshev's points
_E0, _E1, _E2, _E3, _E4 = np.array([0.99999988, 0.99998462, 0.49968341, 0.16433597, 0.0344822], np.float32)
# rows of a tile's memory, each PIXELS long
_X, _Y, _T, _R, _G, _B, _Z = 0, PIXELS, 2 * PIXELS, 3 * PIXELS, 4 * PIXELS, 5 * PIXELS, 6 * PIXELS
_GR, _GG, _GB, _GZ, _GA, _LEFT = 7 * PIXELS, 8 * PIXELS, 9 * PIXELS, 10 * PIXELS, 11 * PIXELS, 12 * PIXELS
_ROWS = 13


@kernel(fastmath=True, inline="always")
def _exp(x):  # type: ignore[no-untyped-def]
    """e**(16 x) for 16 x from -6 to 0, to 3e-6 of itself, in steps that vectorise."""
    x = max(x, _LOWEST)
    e = _E0 + x * (_E1 + x * (_E2 + x * (_E3 + x * _E4)))
    e *= e
    e *= e
    e *= e
    return e * e


@kernel
def by_depth(packed, reach, keys, order, spare):  # type: ignore[no-untyped-def]
    """Write the indices of the splats that are seen into `order`, nearest first; how many. A radix sort of the bits."""
    count = 0
    for n in range(reach.shape[0]):
        if reach[n, 0] < reach[n, 1]:
            spare[count] = n
            count += 1
    # floats above zero sort like the whole numbers of the same bits
    bits = packed[:, 2].copy().view(np.uint32)
    for n in range(reach.shape[0]):
        keys[n] = bits[n]
    tally = np.zeros((3, 2048), np.int64)
    for k in range(count):
        key = keys[spare[k]]
        tally[0, key & 2047] += 1
        tally[1, (key >> 11) & 2047] += 1
        tally[2, key >> 22] += 1
    source, target = spare, order
    for turn in range(3):
        start = 0
        for slot in range(2048):
            size = tally[turn, slot]
            tally[turn, slot] = start
            start += size
        shift = np.uint32(11 * turn)
        for k in range(count):
            n = source[k]
            slot = (keys[n] >> shift) & np.uint32(2047)
            target[tally[turn, slot]] = n
            tally[turn, slot] += 1
        source, target = target, source
    return count


@kernel
def tally(band, bands, order, count, reach, columns, rows, sizes):  # type: ignore[no-untyped-def]
    """How many splats each tile of this band's rows sees, into sizes [tiles]."""
    for row in range(band, rows, bands):
        for tile in range(row * columns, (row + 1) * columns):
            sizes[tile] = 0
    for k in range(count):
        n = order[k]
        top = reach[n, 2] + (band - reach[n, 2]) % bands
        for row in range(top, reach[n, 3], bands):
            for tile in range(row * columns + reach[n, 0], row * columns + reach[n, 1]):
                sizes[tile] += 1


@kernel
def sort_into(band, bands, order, count, reach, columns, rows, starts, ends, lists):  # type: ignore[no-untyped-def]
    """Write each tile's splats, nearest first, into lists from starts[tile] to ends[tile]."""
    for row in range(band, rows, bands):
        for tile in range(row * columns, (row + 1) * columns):
            ends[tile] = starts[tile]
    for k in range(count):
        n = order[k]
        top = reach[n, 2] + (band - reach[n, 2]) % bands
        for row in range(top, reach[n, 3], bands):
            for tile in range(row * columns + reach[n, 0], row * columns + reach[n, 1]):
                lists[ends[tile]] = n
                ends[tile] += 1


@kernel(fastmath=True)
def blend(band, bands, packed, starts, ends, lists, columns, rows, colour, alpha, depth):  # type: ignore[no-untyped-def]
    """Draw this band's tiles into colour [H, W, 3], alpha and depth [H, W]."""
    height, width = alpha.shape
    m = np.empty(_ROWS * PIXELS, np.float32)
    for row in range(band, rows, bands):
        for column in range(columns):
            tile = row * columns + column
            if starts[tile] == ends[tile]:
                for i in range(row * TILE_HEIGHT, min(height, (row + 1) * TILE_HEIGHT)):
                    for j in range(column * TILE_WIDTH, min(width, (column + 1) * TILE_WIDTH)):
                        colour[i, j, 0] = colour[i, j, 1] = colour[i, j, 2] = alpha[i, j] = depth[i, j] = _ZERO
                continue
            _places(m, column, row)
            for p in range(PIXELS):
                m[_T + p] = _ONE
                m[_R + p] = m[_G + p] = m[_B + p] = m[_Z + p] = _ZERO
            for k in range(starts[tile], ends[tile]):
                n = lists[k]
                u, v, z = packed[n, 0], packed[n, 1], packed[n, 2]
                a, b, c = -_HALF * _PART * packed[n, 3], -_PART * packed[n, 4], -_HALF * _PART * packed[n, 5]
                opacity, red, green, blue = packed[n, 6], packed[n, 7], packed[n, 8], packed[n, 9]
                for p in range(PIXELS):
                    dx, dy = m[_X + p] - u, m[_Y + p] - v
                    covered = min(opacity * _exp(a * dx * dx + c * dy * dy + b * dx * dy), _MOST)
                    covered = covered if covered >= _LEAST else _ZERO
                    weight = covered * m[_T + p]
                    m[_R + p] += weight * red
                    m[_G + p] += weight * green
                    m[_B + p] += weight * blue
                    m[_Z + p] += weight * z
                    m[_T + p] -= weight
            for i in range(row * TILE_HEIGHT, min(height, (row + 1) * TILE_HEIGHT)):
                for j in range(column * TILE_WIDTH, min(width, (column + 1) * TILE_WIDTH)):
                    p = (i - row * TILE_HEIGHT) * TILE_WIDTH + j - column * TILE_WIDTH
                    colour[i, j, 0], colour[i, j, 1], colour[i, j, 2] = m[_R + p], m[_G + p], m[_B + p]
                    alpha[i, j], depth[i, j] = _ONE - m[_T + p], m[_Z + p]


@kernel(fastmath=True, inline="always")
def _places(m, column, row):  # type: ignore[no-untyped-def]
    for p in range(PIXELS):
        m[_X + p] = np.float32(column * TILE_WIDTH + p % TILE_WIDTH) + _HALF
        m[_Y + p] = np.float32(row * TILE_HEIGHT + p // TILE_WIDTH) + _HALF


@kernel(fastmath=True)
def blend_back(  # type: ignore[no-untyped-def]
    band, bands, packed, starts, ends, lists, columns, rows, colour, alpha, depth, d_colour, d_alpha, d_depth, sums
):
    """Add to sums [N, 10] of this band what every splat in its tiles changes: see `project_back`.

    Runs nearest first again. All that a pixel must know of what lies behind a splat is one number: the gradient times
    the colour that is still to come.
    """
    height, width = alpha.shape
    m = np.empty(_ROWS * PIXELS, np.float32)
    for row in range(band, rows, bands):
        for column in range(columns):
            tile = row * columns + column
            if starts[tile] == ends[tile]:
                continue
            _places(m, column, row)
            for p in range(PIXELS):
                i, j = row * TILE_HEIGHT + p // TILE_WIDTH, column * TILE_WIDTH + p % TILE_WIDTH
                m[_T + p] = _ONE
                m[_GR + p] = m[_GG + p] = m[_GB + p] = m[_GZ + p] = m[_GA + p] = m[_LEFT + p] = _ZERO
                if i < height and j < width:
                    gr, gg, gb = d_colour[i, j, 0], d_colour[i, j, 1], d_colour[i, j, 2]
                    m[_GR + p], m[_GG + p], m[_GB + p] = gr, gg, gb
                    m[_GZ + p], m[_GA + p] = d_depth[i, j], d_alpha[i, j]
                    m[_LEFT + p] = (
                        gr * colour[i, j, 0]
                        + gg * colour[i, j, 1]
                        + gb * colour[i, j, 2]
                        + d_depth[i, j] * depth[i, j]
                        + d_alpha[i, j] * alpha[i, j]
                    )
            for k in range(starts[tile], ends[tile]):
                n = lists[k]
                u, v, z = packed[n, 0], packed[n, 1], packed[n, 2]
                a, b, c = -_HALF * _PART * packed[n, 3], -_PART * packed[n, 4], -_HALF * _PART * packed[n, 5]
                opacity, red, green, blue = packed[n, 6], packed[n, 7], packed[n, 8], packed[n, 9]
                q, qx, qy, qxx, qxy, qyy = _ZERO, _ZERO, _ZERO, _ZERO, _ZERO, _ZERO
                wr, wg, wb, wz = _ZERO, _ZERO, _ZERO, _ZERO
                for p in range(PIXELS):
                    dx, dy = m[_X + p] - u, m[_Y + p] - v
                    raw = opacity * _exp(a * dx * dx + c * dy * dy + b * dx * dy)
                    covered = min(raw, _MOST)
                    covered = covered if covered >= _LEAST else _ZERO
                    through = m[_T + p]
                    weight = covered * through
                    value = red * m[_GR + p] + green * m[_GG + p] + blue * m[_GB + p] + z * m[_GZ + p] + m[_GA + p]
                    left = m[_LEFT + p] - weight * value
                    m[_LEFT + p] = left
                    m[_T + p] = through - weight
                    slope = covered * (through * value - left / (_ONE - covered))
                    slope = slope if raw < _MOST else _ZERO
                    q += slope
                    qx += slope * dx
                    qy += slope * dy
                    qxx += slope * dx * dx
                    qxy += slope * dx * dy
                    qyy += slope * dy * dy
                    wr += weight * m[_GR + p]
                    wg += weight * m[_GG + p]
                    wb += weight * m[_GB + p]
                    wz += weight * m[_GZ + p]
                sums[n, 0] += q
                sums[n, 1] += qx
                sums[n, 2] += qy
                sums[n, 3] += qxx
                sums[n, 4] += qxy
                sums[n, 5] += qyy
                sums[n, 6] += wr
                sums[n, 7] += wg
                sums[n, 8] += wb
                sums[n, 9] += wz


assert PACKED == 10
