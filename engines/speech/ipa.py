"""IPA, as espeak-ng and its kin write it, to ARPABET with stress: for every language, by the nearest English sound.

Nearest means nearest to the eye: a French 'u' becomes UW because the lips are round.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

VOWELS = frozenset(("AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW"))
STOPS = frozenset(("B", "CH", "D", "G", "JH", "K", "P", "T"))
CONSONANTS = STOPS | {"DH", "F", "HH", "L", "M", "N", "NG", "R", "S", "SH", "TH", "V", "W", "Y", "Z", "ZH"}

_STRESS = {"ˈ": 1, "ˌ": 2}
_BETWEEN = re.compile(r"[_\s]+")
_SWITCH = re.compile(r"\([a-z-]+\)")
"""espeak-ng's mark of a word from another language: '(fr)'."""

_EVERYWHERE = {
    # two vowels that glide
    "aɪɚ": "AY ER", "aɪə": "AY AH", "aʊɚ": "AW ER", "aʊə": "AW AH",
    "aɪ": "AY", "ai": "AY", "aj": "AY", "aɪ̯": "AY", "ʌɪ": "AY", "æɪ": "EY", "ɑɪ": "AY", "ɑj": "AY",
    "aʊ": "AW", "au": "AW", "aw": "AW", "ɑʊ": "AW", "ɑu": "AW", "æʊ": "AW", "œy": "AY", "ʌʊ": "OW",
    "eɪ": "EY", "ei": "EY", "ej": "EY", "ɛɪ": "EY", "ɛi": "EY",
    "oʊ": "OW", "əʊ": "OW", "ou": "OW", "ow": "OW", "ɔʊ": "OW", "ɐʊ": "OW",
    "ɔɪ": "OY", "ɔi": "OY", "oi": "OY", "oɪ": "OY", "oj": "OY", "ɔj": "OY", "ɔø": "OY", "ɔʏ": "OY",
    "iə": "IY AH", "ɪə": "IH AH", "eə": "EH AH", "ʊə": "UH AH",
    "əl": "AH L", "əm": "AH M", "ən": "AH N",
    # two consonants that are one
    "tʃ": "CH", "dʒ": "JH", "tɕ": "CH", "dʑ": "JH", "tʂ": "CH", "dʐ": "JH", "ʈʂ": "CH", "ɖʐ": "JH", "cç": "CH",
    "ts": "T S", "dz": "D Z", "ʦ": "T S", "ʣ": "D Z", "ʧ": "CH", "ʤ": "JH", "ʨ": "CH", "ʥ": "JH", "pf": "P F",
    # vowels
    "i": "IY", "ɪ": "IH", "ᵻ": "IH", "ɨ": "IH", "ɯ": "IH", "y": "UW", "ʏ": "UH", "ʉ": "UW", "u": "UW", "ʊ": "UH",
    "ᵿ": "UH", "e": "EH", "ɛ": "EH", "ε": "EH", "ø": "UH", "œ": "UH", "ɵ": "UH", "o": "OW", "ɔ": "AO", "ɒ": "AO",
    "ə": "AH", "ɘ": "AH", "ɤ": "AH", "ɐ": "AH", "ʌ": "AH", "ɚ": "ER", "ɝ": "ER", "ɜ": "ER", "ɞ": "ER",
    "æ": "AE", "a": "AA", "ɑ": "AA", "ɶ": "AA", "ɿ": "IH", "ʅ": "IH",
    # lips
    "p": "P", "b": "B", "ɓ": "B", "m": "M", "ɱ": "M", "f": "F", "ɸ": "F", "v": "V", "β": "V", "ʋ": "V", "ⱱ": "V",
    "ʙ": "B", "w": "W", "ʍ": "W", "ɥ": "W",
    # tongue
    "θ": "TH", "ð": "DH", "t": "T", "d": "D", "ɗ": "D", "ʈ": "T", "ɖ": "D", "s": "S", "z": "Z", "ʃ": "SH", "ʒ": "ZH",
    "ɕ": "SH", "ʑ": "ZH", "ʂ": "SH", "ʐ": "ZH", "n": "N", "ɳ": "N", "ɲ": "N Y", "l": "L", "ɫ": "L", "ɬ": "L",
    "ɮ": "L", "ɭ": "L", "ɺ": "L", "ʎ": "L Y", "ʟ": "L", "r": "R", "ɹ": "R", "ɻ": "R", "ɽ": "R", "ɾ": "D", "ʁ": "R",
    "ʀ": "R", "j": "Y", "ʝ": "Y", "ɧ": "SH", "ǀ": "T", "ǁ": "L", "ǃ": "T", "ǂ": "T", "ʘ": "P",
    # throat
    "k": "K", "ɡ": "G", "g": "G", "ɠ": "G", "ɢ": "G", "ʛ": "G", "c": "K", "ɟ": "G", "ʄ": "G", "q": "K", "x": "K",
    "χ": "K", "ɣ": "G", "ɰ": "G", "ŋ": "NG", "ɴ": "NG", "h": "HH", "ɦ": "HH", "ħ": "HH", "ç": "HH", "ʜ": "HH",
    "ʔ": "", "ʕ": "", "ʢ": "", "ʡ": "",
    # slips of espeak-ng's tables
    "S": "SH", "Z": "ZH", "N": "NG", "A": "AA", "ä": "AA",
}  # fmt: skip
_ENGLISH = _EVERYWHERE | {
    "ɑːɹ": "AA R", "ɔːɹ": "AO R", "oːɹ": "AO R", "ɛɹ": "EH R", "ɪɹ": "IH R", "ʊɹ": "UH R", "n̩": "AH N", "m̩": "AH M",
    "l̩": "AH L", "oː": "OW", "eː": "EY", "a": "AE", "aː": "AA", "ɾ": "T", "ʔ": "T",
    "ɔ̃": "AO N", "ɑ̃": "AA N", "ɛ̃": "AE N", "œ̃": "AH N", "æ̃": "AE N",
}  # fmt: skip


def from_ipa(line: str, language: str = "en") -> tuple[str, ...]:
    """ARPABET with stress for a line of IPA whose sounds are parted by '_' or spaces.

    A sound may become none (a German glottal stop) or two ('ɔːɹ' is AO R).

    >>> from_ipa("h_ə_l_ˈoʊ")
    ('HH', 'AH0', 'L', 'OW1')
    """
    phones: list[str] = []
    for sound in _BETWEEN.split(_SWITCH.sub("", line)):
        phones += _arpabet(sound, language == "en" or language.startswith("en-"))[0]
    return tuple(phones)


def unknown(line: str) -> str:
    """The letters of a line of IPA that no rule knows, accents and tones apart."""
    return "".join(_arpabet(sound, False)[1] for sound in _BETWEEN.split(_SWITCH.sub("", line)))


@cache
def _arpabet(sound: str, english: bool) -> tuple[tuple[str, ...], str]:
    """The phones of one sound, and what of it is unknown. The longest known piece counts at each place."""
    table = _ENGLISH if english else _EVERYWHERE
    phones: list[str] = []
    lost = ""
    stress = at = 0
    while at < len(sound):
        length = next((n for n in range(min(3, len(sound) - at), 0, -1) if sound[at : at + n] in table), 0)
        for phone in table[sound[at : at + length]].split() if length else ():
            if phone in VOWELS:
                phones.append(f"{phone}{stress}")
                stress = 0
            else:
                phones.append(phone)
        if not length:
            stress = _STRESS.get(sound[at], stress)
            lost += sound[at] if unicodedata.category(sound[at]) in ("Ll", "Lu", "Lo") else ""
        at += length or 1
    return tuple(phones), lost


assert {phone for row in _ENGLISH.values() for phone in row.split()} <= VOWELS | CONSONANTS
