"""Who says what stands in quotation marks, to whom and how."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from engines.story import vocabulary
from engines.story.writer import lexicon
from engines.story.writer.cast import Cast
from engines.story.writer.clauses import Clause, Phrase
from engines.story.writer.drafting import Doing, Draft, Saying
from engines.story.writer.moods import feeling_in, mood_words
from engines.story.writer.people import Person
from engines.story.writer.tokens import Prose, Sentence, says
from engines.story.writer.words import Being, words

_ANSWERS = ("answer", "reply", "respond", "agree")
_GOING = ("walk", "run", "sprint", "crawling")
_CALLED = re.compile(r"(?:,\s*|^)((?:(?:Mr|Mrs|Ms|Miss|Dr|Professor|Sir|King|Queen)\s+)?[A-Z][a-z]+)(?=[.!?,]|$)")
_NAMES_ITSELF = re.compile(r"\b(?:I am|I'm|I’m|[Mm]y name is|[Cc]all me) ([A-Z][a-z]+)\b(?! (?:of|and)\b)")
_PRESENTED = re.compile(r"\b(?:This is|Meet|Here is|Here's|Here’s) ([A-Z][a-z]+)\b(?! (?:of|and)\b)")
_PLAYS = re.compile(r"\bI(?: am|'m|’m) (?:a|an|the) ([a-z]+)\b(?=[.,!?]|$)")


@lru_cache(maxsize=1)
def voiced() -> frozenset[str]:
    """Verbs that are done with the voice, so that words in quotation marks by them are what is heard."""
    loud = ("talk", "shout", "whisper", "sing", "laugh", "cry")
    return frozenset(
        called.words for name in loud for called in vocabulary.actions()[name].verbs if " " not in called.words
    )


class Speech:
    """The dialogue of a story so far."""

    def __init__(self, draft: Draft, cast: Cast, prose: Prose) -> None:
        self.draft = draft
        self.cast = cast
        self.prose = prose
        self.last: Person | None = None  # who spoke last
        self.other: Person | None = None  # who spoke before them
        self._spoke_in = -1  # paragraph
        self._sentences_ago = 99
        self._bare_before = False
        self._unfinished = False  # the last line ends with a comma, so that its sentence may go on
        self._waiting: list[int] = []  # lines said before anybody was told of
        self._first: Person | None = None  # who said the last of them

    def is_all(self, clause: Clause) -> bool:
        """Whether the clause does nothing but say it."""
        if clause.verb is None or clause.verb in ("read", "write", "go", "cheer"):
            return False
        return says(clause.verb) or clause.verb in voiced()

    def sentence_over(self, sentence: Sentence, spoke: bool) -> None:
        """Remember how long ago somebody spoke."""
        self._sentences_ago = 0 if spoke else self._sentences_ago + 1
        self._unfinished = False
        if spoke:
            self._spoke_in = sentence.paragraph
        elif self._waiting and self._first is None and self.cast.subjects:
            self._first = self.cast.subjects[0]
        self._settle()

    def finish(self) -> None:
        """Whose lines could not be told are the narrator's."""
        if self._waiting:
            narrator = self.cast.who([Phrase("narrator", ("narrator",), 0, "the")])[0]
            for n in self._waiting:
                self.draft.sayings[n] = replace(self.draft.sayings[n], who=narrator)
            self._waiting = []

    def _settle(self) -> None:
        """'"Give it back!" "No!" Tom snatched the pen from Ann.': 'No!' was his, the line before it Ann's."""
        if self._first is None or not self._waiting:
            return
        own = self._waiting[::-2]
        for n in own:
            self.draft.sayings[n] = replace(self.draft.sayings[n], who=self._first)
        others = [n for n in self._waiting if n not in own]
        second = self._listener(self._first)
        if others and second is None:
            self._waiting = others if len(others) == len(self._waiting) else self._waiting
            return
        for n in others:
            assert second is not None
            self.draft.sayings[n] = replace(self.draft.sayings[n], who=second)
        if second is not None:
            for n in own:
                self.draft.sayings[n] = replace(self.draft.sayings[n], to=second)
            for n in others:
                self.draft.sayings[n] = replace(self.draft.sayings[n], to=self._first)
        self._waiting = []

    def say(self, clause: Clause, sentence: Sentence) -> None:
        """The quotations of `clause` as one line."""
        if clause.verb is None and not clause.subject and self.last is None and not self.cast.people:
            self._waiting.append(len(self.draft.sayings))
            step, unknown = (self.draft.next_step(), Person("narrator", "narrator", Being("human"), {"narrator"}))
            self.draft.sayings.append(
                Saying(self.draft.scene.id, step, unknown, self._text(clause), _manner(clause), None, None)
            )
            return
        follows = clause.verb is None and self._sentences_ago == 0 and not self._bare_before
        speakers = self._speakers(clause, sentence)
        if not speakers:
            return
        who = speakers[0]
        if self._waiting and self._first is None:
            self._first = self._listener(who)
        text = self._text(clause)
        self._introduce(who, text)
        to = self._to(clause, who, text)
        if self._unfinished and clause.inherited and who is self.last and self.draft.sayings:
            before = self.draft.sayings[-1]  # '"Look," he said and pointed, "a comet!"'
            joined = re.sub(r"\.$", ",", before.text) + " " + text
            self.draft.sayings[-1] = replace(before, text=joined[:2000])
            self._unfinished = False
            return
        feeling, _ = mood_words(clause.states, clause.adverbs)
        feeling = feeling or self.draft.moods.get(who.id) or feeling_in(clause.places)
        step = self.draft.next_step()
        scene, manner = self.draft.scene.id, _manner(clause)
        goes_on = follows and who is self.last and bool(self.draft.sayings)
        if goes_on and (text.endswith("!") or self.draft.sayings[-1].manner != "shouted"):
            manner = self.draft.sayings[-1].manner  # '"Psst," whispers the dinosaur. "Shall we dance?"'
        self.draft.sayings.append(Saying(scene, step, who, text, manner, to, feeling))
        action = {"said": "talk", "shouted": "shout", "whispered": "whisper", "sang": "sing"}[manner]
        for one in speakers[1:]:
            self.draft.doings.append(
                Doing(
                    scene,
                    step,
                    one,
                    action,
                    to if to is not one else None,
                    None,
                    None,
                    None,
                    feeling,
                    None,
                    sentence.text,
                    implied=True,
                )
            )
        self._unfinished = self.prose.quotes[clause.quotes[-1]].rstrip().endswith(",")
        if self.last is not who:
            self.last, self.other = who, self.last
        if speakers:
            self.cast.subjects = speakers
            for one in speakers:
                one.led = one.seen

    def _speakers(self, clause: Clause, sentence: Sentence) -> list[Person]:
        if clause.subject:
            found = self.cast.who(clause.subject, leads=True)
            if found:
                self._bare_before = False
                return found
        bare = clause.verb is None
        same_paragraph = self._spoke_in == sentence.paragraph
        if bare and self.last is not None:
            adjacent = self._sentences_ago == 0
            if adjacent and same_paragraph and not self._bare_before:
                found = [self.last]
            elif adjacent:
                found = [self.other or self._listener(self.last) or self.last]
            elif self.cast.subjects:
                found = list(self.cast.subjects[:1])
            else:
                found = [self.last]
            self._bare_before = True
            return found
        if self.cast.subjects:
            return list(self.cast.subjects[:1])
        return self.cast.who([Phrase("narrator", ("narrator",), 0, "the")], leads=True)

    def _introduce(self, who: Person, text: str) -> None:
        """'Hello, I am Bolt': that is how the speaker is called from now on."""
        plays = _PLAYS.search(text)
        noun = plays[1] if plays is not None else ""
        if noun and lexicon.entry(noun) is not None and not words().has("adjectives", noun):
            known = any(noun in person.heads for person in self.cast.people.values())
            who.heads |= set() if known else {noun}  # '"I am a mountain," she says. The mountain jumps.'
        presented = _PRESENTED.search(text)
        if presented is not None and (newcomer := self._newcomer(who)) is not None:
            self._call(newcomer, presented[1])
        found = _NAMES_ITSELF.search(text)
        if found is not None:
            self._call(who, found[1])

    def _newcomer(self, speaker: Person) -> Person | None:
        """Whom 'This is Yusuf' presents: somebody who came lately and has no name yet."""
        here = [self.cast.people[one] for one in self.cast.here if self.cast.people[one] is not speaker]
        unnamed = [p for p in here if p.name[0].islower() and not p.group]
        return max(unnamed, key=lambda p: p.led, default=None)

    def _call(self, who: Person, called: str) -> None:
        """Somebody is called by their name from now on, if it is one."""
        name = called.lower()
        entry = lexicon.entry(name)
        told = words().has("adjectives", name) or (entry is not None and entry.adjective >= 0)  # 'I am German'
        if told or who.name[0].isupper() or name in self.cast.people:
            return
        who.heads.add(name)
        who.name, who.alone = called, True

    def _listener(self, speaker: Person) -> Person | None:
        people = [self.cast.people[one] for one in self.cast.here if self.cast.people[one] is not speaker]
        human = ("human", "child")
        if not people:  # a new place, and nobody has been named there yet
            people = [p for p in self.cast.people.values() if p is not speaker and p.id != "i" and not p.group]
        return max(people, key=lambda p: p.seen + (2 if p.being.kind in human else 0), default=None)

    def _text(self, clause: Clause) -> str:
        parts = [self.prose.quotes[n] for n in clause.quotes]
        text = " ".join(parts).strip()
        return re.sub(r"[,;–—-]$", ".", text)[:2000]

    def _to(self, clause: Clause, who: Person, text: str) -> Person | None:
        for group in clause.objects:
            found = [p for p in self.cast.who(group, [who]) if p is not who]
            if found:
                return found[0]
        for preposition, group in clause.places:
            if preposition in ("to", "at", "towards", "back to", "into", "with"):
                found = [p for p in self.cast.who(group, [who]) if p is not who]
                if found:
                    return found[0]
        called = self._called(text, who)
        if called is not None:
            return called
        done = self.draft.doings[-1] if self.draft.doings else None
        if done is not None and done.actor is who and isinstance(done.target, Person) and done.action in _GOING:
            return done.target  # 'tiptoes past the guard to the knight. "Psst,"'
        answers = clause.verb in _ANSWERS or self._sentences_ago <= 1
        if answers and self.last is not None and self.last is not who and self.last.id in self.cast.here:
            return self.last
        listener = self._listener(who)
        return (
            listener if listener is not None and (len(self.cast.here) <= 2 or listener.seen >= who.seen - 3) else None
        )

    def _unnamed_pet(self, speaker: Person) -> Person | None:
        """Whom a strange name calls, where there is but one animal and it has no name yet."""
        here = [self.cast.people[one] for one in self.cast.here if self.cast.people[one] is not speaker]
        pets = [p for p in here if p.being.kind in ("animal", "robot") and not p.group and p.name[0].islower()]
        people = [p for p in here if p not in pets and p.name[0].islower()]
        return pets[0] if len(pets) == 1 and not people else None

    def _called(self, text: str, who: Person) -> Person | None:
        """The name that a line calls: 'Leo, come and play!'"""
        for person in self.cast.people.values():
            for name in {person.name, *person.heads}:
                if person is not who and re.search(
                    rf"(?:^|,\s*){re.escape(name)}\s*(?:[,.!?…]|$)", text, re.IGNORECASE
                ):
                    return person
        for match in _CALLED.finditer(text):
            if match[1] == re.sub(r"[.!?]+$", "", text.strip()):
                continue  # '"Mr Bear!" cried Timo.': found, and not called
            known = match[1].split()[0].lower() in words().titles or match[1].lower() in words().names
            strange = lexicon.entry(match[1].lower()) is None and match.start() > 0
            if known or (strange and not words().verb_forms(match[1].lower())):
                pet = self._unnamed_pet(who)
                if pet is not None and match[1].split()[0].lower() not in words().titles:
                    pet.heads.add(match[1].lower())
                    pet.name, pet.alone = match[1], True
                    return pet
                parts = tuple(match[1].split())
                return self.cast.who([Phrase(match[1].lower(), parts, 0, is_name=True)])[0]
        return None


def _manner(clause: Clause) -> str:
    verb = clause.verb or "say"
    adverbs = {words().manners.get(adverb) for adverb in clause.adverbs if adverb not in ("aloud", "out loud")}
    voice = next(
        (phrase for _, group in clause.places for phrase in group if phrase.head in ("voice", "whisper", "shout")), None
    )
    if voice is not None:
        if voice.head == "whisper" or {"low", "quiet", "soft", "tiny"} & set(voice.adjectives):
            return "whispered"
        if voice.head == "shout" or {"loud", "big", "angry", "mighty"} & set(voice.adjectives):
            return "shouted"
    for manner in ("shouted", "whispered", "sang"):
        if words().has(manner, verb):
            return "said" if manner == "whispered" and verb in ("mumble", "mutter") and "loudly" in adverbs else manner
    if verb not in words().lists["said"] and verb in _verbs_of("shout"):
        return "shouted"
    return "shouted" if "loudly" in adverbs else "said"


@lru_cache(maxsize=4)
def _verbs_of(action: str) -> frozenset[str]:
    return frozenset(called.words for called in vocabulary.actions()[action].verbs)
