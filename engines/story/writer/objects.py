"""What follows a verb directly: somebody it is done to, something it is done with, or neither."""

from __future__ import annotations

from engines.story import vocabulary
from engines.story.vocabulary import Action
from engines.story.writer import lexicon
from engines.story.writer.clauses import Clause, Phrase
from engines.story.writer.deeds import deed
from engines.story.writer.handling import Handling
from engines.story.writer.people import Person, Thing
from engines.story.writer.words import words


class Objects(Handling):
    """Sorts objects into people and things."""

    def _named_directly(self, clause: Clause, action: Action, used: set[int]) -> list[Thing]:
        """What is seen, followed or cleaned, even where it is nothing that could be held: 'saw its own reflection'."""
        groups = list(clause.objects)
        if action.name == "looking_around" and not groups:
            groups = [group for preposition, group in clause.places if preposition in ("at", "for", "after")]
        known, made = words(), []
        for phrase in (one for group in groups for one in group):
            plain = not (
                phrase.is_pronoun or phrase.is_name or self.cast.is_living(phrase) or self._is_used(phrase, used)
            )
            floor = phrase.head in ("floor", "ground") and action.name in ("looking_around", "typing")
            at = not clause.objects and clause.verb in ("look", "stare", "gaze", "glance", "peer")
            seen = action.name == "looking_around" and clause.verb not in ("hear", "listen")
            seen = seen and (_is_sight(phrase.head) or at)
            followed = clause.verb in ("follow", "chase", "track", "pursue", "hunt") and action.travels
            where = known.has("body", phrase.head) or phrase.head in known.places or known.has("times", phrase.head)
            worked = action.name == "typing" and bool(clause.objects) and clause.verb not in (*_WRITTEN, "pour")
            worked = worked and not lexicon.is_substance(phrase.head) and phrase.head not in known.verbs
            told = (seen or followed or worked) and not where and not known.has("vague", phrase.head)
            if plain and (floor or told):
                made += [thing for thing in [self.cast.what(phrase)] if thing is not None]
        return made[:1]

    @staticmethod
    def _is_seen_thing(phrase: Phrase) -> bool:
        known = words()
        plain = lexicon.is_thing(phrase.head, first=True) and not known.has("vague", phrase.head)
        return phrase.head in known.props or plain

    def _is_used(self, phrase: Phrase, used: set[int]) -> bool:
        return any(id(word) in used for word in self.tagged[phrase.start : phrase.start + len(phrase.words)])

    def _is_phrasal(self, phrase: Phrase, used: set[int]) -> bool:
        """Whether the preposition before a phrase belongs to the verb's own words: 'reaches for'."""
        return 0 < phrase.start <= len(self.tagged) and id(self.tagged[phrase.start - 1]) in used

    def _sort(
        self, phrase: Phrase, clause: Clause, actors: list[Person], people: list[Person], things: list[Thing]
    ) -> None:
        counted = clause.verb in ("count", "study") and (lexicon.is_thing(phrase.head) or self.cast.is_living(phrase))
        written = clause.verb in _WRITTEN and not phrase.is_pronoun and phrase.head not in _WRITTEN_ON
        if (written and not counted) or (clause.verb == "pour" and lexicon.is_substance(phrase.head)):
            return
        if words().has("body", phrase.head) and phrase.head not in words().props and phrase.owner is not None:
            owner = self.cast.owner_of(phrase, actors)
            if (
                owner in actors
                and not (clause.verb == "lick" and phrase.head in _OWN_LICKED)
                and vocabulary.actions()[deed(clause, None).action or "idle"].name in _TO_OTHERS
            ):
                owner = self.cast.other_owner(phrase, actors)  # 'licks his face'
            if owner is not None and owner not in actors:
                people += [owner] if owner not in people else []
                return
        living = self.cast.is_living(phrase)
        if phrase.is_pronoun and phrase.head in ("it", "them", "one", "they"):
            given = len(clause.objects) > 1 and phrase in clause.objects[0]
            living = living and (given or not self._is_handled(clause, phrase))
            if given and (somebody := self.cast.latest_animal(actors)) is not None and phrase.head == "it":
                people.append(somebody)
                return
        if words().has("depicting", clause.verb or "") and not phrase.is_pronoun:
            living = False
        if living and self._is_given(phrase, clause):
            things.append(self.cast.usual(phrase.head))
            return
        if living:
            people += [one for one in self.cast.who([phrase], actors) if one not in people]
            if people or not phrase.is_pronoun or phrase.head not in ("it", "them", "one"):
                return
        thing = self._see(phrase) or self._place_as_thing(phrase, clause)
        if thing is None and clause.verb in _SWITCHES:
            thing = self.cast.what(phrase)  # 'switches off the light'
        if thing is not None:
            things.append(thing)
            self.cast.handled(thing)


_SWITCHES = ("switch", "turn", "press", "push")
_WRITTEN = ("write", "type", "solve", "calculate", "count", "code", "program", "spell", "learn", "study", "revise")
_OWN_LICKED = ("finger", "lip", "lips", "paw", "thumb", "toe")
_TO_OTHERS = ("hug", "eating", "punch")
_WRITTEN_ON = ("computer", "laptop", "book", "notebook", "letter", "postcard", "diary")


def _is_sight(noun: str) -> bool:
    """Whether a noun that names nothing to be touched can be looked at: 'a reflection', but not 'a howl'."""
    found = lexicon.entry(noun)
    return found is None or bool({"phenomenon", "shape", "artifact", "object"} & set(found.noun_fields[:2]))
