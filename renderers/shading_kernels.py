"""The software rasteriser's compiled shading: what each pixel's surfaces are like, how they are lit, how they mix.

Fragments are worked on in tables with a column for each, many at a time, so that the compiler makes vector instructions
of the loops that do not branch. The lighting has a twin in plain numpy, mesh_plain.py, which says the same more slowly.
"""

import numpy as np

from contracts.kernels import kernel
from renderers.raster_kernels import SAMPLES, SHIFTS
from renderers.shadow_kernels import FAINT

MERGE_DEPTH = 0.015
"""Triangles of one coloured region closer in depth than this, metres, are one surface when a pixel is shaded."""

SPREAD = 1.5
"""How quickly shadows on the figure itself fade with the height of what casts them, one over metres."""

SHOULDER = 0.76
"""Linear light above which the picture bends colours towards white instead of cutting them off."""

F32 = np.float32
"""Shading is done in single precision, for twice as many fragments at a time; a plain 0.5 would make it double."""
ZERO, HALF, ONE, TINY = F32(0.0), F32(0.5), F32(1.0), F32(1e-12)
RELAXED = {"contract", "arcp", "reassoc", "nsz"}
"""What the compiler may do with sums and products; nothing here is infinite or not a number."""

FIELDS = 18
PX, PY, SHARE, DEPTH, OPEN, NX, NY, NZ, RED, GREEN, BLUE, GLOSS, X, Y, Z, U, V, HEIGHT = range(FIELDS)
"""Rows of the work table, one column for each fragment: where in the picture, how much of the pixel, one over depth,
share of key light, normal, colour, gloss, position relative to the eye in world directions, and where on the shadow map
it falls, from what height."""


@kernel
def surfaces(owner, depth, region, line, y, left, right, work, face, first):  # type: ignore[no-untyped-def]
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


@kernel(fastmath=RELAXED)
def interpolate(packed, faces, face, count, light, work):  # type: ignore[no-untyped-def]
    """Fill the rows of work that say what the surface is like at each fragment, and where in the world it is."""
    corner_x, corner_y, corner_z = light.corner
    right_x, right_y, right_z = light.right
    down_x, down_y, down_z = light.down
    for i in range(count):
        f = np.uintp(face[i])
        a, b, c = packed[np.uintp(faces[f, 0])], packed[np.uintp(faces[f, 1])], packed[np.uintp(faces[f, 2])]
        px, py = work[PX, i], work[PY, i]
        ax, ay, bx, by, cx, cy = a[0] - px, a[1] - py, b[0] - px, b[1] - py, c[0] - px, c[1] - py
        wa, wb, wc = bx * cy - by * cx, cx * ay - cy * ax, ax * by - ay * bx
        facing = F32(1.0) if wa + wb + wc < ZERO else F32(-1.0)
        wa, wb, wc = max(-facing * wa, ZERO), max(-facing * wb, ZERO), max(-facing * wc, ZERO)
        flat = wa + wb + wc
        wa, wb, wc = wa * a[2], wb * b[2], wc * c[2]
        scale = ONE / (wa + wb + wc + F32(1e-30))
        wa, wb, wc = wa * scale, wb * scale, wc * scale
        depth = flat * scale
        work[NX, i] = facing * (wa * a[3] + wb * b[3] + wc * c[3])
        work[NY, i] = facing * (wa * a[4] + wb * b[4] + wc * c[4])
        work[NZ, i] = facing * (wa * a[5] + wb * b[5] + wc * c[5])
        work[RED, i] = wa * a[6] + wb * b[6] + wc * c[6]
        work[GREEN, i] = wa * a[7] + wb * b[7] + wc * c[7]
        work[BLUE, i] = wa * a[8] + wb * b[8] + wc * c[8]
        work[GLOSS, i] = wa * a[9] + wb * b[9] + wc * c[9]
        work[X, i] = depth * (corner_x + px * right_x + py * down_x)
        work[Y, i] = depth * (corner_y + px * right_y + py * down_y)
        work[Z, i] = depth * (corner_z + px * right_z + py * down_z)


@kernel(fastmath=RELAXED)
def reach(top, roof, shadow, count, light, work):  # type: ignore[no-untyped-def]
    """Work out row OPEN: the share of the key light that reaches each fragment, from 4 x 4 texels in a tent."""
    _fall(shadow, count, light, work)
    size = F32(top.shape[0] - 2)
    us, vs, ys, opens = work[U], work[V], work[HEIGHT], work[OPEN]
    for i in range(count):
        u, v, y = us[i], vs[i], ys[i]
        if opens[i] == ZERO or not (u >= ONE and v >= ONE and u < size and v < size):
            continue
        column, row = np.uintp(u), np.uintp(v)
        if roof[row, column] <= y:
            continue
        fu, fv = u - F32(column), v - F32(row)
        blocked = above = ZERO
        for j in range(4):
            weight = ONE - fv if j == 0 else (fv if j == 3 else ONE)
            for k in range(4):
                rise = top[row + np.uintp(j) - np.uintp(1), column + np.uintp(k) - np.uintp(1)] - y
                if rise > ZERO:
                    share = weight * (ONE - fu if k == 0 else (fu if k == 3 else ONE))
                    blocked += share
                    above += share * rise
        # what hangs far above blocks less of a large lamp
        rise = above / max(blocked, F32(1e-6))
        opens[i] = ONE - blocked / (F32(9.0) * (ONE + F32(SPREAD) * rise))


@kernel(fastmath=RELAXED)
def _fall(shadow, count, light, work):  # type: ignore[no-untyped-def]
    """Where on the shadow map each fragment falls (U, V), at what height (HEIGHT), and OPEN: 0 if it faces away."""
    shear_x, shear_z = F32(shadow[0]), F32(shadow[1])
    texel, scale = F32(shadow[4]), F32(1.0 / shadow[4])
    start_x, start_z = F32(light.eye[0] - shadow[2]), F32(light.eye[2] - shadow[3])
    key_x, key_y, key_z = light.key_towards
    xs, ys, zs, nxs, nys, nzs = work[X], work[Y], work[Z], work[NX], work[NY], work[NZ]
    us, vs, heights, opens = work[U], work[V], work[HEIGHT], work[OPEN]
    off = F32(2.0) * texel
    for i in range(count):
        nx, ny, nz = nxs[i], nys[i], nzs[i]
        opens[i] = ONE if nx * key_x + ny * key_y + nz * key_z > ZERO else ZERO
        # start a little off the surface, along its normal, so that it does not shade itself
        y = light.eye[1] + ys[i] + ny * off + HALF * texel
        us[i] = (start_x + xs[i] + nx * off - shear_x * y) * scale - HALF
        vs[i] = (start_z + zs[i] + nz * off - shear_z * y) * scale - HALF
        heights[i] = y


@kernel(fastmath=RELAXED)
def illuminate(light, count, work):  # type: ignore[no-untyped-def]
    """Turn rows RED, GREEN and BLUE of work from albedo into the colour seen, 0 to 1 in linear light.

    Nothing here branches, so that the compiler makes vector instructions of it.
    """
    xs, ys, zs, nxs, nys, nzs = work[X], work[Y], work[Z], work[NX], work[NY], work[NZ]
    reds, greens, blues, glosses, opens = work[RED], work[GREEN], work[BLUE], work[GLOSS], work[OPEN]
    key_x, key_y, key_z = light.key_towards
    fill_x, fill_y, fill_z = light.fill_towards
    rim_x, rim_y, rim_z = light.rim_towards
    shoulder = F32(SHOULDER)
    for i in range(count):
        nx, ny, nz = nxs[i], nys[i], nzs[i]
        scale = ONE / np.sqrt(nx * nx + ny * ny + nz * nz + TINY)
        nx, ny, nz = nx * scale, ny * scale, nz * scale
        vx, vy, vz = -xs[i], -ys[i], -zs[i]
        scale = ONE / np.sqrt(vx * vx + vy * vy + vz * vz + TINY)
        vx, vy, vz = vx * scale, vy * scale, vz * scale

        key = nx * key_x + ny * key_y + nz * key_z
        # near the terminator the shading itself darkens; the shadow map's own darkness fades in past it
        fade = min(max(key * F32(4.0), ZERO), ONE)
        lit = ONE - fade * (ONE - opens[i])
        up = HALF + HALF * ny
        height = max(light.eye[1] + ys[i], ZERO) * F32(8.0)
        ambient = (F32(0.8) + F32(0.2) * opens[i]) * (ONE - F32(0.6) * (ONE - up) / (ONE + height * height))
        fill = HALF + HALF * (nx * fill_x + ny * fill_y + nz * fill_z)
        fill *= fill
        edge = ONE - max(nx * vx + ny * vy + nz * vz, ZERO)
        rim = max(nx * rim_x + ny * rim_y + nz * rim_z, ZERO) * edge * edge

        # highlight: ((1 + n (cos - 1) / 8) ** 8 stands for cos ** n
        hx, hy, hz = vx + key_x, vy + key_y, vz + key_z
        cosine = (nx * hx + ny * hy + nz * hz) / np.sqrt(hx * hx + hy * hy + hz * hz + TINY)
        gloss = glosses[i]
        tight = F32(6.0) + F32(400.0) * gloss * gloss * gloss
        shine = max(ZERO, ONE + tight * (cosine - ONE) * F32(0.125))
        shine *= shine
        shine *= shine
        shine *= shine * F32(0.005) * (tight + F32(2.0)) * min(gloss * F32(5.0), ONE) * lit * fade
        # wet things, eyes above all, also catch the fill lamp, which no brow shades
        hx, hy, hz = vx + fill_x, vy + fill_y, vz + fill_z
        cosine = (nx * hx + ny * hy + nz * hz) / np.sqrt(hx * hx + hy * hy + hz * hz + TINY)
        catch = max(ZERO, ONE + tight * (cosine - ONE) * F32(0.125))
        catch *= catch
        catch *= catch
        shine += catch * catch * max(gloss - F32(0.6), ZERO) * F32(1.5)

        bleed = light.wrap * reds[i]
        red = light.key[0] * (max(key + bleed, ZERO) / (ONE + bleed) * lit)
        red += light.fill[0] * fill + (light.floor[0] + up * (light.sky[0] - light.floor[0])) * ambient
        red = red * reds[i] + light.rim[0] * rim * (F32(0.7) * reds[i] + F32(0.05)) + light.key[0] * shine
        bleed = light.wrap * greens[i]
        green = light.key[1] * (max(key + bleed, ZERO) / (ONE + bleed) * lit)
        green += light.fill[1] * fill + (light.floor[1] + up * (light.sky[1] - light.floor[1])) * ambient
        green = green * greens[i] + light.rim[1] * rim * (F32(0.7) * greens[i] + F32(0.05)) + light.key[1] * shine
        bleed = light.wrap * blues[i]
        blue = light.key[2] * (max(key + bleed, ZERO) / (ONE + bleed) * lit)
        blue += light.fill[2] * fill + (light.floor[2] + up * (light.sky[2] - light.floor[2])) * ambient
        blue = blue * blues[i] + light.rim[2] * rim * (F32(0.7) * blues[i] + F32(0.05)) + light.key[2] * shine

        # film: leave colours as they are up to shoulder; above, bend the brightest channel towards 1 and pale the rest
        peak = max(max(red, green), blue)
        over = max(peak, shoulder)
        bent = ONE - (ONE - shoulder) * (ONE - shoulder) / (over + ONE - F32(2.0) * shoulder)
        pale = ONE / (ONE + F32(0.15) * (over - bent))
        scale = pale * bent / over
        white = bent * (ONE - pale)
        reds[i] = min(red * scale + white, ONE)
        greens[i] = min(green * scale + white, ONE)
        blues[i] = min(blue * scale + white, ONE)


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
def mix(first, left, right, y, work, to_srgb, out):  # type: ignore[no-untyped-def]
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
