"""Laying the figure that OpenGL drew over the backdrop, as a compiled loop."""

from contracts.kernels import kernel


@kernel
def lay_over(figure, across, out):  # type: ignore[no-untyped-def]
    """Average blocks of across x across pixels of figure and put them over out [H, W, 3 or 4].

    figure [H * across, W * across, 4] uint8: bottom row first, colours already weighted by alpha. out with four
    channels has straight alpha and black under it where it is not opaque.
    """
    height, width, channels = out.shape
    area = across * across * 255.0
    for y in range(height):
        base = (height - 1 - y) * across
        for x in range(width):
            red = green = blue = share = 0
            for row in range(base, base + across):
                for column in range(x * across, (x + 1) * across):
                    red += figure[row, column, 0]
                    green += figure[row, column, 1]
                    blue += figure[row, column, 2]
                    share += figure[row, column, 3]
            if share == 0:
                continue
            bare = 1.0 - share / area
            if channels == 4:
                alpha = 1.0 - bare * (1.0 - out[y, x, 3] / 255.0)
                scale = 255.0 / (area * alpha)
                out[y, x, 0] = int(min(red * scale, 255.0) + 0.5)
                out[y, x, 1] = int(min(green * scale, 255.0) + 0.5)
                out[y, x, 2] = int(min(blue * scale, 255.0) + 0.5)
                out[y, x, 3] = int(alpha * 255.0 + 0.5)
            else:
                scale = 255.0 / area
                out[y, x, 0] = int(min(red * scale + bare * out[y, x, 0], 255.0) + 0.5)
                out[y, x, 1] = int(min(green * scale + bare * out[y, x, 1], 255.0) + 0.5)
                out[y, x, 2] = int(min(blue * scale + bare * out[y, x, 2], 255.0) + 0.5)
