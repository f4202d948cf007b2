"""A tagged sentence becomes clauses."""

from __future__ import annotations

from engines.story.writer.clauses import Clause, Phrase
from engines.story.writer.inversion import echo
from engines.story.writer.joins import Joins
from engines.story.writer.noun_phrases import is_time
from engines.story.writer.tagging import NOMINAL, Word
from engines.story.writer.verb_groups import VerbGroups
from engines.story.writer.words import words


def parse(tagged: list[Word]) -> list[Clause]:
    """The clauses of a sentence, in the order of the text."""
    return _Parser(tagged).run()


class _Parser(Joins, VerbGroups):
    """Takes each word by what it is."""

    def run(self) -> list[Clause]:
        while self.at < len(self.words):
            before, clause = self.at, self.now
            self._step()
            if self.at == before and self.now is clause:
                self.at += 1
        self._close()
        echo(self.clauses)
        return [clause for clause in self.clauses if clause.verb or clause.quotes or clause.subject or clause.places]

    def _step(self) -> None:
        tag = self._tag()
        match tag:
            case "QUOTE":
                self._quote()
            case "SUB":
                self._subordinate()
            case "REL":
                self._relative()
            case "AND" | "COMMA":
                self._join()
            case "VERB" | "MODAL" | "TO" | "NOT":
                self._verb()
            case "PREP":
                self._preposition()
            case "ADV":
                self._adverb()
            case "MARK" if self._low() == ":" and self.now.verb is not None and self._tag(1) != "QUOTE":
                self._begin("main", None, [])  # 'counts his goats: there are only nine'
                self.at += 1
            case "EACH":
                self.now.each_other = True
                self._to_tail()
            case "ADJ" if self._is_state() or (self.now.verb is not None and self._stands_alone()):
                self.now.states.append(self._low())
                self._to_tail()
            case _ if tag in NOMINAL:
                self._nominal()
            case _:
                self._to_tail()

    def _stands_alone(self) -> bool:
        """Whether an adjective has no noun: 'flies home hungry'."""
        at = self.at + 1
        while at < len(self.words) and self.words[at].tag in ("ADJ", "AND", "COMMA") and self.words[at].tag != "AND":
            at += 1
        return at >= len(self.words) or self.words[at].tag not in (*NOMINAL, "AND")

    def _quote(self) -> None:
        number = self.words[self.at].token.quote
        assert number is not None
        self.now.quoted_first = (self.now.verb is None and not self.now.quotes) or self.now.quoted_first
        self.now.quotes.append(number)
        self.at += 1

    def _adverb(self) -> None:
        low = self._low()
        if self.now.verb is None and not self.now.subject:
            self.lead_adverbs.append(low)
        if self.now.verb is not None or self.now.subject:
            self.now.adverbs.append(low)
        else:
            self.now.adverbs.append(low)
        self._to_tail()

    def _subordinate(self) -> None:
        link = self._low()
        waiting = self.now
        self._begin("sub", link, [])
        self.now.anew, self._anew = self._anew, False
        if waiting.verb is None and not waiting.quotes:  # 'Then, when he came'
            self.now.adverbs += waiting.adverbs
        self.at += 1

    def _relative(self) -> None:
        about = self._last_phrase()
        if about is None:
            self.at += 1
            return
        if self.now.verb is None or (self.now.subject and about in self.now.subject):
            self.outer.append(self.now)
            held = self.now
            self.now = Clause(role="rel", link=self._low(), subject=[about], about=about)
            if held.verb is not None:
                self.outer.pop()
                self.clauses.append(held) if held not in self.clauses else None
        else:
            self._close()
            self.now = Clause(role="rel", link=self._low(), subject=[about], about=about)
        whose = self._low() == "whose"
        self.at += 1
        if whose and self._tag() in NOMINAL:
            self.now.subject = self._group()
            self.now.subject[0].owner = self.now.subject[0].owner or about
        elif self._tag() in NOMINAL and self._verb_after_group() is not None:
            self.now.objects.append([about])
            self.now.subject = self._group()

    def _nominal(self) -> None:
        start = self.at
        first = self._low()
        group = self._group()
        comes = self.now.role == "sub" and not self.now.subject and self._tag() == "VERB"  # 'When winter came, he ...'
        if is_time(group) and not comes:
            self.now.adverbs.append(group[0].text)
            return
        if self.now.verb is None:
            if self.now.quotes and self._tag() not in ("VERB", "MODAL", "ADV", "NOT"):
                self.now.objects.append(group)
            elif self.now.subject and not self.now.inherited:
                self.now.subject = group if first not in ("all", "both", "each") else self.now.subject
            else:
                self.now.subject, self.now.inherited = group, False
            return
        if (
            self._tag() in ("VERB", "MODAL")
            and not self._plain_ing()
            and self._tag() != "TO"
            and self._is_new_clause(group)
        ):
            if self._back_to_outer():
                return
            self._begin("main", ",", group)
            return
        self.now.objects.append(group)
        self.now.tail += self.words[start : self.at]

    def _is_new_clause(self, group: list[Phrase]) -> bool:
        verb = self.words[self.at].verb
        if self.now.verb in ("help", "make", "let") and verb is not None and verb.form == "base":
            return False
        return not (
            self.now.verb in ("see", "watch", "hear", "notice", "find", "spot")
            and verb is not None
            and verb.form in ("ing", "base")
        )

    def _preposition(self) -> None:
        start, preposition = self.at, self._low()
        self.at += 1
        while self._tag() == "ADV" and self._tag(1) in NOMINAL:
            self.at += 1
        if self._tag() == "PREP" and preposition in (
            "from",
            "out",
            "over",
            "up",
            "down",
            "back",
            "out of",
            "away from",
        ):
            both = f"{preposition} {self._low()}"
            if words().has("prepositions", both) or preposition in ("from", "out of", "away from"):
                preposition = both
            else:
                self.now.adverbs.append(preposition)
                preposition = self._low()
            self.at += 1
        if self._tag() == "EACH":
            self.now.each_other = True
            self.now.tail += self.words[start : self.at + 1]
            self.at += 1
            return
        verb = self.words[self.at].verb if self.at < len(self.words) else None
        if verb is not None and verb.form == "ing":
            if preposition == "on" and self.now.verb in ("go", "carry", "keep"):
                self.now.verb, self.now.tail = "continue", []
            if preposition in ("before", "after", "until", "since"):
                self._begin("sub", preposition, [])
            else:
                self._begin("part", preposition)
            return
        if self._tag() not in NOMINAL:
            if self.now.verb is not None:
                self.now.tail += self.words[start : self.at]
            self.now.adverbs.append(preposition)
            return
        now = self.now
        group = self._group(single=preposition == "of", fronted=now.verb is None and (not now.subject or now.inherited))
        if is_time(group) and preposition in (
            "in",
            "on",
            "at",
            "after",
            "for",
            "by",
            "during",
            "before",
            "since",
            "until",
        ):
            self.now.adverbs.append(f"{preposition} {group[0].text}")
            return
        if self.now.verb is None:
            if self.now.subject and self.now.subject[-1].start < start and not self.now.inherited:
                self.now.subject[-1].where.append((preposition, group))
            else:
                self.now.places.append((preposition, group))
            return
        if preposition == "by" and self.now.passive:
            self.now.agent = group
            return
        last = self.now.nouns[-1] if self.now.nouns else None
        if preposition == "of" and last is not None:
            last.of = group[0]
            self.now.tail += self.words[start : self.at]
            return
        self.now.places.append((preposition, group))
        self.now.tail += self.words[start : self.at]
        if self._tag() in ("VERB", "MODAL") and self.now.role == "rel" and not self._plain_ing():
            self._back_to_outer()
