"""Compiled real spherical harmonics up to degree 3, in the order and with the signs splat files use."""

import numpy as np

from contracts.kernels import kernel

_C0 = np.float32(0.28209479177387814)
_C1 = np.float32(0.48860251190291987)
_C2 = np.array([1.0925484305920792, 0.31539156525252005, 0.5462742152960396], np.float32)
_C3 = np.array(
    [0.5900435899266435, 2.890611442640554, 0.4570457994644658, 0.3731763325901154, 1.445305721320277], np.float32
)
_ONE, _TWO, _THREE, _FOUR = np.float32(1), np.float32(2), np.float32(3), np.float32(4)
_SIX, _EIGHT = np.float32(6), np.float32(8)


@kernel(fastmath=True)
def basis_at(x, y, z, count, out):  # type: ignore[no-untyped-def]
    """The first `count` (1, 4, 9 or 16) harmonics in direction x, y, z of any length into out [16]."""
    out[0] = _C0
    if count == 1:
        return
    inverse = _ONE / np.sqrt(x * x + y * y + z * z + np.float32(1e-20))
    x, y, z = x * inverse, y * inverse, z * inverse
    out[1], out[2], out[3] = -_C1 * y, _C1 * z, -_C1 * x
    if count == 4:
        return
    xx, yy, zz = x * x, y * y, z * z
    out[4], out[5], out[6] = _C2[0] * x * y, -_C2[0] * y * z, _C2[1] * (_TWO * zz - xx - yy)
    out[7], out[8] = -_C2[0] * x * z, _C2[2] * (xx - yy)
    if count == 9:
        return
    out[9] = -_C3[0] * y * (_THREE * xx - yy)
    out[10] = _C3[1] * x * y * z
    out[11] = -_C3[2] * y * (_FOUR * zz - xx - yy)
    out[12] = _C3[3] * z * (_TWO * zz - _THREE * xx - _THREE * yy)
    out[13] = -_C3[2] * x * (_FOUR * zz - xx - yy)
    out[14] = _C3[4] * z * (xx - yy)
    out[15] = -_C3[0] * x * (xx - _THREE * yy)


@kernel(fastmath=True)
def basis_slopes(x, y, z, count, out):  # type: ignore[no-untyped-def]
    """How each of them changes with x, y and z, into out [16, 3]."""
    inverse = _ONE / np.sqrt(x * x + y * y + z * z + np.float32(1e-20))
    x, y, z = x * inverse, y * inverse, z * inverse
    for k in range(count):
        out[k, 0] = out[k, 1] = out[k, 2] = np.float32(0)
    out[1, 1], out[2, 2], out[3, 0] = -_C1, _C1, -_C1
    xx, yy, zz = x * x, y * y, z * z
    if count > 4:
        a, b, c = _C2[0], _C2[1], _C2[2]
        out[4, 0], out[4, 1] = a * y, a * x
        out[5, 1], out[5, 2] = -a * z, -a * y
        out[6, 0], out[6, 1], out[6, 2] = -_TWO * b * x, -_TWO * b * y, _FOUR * b * z
        out[7, 0], out[7, 2] = -a * z, -a * x
        out[8, 0], out[8, 1] = _TWO * c * x, -_TWO * c * y
    if count > 9:
        a, b, c, d, e = _C3[0], _C3[1], _C3[2], _C3[3], _C3[4]
        out[9, 0], out[9, 1] = -_SIX * a * x * y, -_THREE * a * (xx - yy)
        out[10, 0], out[10, 1], out[10, 2] = b * y * z, b * x * z, b * x * y
        out[11, 0], out[11, 1], out[11, 2] = _TWO * c * x * y, -c * (_FOUR * zz - xx - _THREE * yy), -_EIGHT * c * y * z
        out[12, 0], out[12, 1] = -_SIX * d * x * z, -_SIX * d * y * z
        out[12, 2] = d * (_SIX * zz - _THREE * xx - _THREE * yy)
        out[13, 0], out[13, 1], out[13, 2] = -c * (_FOUR * zz - _THREE * xx - yy), _TWO * c * x * y, -_EIGHT * c * x * z
        out[14, 0], out[14, 1], out[14, 2] = _TWO * e * x * z, -_TWO * e * y * z, e * (xx - yy)
        out[15, 0], out[15, 1] = -_THREE * a * (xx - yy), _SIX * a * x * y
    for k in range(1, count):  # along the direction itself nothing changes
        along = out[k, 0] * x + out[k, 1] * y + out[k, 2] * z
        out[k, 0] = (out[k, 0] - along * x) * inverse
        out[k, 1] = (out[k, 1] - along * y) * inverse
        out[k, 2] = (out[k, 2] - along * z) * inverse
