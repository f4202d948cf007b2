"""A script that the page saved can be told again elsewhere, its movers too."""

from pathlib import Path

import pytest

from contracts import StudioError
from engines.motion import formats
from engines.story.direct import Show
from engines.story.driven import SAMPLES, beside, drive, portable
from engines.story.script import Script

SHOW = Show(Script.model_validate({"scenes": [{"id": "a"}], "characters": [{"id": "mia", "name": "Mia"}]}), ())


def test_a_motion_that_comes_along_is_found_by_its_name_on_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[Path]()
    monkeypatch.setattr(formats, "read", asked.append)
    drive(SHOW, {"Mia": Path("sample:walk.npz")})
    assert asked == [SAMPLES / "walk.npz"] and asked[0].is_file()


@pytest.mark.parametrize("name", ["sample:../README.md", "sample:none.npz", "sample:", "none.npz"])
def test_what_is_not_there_is_refused(name: str) -> None:
    with pytest.raises(StudioError):
        drive(SHOW, {"Mia": Path(name)})


def test_a_script_takes_its_motions_along_to_where_nobody_knows_the_library(tmp_path: Path) -> None:
    for folder in ("library", "elsewhere"):
        (tmp_path / folder).mkdir()
    arm = formats.read(SAMPLES / "walk.npz")
    formats.write(arm, tmp_path / "library" / "arm.npz")
    moved = SHOW.script.model_copy(
        update={"characters": (SHOW.script.characters[0].model_copy(update={"moves": "walk-1/arm.npz"}),)}
    )
    told = portable(moved, lambda name: tmp_path / "library" / name.rpartition("/")[2], tmp_path / "elsewhere")
    script = tmp_path / "elsewhere" / "script.json"
    script.write_text(told.to_json(), "utf-8")
    found = beside(script, Script.load(script).characters[0].moves or "")
    assert len(formats.read(found)) == len(arm)
    with pytest.raises(StudioError, match=r"walk-1/arm\.npz.*not there"):
        beside(script, "walk-1/arm.npz")
