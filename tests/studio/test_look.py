"""The look can be read by everybody: contrast in light and dark, nothing fetched, everything escaped."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from contracts import StudioError
from studio.components import markup
from studio.theme import PAGE, head, read

STYLE = (PAGE / "style.css").read_text()
LIGHT, DARK = (
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block)) for block in re.findall(r"\{([^}]*)\}", STYLE)[:2]
)
TEXT_ON = [
    ("ink", "paper"), ("ink", "panel"), ("ink", "field"), ("ink", "hover"), ("ink-soft", "paper"),
    ("ink-soft", "panel"), ("ink-soft", "field"), ("ink-soft", "hover"), ("accent-ink", "panel"),
    ("accent-ink", "field"), ("accent-ink", "accent-soft"), ("on-accent", "accent"), ("on-accent", "accent-strong"),
    ("good", "field"), ("good", "good-soft"), ("bad", "bad-soft"), ("ink", "bad-soft"), ("warn", "field"),
    ("ink", "chosen"), ("good", "paper"), ("bad", "paper"),
]  # fmt: skip


def contrast(one: str, other: str) -> float:
    """As WCAG 2.2 defines it."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_text_can_be_read_on_everything_it_stands_on(colours: dict[str, str]) -> None:
    weak = {pair: round(contrast(*(colours[name] for name in pair)), 2) for pair in TEXT_ON}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_the_edges_of_controls_and_the_focus_can_be_seen(colours: dict[str, str]) -> None:
    for ground in ("paper", "panel", "field"):
        for edge in ("accent", "line-strong"):
            assert contrast(colours[edge], colours[ground]) >= 3, (edge, ground)


def test_nothing_of_the_page_names_another_host() -> None:
    for file in PAGE.iterdir():
        assert not re.findall(r"https?://(?!www\.w3\.org/2000/svg)", file.read_text()), file.name
    assert "@import" not in STYLE and "@font-face" not in STYLE and "http" not in head()


def test_the_colours_of_a_theme_are_all_defined() -> None:
    names = set(re.findall(r"var\(--([\w-]+)\)", Path(PAGE.parent / "theme.py").read_text() + STYLE))
    defined = set(re.findall(r"--([\w-]+):", STYLE)) | {"from", "to"}
    assert names <= defined


ATTACK = "\"'><script>alert(1)</script>&"


def test_whatever_stands_in_the_page_is_escaped() -> None:
    made = [
        markup.text(ATTACK),
        markup.problem(StudioError(ATTACK, ATTACK)),
        markup.button(ATTACK, ATTACK, of=ATTACK),
        markup.address("made", ATTACK, ATTACK),
    ]
    for html in made:
        assert "<script" not in html and not re.search(r"=\"[^\"]*\"'", html)


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.5, "0.5 s"), (4, "4 s"), (59.97, "1 min 00 s"), (65, "1 min 05 s"), (7260, "2 h 01 min")]
)
def test_times_are_said_as_people_say_them(seconds: float, said: str) -> None:
    assert markup.seconds(seconds) == said


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 B"), (999, "999 B"), (1500, "1.5 kB"), (25e6, "25 MB"), (3.2e12, "3200 GB")]
)
def test_sizes_are_said_as_people_say_them(count: float, said: str) -> None:
    assert markup.size(count) == said


def test_days_are_said_as_people_say_them() -> None:
    now = datetime(2026, 3, 4, 12, 0)
    assert markup.day(now, now) == "today 12:00"
    assert markup.day(now - timedelta(days=1), now) == "yesterday 12:00"
    assert markup.day(now - timedelta(days=20), now) == "12 February"
    assert markup.day(now - timedelta(days=400), now) == "28 January 2025"


@pytest.mark.slow
def test_every_script_of_the_page_is_there() -> None:
    from studio.components.speech_panel import SCRIPTS

    for name in ("acts.js", "stage.js", "edits.js", "banner.js", "banner.html", "head.js", "style.css", *SCRIPTS):
        assert read(name)


def test_long_names_that_differ_at_their_end_can_be_told_apart() -> None:
    one, two = (markup.fitting(f"The long story of a walk in the park, part {n}", 26) for n in (1, 2))
    assert one != two and len(one) <= 26 and one.startswith("The long") and one.endswith("part 1")
    assert markup.fitting("Short", 26) == "Short"
