"""Sentence by sentence, what the story tells becomes scenes, beats and lines of a draft."""

from __future__ import annotations

from collections.abc import Callable

from engines.story.script import Narration
from engines.story.writer.acting import Actor
from engines.story.writer.cast import Cast
from engines.story.writer.clauses import Clause
from engines.story.writer.deeds import made_whole
from engines.story.writer.drafting import Draft
from engines.story.writer.genders import genders
from engines.story.writer.nearness import Embedder
from engines.story.writer.ordering import Turn, in_order
from engines.story.writer.parsing import parse
from engines.story.writer.saying import Speech
from engines.story.writer.scenes import Scenes
from engines.story.writer.somebody import alive, names_in, places_among, speakers_in
from engines.story.writer.tagging import Word, tag
from engines.story.writer.tokens import Prose, Sentence


def tell(prose: Prose, embedder: Callable[[], Embedder] | None, narrate: bool) -> tuple[Draft, Cast]:
    """The draft of a whole text and who is in it."""
    return _Teller(prose, embedder, narrate).run()


class _Teller:
    def __init__(self, prose: Prose, embedder: Callable[[], Embedder] | None, narrate: bool) -> None:
        self.prose = prose
        self.narrate = narrate
        names = names_in(prose)
        self.read: list[tuple[Sentence, list[Word], list[Clause]]] = []
        for sentence in prose.sentences:
            tagged = tag(sentence, names)
            self.read.append((sentence, tagged, made_whole(parse(tagged), tagged)))
        self.draft = Draft()
        told = genders([tagged for _, tagged, _ in self.read])
        self.cast = Cast(alive(embedder), speakers_in(self.read), places_among(prose, names), told)
        self.actor = Actor(self.draft, self.cast, embedder)
        self.speech = Speech(self.draft, self.cast, prose)
        self.scenes = Scenes(self.draft, prose, left=self._leave)

    def run(self) -> tuple[Draft, Cast]:
        for number, (sentence, tagged, clauses) in enumerate(self.read):
            self._sentence(number, sentence, tagged, clauses)
        self.speech.finish()
        self.draft.notes += [note for note in self.cast.notes if note not in self.draft.notes]
        self.scenes.finish()
        return self.draft, self.cast

    def _sentence(self, number: int, sentence: Sentence, tagged: list[Word], clauses: list[Clause]) -> None:
        done = len(self.draft.doings) + len(self.draft.sayings)
        self._look_ahead(clauses)
        self.scenes.set(sentence, clauses)
        question = sentence.end == "?" and not any(clause.quotes for clause in clauses)
        self.actor.tagged, self.actor.clauses = tagged, clauses
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

    def _leave(self) -> None:
        self.cast.here = []

    def _look_ahead(self, clauses: list[Clause]) -> None:
        """'Before she left, the witch sang' and 'Before leaving, he ran': who is told of first is named only later."""
        for clause in clauses[:1]:
            main = next((one for one in clauses[1:] if one.role != "inf"), None)
            if clause.role not in ("sub", "part") or main is None or main.role != "main" or not main.subject:
                continue
            if not clause.subject or (
                clause.subject[0].is_pronoun
                and not main.subject[0].is_pronoun
                and self.cast.is_unknown(clause.subject[0])
            ):
                clause.subject = main.subject


def _is_worth_telling(sentence: Sentence) -> bool:
    return sum(token.is_word for token in sentence.tokens) >= 3


def _told(sentence: Sentence) -> str:
    return sentence.text if sentence.text[-1] in ".!?…”" else sentence.text + "."
