"""What a verb costs in the clause as it stands: it agrees with its subject and follows its helper."""

from __future__ import annotations

from engines.story.writer.clause_state import State
from engines.story.writer.noun_agreement import phrase
from engines.story.writer.tokens import Token, says
from engines.story.writer.words import VerbForm, words

_LETS = ("see", "watch", "hear", "help", "make", "let", "notice")


def verb_of(now: State, verb: VerbForm, token: Token, following: str) -> tuple[float, State]:
    form = verb.form
    cost = 0.0
    if now.np == "open" and now.last == "NUM" and form != "ing":
        cost, now = cost + 0.8, phrase(now, "p", "NUM", False)  # 'the other two jumped'
    elif now.np == "open":
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
    cost += clause_for_verb(now, verb)
    return cost, with_verb(now, "VERB", _helps(verb, following), form, verb.lemma)


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


def clause_for_verb(now: State, verb: VerbForm | None) -> float:
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
        never = form == "base" and now.form == "past" and now.last in ("AND", "COMMA")  # 'of paper and glue'
        return (0.0 if alike or be else 3.0 if never else 1.8) + (0.3 if now.last == "ADV" else 0.0)
    if now.second:
        return 0.5 + _disagree(now.second, verb, form)
    if now.joined and now.np == "inner" and form in ("s", "past"):
        return 1.2  # 'and out of it stepped a girl'
    if now.fronted and now.np == "whole":
        return 0.8
    if words().has("telling", now.verb) and now.np == "whole":
        return 0.8 + (1.2 if form == "base" else 0.0)  # 'says Tom is tired', but 'explains each move'
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


def with_verb(now: State, last: str, helper: str, form: str, verb: str) -> State:
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
