"""The list of optional weights is whole, and presence is what is on the disk."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from studio import registry
from studio.registry import Place, Weight

SMPLX = "SMPLX_NEUTRAL_2020.npz"


def test_every_weight_says_what_a_user_must_know() -> None:
    rows = registry.weights()
    assert SMPLX in {weight.files[0] for weight in rows}
    assert len({weight.name for weight in rows}) == len({weight.files[0] for weight in rows}) == len(rows)
    for weight in rows:
        assert weight.licence and weight.gives and weight.without and weight.how


@pytest.mark.parametrize("name", [SMPLX, "smplx/SMPLX_NEUTRAL.npz"])
def test_a_file_that_is_there_is_the_one_the_engine_takes(tmp_path: Path, name: str) -> None:
    from engines.body import bodies
    from engines.body.smplx_body import locate

    def place() -> Place:
        return next(place for place in registry.look(tmp_path) if place.weight.files[0] == SMPLX)

    assert place().goes == tmp_path / "ckpt" / SMPLX
    file = tmp_path / "ckpt" / name
    file.parent.mkdir(parents=True)
    file.touch()
    assert place().found == file == locate(registry.folders(tmp_path))
    assert {body.name for body in bodies(registry.folders(tmp_path)) if body.available} == {"mannequin", "smplx"}
    file.unlink()
    file.mkdir()
    assert place().found != file, "a folder of that name is not the file"


@pytest.mark.parametrize("file", ["../secret.npz", "/etc/passwd.npz", "smplx", "a/../../b.npz"])
def test_a_weight_stays_below_its_folder(file: str) -> None:
    row = registry.weights()[0].model_dump()
    with pytest.raises(ValidationError):
        Weight.model_validate(row | {"files": [file]})
