"""What it costs to read a word as this or that after what came before: English as a machine of clauses.

A State says how the present clause stands; `step` adds one word to it. Subjects agree with their verbs, a determiner
awaits its noun, a helper its verb, and a clause has one finite verb unless a conjunction brings another.
"""

from __future__ import annotations

from engines.story.writer import lexicon
from engines.story.writer.clause_state import State
from engines.story.writer.noun_agreement import nominal, phrase
from engines.story.writer.tags import Option
from engines.story.writer.tokens import Token
from engines.story.writer.verb_agreement import clause_for_verb, verb_of, with_verb
from engines.story.writer.words import words


def step(now: State, option: Option, token: Token, following: str) -> tuple[float, State]:
    """What `option` costs after `now`, and the state that it leads to."""
    tag = option.tag
    if tag == "VERB" and option.verb is not None:
        return verb_of(now, option.verb, token, following)
    if tag in ("DET", "POSS", "NUM", "ADJ", "NOUN", "NAME", "PRON"):
        return nominal(now, tag, token, following)
    cost = _unfinished(now, tag)
    match tag:
        case "MODAL":
            return cost + clause_for_verb(now, None), with_verb(now, "MODAL", helper="modal", form="modal", verb="")
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
                now = phrase(now, "p" if now.last == "NUM" else "any", now.last, False)
            return cost, now._replace(last="PREP", np="", begun=True)
        case "SUB":
            cost += 1.2 if now.kind == "main" and now.subject and not now.finite and not now.outer else 0.0
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
            listed = "" if now.np not in ("whole", "inner") or now.last == "PRON" else "bare" if now.bare else "full"
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


def _relative(now: State, token: Token) -> float:
    if now.np:
        return 0.0
    if now.last in ("COMMA", "PREP"):
        return 0.2 if token.lower != "that" else 2.0
    return 1.0 if not now.begun else 2.0


_PARTICLES = ("up", "down", "out", "off", "over", "away", "back", "apart")
_SWITCHED = tuple((verb, "on") for verb in ("put", "try", "turn", "switch", "pull")) + tuple(
    (verb, "in") for verb in ("carry", "bring", "hand", "take", "let", "pull")
)


def _is_phrasal(verb: str, particle: str) -> bool:
    """Whether a verb and its particle take an object: 'pick up', but not 'run up'."""
    if particle not in _PARTICLES:
        return (verb, particle) in _SWITCHED
    known = words()
    return (verb, particle) in known.phrasal or (lexicon.takes_particle(verb, particle) and verb not in known.moving)
