"""The software rasteriser's compiled geometry: place vertices, find normals, bound and clip triangles.

A placed vertex is a row of PACKED numbers: pixel x, pixel y, one over depth (0 when it is behind the camera), unit
normal, linear albedo, gloss. All loops release the GIL; callers split the work by ranges.
"""

import numpy as np

from contracts.kernels import kernel

PACKED = 10


@kernel
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


@kernel
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


@kernel
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


@kernel
def bound(packed, faces, two_sided, width, height, first, last, bounds):  # type: ignore[no-untyped-def]
    """bounds [F, 5] int32 becomes what is known of each triangle on the picture.

    First and last pixel row, first and last pixel column, and 1 if it shows its back. A triangle that is not drawn has
    a last row of -1; one that crosses the near plane has -2. Returns how many cross.
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
        bounds[f, 4] = area > 0.0
    return crossing


@kernel
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


@kernel
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
