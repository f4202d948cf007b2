"""The key light's shadow, as compiled loops.

Seen along the light, every point of the figure falls on one point of the ground plane. A map over a square of the
ground therefore serves twice: how high the highest surface over each texel is (to shade the figure by itself), and at
which heights the light was blocked (to draw the shadow on the ground, sharp under the feet and soft under the head).
"""

import numpy as np

from contracts.kernels import kernel

LAYERS = 5
"""Bands of height that blur separately; the last entry of the softened maps is the contact under the feet."""

FAINT = 0.004
"""Darkness that does not show."""


@kernel
def cast(  # type: ignore[no-untyped-def]
    vertices, faces, two_sided, shear_x, shear_z, origin_x, origin_z, texel, edges, first, last, top, layers
):
    """Rasterise triangles into rows first..last of the map.

    vertices [V, 3], faces [F, 3], two_sided [F]; a point falls on x - shear_x*y, z - shear_z*y. top [R, R] becomes the
    greatest height over each texel (-1 where there is none), layers [R, R] a bit for each band between `edges` that
    blocks the light there. Triangles facing away from the light are skipped unless they are two-sided.
    """
    size = top.shape[1]
    top[first:last] = -1.0
    layers[first:last] = 0
    scale = 1.0 / texel
    across, down = np.empty(vertices.shape[0]), np.empty(vertices.shape[0])
    for i in range(vertices.shape[0]):
        across[i] = (vertices[i, 0] - shear_x * vertices[i, 1] - origin_x) * scale
        down[i] = (vertices[i, 2] - shear_z * vertices[i, 1] - origin_z) * scale
    for f in range(faces.shape[0]):
        a, b, c = faces[f, 0], faces[f, 1], faces[f, 2]
        az, bz, cz = down[a], down[b], down[c]
        lowest, highest = min(az, bz, cz), max(az, bz, cz)
        if not (highest >= first and lowest <= last):
            continue
        ax, bx, cx = across[a], across[b], across[c]
        leftmost, rightmost = min(ax, bx, cx), max(ax, bx, cx)
        # many triangles are smaller than a texel and lie between the centres
        if int(lowest + 0.5) == int(highest + 0.5) or int(leftmost + 0.5) == int(rightmost + 0.5):
            continue
        area = (bz - az) * (cx - ax) - (bx - ax) * (cz - az)
        if area == 0.0 or (area < 0.0 and not two_sided[f]):
            continue
        if not (rightmost >= 0.0 and leftmost <= size):
            continue
        ya, yb, yc = float(vertices[a, 1]), float(vertices[b, 1]), float(vertices[c, 1])
        inverse = 1.0 / area
        slope_x = ((bz - az) * (yc - ya) - (yb - ya) * (cz - az)) * inverse
        slope_z = ((yb - ya) * (cx - ax) - (bx - ax) * (yc - ya)) * inverse
        low, high = min(ya, yb, yc), max(ya, yb, yc)
        # corners in order of z, for a long edge and two short ones
        if bz < az:
            ax, az, ya, bx, bz, yb = bx, bz, yb, ax, az, ya
        if cz < bz:
            bx, bz, yb, cx, cz, yc = cx, cz, yc, bx, bz, yb
            if bz < az:
                ax, az, ya, bx, bz, yb = bx, bz, yb, ax, az, ya
        along = (cx - ax) / (cz - az)
        upper = (bx - ax) / (bz - az) if bz > az else 0.0
        lower = (cx - bx) / (cz - bz) if cz > bz else 0.0
        band = (low >= edges[0]) + (low >= edges[1]) + (low >= edges[2])
        level = band == (high >= edges[0]) + (high >= edges[1]) + (high >= edges[2])
        begin, end = max(first, int(max(az, 0.0) + 0.5)), min(last, int(min(cz, size * 2.0) + 0.5))
        bit, least, most = np.uint8(1 << band), np.float32(low), np.float32(high)
        for row in range(begin, end):
            z = row + 0.5
            one = ax + (z - az) * along
            other = ax + (z - az) * upper if z < bz else bx + (z - bz) * lower
            left, right = int(max(min(one, other), 0.0) + 0.5), int(min(max(one, other), float(size)) + 0.5)
            height, rise = np.float32(ya + (left + 0.5 - ax) * slope_x + (z - az) * slope_z), np.float32(slope_x)
            heights, bands = top[row], layers[row]
            for column in range(left, right):
                h = min(max(height, least), most)
                heights[column] = max(heights[column], h)
                bands[column] |= bit if level else np.uint8(1 << ((h >= edges[0]) + (h >= edges[1]) + (h >= edges[2])))
                height += rise


@kernel
def cover(top, first, last, roof):  # type: ignore[no-untyped-def]
    """Rows first..last of roof [R, R] become the greatest of the 4 x 4 texels of top that begin one above and left.

    Where a surface is no lower than the roof, none of the texels around it shades it.
    """
    size = top.shape[0]
    column_max = np.empty(size, dtype=np.float32)
    for row in range(max(first, 1), min(last, size - 2)):
        for column in range(size):
            column_max[column] = max(
                max(top[row - 1, column], top[row, column]), max(top[row + 1, column], top[row + 2, column])
            )
        for column in range(1, size - 2):
            roof[row, column] = max(
                max(column_max[column - 1], column_max[column]), max(column_max[column + 1], column_max[column + 2])
            )


@kernel
def touch(  # type: ignore[no-untyped-def]
    vertices, faces, origin_x, origin_z, texel, reach, near
):
    """near [R, R] becomes how close the figure comes to each spot of the ground from straight above.

    1 where it touches, falling to 0 at a height of `reach` metres.
    """
    size = near.shape[0]
    near[:] = 0.0
    for f in range(faces.shape[0]):
        a, b, c = faces[f, 0], faces[f, 1], faces[f, 2]
        ya, yb, yc = float(vertices[a, 1]), float(vertices[b, 1]), float(vertices[c, 1])
        height = min(ya, yb, yc)
        if height > reach:
            continue
        ax, az = (vertices[a, 0] - origin_x) / texel, (vertices[a, 2] - origin_z) / texel
        bx, bz = (vertices[b, 0] - origin_x) / texel, (vertices[b, 2] - origin_z) / texel
        cx, cz = (vertices[c, 0] - origin_x) / texel, (vertices[c, 2] - origin_z) / texel
        area = (bx - ax) * (cz - az) - (bz - az) * (cx - ax)
        if area == 0.0:
            continue
        value = (1.0 - max(height, 0.0) / reach) ** 2
        row_low, row_high = max(min(az, bz, cz), 0.0), min(max(az, bz, cz), float(size))
        column_low, column_high = max(min(ax, bx, cx), 0.0), min(max(ax, bx, cx), float(size))
        for row in range(int(row_low + 0.5), int(row_high + 0.5)):
            z = row + 0.5
            for column in range(int(column_low + 0.5), int(column_high + 0.5)):
                x = column + 0.5
                if near[row, column] >= value:
                    continue
                one = ((bx - ax) * (z - az) - (bz - az) * (x - ax)) / area
                two = ((cx - bx) * (z - bz) - (cz - bz) * (x - bx)) / area
                if one >= 0.0 and two >= 0.0 and one + two <= 1.0:
                    near[row, column] = value


@kernel
def soften(layers, near, layer, radius, soft, spare):  # type: ignore[no-untyped-def]
    """Blur one band of `layers` (or `near`, when layer is the last) into soft [R/2, R/2] by `radius` of its texels.

    Twice along rows and twice along columns, as far as anything lies there. spare [R/2, R/2] is worked in.
    """
    size = soft.shape[0]
    top, bottom, left, right = size, -1, size, -1
    bit = np.uint8(1 << layer)
    for row in range(size):
        line = soft[row]
        if layer == LAYERS - 1:
            line[:] = near[row]
        else:
            upper, lower = layers[2 * row], layers[2 * row + 1]
            for column in range(size):
                share = np.int32(upper[2 * column] & bit != 0) + np.int32(upper[2 * column + 1] & bit != 0)
                share += np.int32(lower[2 * column] & bit != 0) + np.int32(lower[2 * column + 1] & bit != 0)
                line[column] = np.float32(0.25) * np.float32(share)
        # in loops of their own, of which the compiler makes vector instructions
        count = np.int32(0)
        for column in range(size):
            count += np.int32(line[column] > 0.0)
        if count:
            first, last = 0, size - 1
            while line[first] <= 0.0:
                first += 1
            while line[last] <= 0.0:
                last -= 1
            top, bottom, left, right = min(top, row), row, min(left, first), max(right, last)
    if bottom < 0:
        return
    top, bottom = max(top - 2 * radius, 0), min(bottom + 2 * radius, size - 1)
    left, right = max(left - 2 * radius, 0), min(right + 2 * radius, size - 1)
    # columns of the picture and columns of its mirror image about the diagonal: sums of whole rows are quick
    _blur_columns(soft, spare, radius, top, bottom, left, right)
    _blur_columns(spare, soft, radius, top, bottom, left, right)
    _turn(soft, spare, top, bottom, left, right)
    _blur_columns(spare, soft, radius, left, right, top, bottom)
    _blur_columns(soft, spare, radius, left, right, top, bottom)
    soft[:] = 0.0
    _turn(spare, soft, left, right, top, bottom)


@kernel
def _turn(source, target, top, bottom, left, right):  # type: ignore[no-untyped-def]
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            target[column, row] = source[row, column]


@kernel
def _blur_columns(source, target, radius, top, bottom, left, right):  # type: ignore[no-untyped-def]
    """Within rows top..bottom and columns left..right, beyond which there is nothing."""
    weight = np.float32(1.0 / (2 * radius + 1))
    total = np.zeros(right + 1 - left, dtype=np.float32)
    for row in range(top, min(top + radius, bottom + 1)):
        total += source[row, left : right + 1]
    for row in range(top, bottom + 1):
        if row + radius <= bottom:
            added = source[row + radius, left : right + 1]
            for k in range(len(total)):
                total[k] += added[k]
        if row - radius - 1 >= top:
            taken = source[row - radius - 1, left : right + 1]
            for k in range(len(total)):
                total[k] -= taken[k]
        line = target[row, left : right + 1]
        for k in range(len(total)):
            line[k] = total[k] * weight


@kernel
def merge(soft, floor_shadow, contact, first, last, dark):  # type: ignore[no-untyped-def]
    """Add up the softened maps [LAYERS, R/2, R/2] into dark [R/2, R/2], the opacity of a black veil over the ground.

    The veil is laid over sRGB colours; the square root stands for their curve. Returns the first and last row and the
    first and last column where it shows.
    """
    most = np.zeros(dark.shape[1], np.float32)
    top, bottom = dark.shape[0], -1
    for row in range(first, last):
        line = dark[row]
        for column in range(dark.shape[1]):
            blocked = soft[0, row, column]
            for layer in range(1, LAYERS - 1):
                blocked += soft[layer, row, column]
            blocked = min(max(blocked, 0.0), 1.0)
            pressed = min(max(soft[LAYERS - 1, row, column], 0.0), 1.0)
            taken = 1.0 - (1.0 - floor_shadow * blocked) * (1.0 - contact * pressed)
            line[column] = 1.0 - np.sqrt(1.0 - taken) if taken > FAINT else 0.0
        for column in range(dark.shape[1]):
            most[column] = max(most[column], line[column])
        if line.max() > FAINT:
            top, bottom = min(top, row), row
    shown = np.flatnonzero(most > FAINT)
    if not len(shown):
        return 0, -1, 0, -1
    return top, bottom, shown[0], shown[-1]
