"""The stories that come along: something to show a class at once, and to change."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

FOLDER = Path(__file__).resolve().parents[3] / "assets" / "samples" / "story"


class Sample(BaseModel):
    """One story of assets/samples/story."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(description="The name of its file.")
    title: str
    subject: str = Field(description="science, history, language, feelings or sport.")
    ages: str = Field(description="Whom it suits: '6 to 10'.")
    text: str


@lru_cache(maxsize=1)
def samples() -> tuple[Sample, ...]:
    """Every sample, in the order of the files."""
    files = sorted(FOLDER.glob("*.yaml"))
    return tuple(Sample(name=file.stem, **yaml.safe_load(file.read_text(encoding="utf-8"))) for file in files)
