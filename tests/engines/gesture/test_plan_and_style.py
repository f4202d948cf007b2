"""Plans survive being written, read and edited; styles are found by name or refused with the names there are."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import StudioError
from engines.gesture import rests, style
from engines.gesture.plan import Plan, PlannedGesture

seconds = st.floats(0, 600).map(lambda value: round(value, 3))


@st.composite
def gestures(draw: st.DrawFn) -> PlannedGesture:
    stroke = draw(seconds)
    start = draw(st.none() | st.floats(0, 1).map(lambda before: max(stroke - before, 0.0)))
    hold = draw(st.none() | st.floats(0, 5).map(lambda after: stroke + after))
    return PlannedGesture(
        stroke=stroke,
        unit=draw(st.sampled_from(["shrug", "clap", "wave"])),
        start=start,
        hold_until=hold,
        hand=draw(st.sampled_from(["left", "right", "both"])),
        size=draw(st.floats(0, 3)),
        speed=draw(st.floats(0.3, 3)),
        why=draw(st.text(max_size=300)),
    )


@pytest.mark.slow
@given(st.lists(gestures(), max_size=6), st.integers(0, 2**40), st.lists(st.text(max_size=20), max_size=2))
def test_a_plan_is_read_as_it_was_written(made: list[PlannedGesture], seed: int, notes: list[str]) -> None:
    plan = Plan(duration=601, gestures=tuple(made), style="Casual", seed=seed, notes=tuple(notes))
    assert Plan.from_json(plan.to_json()) == plan


def test_a_plan_has_one_gesture_a_line_in_the_order_of_their_strokes(tmp_path: Path) -> None:
    plan = Plan(duration=9, gestures=(PlannedGesture(stroke=3, unit="clap"), PlannedGesture(stroke=1, unit="wave")))
    plan.write(tmp_path / "plan.json")
    lines = [line for line in (tmp_path / "plan.json").read_text().splitlines() if '"stroke"' in line]
    assert len(lines) == 2 and "wave" in lines[0] and "clap" in lines[1]
    assert Plan.read(tmp_path / "plan.json") == plan


@pytest.mark.parametrize(
    ("gesture", "complaint"),
    [
        ('{"stroke": -1, "unit": "clap"}', "gesture 1, stroke"),
        ('{"stroke": 1, "start": 2, "unit": "clap"}', "after its stroke"),
        ('{"stroke": 3, "hold_until": 2, "unit": "clap"}', "before its stroke"),
        ('{"stroke": 1, "unit": "clap", "hand": "third"}', "gesture 1, hand"),
        ('{"stroke": 1, "unit": "clap", "speeed": 2}', "speeed"),
        ('{"stroke": 1}', "gesture 1, unit"),
    ],
)
def test_a_plan_that_cannot_be_used_is_refused_by_place_and_reason(gesture: str, complaint: str) -> None:
    with pytest.raises(StudioError) as caught:
        Plan.from_json(f'{{"duration": 5, "gestures": [{gesture}]}}', "mine.json")
    assert complaint in caught.value.message and "mine.json" in caught.value.message


def test_there_are_the_eight_styles_and_upper_case_does_not_matter() -> None:
    names = ["Presentation", "Casual", "Emphatic", "Subtle", "Interview", "Storytelling", "Meditation", "Debate"]
    assert list(style.styles()) == names
    assert style.style(" debate") == style.style("Debate")
    with pytest.raises(StudioError) as caught:
        style.style("Opera")
    assert "Opera" in caught.value.message and "Meditation" in caught.value.hint


def test_a_wrong_entry_in_a_style_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "styles.yaml").write_text("Mine: {rate: 9}")
    with pytest.raises(StudioError, match="rate"):
        style.styles(tmp_path / "styles.yaml")
    (tmp_path / "styles.yaml").write_text("Mine: {swagger: 1}")
    with pytest.raises(StudioError, match="swagger"):
        style.styles(tmp_path / "styles.yaml")


def test_a_wrong_or_missing_rest_is_named(tmp_path: Path) -> None:
    shipped = rests.FILE.read_text()
    file = tmp_path / "rests.yaml"
    wrongs = (
        (shipped.replace("shape: loose, steady: ", "shape: loose, steady: 9", 1), "one_low.other.steady"),
        (shipped.replace("\nthighs:", "\nknees:"), "knees"),
        (shipped.split("\nlap:")[0], "lap, thighs"),
        ("ready: [", "cannot be read"),
    )
    for wrong, named in wrongs:
        file.write_text(wrong)
        with pytest.raises(StudioError, match=named):
            rests.read(file)
