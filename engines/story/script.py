"""The Script: a story as a list of who does and says what, when, where and how; what the writer makes and figures play.

Everything of a scene happens in numbered steps: what shares a step happens at the same time, and a step begins when the
one before is over. A person who writes a script needs no more than that; `laid_out` turns steps into seconds and
'left of the tree' into units. Seconds count from the start of the scene, so that a change in one scene leaves the
others as they are. Lengths are units: 1 unit is 0.68 m, a grown figure is 2.5 units tall, and x = 0 is the middle of
the stage, positive to the right of the picture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from contracts import StudioError
from engines.story import vocabulary

Kind = Literal["human", "child", "robot", "alien", "animal"]
Said = Literal["said", "shouted", "whispered", "sang"]
Feeling = Literal["neutral", "happy", "sad", "surprised", "angry", "excited"]
Weather = Literal["clear", "sunny", "cloudy", "rain", "storm", "snow", "wind", "fog"]
TimeOfDay = Literal["morning", "day", "evening", "night"]
Direction = Literal["left", "right", "in", "out", "up", "down", "around", "forward", "back", "away"]
Relation = Literal[
    "left", "right", "middle", "left of", "right of", "next to", "behind", "in front of", "between", "on", "under", "in"
]
CameraMove = Literal["static", "pan", "zoom", "track", "dolly", "shake", "cut"]

Id = Annotated[str, Field(min_length=1, max_length=60, description="How the rest of the script calls it.")]
Seconds = Annotated[float | None, Field(ge=0, le=36000, allow_inf_nan=False)]
Units = Annotated[float, Field(ge=-200, le=200, allow_inf_nan=False)]
Step = Annotated[int | None, Field(ge=0, le=100000)]
Colour = Annotated[str | None, Field(pattern=r"^#[0-9a-f]{6}$", description="As #rrggbb in lower case.")]

STAGE = 7.0  # units from the middle of the stage to where figures stand at most


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Position(_Entry):
    """Where somebody or something is: in units, in words, or in relation to another."""

    x: Units | None = Field(None, description="Units right of the middle; empty is worked out from the relation.")
    depth: float = Field(0, ge=-1, le=3, description="Units behind the line where figures walk; negative is nearer.")
    relation: Relation | None = Field(None, description="Where, in words; most need 'of' as well.")
    of: tuple[Id, ...] = Field((), max_length=2, description="The characters or props that the relation is to.")

    @model_validator(mode="after")
    def _whole(self) -> Position:
        wanted = {None: 0, "left": 0, "right": 0, "middle": 0, "between": 2}.get(self.relation, 1)
        if len(self.of) != wanted:
            raise ValueError(f"'{self.relation}' needs {wanted} names in 'of', and there are {len(self.of)}")
        return self


class Prop(_Entry):
    """A thing in a scene."""

    id: Id
    kind: str = Field(
        max_length=60, description="What is drawn: a name in configs/story/props.yaml, or any other word."
    )
    colour: Colour = None
    position: Position = Position()
    held_by: Id | None = Field(None, description="Who holds it when the scene begins.")


class Placed(_Entry):
    """A character's place as a scene begins; who is not placed stands where there is room."""

    who: Id
    position: Position = Position()
    feeling: Feeling | None = Field(None, description="How they feel as the scene begins.")
    absent: bool = Field(False, description="They are not seen until their first beat brings them in.")


class Turn(_Entry):
    """The weather turns in the middle of a scene."""

    weather: Weather
    step: Step = Field(None, description="The step with which it turns.")
    start: Seconds = Field(None, description="Seconds from the start of the scene; empty is worked out from the step.")


class Scene(_Entry):
    """One place at one time."""

    id: Id
    place: str = Field("park", max_length=60, description="A name in configs/story/places.yaml.")
    time: TimeOfDay = "day"
    weather: Weather = Field("clear", description="As the scene begins.")
    turns: tuple[Turn, ...] = Field((), max_length=20, description="Other weather that comes later.")
    props: tuple[Prop, ...] = Field((), max_length=400)
    cast: tuple[Placed, ...] = Field((), max_length=400, description="Who is there.")
    start: Seconds = Field(None, description="Seconds from the start of the film.")
    duration: Seconds = Field(None, description="Seconds; empty is as long as what happens in it.")

    def weathers(self) -> list[tuple[float, Weather]]:
        """From which second of the scene on there is which weather, once it is laid out."""
        later = [(turn.start or 0.0, turn.weather) for turn in self.turns]
        return [(0.0, self.weather), *sorted(later, key=lambda one: one[0])]


class Colours(_Entry):
    """What a figure is drawn in; what is empty is chosen so that characters differ."""

    body: Colour = None
    clothes: Colour = None
    hair: Colour = None
    hat: Colour = None


class Character(_Entry):
    """Somebody in the story."""

    id: Id
    name: str = Field(min_length=1, max_length=80, description="What captions call them: Tom, the old king.")
    kind: Kind = "human"
    species: str | None = Field(None, max_length=40, description="Which animal: dog, bird.")
    gender: Literal["female", "male"] | None = Field(None, description="Which pronoun means them; empty fits any.")
    age: Literal["young", "grown", "old"] = "grown"
    group: str | None = Field(None, max_length=60, description="What they are together: children, team.")
    role: str | None = Field(None, max_length=60, description="What they are: teacher, king, goalkeeper.")
    colours: Colours = Colours()
    hat: str | None = Field(None, max_length=40, description="cap, crown, helmet, wizard hat ...; empty wears none.")
    voice: str | None = Field(None, max_length=80, description="A voice of 'launch.py speak --list-voices'.")
    moves: str | None = Field(
        None, max_length=400, description="A motion file (.bvh, .npz, .glb) that they move as, instead of acting."
    )


class _Timed(_Entry):
    scene: Id | None = Field(None, description="The scene it happens in; empty is the first.")
    step: Step = Field(None, description="Its turn in the scene; equal steps happen together. Empty follows the last.")
    start: Seconds = Field(None, description="Seconds from the start of the scene; empty is worked out from the step.")
    duration: Seconds = Field(None, description="Seconds; empty is as long as it usually takes.")


class Beat(_Timed):
    """Somebody does something."""

    actor: Id
    action: str = Field(max_length=40, description="A name in configs/story/actions.yaml.")
    target: Id | None = Field(None, description="The character or prop it is done to, goes to or looks at.")
    prop: Id | None = Field(None, description="The prop it is done with.")
    direction: Direction | None = Field(None, description="Where it goes or looks, when there is no target.")
    to: Position | None = Field(None, description="Where they end up, when that matters.")
    manner: str | None = Field(None, max_length=40, description="A name in configs/story/manners.yaml.")
    feeling: Feeling | None = Field(None, description="The face; empty is the action's own.")
    through: Step = Field(None, description="The last step that it goes on for; empty is its own step only.")
    words: str | None = Field(None, max_length=300, description="The words of the story that it was made of.")
    implied: bool = Field(False, description="Not told, but needed, such as the steps up to somebody to be hugged.")

    @field_validator("action")
    @classmethod
    def _known_action(cls, action: str) -> str:
        if action not in vocabulary.actions():
            raise ValueError(f"there is no action '{action}'; known: {', '.join(vocabulary.actions())}")
        return action

    @field_validator("manner")
    @classmethod
    def _known_manner(cls, manner: str | None) -> str | None:
        if manner is not None and manner not in vocabulary.manners():
            raise ValueError(f"there is no manner '{manner}'; known: {', '.join(vocabulary.manners())}")
        return manner


class Line(_Timed):
    """Somebody says something: it is heard, and seen in a bubble."""

    who: Id
    text: str = Field(min_length=1, max_length=2000)
    manner: Said = "said"
    to: Id | None = Field(None, description="Whom they say it to.")
    feeling: Feeling | None = None

    @property
    def action(self) -> str:
        """What the figure does while it says it."""
        return {"said": "talk", "shouted": "shout", "whispered": "whisper", "sang": "sing"}[self.manner]


class Narration(_Timed):
    """What the narrator says, in a caption."""

    text: str = Field(min_length=1, max_length=4000)


class Frame(_Entry):
    """What the camera sees: a middle and a size, or somebody."""

    x: Units = 0
    y: Units = Field(0, description="Units above the usual height.")
    zoom: float = Field(1, gt=0.05, le=20, description="1 shows the whole stage, 2 half of it.")
    on: Id | None = Field(None, description="Stays with this character or prop instead of x.")


class Shot(_Timed):
    """One move of the camera."""

    kind: CameraMove = "static"
    start_frame: Frame = Field(Frame(), alias="from", description="What is seen as it begins.")
    end_frame: Frame | None = Field(None, alias="to", description="What is seen as it ends; empty is the same.")


class Script(_Entry):
    """A whole story."""

    title: str = Field("", max_length=200)
    scenes: tuple[Scene, ...] = Field(min_length=1, max_length=200)
    characters: tuple[Character, ...] = Field((), max_length=1000)
    beats: tuple[Beat, ...] = Field((), max_length=5000)
    lines: tuple[Line, ...] = Field((), max_length=2000)
    narration: tuple[Narration, ...] = Field((), max_length=2000)
    camera: tuple[Shot, ...] = Field((), max_length=2000)

    @model_validator(mode="after")
    def _complete(self) -> Script:
        from engines.story.references import first_loose_end

        if loose := first_loose_end(self):
            raise loose
        return self

    @classmethod
    def read(cls, text: str, name: str = "The script") -> Script:
        """From JSON; a StudioError names the line and the key that is wrong."""
        from engines.story.reading import read

        return read(text, name)

    @classmethod
    def load(cls, path: Path) -> Script:
        """From a .json file."""
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise StudioError(f"{path.name} cannot be read: {error}.", "Choose a Script saved as JSON.") from error
        return cls.read(text, path.name)

    def to_json(self) -> str:
        """Readable JSON, one entry a few lines; what is empty or usual is left out. `read` gives the same back."""
        from engines.story.reading import written

        return written(self)

    def character(self, who: str) -> Character:
        """The character whose id it is."""
        return next(one for one in self.characters if one.id == who)

    def scene(self, scene: str | None) -> Scene:
        """The scene whose id it is; None is the first."""
        return self.scenes[0] if scene is None else next(one for one in self.scenes if one.id == scene)

    def of_scene(self, scene: Scene) -> Iterator[Beat | Line | Narration]:
        """What happens in a scene, beats first, then lines, then narration."""
        first = scene.id == self.scenes[0].id
        entries: tuple[Beat | Line | Narration, ...] = (*self.beats, *self.lines, *self.narration)
        for entry in entries:
            if entry.scene == scene.id or (first and entry.scene is None):
                yield entry

    @property
    def duration(self) -> float:
        """Seconds of the whole film; only a script that is laid out knows it."""
        return max(((scene.start or 0) + (scene.duration or 0) for scene in self.scenes), default=0.0)

    @property
    def is_laid_out(self) -> bool:
        """Whether every time and place is known."""
        timed: tuple[Scene | _Timed, ...] = (*self.scenes, *self.beats, *self.lines, *self.narration, *self.camera)
        return all(one.start is not None and one.duration is not None for one in timed)

    def laid_out(self, spoken: Callable[[Line | Narration], float] | None = None) -> Script:
        """The same story with every start, duration and x filled in, and the steps that people take to reach others.

        spoken: how many seconds a line takes when the voice is known; otherwise it is judged by its length.
        What a person has set stays as it is, and a script that is laid out comes back unchanged.
        """
        from engines.story.layout import lay_out

        return lay_out(self, spoken)
