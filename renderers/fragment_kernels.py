"""The software rasteriser's compiled fragments: which surfaces each pixel sees, and what each is like there.

Fragments are kept in tables with a column for each, many at a time, so that the compiler makes vector instructions of
the loops that do not branch.
"""

import numpy as np

from contracts.kernels import kernel
from renderers.raster_kernels import SAMPLES, SHIFTS, inverse_depth, slot_of

MERGE_DEPTH = 0.015
"""Triangles of one coloured region closer in depth than this, metres, are one surface when a pixel is shaded."""

F32 = np.float32
"""Shading is done in single precision, for twice as many fragments at a time; a plain 0.5 would make it double."""
ZERO, HALF, ONE, TINY = F32(0.0), F32(0.5), F32(1.0), F32(1e-12)
RELAXED = {"contract", "arcp", "reassoc", "nsz"}
"""What the compiler may do with sums and products; nothing here is infinite or not a number."""

FIELDS = 18
PX, PY, SHARE, OPEN, NX, NY, NZ, RED, GREEN, BLUE, GLOSS, NEARNESS, X, Y, Z, U, V, HEIGHT = range(FIELDS)
"""Rows of the work table, one column for each fragment: where in the picture, how much of the pixel, share of key
light, normal, colour, gloss, one over depth, position relative to the eye in world directions, and where on the shadow
map it falls, from what height."""

ALL = 2**SAMPLES - 1
_SETS = [[s for s in range(SAMPLES) if samples >> s & 1] for samples in range(ALL + 1)]
LOWEST = np.array([0, *(held[0] for held in _SETS[1:])])
HELD = np.array([len(held) / SAMPLES for held in _SETS], np.float32)
ACROSS = np.array([0, *(np.mean([SHIFTS[s] for s in held]) for held in _SETS[1:])], np.float32)
DOWN = np.array([0, *(np.mean([(s + 0.5) / SAMPLES for s in held]) for held in _SETS[1:])], np.float32)
"""Of a set of samples, a bit for each: the first, the share of the pixel, the middle from the pixel's corner."""

VARYING = NEARNESS + 1 - NX
"""Rows of the work table that vary linearly over a triangle on the picture, once divided by depth."""
PLANE = 2 + 3 * VARYING
"""Numbers that say how they do: x and y of one corner, the values there, their steps by a pixel right and down."""
FLAT = 1e-3
"""Pixels of width below which a triangle is all of one colour, since its steps would be nothing but rounding."""


@kernel
def surfaces(front, region, line, y, left, right, work, slot, first):  # type: ignore[no-untyped-def]
    """List what the pixels left..right of row y see: the fragments of pixel x are first[x - left] to the next.

    One for each surface in a pixel: its triangle (slot, whose part of the figure is region[slot]), the place in the
    picture where to shade it (rows PX and PY of work) and how much of the pixel it fills (SHARE).
    """
    px, py, share = work[PX], work[PY], work[SHARE]
    one, two, three, four = front[line], front[line + 1], front[line + 2], front[line + 3]
    count = 0
    for x in range(left, right + 1):
        column = np.uintp(x)
        first[column - np.uintp(left)] = count
        seen = one[column]
        if np.uint32((seen ^ two[column]) | (seen ^ three[column]) | (seen ^ four[column])) == 0:
            slot[count], px[count], py[count], share[count] = slot_of(seen), x + HALF, y + HALF, ONE
            count += seen != 0
            continue
        samples = ALL
        while samples:
            seen = front[line + LOWEST[samples], column]
            if seen == 0:
                samples &= samples - 1
                continue
            # shade at the middle of the first triangle's own samples; what joins it only widens its share
            which, nearness = slot_of(seen), inverse_depth(seen)
            apart = F32(MERGE_DEPTH) * nearness * nearness
            own = joined = np.int64(0)
            for s in range(SAMPLES):
                other = front[line + s, column]
                same = np.uint32(other ^ seen) == 0
                part = region[slot_of(other) if other else which]
                close = (other != 0) & (part == region[which]) & (abs(inverse_depth(other) - nearness) < apart)
                own |= np.int64(same) << s
                joined |= np.int64(same | close) << s
            joined &= samples
            samples &= ~joined
            slot[count], share[count] = which, HELD[joined]
            px[count], py[count] = x + ACROSS[own], y + DOWN[own]
            count += 1
    first[right + 1 - left] = count
    return count


@kernel
def vary(packed, faces, f, plane):  # type: ignore[no-untyped-def]
    """Say in plane [PLANE] how triangle f varies; its normals are turned towards the eye."""
    a, b, c = packed[faces[f, 0]], packed[faces[f, 1]], packed[faces[f, 2]]
    plane[0], plane[1] = a[0], a[1]
    bx, by, cx, cy = float(b[0]) - a[0], float(b[1]) - a[1], float(c[0]) - a[0], float(c[1]) - a[1]
    area = bx * cy - by * cx
    longest = max(max(bx * bx + by * by, cx * cx + cy * cy), (cx - bx) * (cx - bx) + (cy - by) * (cy - by))
    scale = 1.0 / area if area * area > FLAT * FLAT * longest else 0.0
    bx, by, cx, cy = np.float32(bx * scale), np.float32(by * scale), np.float32(cx * scale), np.float32(cy * scale)
    for k in range(VARYING):
        turned = F32(-1.0) if k < 3 and area > 0.0 else ONE
        value = ONE if k == VARYING - 1 else a[3 + k] * turned
        own = value * a[2]
        to_b = (ONE if k == VARYING - 1 else b[3 + k] * turned) * b[2] - own
        to_c = (ONE if k == VARYING - 1 else c[3 + k] * turned) * c[2] - own
        plane[2 + k] = own
        plane[2 + VARYING + k] = to_b * cy - to_c * by
        plane[2 + 2 * VARYING + k] = to_c * bx - to_b * cx


@kernel(fastmath=RELAXED)
def interpolate(packed, faces, listed, slot, count, planes, known, light, work):  # type: ignore[no-untyped-def]
    """Fill the rows of work that say what the surface is like at each fragment, and where in the world it is.

    Row NEARNESS ends as the depth itself.
    planes [N, PLANE] says how the band's triangles vary, for those that are `known`; the others are found out.
    """
    corner_x, corner_y, corner_z = light.corner
    right_x, right_y, right_z = light.right
    down_x, down_y, down_z = light.down
    pxs, pys = work[PX], work[PY]
    for i in range(count):
        which = np.uintp(slot[i])
        if not known[which]:
            vary(packed, faces, listed[which], planes[which])
            known[which] = True
        plane = planes[which]
        right, down = pxs[i] - plane[0], pys[i] - plane[1]
        for k in range(VARYING):
            work[NX + k, i] = plane[2 + k] + right * plane[2 + VARYING + k] + down * plane[2 + 2 * VARYING + k]
    nearness, xs, ys, zs = work[NEARNESS], work[X], work[Y], work[Z]
    for i in range(count):
        # rounding must not bring a far corner of a large triangle behind the eye
        depth = nearness[i] = ONE / max(nearness[i], F32(1e-6))
        xs[i] = depth * (corner_x + pxs[i] * right_x + pys[i] * down_x)
        ys[i] = depth * (corner_y + pxs[i] * right_y + pys[i] * down_y)
        zs[i] = depth * (corner_z + pxs[i] * right_z + pys[i] * down_z)
    for k in range(NX, NZ + 1):
        row = work[k]
        for i in range(count):
            row[i] *= nearness[i]
    for k in range(RED, GLOSS + 1):
        row = work[k]
        for i in range(count):
            row[i] = min(max(row[i] * nearness[i], ZERO), ONE)
