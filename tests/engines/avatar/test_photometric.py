"""A head whose pose trembles is put right by what its skin looks like."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from engines.avatar.head_model import mannequin
from engines.avatar.photometric import refined
from engines.avatar.prepared import read
from engines.avatar.track import Track


@pytest.mark.slow
def test_trembling_that_is_not_in_the_pictures_goes_away(prepared: Path) -> None:
    material = read(prepared, 128).material.part(slice(0, 30))
    found = material.track
    chance = np.random.default_rng(0)
    shaken = Rotation.from_rotvec(chance.normal(size=(30, 3)) * [0.01, 0.01, 0.006]).as_matrix() @ found.rotations
    aside = found.shifts + chance.normal(size=(30, 3)) * [0.001, 0.001, 0.0]
    trembling = replace(found, rotations=shaken, shifts=aside)

    def nose(of: Track) -> np.ndarray:
        seen = np.einsum("tij,j->ti", of.rotations, mannequin().landmarks[6] + of.features[6]) + of.shifts
        return np.asarray(of.focal * seen[:, :2] / seen[:, 2:])

    def off(of: Track, truth: Track) -> float:
        away = nose(of) - nose(truth)
        return float(np.linalg.norm(away - away.mean(axis=0), axis=1).mean())

    truth = refined(found, material.frames, mannequin())
    again = refined(trembling, material.frames, mannequin())
    assert off(trembling, truth) > 0.4, "pixels"
    assert off(again, truth) < 0.35 * off(trembling, truth)
    assert np.linalg.norm(nose(again).mean(axis=0) - nose(trembling).mean(axis=0)) < 0.4, "all together it stays"
