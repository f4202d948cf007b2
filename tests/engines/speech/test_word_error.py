"""Word error counts words, not ways to write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.speech.word_error import WordErrors, word_error_rate, word_errors

WORDS = st.lists(st.sampled_from(["a", "rose", "is", "not", "the", "red", "house", "here"]), max_size=12)


@pytest.mark.parametrize(
    ("reference", "hypothesis", "errors"),
    [
        ("the cat sat", "The cat sat.", 0),
        ("the cat sat", "the cat", 1),
        ("the cat sat", "the big cat sat", 1),
        ("the cat sat", "the dog sat", 1),
        ("the cat sat", "", 3),
        ("it's don't", "It’s — “don't”!", 0),
        ("twenty one cats", "21 cats", 0),
        ("21 cats", "twenty-one cats", 0),
    ],
)
def test_errors_are_words_put_in_left_out_or_exchanged(reference: str, hypothesis: str, errors: int) -> None:
    assert word_errors(reference, hypothesis).errors == errors


def test_a_rate_counts_words_of_the_reference() -> None:
    assert word_error_rate("one two three four", "one two three") == 0.25
    assert word_error_rate("", "") == 0
    assert word_error_rate("", "something") == 1
    assert (WordErrors(1, 10) + WordErrors(2, 5)) == WordErrors(3, 15)


def plain_distance(a: list[str], b: list[str]) -> int:
    """Levenshtein's recurrence as it stands in books."""
    if not a or not b:
        return len(a) + len(b)
    return min(
        plain_distance(a[1:], b) + 1, plain_distance(a, b[1:]) + 1, plain_distance(a[1:], b[1:]) + (a[0] != b[0])
    )


@given(WORDS.filter(lambda words: len(words) < 6), WORDS.filter(lambda words: len(words) < 6))
def test_it_is_the_edit_distance(a: list[str], b: list[str]) -> None:
    assert word_errors(" ".join(a), " ".join(b)).errors == plain_distance(a, b)


@given(WORDS)
def test_a_text_does_not_differ_from_itself(words: list[str]) -> None:
    assert word_error_rate(" ".join(words), " ".join(words)) == 0
