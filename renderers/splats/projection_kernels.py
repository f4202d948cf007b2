"""Compiled projection: each splat's place, shape and colour on the picture, and the way back for gradients.

A row of `packed` is u, v (pixels), z, the inverse spread a, b, c (power = -(a dx² + c dy²)/2 - b dx dy), opacity, and
colour r, g, b. `reach` is the rectangle of tiles it can be seen in: first and last column, first and last row,
exclusive at the end, and nothing when it is not seen at all.
"""

import numpy as np

from contracts.kernels import kernel
from renderers.splats.conventions import BLUR, LEAST_ALPHA
from renderers.splats.harmonics_kernels import basis_at, basis_slopes

PACKED = 10
TILE_WIDTH = 8
TILE_HEIGHT = 4

_BLUR = np.float32(BLUR)
_LEAST = np.float32(LEAST_ALPHA)
_ZERO, _HALF, _ONE, _TWO = np.float32(0), np.float32(0.5), np.float32(1), np.float32(2)


@kernel(fastmath=True, inline="always")
def turned(q, out):  # type: ignore[no-untyped-def]
    """The rotation matrix of a quaternion w, x, y, z of any length into out [9]; its inverse length."""
    inverse = _ONE / np.sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3] + np.float32(1e-20))
    w, x, y, z = q[0] * inverse, q[1] * inverse, q[2] * inverse, q[3] * inverse
    out[0], out[1], out[2] = _ONE - _TWO * (y * y + z * z), _TWO * (x * y - w * z), _TWO * (x * z + w * y)
    out[3], out[4], out[5] = _TWO * (x * y + w * z), _ONE - _TWO * (x * x + z * z), _TWO * (y * z - w * x)
    out[6], out[7], out[8] = _TWO * (x * z - w * y), _TWO * (y * z + w * x), _ONE - _TWO * (x * x + y * y)
    return inverse


@kernel(fastmath=True)
def project(  # type: ignore[no-untyped-def]
    first, last, means, turns, scales, opacities, harmonics, view, probe, lens, edges, eye, columns, rows, packed, reach
):
    """Fill `packed` and `reach` of splats first to last for a picture of `columns` x `rows` tiles."""
    fx, fy, cx, cy, near = lens[0], lens[1], lens[2], lens[3], lens[4]
    r, m = np.empty(9, np.float32), np.empty(9, np.float32)
    count = harmonics.shape[1]
    basis = np.empty(16, np.float32)
    for n in range(first, last):
        reach[n, 0], reach[n, 1] = 0, 0
        px, py, pz = means[n, 0], means[n, 1], means[n, 2]
        x = view[0, 0] * px + view[0, 1] * py + view[0, 2] * pz + view[0, 3]
        y = view[1, 0] * px + view[1, 1] * py + view[1, 2] * pz + view[1, 3]
        z = view[2, 0] * px + view[2, 1] * py + view[2, 2] * pz + view[2, 3]
        opacity = opacities[n]
        if not (z > near and opacity >= _LEAST):
            continue
        inverse = _ONE / z
        u, v = fx * x * inverse + cx + probe[n, 0], fy * y * inverse + cy + probe[n, 1]
        slope_x = min(max(x * inverse, edges[0]), edges[1])
        slope_y = min(max(y * inverse, edges[2]), edges[3])
        turned(turns[n], r)
        for i in range(3):
            for k in range(3):
                total = view[i, 0] * r[k] + view[i, 1] * r[3 + k] + view[i, 2] * r[6 + k]
                m[3 * i + k] = total * scales[n, k]
        j0, j2 = fx * inverse, -fx * slope_x * inverse
        k1, k2 = fy * inverse, -fy * slope_y * inverse
        xx, xy, yy = _BLUR, _ZERO, _BLUR
        for k in range(3):
            along, across = j0 * m[k] + j2 * m[6 + k], k1 * m[3 + k] + k2 * m[6 + k]
            xx += along * along
            xy += along * across
            yy += across * across
        determinant = xx * yy - xy * xy
        if not determinant > _ZERO:
            continue
        wide = np.sqrt(_TWO * np.log(opacity / _LEAST))
        half_x, half_y = wide * np.sqrt(xx), wide * np.sqrt(yy)
        x0 = max(0, int(np.ceil(u - half_x - _HALF)) // TILE_WIDTH) if u - half_x > _ZERO else 0
        y0 = max(0, int(np.ceil(v - half_y - _HALF)) // TILE_HEIGHT) if v - half_y > _ZERO else 0
        east, south = u + half_x - _HALF, v + half_y - _HALF
        if not (east >= _ZERO and south >= _ZERO):
            continue
        x1 = min(columns, int(min(east, np.float32(1e6))) // TILE_WIDTH + 1)
        y1 = min(rows, int(min(south, np.float32(1e6))) // TILE_HEIGHT + 1)
        if x0 >= x1 or y0 >= y1:
            continue
        reach[n, 0], reach[n, 1], reach[n, 2], reach[n, 3] = x0, x1, y0, y1
        packed[n, 0], packed[n, 1], packed[n, 2] = u, v, z
        packed[n, 3], packed[n, 4], packed[n, 5] = yy / determinant, -xy / determinant, xx / determinant
        packed[n, 6] = opacity
        basis_at(px - eye[0], py - eye[1], pz - eye[2], count, basis)
        for channel in range(3):
            colour = _HALF
            for k in range(count):
                colour += basis[k] * harmonics[n, k, channel]
            packed[n, 7 + channel] = max(colour, _ZERO)


@kernel(fastmath=True)
def project_back(  # type: ignore[no-untyped-def]
    first,
    last,
    means,
    turns,
    scales,
    opacities,
    harmonics,
    view,
    lens,
    edges,
    eye,
    packed,
    reach,
    sums,
    d_means,
    d_turns,
    d_scales,
    d_opacities,
    d_harmonics,
    d_centres,
    d_view,
):
    """From the blending's `sums [bands, N, 10]` (which are wiped) to gradients of splats first to last.

    sums: q, q dx, q dy, q dx², q dx dy, q dy² with q the gradient of power; then of colour (3) and z.
    `d_view [16]` gathers those of the view, row by row, and of the eye.
    """
    fx, fy = lens[0], lens[1]
    r, m, d_m, d_rs = np.empty(9, np.float32), np.empty(9, np.float32), np.empty(9, np.float32), np.empty(9, np.float32)
    count = harmonics.shape[1]
    basis, slopes = np.empty(16, np.float32), np.empty((16, 3), np.float32)
    s = np.empty(PACKED, np.float32)
    gathered = np.zeros(16, np.float64)
    for n in range(first, last):
        for k in range(3):
            d_means[n, k] = d_scales[n, k] = _ZERO
        for k in range(4):
            d_turns[n, k] = _ZERO
        d_opacities[n] = d_centres[n, 0] = d_centres[n, 1] = _ZERO
        for k in range(count):
            for channel in range(3):
                d_harmonics[n, k, channel] = _ZERO
        if reach[n, 0] >= reach[n, 1]:
            continue
        for k in range(PACKED):
            total = _ZERO
            for band in range(sums.shape[0]):
                total += sums[band, n, k]
                sums[band, n, k] = _ZERO
            s[k] = total
        px, py, pz = means[n, 0], means[n, 1], means[n, 2]
        x = view[0, 0] * px + view[0, 1] * py + view[0, 2] * pz + view[0, 3]
        y = view[1, 0] * px + view[1, 1] * py + view[1, 2] * pz + view[1, 3]
        z = packed[n, 2]
        a, b, c = packed[n, 3], packed[n, 4], packed[n, 5]
        d_opacities[n] = s[0] / packed[n, 6]
        du, dv = a * s[1] + b * s[2], b * s[1] + c * s[2]
        d_centres[n, 0], d_centres[n, 1] = du, dv
        ga, gb, gc = -_HALF * s[3], -s[4], -_HALF * s[5]

        # d spread = - conic (d conic) conic, both symmetric
        ha = a * ga + b * gb * _HALF
        hb = a * gb * _HALF + b * gc
        hc = b * ga + c * gb * _HALF
        hd = b * gb * _HALF + c * gc
        dxx, dxy, dyy = -(ha * a + hb * b), -(ha * b + hb * c), -(hc * b + hd * c)

        inverse = _ONE / z
        slope_x = min(max(x * inverse, edges[0]), edges[1])
        slope_y = min(max(y * inverse, edges[2]), edges[3])
        length = turned(turns[n], r)
        for i in range(3):
            for k in range(3):
                m[3 * i + k] = (view[i, 0] * r[k] + view[i, 1] * r[3 + k] + view[i, 2] * r[6 + k]) * scales[n, k]
        j0, j2 = fx * inverse, -fx * slope_x * inverse
        k1, k2 = fy * inverse, -fy * slope_y * inverse
        dj0, dj2, dk1, dk2 = _ZERO, _ZERO, _ZERO, _ZERO
        for k in range(3):
            along, across = j0 * m[k] + j2 * m[6 + k], k1 * m[3 + k] + k2 * m[6 + k]
            d_along = _TWO * (dxx * along + dxy * across)
            d_across = _TWO * (dxy * along + dyy * across)
            d_m[k] = j0 * d_along
            d_m[3 + k] = k1 * d_across
            d_m[6 + k] = j2 * d_along + k2 * d_across
            dj0 += m[k] * d_along
            dj2 += m[6 + k] * d_along
            dk1 += m[3 + k] * d_across
            dk2 += m[6 + k] * d_across

        # to the camera's space: through the centre, and through how the shape depends on the place
        square = inverse * inverse
        dx, dy = du * fx * inverse, dv * fy * inverse
        dz = s[9] - (du * fx * x + dv * fy * y) * square - (dj0 * fx + dk1 * fy) * square
        if edges[0] < x * inverse < edges[1]:
            dx -= fx * square * dj2
            dz += _TWO * fx * slope_x * square * dj2
        else:
            dz += fx * slope_x * square * dj2
        if edges[2] < y * inverse < edges[3]:
            dy -= fy * square * dk2
            dz += _TWO * fy * slope_y * square * dk2
        else:
            dz += fy * slope_y * square * dk2

        for i in range(3):
            for k in range(3):
                d_rs[3 * i + k] = view[0, i] * d_m[k] + view[1, i] * d_m[3 + k] + view[2, i] * d_m[6 + k]
        for k in range(3):
            d_scales[n, k] = r[k] * d_rs[k] + r[3 + k] * d_rs[3 + k] + r[6 + k] * d_rs[6 + k]
        for i in range(3):  # the view's rotation, through the shapes
            for h in range(3):
                total = _ZERO
                for k in range(3):
                    total += d_m[3 * i + k] * r[3 * h + k] * scales[n, k]
                gathered[4 * i + h] += total
        for i in range(3):
            for k in range(3):
                d_rs[3 * i + k] *= scales[n, k]  # from here on the gradient of the rotation
        _turned_back(turns[n], length, d_rs, d_turns[n])

        # colour, and how it depends on where the splat is seen from
        basis_at(px - eye[0], py - eye[1], pz - eye[2], count, basis)
        ex, ey, ez = _ZERO, _ZERO, _ZERO
        if count > 1:
            basis_slopes(px - eye[0], py - eye[1], pz - eye[2], count, slopes)
        for channel in range(3):
            if packed[n, 7 + channel] <= _ZERO:
                continue
            g = s[6 + channel]
            for k in range(count):
                d_harmonics[n, k, channel] = g * basis[k]
            for k in range(1, count):
                weight = g * harmonics[n, k, channel]
                ex += weight * slopes[k, 0]
                ey += weight * slopes[k, 1]
                ez += weight * slopes[k, 2]
        d_means[n, 0] = view[0, 0] * dx + view[1, 0] * dy + view[2, 0] * dz + ex
        d_means[n, 1] = view[0, 1] * dx + view[1, 1] * dy + view[2, 1] * dz + ey
        d_means[n, 2] = view[0, 2] * dx + view[1, 2] * dy + view[2, 2] * dz + ez
        gathered[0] += dx * px
        gathered[1] += dx * py
        gathered[2] += dx * pz
        gathered[3] += dx
        gathered[4] += dy * px
        gathered[5] += dy * py
        gathered[6] += dy * pz
        gathered[7] += dy
        gathered[8] += dz * px
        gathered[9] += dz * py
        gathered[10] += dz * pz
        gathered[11] += dz
        gathered[12] -= ex
        gathered[13] -= ey
        gathered[14] -= ez
    for k in range(16):
        d_view[k] += gathered[k]


@kernel(fastmath=True, inline="always")
def _turned_back(q, inverse, d, out):  # type: ignore[no-untyped-def]
    """From the gradient d [9] of a rotation matrix to that of its quaternion q, whose inverse length is given."""
    w, x, y, z = q[0] * inverse, q[1] * inverse, q[2] * inverse, q[3] * inverse
    dw = _TWO * (x * (d[7] - d[5]) + y * (d[2] - d[6]) + z * (d[3] - d[1]))
    dx = _TWO * (-_TWO * x * (d[4] + d[8]) + y * (d[1] + d[3]) + z * (d[2] + d[6]) + w * (d[7] - d[5]))
    dy = _TWO * (x * (d[1] + d[3]) - _TWO * y * (d[0] + d[8]) + z * (d[5] + d[7]) + w * (d[2] - d[6]))
    dz = _TWO * (x * (d[2] + d[6]) + y * (d[5] + d[7]) - _TWO * z * (d[0] + d[4]) + w * (d[3] - d[1]))
    along = dw * w + dx * x + dy * y + dz * z
    out[0], out[1] = (dw - along * w) * inverse, (dx - along * x) * inverse
    out[2], out[3] = (dy - along * y) * inverse, (dz - along * z) * inverse
