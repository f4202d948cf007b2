"""The compiled inner loop of `skinning`; imported only when something is skinned."""

import numpy as np

from contracts.kernels import kernel


@kernel(fastmath=True)
def skin_frames(  # type: ignore[no-untyped-def]
    rest, joint_indices, joint_weights, morph_starts, morph_vertices, morph_deltas, transforms, morph_weights, out
):
    """Fill `out [T, V, 3]`; see `skinning.skin_frames`. Weights of zero cost nothing; threads may share it."""
    for frame in range(out.shape[0]):
        shape = rest.copy()
        for morph in range(morph_weights.shape[1]):
            weight = morph_weights[frame, morph]
            if weight == 0.0:
                continue
            for k in range(morph_starts[morph], morph_starts[morph + 1]):
                vertex = morph_vertices[k]
                for axis in range(3):
                    shape[vertex, axis] += weight * morph_deltas[k, axis]
        blend = np.empty((3, 4), dtype=np.float32)
        for vertex in range(rest.shape[0]):
            blend[:] = 0.0
            for slot in range(joint_indices.shape[1]):
                share = joint_weights[vertex, slot]
                if share == 0.0:
                    break
                pose = transforms[frame, joint_indices[vertex, slot]]
                for row in range(3):
                    for column in range(4):
                        blend[row, column] += share * pose[row, column]
            x, y, z = shape[vertex, 0], shape[vertex, 1], shape[vertex, 2]
            for row in range(3):
                out[frame, vertex, row] = blend[row, 0] * x + blend[row, 1] * y + blend[row, 2] * z + blend[row, 3]
