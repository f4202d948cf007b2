"""How words are said: the dictionary's way, and a guess for all others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.speech.ipa import VOWELS
from engines.speech.pronounce import plain, variants


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("weather", "W EH1 DH ER0"),
        ("the", "DH AH0"),
        ("computer", "K AH0 M P Y UW1 T ER0"),
        ("James's", "JH EY1 M Z IH0 Z"),
        ("naïve", "N AY0 IY1 V"),
    ],
)
def test_known_words_have_their_sounds_and_stress(word: str, said: str) -> None:
    assert said in [" ".join(one.phones) for one in variants(word)]
    assert variants(word)[0].in_dictionary


def test_a_word_with_two_ways_has_both() -> None:
    ways = {" ".join(phone.rstrip("012") for phone in one.phones) for one in variants("read")}
    assert {"R IY D", "R EH D"} <= ways


@pytest.mark.parametrize("word", ["zorbulax", "quimbleton", "brzeczyszczykiewicz", "ChatGPT", "Łódź"])
def test_unknown_words_are_guessed(word: str) -> None:
    said = variants(word)[0]
    assert said.phones and not said.in_dictionary
    assert any(phone[-1].isdigit() for phone in said.phones)


def test_straight_and_curly_apostrophes_are_one() -> None:
    assert variants("don’t") == variants("don't")
    assert plain("Café") == "cafe"


@given(st.text(max_size=25))
def test_any_text_has_sounds_of_the_alphabet(word: str) -> None:
    for one in variants(word):
        assert one.phones
        for phone in one.phones:
            assert phone.rstrip("012").isupper()
            assert (phone.rstrip("012") in VOWELS) == phone[-1].isdigit()
