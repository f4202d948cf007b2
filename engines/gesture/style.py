"""How somebody talks with their hands: presets a creator can read and add to, in configs/styles.yaml."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from contracts import StudioError
from engines.gesture.rests import RestName

FILE = Path(__file__).resolve().parents[2] / "configs" / "styles.yaml"


class Style(BaseModel):
    """A manner of speaking with the body. Amounts are factors: 1 is a lively speaker in conversation."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, max_length=40)
    says: str = Field("", max_length=200, description="What it looks like, in a line.")
    # what the planner takes
    rate: float = Field(1.0, ge=0, le=3, description="How many gestures; 1 is one for most stressed phrases.")
    beats: float = Field(0.6, ge=0, le=1, description="Share of stressed syllables without a gesture that get a beat.")
    symbols: float = Field(1.0, ge=0, le=2, description="How readily words call for gestures with a meaning.")
    right_hand: float = Field(0.6, ge=0, le=1, description="How often a one-handed gesture takes the right hand.")
    two_hands: float = Field(0.5, ge=0, le=1, description="How often a gesture that may take both hands does.")
    holds: float = Field(1.0, ge=0, le=3, description="How long strokes are held.")
    # what the performer takes
    size: float = Field(1.0, ge=0.1, le=2, description="How far gestures reach.")
    speed: float = Field(1.0, ge=0.3, le=2, description="How quick the hands are.")
    sharpness: float = Field(1.0, ge=0, le=2, description="How sharply strokes arrive and recoil.")
    together: float = Field(0.5, ge=0, le=1, description="How much the idle hand goes along with the busy one.")
    restless: float = Field(1.0, ge=0, le=2, description="How much a held or resting hand drifts.")
    between: float = Field(0.6, ge=0, le=2, description="How much hands go on with the rhythm between gestures.")
    height: float = Field(0.0, ge=-0.3, le=0.3, description="Raises all gestures, in lengths of the arm.")
    wide: float = Field(1.0, ge=0.5, le=1.5, description="Spreads gestures sideways.")
    rests: tuple[RestName, ...] = Field(
        ("ready", "clasped", "one_low", "sides"),
        min_length=1,
        description="How the hands rest, favourites first; 'ready' waits before the belly.",
    )
    hang: float = Field(0.3, ge=0, le=1, description="How often a hand without a part hangs, while the other gestures.")
    linger: float = Field(1.2, ge=0, le=10, description="Seconds without gesture after which the hands go to rest.")
    lean: float = Field(1.0, ge=-8, le=12, description="Degrees the body leans towards the listener.")
    open_chest: float = Field(0.0, ge=-8, le=8, description="Degrees the chest is lifted; below 0 it slumps.")
    trunk: float = Field(1.0, ge=0, le=2, description="How much the body goes along.")
    sway: float = Field(1.0, ge=0, le=2, description="How much weight shifts from foot to foot.")
    shift_seconds: float = Field(6.0, ge=1.5, le=60, description="About how often it does.")
    steps: float = Field(0.5, ge=0, le=1, description="How readily a foot that is free of weight is set anew.")
    feet: float = Field(0.20, ge=0.1, le=0.5, description="How far the feet are apart, metres.")
    head: float = Field(1.0, ge=0, le=2, description="How much the head moves.")
    listener: float = Field(0.75, ge=0, le=1, description="Share of the time the eyes are on the listener.")
    face: float = Field(1.0, ge=0, le=2, description="How much the face shows.")
    smile: float = Field(0.15, ge=0, le=1, description="How much the speaker smiles throughout.")
    breath: float = Field(0.25, ge=0.08, le=0.6, description="Breaths a second.")


def styles(file: Path = FILE) -> dict[str, Style]:
    """The presets by name, in the file's order."""
    return dict(_read(file, file.stat().st_mtime_ns))


def style(name: str = "Presentation") -> Style:
    """The preset called `name`, upper or lower case."""
    known = styles()
    found = {key.lower(): one for key, one in known.items()}.get(name.strip().lower())
    if found is None:
        raise StudioError(f"There is no style called '{name}'.", f"Choose one of: {', '.join(known)}.")
    return found


@lru_cache(maxsize=4)
def _read(file: Path, changed: int) -> dict[str, Style]:
    import yaml

    del changed
    try:
        entries = yaml.safe_load(file.read_text(encoding="utf-8"))
        return {str(name): Style(name=str(name), **entry) for name, entry in entries.items()}
    except ValidationError as error:
        one = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in one["loc"])
        raise StudioError(f"{file.name}: {where}: {one['msg']}.", "Compare it with the first style.") from error
    except (yaml.YAMLError, AttributeError, TypeError) as error:
        raise StudioError(f"{file.name} does not hold styles by name.", "Compare it with the shipped file.") from error
