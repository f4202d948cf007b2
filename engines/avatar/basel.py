"""The Basel Face Model of 2009, which a user may have: a face known from 200 scans, behind the interface of our head.

Its file `01_MorphableModel.mat` is for research only and is not shipped. It knows how people's faces differ but no
expressions; those are carried over from our own head, onto which it is laid: first as it is, then morphed towards it.
What is read: shapeMU [3 N, 1], shapePC [3 N, K], shapeEV [K, 1] (micrometres; standard deviations) and tl [F, 3], which
counts from 1. x points to the person's left, y up, z out of the face, as here.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from contracts import StudioError
from engines.avatar.head_model import HeadModel
from engines.avatar.track import Track

Floats = NDArray[np.float64]
LARGEST = 600 * 1024**2
MOST_VERTICES = 200_000
PERSONS = 60
"""Ways in which people differ that are used, the largest first."""
ROUNDS, MORPHS = 30, 8
NEAR = 0.012
"""Metres within which our head's expressions are carried over."""
HELD = 0.05
"""How strongly morphing is held back."""
_WANTED = {"shapeMU": 2, "shapePC": 2, "shapeEV": 2, "tl": 2}


def read(file: Path, ours: HeadModel) -> HeadModel:
    """The model in `file`, laid onto `ours`: same units, same landmarks, same head space."""
    mean, ways, faces = _parts(file)
    mean, ways, likeness = _laid(mean, ways, ours)
    from scipy.spatial import cKDTree

    marks = cKDTree(likeness).query(ours.landmarks)[1]
    source = _skin(ours)
    far, near = cKDTree(ours.vertices[source]).query(likeness, k=4)
    share = 1 / np.maximum(far, 1e-6)
    share = share / share.sum(axis=1, keepdims=True) * np.clip(2 - far[:, :1] / NEAR, 0, 1)
    moves = np.einsum("vk,mvkc->mvc", share, ours.moves[:, source[near]].astype(np.float64))
    return HeadModel(
        "basel 2009", mean, faces, ours.units, moves.astype(np.float32), mean[marks], ours.stirs,
        persons=np.ascontiguousarray(ways[:, marks]),
    )  # fmt: skip


def in_our_terms(found: Track, theirs: HeadModel, ours: HeadModel) -> Track:
    """A track made with `theirs` as one of `ours`: the same landmarks, told as features of our head."""
    if theirs is ours:
        return found
    return replace(found, features=theirs.landmarks + found.features - ours.landmarks)


def _parts(file: Path) -> tuple[Floats, Floats, NDArray[np.int32]]:
    """Mean [N, 3] and ways [K, N, 3] in metres, each as far as one standard deviation, and triangles [F, 3]."""
    from scipy.io import loadmat
    from scipy.io.matlab import MatReadError

    hint = "Take 01_MorphableModel.mat of the Basel Face Model 2009."
    if not file.is_file():
        raise StudioError(f"{file.name} is not there.", hint)
    if file.stat().st_size > LARGEST:
        raise StudioError(f"{file.name} is larger than {LARGEST / 1e6:.0f} MB.", hint)
    try:
        held = loadmat(file, variable_names=list(_WANTED), verify_compressed_data_integrity=True)
        arrays = {name: np.asarray(held[name]) for name in _WANTED}
    except (MatReadError, OSError, ValueError, KeyError, TypeError, NotImplementedError, EOFError) as error:
        raise StudioError(f"{file.name} is not the Basel Face Model of 2009, or it is damaged.", hint) from error
    mean, ways, spread, faces = (arrays[name] for name in ("shapeMU", "shapePC", "shapeEV", "tl"))
    count = mean.size // 3
    fits = (
        all(array.ndim == 2 and array.dtype.kind in "iuf" for array in arrays.values())
        and mean.shape == (3 * count, 1)
        and 100 <= count <= MOST_VERTICES
        and ways.shape == (3 * count, spread.size)
        and spread.size >= 1
        and faces.shape[1] == 3
        and len(faces) > 0
        and int(faces.min()) >= 1
        and int(faces.max()) <= count
        and all(bool(np.isfinite(array).all()) for array in (mean, ways, spread))
    )
    if not fits:
        raise StudioError(f"{file.name} has arrays of unknown shapes.", hint)
    ways = ways[:, :PERSONS].astype(np.float64) * spread.ravel()[:PERSONS]
    return (
        mean.astype(np.float64).reshape(-1, 3) / 1e6,
        np.ascontiguousarray(ways.T).reshape(-1, count, 3) / 1e6,
        faces.astype(np.int32) - 1,
    )


def _laid(mean: Floats, ways: Floats, ours: HeadModel) -> tuple[Floats, Floats, Floats]:
    """Mean and ways in our head space, and [N, 3] the mean morphed towards our head's neutral face."""
    from scipy.spatial import cKDTree

    face = ours.vertices[_skin(ours)]
    nose = ours.landmarks[1]
    face = face[(face[:, 2] > nose[2] - 0.08) & (np.linalg.norm(face - nose, axis=1) < 0.1)]
    turn, scale = np.eye(3), 1.0
    shift = nose - mean[np.argmax(mean[:, 2])]
    here = mean
    for _ in range(ROUNDS):
        placed = scale * mean @ turn.T + shift
        far, index = cKDTree(placed).query(face)
        kept = far <= np.quantile(far, 0.8)
        turn, scale, shift = _similarity(mean[index[kept]], face[kept])
    here, turned = scale * mean @ turn.T + shift, scale * ways @ turn.T
    person = np.zeros(len(ways))
    for _ in range(MORPHS):
        likeness = here + np.tensordot(person, turned, axes=1)
        far, index = cKDTree(likeness).query(face)
        kept = far <= np.quantile(far, 0.9)
        basis = turned[:, index[kept]].reshape(len(ways), -1).T
        wanted = (face[kept] - here[index[kept]]).ravel()
        hold = HELD * np.square(basis).sum() / len(ways)
        person = np.linalg.solve(basis.T @ basis + hold * np.eye(len(ways)), basis.T @ wanted)
    return here, turned, here + np.tensordot(person, turned, axes=1)


def _similarity(one: Floats, other: Floats) -> tuple[Floats, float, Floats]:
    """Turn, scale and shift that bring places `one` [n, 3] nearest to `other`."""
    a, b = one - one.mean(axis=0), other - other.mean(axis=0)
    u, strength, v = np.linalg.svd(b.T @ a)
    sign = np.array([1, 1, np.sign(np.linalg.det(u @ v))])
    turn = (u * sign) @ v
    scale = float((strength * sign).sum() / np.square(a).sum())
    return turn, scale, other.mean(axis=0) - scale * one.mean(axis=0) @ turn.T


def _skin(ours: HeadModel) -> NDArray[np.intp]:
    """Our head's vertices that are no teeth and no tongue."""
    from engines.avatar.seeds import inside_mouth

    return np.flatnonzero(~inside_mouth(ours))
