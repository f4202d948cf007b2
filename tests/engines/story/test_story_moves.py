"""A script that the page saved can be told again elsewhere, its movers too."""

from pathlib import Path

import pytest

from contracts import StudioError
from engines.motion import formats
from engines.story.direct import Show
from engines.story.driven import SAMPLES, drive
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
