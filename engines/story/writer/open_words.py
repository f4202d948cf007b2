"""All other words, from the lists, the lexicon and their endings."""

from __future__ import annotations

import math
import re
from functools import lru_cache

from engines.story.writer import lexicon
from engines.story.writer.tags import Option
from engines.story.writer.words import VerbForm, words

_ADJECTIVE_ENDS = re.compile(r"(?:ful|ous|less|ish|able|ible|ical|est|coloured|colored|like|proof|shaped)$")


@lru_cache(maxsize=20_000)
def plain(low: str) -> tuple[Option, ...]:
    """What a word in lower case can be, from the lists, the lexicon and its ending."""
    known = words()
    noun, forms, entry = known.noun(low), known.verb_forms(low), lexicon.entry(low)
    counts: dict[str, float] = {}
    singular = noun.singular if noun.known or lexicon.entry(noun.singular) else low
    as_noun = lexicon.entry(singular)
    past = as_noun is not None and as_noun.noun == 0 and lexicon.lemma_of(low, "v") is not None  # 'sat' is no Saturday
    if as_noun is not None and as_noun.noun >= 0 and not past:
        counts["NOUN"] = as_noun.noun + 0.5
    if noun.known:
        counts["NOUN"] = counts.get("NOUN", 0) + (40 if singular in known.beings else 12)
    known_verbs = [form for form in forms if form.known]
    if known_verbs:
        best = max((_verb_count(form.lemma) for form in known_verbs), default=0.0)
        counts["VERB"] = best + (0.5 if low == known_verbs[0].lemma else 3.0)
    if entry is not None and entry.adjective >= 0:
        counts["ADJ"] = entry.adjective + 0.5
    if known.has("adjectives", low) or low in known.lists["colours"]:
        counts["ADJ"] = counts.get("ADJ", 0) + 40
    if low in known.feelings:
        counts["ADJ"] = counts.get("ADJ", 0) + 15
    if entry is not None and entry.adverb >= 0:
        counts["ADV"] = entry.adverb + 0.5
    if (irregular := lexicon.lemma_of(low, "a")) and not counts.get("VERB"):
        counts["ADJ"] = counts.get("ADJ", 0) + 5 if irregular else 0
    if not counts:
        return _unknown(low, forms)
    total = sum(counts.values())
    costs = {tag: min(3.2, -0.7 * math.log(count / total)) for tag, count in counts.items()}
    made = [Option(tag, cost) for tag, cost in costs.items() if tag != "VERB"]  # type: ignore[arg-type]
    if "VERB" in costs:
        made += verbs(low, costs["VERB"])
        if low.endswith("ing") and "NOUN" not in costs:
            made.append(Option("NOUN", 2.5))
        if low.endswith(("ed", "ing", "en", "wn")) and not lexicon.entry(low) and "ADJ" not in costs:
            made.append(Option("ADJ", 1.2))
    if low in known.lists["ordinals"] and "NOUN" in costs:
        made = [one for one in made if one.tag != "NOUN"]
    if low in known.lists["ordinals"]:
        made.append(Option("NOUN", 0.8))  # 'The second laughed.'
    if low.endswith("ly") and "ADV" not in costs and "NOUN" not in costs and "ADJ" not in costs:
        made.append(Option("ADV", 0.0))
    return tuple(made)


def _verb_count(lemma: str) -> float:
    entry = lexicon.entry(lemma)
    seen = float(max(entry.verb, 0)) if entry is not None else 0.0
    return min(seen, 60.0) + (12 if lemma in words().verbs else 0)


def verbs(low: str, cost: float) -> list[Option]:
    """One option for every form that a verb can have here."""
    made: list[Option] = []
    forms = [form for form in words().verb_forms(low) if form.known]
    for n, form in enumerate(forms):
        made.append(Option("VERB", cost + 0.3 * n, form))
        if form.form == "past" and not words().has_participle(form.lemma):
            made.append(Option("VERB", cost + 0.3 * n, VerbForm(form.lemma, "participle", form.known)))
    return made


def _unknown(low: str, forms: tuple[VerbForm, ...]) -> tuple[Option, ...]:
    """A word in no list: by its ending."""
    if low.endswith("ly") and len(low) > 4:
        return (Option("ADV"), Option("ADJ", 1.5))
    made = [Option("NOUN", 0.5)]
    if _ADJECTIVE_ENDS.search(low) or "-" in low:
        made = [Option("ADJ", 0.2), Option("NOUN", 0.8)]
    for form in forms:
        made.append(Option("VERB", 0.3 if form.form in ("past", "ing") else 1.2, form))
        if form.form == "past":
            made.append(Option("VERB", 0.3, VerbForm(form.lemma, "participle", False)))
        if form.form in ("past", "ing"):
            made.append(Option("ADJ", 1.0))
    made.append(Option("VERB", 1.8, VerbForm(low, "base", False)))
    return tuple(made)
