"""Flags are the request's own fields: same names, defaults, bounds and words."""

import argparse
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from contracts import StudioError
from studio.flags import add_flags, build


def _even(value: int) -> int:
    if value % 2:
        raise ValueError("choose an even number")
    return value


class Trim(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    start: float = Field(0.0, ge=0, description="Cut what comes before.")
    mirror: bool = Field(False, description="Exchange left and right.")


class Film(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    source: Path = Field(description="What to film.")
    size: tuple[int, int] = Field((960, 720), description="Pixels across and down.")
    method: Literal["simple", "advanced"] = Field("simple", description="How.")
    camera: Literal["full", "upper body"] = Field("full", description="From where.")
    frame_step: Annotated[int, AfterValidator(_even)] = Field(2, ge=2, le=10, description="100 % of them.")
    loud: bool = Field(True, description="With sound.")
    palette: str | None = Field(None, description="Colours.")
    edits: Trim = Field(default_factory=Trim, description="Changes.")


def parse(*words: str) -> Film:
    parser = argparse.ArgumentParser(allow_abbrev=False)
    add_flags(parser, Film, skip=["source"])
    return build(Film, vars(parser.parse_args(words)), source=Path("a.bvh"))


def test_nothing_typed_gives_the_requests_own_defaults() -> None:
    assert parse() == Film(source=Path("a.bvh"))


def test_every_kind_of_field_arrives_as_its_type() -> None:
    film = parse("--size", "640x480", "--method", "advanced", "--frame-step", "4", "--no-loud", "--palette", "sea",
                 "--start", "1.5", "--mirror", "--camera", "upper-body")  # fmt: skip
    assert film == Film(
        source=Path("a.bvh"), size=(640, 480), method="advanced", frame_step=4, loud=False, palette="sea",
        camera="upper body",
        edits=Trim(start=1.5, mirror=True),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--frame-step", "12"], ["--frame-step 12", "less than or equal to 10"]),
        (["--frame-step", "3"], ["--frame-step 3", "choose an even number"]),
        (["--start", "-1"], ["--start -1", "greater than or equal to 0"]),
        (["--method", "best"], ["--method best", "'simple' or 'advanced'"]),
        (["--size", "wide"], ["--size"]),
        (["--start", "soon", "--frame-step", "x"], ["There is 1 more problem."]),
    ],
)
def test_a_wrong_value_names_the_flag_and_the_reason(words: list[str], expected: list[str]) -> None:
    with pytest.raises(StudioError) as caught:
        parse(*words)
    for part in expected:
        assert part in caught.value.message


def test_help_says_what_a_field_is_its_bounds_and_its_default(capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser(prog="film")
    add_flags(parser, Film, skip=["source"])
    parser.print_help()
    text = " ".join(capsys.readouterr().out.split())
    assert "--frame-step N 100 % of them. (2 to 10) [2]" in text
    assert "--method simple|advanced How. [simple]" in text
    assert "--size WxH Pixels across and down. [960x720]" in text
    assert "--camera full|upper-body From where. [full]" in text
    assert "--loud, --no-loud With sound. [yes]" in text
    assert "--start X Cut what comes before. (at least 0) [0]" in text
    assert "--source" not in text
