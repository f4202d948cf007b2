"""Whether 'it' and 'them' are somebody or something, by what is done to them."""

from __future__ import annotations

from engines.story import vocabulary
from engines.story.vocabulary import Action
from engines.story.writer.clauses import Clause, Phrase
from engines.story.writer.deeds import deed
from engines.story.writer.people import Person
from engines.story.writer.stage import Stage
from engines.story.writer.words import words


class Handling(Stage):
    """Things are handled, somebody is spoken to, chased and stroked."""

    def _it_is_an_animal(self, clause: Clause, action: Action, actors: list[Person]) -> None:
        """'chases it', 'ran after it': somebody is meant, though a thing was told of since."""
        after = [group[0] for preposition, group in clause.places if preposition == "after"]
        held = any(
            preposition == "by" and words().has("held_by", group[0].head) for preposition, group in clause.places
        )
        after += [group[0] for group in clause.objects if words().has("chasing", clause.verb or "") or held]
        if action.name in _TO_SOMEBODY:
            after += [group[0] for preposition, group in clause.places if preposition in ("at", "to", "with", "for")]
        for phrase in after:
            animal = self.cast.latest_animal(actors)
            if phrase.head == "it" and animal is not None:
                self.cast.bind(phrase, animal)

    def _is_given(self, phrase: Phrase, clause: Clause) -> bool:
        """Whether it is the fish in 'threw her a fish'."""
        second = len(clause.objects) > 1 and any(phrase is one for one in clause.objects[-1])
        new = not phrase.is_name and not phrase.is_pronoun and phrase.determiner in ("a", "an", "some", "another", None)
        return second and new and phrase.owner is None and phrase.head not in self.cast.people

    def _is_handled(self, clause: Clause, phrase: Phrase) -> bool:
        """Whether 'it' or 'them' is rather a thing, since the verb is one for things and one was told of lately."""
        done = deed(clause, None)
        action = vocabulary.actions()[done.action or "idle"]
        if phrase.head == "them" and action.prop != "none" and self.cast.are_things(lately=True):
            return True
        if clause.verb == "drop" and phrase.head == "them" and any(one.plural for one in self.cast.things.values()):
            return True
        if action.prop == "none" or clause.verb in ("help", "find", "take", "catch", "feed", "rescue", "save", "free"):
            return False
        animal = (self.cast.it_acted_last() or self.cast.it_came_last()) if phrase.head == "it" else False
        return self.cast.has_recent_thing(phrase.head == "them") and not animal


_TO_SOMEBODY = ("talk", "whisper", "shout", "wave", "laugh", "sing", "clap", "throwing", "kneel", "hug")
