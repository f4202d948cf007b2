"""Every number of the egstalker model that a creator may change; configs/avatar/egstalker.yaml says the same."""

from __future__ import annotations

from pydantic import Field, model_validator

from engines.avatar.settings import (
    Faded,
    Iterations,
    ModelSettings,
    Patience,
    RenewEvery,
    RenewFrom,
    RenewUntil,
    Splats,
    Weight,
)


class EgsSettings(ModelSettings):
    """Sizes of its networks, its two stages, rates (first and last) and weights of what it is held to."""

    splats: Splats = 7000
    iterations: Iterations = 1000
    patience: Patience = 16
    renew_from: RenewFrom = 60
    renew_every: RenewEvery = 60
    renew_until: RenewUntil = 0.5
    faded: Faded = 0.005

    coarse: float = Field(0.15, description="Share of the coarse stage: a head that stands still.", gt=0, lt=1)
    batch: int = Field(2, description="Pictures of one iteration of the fine stage.", ge=1, le=16)
    opacity: float = Field(0.5, description="Opacity at which splats begin.", gt=0.01, lt=0.99)

    plane: int = Field(32, description="Cells a side of the coarsest planes.", ge=4, le=256)
    scales: int = Field(2, description="Sets of planes, each twice as fine as the one before.", ge=1, le=4)
    channels: int = Field(32, description="Numbers in a cell; times `scales` it is the width of queries.", ge=4, le=64)
    trunk: int = Field(
        64, description="Width of the network between planes and the head that stands still.", ge=8, le=256
    )
    token: int = Field(64, description="Hidden width of the Taylor-KAN networks.", ge=4, le=256)
    order: int = Field(3, description="Powers of their Taylor series: 0, 1, 2, ...", ge=1, le=5)
    audio: int = Field(32, description="Numbers that tell what is heard.", ge=4, le=64)
    heads: int = Field(4, description="Heads of the attention.", ge=1, le=16)
    agents: int = Field(64, description="Agents through which splats attend to tokens.", ge=1, le=512)
    inner: int = Field(128, description="Width inside the attention's own network.", ge=8, le=512)
    dropout: float = Field(
        0.1, description="Share of what attention found that is left out while learning.", ge=0, lt=1
    )
    change: int = Field(48, description="Hidden width of the networks that make changes.", ge=4, le=256)

    places: tuple[float, float] = Field((4e-4, 4e-6), description="Rate of places, metres: first, last.")
    colours: tuple[float, float] = Field(
        (1e-2, 2e-3), description="Rate of constant harmonics; a twentieth for others."
    )
    opacities: tuple[float, float] = Field((3e-2, 1e-2), description="Rate of opacities, logits.")
    sizes: tuple[float, float] = Field((8e-3, 2e-3), description="Rate of sizes, logarithms.")
    turns: tuple[float, float] = Field((3e-3, 5e-4), description="Rate of rotations.")
    planes: tuple[float, float] = Field((3e-3, 3e-4), description="Rate of planes.")
    networks: tuple[float, float] = Field((1e-3, 1e-4), description="Rate of all networks.")

    l1: Weight = Field(0.8, description="Weight of differences of pixels.")
    dssim: Weight = Field(0.2, description="Weight of 1 - SSIM.")
    lips: Weight = Field(0.4, description="Weight of differences of pixels around the lips.")
    head: Weight = Field(0.4, description="Weight of differences of pixels of the head.")
    perceptual: Weight = Field(0.01, description="Weight of VGG16's differences, when its weights are there.")
    alpha: Weight = Field(0.05, description="Weight of where the person is; ours, not published.")

    @property
    def width(self) -> int:
        """Of queries and tokens."""
        return self.channels * self.scales

    @model_validator(mode="after")
    def _fits(self) -> EgsSettings:
        if self.width % self.heads:
            raise ValueError(f"channels x scales is {self.width}, which {self.heads} heads cannot share")
        for name in ("places", "colours", "opacities", "sizes", "turns", "planes", "networks"):
            first, last = getattr(self, name)
            if not 0 < last <= first < 1:
                raise ValueError(f"{name} must sink from its first to its last rate, both between 0 and 1")
        return self
