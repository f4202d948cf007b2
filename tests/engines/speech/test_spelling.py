"""What is written, as it is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.speech.spelling import spoken


def first(text: str) -> str:
    return " ".join(word for written in spoken(text) for word in written.spoken)


def ways(text: str) -> set[str]:
    """Every way to say the last word of `text`."""
    return {" ".join(reading) for reading in spoken(text)[-1].readings}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("about 1455.", "about fourteen fifty five"),
        ("the 42-line bible", "the forty two line bible"),
        ("in 1905", "in nineteen oh five"),
        ("the 1990s", "the nineteen nineties"),
        ("the '90s", "the nineties"),
        ("$5", "five dollars"),
        ("$5 million", "five million dollars"),
        ("$2.5bn", "two point five billion dollars"),
        ("$3.50", "three dollars and fifty cents"),
        ("£1", "one pound"),
        ("50¢", "fifty cents"),
        ("at 10:30 a.m.", "at ten thirty a m"),
        ("at 10:05", "at ten oh five"),
        ("by 3pm", "by three p m"),
        ("May 5, 1999", "may fifth nineteen ninety nine"),
        ("on 12/25/1984", "on december twenty fifth nineteen eighty four"),
        ("on 2024-01-05", "on january fifth twenty twenty four"),
        ("5 kg", "five kilograms"),
        ("1 lb", "one pound"),
        ("20°C", "twenty degrees celsius"),
        ("60mph", "sixty miles per hour"),
        ("50%", "fifty percent"),
        ("-5", "minus five"),
        ("pi is 3.14", "pi is three point one four"),
        ("3/4", "three quarters"),
        ("½ cup", "one half cup"),
        ("5-10", "five to ten"),
        ("the 21st century", "the twenty first century"),
        ("Dr. Smith", "doctor smith"),
        ("Main St.", "main street"),
        ("St. James", "saint james"),
        ("No. 5", "number five"),
        ("He said no.", "he said no"),
        ("in the sun.", "in the sun"),
        ("etc.", "et cetera"),
        ("e.g. this", "for example this"),
        ("the FBI", "the f b i"),
        ("the U.S.A.", "the u s a"),
        ("NASA", "nasa"),
        ("two CDs", "two c d's"),
        ("R&D", "r and d"),
        ("COVID-19", "covid nineteen"),
        ("Henry VIII", "henry the eighth"),
        ("Part II", "part two"),
        ("YouTube", "youtube"),
        ("www.example.com/foo", "w w w dot example dot com slash foo"),
        ("me@mail.com", "me at mail dot com"),
        ("mother-in-law's", "mother in law's"),
        ("“Don’t!”", "don't"),
        ("naïve", "naive"),
        ("well — yes… 😀", "well yes"),
        ("STOP THE CAR NOW", "stop the car now"),
    ],
)
def test_the_likeliest_reading(written: str, said: str) -> None:
    assert first(written) == said


@pytest.mark.parametrize(
    ("written", "also"),
    [
        ("1200", "twelve hundred"),
        ("in 1455", "one thousand four hundred and fifty five"),
        ("007", "oh oh seven"),
        ("555-1234", "five five five one two three four"),
        ("12:00", "twelve o'clock"),
        ("US", "us"),
        ("Henry VIII", "eight"),
        ("😀", "grinning face"),
        ("[music]", "music"),
        ("[music]", ""),
        ("$3.50", "three fifty"),
        ("100", "a hundred"),
        ("Sun.", "sun"),
        ("https://a.org", "h t t p s colon slash slash a dot org"),
    ],
)
def test_other_readings_wait_for_the_aligner_to_choose(written: str, also: str) -> None:
    assert also in ways(written)


def test_other_languages_stay_as_they_are() -> None:
    assert [one.spoken for one in spoken("Guten Tag, Herr Müller!", "de")] == [
        ("guten",),
        ("tag",),
        ("herr",),
        ("müller",),
    ]


@given(st.text(max_size=60))
def test_any_text_is_spelled_word_by_word(text: str) -> None:
    rows = spoken(text)
    assert [one.text for one in rows] == text.split()
    for one in rows:
        assert one.readings
        for reading in one.readings:
            assert all(word and not word.isspace() and len(word.split()) == 1 for word in reading)


@pytest.mark.slow
@given(st.from_regex(r"[$€-]?[0-9][0-9,.:/'-]{0,12}(km|%|pm|th|s|bn|°C)?", fullmatch=True))
def test_anything_with_digits_is_said_in_letters(text: str) -> None:
    for one in spoken(text):
        assert any(one.readings)
        assert not any(letter.isdigit() for reading in one.readings for word in reading for letter in word)
