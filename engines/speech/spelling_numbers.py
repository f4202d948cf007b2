"""Numbers in words, in every way that people say them."""

from __future__ import annotations

import re
from collections.abc import Iterable

Reading = tuple[str, ...]

MONTHS = (
    "january february march april may june july august september october november december".split()  # noqa: SIM905
)
_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_PARTS = {2: ("half", "halves"), 4: ("quarter", "quarters")}
_LONGEST = 15  # digits; longer numbers are read digit by digit


def unique(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """Each reading once, in the same order."""
    return tuple(dict.fromkeys(readings))


def cardinal(digits: str) -> tuple[Reading, ...]:
    """'1200': 'one thousand two hundred', 'twelve hundred'; with and without 'and'."""
    if len(digits) > _LONGEST:
        return (one_by_one(digits),)
    value = int(digits)
    full = _words(value)
    readings = [tuple(word for word in full if word != "and"), full]
    if 1000 < value < 10_000 and value % 1000 >= 100:
        hundreds = _words(value // 100) + ("hundred",)
        rest = _words(value % 100) if value % 100 else ()
        readings += [hundreds + rest, hundreds + ("and",) * bool(rest) + rest]
    if readings[0][0] == "one" and len(readings[0]) > 1:
        readings += [("a", *readings[0][1:]), ("a", *readings[1][1:])]
    return unique(readings)


def ordinal(value: int) -> Reading:
    """21: 'twenty first'."""
    from num2words import num2words

    return tuple(word for word in _split(num2words(value, to="ordinal")) if word != "and")


def year(value: int) -> tuple[Reading, ...]:
    """1905: 'nineteen oh five', 'nineteen hundred five'; 2012: 'twenty twelve', 'two thousand twelve'."""
    century, rest = divmod(value, 100)
    plain = cardinal(str(value))
    if value % 1000 < 10:
        return plain
    first = _words(century)
    if not rest:
        return unique([(*first, "hundred"), *plain])
    if rest < 10:
        pairs = [(*first, "oh", *_words(rest)), (*first, "hundred", *_words(rest)), (*first, "zero", *_words(rest))]
        pairs.append((*first, "hundred", "and", *_words(rest)))
    else:
        pairs = [first + _words(rest), (*first, "hundred", *_words(rest)), (*first, "hundred", "and", *_words(rest))]
    return unique([*pairs, *plain])


def decade(value: int) -> tuple[Reading, ...]:
    """1990: 'nineteen nineties'; 90: 'nineties'; 2000: 'two thousands'."""
    return unique((*reading[:-1], plural(reading[-1])) for reading in (year(value) if value > 99 else [_words(value)]))


def plural(word: str) -> str:
    """'ninety': 'nineties'; 'hundred': 'hundreds'; 'six': 'sixes'."""
    if word.endswith("y"):
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("x", "s")) else "s")


def one_by_one(digits: str) -> Reading:
    """'07': 'zero seven'."""
    return tuple(_DIGITS[int(digit)] for digit in digits)


def digits_aloud(digits: str) -> tuple[Reading, ...]:
    """The ways to read a row of digits that is no amount: '007', a telephone number, a code."""
    plain = one_by_one(digits)
    with_oh = tuple("oh" if word == "zero" else word for word in plain)
    readings = [plain, with_oh]
    if len(digits) == 4 and digits[0] != "0":
        readings.insert(0, _words(int(digits[:2])) + _pair(digits[2:]))
    elif len(digits) == 3 and digits[0] != "0":
        readings.insert(0, _words(int(digits[0])) + _pair(digits[1:]))
    return unique(readings)


def decimal(whole: str, part: str) -> tuple[Reading, ...]:
    """'3', '14': 'three point one four', 'three point fourteen'."""
    fronts = cardinal(whole) if whole else (("zero",), ())
    tails = [one_by_one(part), tuple("oh" if word == "zero" else word for word in one_by_one(part))]
    if len(part) == 2 and part[0] != "0":
        tails.append(_words(int(part)))
    return unique((*front, "point", *tail) for front in fronts for tail in tails)


def fraction(top: int, bottom: int) -> tuple[Reading, ...]:
    """3, 4: 'three quarters', 'three fourths', 'three over four', 'three slash four'."""
    readings: list[Reading] = []
    number = _words(top)
    if 1 < bottom <= 100:
        last = ordinal(bottom)
        names = [_PARTS[bottom][top != 1]] if bottom in _PARTS else []
        if bottom != 2:
            names.append(" ".join([*last[:-1], last[-1] if top == 1 else plural(last[-1])]))
        for name in names:
            readings.append((*number, *name.split()))
            if top == 1:
                readings.append(("a", *name.split()))
    readings += [(*number, "over", *_words(bottom)), number + _words(bottom), (*number, "slash", *_words(bottom))]
    return unique([*readings, (*number, "out", "of", *_words(bottom)), (*number, "of", *_words(bottom))])


def clock(hour: int, minute: int) -> tuple[Reading, ...]:
    """10, 5: 'ten oh five', 'ten five'; 3, 0: 'three', "three o'clock"."""
    first = _words(hour)
    if minute == 0:
        readings = [first, (*first, "o'clock"), (*first, "hundred"), (*first, "zero", "zero"), (*first, "oh", "clock")]
        return unique([*readings, ("noon",)] if hour == 12 else readings)
    if minute < 10:
        return unique([(*first, "oh", *_words(minute)), first + _words(minute), (*first, "zero", *_words(minute))])
    readings = [first + _words(minute)]
    if minute in (15, 30, 45):
        following = _words(hour % 12 + 1)
        readings += {
            15: [("quarter", "past", *first)],
            30: [("half", "past", *first)],
            45: [("quarter", "to", *following)],
        }[minute]
    return unique(readings)


def date(year_text: str, month: int, day: int) -> tuple[Reading, ...]:
    """'2024', 12, 25: 'december twenty fifth twenty twenty four', and other orders; '' for no year."""
    name, number, nth = MONTHS[month - 1], _words(day), ordinal(day)
    fronts = [
        (name, *nth),
        (name, *number),
        (name, "the", *nth),
        ("the", *nth, "of", name),
        (*nth, name),
        (*number, name),
    ]
    plain = (*_words(month), *number)
    if not year_text:
        return unique([*fronts, plain])
    value = int(year_text)
    years = year(value) if value > 99 else (_pair(year_text), *year(2000 + value))
    return unique(front + tail for tail in years[:3] for front in [*fronts, plain])


def roman(text: str) -> int | None:
    """'XIV': 14; None for what is no Roman number of at least two letters below forty."""
    if not re.fullmatch(r"(?=..)X{0,3}(IX|IV|V?I{0,3})", text):
        return None
    values = {"I": 1, "V": 5, "X": 10}
    total = 0
    for letter, following in zip(text, text[1:] + " ", strict=True):
        value = values[letter]
        total += -value if value < values.get(following, 0) else value
    return total


def _pair(two: str) -> Reading:
    """'05': 'oh five'; '24': 'twenty four'; '00': 'hundred'."""
    if two == "00":
        return ("hundred",)
    return ("oh", *_words(int(two))) if two[0] == "0" else _words(int(two))


def _words(value: int) -> Reading:
    from num2words import num2words

    return _split(num2words(value))


def _split(text: str) -> Reading:
    return tuple(text.replace("-", " ").replace(",", "").split())
