"""Weights that a user may add: which there are, under which licence, where they go, whether they are there.

The list is `configs/registry.yaml`. Nothing is downloaded and nothing is opened here; presence is a look at the disk.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, field_validator

ROOT = Path(__file__).resolve().parent.parent
FOLDER = "ckpt"


class Weight(BaseModel):
    """One row of the list."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(description="How the studio and the command line speak of it.", min_length=1)
    gives: str = Field(description="What becomes possible with it.", min_length=1)
    without: str = Field(description="What is used as long as it is missing.", min_length=1)
    files: tuple[str, ...] = Field(
        description="Where it goes, below ckpt/ in Marionette's folder or the workspace; further names are read too.",
        min_length=1,
    )
    size_mb: int = Field(description="About how big it is, in megabytes.", ge=1)
    licence: str = Field(description="Its licence in a few words.", min_length=1)
    licence_page: str = Field(description="The licence in full.", pattern=r"^https://")
    homepage: str = Field(description="Where to get it.", pattern=r"^https://")
    how: str = Field(description="What to do there.", min_length=1)

    @field_validator("files")
    @classmethod
    def _below_their_folder(cls, files: tuple[str, ...]) -> tuple[str, ...]:
        for file in files:
            path = PurePosixPath(file)
            if path.is_absolute() or ".." in path.parts or not path.suffix:
                raise ValueError("a path of a file below ckpt/, with forward slashes")
        return files


@dataclass(frozen=True)
class Place:
    """Where a weight is, or where it would go.

    found: the file, if it is there.
    goes:  where a user puts it.
    """

    weight: Weight
    found: Path | None
    goes: Path


@cache
def weights() -> tuple[Weight, ...]:
    """Every weight that an engine of this version reads."""
    import yaml

    rows = yaml.safe_load((ROOT / "configs" / "registry.yaml").read_text(encoding="utf-8"))
    return tuple(TypeAdapter(list[Weight]).validate_python(rows))


def folders(workspace: Path | None = None) -> tuple[Path, ...]:
    """Where weights are looked for: the workspace first, then Marionette's own folder."""
    return (*((workspace.expanduser() / FOLDER,) if workspace else ()), ROOT / FOLDER)


def look(workspace: Path | None = None) -> list[Place]:
    """Each weight and whether it is here; the first of its files in the first folder counts."""
    places = []
    for weight in weights():
        candidates = [folder / file for folder in folders(workspace) for file in weight.files]
        found = next((path for path in candidates if path.is_file()), None)
        places.append(Place(weight, found, candidates[0]))
    return places
