"""What a script asks of the camera is seen in the picture: measured on the colour that somebody wears."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from engines.story.direct import FPS, direct
from engines.story.projector import Projector
from engines.story.script import Script

SIZE = (320, 180)


def filmed(kind: str, first: dict[str, Any], last: dict[str, Any] | None, runs: bool = False) -> Projector:
    """Three seconds of Tom in magenta, who runs or not, in front of a forest."""
    tom = {"id": "tom", "name": "Tom", "colours": {"clothes": "#ff00ff"}}
    beat = {"actor": "tom", "action": "run" if runs else "idle", "duration": 3.0}
    shot = {"kind": kind, "from": first, "to": last, "start": 0.0, "duration": 3.0}
    script = {
        "scenes": [{"id": "s", "place": "forest", "cast": [{"who": "tom", "position": {"x": -5.0 if runs else 0.0}}]}],
        "characters": [tom],
        "beats": [beat | ({"to": {"x": 5.0}} if runs else {})],
        "camera": [shot],
    }
    return Projector(direct(Script.model_validate(script), mute=True), "normal", SIZE, transition="cut")


def seen(picture: NDArray[np.uint8]) -> tuple[float, float, int]:
    """Where the magenta is, as shares of the picture, and how many pixels of it there are."""
    red, green, blue = (picture[:, :, k].astype(int) for k in range(3))
    rows, columns = np.nonzero((red > 140) & (blue > 140) & (green < 90))
    assert len(rows), "Tom is in the picture"
    return float(columns.mean()) / SIZE[0], float(rows.mean()) / SIZE[1], len(rows)


def at(projector: Projector, seconds: float) -> tuple[float, float, int]:
    return seen(projector.draw(round(seconds * FPS)))


def test_pan_goes_by() -> None:
    film = filmed("pan", {"x": -2.0, "zoom": 2.0}, {"x": 2.0, "zoom": 2.0})
    (early, _, area), (middle, _, _), (late, _, again) = (at(film, second) for second in (0.1, 1.5, 2.9))
    assert early > 0.65 and middle == pytest.approx(0.5, abs=0.05) and late < 0.35, "who stands still goes to the left"
    assert again == pytest.approx(area, rel=0.15), "and stays as large"


@pytest.mark.parametrize("kind", ["zoom", "dolly"])
def test_zoom_and_dolly_come_nearer(kind: str) -> None:
    film = filmed(kind, {"zoom": 1.5}, {"zoom": 3.0})
    sizes = [at(film, second)[2] for second in (0.1, 1.5, 2.9)]
    assert sizes[2] == pytest.approx(4 * sizes[0], rel=0.25), "twice as near is four times the area"
    assert sizes[0] < sizes[1] < sizes[2]


def test_a_dolly_leaves_what_is_far_behind() -> None:
    """At the end figures are as large as in a zoom, but what stands far away is smaller: depth is seen."""
    zoom, dolly = (filmed(kind, {"zoom": 1.5}, {"zoom": 3.0}).draw(72).astype(int).copy() for kind in ("zoom", "dolly"))
    assert seen(zoom.astype(np.uint8))[2] == pytest.approx(seen(dolly.astype(np.uint8))[2], rel=0.05)
    assert np.abs(zoom - dolly).max(axis=2).mean() > 5


def test_track_stays_with_who_runs() -> None:
    film = filmed("track", {"on": "tom", "zoom": 2.0}, None, runs=True)
    spots = [at(film, second)[0] for second in (0.3, 1.0, 1.5, 2.0, 2.7)]
    assert max(abs(spot - 0.5) for spot in spots) < 0.2
    still = filmed("static", {"zoom": 1.0}, None, runs=True)
    assert at(still, 2.7)[0] - at(still, 0.3)[0] > 0.3, "without it he crosses the picture"


def test_shake_trembles_and_ends() -> None:
    film = filmed("shake", {"zoom": 2.0}, None)
    quiet = filmed("static", {"zoom": 2.0}, None)
    off = [abs(at(film, frame / FPS)[0] - at(quiet, frame / FPS)[0]) for frame in (0, 8, 12, 16, 20, 74)]
    assert max(off[1:5]) > 0.004 and off[0] < 0.004 and off[-1] < 0.004
