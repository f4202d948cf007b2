"""Everything a film needs compiled, called once on a picture of a few pixels."""

from __future__ import annotations

import numpy as np

from engines.body import load_body
from engines.motion import Motion, skeleton
from renderers import lighting
from renderers.background import Background, Plain, Transparent
from renderers.camera import Camera
from renderers.mesh import MeshRenderer
from renderers.mesh_gl_kernels import lay_over
from renderers.shading_kernels import darken
from renderers.video_yuv import planes, planes_of_words

SIZE = (64, 48)
FROM_AFAR = Camera(eye=(0.8, 1.3, 4.0), target=(0.0, 0.9, 0.0))
WITHIN = Camera(eye=(0.0, 1.2, 0.0), target=(0.0, 0.9, 1.0))
"""Inside the figure, where the near plane cuts triangles."""


def rehearse() -> None:
    """Skin, draw and pack one frame in each way that `film.render` and `still.thumbnail` may."""
    body = load_body()
    vertices = body.vertices(Motion.of(30, np.zeros((1, skeleton.COUNT, 3))))[0]
    behind: tuple[Background, ...] = (Plain((0.5, 0.5, 0.5)), Transparent())
    for background in behind:
        renderer = MeshRenderer(body.surface, SIZE, background, threads=1)
        for camera in (FROM_AFAR, WITHIN):
            picture = renderer.draw(vertices, camera)
        # what the advanced method calls by itself, on pictures that OpenGL hands over read-only
        light = lighting.single(lighting.STUDIO, FROM_AFAR, SIZE)
        darken(np.zeros((8, 8), np.float32), renderer.shadow_place, light, 0, 0, 1, picture)
        drawn = np.zeros((SIZE[1], SIZE[0], 4), np.uint8)
        drawn.setflags(write=False)
        lay_over(drawn, 1, picture)
        if not renderer.transparent:
            planes(np.ascontiguousarray(picture), np.empty(SIZE[0] * SIZE[1] * 3 // 2, np.uint8))
    # and what drawn films are packed by
    planes_of_words(np.zeros(SIZE[::-1], np.uint32), np.empty(SIZE[0] * SIZE[1] * 3 // 2, np.uint8))
