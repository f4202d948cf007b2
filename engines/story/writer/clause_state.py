"""How the clause stands that is being read."""

from __future__ import annotations

from typing import NamedTuple


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
