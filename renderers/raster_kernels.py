"""The software rasteriser's compiled coverage: which triangle each sample of each pixel sees.

Every pixel has SAMPLES sample points, each on a sub-row of its own and shifted sideways, so that near-level and
near-upright edges both come out in even steps. Triangles are filled sub-row by sub-row into one table
of whole numbers whose upper half is the bits of one over depth and whose lower half says which triangle it is: the
greatest is what is seen, and of two that lie together the one drawn first.
"""

import numpy as np

from contracts.kernels import kernel
from renderers.lanes_kernels import LANES, keep_greater

SAMPLES = 4
SHIFTS = (0.375, 0.875, 0.125, 0.625)
"""Where in the pixel each sample lies sideways; sample s lies (s + 0.5) / SAMPLES of the way down."""

BLOCK = 8
"""Pixels a side of the blocks in which back faces, mostly hidden inside the figure, are turned away together."""

LAST = 2**31 - 1
"""The name of the triangle drawn first; those after it count down."""

HAIR = 1e-6
"""Pixels by which a triangle is wider than exact, so that two that share an edge leave no sample between them."""


@kernel
def named(slot):  # type: ignore[no-untyped-def]
    """The name under which a band's slot-th triangle is filled."""
    return np.int64(LAST) - np.int64(slot)


@kernel
def slot_of(seen):  # type: ignore[no-untyped-def]
    """Which of its band's triangles a sample sees; meaningless where it is 0, bare."""
    return np.int64(LAST) - (seen & np.int64(0xFFFFFFFF))


@kernel
def inverse_depth(seen):  # type: ignore[no-untyped-def]
    """One over the depth of what a sample sees; 0 where it is bare."""
    return np.int32(seen >> np.int64(32)).view(np.float32)


@kernel
def fill(packed, faces, bounds, f, name, y0, rows, front):  # type: ignore[no-untyped-def]
    """Write triangle f under its name into front [rows * SAMPLES, W + LANES], whose first row is that of pixel y0."""
    a, b, c = faces[f, 0], faces[f, 1], faces[f, 2]
    left, right = bounds[f, 2], bounds[f, 3]
    ay, by, cy = float(packed[a, 1]), float(packed[b, 1]), float(packed[c, 1])
    start = max(0, int(max(min(ay, by, cy) - y0, 0.0) * SAMPLES + 0.5))
    stop = min(rows * SAMPLES, int((max(ay, by, cy) - y0) * SAMPLES + 0.5))
    if start >= stop:
        return
    ax, bx, cx = float(packed[a, 0]), float(packed[b, 0]), float(packed[c, 0])
    az, bz, cz = float(packed[a, 2]), float(packed[b, 2]), float(packed[c, 2])
    inverse = 1.0 / ((bx - ax) * (cy - ay) - (by - ay) * (cx - ax))
    slope_x = ((bz - az) * (cy - ay) - (by - ay) * (cz - az)) * inverse
    slope_y = ((bx - ax) * (cz - az) - (bz - az) * (cx - ax)) * inverse
    low, high = np.float32(min(az, bz, cz)), np.float32(max(az, bz, cz))
    x0, y_0, z0 = ax, ay, az
    # corners in order of y, for a long edge and two short ones
    if by < ay:
        ax, ay, bx, by = bx, by, ax, ay
    if cy < by:
        bx, by, cx, cy = cx, cy, bx, by
        if by < ay:
            ax, ay, bx, by = bx, by, ax, ay
    along = (cx - ax) / (cy - ay) / SAMPLES
    # the long edge lies on one side of both parts, above the middle corner and below it
    turned = bx > ax + (by - ay) * along * SAMPLES
    middle = min(max(int((by - y0) * SAMPLES + 0.5), start), stop)
    for part in range(2):
        if part == 0:
            first, last, x, y = start, middle, ax, ay
            across = (bx - ax) / (by - ay) / SAMPLES if by > ay else 0.0
        else:
            first, last, x, y = middle, stop, bx, by
            across = (cx - bx) / (cy - by) / SAMPLES if cy > by else 0.0
        if first >= last:
            continue
        long = ax + (y0 * SAMPLES + first + 0.5 - ay * SAMPLES) * along
        short = x + (y0 * SAMPLES + first + 0.5 - y * SAMPLES) * across
        one, one_step, other, other_step = (long, along, short, across) if turned else (short, across, long, along)
        one += 1.0 - HAIR
        other += HAIR
        height = z0 + ((first + 0.5) / SAMPLES + y0 - y_0) * slope_y - x0 * slope_x
        for row in range(first, last):
            shift = SHIFTS[row & (SAMPLES - 1)]
            begin = max(left, int(one - shift))
            end = min(right + 1, int(other + 1.0 - shift))
            z, step = np.float32(height + (begin + shift) * slope_x), np.float32(slope_x)
            line = front[row]
            for k in range(begin, end, LANES):
                keep_greater(line, k, end, z, step, low, high, name)
                z += np.float32(LANES) * step
            one += one_step
            other += other_step
            height += slope_y / SAMPLES


@kernel
def sort_into_bands(bounds, height, band_rows, start, step):  # type: ignore[no-untyped-def]
    """Which triangles each band of `band_rows` rows meets; bands other than every step-th from `start` stay empty.

    bounds [F, 5] as `bound` makes them. Band k's triangles are listed[first[k]:first[k + 1]], those that show their
    backs from backs[k] on; they lie within the pixel columns left[k]..right[k].
    """
    bands = (height + band_rows - 1) // band_rows
    first = np.zeros(bands + 1, dtype=np.int64)
    left, right = np.full(bands, 1 << 30), np.full(bands, -1)
    for f in range(bounds.shape[0]):
        for band in range(bounds[f, 0] // band_rows, bounds[f, 1] // band_rows + 1 if bounds[f, 1] >= 0 else 0):
            if band % step == start:
                first[band + 1] += 1
                left[band] = min(left[band], bounds[f, 2])
                right[band] = max(right[band], bounds[f, 3])
    first = np.cumsum(first)
    listed = np.empty(first[bands], dtype=np.int32)
    fronts, backs = first[:-1].copy(), first[1:].copy()
    for f in range(bounds.shape[0]):
        for band in range(bounds[f, 0] // band_rows, bounds[f, 1] // band_rows + 1 if bounds[f, 1] >= 0 else 0):
            if band % step == start:
                if bounds[f, 4]:
                    backs[band] -= 1
                    listed[backs[band]] = f
                else:
                    listed[fronts[band]] = f
                    fronts[band] += 1
    return first, backs, listed, left, right


@kernel
def farthest(front, rows, left, right, far):  # type: ignore[no-untyped-def]
    """far becomes one over the depth of the farthest sample in each block of BLOCK x BLOCK pixels, 0 if one is bare."""
    far[:] = 0.0
    one, beyond = -(-left // BLOCK), (right + 1) // BLOCK
    least = np.empty(max(beyond - one, 0) * BLOCK, dtype=np.int64)
    for block in range(far.shape[0]):
        begin, end = block * BLOCK * SAMPLES, min((block + 1) * BLOCK, rows) * SAMPLES
        if begin >= end:
            continue
        least[:] = front[begin, one * BLOCK : one * BLOCK + len(least)]
        for row in range(begin + 1, end):
            line = front[row, one * BLOCK : one * BLOCK + len(least)]
            for x in range(len(least)):
                least[x] = min(least[x], line[x])
        for column in range(one, beyond):
            begin_x = (column - one) * BLOCK
            far[block, column] = inverse_depth(least[begin_x : begin_x + BLOCK].min())


@kernel
def hidden(packed, faces, bounds, f, y0, rows, far):  # type: ignore[no-untyped-def]
    """Whether everything within the bounds of triangle f is in front of its nearest corner."""
    nearest = max(packed[faces[f, 0], 2], packed[faces[f, 1], 2], packed[faces[f, 2], 2])
    for block in range(max(bounds[f, 0] - y0, 0) // BLOCK, min(bounds[f, 1] - y0, rows - 1) // BLOCK + 1):
        for column in range(bounds[f, 2] // BLOCK, bounds[f, 3] // BLOCK + 1):
            if far[block, column] <= nearest:
                return False
    return True
