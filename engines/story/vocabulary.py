"""What a story can be made of, as configs/story/*.yaml tell it: actions, manners, feelings, places, props.

Actions are Stick-Gen's, in its order. The writer looks up verbs here, figures look up how long and how fast.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from contracts import StudioError

FOLDER = Path(__file__).resolve().parents[2] / "configs" / "story"

ActionKind = Literal["locomotion", "gesture", "sport", "fight", "daily", "emotional", "two-person"]
Need = Literal["none", "optional", "required"]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


_Kind = TypeVar("_Kind", bound=_Entry)


class Called(_Entry):
    """A word or phrase that calls for something, and the manner that it brings along."""

    words: str = Field(min_length=1, max_length=60)
    manner: str | None = None


class Action(_Entry):
    """Something that a figure can do."""

    name: str = Field(pattern=r"^[a-z_]+$")
    number: int = Field(ge=0, description="Its place in Stick-Gen's list, which is its number in a tensor.")
    says: str = Field(max_length=200, description="What is seen, in a line.")
    kind: ActionKind
    people: Literal[1, 2] = Field(1, description="2: the target does it too.")
    target: Need = Field("none", description="Whether it is done to somebody or something.")
    prop: Need = Field("none", description="Whether it is done with something.")
    usual_prop: str | None = Field(None, description="The prop when the story names none.")
    seconds: float = Field(gt=0, le=30, description="How long it usually lasts.")
    speed: float = Field(0, ge=0, le=20, description="Units a second that the figure travels.")
    reach: float | None = Field(None, gt=0, le=5, description="Units from the target at which it is done.")
    loops: bool = Field(description="Goes on as long as it is wanted, or happens once.")
    posture: Literal["standing", "sitting", "kneeling", "lying", "same"] = Field(
        "standing", description="How the figure is left."
    )
    feeling: Literal["neutral", "happy", "sad", "surprised", "angry", "excited"] = "neutral"
    verbs: tuple[Called, ...] = Field(min_length=1, description="What calls for it, in the form that follows 'to'.")

    @property
    def travels(self) -> bool:
        """Whether it brings the figure from one place to another."""
        return (self.kind == "locomotion" and self.speed > 0) or self.name in ("running_bases", "dribbling")


class Manner(_Entry):
    """How something is done: factors of the usual way."""

    name: str
    pace: float = Field(1, gt=0, le=3, description="How quick.")
    size: float = Field(1, gt=0, le=2, description="How large the movement is.")
    bounce: float = Field(1, ge=0, le=3, description="How springy.")
    droop: float = Field(0, ge=-1, le=1, description="-1 chest out, head high; 1 shoulders and head hang.")
    shake: float = Field(0, ge=0, le=1, description="How much it trembles.")
    feeling: Literal["neutral", "happy", "sad", "surprised", "angry", "excited"] | None = None
    words: tuple[str, ...] = ()


class Feelings(_Entry):
    """One of the six faces and the words that call for it."""

    name: str
    words: tuple[Called, ...]


@lru_cache(maxsize=1)
def actions() -> Mapping[str, Action]:
    """Every action by name, in Stick-Gen's order."""
    made = {}
    more = table("verbs")
    for number, (name, entry) in enumerate(table("actions").items()):
        verbs = _called([*entry.pop("verbs", ()), *more.get(name, ())])
        made[name] = _entry(Action, "actions.yaml", name=name, number=number, verbs=verbs, **entry)
    return MappingProxyType(made)


@lru_cache(maxsize=1)
def manners() -> Mapping[str, Manner]:
    """Every manner by name."""
    entries = table("manners").items()
    return MappingProxyType({name: _entry(Manner, "manners.yaml", name=name, **entry) for name, entry in entries})


@lru_cache(maxsize=1)
def feelings() -> Mapping[str, Feelings]:
    """The six faces by name."""
    entries = table("feelings").items()
    return MappingProxyType(
        {name: _entry(Feelings, "feelings.yaml", name=name, words=_called(words)) for name, words in entries}
    )


def table(name: str) -> dict[str, Any]:
    """One YAML file of configs/story, by name without its ending."""
    import yaml

    file = FOLDER / f"{name}.yaml"
    try:
        entries = parsed(file)
    except (OSError, yaml.YAMLError) as error:
        raise StudioError(f"{file.name} cannot be read: {str(error).splitlines()[0]}", _HINT) from error
    if not isinstance(entries, dict):
        raise StudioError(f"{file.name} does not hold entries by name.", _HINT)
    return entries


def parsed(file: Path) -> Any:
    """What a YAML file holds: plain values only, by libyaml where it is there, which is ten times as quick."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(file.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 one of the two safe ones


_HINT = "Compare it with its neighbours in configs/story."


def _called(words: Any) -> tuple[Called, ...]:
    """['walk', {'tiptoe': 'quietly'}] as words with their manners."""
    made = []
    for one in words:
        text, manner = (one, None) if not isinstance(one, dict) else next(iter(one.items()))
        made.append(Called(words=str(text), manner=manner))
    return tuple(made)


def _entry(model: type[_Kind], file: str, **entry: Any) -> _Kind:
    try:
        return model(**entry)
    except (ValidationError, TypeError) as error:
        raise StudioError(f"{file}: '{entry.get('name')}' cannot be used: {error}", _HINT) from error
