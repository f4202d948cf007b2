"""What phrases tell of how somebody looks and what else they are called."""

from __future__ import annotations

from engines.story.writer.clauses import Phrase
from engines.story.writer.company import Company
from engines.story.writer.people import Person
from engines.story.writer.words import Being, words


class Appearance(Company):
    """Describes people."""

    def _describe(self, person: Person, phrase: Phrase) -> None:
        """Colours, hats and age that a phrase gives."""
        colours = words().lists["colours"]
        for word in phrase.adjectives:
            if word in colours and not phrase.plural:
                person.colours["body"] = colours[word]
        for preposition, group in phrase.where:
            if preposition not in ("in", "with", "wearing"):
                continue
            for worn in group:
                self.wears(person, worn)

    def wears(self, person: Person, worn: Phrase) -> None:
        """Clothes and hats: 'in a red hood', 'with a blue hat'."""
        colours = words().lists["colours"]
        colour = next((colours[word] for word in worn.adjectives if word in colours), None)
        if worn.head in _HATS:
            person.hat = _HATS[worn.head]
            if colour:
                person.colours["hat"] = colour
        elif worn.head == "hair" and colour:
            person.colours["hair"] = colour
        elif words().has("clothes", worn.head) and colour:
            person.colours["clothes"] = colour

    def is_also(self, person: Person, role: Phrase) -> None:
        """'The helper is a robot.'"""
        person.heads.add(role.head)
        more = words().beings.get(role.head)
        if more is not None and more.kind in ("robot", "alien", "animal") and person.being == Being("human"):
            person.being, person.role, person.name = more, role.head, person.name
            self._describe(person, role)

    def _also(self, person: Person, alias: Phrase) -> None:
        """'his mother, the queen', 'The teacher, Mrs Green'."""
        for again in alias.aliases:  # 'the engineer, a robot called Dot'
            self._also(person, again)
        person.heads.add(alias.head)
        if alias.is_name:
            first = alias.head.split()[0]
            title = words().titles.get(first)
            person.name = " ".join(word for word in alias.words if word.lower() in alias.head.split())
            person.gender = (title.gender if title else None) or words().names.get(first) or person.gender
            person.alone = True
        elif alias.head in words().beings:
            more = words().beings[alias.head]
            person.gender = person.gender or more.gender
            person.hat = person.hat or more.hat
            person.role = person.role or alias.head
            if more.kind != "human":
                person.being = more
            if not person.name[0].isupper():
                person.name = alias.head


_HATS = {
    "hat": "hat",
    "cap": "cap",
    "crown": "crown",
    "helmet": "helmet",
    "hood": "hood",
    "beanie": "beanie",
    "top hat": "top hat",
    "bow": "bow",
    "turban": "turban",
    "bonnet": "bonnet",
    "headscarf": "headscarf",
    "hijab": "headscarf",
    "tiara": "crown",
    "wig": "wig",
}
