"""RGB pictures to the planes that H.264 stores: half the bytes through the pipe, and less work for ffmpeg."""

import numpy as np
from numpy.typing import NDArray

from contracts.kernels import kernel

Picture = NDArray[np.uint8]

# ITU-R BT.709, studio range.
_KR, _KB = 0.2126, 0.0722
_KG = 1.0 - _KR - _KB
MATRIX = (
    np.array(
        [
            [219 * _KR, 219 * _KG, 219 * _KB],
            [-112 * _KR / (1 - _KB), -112 * _KG / (1 - _KB), 112],
            [112, -112 * _KG / (1 - _KR), -112 * _KB / (1 - _KR)],
        ]
    )
    / 255.0
)
"""[3, 3] rows give Y, Cb and Cr from R, G and B of 0 to 255, before the offsets 16, 128 and 128."""
_Y = MATRIX[0].astype(np.float32)
_U = (MATRIX[1] / 4).astype(np.float32)
_V = (MATRIX[2] / 4).astype(np.float32)
_Y0, _C0 = np.float32(16.5), np.float32(128.5)


@kernel(fastmath=True)  # type: ignore[untyped-decorator]
def planes(picture: Picture, out: Picture) -> None:
    """Write `picture [H, W, 3]` into `out [H * W * 3 / 2]` as Y, then quarter-size Cb, then Cr; H and W are even."""
    height, width = picture.shape[0], picture.shape[1]
    flat = picture.reshape(-1)  # flat rows with float32 sums are what the compiler vectorises
    for row in range(height):
        rgb = flat[row * width * 3 : (row + 1) * width * 3]
        luma = out[row * width : (row + 1) * width]
        for x in range(width):
            luma[x] = np.uint8(_Y[0] * rgb[3 * x] + _Y[1] * rgb[3 * x + 1] + _Y[2] * rgb[3 * x + 2] + _Y0)
    half = width // 2
    u_start = height * width
    v_start = u_start + (height // 2) * half
    sums = np.empty(width * 3, np.uint16)
    for row in range(height // 2):
        top = flat[2 * row * width * 3 : (2 * row + 1) * width * 3]
        bottom = flat[(2 * row + 1) * width * 3 : (2 * row + 2) * width * 3]
        for i in range(width * 3):
            sums[i] = np.uint16(top[i]) + np.uint16(bottom[i])
        u = out[u_start + row * half : u_start + (row + 1) * half]
        v = out[v_start + row * half : v_start + (row + 1) * half]
        for x in range(half):
            r = np.float32(sums[6 * x]) + np.float32(sums[6 * x + 3])
            g = np.float32(sums[6 * x + 1]) + np.float32(sums[6 * x + 4])
            b = np.float32(sums[6 * x + 2]) + np.float32(sums[6 * x + 5])
            u[x] = np.uint8(_U[0] * r + _U[1] * g + _U[2] * b + _C0)
            v[x] = np.uint8(_V[0] * r + _V[1] * g + _V[2] * b + _C0)


@kernel(fastmath=True)  # type: ignore[untyped-decorator]
def planes_of_words(picture: NDArray[np.uint32], out: Picture) -> None:
    """The same from `picture [H, W]` of words that hold red, green and blue, lowest first, as a canvas has them."""
    height, width = picture.shape
    byte, pair = np.uint32(0xFF), np.uint32(0xFF00FF)
    for row in range(height):
        words = picture[row]
        luma = out[row * width : (row + 1) * width]
        for x in range(width):
            r = np.float32(np.int32(words[x] & byte))
            g = np.float32(np.int32((words[x] >> np.uint32(8)) & byte))
            b = np.float32(np.int32((words[x] >> np.uint32(16)) & byte))
            luma[x] = np.uint8(_Y[0] * r + _Y[1] * g + _Y[2] * b + _Y0)
    half = width // 2
    u_start = height * width
    v_start = u_start + (height // 2) * half
    for row in range(height // 2):
        top, bottom = picture[2 * row], picture[2 * row + 1]
        u = out[u_start + row * half : u_start + (row + 1) * half]
        v = out[v_start + row * half : v_start + (row + 1) * half]
        for x in range(half):
            nw, ne, sw, se = top[2 * x], top[2 * x + 1], bottom[2 * x], bottom[2 * x + 1]
            # Red and blue are summed at once, each in half a word.
            both = (nw & pair) + (ne & pair) + (sw & pair) + (se & pair)
            eight = np.uint32(8)
            green = ((nw >> eight) & byte) + ((ne >> eight) & byte) + ((sw >> eight) & byte) + ((se >> eight) & byte)
            r, g = np.float32(np.int32(both & np.uint32(0xFFFF))), np.float32(np.int32(green))
            b = np.float32(np.int32(both >> np.uint32(16)))
            u[x] = np.uint8(_U[0] * r + _U[1] * g + _U[2] * b + _C0)
            v[x] = np.uint8(_V[0] * r + _V[1] * g + _V[2] * b + _C0)


def planes_plain(picture: Picture) -> Picture:
    """What `planes` must give, within one step: the same sums in float arrays."""
    height, width = picture.shape[:2]
    rgb = picture.astype(np.float64)
    quarter = rgb.reshape(height // 2, 2, width // 2, 2, 3).mean(axis=(1, 3))
    y = 16 + rgb @ MATRIX[0]
    u, v = 128 + quarter @ MATRIX[1], 128 + quarter @ MATRIX[2]
    return np.concatenate([np.round(plane).astype(np.uint8).ravel() for plane in (y, u, v)])
