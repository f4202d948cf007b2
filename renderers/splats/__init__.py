"""Gaussian splats: a cloud of soft, coloured ellipsoids in, a picture with alpha and depth out, and gradients back.

`plain` is the definition in a few lines of torch, exact and slow; `cpu` draws the same in compiled loops and `cuda`
through gsplat. All three follow one convention: OpenCV cameras (x right, y down, looking along +z), pixel centres at
half numbers, 0.3 pixels squared of blur, and nothing drawn that covers less than 1/255.
"""

from renderers.splats.camera import SplatCamera
from renderers.splats.picture import SplatPicture, draw

__all__ = ["SplatCamera", "SplatPicture", "draw"]
