"""From text as it is written to the words a voice says: '$5' to 'five dollars', each linked to what was written.

Most writing can be said in more than one way ('1200': 'twelve hundred', 'one thousand two hundred'); all ways that
people use are given, the likeliest first, and an aligner that hears the voice chooses.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from engines.speech import spelling_numbers as numbers
from engines.speech.pronounce import lookup, plain

Reading = tuple[str, ...]

_TABLE = Path(__file__).resolve().parents[2] / "configs" / "spelling.yaml"
_MOST = 10
"""Readings of one written word."""

_OUTER = "\"“”„‘’'`´«»‹›()[]{}<>¿¡…—–―-*_~♪♫,;:!?.|"
_LETTER = r"[^\W\d_½¼¾⅓⅔⅛¹²³]"
_LETTERS = rf"{_LETTER}+(?:['’]{_LETTER}+)*"
_NUMBER = r"\d[\d,]*(?:\.\d+)?|\.\d+"
_ADDRESS = re.compile(
    r"(?i)^(?:https?://|www\.)\S+$|^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$|^(?:[\w-]+\.)+(?:com|org|net|edu|gov|io|ai|co|uk|de|tv|me|info|app|dev)(?:/\S*)?$"
)
_DOTTED = re.compile(r"^(?:[^\W\d_]\.){2,}[^\W\d_]?\.?$|^[^\W\d_]\.[^\W\d_]$")
_SILENT: Reading = ()


@dataclass(frozen=True)
class Written:
    """One word between blanks and the ways to say it.

    text:     as written, with its punctuation: '1984,'.
    readings: spoken words, lower case, the likeliest reading first: (('nineteen', 'eighty', 'four'), ...). An empty
              reading is one that says nothing, as for a dash.
    """

    text: str
    readings: tuple[Reading, ...]

    @property
    def spoken(self) -> Reading:
        """The likeliest reading."""
        return self.readings[0]


@dataclass(frozen=True)
class _Around:
    """What stands before and after a word, and whether the whole text is in capitals."""

    before: str = ""
    after: str = ""
    shouting: bool = False


def spoken(text: str, language: str = "en") -> tuple[Written, ...]:
    """Every word of `text` in order, with the ways to say it. Only English is spelled out."""
    words = text.split()
    if language.split("-")[0].lower() != "en":
        return tuple(Written(word, (_lowered(word),)) for word in words)
    letters = [word for word in words if any(letter.isalpha() for letter in word)]
    shouting = len(letters) > 3 and sum(word.isupper() for word in letters) > 0.7 * len(letters)
    rows = []
    aside = 0
    for index, word in enumerate(words):
        around = _Around(
            words[index - 1] if index else "", words[index + 1] if index + 1 < len(words) else "", shouting
        )
        readings = numbers.unique(_readings(word, around))[:_MOST] or (_SILENT,)
        aside += word.count("[") + word.count("♪") % 2
        if aside and _SILENT not in readings:
            # What stands in brackets is as often a remark on the sound as a word in it: [music].
            readings = (_SILENT, *readings)
        aside = max(0, aside - word.count("]"))
        rows.append(Written(word, readings))
    return tuple(rows)


def _lowered(word: str) -> Reading:
    return tuple(part.lower() for part in re.findall(rf"{_LETTERS}|\d+", word))


def _readings(word: str, around: _Around) -> Sequence[Reading]:
    """All ways to say one written word."""
    table = _table()
    word = unicodedata.normalize("NFC", word.replace("’", "'").replace("‘", "'").replace("ʼ", "'"))
    core = word.strip(_OUTER)
    lower = core.lower()
    for form in (word.strip('"“”„()[]{},;:!?').lower(), lower + ".", lower):
        dotted = form.endswith(".")
        if form in table["words"] and (not dotted or "." in word):
            if form == "no." and not around.after[:1].isdigit():
                continue
            return [tuple(way.split()) for way in table["words"][form]]
    found = _number(word, core, around) or _unit(lower, around) or _abbreviation(word, lower, around)
    if found:
        return found
    if _ADDRESS.match(core):
        return _address(core.lower())
    if _DOTTED.match(core.removesuffix("'s")):
        return [_spelled(core)]
    if (value := numbers.roman(core)) is not None and around.before[:1].isupper() and not around.shouting:
        count, nth = numbers.cardinal(str(value))[0], numbers.ordinal(value)
        counted = around.before.strip(_OUTER).lower() in _table()["counted"]
        return [count, ("the", *nth), nth, _spelled(core)] if counted else [("the", *nth), count, nth, _spelled(core)]
    if re.fullmatch(_LETTERS + "'?", core):
        return _word(core, around.shouting)
    return _parts(core or word, around)


def _word(core: str, shouting: bool = False) -> list[Reading]:
    """Letters only: a word, or letters one by one."""
    lower = plain(core)
    known = bool(lookup(lower))
    bare = core.removesuffix("'s").removesuffix("s") if not core.isupper() else core
    if len(bare) > 1 and bare.isupper() and not shouting:
        letters, word = _spelled(core), (lower,)
        if known and lookup(lower)[0] == tuple(sound for letter in letters for sound in (lookup(letter) or ((),))[-1]):
            return [letters]
        vowels = any(letter in "aeiouy" for letter in lower)
        if lower in _table()["said_as_words"]:
            return [word, letters]
        if lower in ("us", "id", "ai", "pc", "un", "eu", "uk", "la", "pa") or not vowels or not known:
            return [letters, word] if vowels and len(bare) <= 6 else [letters] if not vowels else [word, letters]
        return [word, letters]
    if known:
        return [(lower,)]
    humps = re.findall(r"[A-Z]?[a-z']+|[A-Z]+(?![a-z])", core)
    if len(humps) > 1 and "".join(humps) == core and not shouting and core[1:] != core[1:].lower():
        ways = [_word(hump)[0] for hump in humps]
        return [tuple(part for way in ways for part in way), (lower,)]
    return [(lower,)]


def _spelled(core: str) -> Reading:
    """'U.S.A.' and 'FBI' letter by letter; 'CDs' ends in 'd's'."""
    ending = "'s" if re.search(r"(?<=[A-Z.])'?s$", core) else ""
    letters = [
        letter for letter in plain(core.removesuffix("s").removesuffix("'") if ending else core) if letter.isalpha()
    ]
    return (*letters[:-1], letters[-1] + ending) if letters else ()


def _abbreviation(word: str, lower: str, around: _Around) -> Sequence[Reading]:
    table = _table()
    ways = table["abbreviations"].get(lower)
    dot = "." in word[-3:]
    if ways is None or (lower in table["only_with_dot"] and not dot):
        return []
    readings = [tuple(way.split()) for way in ways]
    if lower in ("st", "dr", "ft", "mt") and not around.after[:1].isupper() and around.before[:1].isupper():
        readings.reverse()
    if dot and lookup(lower):
        # Or a word that ends a sentence: 'in the sun.'
        ends = lower in table["words_too"] and (word[:1].islower() or not around.after)
        readings.insert(0 if ends else len(readings), (lower,))
    return readings


def _unit(lower: str, around: _Around) -> Sequence[Reading]:
    """A unit that stands for itself after a number: '5 kg'; a multiple after an amount of money: '$5 million'."""
    table = _table()
    before = around.before.strip(_OUTER + "+~≈")
    money = _money_sign(before)
    if money and lower in table["multiples"] and before[-1:].isdigit():
        one, many = money[0], money[1]
        return [(table["multiples"][lower], many), (table["multiples"][lower],), (table["multiples"][lower], one)]
    names = table["units"].get(lower) or table["units"].get(lower + ".")
    if names is None or not before[-1:].isdigit() or _money_sign(before):
        return []
    name = tuple(names[0 if before in ("1", "½") else 1].split())
    as_word = [(lower,)] if lookup(lower) and lower.isalpha() else []
    if lower in ("in", "p", "s", "x", "m", "g", "h", "k", "v", "w", "l"):
        return [*as_word, name]
    return [name, *as_word]


def _money_sign(text: str) -> list[str] | None:
    signs = sorted(_table()["money"], key=len, reverse=True)
    sign = next((sign for sign in signs if text.startswith(sign)), None)
    return None if sign is None else list(_table()["money"][sign])


def _number(word: str, core: str, around: _Around) -> Sequence[Reading]:
    """Everything with digits in it that is one number, date, time or amount; [] for what is not."""
    if not any(letter.isdigit() and letter.isascii() for letter in core):
        return []
    text = core.lower()
    minus = bool(re.match(r"^[(\[]*[-−–]\$?[\d.]", word)) and not around.before[-1:].isdigit()
    for pattern, say in _FORMS:
        match = re.fullmatch(pattern, text)
        if match and (readings := say(match, around)):
            return _signed(readings) if minus else readings
    return []


def _signed(readings: Sequence[Reading]) -> list[Reading]:
    return [(sign, *reading) for reading in readings[: _MOST // 2] for sign in ("minus", "negative")]


def _amount(text: str) -> tuple[Reading, ...]:
    """'1,234.5' in words."""
    whole, _, part = text.replace(",", "").partition(".")
    return numbers.decimal(whole, part) if part else numbers.cardinal(whole)


def _plain_number(match: re.Match[str], around: _Around) -> Sequence[Reading]:
    text = match[0]
    before = around.before.strip(_OUTER).lower()
    after = around.after.strip(_OUTER).lower()
    if text.isdigit():
        value = int(text)
        months = {*numbers.MONTHS, *(month[:3] for month in numbers.MONTHS), "sept"}
        month_after = after in months and around.after[:1].isupper()
        if len(text) <= 2 and 1 <= value <= 31 and (before in months or month_after):
            nth, usual = numbers.ordinal(value), numbers.cardinal(text)
            return [nth, ("the", *nth), *usual, ("the", *nth, "of")]
        if text[0] == "0" and len(text) > 1:
            return numbers.digits_aloud(text)
        if 1100 <= value <= 2099 and len(text) == 4:
            return [*numbers.year(value), *numbers.digits_aloud(text)]
        if len(text) > 2:
            return [*numbers.cardinal(text), *numbers.digits_aloud(text)]
    return _amount(text)


def _money(match: re.Match[str], around: _Around) -> Sequence[Reading]:
    sign = match["sign"] or match["after"]
    signs = {key.lower(): value for key, value in _table()["money"].items()}
    one, many, cent, cents = signs[sign]
    whole, _, part = match["amount"].replace(",", "").partition(".")
    if match["times"] or (part and len(part) != 2):
        times = _table()["multiples"].get(match["times"], match["times"] or "")
        return [(*amount, *times.split(), many) for amount in _amount(match["amount"])]
    if around.after.strip(_OUTER).lower() in _table()["multiples"]:
        return _amount(match["amount"])
    value = int(whole or 0)
    readings: list[Reading] = []
    for amount in numbers.cardinal(whole or "0")[:4]:
        first = (*amount, one if value == 1 else many)
        if not part or not int(part):
            readings.append(first)
            continue
        small = numbers.cardinal(str(int(part)))[0]
        rest = (*small, cent if int(part) == 1 else cents)
        readings += [(*first, "and", *rest), (*first, *rest), (*first, *small), (*amount, *small)] if value else [rest]
    return readings


def _time(match: re.Match[str], around: _Around) -> Sequence[Reading]:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if hour > 24 or minute > 59:
        return []
    half = match["half"]
    tail: Reading = (half[0], "m") if half else ()
    readings = [(*reading, *tail) for reading in numbers.clock(hour, minute)]
    if match["second"]:
        seconds = numbers.cardinal(str(int(match["second"])))[0]
        readings = [(*reading, *seconds) for reading in readings]
    if not half and not minute and match["minute"] and around.after.lower().startswith(("a.m", "p.m", "am", "pm")):
        return readings[:1]
    return readings


def _date(match: re.Match[str], around: _Around) -> Sequence[Reading]:
    del around
    month, day = int(match["month"]), int(match["day"])
    if month > 12 >= day:
        month, day = day, month
    return numbers.date(match["year"], month, day) if 1 <= month <= 12 and 1 <= day <= 31 else []


def _ratio(match: re.Match[str], around: _Around) -> Sequence[Reading]:
    del around
    return numbers.fraction(int(match[1]), int(match[2]))


def _range(match: re.Match[str], around: _Around) -> Sequence[Reading]:
    first, last, unit = match["first"], match["last"], match["unit"]
    fronts = _plain_number(re.fullmatch(_NUMBER, first) or match, _Around())[:2] if first else []
    lasts = _plain_number(re.fullmatch(_NUMBER, last) or match, _Around())[:2]
    if len(first) == 4 and len(last) == 2:
        lasts = [*numbers.cardinal(last), *lasts]
    names = _table()["units"].get(unit, ["", ""])[1].split() if unit else []
    readings = [(*a, *between, *b, *names) for between in (("to",), ()) for a in fronts for b in lasts]
    if len(first) >= 3 and not unit:
        readings += [
            a + b
            for a in numbers.digits_aloud(first.replace(".", "").replace(",", ""))
            for b in numbers.digits_aloud(last.replace(".", "").replace(",", ""))
        ]
    return readings


def _measure(match: re.Match[str], around: _Around) -> Sequence[Reading]:
    del around
    units = _table()["units"]
    names = units.get(match["unit"]) or units.get(match["unit"] + ".")
    if names is None:
        return []
    unit = tuple(names[0 if match["amount"] == "1" else 1].split())
    readings = [(*amount, *unit) for amount in _amount(match["amount"])]
    if match["unit"] in ("k", "m", "s", "g", "l", "p", "w", "v", "h", "x"):
        readings += [(*amount, match["unit"]) for amount in _amount(match["amount"])[:2]]
    return readings


def _score(match: re.Match[str]) -> Sequence[Reading]:
    first, last = numbers.cardinal(match[1])[0], numbers.cardinal(match[2])[0]
    return [(*first, "to", *last), first + last]


def _height(match: re.Match[str], around: _Around) -> Sequence[Reading]:
    del around
    feet, inches = numbers.cardinal(match[1])[0], numbers.cardinal(match[2])[0]
    foot = "foot" if match[1] == "1" else "feet"
    return [
        feet + inches,
        (*feet, "foot", *inches),
        (*feet, foot, *inches, "inches"),
        (*feet, "foot", *inches, "inches"),
    ]


def _ordinal(match: re.Match[str], around: _Around) -> Sequence[Reading]:
    before = around.before.strip(_OUTER).lower()
    nth = numbers.ordinal(int(match[1].replace(",", "")))
    return [nth, ("the", *nth)] if before in numbers.MONTHS else [nth]


_TIMES = "hundred|thousand|million|billion|trillion|mil|mn|bn|tn|k|m|b|t"
_FORMS: list[tuple[str, Any]] = [
    (rf"(?P<amount>{_NUMBER})", lambda match, around: _plain_number(match, around)),
    (
        rf"(?P<sign>us\$|c\$|a\$|[$€£¥₹₽₩₿])(?P<amount>{_NUMBER})(?P<times>{_TIMES})?(?P<after>)[+]?",
        lambda match, around: _money(match, around),
    ),
    (
        rf"(?P<sign>)(?P<amount>{_NUMBER})(?P<times>{_TIMES})?(?P<after>[€£$¥₹])",
        lambda match, around: _money(match, around),
    ),
    (r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?(?P<half>am|pm|a\.?m|p\.?m)?", lambda m, a: _time(m, a)),
    (r"(?P<hour>\d{1,2})(?P<minute>)(?P<second>)(?P<half>a\.?m|p\.?m)", lambda match, around: _time(match, around)),
    (r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4}|\d\d)", lambda match, around: _date(match, around)),
    (r"(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})", lambda match, around: _date(match, around)),
    (r"(?P<day>\d{1,2})[.-](?P<month>\d{1,2})[.-](?P<year>\d{4})", lambda match, around: _date(match, around)),
    (r"(\d{3})-(\d{4})", lambda match, around: numbers.digits_aloud(match[1] + match[2])),
    (r"(\d{1,9}):(\d{1,9})", lambda match, around: _score(match)),
    (r"(\d{1,9})/(\d{1,9})", lambda match, around: _ratio(match, around)),
    (r"'?(\d?\d?\d0)'?s", lambda match, around: numbers.decade(int(match[1]))),
    (r"(\d[\d,]{0,9})(?:st|nd|rd|th)", lambda match, around: _ordinal(match, around)),
    (r"(\d{1,2})['′](\d{1,2})(?:[\"″]|'')?", lambda match, around: _height(match, around)),
    (rf"(?P<first>{_NUMBER})[-–—](?P<last>{_NUMBER})(?P<unit>[^\d\s]*)", lambda match, around: _range(match, around)),
    (rf"(?P<amount>{_NUMBER})-?(?P<unit>[^\d\s,.-][^\d\s]*)", lambda match, around: _measure(match, around)),
    (r"\+?\(?\d+\)?(?:[-.]\(?\d+\)?){2,}", lambda match, around: [_digits_only(match[0], oh) for oh in ("zero", "oh")]),
]


def _digits_only(text: str, zero: str) -> Reading:
    """A telephone number, or a version with its points."""
    words: list[str] = []
    for letter in text:
        if letter.isdigit():
            words.append(zero if letter == "0" else numbers.one_by_one(letter)[0])
        elif letter == "." or (letter == "+" and not words):
            words.append("point" if letter == "." else "plus")
    return tuple(words)


def _address(text: str) -> list[Reading]:
    """A web or mail address: 'www.example.com' is 'w w w dot example dot com'."""
    signs = _table()["address"]
    words: list[str] = []
    rest = text.rstrip("/")
    scheme = re.match(r"https?://", rest)
    for part in re.findall(r"[a-z]+|\d+|[^a-z\d]", rest[scheme.end() :] if scheme else rest):
        if part in signs:
            words += signs[part].split()
        elif part.isdigit():
            words += numbers.cardinal(part)[0]
        elif part.isalpha():
            words += [part] if lookup(part) and part != "www" else _word(part if len(part) > 3 else part.upper())[0]
    readings = [tuple(words)]
    if scheme:
        letters = tuple(scheme[0].rstrip(":/"))
        readings.append((*letters, "colon", "slash", "slash", *words))
    if words[:4] == ["w", "w", "w", "dot"]:
        readings.append(tuple(words[4:]))
    return readings


def _parts(core: str, around: _Around) -> list[Reading]:
    """What is neither a word nor a number: said piece by piece. 'forty-two', 'and/or', 'B2B', 'R&D', an emoji."""
    pieces = re.findall(rf"{_LETTERS}|{_NUMBER}|\S", core)
    symbols = _table()["symbols"]
    ways: list[list[Reading]] = []
    for piece in pieces:
        if match := re.fullmatch(_NUMBER, piece):
            ways.append(list(_plain_number(match, _Around()))[:3])
        elif re.match(_LETTER, piece):
            ways.append(_word(piece, around.shouting)[:2])
        elif piece in symbols:
            ways.append([() if way == "~" else tuple(way.split()) for way in symbols[piece]])
        elif unicodedata.category(piece) in ("So", "Sm") and (name := unicodedata.name(piece, "")):
            # An emoji goes unsaid, or is said by its name.
            ways.append([_SILENT, tuple(re.findall(r"[a-z]+", name.lower()))])
    options = 1
    for way in ways:
        del way[max(1, _MOST // options) :]
        options *= len(way)
    return [tuple(word for reading in combination for word in reading) for combination in product(*ways)]


@cache
def _table() -> dict[str, Any]:
    """configs/spelling.yaml."""
    import yaml

    return dict(yaml.safe_load(_TABLE.read_text(encoding="utf-8")))
