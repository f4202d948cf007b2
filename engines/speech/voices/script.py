"""A text as a voice reads it: phrases between breaths, and what is said for each written word.

Nothing in a text is an instruction: tags, control characters and phoneme codes are read as what they are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from contracts import StudioError

MOST_LETTERS = 300
"""A phrase is cut behind the last comma, or at least between words, before it grows longer."""

SENTENCE, PARAGRAPH, CLAUSE = 0.35, 0.8, 0.15
"""Seconds of silence behind a sentence, a paragraph, and a phrase cut at a comma."""

_ENDS = re.compile(r"[.!?…。！？।؟]+[\"'”’»)\]]*$")
_BREATH = re.compile(r"[,;:—–،、，；：]+[\"'”’»)\]]*$")
_ABBREVIATIONS = frozenset(
    (
        *("mr.", "mrs.", "ms.", "dr.", "prof.", "st.", "sr.", "jr.", "rev.", "gen.", "col.", "sgt.", "capt.", "lt."),
        *("gov.", "sen.", "rep.", "hon.", "mt.", "ft.", "no.", "vs.", "etc.", "e.g.", "i.e.", "cf.", "approx."),
        *("dept.", "est.", "fig.", "vol.", "ed.", "inc.", "ltd.", "co.", "corp.", "jan.", "feb.", "mar.", "apr."),
        *("jun.", "jul.", "aug.", "sep.", "sept.", "oct.", "nov.", "dec.", "z.b.", "d.h.", "bzw.", "usw.", "ca."),
        *("nr.", "hr.", "fr.", "m.", "mme.", "mlle.", "sra.", "ud.", "p.ej."),
    )
)
_PAUSES = re.compile(r"^[-–—…]+$|^\.{2,}$")
_NOT_SAID = re.compile(r"[*_~`|\\^#]+")
_SPELLED = re.compile(r"[\d$£€¥%&+=<>@°©®™]")
_UNSPACED = re.compile(r"[⺀-鿿豈-﫿぀-ヿ\U00020000-\U0003ffff]")
"""Scripts written without blanks: Han and kana. Each sign counts as a word."""

_SCRIPTS = {
    "CYRILLIC": ("ru", "Russian"),
    "GREEK": ("el", "Greek"),
    "HIRAGANA": ("ja", "Japanese"),
    "KATAKANA": ("ja", "Japanese"),
    "HANGUL": ("ko", "Korean"),
    "CJK": ("cmn", "Chinese"),
    "ARABIC": ("ar", "Arabic"),
    "HEBREW": ("he", "Hebrew"),
    "DEVANAGARI": ("hi", "Hindi"),
    "BENGALI": ("bn", "Bengali"),
    "TAMIL": ("ta", "Tamil"),
    "TELUGU": ("te", "Telugu"),
    "THAI": ("th", "Thai"),
    "GEORGIAN": ("ka", "Georgian"),
    "ARMENIAN": ("hy", "Armenian"),
}


@dataclass(frozen=True)
class Token:
    """One written word.

    text:  as written, with its punctuation.
    said:  what a voice is given for it; '' when there is nothing to say, as for an emoji.
    blank: whether a blank follows it.
    """

    text: str
    said: str
    blank: bool = True

    @property
    def speaks(self) -> bool:
        return any(letter.isalnum() for letter in self.said)

    @property
    def drawn(self) -> bool:
        """Whether it is an emoji or the like and nothing else."""
        return not self.said and any(unicodedata.category(letter) == "So" for letter in self.text)


@dataclass(frozen=True)
class Phrase:
    """What is said in one breath, and the silence after it.

    first: place of its first token among all tokens of the text.
    pause: seconds.
    """

    first: int
    tokens: tuple[Token, ...]
    pause: float

    @property
    def said(self) -> str:
        """The line to speak."""
        return "".join(piece for piece, _ in self.pieces())

    def pieces(self) -> Iterator[tuple[str, int]]:
        """The line in pieces, each with the number of its token in this phrase."""
        for number, token in enumerate(self.tokens):
            if token.said:
                yield token.said + (" " if token.blank else ""), number


def read(text: str, language: str) -> tuple[Phrase, ...]:
    """`text` cut into phrases. Every written word is a token of one of them, in order."""
    phrases: list[Phrase] = []
    first = 0
    for paragraph in re.split(r"\n\s*\n", text):
        tokens = _tokens(paragraph, language)
        cuts = list(_cuts(tokens))
        for number, (start, end, pause) in enumerate(cuts):
            pause = PARAGRAPH if number == len(cuts) - 1 else pause
            phrases.append(Phrase(first + start, tuple(tokens[start:end]), pause))
        first += len(tokens)
    if not any(token.speaks for phrase in phrases for token in phrase.tokens):
        wrong = "The text is empty." if not text.strip() else "The text has no word in it, only signs."
        raise StudioError(wrong, "Write at least one word to say.")
    return tuple(phrases)


def script_language(text: str) -> tuple[str, str] | None:
    """Code and name of the language whose letters `text` is mostly written in; None for Latin letters."""
    counts: dict[tuple[str, str] | None, int] = {}
    for letter in text[:2000]:
        if letter.isalpha():
            kind = _SCRIPTS.get(unicodedata.name(letter, "").split(" ")[0].split("-")[0])
            counts[kind] = counts.get(kind, 0) + 1
    japanese = counts.get(_SCRIPTS["HIRAGANA"], 0)
    if japanese:  # it mixes kana with Chinese signs
        counts[_SCRIPTS["HIRAGANA"]] = japanese + counts.pop(_SCRIPTS["CJK"], 0)
    return max(counts, key=lambda kind: counts[kind]) if counts else None


def _tokens(paragraph: str, language: str) -> list[Token]:
    tokens: list[Token] = []
    lines = paragraph.split("\n")
    for number, line in enumerate(lines):
        words = line.split()
        for place, word in enumerate(words):
            said = _said(word, language)
            if said and all(unicodedata.category(letter)[0] == "P" for letter in said):
                if tokens and _PAUSES.search(said) and tokens[-1].said[-1:].isalnum():  # a dash between blanks
                    tokens[-1] = replace(tokens[-1], said=tokens[-1].said + ",")
                said = ""  # a voice would lose its place in the text
            if place == len(words) - 1 and number + 1 < len(lines) and _title(line, lines[number + 1]):
                said += "." if said and said[-1].isalnum() else ""
            tokens += _signs(word, said) if _UNSPACED.search(word) else [Token(word, said)]
    return tokens


def _title(line: str, following: str) -> bool:
    """Whether a short line stands for itself, as in a poem or a list, and is not merely wrapped."""
    line, following = line.strip(), following.strip()
    return len(line) < 50 and line[-1:].isalnum() and following[:1].isupper()


def _signs(word: str, said: str) -> list[Token]:
    """A run of Han and kana, sign by sign; other letters stay together, punctuation stays with what it follows."""
    pieces = re.findall(rf"(?:{_UNSPACED.pattern}|[^\W{_UNSPACED.pattern[1:-1]}]+|^)[\W_]*", said)
    pieces = [piece for piece in pieces if piece] or [word]
    return [Token(piece, piece, False) for piece in pieces[:-1]] + [Token(pieces[-1], pieces[-1])]


def _said(word: str, language: str) -> str:
    """What a voice is given for a written word."""
    word = "".join(letter for letter in word if not _drawn(letter))
    word = _NOT_SAID.sub("", word)
    if language.split("-")[0] == "en" and _SPELLED.search(word):
        from engines.speech.spelling import spoken

        spelled = " ".join(part for written in spoken(word, "en") for part in written.spoken)
        end = _ENDS.search(word) or _BREATH.search(word)
        if spelled:
            return spelled + (end.group() if end else "")
    return word


def _drawn(letter: str) -> bool:
    """Whether it is for the eye alone: an emoji, a control or joining character."""
    return unicodedata.category(letter) in ("So", "Cc", "Cf", "Co", "Cs", "Cn", "Sk") or letter in "️⃣"


def _cuts(tokens: list[Token]) -> Iterator[tuple[int, int, float]]:
    """Start, end and pause of each phrase of a paragraph."""
    start = letters = 0
    breath = 0
    for number, token in enumerate(tokens):
        letters += len(token.said) + 1
        following = tokens[number + 1] if number + 1 < len(tokens) else None
        if following is None or _ends_sentence(token, following):
            yield start, number + 1, SENTENCE
            start, letters, breath = number + 1, 0, 0
            continue
        if _BREATH.search(token.said):
            breath = number + 1
        if letters + len(following.said) > MOST_LETTERS:
            end = breath if breath > start else number + 1
            yield start, end, CLAUSE if end == breath else 0.0
            start, breath = end, 0
            letters = sum(len(late.said) + 1 for late in tokens[start : number + 1])


def _ends_sentence(token: Token, following: Token) -> bool:
    if not _ENDS.search(token.said) or following.said[:1].islower():
        return False
    plain = token.said.strip("\"'“‘(«[").lower()
    initial = re.fullmatch(r"[^\W\d_]\.", plain) is not None  # the J. of J. S. Bach
    return plain not in _ABBREVIATIONS and not initial
