"""The user's licensed SMPL-X file, through the `smplx` package.

The published file holds pickled objects among its arrays. They are not needed and never read: every array is read
with pickling off and handed to smplx's own skinning.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from contracts import StudioError
from engines.body import palette
from engines.body.body import Morphs, Skin
from engines.motion import Motion
from engines.motion.motion import EXPRESSION_SIZE
from engines.motion.skeleton import COUNT, PARENTS
from renderers.surface import Surface

FILES = ("SMPLX_NEUTRAL_2020.npz", "SMPLX_NEUTRAL.npz")
HINT = "Download SMPL-X (NPZ) from smpl-x.is.tue.mpg.de, accept its licence, and put the neutral file into ckpt/."
SHAPE_SIZE = 300
"""Shape coefficients of the full model; expressions follow. Older files hold 10 of each."""
BATCH = 32
MAX_BYTES = 2_000_000_000


def locate(folders: Sequence[Path]) -> Path | None:
    """The first SMPL-X file in `folders`, if there is one."""
    candidates = (Path(folder) / inner / name for folder in folders for name in FILES for inner in ("", "smplx"))
    return next((path for path in candidates if path.is_file()), None)


def find(folders: Sequence[Path]) -> Path:
    """The first SMPL-X file in `folders`."""
    file = locate(folders)
    if file is None:
        places = ", ".join(str(folder) for folder in folders) or "no folder"
        raise StudioError(f"{FILES[0]} was not found (looked in {places}).", HINT)
    return file


def load(file: Path, palette_name: str | None = None) -> SmplxBody:
    """The body in `file`, its skin coloured with `palette_name`."""
    return _load(file, palette_name, file.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _load(file: Path, palette_name: str | None, changed: int) -> SmplxBody:
    del changed
    return SmplxBody(_read(file), palette.read(palette_name))


@dataclass(frozen=True, eq=False)
class SmplxBody:
    """A `Body` with V vertices whose shape follows `Motion.betas` and whose face follows `Motion.expression`.

    ARKit weights do not move it: they have no counterpart among SMPL-X's expressions.
    """

    arrays: dict[str, NDArray[Any]]
    colours: palette.Palette
    name: str = "smplx"

    @cached_property
    def surface(self) -> Surface:
        count = len(self.arrays["v_template"])
        return Surface(
            faces=self.arrays["f"].astype(np.int32),
            colors=np.tile(np.array(self.colours.tints["skin"], dtype=np.float32), (count, 1)),
            gloss=np.full(count, palette.GLOSS["skin"], dtype=np.float32),
            weld=np.arange(count, dtype=np.int32),
        )

    @cached_property
    def rest_joints(self) -> NDArray[np.float32]:
        """[55, 3] joints of the average shape, metres, soles on y = 0."""
        joints = self.arrays["J_regressor"] @ self.arrays["v_template"]
        return (joints - [0.0, self.arrays["v_template"][:, 1].min(), 0.0]).astype(np.float32)

    @cached_property
    def skin(self) -> Skin:
        """The average shape with the four strongest weights of each vertex; it has no morphs."""
        template = self.arrays["v_template"]
        weights = self.arrays["weights"]
        order = np.argsort(-weights, axis=1, kind="stable")[:, :4]
        strongest = np.take_along_axis(weights, order, axis=1)
        strongest = strongest / strongest.sum(1, keepdims=True)
        grounded = template - [0.0, template[:, 1].min(), 0.0]
        return Skin(grounded.astype(np.float32), order.astype(np.uint8), strongest.astype(np.float32), Morphs.none())

    def face_weights(self, motion: Motion) -> NDArray[np.float32]:
        """[T, 0]: SMPL-X has no morphs."""
        return np.zeros((len(motion), 0), dtype=np.float32)

    def seen_at(self, pixel: float) -> SmplxBody:
        """Itself: it has few triangles as it is."""
        del pixel
        return self

    def vertices(self, motion: Motion, start: int = 0, stop: int | None = None) -> NDArray[np.float32]:
        """World positions [n, V, 3] of the frames `start` to `stop`, metres; the pelvis is at the translation."""
        import torch
        from smplx.lbs import lbs

        model = self._model
        shapes = SHAPE_SIZE if model["shapedirs"].shape[-1] > 2 * 10 else 10
        expressions = model["shapedirs"].shape[-1] - shapes
        betas = np.zeros(shapes, dtype=np.float32)
        known = motion.betas[:shapes]
        betas[: len(known)] = known
        part = slice(start, stop)
        poses = torch.from_numpy(motion.rotations[part].reshape(-1, COUNT * 3).copy())
        faces = torch.from_numpy(motion.expression[part, :expressions].copy())
        places = torch.from_numpy(motion.translation[part].copy())
        batches = []
        with torch.no_grad():
            for pose, face, place in zip(*(x.split(BATCH) for x in (poses, faces, places)), strict=True):
                shape = torch.cat([torch.from_numpy(betas).expand(len(pose), -1), face], dim=1)
                points, joints = lbs(shape, pose, **model)
                batches.append((points + (place - joints[:, 0])[:, None]).numpy())
        return np.concatenate(batches) if batches else np.zeros((0, len(self.arrays["v_template"]), 3), np.float32)

    @cached_property
    def _model(self) -> dict[str, Any]:
        """The arrays as smplx's `lbs` takes them."""
        import torch

        basis = self.arrays["posedirs"].shape[-1]
        arrays = {
            "v_template": self.arrays["v_template"],
            "shapedirs": self.arrays["shapedirs"],
            "posedirs": np.ascontiguousarray(self.arrays["posedirs"].reshape(-1, basis).T),
            "J_regressor": self.arrays["J_regressor"],
            "lbs_weights": self.arrays["weights"],
        }
        return {name: torch.from_numpy(array) for name, array in arrays.items()} | {
            "parents": torch.from_numpy(PARENTS.astype(np.int64))
        }


def _read(file: Path) -> dict[str, NDArray[Any]]:
    """The arrays of an SMPL-X file that skinning needs, checked."""
    try:
        with zipfile.ZipFile(file) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_BYTES:
                raise StudioError(f"{file.name} unpacks to more than {MAX_BYTES // 10**9} GB.", HINT)
        with np.load(file, allow_pickle=False) as arrays:
            return _checked(file.name, arrays)
    except (OSError, zipfile.BadZipFile, EOFError) as error:
        raise StudioError(f"{file.name} cannot be read as an NPZ file.", HINT) from error


def _checked(name: str, arrays: Any) -> dict[str, NDArray[Any]]:
    found: dict[str, NDArray[Any]] = {}
    for key in ("v_template", "f", "shapedirs", "posedirs", "J_regressor", "weights", "kintree_table"):
        if key not in arrays.files:
            raise StudioError(f"{name} has no '{key}': it is not an SMPL-X model.", HINT)
        try:
            found[key] = arrays[key]
        except ValueError as error:
            raise StudioError(f"{name}: '{key}' is not a plain array of numbers.", HINT) from error
    count = len(found["v_template"])
    expected = {
        "v_template": (count, 3),
        "f": (len(found["f"]), 3),
        "shapedirs": (count, 3, found["shapedirs"].shape[-1]),
        "posedirs": (count, 3, (COUNT - 1) * 9),
        "J_regressor": (COUNT, count),
        "weights": (count, COUNT),
        "kintree_table": (2, COUNT),
    }
    for key, shape in expected.items():
        if found[key].shape != shape:
            raise StudioError(f"{name}: '{key}' has the shape {found[key].shape}, not {shape}.", HINT)
    if (found["kintree_table"][0, 1:].astype(np.int64) != PARENTS[1:]).any():
        raise StudioError(f"{name}: its joints are not joined as SMPL-X's are.", HINT)
    if found["shapedirs"].shape[-1] not in (2 * 10, SHAPE_SIZE + EXPRESSION_SIZE):
        raise StudioError(
            f"{name}: 'shapedirs' holds {found['shapedirs'].shape[-1]} coefficients, not 20 or 400.", HINT
        )
    faces = found["f"].astype(np.int64)
    if len(faces) and not 0 <= faces.min() <= faces.max() < count:
        raise StudioError(f"{name}: a face names a vertex that does not exist.", HINT)
    for key in ("v_template", "shapedirs", "posedirs", "J_regressor", "weights"):
        if not np.isfinite(found[key]).all():
            raise StudioError(f"{name}: '{key}' holds a number that is not finite.", HINT)
    floats = {key: np.ascontiguousarray(array, dtype=np.float32) for key, array in found.items() if key != "f"}
    return floats | {"f": faces}
