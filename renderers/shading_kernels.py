"""The software rasteriser's compiled light: how fragments are lit, and how they mix into pixels.

The lighting has a twin in plain numpy, mesh_plain.py, which says the same more slowly.
"""

import numpy as np

from contracts.kernels import kernel
from renderers.fragment_kernels import (
    BLUE,
    F32,
    GLOSS,
    GREEN,
    HALF,
    HEIGHT,
    NX,
    NY,
    NZ,
    ONE,
    OPEN,
    RED,
    RELAXED,
    SHARE,
    TINY,
    ZERO,
    U,
    V,
    X,
    Y,
    Z,
)
from renderers.shadow_kernels import FAINT

SPREAD = 1.5
"""How quickly shadows on the figure itself fade with the height of what casts them, one over metres."""

SHOULDER = 0.76
"""Linear light above which the picture bends colours towards white instead of cutting them off."""


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
            line = top[row + np.uintp(j) - np.uintp(1)]
            weight = ONE - fv if j == 0 else (fv if j == 3 else ONE)
            for k in range(4):
                rise = max(line[column + np.uintp(k) - np.uintp(1)] - y, ZERO)
                share = weight * (ONE - fu if k == 0 else (fu if k == 3 else ONE))
                blocked += share if rise > ZERO else ZERO
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


@kernel(fastmath=RELAXED)
def darken(dark, shadow, light, y, left, right, out):  # type: ignore[no-untyped-def]
    """Lay the ground's darkness over pixels left..right of row y of the picture."""
    _, _, origin_x, origin_z, texel = shadow
    scale, last = F32(0.5 / texel), F32(dark.shape[0] - 1)
    start_x, start_z = F32(light.eye[0] - origin_x), F32(light.eye[2] - origin_z)
    count = max(right + 1 - left, 0)
    us, vs = np.empty(count, np.float32), np.empty(count, np.float32)
    py = F32(y) + HALF
    for i in range(count):
        px = F32(left + i) + HALF
        fall = light.corner[1] + px * light.right[1] + py * light.down[1]
        ahead = light.eye[1] * fall < ZERO
        depth = -light.eye[1] / (fall if ahead else ONE)
        u = (start_x + depth * (light.corner[0] + px * light.right[0] + py * light.down[0])) * scale - HALF
        v = (start_z + depth * (light.corner[2] + px * light.right[2] + py * light.down[2])) * scale - HALF
        # looking away from the ground, or beside what was laid out
        seen = ahead & (u >= ZERO) & (v >= ZERO) & (u < last) & (v < last)
        us[i], vs[i] = u if seen else -ONE, v
    line = out[y]
    for i in range(count):
        if us[i] < ZERO:
            continue
        column, row = np.uintp(us[i]), np.uintp(vs[i])
        upper, lower = dark[row], dark[row + np.uintp(1)]
        one, two, three, four = upper[column], upper[column + np.uintp(1)], lower[column], lower[column + np.uintp(1)]
        if one + two + three + four <= F32(FAINT):  # most of what lies around a shadow
            continue
        fu, fv = us[i] - F32(column), vs[i] - F32(row)
        above, below = one + fu * (two - one), three + fu * (four - three)
        taken = above + fv * (below - above)
        if taken > F32(FAINT):
            x = left + i
            if out.shape[2] == 4:
                line[x, 3] = np.uint8(taken * F32(255.0) + HALF)
            else:
                for c in range(3):
                    line[x, c] = np.uint8(F32(line[x, c]) * (ONE - taken) + HALF)


@kernel
def mix(first, left, right, y, work, to_srgb, out):  # type: ignore[no-untyped-def]
    """Put the lit fragments of pixels left..right into row y of the picture, over what is there."""
    tones = F32(to_srgb.shape[0] - 1)
    reds, greens, blues, shares = work[RED], work[GREEN], work[BLUE], work[SHARE]
    for x in range(left, right + 1):
        start, stop = first[x - left], first[x - left + 1]
        if start == stop:
            continue
        red = green = blue = share = ZERO
        for i in range(start, stop):
            red += shares[i] * to_srgb[np.uintp(reds[i] * tones + HALF)]
            green += shares[i] * to_srgb[np.uintp(greens[i] * tones + HALF)]
            blue += shares[i] * to_srgb[np.uintp(blues[i] * tones + HALF)]
            share += shares[i]
        if share < ONE:
            bare = ONE - share
            if out.shape[2] == 4:
                alpha = ONE - bare * (ONE - F32(out[y, x, 3]) / F32(255.0))
                red, green, blue = red / alpha, green / alpha, blue / alpha
                out[y, x, 3] = np.uint8(alpha * F32(255.0) + HALF)
            else:
                red += bare * out[y, x, 0]
                green += bare * out[y, x, 1]
                blue += bare * out[y, x, 2]
        elif out.shape[2] == 4:
            out[y, x, 3] = 255
        out[y, x, 0] = np.uint8(red + HALF)
        out[y, x, 1] = np.uint8(green + HALF)
        out[y, x, 2] = np.uint8(blue + HALF)
