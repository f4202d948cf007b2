"""A clause becomes beats: who acts, on whom, with what, where to and how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from engines.story import vocabulary
from engines.story.script import Feeling, Position, Relation
from engines.story.vocabulary import Action
from engines.story.writer import lexicon
from engines.story.writer.cast import Cast, Person, Thing
from engines.story.writer.clauses import Clause, Phrase
from engines.story.writer.deeds import Deed, deed, of_noun
from engines.story.writer.drafting import Doing, Draft
from engines.story.writer.moods import feeling_in, mood_words
from engines.story.writer.nearness import Embedder
from engines.story.writer.setting import place_of
from engines.story.writer.tagging import STATES, Word
from engines.story.writer.words import words

_RELATIONS: dict[str, Relation] = {
    "next to": "next to",
    "beside": "next to",
    "near": "next to",
    "by": "next to",
    "behind": "behind",
    "in front of": "in front of",
    "to the left of": "left of",
    "left of": "left of",
    "on the left of": "left of",
    "on the left side of": "left of",
    "to the right of": "right of",
    "right of": "right of",
    "on the right of": "right of",
    "on the right side of": "right of",
    "under": "under",
    "below": "under",
    "beneath": "under",
    "on": "on",
    "on top of": "on",
    "in": "in",
    "close to": "next to",
    "opposite": "in front of",
    "alongside": "next to",
    "underneath": "under",
    "at": "next to",
    "around": "next to",
    "against": "next to",
    "inside": "in",
    "before": "in front of",
}
_TO_SOMEBODY = (
    "to",
    "at",
    "towards",
    "toward",
    "after",
    "for",
    "past",
    "against",
    "over to",
    "back to",
    "up to",
    "behind",
    "next to",
    "beside",
    "near",
    "in front of",
    "around",
    "over",
    "into",
    "on",
    "onto",
    "by",
    "opposite",
    "close to",
    "to the left of",
    "to the right of",
    "left of",
    "right of",
    "with",
    "like",
    "of",
    "between",
    "away to",
    "down to",
    "out to",
    "alongside",
    "through",
    "upon",
    "on the left of",
    "on the right of",
    "toward",
    "before",
    "along with",
    "together with",
)
_ALWAYS = ("to", "at", "towards", "toward", "after", "over to", "back to", "up to")  # these lead to what is acted on
_TO_THING = {
    "looking_around": (
        "for",
        "out of",
        "through",
        "into",
        "behind",
        "under",
        "in",
        "inside",
        "on",
        "over",
        "around",
        "beneath",
    ),
    "point": ("on",),
    "walk": ("around", "behind", "past", "next to", "under", "onto", "with"),
    "run": ("around", "behind", "with"),
    "sprint": (),
    "jump": ("over", "on", "onto", "off", "across"),
    "climbing": ("through", "up", "down", "on", "onto", "over", "to the top of", "into", "out of"),
    "flying": ("over", "around", "on", "onto"),
    "crawling": ("under", "behind", "into"),
    "swimming": ("around",),
    "dribbling": (),
    "throwing": ("into", "on", "over", "in", "onto", "under", "through"),
    "catching": ("from",),
    "dance": ("around", "next to", "beside", "near"),
    "celebrate": (),
}
_STANDS_BY = (
    "on",
    "onto",
    "in",
    "under",
    "behind",
    "next to",
    "beside",
    "near",
    "by",
    "at",
    "against",
    "around",
    "in front of",
    "beneath",
    "on top of",
    "close to",
    "opposite",
    "to the left of",
    "to the right of",
    "left of",
    "right of",
    "inside",
    "on the left of",
    "on the right of",
    "between",
    "alongside",
    "underneath",
)
_USES = ("on", "with", "from", "against", "in", "over", "into", "behind", "under")
_WITHIN = (
    "in",
    "at",
    "on",
    "through",
    "inside",
    "into",
    "out of",
    "across",
    "along",
    "around",
    "onto",
    "from",
    "off",
    "near",
    "by",
    "over to",
    "to",
    "under",
    "towards",
    "down",
    "up to",
)
_COMPANY = ("with", "together with", "along with", "alongside")
_LIQUID = ("water", "rain", "snow", "air", "sun", "mud", "sand", "sea", "wind", "fog")
_WRITTEN = ("write", "type", "solve", "calculate", "count", "code", "program", "spell", "learn", "study", "revise")
_PARTICLES = ("out", "up", "off", "down", "away", "back")
_STUMBLES = ("slip", "trip", "fall", "stumble", "collapse", "faint", "tumble")
_DEPICTING = (
    "draw",
    "paint",
    "write",
    "sketch",
    "sculpt",
    "carve",
    "design",
    "cook",
    "bake",
    "knit",
    "sew",
    "model",
    "make",
)
_DIRECTIONS = {
    "left": "left",
    "right": "right",
    "away": "away",
    "off": "away",
    "out": "out",
    "in": "in",
    "inside": "in",
    "outside": "out",
    "home": "away",
    "up": "up",
    "down": "down",
    "upstairs": "up",
    "downstairs": "down",
    "around": "around",
    "round": "around",
    "back": "back",
    "backwards": "back",
    "backward": "back",
    "forward": "forward",
    "forwards": "forward",
    "ahead": "forward",
    "to the left": "left",
    "to the right": "right",
    "on the left": "left",
    "on the right": "right",
    "in a circle": "around",
    "in circles": "around",
    "around and around": "around",
    "round and round": "around",
    "sideways": "right",
    "aside": "left",
}
_FURNITURE = ("bed", "chair", "bench", "sofa", "armchair", "throne", "stool", "swing")
_DONE_TO = ("typing", "eating", "reading", "drinking")
_TO_OTHERS = ("hug", "eating", "punch")
_PASSES = ("enter", "leave", "cross", "visit", "explore", "reach", "tidy", "clean", "search", "tour")
_WRITTEN_ON = ("computer", "laptop", "book", "notebook", "letter", "postcard", "diary")
_NOT_BATS = ("push", "shove", "nudge", "tap", "poke", "prod")
_BASEBALL = ("batting", "pitching", "fielding", "running_bases")
_BALLS = ("ball", "basketball", "snowball")
_RECEIVED = ("hug", "kick", "punch", "high_five", "handshake", "wave")
_CHASES = (
    "chase",
    "follow",
    "pursue",
    "stroke",
    "pet",
    "pat",
    "hug",
    "cuddle",
    "thank",
    "tame",
    "scold",
    "greet",
    "hunt",
)
_HOLDS = ("arm", "hand", "lap", "mouth", "beak", "basket", "shoulder", "back", "head", "bag", "cage", "pocket")
_HELD_BY = (
    "collar",
    "tail",
    "neck",
    "ear",
    "paw",
    "hand",
    "arm",
    "leg",
    "scruff",
    "horn",
    "wing",
    "mane",
    "lead",
    "leash",
)
_LEAVES = ("leave", "depart", "exit", "disappear", "vanish", "escape", "flee")
_COMES = ("arrive", "enter", "appear", "come")
_STAYS = ("sit", "stand", "kneel", "lie_down", "idle", "reading", "typing", "eating", "drinking", "fight_stance")


class Actor:
    """Adds the beats of clauses to a draft."""

    def __init__(self, draft: Draft, cast: Cast, embedder: Callable[[], Embedder] | None) -> None:
        self.draft = draft
        self.cast = cast
        self.tagged: list[Word] = []
        self._handed_over = False
        self._offered: Person | None = None  # who holds out a hand
        self._again: str | None = None  # the verb of the clause before
        self._embedder = embedder

    def mention(self, clause: Clause) -> None:
        """A sentence without a verb names who and what is there."""
        if clause.subject and any(self.cast.is_living(one) for one in clause.subject):
            named = [one for one in clause.subject if self._is_somebody(one)]
            self.cast.who(named)

    def _is_somebody(self, phrase: Phrase) -> bool:
        return phrase.is_name or phrase.head in words().beings

    def act(self, clause: Clause, together: bool = False, step: int | None = None) -> None:
        """What `clause` shows, at its own step, at that of the one before (`together`), or at `step`."""
        for n, part in enumerate(self._shared_out(clause)):
            self._act(part, together, step if n == 0 else None)

    def _shared_out(self, clause: Clause) -> list[Clause]:
        """'gives Tom a book and Ann a ball' as two clauses."""
        flat = [one for group in clause.objects for one in group]
        living = [self.cast.is_living(one) for one in flat]
        if len(flat) != 4 or living != [True, False, True, False] or clause.each_other:
            return [clause]
        return [replace(clause, objects=[[flat[n]], [flat[n + 1]]]) for n in (0, 2)]

    def _act(self, clause: Clause, together: bool, step: int | None) -> None:
        for phrase in (*clause.subject, *clause.nouns):
            if phrase.owner is not None and phrase.owner.is_name:
                self.cast.who([phrase.owner])  # 'Lena's balloon flies away': so there is a Lena
        self._is_role(clause)
        if clause.verb in STATES or (clause.states and clause.verb in ("go", "turn", "come") and not clause.places):
            self._state(clause)
            if clause.verb not in STATES:
                return
        before = self.tagged[clause.verb_at - 1].lower if 0 < clause.verb_at <= len(self.tagged) else ""
        self._is_received(clause)
        negated = clause.negated or before in ("almost", "nearly")
        negated |= any(
            one.head in ("nobody", "no one", "none", "neither") or one.determiner in ("no", "neither")
            for one in clause.subject
        )
        senses = clause.modal in ("can", "could") and lexicon.is_perceiving(clause.verb or "")
        if negated or (clause.modal and not senses and not words().lists["modals"].get(clause.modal, True)):
            self._listen(clause)
            return
        if any(phrase.head in ("nothing", "nobody", "no one") for group in clause.objects for phrase in group):
            self._listen(clause)
            return
        if clause.inherited and clause.link == "and" and self._again == clause.verb and not clause.nouns:
            return  # 'they dug and dug'
        self._again = clause.verb
        done = self._special(clause, deed(clause, self._embedder if self._may_act(clause) else None))
        if done.action is None:
            self._state_of_place(clause)
            self._listen(clause)
            if done.note and self._may_act(clause):
                self.draft.note(done.note)
            return
        if clause.quotes and clause.quoted_first and done.note:
            self._listen(clause)  # '"A monster," panted Eli'
            return
        if clause.quotes and done.action == "typing" and clause.verb != "write":
            self._listen(clause)  # 'Lena tests it: "What is two plus two?"'
            return
        posture = vocabulary.actions()[done.action].posture
        if clause.passive and not clause.agent and posture in ("sitting", "lying", "kneeling"):
            clause.passive = False  # 'is curled up', 'is seated'
        if clause.passive:
            if vocabulary.actions()[done.action].kind != "locomotion" or clause.verb in (
                "chase",
                "follow",
                "pursue",
                "lead",
            ):
                self._suffer(clause, done)
            else:
                self._listen(clause)
            return
        actors = self._actors(clause)
        if not actors:
            self._listen(clause)
            return
        if done.action == "handshake" and self._offered is not None and self._offered not in actors:
            clause.objects = []
            self._add(clause, done, actors, [self._offered], None, together, step)
            self._offered = None
            return
        hand = any(one.head == "hand" for group in clause.objects for one in group)
        self._offered = actors[0] if hand and done.action in ("point", "throwing") else None
        for phrase in clause.nouns:
            self.cast.owner_of(phrase, actors)  # 'a soldier lifts his head': so the soldier is a man
        company = self._company(clause, done, actors)
        actors = [*actors, *(one for one in company if one not in actors)]
        target, prop = self._aims(clause, done, actors)
        if done.note:
            self.draft.note(done.note)
        self._add(clause, done, actors, target, prop, together, step)

    def _is_received(self, clause: Clause) -> None:
        """'gets a hug from the clown': the clown hugs."""
        given = clause.objects[0][0] if len(clause.objects) == 1 else None
        if clause.verb not in ("get", "receive") or given is None or given.determiner not in ("a", "an"):
            return
        giver = next((group for preposition, group in clause.places if preposition == "from"), None)
        done = of_noun(given.head)
        if done is None or done.action not in _RECEIVED or giver is None or not self.cast.is_living(giver[0]):
            return
        clause.verb, clause.passive, clause.agent, clause.objects = given.head, True, giver, []
        clause.places = [place for place in clause.places if place[1] is not giver]
        clause.tail = []

    def _special(self, clause: Clause, done: Deed) -> Deed:
        """Verbs whose action depends on what they are done to: pushing a person or a cart, kicking a ball or a door."""
        first = clause.objects[0][0] if clause.objects else None
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
        if clause.verb == "dive" and done.action == "swimming" and self._keeps_goal(clause):
            return replace(done, action="dodge")
        if first is None:
            if done.action == "throwing" and not clause.passive and clause.verb in ("roll", "pass"):
                return replace(done, action="walk")
            return done
        body = words().has("body", first.head) and first.head not in words().props
        own = body and (first.owner is None or not self._owner_is_other(clause, first))
        if own and clause.verb in ("fold", "cross", "rub") and done.action == "typing":
            return replace(done, action=None, note=None)  # 'folds her arms'
        if own and not done.used and (done.note or vocabulary.actions()[done.action or "idle"].prop == "required"):
            return replace(done, action=None, note=None)  # 'grits her teeth', 'spreads his wings'
        if clause.verb in ("leave", "move") and done.action == "walk" and not done.used and len(clause.objects) == 1:
            small = first.head in words().held or first.is_pronoun
            thing = None if first.is_pronoun and self.cast.is_living(first) else self._see(first)
            if small and thing is not None and (clause.verb == "move" or not first.is_pronoun):
                return replace(done, action="throwing")  # 'leaves a coin', 'moves it'
        if done.action == "catching" and body and len(clause.objects) == 1:
            other = first.owner is not None and self._owner_is_other(clause, first)
            return done if other else replace(done, action=None)  # 'holds his knee'
        calls = clause.verb == "call" and done.action is None and len(clause.objects) == 1 and not clause.passive
        if calls and self.cast.is_living(first) and not first.is_name:
            return Deed("shout")  # 'calls the police'
        if clause.verb in ("shake", "take", "grasp") and first.head == "it" and self._offered is not None:
            return replace(done, action="handshake")  # 'held out her hand. He shook it.'
        new = len(clause.objects) == 1 and first.determiner in ("a", "an", "some", "another") and not body
        if clause.verb == "get" and new and lexicon.is_thing(first.head) and self._see(first) is not None:
            return Deed("catching")
        if clause.verb == "offer" and len(clause.objects) == 2 and lexicon.is_thing(clause.objects[1][0].head):
            return replace(done, action="throwing")
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

    def _can_fly(self, clause: Clause) -> bool:
        """Whether who acts has wings or is a machine that flies."""
        flown = any(one.action == "flying" for one in self.draft.doings)
        heads = [one.head for one in clause.subject if not one.is_pronoun]
        for one in self.cast.who(clause.subject, leads=True) if not heads else []:
            heads += sorted(one.heads)
        kin = {word for head in heads for word in (head, *lexicon.noun_kin(head))}
        return flown or bool(kin & {"bird", "aircraft", "insect", "dragon", "fairy", "rocket", "plane", "superhero"})

    def _keeps_goal(self, clause: Clause) -> bool:
        """Whether it is a goalkeeper who dives."""
        people = self.cast.who([one for one in clause.subject if self.cast.is_living(one)], leads=True)
        return any(one.heads & {"goalkeeper", "goalie", "keeper"} for one in people)

    def _owner_is_other(self, clause: Clause, phrase: Phrase) -> bool:
        """'takes the man's hand', and not one's own."""
        subject = self.cast.who(clause.subject, leads=True) if clause.subject else list(self.cast.subjects)
        owner = self.cast.owner_of(phrase, subject)
        return owner is not None and owner not in subject

    def _may_act(self, clause: Clause) -> bool:
        """Whether it is worth asking what an unknown verb means: somebody does it."""
        return not clause.subject or any(self.cast.is_living(one, acts=True) for one in clause.subject)

    # Who.

    def _actors(self, clause: Clause) -> list[Person]:
        if clause.subject:
            all_of_them = "all" in clause.adverbs and clause.subject[0].head in ("they", "we")
            named = [] if clause.inherited else self.cast.known_in(clause.nouns)
            self.cast.takes_turns = (
                clause.role == "main" and clause.link in (",", "and", "so", "but") and not clause.inherited
            )
            if all_of_them and clause.subject[0].head == "we":
                self.cast.who([Phrase("i", ("I",), 0, is_pronoun=True)])
            led = {one.id: one.led for one in self.cast.people.values()}
            found = self.cast.everybody() if all_of_them else self.cast.who(clause.subject, named, leads=True)
            if clause.link == "seen":  # 'sees a monkey eating': the story stays with who sees
                for one in found:
                    one.led = led.get(one.id, -9)
                return found
            if found:
                self.cast.subjects = found
            return found
        if self.cast.subjects and clause.role != "main":
            return list(self.cast.subjects)
        if clause.role == "main" and not self.draft.doings and not clause.quotes:
            found = self.cast.who([Phrase("person", ("person",), 0, "a")], leads=True)
            self.cast.subjects = found
            return found
        return list(self.cast.subjects) if not clause.quotes else []

    def _company(self, clause: Clause, done: Deed, actors: list[Person]) -> list[Person]:
        """Who does it too: 'walks with Ben', 'eats with her brother'."""
        action = vocabulary.actions()[done.action or "idle"]
        if action.people == 2 or action.name in (
            "talk",
            "whisper",
            "shout",
            "wave",
            "throwing",
            "catching",
            "point",
            "punch",
            "kick",
            "looking_around",
        ):
            return []
        found = []
        if any(
            preposition in ("in", "on", "under") and group[0].head in _HOLDS for preposition, group in clause.places
        ):
            return []  # 'comes back with a kitten in her arms'
        for preposition, group in clause.places:
            if preposition in _COMPANY:
                found += self.cast.who([one for one in group if self.cast.is_living(one)], actors)
        return found

    def _listen(self, clause: Clause) -> None:
        """Nothing is shown, yet people and things were mentioned."""
        group = clause.subject
        subjects = self.cast.who(group, leads=True) if any(self.cast.is_living(one, acts=True) for one in group) else []
        if subjects:
            self.cast.subjects = subjects
        for phrase in clause.subject:
            if not phrase.is_pronoun and not subjects and phrase.head in self.cast.things:
                self.cast.what(phrase)  # 'the cheese fell down'
        for phrase in clause.nouns + clause.agent:
            if phrase.is_pronoun:
                continue
            if self.cast.is_living(phrase):
                if phrase.determiner not in ("no", "any") and not clause.negated:
                    self.cast.who([phrase], subjects)
            elif not clause.negated:
                self._see(phrase)

    def hear_of(self, clause: Clause) -> None:
        """Somebody is named in what is only meant; they are known from now on, but not there."""
        here = list(self.cast.here)
        for phrase in (*clause.subject, *clause.nouns):
            if phrase.is_name or (phrase.head in words().beings and phrase.determiner == "the"):
                self.cast.who([phrase])
        self.cast.here = here

    def _see(self, phrase: Phrase, stands: bool = False) -> Thing | None:
        """A thing is there from now on, if it is one that can be drawn. `stands`: something is behind or on it."""
        known = words()
        if phrase.owner is not None and phrase.owner.is_name:
            self.cast.who([phrase.owner])
        if phrase.is_pronoun or phrase.head in known.props:
            vague = phrase.head in known.lists["vague"] and phrase.head != "one"
            return self.cast.what(phrase) if not vague else None
        if phrase.head in known.verbs and not stands and not lexicon.is_thing(phrase.head, first=True):
            return None  # 'dodges a kick'
        if phrase.head in known.places:
            return None
        if known.has("vague", phrase.head) or known.has("body", phrase.head):
            return None
        return self.cast.what(phrase) if lexicon.is_thing(phrase.head) else None

    # Passive: 'Peter was hugged by Lisa'.

    def _suffer(self, clause: Clause, done: Deed) -> None:
        actors = self.cast.who(clause.agent) if any(self.cast.is_living(one, acts=True) for one in clause.agent) else []
        if not actors:
            self._listen(clause)
            return
        suffering = (
            self.cast.who(clause.subject, actors) if any(self.cast.is_living(one) for one in clause.subject) else []
        )
        prop = next((thing for group in clause.objects for one in group if (thing := self._see(one))), None)
        target: Person | Thing | None = (
            suffering[0] if suffering else next((self._see(one) for one in clause.subject), None)
        )
        self.cast.subjects = suffering or actors
        for one in self.cast.subjects:
            one.led = one.seen
        self._add(clause, done, actors, [target] if target else [], prop, False, None)

    # Whom and what.

    def _aims(self, clause: Clause, done: Deed, actors: list[Person]) -> tuple[list[Person | Thing], Thing | None]:
        """Whom or what it is done to, one or more, and the prop."""
        action = vocabulary.actions()[done.action or "idle"]
        used = {id(clause.tail[n]) for n in done.used if n < len(clause.tail)}
        people: list[Person] = []
        things: list[Thing] = []
        self._it_is_an_animal(clause, actors)
        played: list[Thing] = []  # named by the verb's own phrase, such as the ball in 'kicks the ball'
        for group in clause.objects:
            for phrase in group:
                if self._is_used(phrase, used):
                    owner = self.cast.other_owner(phrase, actors) if action.people == 2 else None
                    if owner is not None and not people:
                        people.append(owner)
                    aimed = action.kind == "fight"
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
        direct = bool(people or things)
        self._handed_over = action.name == "throwing" and bool(people) and len(clause.objects) == 1
        for preposition, group in clause.places:
            for phrase in group:
                if not self._is_used(phrase, used):
                    self._by_preposition(preposition, phrase, clause, action, actors, people, things, direct)
        if clause.each_other and len(actors) > 1:
            people = [*people, *actors]
        return self._roles(action, people, things or played)

    def _it_is_an_animal(self, clause: Clause, actors: list[Person]) -> None:
        """'chases it', 'ran after it': somebody is meant, though a thing was told of since."""
        after = [group[0] for preposition, group in clause.places if preposition == "after"]
        held = any(preposition == "by" and group[0].head in _HELD_BY for preposition, group in clause.places)
        after += [group[0] for group in clause.objects if clause.verb in _CHASES or held]
        for phrase in after:
            animal = self.cast.latest_animal(actors)
            if phrase.head == "it" and animal is not None:
                self.cast.bind(phrase, animal)

    @staticmethod
    def _is_seen_thing(phrase: Phrase) -> bool:
        known = words()
        plain = lexicon.is_thing(phrase.head, first=True) and not known.has("vague", phrase.head)
        return phrase.head in known.props or plain

    def _is_used(self, phrase: Phrase, used: set[int]) -> bool:
        return any(id(word) in used for word in self.tagged[phrase.start : phrase.start + len(phrase.words)])

    def _sort(
        self, phrase: Phrase, clause: Clause, actors: list[Person], people: list[Person], things: list[Thing]
    ) -> None:
        counted = clause.verb in ("count", "study") and (lexicon.is_thing(phrase.head) or self.cast.is_living(phrase))
        written = clause.verb in _WRITTEN and not phrase.is_pronoun and phrase.head not in _WRITTEN_ON
        if (written and not counted) or (clause.verb == "pour" and lexicon.is_substance(phrase.head)):
            return
        if words().has("body", phrase.head) and phrase.head not in words().props and phrase.owner is not None:
            owner = self.cast.owner_of(phrase, actors)
            if owner in actors and vocabulary.actions()[deed(clause, None).action or "idle"].name in _TO_OTHERS:
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
        if clause.verb in _DEPICTING and not phrase.is_pronoun:
            living = False
        if living:
            people += [one for one in self.cast.who([phrase], actors) if one not in people]
            if people or not phrase.is_pronoun or phrase.head not in ("it", "them", "one"):
                return
        thing = self._see(phrase) or self._place_as_thing(phrase, clause)
        if thing is not None:
            things.append(thing)

    def _place_as_thing(self, phrase: Phrase, clause: Clause) -> Thing | None:
        """'collects wood', 'climbs the stairs', 'looks at the castle': what elsewhere would say where."""
        if clause.verb in _PASSES or phrase.head not in words().places or phrase.head in words().lists["times"]:
            return None
        return self.cast.what(phrase) if lexicon.is_thing(phrase.head, first=True) else None

    def _is_handled(self, clause: Clause, phrase: Phrase) -> bool:
        """Whether 'it' or 'them' is rather a thing, since the verb is one for things and one was told of lately."""
        done = deed(clause, None)
        action = vocabulary.actions()[done.action or "idle"]
        if action.prop == "none" or clause.verb in ("help", "find", "take", "catch", "feed", "rescue", "save", "free"):
            return False
        return self.cast.has_recent_thing(phrase.head == "them")

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
        if preposition in ("like", "as", "than", "except"):
            return  # 'swims like a fish'
        place = place_of(phrase)
        drawn = phrase.head in words().props
        within = preposition in ("in", "inside", "into", "through") or (
            preposition in ("at", "on") and action.kind != "gesture"
        )
        here = place is not None and preposition in _WITHIN and action.name not in ("point", "looking_around")
        here &= not drawn or within or (phrase.head in ("moon", "sky") and action.travels)
        here &= not (drawn and action.name in ("sit", "lie_down", "stand") and words().props[phrase.head] in _FURNITURE)
        if here and not self.cast.things.get(phrase.head):
            return
        if preposition in _PARTICLES and not action.travels and action.name not in _STAYS and not people and not things:
            self._sort(phrase, clause, actors, people, things)  # 'holds up an orange'
            return
        if self.cast.is_living(phrase):
            company = (
                preposition in _COMPANY
                and action.people == 1
                and action.name
                not in (
                    "talk",
                    "whisper",
                    "shout",
                    "wave",
                    "throwing",
                    "catching",
                    "point",
                    "punch",
                    "kick",
                    "looking_around",
                )
            )
            if preposition in _TO_SOMEBODY and not company and not (preposition == "for" and action.travels):
                found = self.cast.who([phrase], actors)
                static = action.name in _STAYS and len(found) > 1 and not found[0].group
                static |= action.name == "dribbling" and preposition == "past"
                given = action.name == "throwing" and preposition in _ALWAYS
                if (not people or given) and not static:
                    people += found
                if not found and phrase.head in ("it", "them") and (thing := self._see(phrase)) is not None:
                    things.append(thing)
            elif not company:
                self.cast.who([phrase], actors)
            return
        if phrase.head in _LIQUID or (
            action.name in ("sit", "lie_down", "stand", "kneel") and preposition not in _RELATIONS
        ):
            return
        self._wear(phrase, preposition, actors)
        if clause.verb in _STUMBLES and preposition in ("on", "over", "from", "off", "in", "to"):
            return
        if direct and action.name != "throwing":
            if preposition in ("under", "on", "behind", "next to"):
                self._see(phrase)
            return
        if not self._leads(preposition, action, phrase):
            self._see(phrase)
            return
        thing = self._see(phrase, stands=action.name in _STAYS or action.name == "looking_around")
        if (
            thing is None
            and action.name in ("looking_around", "point")
            and preposition not in ("in", "around", "through")
        ):
            thing = self._place_as_thing(phrase, clause)
        if thing is not None and thing not in things:
            things.append(thing)

    @staticmethod
    def _leads(preposition: str, action: Action, phrase: Phrase) -> bool:
        """Whether what follows a preposition is what the action is done to."""
        if preposition == "into" and action.travels and place_of(phrase) is None:
            return True  # 'walks into a lamp post'
        if preposition == "with" and action.travels and words().props.get(phrase.head) not in _BALLS:
            return False
        if action.name in ("sit", "lie_down", "stand", "kneel", "idle"):
            return preposition in _STANDS_BY
        if preposition in _ALWAYS:
            return action.kind != "emotional" or action.name == "laugh"
        return preposition in _TO_THING.get(action.name, _USES if action.kind not in ("emotional",) else ())

    def _wear(self, phrase: Phrase, preposition: str, actors: list[Person]) -> None:
        if preposition in ("in", "with"):
            for actor in actors:
                self.cast.wears(actor, phrase)

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

    # Beats.

    def _add(
        self,
        clause: Clause,
        done: Deed,
        actors: list[Person],
        targets: list[Person | Thing],
        prop: Thing | None,
        together: bool,
        step: int | None,
    ) -> None:
        action = vocabulary.actions()[done.action or "idle"]
        pairs = self._pairs(action, clause, done, actors, targets)
        if prop is None and action.prop == "required" and not (action.name == "catching" and targets):
            prop = self._named_prop(clause, done) or self._usual(action)
        feeling, manner = self._how(clause, done)
        direction = self._direction(clause, action)
        scene = self.draft.scene
        at = (
            step
            if step is not None
            else scene.step
            if together and scene.step >= 0
            else self._step(clause, actors, targets)
        )
        said = " ".join(word.text for word in clause.tail)
        for actor, target in pairs:
            if action.feeling != "neutral" and feeling is None:
                self.draft.moods.pop(actor.id, None)  # who laughs is sad no more
            face = feeling or self.draft.moods.get(actor.id)
            if isinstance(target, Thing):
                scene.props.setdefault(target.id, target)
            if prop is not None:
                scene.props.setdefault(prop.id, prop)
            facing = None if target is not None and action.travels else direction
            self.draft.doings.append(
                Doing(
                    scene.id, at, actor, action.name, target, prop, facing, manner, face, None, f"{actor.name} {said}"
                )
            )
        self.cast.were(actors)
        self._stand(clause, action, actors, targets)
        self._prop_places(clause)

    def _named_prop(self, clause: Clause, done: Deed) -> Thing | None:
        """What the story says it is done with, even where that is nothing that could be drawn: 'hands out sheets'."""
        used = {id(clause.tail[n]) for n in done.used if n < len(clause.tail)}
        for group in clause.objects:
            for phrase in group:
                if phrase.head.isdigit() or phrase.head in words().lists["numbers"] or phrase.head == "one":
                    return max(self.cast.things.values(), key=lambda thing: thing.seen, default=None)
                plain = not phrase.is_pronoun and not phrase.is_name and not self.cast.is_living(phrase)
                known = words()
                unseen = known.has("vague", phrase.head) or known.has("body", phrase.head)
                if plain and not unseen and not self._is_used(phrase, used):
                    return self.cast.what(phrase)
        return None

    def _step(self, clause: Clause, actors: list[Person], targets: list[Person | Thing]) -> int:
        """A new step, or the present one for what goes on at the same time."""
        scene = self.draft.scene
        now = [one for one in self.draft.doings if one.scene == scene.id and one.step == scene.step]
        busy = {one.actor.id for one in now} | {one.target.id for one in now if one.target is not None}
        involved = {one.id for one in actors} | {one.id for one in targets}
        joining = any(
            adverb in words().lists["joining"] and adverb != "together" for adverb in clause.adverbs
        ) or clause.link in ("while", "as", "whilst", "just as")
        parallel = (
            clause.link in ("and", ",")
            and not clause.inherited
            and clause.role == "main"
            and not {"then", "later", "afterwards", "finally"} & set(clause.adverbs)
        )
        spoke = any(one.scene == scene.id and one.step == scene.step for one in self.draft.sayings)
        if now and not spoke and (joining or (parallel and not busy & involved)):
            return scene.step
        return self.draft.next_step()

    def _pairs(
        self, action: Action, clause: Clause, done: Deed, actors: list[Person], targets: list[Person | Thing]
    ) -> list[tuple[Person, Person | Thing | None]]:
        if action.people == 2:
            thing = self._named_prop(clause, done) if not targets and action.name == "hug" else None
            targets = [*targets, *([thing] if thing is not None else [])]
            others: list[Person] = [one for one in targets if isinstance(one, Person) and one not in actors]
            if others:
                return [(actor, others[min(n, len(others) - 1)]) for n, actor in enumerate(actors)]
            if len(actors) > 1:
                return [(actors[n], actors[(n + 1) % len(actors)]) for n in range(0, len(actors), 2)]
            partner = (
                self._partner(actors[0])
                if (not targets and action.target == "required") or (action.name == "fight" and self.cast.here)
                else None
            )
            return [(actors[0], partner if partner is not None or not targets else targets[0])]
        mutual = clause.each_other or (action.name == "talk" and not targets)
        if mutual and len(actors) == 2:
            return [(actors[0], actors[1]), (actors[1], actors[0])]
        if mutual and len(actors) > 2 and clause.each_other:
            return [(actor, actors[(n + 1) % len(actors)]) for n, actor in enumerate(actors)]
        target = next((one for one in targets if one not in actors), None)
        return [(actor, target) for actor in actors]

    def _partner(self, actor: Person) -> Person | None:
        others = [self.cast.people[one] for one in self.cast.here if one != actor.id]
        return max(others, key=lambda one: one.seen, default=None)

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

    def _how(self, clause: Clause, done: Deed) -> tuple[Feeling | None, str | None]:
        feeling, manner = mood_words(clause.states, clause.adverbs)
        return feeling or feeling_in(clause.places), manner or done.manner

    def _direction(self, clause: Clause, action: Action) -> str | None:
        if action.kind not in ("locomotion", "fight") and action.name not in (
            "looking_around",
            "point",
            "running_bases",
        ):
            return None
        if clause.verb in _LEAVES:
            return "out"
        inside = any(preposition == "into" and place_of(group[0]) for preposition, group in clause.places)
        if (clause.verb in _COMES and (inside or clause.verb != "come" or not clause.adverbs)) or (
            inside and action.travels and clause.verb in ("walk", "run", "go", "march", "rush", "step", "sneak")
        ):
            return (
                "in"
                if not any(
                    preposition in ("to", "back to") and group[0].is_pronoun for preposition, group in clause.places
                )
                else None
            )
        if (
            any(preposition in ("out of", "away from", "from", "off") for preposition, _ in clause.places)
            and action.travels
        ):
            return "away"
        found = next((_DIRECTIONS[adverb] for adverb in clause.adverbs if adverb in _DIRECTIONS), None)
        return found or next(
            (
                _DIRECTIONS[group[0].head]
                for preposition, group in clause.places
                if preposition in ("to", "on") and group[0].head in ("left", "right")
            ),
            None,
        )

    # States and positions.

    def _is_role(self, clause: Clause) -> None:
        """'Tom is the sun', 'she is a doctor': that is what they may be called from now on."""
        if clause.verb not in ("be", "play") or clause.negated or len(clause.subject) != 1 or len(clause.objects) != 1:
            return
        role = clause.objects[0][0]
        single = (
            len(clause.objects[0]) == 1 and not role.plural and not role.is_pronoun and not clause.subject[0].plural
        )
        if (
            not single
            or role.determiner not in ("the", "a", "an")
            or not self.cast.is_living(clause.subject[0], acts=True)
        ):
            return
        if (clause.verb == "play" and not self.cast.is_living(role)) or words().has("times", role.head):
            return
        people = self.cast.who(clause.subject, leads=True)
        if len(people) == 1 and not any(role.head in one.heads for one in self.cast.people.values()):
            people[0].heads.add(role.head)

    def _state(self, clause: Clause) -> None:
        """'Anna is sad', 'he feels lonely', 'she is afraid of the water'."""
        if clause.negated or not clause.subject:
            return
        feeling, manner = mood_words(clause.states, ())
        feeling = feeling or feeling_in(clause.places)
        if feeling is None or not any(self.cast.is_living(one, acts=True) for one in clause.subject):
            return
        del manner
        people = self.cast.who(clause.subject, leads=True)
        self.cast.subjects = people or self.cast.subjects
        for person in people:
            if self.draft.moods.get(person.id) == feeling:
                continue
            self.draft.moods[person.id] = feeling
            if not any(one.actor is person and one.scene == self.draft.scene.id for one in self.draft.doings):
                self.draft.scene.feelings.setdefault(person.id, feeling)
        if (people and clause.verb != "be") or (
            people and not self.draft.scene.feelings.keys() >= {one.id for one in people}
        ):
            step = self.draft.next_step()
            for person in people:
                said = " ".join(word.text for word in clause.tail)
                self.draft.doings.append(
                    Doing(
                        self.draft.scene.id,
                        step,
                        person,
                        "idle",
                        None,
                        None,
                        None,
                        None,
                        feeling,
                        None,
                        f"{person.name} {said}",
                        implied=True,
                    )
                )

    def _state_of_place(self, clause: Clause) -> None:
        """'A dog is behind the tree.'"""
        if clause.verb != "be" or clause.negated:
            return
        if any(self.cast.is_living(one) for one in clause.subject):
            self._stand(clause, vocabulary.actions()["stand"], self.cast.who(clause.subject, leads=True), [])
            for preposition, group in clause.places:
                if preposition == "in":
                    self._wear(group[0], preposition, self.cast.who(clause.subject))
            return
        for phrase in clause.subject:
            thing = self._see(phrase)
            if thing is not None:
                self.draft.scene.props.setdefault(thing.id, thing)
                position = self._relation(clause, [])
                if position is not None:
                    self.draft.scene.prop_places.setdefault(thing.id, position)

    def _stand(self, clause: Clause, action: Action, actors: list[Person], targets: list[Person | Thing]) -> None:
        """Where somebody is from the start, when their first deed is to stand or sit there."""
        scene = self.draft.scene
        del targets
        if action.name not in _STAYS and clause.verb != "be":
            return
        first = [
            actor
            for actor in actors
            if not any(
                one.actor is actor and one.scene == scene.id for one in self.draft.doings[: -len(actors) or None]
            )
        ]
        position = self._relation(clause, first)
        if position is None:
            return
        for actor in first[:1]:
            scene.positions.setdefault(actor.id, position)

    def _relation(self, clause: Clause, actors: list[Person]) -> Position | None:
        where = [*clause.places, *(place for one in clause.subject for place in one.where)]
        for adverb in clause.adverbs:
            if adverb in ("on the left", "to the left"):
                return Position(relation="left")
            if adverb in ("on the right", "to the right"):
                return Position(relation="right")
            if adverb == "in the middle":
                return Position(relation="middle")
        for preposition, group in where:
            relation = _RELATIONS.get(preposition)
            if preposition == "between":
                relation = "between"
            if relation is None or (place_of(group[0]) == self.draft.scene.place and place_of(group[0]) is not None):
                continue
            names = [name for phrase in group for name in self._anchors(phrase, actors)]
            wanted = 2 if relation == "between" else 1
            if len(names) >= wanted:
                return Position(relation=relation, of=tuple(names[:wanted]))
        return None

    def _anchors(self, phrase: Phrase, actors: list[Person]) -> list[str]:
        if self.cast.is_living(phrase):
            return [one.id for one in self.cast.who([phrase], actors) if one not in actors]
        thing = self._see(phrase)
        if thing is None:
            return []
        self.draft.scene.props.setdefault(thing.id, thing)
        return [thing.id]

    def _prop_places(self, clause: Clause) -> None:
        """'the ball under the table'."""
        for group in clause.objects:
            for phrase in group:
                thing = self.cast.things.get(phrase.head)
                if thing is None or thing.id not in self.draft.scene.props:
                    continue
                for preposition, others in clause.places:
                    relation = _RELATIONS.get(preposition)
                    other = self.cast.things.get(others[0].head)
                    if (
                        relation in ("under", "on", "behind", "next to", "in")
                        and other is not None
                        and other is not thing
                        and not others[0].is_pronoun
                    ):
                        self.draft.scene.props.setdefault(other.id, other)
                        self.draft.scene.prop_places.setdefault(thing.id, Position(relation=relation, of=(other.id,)))
