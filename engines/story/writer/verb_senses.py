"""Verbs whose action depends on what they are done to: pushing a person or a cart, kicking a ball or a door."""

from __future__ import annotations

from dataclasses import replace

from engines.story import vocabulary
from engines.story.writer import lexicon
from engines.story.writer.clauses import Clause, Phrase
from engines.story.writer.deeds import Deed, of_noun
from engines.story.writer.setting import place_of
from engines.story.writer.stage import Stage
from engines.story.writer.words import words


class VerbSenses(Stage):
    """Chooses between the actions that a verb can call for."""

    def _is_received(self, clause: Clause) -> None:
        """'gets a hug from the clown': the clown hugs."""
        given = clause.objects[0][0] if len(clause.objects) == 1 else None
        if clause.verb not in ("get", "receive") or given is None or given.determiner not in ("a", "an"):
            return
        giver = next((group for preposition, group in clause.places if preposition == "from"), None)
        done = of_noun(given.head)
        if done is None or done.action not in _RECEIVED or giver is None or not self.cast.is_living(giver[0]):
            return
        clause.verb, clause.passive, clause.agent, clause.objects = (given.head, True, giver, [])
        clause.places = [place for place in clause.places if place[1] is not giver]
        clause.tail = []

    def _special(self, clause: Clause, done: Deed) -> Deed:
        """Verbs whose action depends on what they are done to: pushing a person or a cart, kicking a ball or a door."""
        first = clause.objects[0][0] if clause.objects else None
        if done.action == "hug" and first is not None and first.head.endswith(("self", "selves")):
            return replace(done, action="catching")  # 'wrap themselves in towels'
        if done.action == "shout" and any(one.head == "laughter" for _, group in clause.places for one in group):
            return replace(done, action="laugh")  # 'howls with laughter'
        music = [one for one in self.draft.doings if one.action == "sing" and "play" in one.words]
        if clause.verb == "play" and done.action == "run" and first is None and music:
            return replace(done, action="sing", manner=None)  # 'She played her violin. Then she played louder.'
        if clause.verb == "serve" and done.action == "pitching" and first is not None and first.head != "ball":
            return replace(done, action="throwing")  # 'serves soup'
        if done.action == "running_bases" and not any(one.action in _BASEBALL for one in self.draft.doings):
            return replace(done, action="run") if "home" in clause.adverbs else done
        lifts_off = clause.verb == "take" and done.action == "flying" and "off" in (*clause.adverbs, "off")
        if lifts_off and (first is not None or not self._can_fly(clause)):
            return replace(done, action="run" if first is None else "catching")  # 'took off with it', 'his jacket'
        ashore = any(group[0].head in _SHORES for _, group in clause.places)
        if clause.verb == "land" and ashore and not self._can_fly(clause):
            return replace(done, action="walk")  # 'Columbus landed on an island'
        if clause.verb == "dive" and done.action == "swimming" and self._keeps_goal(clause):
            return replace(done, action="dodge")
        if first is None:
            alone = len(clause.subject) == 1 and not clause.subject[0].plural and not clause.places
            if done.action == "hug" and alone and not done.used and not clause.passive and not clause.each_other:
                return replace(done, action=None, note=None)  # 'squeezes, her eyes shut'
            ways = {preposition for preposition, _ in clause.places}
            if clause.verb == "slip" and ways & {"through", "into", "out of", "past", "under", "between", "behind"}:
                return Deed("walk", "quietly")
            if clause.verb == "swing" and done.action == "batting" and "swing" in self.cast.things:
                return Deed("sit")  # 'Karim swings while Lina counts'
            if clause.verb == "dive" and "for" in ways:
                return Deed("dodge")
            if clause.verb in ("gather", "collect") and not clause.passive and not done.used:
                return replace(done, action="walk")  # 'gather around her'
            if clause.verb == "trip" and clause.passive:
                return replace(done, action="kick")
            received = any(place == "to" and self.cast.is_living(group[0]) for place, group in clause.places)
            if done.action == "throwing" and not clause.passive and clause.verb in ("roll", "pass") and not received:
                return replace(done, action="walk")
            if clause.verb == "pull" and done.action == "walk" and not done.used:
                return replace(done, action="catching")  # 'They pulled and pulled.'
            return done
        over = [group[0].head for preposition, group in clause.places if preposition in ("over", "up", "around")]
        if clause.verb == "pull" and any(words().has("body", head) or head.endswith("self") for head in over):
            return Deed("catching")  # 'pulls the blanket over his head'
        if clause.verb == "reach" and not done.used and self._is_there(first):
            return Deed("walk")  # 'reaches the cottage'
        tune = words().props.get(first.head) == "guitar" or first.head in (
            "song",
            "tune",
            "melody",
            "music",
            "piece",
            "note",
        )
        if clause.verb == "play" and done.action == "run" and not done.used and tune:
            return replace(done, action="sing", manner=None)  # 'plays a slow song'
        if clause.verb == "fly" and not done.used and words().props.get(first.head) not in _FLOWN:
            return Deed("catching")  # 'flies a kite'
        if done.action == "lie_down" and not done.used and clause.verb != "dream":
            trips = clause.verb == "trip" and self.cast.is_living(first)
            return replace(done, action="kick") if trips else Deed("throwing")  # 'trips him', 'slips her a note'
        if clause.verb == "head" and not done.used:
            return Deed("shooting")  # 'heads it into the net'
        if done.note and words().props.get(first.head) == "ball":
            batted = any(one.action in _BASEBALL for one in self.draft.doings)
            return Deed("batting" if batted else "kicking", note=done.note)  # 'chips the ball over her'
        if clause.verb == "win" and not done.used and lexicon.is_thing(first.head, first=True):
            return replace(done, action="catching")
        body = words().has("body", first.head) and first.head not in words().props
        own = body and (first.owner is None or not self._owner_is_other(clause, first))
        if own and clause.verb in ("fold", "cross", "rub") and done.action == "typing":
            return replace(done, action=None, note=None)  # 'folds her arms'
        action = vocabulary.actions()[done.action or "idle"]
        if own and not done.used and action.people == 2 and first.head in ("eye", "lip", "fist", "tooth", "mouth"):
            return replace(done, action=None, note=None)  # 'squeezes his eyes shut'
        if own and not done.used and (done.note or action.prop == "required" or action.kind == "locomotion"):
            return replace(done, action=None, note=None)  # 'grits her teeth', 'spreads his wings'
        if clause.verb in ("leave", "move") and done.action == "walk" and not done.used and len(clause.objects) == 1:
            led = any(preposition in ("to", "onto", "into", "on") for preposition, _ in clause.places)
            placed = clause.verb == "move" or bool(clause.places) or first.determiner in ("a", "an", "some")
            small = (placed and first.head in words().held) or first.is_pronoun or (clause.verb == "move" and led)
            thing = None if first.is_pronoun and self.cast.is_living(first) else self._see(first)
            if small and thing is not None and (clause.verb == "move" or not first.is_pronoun):
                return replace(done, action="throwing")  # 'leaves a coin', 'moves it'
            if clause.verb == "leave" and first.determiner in ("a", "an", "some") and not self.cast.is_living(first):
                return replace(done, action=None, note=None)  # 'leaves a footprint'
        if done.action == "catching" and body and len(clause.objects) == 1:
            other = first.owner is not None and self._owner_is_other(clause, first)
            return done if other else replace(done, action=None)  # 'holds his knee'
        calls = clause.verb == "call" and done.action is None and len(clause.objects) == 1 and not clause.passive
        if calls and self.cast.is_living(first) and (not first.is_name or first.head in self.cast.people):
            return Deed("shout")  # 'calls the police'
        if clause.verb in ("shake", "take", "grasp") and first.head == "it" and self._offered is not None:
            return replace(done, action="handshake")  # 'held out her hand. He shook it.'
        new = len(clause.objects) == 1 and first.determiner in ("a", "an", "some", "another") and not body
        new |= len(clause.objects) == 1 and words().props.get(first.head) == "ball"  # 'got the ball'
        basket = any(place in ("into", "in", "through") and group[0].head in _SCORED for place, group in clause.places)
        if basket and done.action == "throwing" and len(clause.objects) == 1 and self._is_ball(first):
            return Deed("shooting")  # 'throws it into the basket'
        if clause.verb == "get" and new and lexicon.is_thing(first.head) and self._see(first) is not None:
            return Deed("catching")
        if clause.verb == "send" and len(clause.objects) == 1 and self.cast.is_living(first) and not done.used:
            return replace(done, action="point")  # 'sends him to bed'
        if clause.verb == "hang" and done.action == "idle" and not first.is_pronoun and not self.cast.is_living(first):
            return Deed("throwing")  # 'hangs the picture on the wall'
        if clause.verb in _MOVED and done.action is not None and not done.used and self._see(first) is not None:
            return Deed("throwing")  # 'slides a note onto her desk'
        if clause.verb == "offer" and len(clause.objects) == 2 and lexicon.is_thing(clause.objects[1][0].head):
            return replace(done, action="throwing")
        taken = clause.verb in ("take", "bring") and done.action in ("catching", "throwing") and not done.used
        if taken and len(clause.objects) == 1 and self.cast.is_living(first) and self._goes_along(clause):
            return Deed("walk")  # 'takes him to the zoo', 'took me fishing'
        if clause.verb == "pull" and self.cast.is_living(first) and self._goes_along(clause):
            return Deed("walk")
        worn = (
            words().has("clothes", first.head)
            or words().props.get(first.head) == "hat"
            or first.head in ("tie", "sleeve")
        )
        if clause.verb == "pull" and worn and done.action == "walk" and not done.used:
            return Deed("catching")  # 'pulls his tie'
        if clause.verb in ("push", "pull") and self.cast.is_living(first):
            return replace(done, action="punch" if clause.verb == "push" else "catching")
        if done.action == "kick" and not first.is_name and not self.cast.is_living(first):
            thing = self.cast.what(first)
            if thing is not None and thing.kind in ("ball", "basketball", "snowball", "goal"):
                return replace(done, action="kicking")
        if done.action == "punch" and clause.verb not in _NOT_BATS and not self.cast.is_living(first):
            thing = self.cast.what(first)
            if thing is not None and thing.kind in ("ball", "snowball"):
                return replace(done, action="batting")
        return done

    def _is_ball(self, phrase: Phrase) -> bool:
        thing = self.cast.what(phrase)
        return thing is not None and thing.kind in ("ball", "basketball")

    def _is_there(self, phrase: Phrase) -> bool:
        """Whether a phrase means where one can come to: a place, a hill, somebody."""
        found = lexicon.entry(phrase.head)
        land = found is not None and found.noun_fields[:1] in (("location",), ("object",))
        return place_of(phrase) is not None or self.cast.is_living(phrase) or (land and not phrase.is_pronoun)

    def _goes_along(self, clause: Clause) -> bool:
        """Whether 'takes him' goes on with where to."""
        at = next((n for n, one in enumerate(self.clauses) if one is clause), None)
        following = self.clauses[at + 1] if at is not None and at + 1 < len(self.clauses) else None
        outing = (
            following is not None and following.role == "part" and following.form == "ing" and following.link == "part"
        )
        there = any(
            (place == "into" or place.split()[-1] == "to") and not self.cast.is_living(group[0])
            for place, group in clause.places
        )
        return (
            there or bool({"home", "outside", "inside", "upstairs", "downstairs"} & set(clause.adverbs)) or bool(outing)
        )

    def _can_fly(self, clause: Clause) -> bool:
        """Whether who acts has wings or is a machine that flies."""
        flown = any(one.action == "flying" for one in self.draft.doings)
        heads = [one.head for one in clause.subject if not one.is_pronoun]
        for one in self.cast.who(clause.subject, leads=True) if not heads else []:
            heads += sorted(one.heads)
        kin = {word for head in heads for word in (head, *lexicon.noun_kin(head))}
        flown |= any(
            thing.kind in ("rocket", "plane", "spaceship", "helicopter") for thing in self.cast.things.values()
        )
        return flown or bool(kin & {"bird", "aircraft", "insect", "dragon", "fairy", "rocket", "plane", "superhero"})

    def _keeps_goal(self, clause: Clause) -> bool:
        """Whether it is a goalkeeper who dives."""
        people = self.cast.who([one for one in clause.subject if self.cast.is_living(one)], leads=True)
        return any(one.heads & {"goalkeeper", "goalie", "keeper"} for one in people)


_SHORES = ("island", "shore", "beach", "coast", "harbour", "port")
_SCORED = ("basket", "hoop", "ring")
_MOVED = ("slide", "slip", "roll", "bounce", "float", "drop")
_BASEBALL = ("batting", "pitching", "fielding", "running_bases")
_FLOWN = ("rocket", "plane", "spaceship", "helicopter", "balloon")
_NOT_BATS = ("push", "shove", "nudge", "tap", "poke", "prod")
_RECEIVED = ("hug", "kick", "punch", "high_five", "handshake", "wave")
