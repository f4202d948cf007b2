"""Write glTF 2.0 binary: the skinned mannequin with its 55 joints, 52 face morphs and one animation.

Core glTF only, no extensions. Every frame is a key at its exact time; joints that never move have a single key. All 52
morphs are there under their ARKit names (`mesh.extras.targetNames`), moved or not, stored sparsely. Where a file turns
the jaw and also weights jawOpen, the weight shown is what the joint leaves over, so that other programs do not open
the mouth twice; the weights as they were are kept in an accessor that `asset.extras.face` names. After the 52 come the
mannequin's own `CORRECTIVES`.
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.body import Body, load_body
from engines.motion import rotations as rot
from engines.motion import skeleton
from engines.motion.formats.gltf_data import Json, pack
from engines.motion.motion import Motion

MATERIALS = (("matt", 0.10, 0.95), ("soft", 0.40, 0.65), ("wet", 2.0, 0.25))
"""Name, the gloss below which a face is of it, and its roughness."""

_U8, _U16, _U32, _F32 = 5121, 5123, 5125, 5126
_TYPES: dict[int, type[np.generic]] = {_U8: np.uint8, _U16: np.uint16, _U32: np.uint32, _F32: np.float32}
_ARRAY_BUFFER, _ELEMENT_BUFFER = 34962, 34963
_STILL = 1e-6


def write(motion: Motion, path: Path, body: Body | None = None) -> None:
    """Write `motion` to `path` on `body`, the mannequin if none is given."""
    path.write_bytes(build(motion, body or load_body()))


def build(motion: Motion, body: Body) -> bytes:
    """The bytes of the .glb file."""
    parts = _Parts()
    joints = _joint_nodes(body, first=2)
    person: Json = {"name": body.name, "mesh": 0, "skin": 0}
    root: Json = {"name": "Marionette", "children": [2]}
    content: Json = {
        "asset": {
            "version": "2.0",
            "generator": "Marionette",
            "extras": {"fps": str(motion.fps), "source": motion.source},
        },
        "scene": 0,
        "scenes": [{"nodes": [0, 1]}],
        "nodes": [root, person, *joints],
        "materials": [_material(name, roughness) for name, _, roughness in MATERIALS],
        "meshes": [_mesh(parts, body)],
        "skins": [_skin(parts, body, first=2)],
        "animations": [_animation(parts, motion, body, first=2, person=1)],
    }
    if not np.array_equal(body.face_weights(motion)[:, : motion.face.shape[1]], motion.face):
        content["asset"]["extras"]["face"] = parts.accessor(motion.face.reshape(-1), "SCALAR", _F32)
    content["accessors"], content["bufferViews"] = parts.accessors, parts.views
    content["buffers"] = [{"byteLength": len(parts.data)}]
    return pack(content, bytes(parts.data))


class _Parts:
    """The binary part as it grows, with the views and accessors into it."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.views: list[Json] = []
        self.accessors: list[Json] = []

    def view(self, array: NDArray[Any], target: int | None = None) -> int:
        self.data += b"\0" * (-len(self.data) % 4)
        raw = np.ascontiguousarray(array).tobytes()
        view: Json = {"buffer": 0, "byteOffset": len(self.data), "byteLength": len(raw)}
        if target is not None:
            view["target"] = target
        self.data += raw
        self.views.append(view)
        return len(self.views) - 1

    def accessor(
        self,
        array: NDArray[Any],
        kind: str,
        component: int,
        target: int | None = None,
        normalized: bool = False,
        bounds: bool = False,
    ) -> int:
        """Store `array [count, ...]` and return the number of its accessor."""
        values = np.ascontiguousarray(array, dtype=_TYPES[component])
        found: Json = {
            "bufferView": self.view(values, target),
            "componentType": component,
            "count": len(values),
            "type": kind,
        }
        if normalized:
            found["normalized"] = True
        if bounds:
            flat = values.reshape(len(values), -1)
            found["min"], found["max"] = flat.min(axis=0).tolist(), flat.max(axis=0).tolist()
        self.accessors.append(found)
        return len(self.accessors) - 1

    def sparse(self, count: int, rows: NDArray[np.int64], values: NDArray[np.float32]) -> int:
        """An accessor of `count` vectors, all zero but `rows`, which must rise."""
        found: Json = {"componentType": _F32, "count": count, "type": "VEC3"}
        low, high = np.zeros(3), np.zeros(3)
        if len(rows):
            component = _U16 if count <= 1 << 16 else _U32
            found["sparse"] = {
                "count": len(rows),
                "indices": {"bufferView": self.view(rows.astype(_TYPES[component])), "componentType": component},
                "values": {"bufferView": self.view(values.astype(np.float32))},
            }
            partial = len(rows) < count
            low, high = values.min(axis=0), values.max(axis=0)
            low, high = (np.minimum(low, 0), np.maximum(high, 0)) if partial else (low, high)
        found["min"], found["max"] = low.tolist(), high.tolist()
        self.accessors.append(found)
        return len(self.accessors) - 1


def _joint_nodes(body: Body, first: int) -> list[Json]:
    """One node for each joint, in joint order, as the pose at rest."""
    nodes: list[Json] = []
    for joint, name in enumerate(skeleton.JOINTS):
        parent = skeleton.PARENTS[joint]
        place = body.rest_joints[joint] - (body.rest_joints[parent] if parent >= 0 else 0.0)
        node: Json = {"name": name, "translation": [float(v) for v in place]}
        children = [first + int(child) for child in np.flatnonzero(joint == skeleton.PARENTS)]
        if children:
            node["children"] = children
        nodes.append(node)
    return nodes


def _material(name: str, roughness: float) -> Json:
    return {"name": name, "pbrMetallicRoughness": {"metallicFactor": 0.0, "roughnessFactor": roughness}}


def _mesh(parts: _Parts, body: Body) -> Json:
    """The mesh: one primitive for each material that occurs, each with its own vertices and all morphs."""
    surface, skin = body.surface, body.skin
    normals = _normals(skin.vertices, surface.faces, surface.weld)
    gloss = surface.gloss[surface.faces].max(axis=1)
    targets = skin.morph_targets()
    primitives: list[Json] = []
    below = -1.0
    for number, (_, limit, _) in enumerate(MATERIALS):
        faces = surface.faces[(gloss >= below) & (gloss < limit)]
        below = limit
        if not len(faces):
            continue
        used, indices = np.unique(faces, return_inverse=True)
        component = _U16 if len(used) < 1 << 16 else _U32
        joints, weights = _influences(skin.joint_indices[used], skin.joint_weights[used])
        primitives.append(
            {
                "attributes": {
                    "POSITION": parts.accessor(skin.vertices[used], "VEC3", _F32, _ARRAY_BUFFER, bounds=True),
                    "NORMAL": parts.accessor(normals[used], "VEC3", _F32, _ARRAY_BUFFER),
                    "COLOR_0": parts.accessor(_colors(surface.colors[used]), "VEC4", _U16, _ARRAY_BUFFER, True),
                    "JOINTS_0": parts.accessor(joints, "VEC4", _U8, _ARRAY_BUFFER),
                    "WEIGHTS_0": parts.accessor(weights, "VEC4", _U16, _ARRAY_BUFFER, True),
                },
                "indices": parts.accessor(indices.reshape(-1), "SCALAR", component, _ELEMENT_BUFFER),
                "material": number,
                "targets": [{"POSITION": _target(parts, used, *target)} for target in targets.values()],
            }
        )
    mesh: Json = {"name": body.name, "primitives": primitives}
    if targets:
        mesh["weights"] = [0.0] * len(targets)
        mesh["extras"] = {"targetNames": list(targets)}
    else:
        for primitive in primitives:
            del primitive["targets"]
    return mesh


def _target(parts: _Parts, used: NDArray[np.int64], vertices: NDArray[np.int32], deltas: NDArray[np.float32]) -> int:
    """A morph of the vertices `used` (rising), from what it does to all."""
    place = np.searchsorted(used, vertices)
    inside = (place < len(used)) & (used[np.minimum(place, len(used) - 1)] == vertices)
    rows, order = np.unique(place[inside], return_index=True)
    return parts.sparse(len(used), rows, deltas[inside][order])


def _normals(vertices: NDArray[np.float32], faces: NDArray[np.int32], weld: NDArray[np.int32]) -> NDArray[np.float32]:
    """[V, 3] smooth normals; vertices at one place share one, so that colour seams do not show."""
    corners = vertices[faces].astype(np.float64)
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    summed = np.zeros((len(vertices), 3))
    for corner in range(3):
        np.add.at(summed, weld[faces[:, corner]], across)
    found = summed[weld]
    length = np.linalg.norm(found, axis=1, keepdims=True)
    return np.where(length > 1e-20, found / np.maximum(length, 1e-20), [0.0, 1.0, 0.0]).astype(np.float32)


def _colors(srgb: NDArray[np.float32]) -> NDArray[np.uint16]:
    """sRGB [V, 3] to linear RGBA as glTF wants it."""
    from renderers.lighting import linear

    rgba = np.full((len(srgb), 4), 65535, dtype=np.uint16)
    rgba[:, :3] = np.round(linear(np.clip(srgb, 0.0, 1.0)) * 65535)
    return rgba


def _influences(
    joints: NDArray[np.uint8], weights: NDArray[np.float32]
) -> tuple[NDArray[np.uint8], NDArray[np.uint16]]:
    """Weights as integers that sum to exactly one; joints of no weight are joint 0, as glTF asks."""
    whole = np.round(weights.astype(np.float64) * 65535).astype(np.int64)
    strongest = whole.argmax(axis=1)
    whole[np.arange(len(whole)), strongest] += 65535 - whole.sum(axis=1)
    return np.where(whole > 0, joints, 0).astype(np.uint8), whole.astype(np.uint16)


def _skin(parts: _Parts, body: Body, first: int) -> Json:
    inverse = np.tile(np.eye(4, dtype=np.float32), (skeleton.COUNT, 1, 1))
    inverse[:, 3, :3] = -body.rest_joints  # glTF matrices go column by column
    return {
        "inverseBindMatrices": parts.accessor(inverse.reshape(-1, 16), "MAT4", _F32),
        "joints": list(range(first, first + skeleton.COUNT)),
        "skeleton": first,
    }


def _animation(parts: _Parts, motion: Motion, body: Body, first: int, person: int) -> Json:
    times = np.array([float(frame / motion.fps) for frame in range(len(motion))], dtype=np.float32)
    every = parts.accessor(times, "SCALAR", _F32, bounds=True)
    once = parts.accessor(times[:1], "SCALAR", _F32, bounds=True)
    samplers: list[Json] = []
    channels: list[Json] = []

    def add(node: int, path: str, values: NDArray[np.float32], kind: str, still: bool) -> None:
        used = values[:1] if still else values
        output = parts.accessor(used.reshape(-1) if kind == "SCALAR" else used, kind, _F32)
        samplers.append({"input": once if still else every, "interpolation": "LINEAR", "output": output})
        channels.append({"sampler": len(samplers) - 1, "target": {"node": node, "path": path}})

    add(first, "translation", motion.translation, "VEC3", still=False)
    turns = _continuous(rot.quaternion(motion.rotations))
    for joint in range(skeleton.COUNT):
        still = bool(np.ptp(motion.rotations[:, joint], axis=0).max() < _STILL)
        add(first + joint, "rotation", turns[:, joint][:, [1, 2, 3, 0]], "VEC4", still)
    if body.skin.morphs.names:
        weights = body.face_weights(motion).astype(np.float32)
        add(person, "weights", weights, "SCALAR", bool(np.ptp(weights, axis=0).max() < _STILL))
    return {"name": motion.source or "motion", "samplers": samplers, "channels": channels}


def _continuous(quaternions: NDArray[np.float32]) -> NDArray[np.float32]:
    """`[T, J, 4]` with signs such that no quaternion is opposite to the one before, for importers that lerp."""
    dots = (quaternions[1:] * quaternions[:-1]).sum(-1)
    signs = np.cumprod(np.concatenate([np.ones_like(dots[:1]), np.where(dots < 0, -1.0, 1.0)])[: len(quaternions)], 0)
    return (quaternions * signs[..., None]).astype(np.float32) if len(quaternions) > 1 else quaternions
