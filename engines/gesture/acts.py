"""What a speaker does with a sentence: asks, greets, thanks, lists, sets one thing against another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from engines.gesture.lexicon import Act
from engines.gesture.prosody import Phrase, plain
from engines.speech import Word

_OPENERS: tuple[tuple[Act, str], ...] = (
    ("greeting", r"(hello|hi|hey|welcome|good (morning|afternoon|evening|day)|greetings)\b"),
    ("farewell", r"(good ?bye|bye|farewell|see you|so long|good ?night|take care)\b"),
    ("thanks", r"(thanks|thank you|many thanks|i'm grateful|much obliged)\b"),
    ("apology", r"(sorry|i'm (so |very |really )?sorry|i apologi[sz]e|forgive me|excuse me|pardon)\b"),
    ("disagreement", r"(no\b|nope|never|i disagree|that's (wrong|not)|not at all|i don't think)"),
    ("agreement", r"(yes|yeah|yep|exactly|right\b|of course|sure|absolutely|indeed|i agree|okay|ok)\b"),
    ("request", r"(please|could you|would you|can you|will you|let's|let us)\b"),
    ("story", r"(once upon|one day|one night|long ago|when i was|there was (once )?a|so then|and then|suddenly)\b"),
    ("aside", r"(by the way|incidentally|in other words|that is\b|i mean|anyway)"),
)

_ASKS = re.compile(
    r"^(and |but |so |well |now )?(who|what|when|where|why|how|which|whose|"
    r"(is|are|am|was|were|do|does|did|can|could|will|would|shall|should|have|has|had|may|might|must)(n't)? "
    r"(i|you|he|she|it|we|they|there|this|that|the|my|your|anyone|anybody|someone))\b"
)

_CONTRAST = re.compile(
    r"\b(on the (one|other) hand|on the contrary|rather than|instead of|whereas|versus|while others|"
    r"but (also|instead|rather)|not (only )?.{3,60} but|however)\b"
)

_COMMANDS = re.compile(
    r"(ask|be|bring|build|call|check|choose|come|consider|count|do|don't|drop|find|follow|forget"
    r"|forgive|get|give|go|hold|imagine|join|keep|leave|let|listen|look|make|move|never|open|picture"
    r"|put|read|remember|run|say|see|send|show|sit|speak|stand|start|stay|stop|take|talk|tell|think"
    r"|trust|try|turn|use|wait|walk|watch|work|write)\b"
)


@dataclass(frozen=True)
class Sentence:
    """Phrases up to a full stop: indices `first` to `last` inclusive of the words, and what is done with them."""

    first: int
    last: int
    act: Act


def sentences(words: tuple[Word, ...], phrases: tuple[Phrase, ...]) -> tuple[Sentence, ...]:
    """The phrases joined to sentences, each with its act. A long pause ends a sentence that nobody punctuated."""
    made, first = [], 0
    for number, phrase in enumerate(phrases):
        last = number == len(phrases) - 1
        gap = 0.0 if last else phrases[number + 1].start - phrase.end
        if last or phrase.mark in {".", "!", "?", "…"} or gap > 0.7:
            said = [word.text for word in words[first : phrase.last + 1]]
            made.append(Sentence(first, phrase.last, act_of(said)))
            first = phrase.last + 1
    return tuple(made)


def act_of(said: list[str]) -> Act:
    """The act of one sentence, from its words as written."""
    keys = [key for key in (plain(word) for word in said) if key]
    text, end = " ".join(keys), said[-1].rstrip("\"'”’)]")[-1:] if said else ""
    for act, opener in _OPENERS:
        if re.match(rf"(oh |well |and |so |but )?{opener}", text) and (end != "?" or act == "request"):
            return act
    if end == "?" or (end not in {".", "!"} and _ASKS.match(text)):
        return "question"
    if _CONTRAST.search(text):
        return "contrast"
    if _is_list(said):
        return "list"
    if _COMMANDS.match(text):
        return "command"
    return "exclamation" if end == "!" else "statement"


def _is_list(said: list[str]) -> bool:
    """'apples, pears, and plums': two commas at least, close together, and a last one with 'and' or 'or'."""
    commas = [n for n, word in enumerate(said) if word.endswith(",")]
    near = [b - a for a, b in pairwise(commas)]
    joined = any(plain(word) in {"and", "or"} for word in said[commas[-1] + 1 : commas[-1] + 5]) if commas else False
    return bool(near) and max(near) <= 4 and joined
