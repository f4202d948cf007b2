"""Verbs with their helpers, and verbs that follow others: 'will not be', 'begins to sing', 'walks past, humming'."""

from __future__ import annotations

from engines.story.writer.clauses import Clause, Role
from engines.story.writer.noun_phrases import NounPhrases
from engines.story.writer.tagging import NOMINAL, STATES
from engines.story.writer.words import words


class VerbGroups(NounPhrases):
    """Reads what a clause does."""

    def _is_state(self) -> bool:
        return self.now.verb in STATES or self.now.verb in (
            "wake",
            "stand",
            "sit",
            "lie",
            "fall",
            "be",
            "go",
            "come",
            "walk",
            "run",
            "keep",
            "make",
            "say",
        )

    def _verb(self) -> None:
        """A verb with its helpers: 'will not be', 'has eaten', 'begins to sing'."""
        if self.now.verb is not None:
            self._another_verb()
            return
        now = self.now
        while self.at < len(self.words):
            word = self.words[self.at]
            if word.tag == "NOT":
                now.negated = not now.negated or word.lower != "never"
                if self._low() == "never":
                    now.negated = True
            elif word.tag == "MODAL":
                now.modal = {"'ll": "will", "ca": "can", "wo": "will", "'d": "would"}.get(word.lower, word.lower)
            elif word.tag == "ADV":
                now.adverbs.append(word.lower)
                if word.lower == "no longer":
                    now.negated = True
            elif word.tag == "TO" and now.modal == "ought":
                pass
            elif word.tag == "VERB" and word.verb is not None:
                if self._is_auxiliary():
                    now.past = now.past or word.lower in ("was", "were", "had", "did")
                    if word.verb.lemma in ("be", "get"):
                        now.passive = True  # until a form in -ing says otherwise
                    elif word.verb.lemma == "have":
                        now.past = now.perfect = True
                else:
                    break
            else:
                break
            self.at += 1
        word = self.words[self.at] if self.at < len(self.words) else self.words[-1]
        after = self.words[self.at + 1].tag if self.at + 1 < len(self.words) else None
        if word.lower == "left" and not now.subject and now.places and after == "COMMA":
            self.at += 1  # 'with ten seconds left,'
            return
        if word.verb is None:
            if now.passive:
                now.verb, now.passive = "be", False
            elif now.modal or now.negated:
                now.verb = "do"
            return
        now.verb, now.form, now.verb_at = word.verb.lemma, word.verb.form, self.at
        now.past = now.past or word.verb.form == "past"
        if word.verb.form == "ing":
            now.progressive, now.passive = True, False
        elif word.verb.form not in ("participle", "past"):
            now.passive = False
        now.tail.append(word)
        self.at += 1

    def _is_auxiliary(self) -> bool:
        """Whether the verb here helps another that follows."""
        verb = self.words[self.at].verb
        assert verb is not None
        if verb.lemma not in ("be", "have", "do", "get"):
            return False
        at = self.at + 1
        while at < len(self.words) and self.words[at].tag in ("ADV", "NOT"):
            at += 1
        if at >= len(self.words):
            return False
        following = self.words[at].verb
        if following is None or self.words[at].tag != "VERB":
            return False
        wanted = {
            "be": ("ing", "participle", "past"),
            "get": ("participle",),
            "have": ("participle", "past"),
            "do": ("base",),
        }[verb.lemma]
        return following.form in wanted

    def _another_verb(self) -> None:
        """A second verb without 'and': to do, doing, or the verb of the clause that was interrupted."""
        word = self.words[self.at]
        if word.tag != "TO" and self._back_to_outer():
            return
        now = self.now
        if word.tag == "TO":
            self._begin_inner("inf", now)
            self.at += 1
            return
        lets_go = now.verb == "let" and not now.objects and word.lower == "go" and self._low(1) == "of"
        if lets_go and self._tag(2) in NOMINAL:
            now.verb, self.at = "let" if self._holds_somebody() else "drop", self.at + 2
            return
        if word.verb is not None and word.verb.form in ("ing", "base"):
            seen = now.verb in ("see", "watch", "hear", "notice", "find", "spot", "help", "make", "let") and bool(
                now.objects
            )
            if seen:
                who = now.objects[-1]
                self._begin("part", "seen", list(who))
            elif now.places and not words().has("doing", now.verb or "") and self._is_done_by_last(now):
                self._begin("part", "part", list(now.nouns[-1:]))
            else:
                self._begin_inner("part", now)
            return
        if word.verb is not None and word.verb.form in ("participle", "past") and self._felt():
            now.states.append(word.lower)  # 'felt flattered'
            self._to_tail()
            return
        if word.verb is not None and word.verb.form == "participle":
            self.at += 1  # 'a house made of straw'
            return
        if now.objects and word.verb is not None and self._is_finite_here() and not self._plain_ing():
            group = now.objects.pop()
            self._begin("main", ",", group)
            return
        if word.tag in ("MODAL", "NOT"):
            self.at += 1
            return
        self._begin("main", ",", list(now.subject))
        self.now.inherited = True

    def _felt(self) -> bool:
        """Whether a participle right after says how somebody feels or looks."""
        linking = self.now.verb in STATES and self.now.verb not in ("be", "get")
        return linking and not self.now.nouns and self.at == self.now.verb_at + 1

    def _holds_somebody(self) -> bool:
        """Whether what is let go of is somebody, or a part of them: nothing falls."""
        at = self.at
        self.at += 2
        held = self._group()[-1]
        self.at = at
        return self._is_person(held) or held.is_pronoun or words().has("body", held.head)

    def _is_done_by_last(self, now: Clause) -> bool:
        """'walks past a dog barking': somebody stands just before the -ing."""
        return _just_before(now, self.at) and self._is_person(now.nouns[-1])

    def _begin_inner(self, role: Role, outer: Clause) -> None:
        chain = outer.verb
        subject = list(outer.subject)
        if role == "inf" and outer.objects and words().has("only_meant", chain or ""):
            subject = list(outer.objects[0])
        direct = (outer.tail and outer.tail[-1].verb is not None) or all(
            w.tag in ("ADV", "TO", "NOT") for w in outer.tail[1:]
        )
        link = (
            "chain"
            if direct and (words().has("doing", chain or "") or words().has("only_meant", chain or ""))
            else ("to" if role == "inf" else "part")
        )
        if role == "inf" and words().has("only_meant", chain or ""):
            link = "chain"
        self._begin(role, link, subject)
        self.now.chain, self.now.inherited = chain, True
        undone = chain in ("stop", "help", "resist") and outer.negated  # 'could not stop laughing'
        self.now.negated = outer.negated and link == "chain" and not undone
        self.now.modal = None if undone else outer.modal


def _just_before(clause: Clause, at: int) -> bool:
    return bool(clause.nouns) and clause.nouns[-1].start >= at - 3
