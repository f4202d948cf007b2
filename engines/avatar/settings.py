"""How a model of a head is learned, from configs/avatar/<model>.yaml: every number that a creator may change.

The files say what the defaults here say, with a comment for each; another file may be named for one training.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from contracts import StudioError

FOLDER = Path(__file__).resolve().parents[2] / "configs" / "avatar"


Splats = Annotated[int, Field(description="Splats at most.", ge=1000, le=60_000)]
Iterations = Annotated[int, Field(description="Iterations at most.", ge=20, le=100_000)]
Patience = Annotated[int, Field(description="Looks without a better one, after which training ends.", ge=1, le=1000)]
RenewFrom = Annotated[int, Field(description="Iteration at which splats are first given up and split.", ge=1)]
RenewEvery = Annotated[int, Field(description="Iterations between two renewals.", ge=1)]
RenewUntil = Annotated[float, Field(description="Share of all iterations after which no more are renewed.", gt=0, le=1)]
Faded = Annotated[float, Field(description="Opacity below which a splat is given up.", ge=0, lt=0.5)]
"""What every model has, each with a default of its own."""

Rate = Annotated[float, Field(gt=0, lt=1)]
Weight = Annotated[float, Field(ge=0)]


class ModelSettings(BaseModel):
    """What every model of a head has. Iterations are pictures, or handfuls of pictures, learned from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    splats: Splats = 9000
    iterations: Iterations = 700
    look_every: int = Field(25, description="Iterations between two looks at held-out pictures.", ge=1, le=10_000)
    patience: Patience = 8
    gain: float = Field(0.02, description="By how much better is better, dB.", ge=0, le=5)
    warm: int = Field(20, description="Iterations in which rates rise to their full.", ge=1, le=10_000)
    renew_from: RenewFrom = 75
    renew_every: RenewEvery = 75
    renew_until: RenewUntil = 0.6
    faded: Faded = 0.02
    split: float = Field(0.06, description="Share of splats that are split in one renewal.", ge=0, le=1)

    @model_validator(mode="after")
    def _renewed(self) -> ModelSettings:
        if self.split > 0 and self.iterations >= 200 and self.renew_from > self.renew_until * self.iterations:
            raise ValueError(
                f"renewal from iteration {self.renew_from} on never runs: it ends after "
                f"{self.renew_until * self.iterations:.0f}"
            )
        return self


class FastSettings(ModelSettings):
    """Of the fast head. Rates are Adam's at their highest."""

    places: Rate = Field(2e-4, description="Rate of places, metres.")
    turns: Rate = Field(3e-3, description="Rate of rotations.")
    sizes: Rate = Field(8e-3, description="Rate of sizes, logarithms.")
    opacities: Rate = Field(3e-2, description="Rate of opacities, logits.")
    colours: Rate = Field(1e-2, description="Rate of colours.")
    ways: Rate = Field(3e-3, description="Rate of each splat's own ways to move.")
    holds: Rate = Field(1e-2, description="Rate of how far splats hold on to the chest.")
    l1: Weight = Field(1.0, description="Weight of differences of pixels.")
    dssim: Weight = Field(0.1, description="Weight of (1 - SSIM) / 2 around the face.")
    alpha: Weight = Field(0.2, description="Weight of where the person is.")
    loose: Weight = Field(0.04, description="Weight of how far ways stray.")
    face: Weight = Field(1.0, description="How much more a pixel of the face counts.")
    mouth: Weight = Field(3.0, description="How much more a pixel around the mouth counts.")

    def rates(self) -> dict[str, float]:
        """Of each parameter of the head."""
        return {name: getattr(self, name) for name in
                ("places", "turns", "sizes", "opacities", "colours", "ways", "holds")}  # fmt: skip


Settings = TypeVar("Settings", bound=ModelSettings)


def load(kind: type[Settings], model: str, file: Path | None = None) -> Settings:
    """Settings of `model` from its own file, or from another; a StudioError names the key that is wrong."""
    import yaml

    file = file or FOLDER / f"{model}.yaml"
    try:
        told = yaml.safe_load(file.read_text(encoding="utf-8"))
        return kind.model_validate({} if told is None else told)
    except OSError as error:
        raise StudioError(
            f"{file.name} cannot be read.", f"Take {model}.yaml in configs/avatar for a start."
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:  # RecursionError: too many open brackets
        raise StudioError(f"{file.name} is not YAML.", f"Take {model}.yaml in configs/avatar for a start.") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(map(str, first["loc"]))
        what = first["msg"].removeprefix("Value error, ")
        raise StudioError(
            f"{file.name}{f', {key}' if key else ''}: {what}.", f"See {model}.yaml in configs/avatar for what it takes."
        ) from error
