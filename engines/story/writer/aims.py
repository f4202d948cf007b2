"""Whom or what something is done to, and with what."""

from __future__ import annotations

from engines.story import vocabulary
from engines.story.vocabulary import Action
from engines.story.writer.clauses import Clause, Phrase
from engines.story.writer.deeds import Deed
from engines.story.writer.objects import Objects
from engines.story.writer.people import Person, Thing
from engines.story.writer.prepositions import STAYING, in_company, leads_to_thing, prepositions
from engines.story.writer.setting import place_of
from engines.story.writer.words import words


class Aims(Objects):
    """Finds the target and the prop of a deed."""

    def _aims(self, clause: Clause, done: Deed, actors: list[Person]) -> tuple[list[Person | Thing], Thing | None]:
        """Whom or what it is done to, one or more, and the prop."""
        action = vocabulary.actions()[done.action or "idle"]
        used = {id(clause.tail[n]) for n in done.used if n < len(clause.tail)}
        people: list[Person] = []
        things: list[Thing] = []
        self._it_is_an_animal(clause, action, actors)
        played: list[Thing] = []  # named by the verb's own phrase, such as the ball in 'kicks the ball'
        for group in clause.objects:
            for phrase in group:
                if phrase.of is not None and clause.verb == "take" and self.cast.is_living(phrase.of):
                    people += self.cast.who([phrase.of], actors)  # 'takes a photo of her'
                if self._is_used(phrase, used):
                    part = action.target != "none" and (words().has("body", phrase.head) or action.kind == "fight")
                    owner = self.cast.owner_of(phrase, actors) if part else None
                    others = any(self.cast.is_living(one) for _, group in clause.places for one in group)
                    owner = self.cast.other_owner(phrase, actors) if action.people == 2 and not others else owner
                    if owner is not None and owner not in actors and not people:
                        people.append(owner)
                    aimed = action.kind in ("fight", "gesture") or action.name == "climbing"
                    if (
                        (action.prop != "none" or aimed)
                        and not self.cast.is_living(phrase)
                        and words().props.get(phrase.head) not in ("goal", "hoop", "bread")
                        and self._is_seen_thing(phrase)
                        and phrase.head != "seat"
                    ):
                        played += [thing for thing in [self._see(phrase)] if thing is not None]
                    continue
                self._sort(phrase, clause, actors, people, things)
        if not (people or things or played):
            things += self._named_directly(clause, action, used)
        direct = bool(people or things)
        self._handed_over = action.name == "throwing" and bool(people) and len(clause.objects) == 1
        for preposition, group in clause.places:
            for phrase in group:
                if self._is_used(phrase, used):
                    if action.name in ("lie_down", "sit") and words().props.get(phrase.head) in _FURNITURE:
                        things += [thing for thing in [self._see(phrase)] if thing is not None]  # 'lies in bed'
                elif preposition != "to" and self._is_phrasal(phrase, used) and action.name in _ON_OBJECTS:
                    self._sort(phrase, clause, actors, people, things)  # 'reaches for a bear'
                    shown = action.name == "point" and not people and not things and not phrase.is_name
                    if shown and phrase.head not in _WAYS and (thing := self.cast.what(phrase)) is not None:
                        things.append(thing)  # 'points at the line', 'at the smoke'
                else:
                    self._by_preposition(preposition, phrase, clause, action, actors, people, things, direct)
        if clause.each_other and len(actors) > 1:
            people = [*people, *actors]
        if action.name in ("kicking", "throwing") and played and things:
            things = [*played, *things]  # 'kicks the ball into the net'
        if clause.inherited and action.name == "talk" and not people and not clause.quotes and len(actors) == 1:
            people += self._just_met(actors[0])
        if action.name in ("punch", "kick") and len(actors) == 1 and not (people or things or clause.nouns):
            beside = [self.cast.people[one] for one in self.cast.here if one != actors[0].id]
            people += beside if len(beside) == 1 else []  # 'Freya punches first, but Kwame dodges'
        if "back" in clause.adverbs and not people and action.name in _RETURNED and len(actors) == 1:
            people += self._who_did(actors[0])
        if action.name == "point" and clause.verb == "show" and clause.objects and clause.objects[0][0].head == "us":
            people = [] if things else people  # 'shows us a bean'
        return self._roles(action, people, things or played)

    def _just_met(self, actor: Person) -> list[Person]:
        """Whom `actor` has just come to or done something to: 'helped him up and said sorry'."""
        last = self.draft.doings[-1] if self.draft.doings else None
        met = last.target if last is not None and last.actor is actor and last.action in _MEETING else None
        return [met] if isinstance(met, Person) else []

    def _who_did(self, actor: Person) -> list[Person]:
        """Who did something to `actor` last: 'Tom threw a snowball at me. I threw one back.'"""
        lately = [one for one in self.draft.doings if one.scene == self.draft.scene.id][-3:]
        return [one.actor for one in reversed(lately) if one.target is actor and one.actor is not actor][:1]

    def _by_preposition(
        self,
        preposition: str,
        phrase: Phrase,
        clause: Clause,
        action: Action,
        actors: list[Person],
        people: list[Person],
        things: list[Thing],
        direct: bool,
    ) -> None:
        if clause.verb in ("hear", "listen") and preposition in ("in", "from", "behind") and clause.objects:
            return  # 'heard a noise in the bushes'
        if preposition in ("like", "as", "than", "except"):
            return  # 'swims like a fish'
        if preposition in ("after", "before") and words().has("lifeless", phrase.head):
            return  # 'after the match'
        known, place = prepositions(), place_of(phrase)
        if phrase.head in ("house", "home") and (phrase.owner is not None or phrase.head == "home"):
            return  # 'came to our house'
        drawn = phrase.head in words().props
        within = preposition in ("in", "inside", "into", "through") or (
            preposition in ("at", "on") and action.kind != "gesture"
        )
        here = place is not None and preposition in known.within and action.name not in _TOWARDS_ALL
        here &= not (preposition == "over" and action.travels)  # 'flies over the fields'
        here &= not drawn or within or (phrase.head in ("moon", "sky") and action.travels)
        here &= not (drawn and action.name in ("sit", "lie_down", "stand") and words().props[phrase.head] in _FURNITURE)
        here &= not (drawn and action.name == "lie_down" and preposition in ("into", "off", "over"))
        if here and not self.cast.things.get(phrase.head):
            return
        if (
            preposition in _PARTICLES
            and not action.travels
            and action.name not in STAYING
            and not people
            and not things
        ):
            self._sort(phrase, clause, actors, people, things)  # 'holds up an orange'
            return
        sought = action.kind == "locomotion" or action.name in ("looking_around", "point")
        if phrase.head == "them" and sought and self.cast.are_things() and leads_to_thing(preposition, action, phrase):
            thing = self.cast.what(phrase)
            if thing is not None:
                things.append(thing)
                self.cast.handled(thing)
            return
        beside = [group[0] for other, group in clause.places if other in known.within and group[0] is not phrase]
        named_place = preposition == "at" and action.travels and any(place_of(one) for one in beside)
        if named_place and phrase.is_name and phrase.head not in self.cast.people:
            return  # 'carried it to the beach at Kitty Hawk'
        if self.cast.is_living(phrase):
            company = preposition in known.company and in_company(action)
            if preposition in known.to_somebody and not company and not (preposition == "for" and action.travels):
                found = self.cast.who([phrase], actors)
                static = action.name in STAYING and len(found) > 1 and not found[0].group
                static |= action.name == "dribbling" and preposition == "past"
                if people and action.travels and preposition in known.always and not direct:
                    people.clear()  # 'tiptoes past the guard to the knight'
                given = action.name == "throwing" and (preposition in known.always or preposition == "for")
                if (not people or given) and not static:
                    people += found
                if not found and phrase.head in ("it", "them") and (thing := self._see(phrase)) is not None:
                    things.append(thing)
            elif not company:
                self.cast.who([phrase], actors)
            return
        owner = self.cast.owner_of(phrase, actors) if words().has("body", phrase.head) else None
        if (
            owner in actors
            and (action.kind == "locomotion" or action.name in ("sit", "whisper"))
            and preposition in ("in", "into", "onto", "on", "over", "across")
        ):
            owner = self.cast.other_owner(phrase, actors)  # 'jumped into his arms'
        told = phrase.owner is not None and not phrase.owner.is_pronoun and action.name == "looking_around"
        done_to = action.target != "none" and (action.name not in ("looking_around", "point") or told)
        if owner is not None and owner not in actors and done_to and preposition in known.to_body:
            people += [owner] if not people else []  # 'whispers in her ear', 'sat on his lap'
            return
        if (
            phrase.head in _LIQUID
            or ((action.name in STAYING or action.name == "throwing") and phrase.head in _GROUND)
            or (action.name in ("sit", "lie_down", "stand", "kneel") and preposition not in known.relations)
        ):
            return
        self._wear(phrase, preposition, actors)
        if clause.verb in ("slip", "slide") and preposition in ("on", "in"):
            return
        if preposition == "with" and action.prop == "none" and not action.travels and action.kind != "emotional":
            self._see(phrase)  # 'hits it with a spade'
            return
        if direct and action.name not in ("throwing", "kicking"):
            if preposition in ("under", "on", "behind", "next to"):
                self._see(phrase)
            return
        if not leads_to_thing(preposition, action, phrase):
            self._see(phrase)
            return
        thing = self._see(phrase, stands=action.name in STAYING or action.name == "looking_around")
        if thing is None and action.name == "point" and phrase.head not in _WAYS and not phrase.is_name:
            thing = self.cast.what(phrase)  # 'points at the line'
        if (
            thing is None
            and (
                action.name in ("looking_around", "point")
                or (action.travels and preposition in ("over", "around", "past"))
            )
            and not (preposition in ("in", "around", "through") and not action.travels)
        ):
            over = preposition == "over" and not phrase.is_pronoun  # 'flies over the fields'
            thing = self.cast.what(phrase) if over else self._place_as_thing(phrase, clause)
        if thing is not None and thing not in things:
            things.append(thing)

    def _roles(
        self, action: Action, people: list[Person], things: list[Thing]
    ) -> tuple[list[Person | Thing], Thing | None]:
        """People are targets; a thing is the prop where the action is done with one, else the target."""
        done_to = action.target != "none" or action.people == 2 or action.name in _DONE_TO
        targets: list[Person | Thing] = list(people) if done_to else []
        if action.name in ("talk", "whisper", "shout", "sing", "laugh", "clap", "cry"):
            return targets, None  # 'explains the solar system'
        if action.name == "throwing" and len(targets) > 1:
            targets = [targets[-1], *targets[:-1]] if self._handed_over else targets  # 'gives the pig to the farmer'
        prop = None
        if things and action.prop != "none" and action.name not in ("sit", "lie_down"):
            prop = things[0]
            if not targets and len(things) > 1 and action.target != "none":
                targets = [things[1]]
        elif things and not targets and action.target != "none":
            targets = [things[0]]
        return targets, prop

    def _named_prop(self, clause: Clause, done: Deed) -> Thing | None:
        """What the story says it is done with, even where that is nothing that could be drawn: 'hands out sheets'."""
        used = {id(clause.tail[n]) for n in done.used if n < len(clause.tail)}
        for group in clause.objects:
            for phrase in group:
                if phrase.head.isdigit() or phrase.head in words().lists["numbers"] or phrase.head == "one":
                    several = [thing for thing in self.cast.things.values() if thing.plural]  # 'tasted one'
                    return max(several, key=lambda thing: thing.seen, default=None)
                plain = not phrase.is_pronoun and not phrase.is_name and not self.cast.is_living(phrase)
                known = words()
                unseen = known.has("vague", phrase.head) or known.has("body", phrase.head)
                if plain and not unseen and not self._is_used(phrase, used):
                    return self.cast.what(phrase)
        return None

    def _usual(self, action: Action) -> Thing | None:
        kind = action.usual_prop
        if kind is None:
            return None
        recent = [
            thing
            for thing in self.draft.scene.props.values()
            if thing.kind == kind or (kind == "ball" and thing.kind in ("basketball", "snowball"))
        ]
        if recent:
            return max(recent, key=lambda thing: thing.seen)
        return self.cast.usual(kind)


_WAYS = (
    "left",
    "right",
    "way",
    "direction",
    "everything",
    "nothing",
    "something",
    "thing",
    "self",
    "himself",
    "herself",
)
_ON_OBJECTS = ("point", "eating", "drinking", "catching", "hug", "typing")
_LIQUID = ("water", "rain", "snow", "air", "sun", "mud", "sand", "sea", "wind", "fog")
_TOWARDS_ALL = ("point", "looking_around", "climbing")
_GROUND = ("grass", "lawn", "bank", "puddle", "meadow", "moss", "pavement")
_PARTICLES = ("out", "up", "off", "down", "away", "back")
_FURNITURE = ("bed", "chair", "bench", "sofa", "armchair", "throne", "stool", "swing")
_MEETING = ("walk", "run", "catching", "hug", "sit", "kneel", "looking_around")
_RETURNED = ("throwing", "wave", "kick", "punch", "shout", "kicking")
_DONE_TO = ("typing", "eating", "reading", "drinking")
