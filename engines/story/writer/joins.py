"""What 'and', 'but' and commas bring: another clause, another verb, one more of a kind, or the same said again."""

from __future__ import annotations

from engines.story.writer.clauses import Clause, Phrase, Role
from engines.story.writer.cursor import is_finite
from engines.story.writer.noun_phrases import NounPhrases, finite_after, is_time
from engines.story.writer.tagging import NOMINAL
from engines.story.writer.words import words


class Joins(NounPhrases):
    """Reads on after a conjunction or a comma."""

    _anew = False  # whether a conjunction stood before 'when' or the like
    _apart = False  # whether a comma stood before the conjunction

    def _join(self) -> None:
        """'and', 'but' or a comma: another subject and verb, another verb, or another thing of the same kind."""
        link = self._low() if self._tag() == "AND" else ","
        self._apart = link == ","  # ', and' rather begins anew
        self.at += 1
        adverbs = []
        if self._tag() == "AND":
            link = self._low()
            self.at += 1
        while self._tag() == "ADV" and not (self._tag(1) == "PREP" and self._low(1) != "of" and self._low() != "then"):
            adverbs.append(self._low())
            self.at += 1
            if self._tag() == "COMMA":
                self.at += 1
        if self._tag() in ("SUB", "REL", "QUOTE", "AND", None):
            self.now.adverbs += adverbs
            self._anew = self._tag() == "SUB" and link != ","
            return
        has_verb = self.now.verb is not None or bool(self.now.quotes)
        if link == "," and not has_verb and self.now.subject and self._said_of_subject():
            return
        if self._tag() == "ADJ" and self.now.states and self._tag(1) not in NOMINAL:
            self.now.adverbs += adverbs
            return  # 'was new to the school and very nervous'
        ends = self._tag(1) in (None, "COMMA", "MARK") or ("too" in adverbs and self._tag(1) == "TO")
        if link == "," and has_verb and self._tag() == "ADJ" and ends and not self.now.objects:
            self.now.states.append(self._low())  # 'lay on the grass, exhausted'
            self.at += 1
            return
        if self._tag() in ("VERB", "MODAL", "NOT") or (self._tag() == "TO" and self.now.role == "inf"):
            if self._back_to_outer():
                has_verb = False
            if self._is_participle():
                self._begin("part", "part" if link == "," else link)
            elif has_verb:
                carried = self._finite_before()
                role: Role = carried.role if carried.role in ("inf", "sub", "rel") and link != "," else "main"
                self._begin(role if role != "sub" else "main", link, list(carried.subject))
                self.now.chain, self.now.inherited = carried.chain, True
                self._carry_passive(carried)
                if carried.role in ("inf", "sub"):
                    self.now.role, self.now.link = (carried.role, "and" if carried.role == "inf" else carried.link)
                self.now.modal = carried.modal
            self.now.adverbs += adverbs
            return
        if self._tag() in NOMINAL:
            self._join_nominal(link, adverbs, has_verb)
            return
        if self._tag() == "PREP" and has_verb and self._inverted_follows():
            self._begin("main", link, [])
            self.now.adverbs += adverbs
            return
        if self._tag() == "PREP" and has_verb and "then" in adverbs and self.now.places:
            verb = self.now
            self._begin("main", link, list(verb.subject))
            self.now.verb, self.now.form, self.now.tail = (verb.verb, verb.form, verb.tail[:1])
            self.now.adverbs = adverbs
            return
        if self._tag() == "PREP" and has_verb and link != ",":
            self.now.adverbs += adverbs
            return
        self.now.adverbs += adverbs

    def _tells_of_thing(self) -> bool:
        """'picked up the ball that lay there, aimed and scored': no ball aims."""
        about = self.now.about
        main = next((one for one in reversed(self.clauses) if one.role == "main" and one.verb), None)
        if about is None or main is None or any(about is one for one in main.subject) or not main.subject:
            return False
        known = about.head in words().props or (not self._is_person(about) and not about.is_pronoun)
        return known and (main.subject[0].is_pronoun or self._is_person(main.subject[0]))

    def _says_where(self) -> bool:
        """'stayed where it was and hissed'."""
        return self.now.role == "sub" and self.now.link == "where" and self.now.verb == "be"

    def _carry_passive(self, before: Clause) -> None:
        """'was wrapped in a towel by Mei and carried to the pond': the helper is said once."""
        verb = self.words[self.at].verb
        told = [one.form for one in words().verb_forms(self._low())] if verb is not None else []
        nominal = self._tag(1) in NOMINAL
        if before.passive and verb is not None and {"past", "participle"} & set(told) and verb.form != "s":
            self.now.passive = not nominal and self._takes_object(verb.lemma)
            self.now.agent = list(before.agent) if self.now.passive else []

    @staticmethod
    def _takes_object(verb: str) -> bool:
        return not words().has("going", verb) and verb not in ("sit", "stand", "lie", "fall", "sleep", "laugh", "cry")

    def _finite_before(self) -> Clause:
        """The clause whose subject goes on: 'hears a twig snap and runs', 'tried to catch it and fell'."""
        verb = self.words[self.at].verb
        if (self.now.role == "rel" and self._tells_of_thing()) or self._says_where():
            main = [one for one in self.clauses if one.role == "main" and one.verb]
            return main[-1] if main else self.now
        if self.now.role not in ("inf", "part") or verb is None or self.now.modal or verb.form not in ("s", "past"):
            return self.now
        return next((one for one in reversed(self.clauses) if one.role not in ("inf", "part") and one.verb), self.now)

    def _said_of_subject(self) -> bool:
        """'The thief, terrified, drops', 'A guard, asleep on a chair': takes the adjectives as what the subject is."""
        at, states = self.at, []
        while at < len(self.words) and self.words[at].tag in ("ADJ", "AND", "ADV"):
            states += [self.words[at].lower] if self.words[at].tag == "ADJ" else []
            at += 1
        ends = at >= len(self.words) or self.words[at].tag in ("COMMA", "PREP")
        if not states or not ends:
            return False
        self.now.states += states
        closed = at + 1 < len(self.words) and self.words[at].tag == "COMMA"
        self.at = at + 1 if closed and self.words[at + 1].tag in ("VERB", "MODAL", "ADV", "NOT") else at
        fragment = not any(is_finite(word) for word in self.words[at:])
        if "asleep" in states and fragment:
            self.now.verb, self.now.form, self.now.verb_at = "sleep", "s", self.at - 1
            self.now.tail = [self.words[self.at - 1]]
        return True

    def _inverted_follows(self) -> bool:
        """Whether 'out of it stepped an alien' follows."""
        at = self.at
        self.at += 1
        found = False
        if self._tag() in NOMINAL:
            self._group(single=True)
            word = self.words[self.at] if self.at < len(self.words) else None
            found = word is not None and is_finite(word) and self._tag(1) in NOMINAL
        self.at = at
        return found

    def _is_participle(self) -> bool:
        verb = self.words[self.at].verb
        return (
            verb is not None
            and verb.form == "ing"
            and not self.now.progressive
            and self.now.form != "ing"
            and self.now.verb is not None
        )

    def _join_nominal(self, link: str, adverbs: list[str], has_verb: bool) -> None:
        start = self.at
        group = self._group(greedy=link == "," and self.now.role == "sub")
        while is_time(group) and self._tag() in NOMINAL:
            adverbs.append(group[0].text)  # 'and this time Kenji hits the ball'
            start, group = self.at, self._group()
        if has_verb and self._act_together(group):
            self.at = start
            group = self._group(greedy=True)
        skipped = self.at
        while self._tag() in ("ADV", "NOT") or (self._tag() == "COMMA" and self._tag(1) == "REL"):
            if self._tag() == "COMMA":
                break
            self.at += 1
        # 'the boy behind them is', 'his friends in the team cheer'
        finite = self._tag() in ("VERB", "MODAL") and not self._plain_ing()
        self.at = skipped
        if not finite and has_verb and self._where_then_verb():
            finite = True
        opens = finite or (
            self._tag() in ("REL", "COMMA") and self._tag() == "REL" and has_verb and link in ("and", "but", "so")
        )
        if (
            finite
            and self.now.verb is None
            and self.now.subject
            and link == ","
            and self.now.role == "main"
            and not has_verb
        ):
            self.now.subject = [*self.now.subject, *group] if self.now.subject[-1].is_name else group
            self.now.adverbs += adverbs
            return
        if has_verb and _ADDING & set(adverbs) and not self.now.objects and self._tag() in (None, "MARK", "COMMA"):
            self.now.subject = [*self.now.subject, *group]  # 'Everyone laughed, even Lily.'
            return
        if opens and (has_verb or not self.now.subject):
            if has_verb:
                carried = self.now
                self._begin("main", link, group)
                if carried.role == "sub" and link == "and" and not self._apart:
                    self.now.role, self.now.link = "sub", carried.link
            else:
                self.now.subject = group
            self.now.adverbs += adverbs
            return
        if link == "," and self._is_apposition(group):
            owner = self._last_phrase()
            assert owner is not None
            owner.aliases = group
            if self._tag() == "COMMA" and self._tag(1) in ("VERB", "MODAL", "ADV"):
                self.at += 1
            return
        if self._elliptical(link, adverbs, group, has_verb):
            return
        self.at = start
        group = self._group()
        if not has_verb:
            self.now.subject += group
        elif self.now.objects or self.now.places:
            self._last_group().extend(group)
            self.now.tail += self.words[start : self.at]
        else:
            self.now.objects.append(group)

    def _act_together(self, group: list[Phrase]) -> bool:
        """Whether 'and Mum and Dad are asleep' follows, after things or a comma: both of them are the new subject."""
        if self._tag() != "AND" or self._tag(1) not in NOMINAL or not self._is_person(group[-1]):
            return False
        before = self.now.objects[-1][-1] if self.now.objects else None
        apart = self._apart or before is None or not (self._is_person(before) or before.is_pronoun)
        return apart and finite_after(self.words[self.at + 1 :])

    def _is_apposition(self, group: list[Phrase]) -> bool:
        """Whether a group after a comma says again who was just named: 'his mother, the queen'."""
        owner = self._last_phrase()
        if owner is None or owner.aliases or owner.is_pronoun:
            return False
        if self.now.verb is None and len(group) == 1 and self._is_said_again(group[0], owner):
            return True
        superlative = len(group) == 1 and group[0].determiner == "the" and group[0].head.endswith("est")
        if superlative and not owner.is_name:
            return self._tag() == "COMMA" and self._tag(1) in ("VERB", "MODAL", "ADV")
        if self._tag() not in ("COMMA", None, "QUOTE", "MARK"):
            return False
        if len(group) > 1:
            return owner.plural and owner.number in (None, len(group)) and all(one.is_name for one in group)
        named = group[0].is_name != owner.is_name or owner.owner is not None or _is_what(group[0], owner)
        return named and self._is_person(group[0]) == self._is_person(owner)

    def _is_said_again(self, phrase: Phrase, owner: Phrase) -> bool:
        """'the keeper, a silent man with a beard, climbs': skips what belongs to the second phrase."""
        if phrase.determiner not in ("a", "an", "the") and phrase.owner is None:
            return False
        at = self.at
        while self._tag() == "PREP" and self._tag(1) in NOMINAL:
            preposition = self._low()
            self.at += 1
            phrase.where.append((preposition, self._group(single=True)))
        follows = self._tag(1) in ("VERB", "MODAL", "ADV") and self._tag() == "COMMA"
        superlative = phrase.determiner == "the" and phrase.head.endswith("est") and bool(phrase.where)
        what = (
            phrase.determiner in ("a", "an") and owner.determiner == "the" and not phrase.plural
        )  # 'the starter, a frog,'
        if follows and (self._is_person(phrase) or superlative) and (self._is_person(owner) or what):
            return True
        self.at = at
        phrase.where.clear()
        return False

    def _elliptical(self, link: str, adverbs: list[str], group: list[Phrase], has_verb: bool) -> bool:
        """'Oscar went first, then Lucy.': the verb is the one before."""
        if not (has_verb and adverbs and "then" in adverbs and self._tag() in (None, "MARK")) or self.now.objects:
            return False
        verb = self.now
        self._begin("main", link, group)
        self.now.verb, self.now.form, self.now.tail = (verb.verb, verb.form, verb.tail[:1])
        self.now.adverbs = adverbs
        return True


_ADDING = frozenset(("even", "especially", "also", "and even"))


def _is_what(phrase: Phrase, owner: Phrase) -> bool:
    """Whether 'the engineer, a small robot' says what she is."""
    return phrase.determiner in ("a", "an") and owner.determiner in ("the", "this", "that") and not phrase.plural
