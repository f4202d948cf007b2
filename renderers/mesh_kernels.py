"""The software rasteriser's compiled pictures: fill samples, shade pixels.

Every pixel has SAMPLES sample points, each on a sub-row of its own and shifted sideways, so that near-level and
near-upright edges both come out in even steps. Triangles are filled sub-row by sub-row into a depth buffer that
remembers which triangle is in front; then each pixel is shaded once for each surface it sees, however many triangles
that surface has there, and the results are mixed by how many samples each one holds: in sRGB, so that edges go in even
steps to the eye and a transparent picture laid over a backdrop equals the picture drawn on it.

Placed vertices come from geometry_kernels.py. All loops release the GIL; callers split the work by ranges. The
lighting here has a twin in plain numpy, mesh_plain.py, which says the same more slowly.
"""

import numpy as np

from contracts.kernels import kernel
from renderers.shadow_kernels import FAINT

BAND = 16
"""Rows of pixels drawn at a time: small enough for their samples to stay in the cache."""

SAMPLES = 4
SHIFTS = (0.375, 0.875, 0.125, 0.625)
"""Where in the pixel each sample lies sideways; sample s lies (s + 0.5) / SAMPLES of the way down."""

MERGE_DEPTH = 0.015
"""Triangles of one coloured region closer in depth than this, metres, are one surface when a pixel is shaded."""

BLOCK = 8
"""Pixels a side of the blocks in which back faces, mostly hidden inside the figure, are turned away together."""

SPREAD = 1.5
"""How quickly shadows on the figure itself fade with the height of what casts them, one over metres."""

SHOULDER = 0.76
"""Linear light above which the picture bends colours towards white instead of cutting them off."""

CHUNK = 256
"""Pixels of a row that are shaded together."""

FIELDS = 15
PX, PY, SHARE, DEPTH, OPEN, NX, NY, NZ, RED, GREEN, BLUE, GLOSS, X, Y, Z = range(FIELDS)
"""Rows of the work table, one column for each fragment: where in the picture, how much of the pixel, one over depth,
share of key light, normal, colour, gloss, and position relative to the eye in world directions."""


@kernel
def _fill(packed, a, b, c, f, y0, rows, left, right, depth, owner):  # type: ignore[no-untyped-def]
    """Write triangle f with corners a, b, c into depth and owner [BAND * SAMPLES, W], whose first row is pixel y0."""
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
    along = (cx - ax) / (cy - ay)
    upper = (bx - ax) / (by - ay) if by > ay else 0.0
    lower = (cx - bx) / (cy - by) if cy > by else 0.0
    for row in range(start, stop):
        y = y0 + (row + 0.5) / SAMPLES
        one = ax + (y - ay) * along
        other = ax + (y - ay) * upper if y < by else bx + (y - by) * lower
        if other < one:
            one, other = other, one
        shift = SHIFTS[row & (SAMPLES - 1)]
        # a hair wider than exact, so that two triangles sharing an edge never leave a sample between them
        begin = max(left, int(one + (1.0 - 1e-6) - shift))
        end = min(right, int(other + (1.0 + 1e-6) - shift) - 1)
        z = z0 + (begin + shift - x0) * slope_x + (y - y_0) * slope_y
        for x in range(begin, end + 1):
            near = min(max(np.float32(z), low), high)
            if near > depth[row, x]:
                depth[row, x] = near
                owner[row, x] = f
            z += slope_x


@kernel
def _farthest(depth, rows, left, right, far):  # type: ignore[no-untyped-def]
    """far becomes one over the depth of the farthest sample in each block of BLOCK x BLOCK pixels, 0 if one is bare."""
    far[:] = 0.0
    for block in range(far.shape[0]):
        begin, end = block * BLOCK * SAMPLES, min((block + 1) * BLOCK, rows) * SAMPLES
        for column in range(-(-left // BLOCK), (right + 1) // BLOCK):
            least = depth[begin, column * BLOCK] if begin < end else np.float32(0.0)
            for row in range(begin, end):
                for x in range(column * BLOCK, (column + 1) * BLOCK):
                    least = min(least, depth[row, x])
            far[block, column] = least


@kernel
def _hidden(nearest, bound, y0, rows, far):  # type: ignore[no-untyped-def]
    """Whether everything within a triangle's bounds is in front of its nearest corner."""
    for block in range(max(bound[0] - y0, 0) // BLOCK, min(bound[1] - y0, rows - 1) // BLOCK + 1):
        for column in range(bound[2] // BLOCK, bound[3] // BLOCK + 1):
            if far[block, column] <= nearest:
                return False
    return True


@kernel
def _surfaces(owner, depth, region, line, y, left, right, work, face, first):  # type: ignore[no-untyped-def]
    """List what the pixels left..right of row y see: the fragments of pixel x are first[x - left] to the next.

    One for each surface in a pixel: its triangle (face), the place in the picture where to shade it (rows PX and PY of
    work) and how much of the pixel it fills (SHARE).
    """
    px, py, share, inverse, own = work[PX], work[PY], work[SHARE], work[DEPTH], work[GLOSS]
    count = 0
    for x in range(left, right + 1):
        start = first[x - left] = count
        f = owner[line, x]
        alike = True
        for s in range(1, SAMPLES):
            alike &= owner[line + s, x] == f
        if alike:
            if f >= 0:
                face[count], px[count], py[count], share[count] = f, x + 0.5, y + 0.5, 1.0
                count += 1
            continue
        for s in range(SAMPLES):
            f = owner[line + s, x]
            if f < 0:
                continue
            z = float(depth[line + s, x])
            k = start
            while k < count and face[k] != f:
                if region[face[k]] == region[f] and abs(z - inverse[k]) < MERGE_DEPTH * z * z:
                    break
                k += 1
            if k == count:
                face[k], px[k], py[k], share[k], inverse[k], own[k] = f, 0.0, 0.0, 0.0, z, 0.0
                count += 1
            share[k] += 1.0 / SAMPLES
            if face[k] == f:  # shade at the middle of the first triangle's own samples
                px[k] += x + SHIFTS[s]
                py[k] += y + (s + 0.5) / SAMPLES
                own[k] += 1.0
        for k in range(start, count):
            px[k] /= own[k]
            py[k] /= own[k]
    first[right + 1 - left] = count
    return count


@kernel
def _interpolate(packed, faces, face, count, light, work):  # type: ignore[no-untyped-def]
    """Fill the rows of work that say what the surface is like at each fragment, and where in the world it is."""
    for i in range(count):
        f = face[i]
        a, b, c = packed[faces[f, 0]], packed[faces[f, 1]], packed[faces[f, 2]]
        px, py = work[PX, i], work[PY, i]
        ax, ay, bx, by, cx, cy = a[0] - px, a[1] - py, b[0] - px, b[1] - py, c[0] - px, c[1] - py
        wa, wb, wc = bx * cy - by * cx, cx * ay - cy * ax, ax * by - ay * bx
        facing = -1.0
        if wa + wb + wc < 0.0:
            facing, wa, wb, wc = 1.0, -wa, -wb, -wc
        wa, wb, wc = max(wa, 0.0), max(wb, 0.0), max(wc, 0.0)
        flat = wa + wb + wc
        wa, wb, wc = wa * a[2], wb * b[2], wc * c[2]
        scale = 1.0 / (wa + wb + wc + 1e-30)
        wa, wb, wc = wa * scale, wb * scale, wc * scale
        depth = flat * scale
        work[NX, i] = facing * (wa * a[3] + wb * b[3] + wc * c[3])
        work[NY, i] = facing * (wa * a[4] + wb * b[4] + wc * c[4])
        work[NZ, i] = facing * (wa * a[5] + wb * b[5] + wc * c[5])
        work[RED, i] = wa * a[6] + wb * b[6] + wc * c[6]
        work[GREEN, i] = wa * a[7] + wb * b[7] + wc * c[7]
        work[BLUE, i] = wa * a[8] + wb * b[8] + wc * c[8]
        work[GLOSS, i] = wa * a[9] + wb * b[9] + wc * c[9]
        work[X, i] = depth * (light.corner[0] + px * light.right[0] + py * light.down[0])
        work[Y, i] = depth * (light.corner[1] + px * light.right[1] + py * light.down[1])
        work[Z, i] = depth * (light.corner[2] + px * light.right[2] + py * light.down[2])


@kernel
def _reach(top, shadow, count, light, work):  # type: ignore[no-untyped-def]
    """Work out row OPEN: the share of the key light that reaches each fragment, from 4 x 4 texels in a tent."""
    shear_x, shear_z, origin_x, origin_z, texel = shadow
    size = top.shape[0]
    key_x, key_y, key_z = light.key_towards
    for i in range(count):
        nx, ny, nz = work[NX, i], work[NY, i], work[NZ, i]
        if nx * key_x + ny * key_y + nz * key_z <= 0.0:
            work[OPEN, i] = 0.0
            continue
        # start a little off the surface, along its normal, so that it does not shade itself
        x = light.eye[0] + work[X, i] + nx * 2.0 * texel
        y = light.eye[1] + work[Y, i] + (ny * 2.0 + 0.5) * texel
        z = light.eye[2] + work[Z, i] + nz * 2.0 * texel
        u = (x - shear_x * y - origin_x) / texel - 0.5
        v = (z - shear_z * y - origin_z) / texel - 0.5
        if not (u >= 1.0 and v >= 1.0 and u < size - 2 and v < size - 2):
            work[OPEN, i] = 1.0
            continue
        column, row = int(u), int(v)
        fu, fv = u - column, v - row
        blocked = above = 0.0
        for j in range(4):
            weight = 1.0 - fv if j == 0 else (fv if j == 3 else 1.0)
            for k in range(4):
                rise = top[row + j - 1, column + k - 1] - y
                if rise > 0.0:
                    share = weight * (1.0 - fu if k == 0 else (fu if k == 3 else 1.0))
                    blocked += share
                    above += share * rise
        # what hangs far above blocks less of a large lamp
        rise = above / max(blocked, 1e-6)
        work[OPEN, i] = 1.0 - blocked / (9.0 * (1.0 + SPREAD * rise))


@kernel(fastmath={"contract", "arcp", "reassoc", "nsz"})
def _illuminate(light, count, work):  # type: ignore[no-untyped-def]
    """Turn rows RED, GREEN and BLUE of work from albedo into the colour seen, 0 to 1 in linear light.

    Nothing here branches, so that the compiler makes vector instructions of it.
    """
    xs, ys, zs, nxs, nys, nzs = work[X], work[Y], work[Z], work[NX], work[NY], work[NZ]
    reds, greens, blues, glosses, opens = work[RED], work[GREEN], work[BLUE], work[GLOSS], work[OPEN]
    key_x, key_y, key_z = light.key_towards
    fill_x, fill_y, fill_z = light.fill_towards
    rim_x, rim_y, rim_z = light.rim_towards
    for i in range(count):
        nx, ny, nz = nxs[i], nys[i], nzs[i]
        scale = 1.0 / np.sqrt(nx * nx + ny * ny + nz * nz + 1e-12)
        nx, ny, nz = nx * scale, ny * scale, nz * scale
        vx, vy, vz = -xs[i], -ys[i], -zs[i]
        scale = 1.0 / np.sqrt(vx * vx + vy * vy + vz * vz + 1e-12)
        vx, vy, vz = vx * scale, vy * scale, vz * scale

        key = nx * key_x + ny * key_y + nz * key_z
        # near the terminator the shading itself darkens; the shadow map's own darkness fades in past it
        fade = min(max(key * 4.0, 0.0), 1.0)
        lit = 1.0 - fade * (1.0 - opens[i])
        up = 0.5 + 0.5 * ny
        height = max(light.eye[1] + ys[i], 0.0) * 8.0
        ambient = (0.8 + 0.2 * opens[i]) * (1.0 - 0.6 * (1.0 - up) / (1.0 + height * height))
        fill = 0.5 + 0.5 * (nx * fill_x + ny * fill_y + nz * fill_z)
        fill *= fill
        edge = 1.0 - max(nx * vx + ny * vy + nz * vz, 0.0)
        rim = max(nx * rim_x + ny * rim_y + nz * rim_z, 0.0) * edge * edge

        # highlight: ((1 + n (cos - 1) / 8) ** 8 stands for cos ** n
        hx, hy, hz = vx + key_x, vy + key_y, vz + key_z
        cosine = (nx * hx + ny * hy + nz * hz) / np.sqrt(hx * hx + hy * hy + hz * hz + 1e-12)
        gloss = glosses[i]
        tight = 6.0 + 400.0 * gloss * gloss * gloss
        shine = max(0.0, 1.0 + tight * (cosine - 1.0) * 0.125)
        shine *= shine
        shine *= shine
        shine *= shine * 0.005 * (tight + 2.0) * min(gloss * 5.0, 1.0) * lit * fade
        # wet things, eyes above all, also catch the fill lamp, which no brow shades
        hx, hy, hz = vx + fill_x, vy + fill_y, vz + fill_z
        cosine = (nx * hx + ny * hy + nz * hz) / np.sqrt(hx * hx + hy * hy + hz * hz + 1e-12)
        catch = max(0.0, 1.0 + tight * (cosine - 1.0) * 0.125)
        catch *= catch
        catch *= catch
        shine += catch * catch * max(gloss - 0.6, 0.0) * 1.5

        bleed = light.wrap * reds[i]
        red = light.key[0] * (max(key + bleed, 0.0) / (1.0 + bleed) * lit)
        red += light.fill[0] * fill + (light.floor[0] + up * (light.sky[0] - light.floor[0])) * ambient
        red = red * reds[i] + light.rim[0] * rim * (0.7 * reds[i] + 0.05) + light.key[0] * shine
        bleed = light.wrap * greens[i]
        green = light.key[1] * (max(key + bleed, 0.0) / (1.0 + bleed) * lit)
        green += light.fill[1] * fill + (light.floor[1] + up * (light.sky[1] - light.floor[1])) * ambient
        green = green * greens[i] + light.rim[1] * rim * (0.7 * greens[i] + 0.05) + light.key[1] * shine
        bleed = light.wrap * blues[i]
        blue = light.key[2] * (max(key + bleed, 0.0) / (1.0 + bleed) * lit)
        blue += light.fill[2] * fill + (light.floor[2] + up * (light.sky[2] - light.floor[2])) * ambient
        blue = blue * blues[i] + light.rim[2] * rim * (0.7 * blues[i] + 0.05) + light.key[2] * shine

        # film: leave colours as they are up to SHOULDER; above, bend the brightest channel towards 1 and pale the rest
        peak = max(max(red, green), blue)
        over = max(peak, SHOULDER)
        bent = 1.0 - (1.0 - SHOULDER) * (1.0 - SHOULDER) / (over + 1.0 - 2.0 * SHOULDER)
        pale = 1.0 / (1.0 + 0.15 * (over - bent))
        scale = pale * bent / over
        white = bent * (1.0 - pale)
        reds[i] = min(red * scale + white, 1.0)
        greens[i] = min(green * scale + white, 1.0)
        blues[i] = min(blue * scale + white, 1.0)


@kernel
def darken(dark, shadow, light, y, left, right, out):  # type: ignore[no-untyped-def]
    """Lay the ground's darkness over pixels left..right of row y of the picture."""
    _, _, origin_x, origin_z, texel = shadow
    size, scale = dark.shape[0], 0.5 / texel
    for x in range(left, right + 1):
        px, py = x + 0.5, y + 0.5
        fall = light.corner[1] + px * light.right[1] + py * light.down[1]
        if light.eye[1] * fall >= 0.0:
            continue  # looking away from the ground
        depth = -light.eye[1] / fall
        ground_x = light.eye[0] + depth * (light.corner[0] + px * light.right[0] + py * light.down[0])
        ground_z = light.eye[2] + depth * (light.corner[2] + px * light.right[2] + py * light.down[2])
        u, v = (ground_x - origin_x) * scale - 0.5, (ground_z - origin_z) * scale - 0.5
        if not (u >= 0.0 and v >= 0.0 and u < size - 1 and v < size - 1):
            continue
        column, row = int(u), int(v)
        fu, fv = u - column, v - row
        above = dark[row, column] + fu * (dark[row, column + 1] - dark[row, column])
        below = dark[row + 1, column] + fu * (dark[row + 1, column + 1] - dark[row + 1, column])
        taken = above + fv * (below - above)
        if taken > FAINT:
            if out.shape[2] == 4:
                out[y, x, 3] = int(taken * 255.0 + 0.5)
            else:
                for c in range(3):
                    out[y, x, c] = int(out[y, x, c] * (1.0 - taken) + 0.5)


@kernel
def _mix(first, left, right, y, work, to_srgb, out):  # type: ignore[no-untyped-def]
    """Put the lit fragments of pixels left..right into row y of the picture, over what is there."""
    tones = to_srgb.shape[0] - 1
    for x in range(left, right + 1):
        start, stop = first[x - left], first[x - left + 1]
        if start == stop:
            continue
        red = green = blue = share = 0.0
        for i in range(start, stop):
            red += work[SHARE, i] * to_srgb[int(work[RED, i] * tones + 0.5)]
            green += work[SHARE, i] * to_srgb[int(work[GREEN, i] * tones + 0.5)]
            blue += work[SHARE, i] * to_srgb[int(work[BLUE, i] * tones + 0.5)]
            share += work[SHARE, i]
        if out.shape[2] == 4:
            alpha = 1.0 - (1.0 - share) * (1.0 - out[y, x, 3] / 255.0)
            red, green, blue = red / alpha, green / alpha, blue / alpha
            out[y, x, 3] = int(alpha * 255.0 + 0.5)
        elif share < 1.0:
            red += (1.0 - share) * out[y, x, 0]
            green += (1.0 - share) * out[y, x, 1]
            blue += (1.0 - share) * out[y, x, 2]
        out[y, x, 0] = int(red + 0.5)
        out[y, x, 1] = int(green + 0.5)
        out[y, x, 2] = int(blue + 0.5)


@kernel
def paint(  # type: ignore[no-untyped-def]
    packed, faces, bounds, region, light, top, shadow, dark, ground, backdrop, to_srgb, start, step, out
):
    """Draw every step-th band of rows of the picture, beginning with band `start`.

    packed [V, PACKED], faces [F, 3], bounds [F, 5] from `bound`, region [F] the coloured region of each triangle.
    top, shadow: the key's shadow map and its (shear x, shear z, origin x, origin z, texel). dark: darkness of the
    ground, used within the pixel box ground = (first row, last row, first column, last column). backdrop [H, W, 3]
    sRGB bytes, unused when out has alpha. to_srgb [N] from linear 0 to 1 to sRGB 0 to 255. out [H, W, 3 or 4] uint8.
    """
    height, width, channels = out.shape
    depth = np.empty((BAND * SAMPLES, width), dtype=np.float32)
    owner = np.empty((BAND * SAMPLES, width), dtype=np.int32)
    far = np.empty((BAND // BLOCK, (width + BLOCK - 1) // BLOCK), dtype=np.float32)
    listed = np.empty(faces.shape[0], dtype=np.int32)
    work = np.empty((FIELDS, CHUNK * SAMPLES))
    face = np.empty(CHUNK * SAMPLES, dtype=np.int32)
    first = np.empty(CHUNK + 1, dtype=np.int32)
    for band in range(start, (height + BAND - 1) // BAND, step):
        y0 = band * BAND
        y1 = min(y0 + BAND, height)
        count, backs, left, right = 0, faces.shape[0], width, -1
        for f in range(faces.shape[0]):
            if bounds[f, 1] >= y0 and bounds[f, 0] < y1:
                if bounds[f, 4]:
                    backs -= 1
                    listed[backs] = f
                else:
                    listed[count] = f
                    count += 1
                left = min(left, bounds[f, 2])
                right = max(right, bounds[f, 3])
        if right >= left:
            depth[: (y1 - y0) * SAMPLES, left : right + 1] = 0.0
            owner[: (y1 - y0) * SAMPLES, left : right + 1] = -1
        for k in range(count):
            f = listed[k]
            a, b, c = faces[f, 0], faces[f, 1], faces[f, 2]
            _fill(packed, a, b, c, f, y0, y1 - y0, bounds[f, 2], bounds[f, 3], depth, owner)
        if backs < faces.shape[0]:
            _farthest(depth, y1 - y0, left, right, far)
        for k in range(backs, faces.shape[0]):
            f = listed[k]
            a, b, c = faces[f, 0], faces[f, 1], faces[f, 2]
            nearest = max(packed[a, 2], packed[b, 2], packed[c, 2])
            if not _hidden(nearest, bounds[f], y0, y1 - y0, far):
                _fill(packed, a, b, c, f, y0, y1 - y0, bounds[f, 2], bounds[f, 3], depth, owner)

        for y in range(y0, y1):
            for x in range(width):
                for c in range(channels):
                    out[y, x, c] = backdrop[y, x, c] if channels == 3 else 0
            if y >= ground[0] and y <= ground[1]:
                darken(dark, shadow, light, y, ground[2], ground[3], out)
            for begin in range(left, right + 1, CHUNK):
                end = min(begin + CHUNK - 1, right)
                count = _surfaces(owner, depth, region, (y - y0) * SAMPLES, y, begin, end, work, face, first)
                _interpolate(packed, faces, face, count, light, work)
                _reach(top, shadow, count, light, work)
                _illuminate(light, count, work)
                _mix(first, begin, end, y, work, to_srgb, out)
