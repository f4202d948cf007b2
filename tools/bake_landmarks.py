"""Find MediaPipe's 478 face landmarks on the mannequin: `python -m tools.bake_landmarks`.

The neutral face is drawn from several sides, the landmarks are found in each picture and followed back to the surface;
their middle is written to `assets/mannequin/landmarks.npz` as a triangle and a place in it.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engines.avatar.faces import FaceFinder
from engines.body import load_body
from engines.body.mannequin import wearing
from engines.motion.skeleton import JOINTS
from renderers.background import Plain
from renderers.camera import Camera
from renderers.mesh import MeshRenderer

OUT = Path(__file__).resolve().parent.parent / "assets" / "mannequin" / "landmarks.npz"
SIZE = (768, 768)
TURNS = [(yaw, pitch) for yaw in (-24, -12, 0, 12, 24) for pitch in (-8, 0, 8)]
"""Degrees from which the face is looked at."""

Floats = NDArray[np.float64]


def main() -> None:
    body = load_body()
    vertices = body.skin.vertices.astype(np.float64)
    head = body.rest_joints[JOINTS.index("head")].astype(np.float64)
    near = _faces_near(body.surface.faces, vertices, head)
    renderer = MeshRenderer(body.surface, SIZE, Plain((0.6, 0.62, 0.65)))
    hits = []
    for yaw, pitch in TURNS:
        camera = _camera(head, yaw, pitch)
        with FaceFinder(following=False) as finder:
            found = finder.find(renderer.draw(vertices.astype(np.float32), camera)[..., :3])
        if found:
            hits.append(_on_surface(found[0][:, :2].astype(np.float64), camera, vertices, near))
    points = np.nanmedian(np.stack(hits), axis=0)
    triangles, weights, off = _attach(points, vertices, near)
    spread = np.nanmedian(np.linalg.norm(np.stack(hits) - points, axis=2), axis=0)
    np.savez_compressed(OUT, triangles=triangles.astype(np.int32), weights=weights.astype(np.float32))
    print(
        f"{len(hits)} views; landmarks agree to {1000 * np.median(spread):.1f} mm, "
        f"and lie {1000 * off.max():.1f} mm off the surface at most"
    )


def _camera(head: Floats, yaw: float, pitch: float) -> Camera:
    a, b = math.radians(yaw), math.radians(pitch)
    target = head + [0, 0.06, 0.05]
    eye = target + 1.2 * np.array([math.sin(a) * math.cos(b), math.sin(b), math.cos(a) * math.cos(b)])
    return Camera(tuple(eye), tuple(target), fov_y=math.radians(16))


def _faces_near(faces: NDArray[np.int32], vertices: Floats, head: Floats) -> NDArray[np.int32]:
    """Triangles of face and eyes: not of hair, teeth or tongue, which landmarks do not lie on."""
    away = np.zeros(len(vertices), bool)
    for region in ("hair", "teeth", "tongue"):
        away[wearing(region)] = True
    middle = vertices[faces].mean(axis=1)
    close = (np.linalg.norm(middle - head, axis=1) < 0.25) & (middle[:, 1] > head[1] - 0.08)
    return faces[close & ~away[faces].any(axis=1)]


def _on_surface(pixels: Floats, camera: Camera, vertices: Floats, faces: NDArray[np.int32]) -> Floats:
    """[478, 3] where the lines of sight through `pixels` first meet the surface; nan where they miss it."""
    right, up, forward = camera.axes()
    focal = SIZE[1] / 2 / math.tan(camera.fov_y / 2)
    rays = forward + (pixels[:, :1] - SIZE[0] / 2) / focal * right - (pixels[:, 1:2] - SIZE[1] / 2) / focal * up
    eye, out = np.asarray(camera.eye), np.full((len(pixels), 3), np.nan)
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    one, two, start = b - a, c - a, eye - a
    for k, ray in enumerate(rays):
        cross = np.cross(ray, two)
        determinant = np.einsum("ij,ij->i", one, cross)
        with np.errstate(divide="ignore", invalid="ignore"):
            u = np.einsum("ij,ij->i", start, cross) / determinant
            other = np.cross(start, one)
            v = (other @ ray) / determinant
            t = np.einsum("ij,ij->i", two, other) / determinant
        inside = (u >= -1e-6) & (v >= -1e-6) & (u + v <= 1 + 1e-6) & (t > 0) & (determinant > 0)
        if inside.any():
            out[k] = eye + t[inside].min() * ray
    return out


def _attach(points: Floats, vertices: Floats, faces: NDArray[np.int32]) -> tuple[NDArray[np.int32], Floats, Floats]:
    """The triangle nearest to each point, its corners' weights there, and how far off the point lies."""
    triangles, weights, off = np.zeros((len(points), 3), np.int32), np.zeros((len(points), 3)), np.zeros(len(points))
    corners = vertices[faces]
    middles = corners.mean(axis=1)
    for k, point in enumerate(points):
        chosen = np.argsort(np.linalg.norm(middles - point, axis=1))[:12]
        best = np.inf
        for triangle in chosen:
            a, b, c = corners[triangle]
            basis = np.stack([b - a, c - a], axis=1)
            u, v = np.linalg.lstsq(basis, point - a, rcond=None)[0]
            w = np.clip([1 - u - v, u, v], 0, None)
            w = w / w.sum()
            distance = float(np.linalg.norm(w @ corners[triangle] - point))
            if distance < best:
                best, triangles[k], weights[k], off[k] = distance, faces[triangle], w, distance
    return triangles, weights, off


if __name__ == "__main__":
    main()
