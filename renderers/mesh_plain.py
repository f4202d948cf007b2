"""What the software renderer draws, said plainly in numpy: the oracle that mesh.py is tested against.

Slow, for small pictures of coarse meshes; every vertex must be in front of the camera. Each sample of each pixel finds
the nearest triangle, each triangle in a pixel is shaded once, and everything is mixed by samples.
"""

import numpy as np
from numpy.typing import NDArray

from renderers import background as backgrounds
from renderers import lighting, raster_kernels, shading_kernels, shadow
from renderers.background import Background
from renderers.camera import Camera, Floats, Size
from renderers.lighting import Light, Rig
from renderers.shadow import SHADOW_TEXELS
from renderers.surface import Surface
from renderers.topology import Topology

Place = tuple[float, float, float, float, float]


def draw(
    surface: Surface,
    vertices: NDArray[np.float32],
    camera: Camera,
    size: Size,
    background: Background,
    place: Place,
    rig: Rig = lighting.STUDIO,
) -> Floats:
    """[H, W, 3] or, transparent, [H, W, 4]: the picture in sRGB, 0 to 255, before rounding.

    `place` is where the shadow map lies (`Shadow.place`), so that both renderers look at the same texels.
    """
    points = vertices.astype(float)
    light = lighting.light(rig, camera, size)
    heights = _heights(surface, points, place)
    veil = _veil(_softened(surface, points, heights, place, rig), place, light, size)
    backdrop = backgrounds.paint(background, camera, size)
    owner = owners(surface, camera.project(points, size), size)
    picture = np.zeros((size[1], size[0], 4))
    if backdrop is not None:
        picture[..., :3], picture[..., 3] = backdrop * (1 - veil[..., None]), 1.0
    else:
        picture[..., 3] = veil
    normals = _normals(surface, points)
    tops = heights.max(axis=0, initial=-1.0).astype(float)
    for y, x in zip(*np.nonzero((owner >= 0).any(axis=0)), strict=True):
        seen = owner[:, y, x]
        share = (seen >= 0).mean()
        color = np.zeros(3)
        for face in np.unique(seen[seen >= 0]):
            samples = np.flatnonzero(seen == face)
            across = x + np.mean([raster_kernels.SHIFTS[s] for s in samples])
            down = y + np.mean([(s + 0.5) / raster_kernels.SAMPLES for s in samples])
            shaded = _shaded(surface, points, normals, int(face), (across, down), light, tops, place)
            color += len(samples) / raster_kernels.SAMPLES * lighting.srgb(shaded) * 255
        alpha = 1 - (1 - share) * (1 - picture[y, x, 3])
        below = picture[y, x, :3] * picture[y, x, 3] * (1 - share)
        picture[y, x] = *((color + below) / alpha), alpha
    if backdrop is not None:
        return picture[..., :3]
    picture[..., 3] *= 255
    return picture


def owners(surface: Surface, seen: Floats, size: Size) -> NDArray[np.int64]:
    """[SAMPLES, H, W] the nearest triangle at each sample, -1 where there is none."""
    width, height = size
    owner = np.full((raster_kernels.SAMPLES, height, width), -1)
    nearest = np.zeros((raster_kernels.SAMPLES, height, width))
    sample = np.arange(raster_kernels.SAMPLES)
    x = np.arange(width)[None, None, :] + np.array(raster_kernels.SHIFTS)[:, None, None]
    y = np.arange(height)[None, :, None] + ((sample + 0.5) / raster_kernels.SAMPLES)[:, None, None]
    for f, corners in enumerate(surface.faces):
        inside, weights = _weights(seen[corners, :2], x, y)
        closeness = np.tensordot(1 / seen[corners, 2], weights, axes=1)
        front = inside & (closeness > nearest)
        owner[front], nearest[front] = f, closeness[front]
    return owner


def _weights(corners: Floats, x: NDArray[np.floating], y: NDArray[np.floating]) -> tuple[NDArray[np.bool_], Floats]:
    """Whether points lie in the flat triangle `corners [3, 2]`, and their barycentric weights [3, ...]."""
    a, b, c = corners
    area = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    if area == 0:
        return np.zeros(np.broadcast(x, y).shape, bool), np.zeros((3, *np.broadcast(x, y).shape))
    two = ((x - a[0]) * (c[1] - a[1]) - (y - a[1]) * (c[0] - a[0])) / area
    three = ((b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0])) / area
    weights = np.stack(np.broadcast_arrays(1 - two - three, two, three))
    return np.all(weights >= -1e-9, axis=0), weights


def _normals(surface: Surface, points: Floats) -> Floats:
    """[V, 3] unit normals, each the area-weighted mean of the triangles around the welded vertex."""
    a, b, c = (points[surface.faces[:, k]] for k in range(3))
    flat = np.cross(b - a, c - a)
    total = np.zeros_like(points)
    for k in range(3):
        np.add.at(total, surface.weld[surface.faces[:, k]], flat)
    total = total[surface.weld]
    return total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-30)


def _shaded(
    surface: Surface,
    points: Floats,
    normals: Floats,
    face: int,
    at: tuple[float, float],
    light: Light,
    tops: Floats,
    place: Place,
) -> Floats:
    """[3] linear colour of a triangle where the ray through pixel position `at` meets its plane."""
    eye, corners = np.array(light.eye), surface.faces[face]
    ray = np.array(light.corner) + at[0] * np.array(light.right) + at[1] * np.array(light.down)
    a, b, c = points[corners]
    flat = np.cross(b - a, c - a)
    point = eye + ray * (flat @ (a - eye)) / (flat @ ray)
    weights = np.linalg.lstsq(np.stack([a, b, c], axis=1), point, rcond=None)[0]
    normal = weights @ normals[corners]
    normal /= np.linalg.norm(normal) * (1 if flat @ ray < 0 else -1)
    albedo = weights @ lighting.linear(surface.colors[corners].astype(float))
    gloss = float(weights @ surface.gloss[corners])
    return _lit(point, normal, -ray / np.linalg.norm(ray), albedo, gloss, light, tops, place)


def _lit(
    point: Floats, n: Floats, view: Floats, albedo: Floats, gloss: float, light: Light, tops: Floats, place: Place
) -> Floats:
    """[3] linear light that a surface point sends along `view`."""
    facing = float(n @ np.array(light.key_towards))
    share = _open(point, n, tops, place) if facing > 0 else 0.0
    fade = np.clip(facing * 4, 0, 1)
    lit = 1 - fade * (1 - share)
    bleed = light.wrap * albedo
    key = np.maximum(facing + bleed, 0) / (1 + bleed) * lit
    up = 0.5 + 0.5 * n[1]
    sky = np.array(light.floor) + up * np.subtract(light.sky, light.floor)
    ambient = (0.8 + 0.2 * share) * (1 - 0.6 * (1 - up) / (1 + (8 * max(point[1], 0)) ** 2))
    fill = (0.5 + 0.5 * (n @ light.fill_towards)) ** 2
    rim = max(float(n @ np.array(light.rim_towards)), 0.0) * (1 - max(float(n @ view), 0.0)) ** 2
    tight = 6 + 400 * gloss**3
    shine = _highlight(n, view, light.key_towards, tight) * 0.005 * (tight + 2) * min(gloss * 5, 1) * lit * fade
    shine += _highlight(n, view, light.fill_towards, tight) * max(gloss - 0.6, 0) * 1.5
    color = albedo * (np.array(light.key) * key + np.array(light.fill) * fill + sky * ambient)
    color = color + np.array(light.rim) * rim * (0.7 * albedo + 0.05) + np.array(light.key) * shine
    return _film(color)


def _highlight(n: Floats, view: Floats, towards: tuple[float, float, float], tight: float) -> float:
    half = view + np.array(towards)
    return float(max(0.0, 1 + tight * (n @ half / np.linalg.norm(half) - 1) / 8) ** 8)


def _film(color: Floats) -> Floats:
    """Leave colours as they are up to the shoulder; bend the brightest channel towards 1 and pale the rest above."""
    peak, room = color.max(), 1 - shading_kernels.SHOULDER
    if peak <= shading_kernels.SHOULDER:
        return color
    bent = 1 - room**2 / (peak - shading_kernels.SHOULDER + room)
    pale = 1 / (1 + 0.15 * (peak - bent))
    return color * bent / peak * pale + bent * (1 - pale)


def _open(point: Floats, n: Floats, tops: Floats, place: Place) -> float:
    """Share of the key light at a point: texels around where it falls, weighted by a flat-topped tent 4 wide."""
    shear_x, shear_z, origin_x, origin_z, texel = place
    x, y, z = point + n * 2 * texel + np.array([0, 0.5 * texel, 0])
    u, v = (x - shear_x * y - origin_x) / texel, (z - shear_z * y - origin_z) / texel
    if not (1.5 <= u < SHADOW_TEXELS - 1.5 and 1.5 <= v < SHADOW_TEXELS - 1.5):
        return 1.0
    centres = np.arange(SHADOW_TEXELS) + 0.5
    weights = np.outer(*(np.clip(2 - np.abs(centres - at), 0, 1) for at in (v, u)))
    rise = np.where(tops > y, tops - y, 0)
    blocked = (weights * (rise > 0)).sum()
    mean = (weights * rise).sum() / max(blocked, 1e-6)
    return float(1 - blocked / (9 * (1 + shading_kernels.SPREAD * mean)))


def _heights(surface: Surface, points: Floats, place: Place) -> NDArray[np.float32]:
    """[F, R, R] the height at which each triangle blocks the light on its way to each texel; -1 where it does not.

    On closed parts only the side that faces the light counts.
    """
    shear_x, shear_z, origin_x, origin_z, texel = place
    fallen = np.stack(
        [points[:, 0] - shear_x * points[:, 1] - origin_x, points[:, 2] - shear_z * points[:, 1] - origin_z]
    )
    grid = np.arange(SHADOW_TEXELS) + 0.5
    heights = np.full((len(surface.faces), SHADOW_TEXELS, SHADOW_TEXELS), -1.0, np.float32)
    two_sided = Topology.of(surface).two_sided
    for f, corners in enumerate(surface.faces):
        a, b, c = fallen.T[corners]
        lit = (b[1] - a[1]) * (c[0] - a[0]) - (b[0] - a[0]) * (c[1] - a[1]) > 0
        if not lit and not two_sided[f]:
            continue
        inside, weights = _weights(fallen.T[corners] / texel, grid[None, :], grid[:, None])
        heights[f][inside] = np.tensordot(points[corners, 1], weights, axes=1)[inside]
    return heights


def _softened(surface: Surface, points: Floats, heights: NDArray[np.float32], place: Place, rig: Rig) -> Floats:
    """[R/2, R/2] opacity of the veil over the ground."""
    from scipy.ndimage import uniform_filter

    texel, half = place[4], SHADOW_TEXELS // 2
    blocked = np.zeros((half, half))
    edges = (-np.inf, *shadow.LAYER_EDGES, np.inf)
    for low, high, blur in zip(edges[:-1], edges[1:], shadow.blurs(rig), strict=False):
        mask = ((heights >= max(low, -0.5)) & (heights < high)).any(axis=0).astype(float)
        mask = mask.reshape(half, 2, half, 2).mean(axis=(1, 3))
        width = 2 * max(1, round(blur / (2 * texel))) + 1
        for _ in range(2):
            mask = uniform_filter(mask, width, mode="constant")
        blocked += mask
    pressed = np.zeros((half, half))
    grid = np.arange(half) + 0.5
    for corners in surface.faces:
        lowest = max(points[corners, 1].min(), 0)
        if lowest > shadow.CONTACT_REACH:
            continue
        spot = (points[corners][:, [0, 2]] - np.array([place[2], place[3]])) / (2 * texel)
        inside, _ = _weights(spot, grid[None, :], grid[:, None])
        pressed[inside] = np.maximum(pressed[inside], (1 - lowest / shadow.CONTACT_REACH) ** 2)
    width = 2 * max(1, round(shadow.CONTACT_BLUR / (2 * texel))) + 1
    for _ in range(2):
        pressed = uniform_filter(pressed, width, mode="constant")
    left = (1 - rig.floor_shadow * np.clip(blocked, 0, 1)) * (1 - rig.contact * np.clip(pressed, 0, 1))
    return np.where(left < 1 - 0.004, 1 - np.sqrt(left), 0.0)


def _veil(soft: Floats, place: Place, light: Light, size: Size) -> Floats:
    """[H, W] opacity of the veil at each pixel."""
    from scipy.ndimage import map_coordinates

    x, y = np.meshgrid(np.arange(size[0]) + 0.5, np.arange(size[1]) + 0.5)
    ray = np.array(light.corner) + x[..., None] * np.array(light.right) + y[..., None] * np.array(light.down)
    with np.errstate(divide="ignore"):
        along = -light.eye[1] / ray[..., 1]
    hits = along > 0
    ground = np.array(light.eye) + np.where(hits, along, 0.0)[..., None] * ray
    u = (ground[..., 0] - place[2]) / (2 * place[4]) - 0.5
    v = (ground[..., 2] - place[3]) / (2 * place[4]) - 0.5
    return np.where(hits, map_coordinates(soft, [v, u], order=1, mode="constant"), 0.0)
