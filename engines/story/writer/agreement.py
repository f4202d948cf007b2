"""What it costs to read a word as this or that after what came before: English as a machine of clauses.

A State says how the present clause stands; `step` adds one word to it. Subjects agree with their verbs, a determiner
awaits its noun, a helper its verb, and a clause has one finite verb unless a conjunction brings another.
"""

from __future__ import annotations

from typing import NamedTuple

from engines.story.writer import lexicon
from engines.story.writer.options import Option
from engines.story.writer.tokens import Token, says
from engines.story.writer.words import VerbForm, words

_SINGULAR = (
    "he",
    "she",
    "it",
    "this",
    "that",
    "one",
    "everybody",
    "everyone",
    "nobody",
    "somebody",
    "someone",
    "each",
    "another",
    "anyone",
    "something",
    "nothing",
    "everything",
    "either",
    "neither",
    "none",
)
_PLURAL = (
    "we",
    "they",
    "you",
    "both",
    "these",
    "those",
    "all",
    "some",
    "many",
    "few",
    "others",
    "several",
    "most",
    "i",
)
_OBJECTS = ("me", "him", "her", "us", "them", "himself", "herself", "itself", "themselves", "myself")
_LETS = ("see", "watch", "hear", "help", "make", "let", "notice")
_TELLS = (
    "say",
    "think",
    "know",
    "see",
    "hope",
    "wish",
    "tell",
    "believe",
    "notice",
    "hear",
    "find",
    "decide",
    "promise",
    "shout",
    "feel",
    "realise",
    "realize",
    "guess",
    "explain",
    "understand",
    "show",
    "wonder",
    "ask",
)
_LINKS = (
    "be",
    "feel",
    "look",
    "seem",
    "become",
    "get",
    "turn",
    "grow",
    "sound",
    "appear",
    "stay",
    "remain",
    "go",
    "make",
    "keep",
    "smell",
    "taste",
    "fall",
    "come",
    "lie",
    "stand",
    "sit",
)


class State(NamedTuple):
    """How the clause stands that is being read."""

    last: str = ""  # tag of the word before
    np: str = ""  # 'open' awaits its noun, 'whole' has one, 'inner' has one and a preposition before, 'time' says when
    bare: bool = True  # whether the noun phrase has no article or the like
    listed: str = ""  # what stands before the conjunction: 'bare' or 'full' noun phrase, '' for anything else
    subject: str = ""  # s, p, any; '' when there is none yet
    finite: bool = False  # whether it has its verb
    form: str = ""  # of that verb
    helper: str = ""  # be, have, do, modal or to: awaits its verb
    second: str = ""  # number of a noun phrase after a conjunction, which may be a new subject
    joined: bool = False  # a conjunction, comma or quotation came since the verb
    outer: str = ""  # number of a subject that a relative clause interrupts, still without its verb
    verb: str = ""  # the latest
    fronted: bool = False  # a clause with 'when' or the like came first
    kind: str = "main"  # main, sub, rel
    begun: bool = False  # any word read
    inner: bool = False  # a preposition stands before the noun phrase that is open


START = State()


def step(now: State, option: Option, token: Token, following: str) -> tuple[float, State]:
    """What `option` costs after `now`, and the state that it leads to."""
    tag = option.tag
    if tag == "VERB" and option.verb is not None:
        return _verb(now, option.verb, token, following)
    if tag in ("DET", "POSS", "NUM", "ADJ", "NOUN", "NAME", "PRON"):
        return _nominal(now, tag, token, following)
    cost = _unfinished(now, tag)
    match tag:
        case "MODAL":
            return cost + _clause_for_verb(now, None), _with_verb(now, "MODAL", helper="modal", form="modal", verb="")
        case "NOT":
            return cost, now._replace(last="NOT", begun=True)
        case "ADV":
            cost += 0.8 if now.last == "PREP" else 0.0
            if not now.begun and words().has("prepositions", token.lower) and words().has("determiners", following):
                cost += 1.5  # 'On the ice Mikko had the puck'
            cost -= 0.5 if token.lower in ("all", "both", "each") and now.last in ("PRON", "VERB", "MODAL") else 0.0
            cost += 0.6 if now.last == "COMMA" and token.lower in ("so", "yet") else 0.0
            cost += 1.0 if now.helper == "to" else 0.0
            subject = "any" if token.lower in ("there", "here") and not now.finite and not now.subject else now.subject
            np = now.np if now.np == "open" else ""
            return cost, now._replace(last="ADV", np=np, subject=subject, begun=True)
        case "TO":
            return cost + (2.0 if now.last == "PREP" else 0.0), now._replace(last="TO", np="", helper="to", begun=True)
        case "PREP":
            cost += 1.5 if now.last == "PREP" else 0.0
            if now.last == "VERB" and _is_phrasal(now.verb, token.lower):
                cost += 1.5
            if now.last == "PREP" and token.lower in ("behind", "under", "behind", "inside", "between", "over"):
                cost -= 1.3
            if token.lower == "of" and now.np == "open" and now.last in ("NUM", "ADJ"):
                now = _phrase(now, "p" if now.last == "NUM" else "any", now.last, False)
            return cost, now._replace(last="PREP", np="", begun=True)
        case "SUB":
            return cost, State(
                last="SUB",
                subject="any" if token.lower == "what" else "",
                kind="sub",
                fronted=not now.finite or now.fronted,
                begun=True,
                outer="" if now.finite else now.outer,
            )
        case "REL":
            return cost + _relative(now, token), State(
                last="REL",
                subject="any",
                kind="rel",
                outer=now.subject if not now.finite else "",
                begun=True,
                fronted=now.fronted,
            )
        case "AND" | "COMMA" | "MARK" | "QUOTE":
            listed = "" if now.np not in ("whole", "inner") else "bare" if now.bare else "full"
            return cost + _boundary(now, token.lower, tag), now._replace(
                last=tag,
                np="",
                joined=True,
                second="",
                begun=True,
                helper=now.helper if tag == "COMMA" else "",
                listed=listed,
            )
        case "OWNS":
            cost += 0.0 if now.np in ("whole", "inner", "time") else 4.0
            return cost, now._replace(
                last="OWNS",
                np="open",
                subject=now.subject if now.finite else "",
                bare=False,
                second="" if now.joined else now.second,
                begun=True,
            )
        case _:
            return cost, now._replace(last=tag, np="", begun=True)


def at_end(now: State, end: str, length: int) -> float:
    """What it costs to end here, after `length` words."""
    cost = _unfinished(now, "END")
    cost += (1.5 if length > 1 else 0.5) if not now.finite else 0.0
    cost += 2.5 if now.outer and now.kind == "rel" else 0.0
    cost += 2.0 if now.last in ("PREP", "AND", "TO", "SUB") else 0.0
    return cost + (3.0 if now.helper == "to" else 0.0) - (1.0 if end == "?" else 0.0)


def _unfinished(now: State, tag: str) -> float:
    """For what the word before still awaits."""
    cost = 0.0
    if now.np == "open" and tag not in ("ADV", "COMMA", "AND"):
        cost += 1.2 if now.last in ("ADJ", "NUM") else 4.0
    elif now.np == "open" and tag in ("ADV", "AND", "COMMA"):
        cost += 0.6 if now.last in ("ADJ", "NUM", "ADV") else 4.0
    if now.helper == "to" and tag not in ("VERB", "ADV"):
        cost += 6.0
    if now.helper in ("modal", "do") and tag in ("COMMA", "AND", "PREP", "SUB", "REL"):
        cost += 1.5
    if now.last == "PREP" and tag in ("COMMA", "AND", "MARK", "QUOTE", "SUB", "NOT", "MODAL", "TO", "END"):
        cost += 3.0
    return cost


def _boundary(now: State, low: str, tag: str) -> float:
    if low in ("so", "yet") and now.last != "COMMA":
        return 2.0 if now.last not in ("", "QUOTE", "MARK") else 0.2
    if tag == "AND" and now.last in ("PREP", "DET", "POSS"):
        return 3.0
    return 0.0


# Nouns and what stands before them.


def _nominal(now: State, tag: str, token: Token, following: str) -> tuple[float, State]:
    low = token.lower
    cost = 0.0
    if now.helper == "to":
        cost += 6.0
    if now.helper in ("modal",) and now.subject and not _is_question(now):
        cost += 3.0
    if now.helper == "do" and now.subject and now.last == "NOT":
        cost += 3.0
    if now.helper == "have" and tag in ("DET", "POSS", "NUM"):
        now = now._replace(helper="")
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
        if now.verb in _LINKS and now.last in ("VERB", "ADV", "NOT", "AND", "COMMA", "ADJ") and now.finite:
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
    if tag == "NOUN" and words().has("times", words().noun(low).singular) and not now.finite and not now.subject:
        return now._replace(last="NOUN", np="time", begun=True)
    if tag == "NOUN":
        number = "p" if words().noun(low).plural or low == "people" else "s"
        being = words().beings.get(words().noun(low).singular)
        if being is not None and being.size and number == "s":
            number = "any"
    if now.last in ("NUM",) and number == "p":
        number = "p"
    return _phrase(now, number, tag, compound)


def _pronoun(now: State, low: str, following: str) -> tuple[float, State]:
    cost = 0.0
    number = "s" if low in _SINGULAR else "p" if low in _PLURAL else "any"
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
    if now.last == "PREP" and low in ("he", "she", "they", "we", "i"):
        cost += 3.0
    if (
        low in ("one", "some", "all", "both", "each", "many", "others", "this", "that")
        and following not in ("of",)
        and now.last == "DET"
    ):
        cost += 0.0
    return cost, _phrase(now, number, "PRON", False)


def _phrase(now: State, number: str, tag: str, compound: bool) -> State:
    after_and = now.last == "AND" or (now.np == "open" and now.joined)
    bare = now.bare and (now.np == "open" or compound) if now.np == "open" or compound else True
    now = now._replace(bare=bare)
    if (now.last == "PREP" or (now.np == "open" and now.inner)) and not compound:
        return now._replace(last=tag, np="inner", begun=True)
    if compound and now.np == "inner":
        return now._replace(last=tag, begun=True)
    if not now.finite:
        if not now.subject or compound or now.kind == "rel":
            subject = number
        elif now.joined:
            subject = "p" if after_and else number if now.last == "COMMA" else "p"
        else:
            subject = now.subject if now.last == "PREP" else number
        return now._replace(last=tag, np="whole", subject=subject, helper=now.helper, begun=True)
    second = now.second
    if now.joined:
        second = "p" if second and after_and else number
    return now._replace(
        last=tag, np="whole", second=second, helper="" if now.helper in ("be", "have") else now.helper, begun=True
    )


# Verbs.


def _verb(now: State, verb: VerbForm, token: Token, following: str) -> tuple[float, State]:
    form = verb.form
    cost = 0.0
    if now.np == "open":
        cost += 5.0 if now.last in ("DET", "POSS", "OWNS") else 1.6 if now.last in ("ADJ", "NUM") else 2.5
    if token.text[0].isupper() and not token.begins and now.last not in ("QUOTE", "MARK"):
        cost += 3.0
    if now.helper:
        helped = _helped(now, verb)
        if helped is not None:
            return cost + helped, now._replace(
                last="VERB",
                np="",
                helper=_helps(verb, following),
                verb=verb.lemma,
                finite=True,
                begun=True,
                joined=False if now.helper != "to" else now.joined,
            )
        if now.helper in ("modal", "to"):
            cost += 5.0
        elif now.last in ("VERB", "NOT") and form != "ing":
            cost += 2.5
    if form == "ing":
        return cost + _gerund(now, verb), _after_gerund(now, verb, following)
    if form == "participle":
        # 'a house made of straw', 'a girl named Ann'
        inner = 1.2 if now.np in ("whole", "inner") else 1.5 if now.last in ("", "COMMA", "AND") else 3.5
        return cost + inner, now._replace(last="VERB", np="", verb=verb.lemma, begun=True)
    if (
        form == "base"
        and now.finite
        and not now.joined
        and now.verb in _LETS
        and now.last in ("PRON", "NOUN", "NAME", "VERB")
    ):
        return cost + 0.3, now._replace(last="VERB", np="", verb=verb.lemma, begun=True)
    if form == "base" and now.last == "VERB" and now.verb in ("go", "come", "help"):
        return cost + 0.6, now._replace(last="VERB", np="", verb=verb.lemma, begun=True)
    cost += _clause_for_verb(now, verb)
    return cost, _with_verb(now, "VERB", _helps(verb, following), form, verb.lemma)


def _helps(verb: VerbForm, following: str) -> str:
    return verb.lemma if verb.lemma in ("be", "have", "do", "get") else ""


def _helped(now: State, verb: VerbForm) -> float | None:
    """The cost of a verb after its helper; None when it cannot be helped by it."""
    form = verb.form
    match now.helper:
        case "modal" | "to":
            return 0.0 if form == "base" else None
        case "do":
            return 0.0 if form == "base" and (now.last in ("NOT", "ADV", "PRON", "NOUN", "NAME", "VERB")) else None
        case "be" | "get":
            if form == "ing":
                return 0.0 if now.helper == "be" else 0.6
            if form == "participle" and now.last in ("VERB", "NOT", "ADV", "PRON", "NAME", "NOUN"):
                return (
                    0.3 + (1.0 if now.last in ("PRON", "NAME", "NOUN") else 0.0) + (0.8 if now.helper == "get" else 0.0)
                )
            return None
        case "have":
            if form == "participle" and now.last in ("VERB", "NOT", "ADV", "PRON"):
                return 0.0
            return 0.8 if form == "base" and verb.lemma in ("come", "run", "become") and now.last == "VERB" else None
        case _:
            return None


def _gerund(now: State, verb: VerbForm) -> float:
    if now.last == "PREP":
        return 0.2
    if now.last in ("COMMA", "AND", "", "SUB", "QUOTE", "MARK"):
        return 0.5
    if now.last in ("VERB", "ADV"):
        return 0.4 if now.finite else 1.2
    if now.np:
        return 0.7 if now.finite else 1.3
    return 1.5


def _after_gerund(now: State, verb: VerbForm, following: str) -> State:
    if not now.finite and now.last in ("", "COMMA") and now.kind == "main":
        return now._replace(last="VERB", np="", verb=verb.lemma, fronted=True, begun=True)
    return now._replace(last="VERB", np="", verb=verb.lemma, begun=True)


def _clause_for_verb(now: State, verb: VerbForm | None) -> float:
    """What a finite verb (None: a modal) costs here: its clause needs a subject that agrees, and no other verb."""
    form = verb.form if verb is not None else "modal"
    if verb is not None and now.last == "QUOTE" and says(verb.lemma):
        return 0.0
    if not now.finite:
        if not now.subject:
            if now.last == "REL":
                return 0.0
            if now.joined and now.fronted:
                return 1.0
            at_start = not now.begun or now.last in ("ADV", "COMMA", "AND", "QUOTE", "MARK")
            if form == "base":
                return 1.2 if at_start else 2.0
            if verb is not None and verb.lemma in ("be", "do", "have"):
                return 0.6
            if (now.np in ("inner", "time") or now.last == "ADV") and form in ("s", "past"):
                return 0.8  # 'Behind the tree stood a boy'
            return (0.8 if not now.begun else 1.6) if at_start else 2.2
        cost = _disagree(now.subject, verb, form)
        if now.last == "PREP":
            cost += 4.0
        if now.last == "AND" and now.np != "open":
            cost += 2.0
        return cost
    if now.outer and now.kind == "rel":
        return _disagree(now.outer, verb, form)
    if now.second and now.np in ("whole", "inner"):
        return 0.2 + _disagree(now.second, verb, form)
    if now.joined and (now.last in ("AND", "COMMA", "ADV", "NOT", "QUOTE", "MARK")):
        alike = form == now.form or {form, now.form} <= {"past", "participle", "modal"} or now.form == "modal"
        be = verb is not None and verb.lemma == "be" and now.form in ("s", "past")
        return (0.0 if alike or be else 1.8) + (0.3 if now.last == "ADV" else 0.0)
    if now.second:
        return 0.5 + _disagree(now.second, verb, form)
    if now.joined and now.np == "inner" and form in ("s", "past"):
        return 1.2  # 'and out of it stepped a girl'
    if now.fronted and now.np == "whole":
        return 0.8
    if now.verb in _TELLS and now.np == "whole":
        return 0.8
    return 3.6


def _disagree(number: str, verb: VerbForm | None, form: str) -> float:
    if verb is None or number == "any":
        return 0.0
    if form == "base" and verb.lemma in ("be", "have", "do"):
        return 0.0
    if number == "s" and form == "base":
        return 2.2
    if number == "p" and form == "s" and verb.lemma not in ("be", "have"):
        return 2.2
    return 0.0


def _with_verb(now: State, last: str, helper: str, form: str, verb: str) -> State:
    if now.finite and now.outer and now.kind == "rel":
        return State(
            last=last,
            subject=now.outer,
            finite=True,
            form=form,
            helper=helper,
            verb=verb,
            begun=True,
            fronted=now.fronted,
        )
    subject = now.second or now.subject if now.finite else now.subject
    return now._replace(
        last=last,
        np="",
        subject=subject,
        finite=True,
        form=form,
        helper=helper,
        verb=verb,
        second="",
        joined=False,
        begun=True,
    )


def _is_question(now: State) -> bool:
    return now.last in ("MODAL", "NOT")


def _relative(now: State, token: Token) -> float:
    if now.np:
        return 0.0
    if now.last in ("COMMA", "PREP"):
        return 0.2 if token.lower != "that" else 2.0
    return 1.0 if not now.begun else 2.0


_PARTICLES = ("up", "down", "out", "off", "over", "away", "back", "apart")
_SWITCHED = (("put", "on"), ("try", "on"), ("turn", "on"), ("switch", "on"))


def _is_phrasal(verb: str, particle: str) -> bool:
    """Whether a verb and its particle take an object: 'pick up', but not 'run up'."""
    if particle not in _PARTICLES:
        return (verb, particle) in _SWITCHED
    known = words()
    return (verb, particle) in known.phrasal or (lexicon.takes_particle(verb, particle) and verb not in known.moving)
