"""Numbers that every way of drawing splats shares."""

BLUR = 0.3
"""Pixels squared added to each splat's spread on the picture, so that none is thinner than a pixel."""

LEAST_ALPHA = 1.0 / 255.0
"""Where a splat covers less than this, it is not drawn."""

MOST_ALPHA = 0.999
"""No splat covers more than this: what lies behind keeps a gradient."""

MARGIN = 0.3
"""Share of the view by which a splat's centre may lie outside before its shape is taken as at that edge."""

SH_0 = 0.28209479177387814
"""The constant spherical harmonic: colour = 0.5 + SH_0 * first coefficient + ..."""
