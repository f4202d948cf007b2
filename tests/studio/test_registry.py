"""The list of optional weights is whole, and presence is what is on the disk."""

import hashlib
from pathlib import Path

import pytest
from pydantic import ValidationError

from studio import registry
from studio.registry import Place, Weight

SMPLX = "smplx/SMPLX_NEUTRAL_2020.npz"


def test_every_weight_says_what_a_user_must_know() -> None:
    rows = registry.weights()
    assert SMPLX in {weight.file for weight in rows}
    assert len({weight.name for weight in rows}) == len({weight.file for weight in rows}) == len(rows)
    for weight in rows:
        assert weight.licence and weight.gives and weight.without and weight.how


def test_a_file_in_the_workspace_is_found_and_comes_first(tmp_path: Path) -> None:
    def place() -> Place:
        return next(place for place in registry.look(tmp_path) if place.weight.file == SMPLX)

    assert place().wanted == (tmp_path / "ckpt" / SMPLX, registry.ROOT / "ckpt" / SMPLX)
    file = tmp_path / "ckpt" / SMPLX
    file.parent.mkdir(parents=True)
    file.touch()
    assert place().found == file
    file.unlink()
    file.mkdir()
    assert place().found != file, "a folder of that name is not the file"


@pytest.mark.parametrize("file", ["../secret.npz", "/etc/passwd.npz", "smplx"])
def test_a_weight_stays_below_its_folder(file: str) -> None:
    row = registry.weights()[0].model_dump()
    with pytest.raises(ValidationError):
        Weight.model_validate(row | {"file": file})


def test_a_known_hash_tells_a_damaged_file(tmp_path: Path) -> None:
    path = tmp_path / "w.npz"
    path.write_bytes(b"weights")
    row = registry.weights()[0].model_dump() | {"sha256": hashlib.sha256(b"weights").hexdigest()}
    place = Place(Weight.model_validate(row), path, (path,))
    assert registry.intact(place) is True
    path.write_bytes(b"weight")
    assert registry.intact(place) is False
    assert registry.intact(Place(Weight.model_validate(row | {"sha256": None}), path, (path,))) is None
