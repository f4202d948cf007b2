"""Where a cloud of splats is seen from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from contracts import StudioError

MOST_PIXELS = 4096


@dataclass(frozen=True, eq=False)
class SplatCamera:
    """An OpenCV pinhole: x right, y down, looking along +z.

    `view [3, 4]` takes world points to the camera; `fx, fy, cx, cy` are in pixels; what is nearer than `near` is not
    drawn.
    """

    view: NDArray[np.float32]
    fx: float
    fy: float
    cx: float
    cy: float
    width: int
    height: int
    near: float = 0.01

    def __post_init__(self) -> None:
        view = np.ascontiguousarray(self.view, dtype=np.float32)
        if view.shape != (3, 4) or not np.isfinite(view).all():
            raise StudioError("A splat camera's view is not 3 by 4 numbers.", "Give world-to-camera rows [R | t].")
        if not (1 <= self.width <= MOST_PIXELS and 1 <= self.height <= MOST_PIXELS):
            raise StudioError(
                f"A picture of {self.width} x {self.height} pixels cannot be made of splats.",
                f"Use 1 to {MOST_PIXELS} pixels a side.",
            )
        object.__setattr__(self, "view", view)

    @property
    def lens(self) -> NDArray[np.float32]:
        """[5] fx, fy, cx, cy, near."""
        return np.array([self.fx, self.fy, self.cx, self.cy, self.near], np.float32)

    @property
    def edges(self) -> tuple[float, float, float, float]:
        """Slopes x/z and y/z (least x, most x, least y, most y) to which a splat's place is held when its shape on the
        picture is worked out."""
        from renderers.splats.conventions import MARGIN

        wide, high = self.width / (2 * self.fx), self.height / (2 * self.fy)
        return (
            -(self.cx / self.fx + MARGIN * wide),
            (self.width - self.cx) / self.fx + MARGIN * wide,
            -(self.cy / self.fy + MARGIN * high),
            (self.height - self.cy) / self.fy + MARGIN * high,
        )
