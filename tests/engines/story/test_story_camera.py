"""The camera keeps heads in the picture, moves as a person could move it, and does what the script asks."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.story.camera import CameraPath, film, shaken, steady
from engines.story.script import Beat, Frame, Line, Shot
from engines.story.takes import SHORTEST, Track, plan

FPS = 25


def walker(points: list[tuple[float, float]], seconds: float, high: float = 2.2) -> Track:
    """Somebody who is at x at given seconds, evenly between."""
    time = np.arange(round(seconds * FPS)) / FPS
    x = np.interp(time, [at for at, _ in points], [x for _, x in points])
    return Track(np.stack([x, np.full(len(x), high)], axis=1))


def beat(actor: str, action: str, start: float, duration: float, target: str | None = None) -> Beat:
    return Beat(actor=actor, action=action, start=start, duration=duration, target=target)


def line(who: str, start: float, duration: float = 2.0, to: str | None = None, manner: str = "said") -> Line:
    return Line.model_validate(
        {"who": who, "text": "Hello", "start": start, "duration": duration, "to": to, "manner": manner}
    )


def inside(path: CameraPath, track: Track, frames: range) -> bool:
    """Whether all of the head is in the picture in every one of the frames."""
    for frame in frames:
        view = path.view(frame)
        wide = view.high * view.size[0] / view.size[1]
        x, y = track.head[frame]
        if abs(x - view.middle[0]) > 0.5 * wide - track.radius:
            return False
        if abs(y - view.middle[1]) > 0.5 * view.high - track.radius:
            return False
    return True


ways = st.lists(st.tuples(st.floats(0, 10), st.floats(-10, 10)), min_size=1, max_size=6)


@settings(max_examples=40, deadline=None)
@given(ways, st.floats(0.4, 4.0), st.sampled_from([(1280, 720), (720, 720), (405, 720)]))
def test_the_head_of_who_acts_stays_in_the_picture(
    way: list[tuple[float, float]], high: float, size: tuple[int, int]
) -> None:
    tom = walker(sorted(way), 10, high)
    tracks = {"tom": tom, "ann": walker([(0, 2.0)], 10)}
    beats = [
        beat("tom", "walk", 0.5, 3),
        beat("tom", "jump", 4, 2),
        beat("ann", "wave", 6.5, 2),
        beat("tom", "run", 8, 2),
    ]
    takes = plan(beats, [], [], tracks, 10)
    path = film(takes, tracks, FPS, size)
    for take in takes:
        if "tom" in take.who:
            assert inside(path, tom, range(round(take.start * FPS), round(take.end * FPS)))


@settings(max_examples=40, deadline=None)
@given(ways)
def test_the_camera_moves_as_a_person_could(way: list[tuple[float, float]]) -> None:
    tracks = {"tom": walker(sorted(way), 10)}
    path = film(plan([beat("tom", "run", 0, 10)], [], [], tracks, 10), tracks, FPS)
    cuts = (0, *path.cuts, len(path))
    for first, last in pairwise(cuts):
        x = path.middle[first:last, 0]
        if len(x) > 3:
            assert np.abs(np.diff(x, 2)).max() * FPS**2 <= 31
            assert np.ptp(path.high[first:last]) == pytest.approx(0)


def test_takes_leave_no_gap_and_are_long_enough_to_be_seen() -> None:
    tracks = {"tom": walker([(0, -2)], 20), "ann": walker([(0, 2)], 20), "bob": walker([(0, 5)], 20)}
    beats = [beat("tom", "wave", at, 0.4) for at in np.arange(3.0, 9.0, 0.5)]
    lines = [line("ann", 9, 2, "tom"), line("tom", 11.2, 2, "ann"), line("bob", 14, 3)]
    takes = plan(beats, lines, [], tracks, 20)
    assert takes[0].start == 0 and takes[-1].end == 20
    for first, second in pairwise(takes):
        assert first.end == second.start
        assert (first.nearness, first.who) != (second.nearness, second.who)
    assert min(take.end - take.start for take in takes) >= min(SHORTEST, 20)


def test_a_scene_opens_wide_and_comes_nearer_to_who_speaks() -> None:
    tracks = {"tom": walker([(0, -2)], 12), "ann": walker([(0, 2)], 12)}
    takes = plan(
        [], [line("tom", 3, 3), line("ann", 6, 3, manner="whispered"), line("tom", 9, 3, "ann")], [], tracks, 12
    )
    assert [take.nearness for take in takes] == ["wide", "medium", "close", "two"]
    path = film(takes, tracks, FPS)
    sizes = [path.view(round((take.start + 0.5) * FPS)).high for take in takes]
    assert sizes[0] > sizes[1] > sizes[2]
    assert path.cuts == (75, 150, 225)


def test_a_runner_is_followed() -> None:
    tracks = {"tom": walker([(0, -8), (2, -8), (8, 8)], 8)}
    path = film(plan([beat("tom", "run", 2, 6)], [], [], tracks, 8), tracks, FPS)
    assert np.ptp(path.middle[:, 0]) > 10
    assert path.camera(120) == "pan"


def test_people_who_are_not_there_do_not_matter() -> None:
    there = walker([(0, 0)], 5)
    gone = Track(np.full((125, 2), 60.0), shown=np.zeros(125, dtype=bool))
    path = film(
        plan([beat("tom", "wave", 0, 5)], [], [], {"tom": there, "ghost": gone}, 5), {"tom": there, "ghost": gone}, FPS
    )
    assert path.high.max() < 8
    nobody = film(plan([], [], [], {}, 3), {}, FPS)
    assert len(nobody) == 75


def test_the_script_has_its_way() -> None:
    tracks = {"tom": walker([(0, 3)], 6)}
    zoom = Shot(kind="zoom", start_frame=Frame(), end_frame=Frame(x=3, zoom=3), start=1, duration=4)
    path = film(plan([], [], [zoom], tracks, 6), tracks, FPS)
    assert path.high[25] == pytest.approx(9.0) and path.high[124] == pytest.approx(3.0)
    assert (np.diff(path.high[25:125]) <= 1e-9).all()
    assert path.middle[124, 0] == pytest.approx(3.0)
    assert path.camera(75) == "zoom" and path.camera(10) == "still"
    dolly = zoom.model_copy(update={"kind": "dolly"})
    assert film(plan([], [], [dolly], tracks, 6), tracks, FPS).camera(75) == "dolly"


def test_a_shot_on_somebody_stays_with_them() -> None:
    tom = walker([(0, -6), (6, 6)], 6)
    shot = Shot(kind="track", start_frame=Frame(on="tom", zoom=2.5), start=0, duration=6)
    path = film(plan([], [], [shot], {"tom": tom}, 6), {"tom": tom}, FPS)
    assert inside(path, tom, range(150))


def test_two_shots_that_meet_are_one_movement() -> None:
    first = Shot(kind="pan", start_frame=Frame(x=-3, zoom=2), end_frame=Frame(x=3, zoom=2), start=0, duration=3)
    second = Shot(kind="pan", start_frame=Frame(x=3, zoom=2), end_frame=Frame(x=0, zoom=2), start=3, duration=3)
    path = film(plan([], [], [first, second], {}, 6), {}, FPS)
    assert path.cuts == ()
    assert np.abs(np.diff(path.middle[:, 0])).max() < 0.2


def test_a_shake_is_a_tremble_that_ends() -> None:
    shake = shaken(50, FPS, 3)
    assert np.abs(shake).max() <= 1 and np.abs(shake[10:30]).max() > 0.2
    assert np.abs(shake[0]).max() < 0.01 and np.abs(shake[-1]).max() < 0.1
    assert (shaken(50, FPS, 3) == shake).all()


def test_steady_stands_still_for_who_stands_still() -> None:
    assert np.ptp(steady(np.full(100, 2.5), FPS)) < 1e-9


def test_the_edge_of_a_picture_cuts_nobody_in_two():
    tracks = {name: walker([(0, x)], 4) for name, x in (("a", 0.0), ("b", 1.2), ("c", 2.9))}
    takes = plan([beat("a", "wave", 0, 2), beat("a", "talk", 2, 2, "b")], [], [], tracks, 4)
    path = film(takes, tracks, FPS)
    for frame in range(len(path)):
        view = path.view(frame)
        half = 0.5 * view.high * view.size[0] / view.size[1]
        gaps = [half - abs(track.head[0, 0] - view.middle[0]) for track in tracks.values()]
        assert all(gap > 0.5 or gap < -0.45 for gap in gaps)
