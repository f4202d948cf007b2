"""In which order the clauses of a sentence happen, whatever order they are told in."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engines.story.writer.clauses import Clause
from engines.story.writer.words import words

_FIRST = (
    "after",
    "when",
    "whenever",
    "once",
    "because",
    "since",
    "as soon as",
    "if",
    "although",
    "though",
    "even though",
    "now that",
    "by the time",
    "every time",
)
_LATER = ("before", "until", "till", "so that")
_WITH = ("while", "as", "whilst", "just as", "as long as")
_SEEN = ("see", "watch", "notice", "hear", "find", "spot", "look", "discover", "show")


@dataclass(frozen=True)
class Turn:
    """A clause that is shown, and whether it goes together with the turn before."""

    clause: Clause
    together: bool = False
    frame: int | None = None  # turns with the same number begin together: 'while she sings, he ...'
    number: int = 0  # its place in the text


def in_order(clauses: list[Clause]) -> list[Turn]:
    """What happens first comes first; what is only meant ('wants to run') is left out."""
    turns: list[Turn] = []
    waiting: list[Turn] = []  # told before the clause that they come after
    frame: int | None = None
    meant = -9  # the last clause that was only meant
    start = 0  # where the present main clause begins
    for number, clause in enumerate(clauses):
        following = clauses[number + 1] if number + 1 < len(clauses) else None
        if following is not None and _is_told_by_the_next(clause, following):
            continue
        stops = clause.verb in ("stop", "help", "resist") and following is not None and following.role == "part"
        if (
            stops
            and following is not None
            and following.chain == clause.verb
            and (clause.verb == "stop" or clause.negated)
        ):
            continue  # 'stops riding': nobody halts
        last = clauses[number - 1] if number else None
        inner = clause.role == "part" and clause.link in ("seen", "chain", "part") and meant == number - 1
        inner |= clause.role == "inf" and last is not None and last.role == "rel" and meant == number - 1
        if inner or _is_only_meant(clause, last):
            meant = number  # and so is what hangs on it: 'built a robot to help her clean the lab'
            continue
        link = clause.link or ""
        if clause.role == "sub":
            later_main = any(later.role == "main" for later in clauses[number + 1 :])
            main_follows = later_main and (not turns or clause.anew)
            chained = (
                last is not None and last.role == "sub" and last.link == link and turns and turns[-1].clause is last
            )
            if link in _WITH:
                if main_follows:
                    frame = number if frame is None else frame
                    turns.append(Turn(clause, frame=frame))
                else:
                    turns.append(Turn(clause, together=True))
            elif link in _LATER and main_follows:
                waiting.append(Turn(clause))
            elif link == "when" and turns and turns[-1].clause.progressive and turns[-1].clause.role == "main":
                turns.append(Turn(clause))  # 'They were walking along the beach when she saw a cave'
            elif link in _FIRST and not main_follows and turns and not chained and not _goes_on(clause):
                turns.insert(start, Turn(clause))
                start += 1
            elif link in ("what", "where", "how", "why", "whether", "that") and not _is_shown(clause, last):
                continue
            else:
                turns.append(Turn(clause))
            continue
        if clause.role == "inf" and waiting and last is waiting[-1].clause:
            waiting.append(Turn(clause))  # 'Before he sat down to read, he looked out'
            continue
        if clause.role == "part":
            turns.append(
                Turn(
                    clause,
                    together=link in ("part", "seen", "by", "in", "while", "and")
                    and clause.progressive
                    and bool(turns),
                )
            )
            continue
        if clause.role == "rel" and _is_only_told(clause, clauses[:number]):
            meant = number
            continue
        if clause.role == "rel":
            turns.append(Turn(clause))
            continue
        if clause.role == "main" and link not in ("and", ","):
            start = len(turns)
        first_of_frame = frame is not None and not any(t.frame == frame and t.clause.role == "main" for t in turns)
        turns.append(Turn(clause, frame=frame if first_of_frame else None))
        if waiting and clause.role == "main":
            turns += waiting
            waiting = []
    return [replace(turn, number=clauses.index(turn.clause)) for turn in (*turns, *waiting)]


def _goes_on(clause: Clause) -> bool:
    """'because Pepper was sitting on a branch': so it was before and after."""
    return clause.link in ("because", "since") and clause.progressive


def _is_told_by_the_next(clause: Clause, following: Clause) -> bool:
    """'comes running', 'makes them sit': the next verb is what is seen."""
    if following.role != "part" or following.verb is None:
        return False
    if clause.verb in ("come", "go") and not clause.nouns and following.form == "ing":
        return words().has("going", following.verb) and following.verb_at == clause.verb_at + 1
    return clause.verb in ("make", "have") and following.link == "seen" and following.form == "base"


def _is_only_meant(clause: Clause, last: Clause | None) -> bool:
    """'wants to dance', 'without looking', 'too tired to run': told, yet not done."""
    if clause.role == "part" and last is not None and last.verb == "let" and clause.verb == "go":
        return not (last.objects and (clause.nouns or clause.adverbs))  # 'lets go'
    if clause.role == "inf":
        if clause.chain == "stop" and clause.link == "chain":
            return False  # 'stops to look'
        if clause.chain == "have" and last is not None and last.past and last.role == "main" and not last.negated:
            return False  # 'she had to laugh'
        if (
            clause.link == "chain"
            and words().has("only_meant", clause.chain or "")
            and not words().has("doing", clause.chain or "")
        ):
            return True
        enough = last is not None and "enough" in last.adverbs and not last.negated  # 'was brave enough to visit him'
        if last is not None and not enough and (last.states or "too" in last.adverbs or last.negated):
            return True
        if clause.link == "to" and words().has("aspired", clause.verb or ""):
            return True  # 'rode to the castle to free the princess'
        if last is not None and clause.link == "to" and last.objects and _makes(last.verb):
            return True  # 'built a robot to help her'
    if (
        clause.role == "inf"
        and clause.link in ("and", "to")
        and clause.chain
        and words().has("only_meant", clause.chain)
    ):
        return True
    if (
        clause.role == "inf"
        and last is not None
        and last.role == "sub"
        and last.link in ("how", "what", "where", "whether")
    ):
        return True
    if (
        clause.role == "sub"
        and clause.link in ("how", "what", "where", "whether", "as if")
        and (not clause.subject or clause.link != "where")
    ):
        return True
    if (
        clause.role == "part"
        and clause.chain in ("stop", "finish", "quit", "avoid", "imagine", "mind")
        and clause.link == "chain"
        and not (last is not None and last.negated)  # 'cannot stop laughing'
    ):
        return True
    return clause.role == "part" and clause.link in (
        "without",
        "for",
        "about",
        "of",
        "from",
        "instead of",
        "like",
        "at",
    )


def _is_only_told(clause: Clause, before: list[Clause]) -> bool:
    """'a story about a bear who can fly': nobody flies."""
    about = [
        one for earlier in before for preposition, group in earlier.places if preposition == "about" for one in group
    ]
    if clause.perfect and not clause.progressive and words().has("going", clause.verb or ""):
        return True  # 'the men who had come to help them cheered'
    return any(clause.about is one for one in about) or bool({"always", "often", "usually"} & set(clause.adverbs))


def _is_shown(clause: Clause, last: Clause | None) -> bool:
    """'sees that she cries' and 'laughs so hard that she cries' are shown, 'says that she cries' is not."""
    if last is not None and clause.link == "where" and last.places and clause.subject:
        return True  # 'into the stadium, where thousands rose'
    if last is None or last.verb is None or clause.link != "that":
        return False
    return last.verb in _SEEN or any(one == "so" or one.startswith("so ") for one in last.adverbs)


def _makes(verb: str | None) -> bool:
    return verb in ("build", "construct", "invent") or words().has("depicting", verb or "")
