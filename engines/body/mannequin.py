"""The figure we ship: a clothed adult with 52 face morphs, baked by `tools/bake_mannequin.py`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engines.body import correctives, drive, palette, skinning
from engines.body.body import Morphs, Skin
from engines.motion import Motion
from renderers.surface import Surface

ASSET = Path(__file__).resolve().parent.parent.parent / "assets" / "mannequin" / "mannequin.npz"
COARSE = ASSET.with_name("coarse.npz")
COARSE_FROM = 0.0022
"""Metres to a pixel from which on the coarse mannequin looks like the fine one."""


@dataclass(frozen=True, eq=False)
class Mannequin:
    """A `Body` made of a skin, a surface and joints at `rest_joints [55, 3]`."""

    surface: Surface
    rest_joints: NDArray[np.float32]
    skin: Skin
    name: str = "mannequin"
    palette: str | None = None

    def seen_at(self, pixel: float) -> Mannequin:
        """The same figure in no more triangles than show where a pixel is `pixel` metres wide."""
        return _coarse(self.palette) if pixel >= COARSE_FROM else self

    def vertices(self, motion: Motion, start: int = 0, stop: int | None = None) -> NDArray[np.float32]:
        """World positions [n, V, 3] of the frames `start` to `stop`, metres."""
        part = slice(start, stop)
        rotations, translation = motion.rotations[part], motion.translation[part]
        transforms = skinning.joint_transforms(rotations, translation, self.rest_joints)
        return skinning.skin_frames(self.skin, transforms, self._weights(rotations, motion.face[part]))

    def face_weights(self, motion: Motion) -> NDArray[np.float32]:
        """[T, 55] the morph weights to apply beside the joints: 52 as `drive` says, then those of `correctives`."""
        return self._weights(motion.rotations, motion.face)

    def _weights(self, rotations: NDArray[np.float32], face: NDArray[np.float32]) -> NDArray[np.float32]:
        own = drive.face_weights(rotations, face)
        return np.concatenate([own, correctives.weights(rotations, own, self.rest_joints)], axis=1)


@lru_cache(maxsize=8)
def load(palette_name: str | None = None) -> Mannequin:
    """The mannequin in the colours of `palette_name`, or of the first palette."""
    baked = _read()
    colours = palette.read(palette_name)
    names = [str(name) for name in baked["region_names"]]
    region = baked["region"]
    tints = np.array([colours.tints[name] for name in names], dtype=np.float32)[region]
    gloss = np.array([palette.GLOSS[name] for name in names], dtype=np.float32)[region]
    surface = Surface(
        faces=baked["faces"].astype(np.int32),
        colors=tints * (baked["shade"].astype(np.float32) / 255.0)[:, None],
        gloss=gloss,
        weld=baked["weld"].astype(np.int32),
    )
    return Mannequin(surface, baked["joints"].astype(np.float32), _skin(), palette=palette_name)


@lru_cache(maxsize=8)
def _coarse(palette_name: str | None) -> Mannequin:
    """The mannequin in the triangles that `tools/bake_coarse_mannequin.py` has left it, and their vertices alone."""
    fine = load(palette_name)
    with np.load(COARSE, allow_pickle=False) as file:
        if str(file["made_of"]) != fingerprint():
            raise RuntimeError("coarse.npz is of another mannequin: run python -m tools.bake_coarse_mannequin")
        faces = file["faces"].astype(np.int32)
    kept, corners = np.unique(faces, return_inverse=True)
    whole, skin = fine.surface, fine.skin
    _, first, place = np.unique(whole.weld[kept], return_index=True, return_inverse=True)
    surface = Surface(
        faces=corners.reshape(-1, 3).astype(np.int32),
        colors=whole.colors[kept],
        gloss=whole.gloss[kept],
        weld=first[place].astype(np.int32),
    )
    return Mannequin(surface, fine.rest_joints, skin.of(kept), palette=palette_name)


def fingerprint() -> str:
    """Which mesh the mannequin has, whatever its colours, weights and morphs."""
    baked = _read()
    return hashlib.sha256(baked["vertices"].tobytes() + baked["faces"].tobytes()).hexdigest()


def wearing(region: str) -> NDArray[np.intp]:
    """[k] which vertices belong to `region`: 'lips', 'teeth', 'tongue' and whatever else a palette colours."""
    baked = _read()
    return np.flatnonzero(baked["region"] == list(baked["region_names"]).index(region))


@lru_cache(maxsize=1)
def _read() -> dict[str, NDArray[np.generic]]:
    with np.load(ASSET, allow_pickle=False) as file:
        return {key: file[key] for key in file.files}


@lru_cache(maxsize=1)
def _skin() -> Skin:
    baked = _read()
    starts = baked["morph_starts"].astype(np.int32)
    steps = np.repeat(baked["morph_steps"].astype(np.float32), np.diff(starts))
    morphs = Morphs(
        tuple(str(name) for name in baked["morph_names"]),
        starts,
        baked["morph_vertices"].astype(np.int32),
        baked["morph_deltas"].astype(np.float32) * steps[:, None],
    )
    weights = baked["joint_weights"].astype(np.float32) / 65535.0
    skin = Skin(baked["vertices"].astype(np.float32), baked["joint_indices"].astype(np.uint8), weights, morphs)
    return correctives.added_to(skin, baked["joints"].astype(np.float32))
