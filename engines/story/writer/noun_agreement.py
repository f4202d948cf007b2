"""What nouns, and what stands before them, cost in the clause as it stands."""

from __future__ import annotations

from engines.story.writer.clause_state import State
from engines.story.writer.tokens import Token
from engines.story.writer.words import words

_OBJECTS = ("me", "him", "her", "us", "them", "himself", "herself", "itself", "themselves", "myself")


def nominal(now: State, tag: str, token: Token, following: str) -> tuple[float, State]:
    low = token.lower
    cost = 0.0
    if now.helper == "to":
        cost += 6.0
    if now.helper in ("modal",) and now.subject and not _is_question(now):
        cost += 3.0
    if now.helper == "do" and now.subject and now.last == "NOT":
        cost += 3.0
    asked = now.helper == "do" and not now.subject
    if now.helper in ("have", "do") and not asked and tag in ("DET", "POSS", "NUM"):
        now = now._replace(helper="")  # 'has a dog', 'did a dance', but 'Did the dog run?'
    if tag == "ADJ" and low in ("named", "called") and (now.helper or not now.np):
        cost += 5.0
    if tag == "PRON":
        price, after = _pronoun(now, low, following)
        return cost + price, after
    if now.np == "open":
        cost += _inside(now, tag, low)
        if now.last == "ADV" and tag not in ("ADJ", "NUM"):
            cost += 1.0
    elif now.np:
        cost += _after_noun(now, tag, token)
        if tag in ("NOUN", "NAME") and now.last in ("NOUN", "NAME") and now.np != "time":
            return cost, _named(now, tag, low, compound=True)
        if tag == "ADJ" and now.np != "time":
            return cost, now._replace(last="ADJ", begun=True)
        now = now._replace(np="")
    now = now._replace(inner=now.last == "PREP" or (now.np == "open" and now.inner))
    if tag == "ADJ" and now.np != "open":
        if (
            words().has("linking", now.verb)
            and now.last in ("VERB", "ADV", "NOT", "AND", "COMMA", "ADJ")
            and now.finite
        ):
            return cost, now._replace(last="ADJ", np="", helper="", begun=True)
        state = "open"
        return cost + (0.5 if now.last in ("VERB", "PREP", "AND", "COMMA", "", "ADV", "ADJ") else 1.0), now._replace(
            last="ADJ", np=state, bare=True, begun=True
        )
    if tag == "NUM" and low.isdigit() and len(low) == 4:
        return cost, now._replace(last="NUM", np="time", begun=True)
    if tag == "DET" and low in ("all", "both", "each") and now.helper == "be":
        cost += 1.5
    if tag in ("DET", "POSS", "NUM", "ADJ"):
        return cost, now._replace(last=tag, np="open", bare=now.bare and tag == "ADJ", begun=True)
    if tag == "NOUN" and (now.last == "AND" or (now.last == "ADV" and now.joined)) and now.finite:
        cost += 0.5 if now.listed == "bare" else 1.0 if now.listed == "full" else 2.5
    elif tag == "NOUN" and now.last == "COMMA" and now.finite:
        cost += 0.2 if now.listed == "bare" else 0.8 if now.listed == "full" else 1.6
    if (
        now.np != "open"
        and tag == "NOUN"
        and not words().noun(low).plural
        and low not in words().beings
        and low not in words().places
    ):
        cost += 0.5  # a noun of one thing without an article
    return cost, _named(now, tag, low)


def _inside(now: State, tag: str, low: str) -> float:
    """Within a noun phrase that awaits its noun."""
    if tag in ("DET", "POSS"):
        return 0.3 if now.last == "DET" else 4.0
    if tag == "NUM":
        return 0.2 if now.last in ("DET", "POSS", "ADJ") else 1.5
    if tag == "NAME":
        return 0.6
    return 0.0


def _after_noun(now: State, tag: str, token: Token) -> float:
    """After a noun phrase that is whole: a compound, a second object, or the subject of a new clause."""
    if now.np == "time":
        return 0.2
    if now.last == "ADJ" and tag == "NAME":
        return 0.0  # 'a girl called Ann'
    if now.last == "NAME" and tag == "NAME":
        return 0.0
    if now.last == "NOUN" and tag == "NOUN":
        return 1.0 if now.second != "p" and now.subject != "p" else 1.8
    if now.last == "NOUN" and tag == "NAME":
        return 0.4
    if now.last == "NAME" and tag == "NOUN":
        return 1.5
    if tag == "ADJ":
        return 2.0
    if (
        now.finite
        and not now.joined
        and now.verb
        in (
            "give",
            "show",
            "tell",
            "teach",
            "throw",
            "bring",
            "hand",
            "offer",
            "send",
            "ask",
            "pass",
            "read",
            "buy",
            "make",
            "call",
            "find",
            "lend",
            "sing",
            "toss",
            "pay",
            "feed",
            "write",
            "cook",
            "save",
        )
    ):
        return 0.2
    if now.finite or now.fronted:
        return 1.2
    return 0.5 if now.np == "inner" and not now.subject else 3.0


def _named(now: State, tag: str, low: str, compound: bool = False) -> State:
    """A noun or a name ends a noun phrase, which may be the subject or, after a conjunction, a new one."""
    number = "s"
    ranked = now.last == "DET" and low in words().lists["ordinals"]
    if (
        tag == "NOUN"
        and not ranked
        and words().has("times", words().noun(low).singular)
        and not now.finite
        and not now.subject
    ):
        return now._replace(last="NOUN", np="time", begun=True)
    if tag == "NOUN":
        number = "p" if words().noun(low).plural or low == "people" else "s"
        being = words().beings.get(words().noun(low).singular)
        if being is not None and being.size and number == "s":
            number = "any"
    if now.last in ("NUM",) and number == "p":
        number = "p"
    return phrase(now, number, tag, compound)


def _pronoun(now: State, low: str, following: str) -> tuple[float, State]:
    cost = 0.0
    number = "s" if words().has("singular_pronouns", low) else "p" if words().has("plural_pronouns", low) else "any"
    if now.np == "open":
        cost += 0.2 if low in ("one", "ones", "others", "other") else 5.0
    if now.np in ("whole", "inner") and now.last != "COMMA":
        # 'The cake she baked'; 'gives him it'; 'they all'
        fronted = now.np == "inner" and not now.subject
        cost += 0.4 if low in ("all", "both", "each") else 1.0 if now.finite else 0.2 if fronted else 2.5
    if not now.finite and not now.joined and low in _OBJECTS and now.last not in ("PREP", "VERB", "AND"):
        cost += 2.5
    if low in ("he", "she", "they", "we", "i") and now.finite and not now.joined and now.kind != "rel":
        cost += 0.8 if now.last in ("VERB", "NOUN", "PRON", "NAME", "ADV") else 1.5
    if now.last == "PREP" and low == "her" and following in ("back", "left", "right", "own", "side"):
        cost += 1.0
    if now.last == "PREP" and low == "her" and following.endswith("ing"):
        cost += 1.5  # 'in her sleeping bag'
    if now.last == "PREP" and low in ("he", "she", "they", "we", "i"):
        cost += 3.0
    if (
        low in ("one", "some", "all", "both", "each", "many", "others", "this", "that")
        and following not in ("of",)
        and now.last == "DET"
    ):
        cost += 0.0
    return cost, phrase(now, number, "PRON", False)


def phrase(now: State, number: str, tag: str, compound: bool) -> State:
    after_and = now.last == "AND" or (now.np == "open" and now.joined)
    bare = now.bare and (now.np == "open" or compound) if now.np == "open" or compound else True
    now = now._replace(bare=bare)
    if (now.last == "PREP" or (now.np == "open" and now.inner)) and not compound:
        return now._replace(last=tag, np="inner", begun=True)
    if compound and now.np == "inner":
        return now._replace(last=tag, begun=True)
    if not now.finite:
        if compound and now.joined and now.subject == "p":
            subject = "p"  # 'Rosie and her brother Sam tiptoe'
        elif not now.subject or compound or now.kind == "rel":
            subject = number
        elif now.joined:
            subject = number if now.last == "COMMA" else "p" if now.last == "AND" else "any"
        else:
            subject = now.subject if now.last == "PREP" else number
        return now._replace(last=tag, np="whole", subject=subject, helper=now.helper, begun=True)
    second = now.second
    if now.joined:
        second = "p" if second and after_and else number
    return now._replace(
        last=tag, np="whole", second=second, helper="" if now.helper in ("be", "have") else now.helper, begun=True
    )


def _is_question(now: State) -> bool:
    return now.last in ("MODAL", "NOT")
