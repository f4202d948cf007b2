"""The software rasteriser's compiled loops: place vertices, fill samples, shade pixels.

Every pixel has SAMPLES sample points, each on a sub-row of its own and shifted sideways, so that near-level and
near-upright edges both come out in even steps. Triangles are filled sub-row by sub-row into a depth buffer that
remembers which triangle is in front; then each pixel is shaded once for each surface it sees, however many triangles
that surface has there, and the results are mixed in linear light by how many samples each one holds.

A placed vertex is a row of PACKED numbers: pixel x, pixel y, one over depth (0 when it is behind the camera), unit
normal, linear albedo, gloss. All loops release the GIL; callers split the work by ranges. The lighting here has a twin
in plain numpy, mesh_plain.py, which says the same more slowly.
"""

import numpy as np
from numba import njit

PACKED = 10
BAND = 16
"""Rows of pixels drawn at a time: small enough for their samples to stay in the cache."""

SAMPLES = 4
SHIFTS = (0.375, 0.875, 0.125, 0.625)
"""Where in the pixel each sample lies sideways; sample s lies (s + 0.5) / SAMPLES of the way down."""

MERGE_DEPTH = 0.015
"""Triangles of one coloured region closer in depth than this, metres, are one surface when a pixel is shaded."""


@njit(cache=True, nogil=True, error_model="numpy")
def place(vertices, pixels, near, first, last, packed):  # type: ignore[no-untyped-def]
    """Project vertices [V, 3] with pixels [3, 4] (`Camera.pixels`) into packed [V, PACKED]."""
    for i in range(first, last):
        x, y, z = float(vertices[i, 0]), float(vertices[i, 1]), float(vertices[i, 2])
        depth = pixels[2, 0] * x + pixels[2, 1] * y + pixels[2, 2] * z + pixels[2, 3]
        if depth < near:
            packed[i, 2] = 0.0
            continue
        packed[i, 0] = (pixels[0, 0] * x + pixels[0, 1] * y + pixels[0, 2] * z + pixels[0, 3]) / depth
        packed[i, 1] = (pixels[1, 0] * x + pixels[1, 1] * y + pixels[1, 2] * z + pixels[1, 3]) / depth
        packed[i, 2] = 1.0 / depth


@njit(cache=True, nogil=True, error_model="numpy")
def face_normals(vertices, faces, first, last, normals):  # type: ignore[no-untyped-def]
    """normals [F, 3] float64: the cross product of two sides, as long as twice the triangle's area."""
    for f in range(first, last):
        a, b, c = faces[f, 0], faces[f, 1], faces[f, 2]
        ux, uy, uz = (
            float(vertices[b, 0]) - vertices[a, 0],
            float(vertices[b, 1]) - vertices[a, 1],
            float(vertices[b, 2]) - vertices[a, 2],
        )
        vx, vy, vz = (
            float(vertices[c, 0]) - vertices[a, 0],
            float(vertices[c, 1]) - vertices[a, 1],
            float(vertices[c, 2]) - vertices[a, 2],
        )
        normals[f, 0] = uy * vz - uz * vy
        normals[f, 1] = uz * vx - ux * vz
        normals[f, 2] = ux * vy - uy * vx


@njit(cache=True, nogil=True, error_model="numpy")
def vertex_normals(normals, fan_start, fan, first, last, packed):  # type: ignore[no-untyped-def]
    """Sum the normals of the triangles around each vertex, fan[fan_start[i]:fan_start[i+1]], into packed[:, 3:6]."""
    for i in range(first, last):
        x = y = z = 0.0
        for k in range(fan_start[i], fan_start[i + 1]):
            f = fan[k]
            x += normals[f, 0]
            y += normals[f, 1]
            z += normals[f, 2]
        length = np.sqrt(x * x + y * y + z * z)
        scale = 1.0 / length if length > 1e-30 else 0.0
        packed[i, 3] = x * scale
        packed[i, 4] = y * scale
        packed[i, 5] = z * scale


@njit(cache=True, nogil=True, error_model="numpy")
def bound(packed, faces, two_sided, width, height, first, last, bounds):  # type: ignore[no-untyped-def]
    """bounds [F, 4] int32 becomes the first and last pixel row and column of each triangle that can be seen.

    A triangle that is not drawn has a last row of -1; one that crosses the near plane has -2. Returns how many cross.
    """
    crossing = 0
    for f in range(first, last):
        a, b, c = faces[f, 0], faces[f, 1], faces[f, 2]
        bounds[f, 0], bounds[f, 1] = 0, -1
        behind = (packed[a, 2] == 0.0) + (packed[b, 2] == 0.0) + (packed[c, 2] == 0.0)
        if behind:
            if behind < 3:
                bounds[f, 1] = -2
                crossing += 1
            continue
        ax, ay = float(packed[a, 0]), float(packed[a, 1])
        bx, by = float(packed[b, 0]), float(packed[b, 1])
        cx, cy = float(packed[c, 0]), float(packed[c, 1])
        area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)  # negative when facing us: pixel y points down
        if area == 0.0 or (area > 0.0 and not two_sided[f]):
            continue
        top, bottom = min(ay, by, cy), max(ay, by, cy)
        left, right = min(ax, bx, cx), max(ax, bx, cx)
        if not (bottom > 0.0 and top < height and right > 0.0 and left < width):
            continue
        if not (right - left < 1e9 and bottom - top < 1e9):
            continue
        bounds[f, 0] = int(max(top, 0.0))
        bounds[f, 1] = int(min(bottom, height - 1.0))
        bounds[f, 2] = int(max(left, 0.0))
        bounds[f, 3] = int(min(right, width - 1.0))
    return crossing


@njit(cache=True, nogil=True, error_model="numpy")
def clip(vertices, faces, bounds, packed, pixels, near, corners, triangles, source):  # type: ignore[no-untyped-def]
    """Cut the triangles that cross the near plane (last row -2) down to the part in front of it.

    corners [4n, PACKED] receives their corners, triangles [2n, 3] indices into it, source [2n] the triangle each came
    from. Returns how many triangles there are.
    """
    count = made = 0
    depth = np.empty(3)
    for f in range(faces.shape[0]):
        if bounds[f, 1] != -2:
            continue
        for k in range(3):
            v = faces[f, k]
            depth[k] = (
                pixels[2, 0] * vertices[v, 0]
                + pixels[2, 1] * vertices[v, 1]
                + pixels[2, 2] * vertices[v, 2]
                + pixels[2, 3]
            )
        start = made
        for k in range(3):
            this, after = k, (k + 1) % 3
            if depth[this] >= near:
                _corner(vertices, packed, pixels, faces[f, this], faces[f, this], 0.0, corners[made])
                made += 1
            if (depth[this] >= near) != (depth[after] >= near):
                t = (near - depth[this]) / (depth[after] - depth[this])
                _corner(vertices, packed, pixels, faces[f, this], faces[f, after], t, corners[made])
                made += 1
        for k in range(1, made - start - 1):
            triangles[count, 0], triangles[count, 1], triangles[count, 2] = start, start + k, start + k + 1
            source[count] = f
            count += 1
    return count


@njit(cache=True, nogil=True, error_model="numpy")
def _corner(vertices, packed, pixels, a, b, t, corner):  # type: ignore[no-untyped-def]
    """The packed vertex a fraction t of the way from vertex a to vertex b."""
    x = vertices[a, 0] + t * (float(vertices[b, 0]) - vertices[a, 0])
    y = vertices[a, 1] + t * (float(vertices[b, 1]) - vertices[a, 1])
    z = vertices[a, 2] + t * (float(vertices[b, 2]) - vertices[a, 2])
    depth = pixels[2, 0] * x + pixels[2, 1] * y + pixels[2, 2] * z + pixels[2, 3]
    depth = max(depth, 1e-6)
    corner[0] = (pixels[0, 0] * x + pixels[0, 1] * y + pixels[0, 2] * z + pixels[0, 3]) / depth
    corner[1] = (pixels[1, 0] * x + pixels[1, 1] * y + pixels[1, 2] * z + pixels[1, 3]) / depth
    corner[2] = 1.0 / depth
    for k in range(3, PACKED):
        corner[k] = packed[a, k] + t * (packed[b, k] - packed[a, k])


@njit(cache=True, nogil=True, error_model="numpy")
def _fill(packed, a, b, c, f, y0, rows, left, right, depth, owner):  # type: ignore[no-untyped-def]
    """Write triangle f with corners a, b, c into depth and owner [BAND * SAMPLES, W], whose first row is pixel y0."""
    ax, ay, az = float(packed[a, 0]), float(packed[a, 1]), float(packed[a, 2])
    bx, by, bz = float(packed[b, 0]), float(packed[b, 1]), float(packed[b, 2])
    cx, cy, cz = float(packed[c, 0]), float(packed[c, 1]), float(packed[c, 2])
    area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    slope_x = ((bz - az) * (cy - ay) - (by - ay) * (cz - az)) / area
    slope_y = ((bx - ax) * (cz - az) - (bz - az) * (cx - ax)) / area
    low, high = np.float32(min(az, bz, cz)), np.float32(max(az, bz, cz))
    x0, z0 = ax, az
    yz = ay
    if by < ay:
        ax, ay, bx, by = bx, by, ax, ay
    if cy < by:
        bx, by, cx, cy = cx, cy, bx, by
        if by < ay:
            ax, ay, bx, by = bx, by, ax, ay
    along = (cx - ax) / (cy - ay)
    upper = (bx - ax) / (by - ay) if by > ay else 0.0
    lower = (cx - bx) / (cy - by) if cy > by else 0.0
    start = max(0, int(np.ceil((ay - y0) * SAMPLES - 0.5)))
    stop = min(rows * SAMPLES, int(np.floor((cy - y0) * SAMPLES + 0.5)) + 1)
    for row in range(start, stop):
        y = y0 + (row + 0.5) / SAMPLES
        if y < ay or y > cy:
            continue
        one = ax + (y - ay) * along
        other = ax + (y - ay) * upper if y < by else bx + (y - by) * lower
        shift = SHIFTS[row % SAMPLES]
        # a hair wider than exact, so that two triangles sharing an edge never leave a sample between them
        begin = max(left, int(np.ceil(max(min(one, other), left - 1.0) - shift - 1e-6)))
        end = min(right, int(np.floor(min(max(one, other), right + 2.0) - shift + 1e-6)))
        z = z0 + (begin + shift - x0) * slope_x + (y - yz) * slope_y
        for x in range(begin, end + 1):
            near = min(max(np.float32(z), low), high)
            if near > depth[row, x]:
                depth[row, x] = near
                owner[row, x] = f
            z += slope_x


@njit(cache=True, nogil=True, error_model="numpy")
def _lit(top, shadow, x, y, z, nx, ny, nz):  # type: ignore[no-untyped-def]
    """Share of the key light that reaches a point of the figure: 4 x 4 texels around where it falls, in a tent."""
    shear_x, shear_z, origin_x, origin_z, texel = shadow
    size = top.shape[0]
    # start a little off the surface, along its normal, so that it does not shade itself
    x, y, z = x + nx * 2.0 * texel, y + ny * 2.0 * texel + 0.5 * texel, z + nz * 2.0 * texel
    u = (x - shear_x * y - origin_x) / texel - 0.5
    v = (z - shear_z * y - origin_z) / texel - 0.5
    column, row = int(np.floor(u)), int(np.floor(v))
    if not (column >= 1 and row >= 1 and column < size - 2 and row < size - 2):
        return 1.0
    fu, fv = u - column, v - row
    open_ = 0.0
    for j in range(-1, 3):
        line = 0.0
        if not top[row + j, column - 1] > y:
            line += 1.0 - fu
        if not top[row + j, column] > y:
            line += 1.0
        if not top[row + j, column + 1] > y:
            line += 1.0
        if not top[row + j, column + 2] > y:
            line += fu
        open_ += line * (1.0 - fv if j == -1 else (fv if j == 2 else 1.0))
    return open_ / 9.0


@njit(cache=True, nogil=True, error_model="numpy")
def _power(x, n):  # type: ignore[no-untyped-def]
    """x ** n for x near 1, n large: (1 + n (x - 1) / 8) ** 8, which is 0 where that is negative."""
    base = max(0.0, 1.0 + n * (x - 1.0) * 0.125)
    base *= base
    base *= base
    return base * base


@njit(cache=True, nogil=True, error_model="numpy")
def _dot(a, b):  # type: ignore[no-untyped-def]
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


@njit(cache=True, nogil=True, error_model="numpy")
def _shade(packed, a, b, c, px, py, light, top, shadow):  # type: ignore[no-untyped-def]
    """Linear colour, 0 to 1, of the triangle with corners a, b, c at pixel position (px, py)."""
    ax, ay = float(packed[a, 0]) - px, float(packed[a, 1]) - py
    bx, by = float(packed[b, 0]) - px, float(packed[b, 1]) - py
    cx, cy = float(packed[c, 0]) - px, float(packed[c, 1]) - py
    wa, wb, wc = bx * cy - by * cx, cx * ay - cy * ax, ax * by - ay * bx
    facing = -1.0
    if wa + wb + wc < 0.0:
        facing, wa, wb, wc = 1.0, -wa, -wb, -wc
    wa, wb, wc = max(wa, 0.0), max(wb, 0.0), max(wc, 0.0)
    flat = wa + wb + wc
    wa, wb, wc = wa * packed[a, 2], wb * packed[b, 2], wc * packed[c, 2]
    scale = 1.0 / (wa + wb + wc + 1e-30)
    depth = flat * scale
    wa, wb, wc = wa * scale, wb * scale, wc * scale

    nx = wa * packed[a, 3] + wb * packed[b, 3] + wc * packed[c, 3]
    ny = wa * packed[a, 4] + wb * packed[b, 4] + wc * packed[c, 4]
    nz = wa * packed[a, 5] + wb * packed[b, 5] + wc * packed[c, 5]
    scale = facing / np.sqrt(nx * nx + ny * ny + nz * nz + 1e-12)
    n = (nx * scale, ny * scale, nz * scale)
    red = wa * packed[a, 6] + wb * packed[b, 6] + wc * packed[c, 6]
    green = wa * packed[a, 7] + wb * packed[b, 7] + wc * packed[c, 7]
    blue = wa * packed[a, 8] + wb * packed[b, 8] + wc * packed[c, 8]
    gloss = wa * packed[a, 9] + wb * packed[b, 9] + wc * packed[c, 9]

    rx = light.corner[0] + px * light.right[0] + py * light.down[0]
    ry = light.corner[1] + px * light.right[1] + py * light.down[1]
    rz = light.corner[2] + px * light.right[2] + py * light.down[2]
    scale = -1.0 / np.sqrt(rx * rx + ry * ry + rz * rz)
    view = (rx * scale, ry * scale, rz * scale)
    x, y, z = light.eye[0] + depth * rx, light.eye[1] + depth * ry, light.eye[2] + depth * rz

    toward_key = _dot(n, light.key_towards)
    open_ = 0.0
    if toward_key > 0.0:
        open_ = _lit(top, shadow, x, y, z, n[0], n[1], n[2])
        # near the terminator the shading itself darkens; the map's own shadow fades in past it
        fade = min(toward_key * 4.0, 1.0)
        lit = 1.0 - fade * (1.0 - open_)
    else:
        lit = 1.0
    up = 0.5 + 0.5 * n[1]
    height = max(y, 0.0) * 8.0
    ambient = (0.8 + 0.2 * open_) * (1.0 - 0.6 * (1.0 - up) / (1.0 + height * height))
    fill = 0.5 + 0.5 * _dot(n, light.fill_towards)
    fill *= fill
    away = 1.0 - max(_dot(n, view), 0.0)
    rim = max(_dot(n, light.rim_towards), 0.0) * away * away
    shine = 0.0
    if gloss > 0.01 and toward_key > 0.0:
        half = (view[0] + light.key_towards[0], view[1] + light.key_towards[1], view[2] + light.key_towards[2])
        tight = 6.0 + 400.0 * gloss * gloss * gloss
        shine = 0.005 * (tight + 2.0) * _power(_dot(n, half) / np.sqrt(_dot(half, half)), tight)
        shine *= lit * min(toward_key * 4.0, 1.0) * min(gloss * 5.0, 1.0)

    red = _reflect(red, 0, toward_key, lit, fill, rim, ambient, up, shine, light)
    green = _reflect(green, 1, toward_key, lit, fill, rim, ambient, up, shine, light)
    blue = _reflect(blue, 2, toward_key, lit, fill, rim, ambient, up, shine, light)
    return _tone(red, green, blue)


@njit(cache=True, nogil=True, error_model="numpy")
def _reflect(albedo, c, toward_key, lit, fill, rim, ambient, up, shine, light):  # type: ignore[no-untyped-def]
    """Linear light that colour channel c sends to the eye."""
    bleed = light.wrap * albedo
    key = max(toward_key + bleed, 0.0) / (1.0 + bleed) * lit
    sky = light.floor[c] + up * (light.sky[c] - light.floor[c])
    diffuse = albedo * (light.key[c] * key + light.fill[c] * fill + sky * ambient)
    return diffuse + light.rim[c] * rim * (0.7 * albedo + 0.05) + light.key[c] * shine


@njit(cache=True, nogil=True, error_model="numpy")
def _tone(red, green, blue):  # type: ignore[no-untyped-def]
    """Leave colours as they are up to 0.76; above that bend the brightest channel towards 1 and pale the colour."""
    peak = max(red, green, blue)
    if peak > 0.76:
        bent = 1.0 - 0.0576 / (peak - 0.52)
        scale = bent / peak
        pale = 1.0 - 1.0 / (1.0 + 0.15 * (peak - bent))
        red = red * scale * (1.0 - pale) + bent * pale
        green = green * scale * (1.0 - pale) + bent * pale
        blue = blue * scale * (1.0 - pale) + bent * pale
    return red, green, blue


@njit(cache=True, nogil=True, error_model="numpy")
def _darkness(dark, shadow, light, px, py):  # type: ignore[no-untyped-def]
    """How much of the light on the ground seen at pixel position (px, py) the figure takes away, 0 to 1."""
    ry = light.corner[1] + px * light.right[1] + py * light.down[1]
    if light.eye[1] * ry >= 0.0:
        return 0.0
    depth = -light.eye[1] / ry
    x = light.eye[0] + depth * (light.corner[0] + px * light.right[0] + py * light.down[0])
    z = light.eye[2] + depth * (light.corner[2] + px * light.right[2] + py * light.down[2])
    _, _, origin_x, origin_z, texel = shadow
    u, v = (x - origin_x) / (2.0 * texel) - 0.5, (z - origin_z) / (2.0 * texel) - 0.5
    size = dark.shape[0]
    if not (u >= 0.0 and v >= 0.0 and u < size - 1 and v < size - 1):
        return 0.0
    column, row = int(u), int(v)
    fu, fv = u - column, v - row
    above = dark[row, column] + fu * (dark[row, column + 1] - dark[row, column])
    below = dark[row + 1, column] + fu * (dark[row + 1, column + 1] - dark[row + 1, column])
    return above + fv * (below - above)


@njit(cache=True, nogil=True, error_model="numpy")
def paint(  # type: ignore[no-untyped-def]
    packed, faces, bounds, region, light, top, shadow, dark, ground, backdrop, to_linear, to_srgb, first, step, out
):
    """Draw every step-th band of rows of the picture, starting with band `first`.

    packed [V, PACKED], faces [F, 3], bounds [F, 4] from `bound`, region [F] the coloured region of each triangle.
    top, shadow: the key's shadow map and its (shear x, shear z, origin x, origin z, texel). dark: darkness of the
    ground, used within the pixel box ground = (first row, last row, first column, last column). backdrop [H, W, 3]
    sRGB bytes, or [0, 0, 3] for none. to_linear [256] and to_srgb [N] are tables. out [H, W, 3 or 4] uint8.
    """
    height, width, channels = out.shape
    tones = to_srgb.shape[0] - 1
    depth = np.empty((BAND * SAMPLES, width), dtype=np.float32)
    owner = np.empty((BAND * SAMPLES, width), dtype=np.int32)
    listed = np.empty(faces.shape[0], dtype=np.int32)
    ids = np.empty(SAMPLES, dtype=np.int32)
    inverse = np.empty(SAMPLES)
    counts, own = np.empty(SAMPLES), np.empty(SAMPLES)
    sum_x, sum_y = np.empty(SAMPLES), np.empty(SAMPLES)
    for band in range(first, (height + BAND - 1) // BAND, step):
        y0 = band * BAND
        y1 = min(y0 + BAND, height)
        rows = y1 - y0

        # the triangles in this band, and the columns they touch
        count, left, right = 0, width, -1
        for f in range(faces.shape[0]):
            if bounds[f, 1] >= y0 and bounds[f, 0] < y1:
                listed[count] = f
                count += 1
                left = min(left, bounds[f, 2])
                right = max(right, bounds[f, 3])
        if count:
            depth[: rows * SAMPLES, left : right + 1] = 0.0
            owner[: rows * SAMPLES, left : right + 1] = -1
        for k in range(count):
            f = listed[k]
            _fill(
                packed, faces[f, 0], faces[f, 1], faces[f, 2], f, y0, rows,
                bounds[f, 2], bounds[f, 3], depth, owner,
            )  # fmt: skip

        for y in range(y0, y1):
            if channels == 3:
                out[y] = backdrop[y]
            else:
                out[y] = 0
            if y >= ground[0] and y <= ground[1]:
                for x in range(ground[2], ground[3] + 1):
                    taken = _darkness(dark, shadow, light, x + 0.5, y + 0.5)
                    if taken > 0.002:
                        if channels == 3:
                            for c in range(3):
                                value = to_linear[out[y, x, c]] * (1.0 - taken)
                                out[y, x, c] = to_srgb[int(value * tones + 0.5)]
                        else:
                            out[y, x, 3] = int(taken * 255.0 + 0.5)

            line = (y - y0) * SAMPLES
            for x in range(left, right + 1):
                f = owner[line, x]
                alike = True
                for s in range(1, SAMPLES):
                    alike &= owner[line + s, x] == f
                if alike:
                    if f >= 0:
                        red, green, blue = _shade(
                            packed, faces[f, 0], faces[f, 1], faces[f, 2], x + 0.5, y + 0.5, light, top, shadow
                        )
                        out[y, x, 0] = to_srgb[int(red * tones + 0.5)]
                        out[y, x, 1] = to_srgb[int(green * tones + 0.5)]
                        out[y, x, 2] = to_srgb[int(blue * tones + 0.5)]
                        if channels == 4:
                            out[y, x, 3] = 255
                    continue

                # gather the surfaces this pixel sees
                seen = covered = 0
                for s in range(SAMPLES):
                    f = owner[line + s, x]
                    if f < 0:
                        continue
                    covered += 1
                    z = float(depth[line + s, x])
                    slot = 0
                    while slot < seen:
                        if ids[slot] == f or (
                            region[ids[slot]] == region[f] and abs(z - inverse[slot]) < MERGE_DEPTH * z * z
                        ):
                            break
                        slot += 1
                    if slot == seen:
                        ids[slot], inverse[slot] = f, z
                        counts[slot] = own[slot] = sum_x[slot] = sum_y[slot] = 0.0
                        seen += 1
                    counts[slot] += 1.0
                    if ids[slot] == f:  # shade at the middle of the first triangle's own samples
                        sum_x[slot] += x + SHIFTS[s]
                        sum_y[slot] += y + (s + 0.5) / SAMPLES
                        own[slot] += 1.0
                mixed_r = mixed_g = mixed_b = 0.0
                for slot in range(seen):
                    f = ids[slot]
                    share = counts[slot] / SAMPLES
                    red, green, blue = _shade(
                        packed, faces[f, 0], faces[f, 1], faces[f, 2], sum_x[slot] / own[slot], sum_y[slot] / own[slot],
                        light, top, shadow,
                    )  # fmt: skip
                    mixed_r += share * red
                    mixed_g += share * green
                    mixed_b += share * blue
                bare = 1.0 - covered / SAMPLES
                if channels == 3:
                    mixed_r += bare * to_linear[out[y, x, 0]]
                    mixed_g += bare * to_linear[out[y, x, 1]]
                    mixed_b += bare * to_linear[out[y, x, 2]]
                else:
                    alpha = 1.0 - bare * (1.0 - out[y, x, 3] / 255.0)
                    mixed_r, mixed_g, mixed_b = mixed_r / alpha, mixed_g / alpha, mixed_b / alpha
                    out[y, x, 3] = int(alpha * 255.0 + 0.5)
                out[y, x, 0] = to_srgb[int(mixed_r * tones + 0.5)]
                out[y, x, 1] = to_srgb[int(mixed_g * tones + 0.5)]
                out[y, x, 2] = to_srgb[int(mixed_b * tones + 0.5)]
