"""The gesture lexicon: units of gesture as a creator writes them in configs/gestures/*.yaml.

A unit has the phases of every gesture (Kendon, McNeill): the hand prepares, strokes, holds and returns. Its strokes are
a list of keys; the one numbered `apex` lands on the stressed syllable. Everything is told for a hand of either side.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from contracts import StudioError
from engines.gesture.space import Direction, Place

FOLDER = Path(__file__).resolve().parents[2] / "configs" / "gestures"

SUFFIXES = (".yaml", ".yml", ".json")
"""Files that hold gestures: entries of our own, and Laban notation."""

Act = Literal["statement", "question", "answer", "greeting", "farewell", "thanks", "apology", "request", "command",
              "agreement", "disagreement", "exclamation", "list", "contrast", "story", "aside"]  # fmt: skip


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class HandPose(_Entry):
    """Where a hand is and how it is held. What is not said stays as it was in the key before, or is neutral."""

    at: Place | None = Field(None, description="Where the wrist is; each of side, height, reach as a word or a number.")
    palm: Direction | None = Field(None, description="Where the palm faces: 'up', 'up in', 'forward down'.")
    fingers: Direction | None = Field(None, description="Where straight fingers would point: 'forward', 'forward in'.")
    shape: str | None = Field(None, description="The hand's shape, a name in configs/hand_shapes.yaml.")
    elbow: float | None = Field(
        None, ge=-40, le=70, description="Degrees the elbow is raised above where it would naturally be."
    )


class Key(HandPose):
    """One goal of the hand: it arrives there `seconds` after the key before."""

    seconds: float = Field(0.42, ge=0.08, le=3.0, description="From the key before to here, unhurried.")
    path: Literal["straight", "arc", "under", "over", "circle", "in", "out"] = Field(
        "arc",
        description="How it gets here: nearly straight, a natural arc, dipping under, going over, round a full circle "
        "before it arrives, or bulging in or out.",
    )
    bow: float = Field(1.0, ge=0, le=3, description="How strongly the path bulges; 1 is natural.")
    accent: float = Field(
        1.0, ge=0, le=2, description="How sharply the wrist flicks and recoils as it arrives; 0 glides in."
    )
    other: HandPose | None = Field(None, description="The other hand, where it is not the mirror image.")


class Shake(_Entry):
    """A movement repeated while the stroke is held: a wave, a finger that wags, hands that weigh."""

    turn: Literal["none", "side", "flex", "twist"] = Field(
        "none", description="What the wrist does: bends sideways, bends up and down, or the forearm twists."
    )
    degrees: float = Field(0, ge=0, le=60, description="How far the wrist turns to each side.")
    move: Direction = Field((0.0, 1.0, 0.0), description="Which way the hand goes to and fro.")
    size: float = Field(0, ge=0, le=0.4, description="How far it goes to each side, in lengths of the arm.")
    round: float = Field(0, ge=-1, le=1, description="1 makes the to and fro a circle forwards, -1 backwards.")
    rate: float = Field(2.0, ge=0.3, le=6, description="Times a second.")
    times: float = Field(2, ge=0.5, le=20, description="How often; a longer hold shakes on, ever more softly.")
    alternate: bool = Field(False, description="The other hand goes up while this one goes down.")


class HeadMove(_Entry):
    """What the head does, in time with the apex."""

    move: Literal["nod", "shake", "tilt", "turn", "raise", "duck", "thrust"] = "nod"
    degrees: float = Field(6, ge=-40, le=40, description="How far; tilt and turn go to the gesturing hand's side.")
    times: float = Field(1, ge=0.5, le=8, description="How often, for nod and shake.")
    seconds: float = Field(0.5, ge=0.2, le=3, description="How long one takes.")


class Gaze(_Entry):
    """Where the eyes go for the gesture."""

    to: Literal["listener", "hand", "up", "down", "aside", "away", "there"] = Field(
        "listener", description="'there' looks where the hand points, 'away' up and aside as one who thinks."
    )
    amount: float = Field(1.0, ge=0, le=2, description="How far the eyes go; the head follows in part.")


class Trunk(_Entry):
    """What the body does, in time with the apex. Degrees."""

    lean: float = Field(0, ge=-15, le=20, description="Forward from the hips.")
    turn: float = Field(0, ge=-30, le=30, description="To the gesturing hand's side.")
    tilt: float = Field(0, ge=-15, le=15, description="Sideways, to the gesturing hand's side.")
    shrug: float = Field(0, ge=0, le=1, description="How far the shoulders rise; 1 is up to the ears.")
    rise: float = Field(0, ge=-1, le=1, description="Chest and heels lift (1) or the body sinks (-1).")


class Calls(_Entry):
    """What calls for the gesture."""

    words: tuple[str, ...] = Field((), description="Words or short phrases in lower case; 'give*' also means giving.")
    ideas: tuple[str, ...] = Field((), description="Short phrases; speech that means about the same calls for it too.")
    acts: tuple[Act, ...] = Field((), description="What the speaker does with the sentence.")


class GestureUnit(_Entry):
    """One entry of the lexicon."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40, description="What plans call it.")
    says: str = Field(max_length=200, description="What it means to whoever sees it, in a line.")
    kind: Literal["beat", "point", "symbol", "shape", "feeling", "thought", "rest"] = Field(
        "symbol",
        description="beat: rhythm only; point; symbol: has a meaning of its own; shape: draws what is spoken of.",
    )
    hands: Literal["one", "two", "either", "none"] = Field(
        "one", description="one hand, both, either as the moment suggests, or head and body only."
    )
    preparation: HandPose | None = Field(
        None, description="Where the hand winds up before the stroke; not said, it recoils a little from the stroke."
    )
    prepare_seconds: float = Field(0.45, ge=0.1, le=2, description="How long the way to there takes, unhurried.")
    strokes: tuple[Key, ...] = Field((), max_length=16, description="The keys of the stroke, in order.")
    apex: int = Field(0, ge=0, le=15, description="Which stroke lands on the stressed syllable; 0 is the first.")
    shake: Shake | None = Field(None, description="What goes on while the last stroke is held.")
    hold: float = Field(0.25, ge=0, le=5, description="Seconds the last stroke is held at least.")
    scales: bool = Field(True, description="False where its size is part of its meaning, such as a hand on the heart.")
    least: float = Field(0.4, ge=0, le=2, description="The smallest size at which it is still itself.")
    most: float = Field(1.5, ge=0.2, le=3, description="The largest size that suits it.")
    head: tuple[HeadMove, ...] = Field((), max_length=4)
    gaze: Gaze | None = None
    face: dict[str, float] = Field(
        default_factory=dict, description="Expressions (smile, brows_up, frown ...) or ARKit weights, 0 to 1."
    )
    trunk: Trunk = Trunk()
    calls: Calls = Calls()
    keep: bool = Field(True, description="False for a unit that is only ever asked for by name.")

    @model_validator(mode="after")
    def _consistent(self) -> GestureUnit:
        if self.hands == "none" and (self.strokes or self.preparation or self.shake):
            raise ValueError("hands is none, yet there are strokes, a preparation or a shake")
        if self.hands != "none" and not self.strokes:
            raise ValueError("it needs at least one stroke, or 'hands: none'")
        if self.strokes and self.apex >= len(self.strokes):
            raise ValueError(f"apex is {self.apex}, but the last stroke is number {len(self.strokes) - 1}")
        if self.strokes and self.strokes[0].at is None:
            raise ValueError("the first stroke does not say where it is ('at')")
        if self.least > self.most:
            raise ValueError("least is larger than most")
        from engines.gesture import expressions, shapes

        poses = (self.preparation, *self.strokes, *(key.other for key in self.strokes))
        unknown = {pose.shape for pose in poses if pose and pose.shape} - shapes.names()
        if unknown:
            raise ValueError(
                f"no hand shape is called {', '.join(sorted(unknown))}; known: {', '.join(shapes.names())}"
            )
        strange = expressions.unknown(self.face)
        if strange:
            raise ValueError(f"the face knows no {', '.join(strange)}; known: {', '.join(expressions.names())}")
        return self


Lexicon = Mapping[str, GestureUnit]


def load(folders: Iterable[Path] = ()) -> Lexicon:
    """Every unit of configs/gestures, and of a creator's own `folders`, which may replace ours by name."""
    units = dict(_ours())
    for folder in folders:
        units.update(read(folder))
    return units


def own(workspace: Path) -> tuple[Path, ...]:
    """The folder for a creator's own gestures, `gestures` in the workspace, if it holds any; for `load`."""
    folder = workspace / "gestures"
    return (folder,) if folder.is_dir() and files_of(folder) else ()


@lru_cache(maxsize=1)
def _ours() -> Lexicon:
    return read(FOLDER)


def read(folder: Path) -> Lexicon:
    """The units in the YAML files of one folder, each file a mapping from a unit's name to its entry, and in its
    Laban JSON files."""
    units: dict[str, GestureUnit] = {}
    for file in files_of(folder):
        for name, unit in _units(file).items():
            if name in units:
                raise StudioError(f"{file.name}: there are two gestures called '{name}'.", "Rename one of them.")
            units[name] = unit
    if not units:
        raise StudioError(f"{folder} holds no gestures.", "Put a .yaml file with at least one gesture into it.")
    return units


def files_of(folder: Path) -> list[Path]:
    """The files in a folder that hold gestures."""
    return sorted(file for file in folder.glob("*") if file.suffix.lower() in SUFFIXES and file.is_file())


def _units(file: Path) -> dict[str, GestureUnit]:
    if file.suffix.lower() == ".json":
        from engines.gesture import laban

        return laban.read(file)
    return {str(name): unit_of(str(name), entry, file.name) for name, entry in _entries(file).items()}


def unit_of(name: str, entry: object, where: str) -> GestureUnit:
    """One unit from what a file said of it; `where` names the file in errors."""
    if not isinstance(entry, dict):
        raise StudioError(f"{where}: '{name}' is not a gesture.", "Write 'says: ...' and 'strokes: ...' under it.")
    try:
        return GestureUnit(name=name, **entry)
    except (ValidationError, TypeError) as error:
        raise StudioError(f"{where}: the gesture '{name}' cannot be used: {_first(error)}", _HINT) from error


_HINT = "Compare it with its neighbours in configs/gestures; words such as 'yes', 'no', 'on' and 'off' need quotes."


def _first(error: ValidationError | TypeError) -> str:
    """The first complaint in a line, with the key it is about."""
    if not isinstance(error, ValidationError):
        return str(error)
    one = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in one["loc"])
    message = one["msg"].removeprefix("Value error, ")
    return f"{where}: {message}" if where else message


def _entries(file: Path) -> dict[Any, Any]:
    import yaml

    try:
        entries = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:  # RecursionError: too many open brackets
        raise StudioError(f"{file.name} is not YAML: {str(error).splitlines()[0]}", _HINT) from error
    if not isinstance(entries, dict):
        raise StudioError(f"{file.name} does not hold gestures by name.", _HINT)
    return entries
