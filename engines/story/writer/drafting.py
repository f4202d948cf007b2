"""A Script while it is being written: scenes, and the steps in which things happen."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from engines.story import vocabulary
from engines.story.looks import PALETTE
from engines.story.script import (
    Beat,
    Character,
    Colours,
    Feeling,
    Line,
    Narration,
    Placed,
    Position,
    Prop,
    Scene,
    TimeOfDay,
    Turn,
    Weather,
)
from engines.story.writer.cast import Cast
from engines.story.writer.people import Person, Thing
from engines.story.writer.words import Being

_CROWDED = 12
_ANYBODY = Being("human")


@dataclass
class DraftScene:
    """One scene while it grows."""

    id: str
    place: str | None = None
    time: TimeOfDay | None = None
    weather: Weather | None = None
    turns: list[Turn] = field(default_factory=list)
    props: dict[str, Thing] = field(default_factory=dict)
    prop_places: dict[str, Position] = field(default_factory=dict)
    positions: dict[str, Position] = field(default_factory=dict)
    feelings: dict[str, Feeling] = field(default_factory=dict)
    people: list[str] = field(default_factory=list)
    step: int = -1

    @property
    def weather_now(self) -> Weather | None:
        """What it turned to last."""
        return self.turns[-1].weather if self.turns else self.weather


@dataclass(frozen=True)
class Doing:
    """A beat whose people are still persons, since they may yet get their names."""

    scene: str
    step: int
    actor: Person
    action: str
    target: Person | Thing | None
    prop: Thing | None
    direction: str | None
    manner: str | None
    feeling: Feeling | None
    through: int | None
    words: str
    implied: bool = False


@dataclass(frozen=True)
class Saying:
    """A line whose speaker is still a person."""

    scene: str
    step: int
    who: Person
    text: str
    manner: str
    to: Person | None
    feeling: Feeling | None


@dataclass
class Draft:
    """Everything that is written so far."""

    scenes: list[DraftScene] = field(default_factory=lambda: [DraftScene("scene 1")])
    doings: list[Doing] = field(default_factory=list)
    sayings: list[Saying] = field(default_factory=list)
    narration: list[Narration] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    moods: dict[str, Feeling] = field(default_factory=dict)

    @property
    def scene(self) -> DraftScene:
        return self.scenes[-1]

    def next_step(self) -> int:
        """The number of a new step."""
        self.scene.step += 1
        return self.scene.step

    def new_scene(self, place: str | None, time: TimeOfDay | None) -> None:
        """What follows happens elsewhere or at another time."""
        before = self.scene
        self.scenes.append(DraftScene(f"scene {len(self.scenes) + 1}", place, time or before.time, before.weather_now))

    def note(self, text: str) -> None:
        """For the person who wrote the story; said once."""
        if text not in self.notes:
            self.notes.append(text)

    @property
    def scene_is_filled(self) -> bool:
        """Whether anything was done or said in the present scene."""
        busy = {one.scene for one in self.doings} | {one.scene for one in self.sayings}
        return self.scene.id in busy

    def reorder(self, first: int, steps: list[int]) -> None:
        """Steps from `first` on take the order in which they stand in `steps`."""
        wanted = [step for step in dict.fromkeys(steps) if step >= first]
        extra = [step for step in range(first, self.scene.step + 1) if step not in wanted]
        if extra or sorted(wanted) == wanted:
            return
        new = {step: first + n for n, step in enumerate(wanted)}
        here = self.scene.id

        def moved(one: Any) -> Any:
            return replace(one, step=new[one.step]) if one.scene == here and one.step in new else one

        self.doings = [moved(one) for one in self.doings]
        self.sayings = [moved(one) for one in self.sayings]

    def lengthen(self, first: int, end: int, last: int) -> None:
        """Beats number `first` to `end` go on through the step `last`."""
        for n in range(first, end):
            doing = self.doings[n]
            if vocabulary.actions()[doing.action].loops and doing.scene == self.scene.id and last > doing.step:
                self.doings[n] = replace(doing, through=last)

    # The finished pieces.

    def finished_scenes(self, default: str) -> tuple[Scene, ...]:
        made = []
        for draft in self.scenes:
            busy = self._busy(draft.id)
            who = list(dict.fromkeys([*draft.people, *busy]))
            if len(who) > _CROWDED:  # who is only mentioned stays away
                who = list(dict.fromkeys(busy))
            seen = {*who, *(thing.id for thing in draft.props.values())}
            placed = {one: position for one, position in draft.positions.items() if set(position.of) <= seen}
            cast = tuple(
                Placed(who=one, position=placed.get(one, Position()), feeling=draft.feelings.get(one)) for one in who
            )
            props = tuple(
                Prop(
                    id=thing.id, kind=thing.kind, colour=thing.colour, position=draft.prop_places.get(name, Position())
                )
                for name, thing in {thing.id: (name, thing) for name, thing in draft.props.items()}.values()
            )
            made.append(
                Scene(
                    id=draft.id,
                    place=draft.place or default,
                    time=draft.time or "day",
                    weather=draft.weather or "clear",
                    turns=tuple(draft.turns),
                    props=props,
                    cast=cast,
                )
            )
        return tuple(made)

    def _busy(self, scene: str) -> list[str]:
        found = []
        for doing in self.doings:
            if doing.scene == scene:
                found.append(doing.actor.id)
                if isinstance(doing.target, Person):
                    found.append(doing.target.id)
        for saying in self.sayings:
            if saying.scene == scene:
                found += [saying.who.id, *([saying.to.id] if saying.to else [])]
        return found

    def finished_beats(self) -> tuple[Beat, ...]:
        return tuple(
            Beat(
                scene=one.scene,
                step=one.step,
                actor=one.actor.id,
                action=one.action,
                target=one.target.id if one.target else None,
                prop=one.prop.id if one.prop else None,
                direction=one.direction,
                manner=one.manner,
                feeling=one.feeling,
                through=one.through,
                words=one.words[:300],
                implied=one.implied,
            )
            for one in self.doings
        )

    def finished_lines(self) -> tuple[Line, ...]:
        return tuple(
            Line(
                scene=one.scene,
                step=one.step,
                who=one.who.id,
                text=one.text,
                manner=one.manner,
                to=one.to.id if one.to else None,
                feeling=one.feeling,
            )
            for one in self.sayings
        )

    def finished_characters(self, cast: Cast, seed: int, children: bool) -> tuple[Character, ...]:
        """Who is seen. `children`: who has but a first name is a child."""
        used = {name for scene in self.finished_scenes("park") for name in (placed.who for placed in scene.cast)}
        people = [person for person in cast.people.values() if person.id in used]
        for person in people:
            if (
                children
                and person.being == _ANYBODY
                and person.name[0].isupper()
                and " " not in person.name
                and not person.role
            ):
                person.being = Being("child", person.gender, "young")
        return tuple(_character(person, n + seed) for n, person in enumerate(people))


def _character(person: Person, n: int) -> Character:
    being = person.being
    kind = being.kind
    gender = person.gender
    colours = {"body": PALETTE[n % len(PALETTE)], **person.colours}
    name = person.name if person.name[0].isupper() else person.name.capitalize()
    animal = kind == "animal"
    return Character(
        id=person.id,
        name=name,
        kind=kind,
        species=(person.role or sorted(person.heads)[0]) if animal else None,
        gender=gender,
        age=being.age,
        group=person.group,
        role=person.role,
        colours=Colours(**colours),
        hat=person.hat,
        voice=_voice(person, gender),
    )


def _voice(person: Person, gender: str | None) -> str:
    """A voice of the built-in synthesiser that suits who they are."""
    being = person.being
    if being.voice:
        return being.voice
    if being.kind == "robot":
        return "robot"
    if "giant" in person.heads or "ogre" in person.heads or "dragon" in person.heads:
        return "giant"
    if being.age == "young" or being.kind in ("child", "animal", "alien"):
        return "child"
    if being.age == "old":
        return "old woman" if gender == "female" else "old man"
    if gender == "female":
        return "woman" if len(person.id) % 2 else "lady"
    return "man" if gender == "male" and len(person.id) % 2 else "gentleman" if gender == "male" else "man"
