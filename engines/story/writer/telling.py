"""Sentence by sentence, what the story tells becomes scenes, beats and lines of a draft."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable

from engines.story.script import Narration
from engines.story.writer import lexicon, nearness, setting
from engines.story.writer.acting import Actor
from engines.story.writer.cast import Cast
from engines.story.writer.clauses import Clause
from engines.story.writer.drafting import Draft
from engines.story.writer.nearness import Embedder
from engines.story.writer.ordering import Turn, in_order
from engines.story.writer.parsing import parse
from engines.story.writer.saying import Speech
from engines.story.writer.tagging import Word, tag
from engines.story.writer.tokens import Prose, Sentence
from engines.story.writer.words import words


def tell(prose: Prose, embedder: Callable[[], Embedder] | None, narrate: bool) -> tuple[Draft, Cast]:
    """The draft of a whole text and who is in it."""
    return _Teller(prose, embedder, narrate).run()


class _Teller:
    def __init__(self, prose: Prose, embedder: Callable[[], Embedder] | None, narrate: bool) -> None:
        self.prose = prose
        self.narrate = narrate
        names = _names(prose)
        self.read: list[tuple[Sentence, list[Word], list[Clause]]] = []
        for sentence in prose.sentences:
            tagged = tag(sentence, names)
            self.read.append((sentence, tagged, parse(tagged)))
        self.draft = Draft()
        self.cast = Cast(_alive(embedder), _speakers(self.read))
        self.actor = Actor(self.draft, self.cast, embedder)
        self.speech = Speech(self.draft, self.cast, prose)

    def run(self) -> tuple[Draft, Cast]:
        for number, (sentence, tagged, clauses) in enumerate(self.read):
            self._sentence(number, sentence, tagged, clauses)
        self.speech.finish()
        self.draft.notes += [note for note in self.cast.notes if note not in self.draft.notes]
        if self.draft.scenes[0].place is None:
            self.draft.scenes[0].place = setting.clue(self.prose)
        for before, scene in zip(self.draft.scenes, self.draft.scenes[1:], strict=False):
            scene.place = scene.place or before.place
        return self.draft, self.cast

    def _sentence(self, number: int, sentence: Sentence, tagged: list[Word], clauses: list[Clause]) -> None:
        done = len(self.draft.doings) + len(self.draft.sayings)
        self._set_scene(sentence, clauses)
        question = sentence.end == "?" and not any(clause.quotes for clause in clauses)
        self.actor.tagged = tagged
        if not question:
            self._turns(in_order(clauses), clauses, sentence)
        self.speech.sentence_over(sentence, spoke=any(clause.quotes for clause in clauses))
        self.draft.scene.people += [who for who in self.cast.here if who not in self.draft.scene.people]
        shown = len(self.draft.doings) + len(self.draft.sayings) > done
        if not shown and self.narrate and _is_worth_telling(sentence):
            step = self.draft.next_step()
            self.draft.narration.append(Narration(scene=self.draft.scene.id, step=step, text=_told(sentence)))
        del number

    def _turns(self, turns: list[Turn], clauses: list[Clause], sentence: Sentence) -> None:
        """In the order of the text, so that 'she' is who was named before; then what happens first comes first."""
        first = self.draft.scene.step + 1
        spans: dict[int, tuple[int, int, int]] = {}  # the step and the beats of each turn
        frames: dict[int, int] = {}
        shown = {turn.number: turn for turn in turns}
        for number, clause in enumerate(clauses):
            self.cast.tick()
            turn = shown.get(number)
            if turn is None:
                self.actor.hear_of(clause)
                continue
            before = len(self.draft.doings)
            if clause.quotes:
                self.speech.say(clause, sentence)
            if clause.verb is not None and not (clause.quotes and self.speech.is_all(clause)):
                self.actor.act(
                    clause, together=turn.together, step=frames.get(turn.frame) if turn.frame is not None else None
                )
            elif clause.verb is None and not clause.quotes:
                self.actor.mention(clause)
            spans[turn.number] = (self.draft.scene.step, before, len(self.draft.doings))
            if turn.frame is not None and self.draft.scene.step >= 0:
                frames.setdefault(turn.frame, self.draft.scene.step)
        for turn in turns:
            if turn.frame is not None and turn.clause.role == "sub":
                self.draft.lengthen(*spans[turn.number][1:], self.draft.scene.step)
        self.draft.reorder(first, [spans[turn.number][0] for turn in turns])

    # Where and when.

    def _set_scene(self, sentence: Sentence, clauses: list[Clause]) -> None:
        time = setting.time_of(sentence)
        weather = setting.weather_of(sentence)
        draft = self.draft
        self._look_ahead(clauses)
        clue = setting.clue(self.prose) if draft.scene.place is None and draft.scene_is_filled else None
        for n, clause in enumerate(clauses):
            if (
                clause.negated
                or clause.modal in ("would", "should", "may", "might")
                or clause.chain in ("want", "wish", "hope", "dream")
            ):
                continue
            for found in setting.places_in(clause, n == 0):
                if draft.scene.place is None and clue is not None and setting.kindred(clue, found.place):
                    draft.scene.place = found.place
                if draft.scene.place is None and not (draft.scene_is_filled and found.moves and not self._is_nowhere()):
                    draft.scene.place = found.place
                elif (
                    found.moves
                    and draft.scene.place is not None
                    and not setting.kindred(draft.scene.place, found.place)
                ):
                    if draft.scene_is_filled:
                        self._new_scene(found.place, time)
                    else:
                        draft.scene.place = found.place
                elif found.moves and draft.scene.place is None:
                    self._new_scene(found.place, time)
        if time is not None:
            if (
                draft.scene.time is not None
                and draft.scene.time != time
                and draft.scene_is_filled
                and _fronted_time(sentence)
            ):
                self._new_scene(draft.scene.place, time)
            draft.scene.time = draft.scene.time or time
        if weather is not None:
            draft.scene.weather = weather

    def _look_ahead(self, clauses: list[Clause]) -> None:
        """'Before she left, the witch sang' and 'Before leaving, he ran': who is told of first is named only later."""
        for clause, main in itertools.pairwise(clauses):
            if (
                clause.role not in ("sub", "part")
                or main.role != "main"
                or clause is not clauses[0]
                or not main.subject
            ):
                continue
            if not clause.subject or (
                clause.subject[0].is_pronoun
                and not main.subject[0].is_pronoun
                and self.cast.is_unknown(clause.subject[0])
            ):
                clause.subject = main.subject

    def _is_nowhere(self) -> bool:
        """Whether the scene so far could as well be where the story goes next."""
        return self.draft.scene.step < 0

    def _new_scene(self, place: str | None, time: str | None) -> None:
        self.draft.new_scene(place, time)  # type: ignore[arg-type]
        self.cast.here = []


def _fronted_time(sentence: Sentence) -> bool:
    head = " ".join(token.lower for token in sentence.tokens[:5])
    return bool(
        re.match(
            r"(?:(?:then|later|but|and|,) )*(?:in the|at|that|the next|one|on|the same|every|this|it|when|by) ?", head
        )
    ) and any(
        word in head
        for word in (
            "morning",
            "evening",
            "night",
            "afternoon",
            "midnight",
            "noon",
            "dawn",
            "sunset",
            "sunrise",
            "dusk",
        )
    )


def _is_worth_telling(sentence: Sentence) -> bool:
    return sum(token.is_word for token in sentence.tokens) >= 3


def _told(sentence: Sentence) -> str:
    return sentence.text if sentence.text[-1] in ".!?…”" else sentence.text + "."


def _names(prose: Prose) -> frozenset[str]:
    """Words that are always written with a capital, also within sentences, and are no known nouns."""
    capital: dict[str, int] = {}
    small: set[str] = set()
    for sentence in prose.sentences:
        for token in sentence.tokens:
            if not token.is_word or " " in token.text:
                continue
            if token.text[0].isupper() and not token.begins:
                capital[token.lower] = capital.get(token.lower, 0) + 1
            elif token.text[0].islower():
                small.add(token.lower)
    known = words()

    def is_name(word: str) -> bool:
        common = (
            known.noun(word).known
            or known.has("adjectives", word)
            or known.has("pronouns", word)
            or known.has("determiners", word)
            or known.has("adverbs", word)
            or known.has("times", word)
        )
        return word not in small and (word in known.names or not common) and word != "i"

    return frozenset(word for word in capital if is_name(word))


def _speakers(read: list[tuple[Sentence, list[Word], list[Clause]]]) -> frozenset[str]:
    """Nouns of things that speak, weep or wave in this story, and so are somebody."""
    found = set()
    for _, _, clauses in read:
        for clause in clauses:
            says = bool(clause.quotes) or (
                words().has("personal", clause.verb or "") and not clause.passive and not clause.negated
            )
            says |= (
                any(one.head in _EITHER for one in clause.subject) and clause.verb is not None and not clause.passive
            )
            if says:
                found |= {
                    one.head
                    for one in clause.subject
                    if not one.is_pronoun and not one.is_name and one.owner is None and one.head not in _NEVER
                }
    return frozenset(found)


_EITHER = ("bat", "fly", "orange", "jay", "crane")  # animals when they do something, things otherwise
_NEVER = (
    "voice",
    "sign",
    "book",
    "letter",
    "note",
    "story",
    "song",
    "clock",
    "heart",
    "face",
    "eye",
    "mouth",
    "one",
    "radio",
    "poster",
    "music",
    "lip",
    "tear",
    "hand",
    "law",
    "rule",
)
_MAKERS = re.compile(r"(?:[^aeiou]er|[a-z]ist|[a-z]ian|ess|eer|man|woman|person|boy|girl|saur|or)$")


def _alive(embedder: Callable[[], Embedder] | None) -> Callable[[str, bool], bool]:
    """Whether a noun that is in no list names somebody: by its ending, else by what it means."""
    known: dict[str, bool] = {}

    def judge(noun: str, acts: bool) -> bool:
        listed = lexicon.is_living(noun, acts)
        if listed is not None:
            return listed
        if noun not in known:
            known[noun] = bool(_MAKERS.search(noun)) or (
                embedder is not None and nearness.means_somebody(noun, embedder())
            )
        return known[noun]

    return judge
