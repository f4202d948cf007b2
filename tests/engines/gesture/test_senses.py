"""Words mean what they say only where they say it."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts import StudioError
from engines.gesture import lexicon, senses
from engines.gesture.calls import by_words
from engines.speech import Word


def called(text: str) -> set[tuple[str, str]]:
    """(words as written, gesture) of every call that is meant."""
    words = tuple(Word(one, n * 0.4, n * 0.4 + 0.3) for n, one in enumerate(text.split()))
    found = senses.meant(by_words(words, lexicon.load()), words)
    return {(" ".join(word.text for word in words[one.first : one.last + 1]), one.unit) for one in found}


def gestures(text: str) -> set[str]:
    return {unit for _, unit in called(text)}


@pytest.mark.parametrize(
    ("said", "unit"),
    [
        ("No one knows what happened.", "no_shake"),
        ("One of the problems remains.", "count_one"),
        ("Each one of us came.", "count_one"),
        ("We met one another.", "count_one"),
        ("Turn right at the corner.", "yes_nod"),
        ("It is right there on the left.", "yes_nod"),
        ("Wait a second.", "count_two"),
        ("At first it was dark.", "count_one"),
        ("There was a man in it.", "point_there"),
        ("We came up with a plan.", "rise"),
        ("She sat down.", "fall"),
        ("The system broke down.", "fall"),
        ("By the way, it rained.", "way"),
        ("The way I see it, it rained.", "way"),
        ("I know what they want.", "question_palm"),
        ("What a day!", "question_palm"),
        ("That kind of wood burns.", "approximate"),
        ("It was more or less the same.", "shrink"),
        ("The United States of America.", "join"),
        ("She lives in the White House now.", "upright"),
        ("It was a great deal of work.", "thumb_up"),
        ("The present government resigned.", "present_side"),
        ("We meet at four o'clock.", "count_four"),
        ("I mean, it rained.", "explain"),
        ("He can be a help to us.", "fear"),
        ("That is not a good idea.", "thumb_up"),
        ("I cannot agree with that.", "yes_nod"),
        ("I couldn't believe it.", "heart"),
    ],
)
def test_a_word_in_passing_calls_for_nothing(said: str, unit: str) -> None:
    assert unit not in gestures(said)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("said", "unit"),
    [
        ("No, that is wrong.", "no_shake"),
        ("Nobody came.", "no_shake"),
        ("You're right, of course.", "yes_nod"),
        ("Right, so we begin.", "yes_nod"),
        ("One, two, three.", "count_one"),
        ("First, we need money.", "count_one"),
        ("Second, we need time.", "count_two"),
        ("There are 3 of them.", "count_three"),
        ("My 2nd point is this.", "count_two"),
        ("It is over there.", "point_there"),
        ("Right now we begin.", "point_down"),
        ("The road went on along the river.", "way"),
        ("What do you want?", "question_palm"),
        ("It was sort of strange.", "approximate"),
        ("Less, much less.", "shrink"),
        ("We stand united.", "join"),
        ("Great!", "thumb_up"),
        ("There is no way back.", "no_hands"),
        ("It was NEVER true.", "no_hands"),
        ("It was not easy, but good.", "thumb_up"),
    ],
)
def test_a_word_that_is_meant_calls_for_its_gesture(said: str, unit: str) -> None:
    assert unit in gestures(said)


def test_a_longer_wording_stands_for_the_words_inside_it() -> None:
    assert called("my fellow citizens") == {("my fellow", "point_both_you")}


def test_counting_up_is_surer_than_a_single_number() -> None:
    def strength(text: str) -> float:
        words = tuple(Word(one, n * 0.4, n * 0.4 + 0.3) for n, one in enumerate(text.split()))
        return max(
            call.strength for call in senses.meant(by_words(words, lexicon.load()), words) if call.unit == "count_two"
        )

    assert strength("First, the price. Second, the time.") > strength("The second house was empty.")


def test_every_pattern_is_about_a_gesture_that_exists() -> None:
    named = {unit for rows in senses.load().index.values() for _, _, unit, _ in rows if unit}
    assert named <= set(lexicon.load())


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("phrases: ['<the>']", "holds no word"),
        ("phrases: ['<nouns> of']", "group 'nouns'"),
        ("phrases: [1, 2]", "phrases.0"),
        ("sometimes: {}", "sometimes"),
        ("- a list", "not a list of patterns"),
        ("phrases: [", "not a list of patterns"),
    ],
)
def test_a_broken_file_is_refused_with_its_name_and_place(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "mine.yaml").write_text("groups: {the: a an the}\n" + text if text[0] == "p" else text)
    with pytest.raises(StudioError, match=complaint) as error:
        senses.load(tmp_path / "mine.yaml")
    assert "mine.yaml" in error.value.message
