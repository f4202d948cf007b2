"""Verbs that are in no list: how many of them still become an action that fits."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts import StudioError
from engines.story.writer import write

FITTING = Path(__file__).parent / "verbs_unknown.yaml"


def _share() -> float:
    wanted: dict[str, set[str]] = {}
    for action, verbs in yaml.safe_load(FITTING.read_text(encoding="utf-8")).items():
        for verb in verbs:
            wanted.setdefault(verb, set()).add(action)
    fitting = 0
    for verb, actions in wanted.items():
        alone, to_something = (_shown(f"Ann and Ben {verb}."), _shown(f"Ann and Ben {verb} the box."))
        nothing = not alone and not to_something
        fitting += bool((alone | to_something) & actions) or (nothing and "none" in actions)
    return fitting / len(wanted)


def _shown(text: str) -> set[str]:
    """The actions of the beats that `text` tells."""
    return {beat.action for beat in write(text).script.beats if not beat.implied}


@pytest.mark.slow
def test_most_verbs_of_no_list_become_an_action_that_fits() -> None:
    assert _share() >= 0.8


SCRIPTS = (
    "INT. CAVE - NIGHT\n",
    "Close-up: ",
    "Panel 2: ",
    "ANNA: ",
    "ANNA (whispering): ",
    "(He waves.)\n",
    '"No!"\n',
    "\n\n",
)
PIECES = (
    "The dog",
    "it",
    "almost",
    "took",
    "off",
    "a bow",
    "gave",
    "for a run",
    ", terrified,",
    "let",
    "go of",
    "where",
    "the smallest",
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from((*SCRIPTS, *PIECES, ". ", "and", "the ball")), min_size=1, max_size=25))
def test_any_jumble_of_script_and_prose_is_a_script_or_a_clear_message(jumble: list[str]) -> None:
    try:
        script = write(" ".join(jumble)).script
    except StudioError as error:
        assert error.hint
    else:
        known = {one.id for one in script.characters}
        assert all(beat.actor in known for beat in script.beats) and all(line.who in known for line in script.lines)
