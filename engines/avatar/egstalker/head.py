"""The head that egstalker learns: splats in head space, and networks that tell how each changes with what is heard.

A frame is told by a code: what is heard (as the ear tells it), eyes and brows, how head and chest are held. Splats of
neck and shoulders hold on to the chest; all that moves by the networks is added to where a splat stands.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from engines.avatar.egstalker.attention import AgentAttention
from engines.avatar.egstalker.kan import TaylorKan, TaylorLinear
from engines.avatar.egstalker.listening import Ear, begin
from engines.avatar.egstalker.planes import TriPlane
from engines.avatar.egstalker.settings import EgsSettings
from engines.avatar.expression import Shape
from engines.avatar.fast import LARGEST, SH_0, Stance
from engines.avatar.seeds import TORSO, Seeds
from engines.avatar.turns import quaternion, times
from renderers.splats import SplatCamera, SplatPicture, draw

SPLATS = ("places", "turns", "sizes", "opacities", "colours", "shades", "holds")
"""Parameters with a row a splat."""
CHANGES = {"places": 3, "sizes": 3, "turns": 4, "opacities": 1, "harmonics": 48}
REACH = {"places": 0.01, "sizes": 0.1, "turns": 0.1, "opacities": 1.0, "harmonics": 0.3}
"""By how much a change of 1 changes: metres, logarithms, quaternions, logits, harmonics."""
TOKENS = ("audio", "eye", "camera", "null")
OCTAVES = 3
_POSE = 12


Splats: TypeAlias = tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]
"""Places, turns, sizes, opacities and harmonics, as `renderers.splats.draw` takes them."""


class Still(NamedTuple):
    """What is the same in every frame: queries [N, width], how they listen to agents, agents' queries [A, width], and
    the head that stands still."""

    queries: torch.Tensor
    shares: torch.Tensor
    agents: torch.Tensor
    turns: torch.Tensor
    sizes: torch.Tensor
    opacities: torch.Tensor
    harmonics: torch.Tensor


class EgsHead(nn.Module):  # type: ignore[misc]
    """N splats and their networks; all zero before `plant` or `load`."""

    SPLATS = SPLATS
    rest: torch.Tensor
    groups: torch.Tensor
    anchors: torch.Tensor
    held: torch.Tensor

    def __init__(self, settings: EgsSettings, shape: Shape, features: str, dimension: int, count: int) -> None:
        super().__init__()
        self.settings, self.shape = settings, shape
        wide = {"places": (3,), "turns": (4,), "sizes": (3,), "opacities": (), "colours": (3,), "shades": (15, 3),
                "holds": ()}  # fmt: skip
        for name in SPLATS:
            setattr(self, name, nn.Parameter(torch.zeros(count, *wide[name])))
        self.register_buffer("groups", torch.zeros(count, dtype=torch.int64))
        self.register_buffer("rest", torch.zeros(3, 4))
        self.register_buffer("anchors", torch.zeros(settings.agents, 3))
        self.register_buffer("held", torch.ones(2, _POSE))
        width = settings.width
        self.planes = TriPlane(settings.plane, settings.scales, settings.channels)
        self.trunk = nn.Sequential(
            nn.Linear(width, settings.trunk), nn.ReLU(), nn.Linear(settings.trunk, settings.trunk), nn.ReLU()
        )
        out = {name: size for name, size in CHANGES.items() if name != "places"}
        self.stills = nn.ModuleDict({name: nn.Linear(settings.trunk, size) for name, size in out.items()})
        self.ear = Ear(features, dimension, settings.audio)
        eyes = 2 * OCTAVES * shape.eyes
        self.kans = nn.ModuleDict(
            {name: TaylorKan(wide, settings.token, width, settings.order)
             for name, wide in (("audio", settings.audio), ("eye", eyes), ("camera", _POSE))}
        )  # fmt: skip
        self.null = nn.Parameter(torch.zeros(width))
        self.attention = AgentAttention(width, settings.heads, settings.inner, settings.dropout)
        self.changes = nn.ModuleDict(
            {name: nn.Sequential(nn.Linear(width, settings.change), nn.ReLU(), nn.Linear(settings.change, size))
             for name, size in CHANGES.items()}
        )  # fmt: skip
        self.register_buffer("marks", _periodic(len(TOKENS), width), persistent=False)
        self._kept: Still | None = None
        self.finished = False

    def plant(self, seeds: Seeds, rest: NDArray[np.float64], heads: NDArray[np.float64], seed: int) -> None:
        """Begin with `seeds`; `heads [T, 3, 4]` tell how this head is usually held."""
        chance = torch.Generator().manual_seed(seed)
        begin(self, chance)
        for part in self.modules():
            if isinstance(part, TaylorLinear | TriPlane):
                part.begin(chance)
        count = len(seeds.places)
        with torch.no_grad():
            self.null.normal_(0, 1, generator=chance)
            for last in (*self.stills.values(), *(network[-1] for network in self.changes.values())):
                last.weight.zero_()
                last.bias.zero_()
            places = torch.from_numpy(seeds.places)
            turns = torch.zeros(count, 4)
            turns[:, 0] = 1
            values = {
                "places": places, "turns": turns, "sizes": torch.from_numpy(seeds.sizes).log()[:, None].repeat(1, 3),
                "opacities": torch.full((count,), self.settings.opacity).logit(),
                "colours": (torch.from_numpy(seeds.colours) - 0.5) / SH_0, "shades": torch.zeros(count, 15, 3),
                "holds": torch.from_numpy(seeds.holds).clamp(0.01, 0.99).logit(),
            }  # fmt: skip
            for name, value in values.items():
                setattr(self, name, nn.Parameter(value.float().contiguous().clone()))
            self.groups = torch.from_numpy(seeds.groups)
            self.rest.copy_(torch.from_numpy(rest))
            self.anchors.copy_(places[apart(seeds.places, len(self.anchors))])
            low, high = places.min(dim=0).values, places.max(dim=0).values
            self.planes.low.copy_(low - 0.05 * (high - low))
            self.planes.high.copy_(high + 0.05 * (high - low))
            flat = torch.from_numpy(heads.reshape(len(heads), -1))
            self.held[0] = flat.mean(dim=0)
            self.held[1] = 2 * flat.std(dim=0) + 1e-3

    def __len__(self) -> int:
        return len(self.places)

    def choose(self, index: torch.Tensor) -> None:
        """Keep the splats of `index`, which may name one twice."""
        for name in SPLATS:
            setattr(self, name, nn.Parameter(getattr(self, name).detach()[index].clone()))
        self.groups = self.groups[index]

    def load(self, state: dict[str, torch.Tensor]) -> None:
        """Take the state of a head of any number of splats."""
        at = self.rest.device
        for name in SPLATS:
            setattr(self, name, nn.Parameter(state[name].to(at, copy=True)))
        self.groups = state["groups"].to(at, copy=True)
        self.load_state_dict(state)

    # How it is told

    def tokens(self, stance: Stance) -> torch.Tensor:
        """[4, width] what is heard, what eyes do, how the head is held, and nothing."""
        shape = self.shape
        heard, eyes = stance.code[: shape.mouth], stance.code[shape.mouth : shape.face]
        angles = (eyes / 3.5)[:, None] * (2.0 ** torch.arange(OCTAVES)).to(eyes)
        waves = torch.cat([angles.sin(), angles.cos()], dim=1).flatten()
        held = ((stance.head.flatten() - self.held[0]) / self.held[1]).clamp(-1.5, 1.5)
        told = (self.kans["audio"](heard), self.kans["eye"](waves), self.kans["camera"](held), self.null)
        return torch.stack(told) + self.marks

    def still(self) -> Still:
        """All that no frame changes; remembered once nothing is learned any more."""
        if self._kept is not None:
            return self._kept
        queries, agents = self.planes(self.places), self.planes(self.anchors)
        trunk = self.trunk(queries)
        more = {name: REACH[name] * layer(trunk) for name, layer in self.stills.items()}
        known = torch.cat([self.colours[:, None], self.shades], dim=1) + more["harmonics"].unflatten(1, (16, 3))
        still = Still(
            queries, self.attention.shares(queries, agents), agents, self.turns + more["turns"],
            self.sizes + more["sizes"], self.opacities + more["opacities"][:, 0], known,
        )  # fmt: skip
        if self.finished:
            self._kept = still
        return still

    def moved(self, still: Still, stance: Stance, chance: torch.Generator | None = None) -> dict[str, torch.Tensor]:
        """What is added to each splat in this frame."""
        found = self.attention(still.queries, still.shares, still.agents, self.tokens(stance), chance)
        return {name: REACH[name] * network(found) for name, network in self.changes.items()}

    # What is seen

    def at_home(
        self, stance: Stance, still: Still, coarse: bool = False, chance: torch.Generator | None = None
    ) -> Splats:
        """Places, turns, sizes, opacities and harmonics in head space; those of the chest where it is seen from there.
        In the coarse stage nothing is told, so nothing moves."""
        places, turns, sizes, opacities, harmonics = (
            self.places,
            still.turns,
            still.sizes,
            still.opacities,
            still.harmonics,
        )
        if not coarse:
            more = self.moved(still, stance, chance)
            places, turns, sizes = places + more["places"], turns + more["turns"], sizes + more["sizes"]
            opacities = opacities + more["opacities"][:, 0]
            harmonics = harmonics + more["harmonics"].unflatten(1, (16, 3))
        rotation, shift = stance.head[:, :3], stance.head[:, 3]
        hold = torch.where(self.groups == TORSO, torch.sigmoid(self.holds), 0.0)[:, None]
        on_chest = (places @ self.rest[:, :3].T + self.rest[:, 3]) @ stance.chest.T
        places = places + hold * ((on_chest - shift) @ rotation - places)
        turn = quaternion(rotation.T @ self.rest[:, :3])
        none = torch.zeros_like(turn)
        none[0] = 1
        turn = turn if turn[0] >= 0 else -turn
        return (
            places,
            times(none + hold * (turn - none), turns),
            sizes.exp().clamp(max=LARGEST),
            torch.sigmoid(opacities),
            harmonics,
        )

    def splats(self, stance: Stance) -> Splats:
        """The same in camera space, but for harmonics, which stay the head's."""
        places, turns, sizes, opacities, harmonics = self.at_home(stance, self.still())
        rotation, shift = stance.head[:, :3], stance.head[:, 3]
        return places @ rotation.T + shift, self.turned(rotation, turns), sizes, opacities, harmonics

    @staticmethod
    def turned(rotation: torch.Tensor, turns: torch.Tensor) -> torch.Tensor:
        """[N, 4] quaternions `turns` after a rotation [3, 3]."""
        return times(quaternion(rotation)[None], turns)

    def forward(
        self,
        stance: Stance,
        camera: SplatCamera,
        probe: torch.Tensor | None = None,
        still: Still | None = None,
        coarse: bool = False,
        chance: torch.Generator | None = None,
    ) -> SplatPicture:
        """The picture of one frame; `camera` looks at camera space, so that it may stand elsewhere."""
        seen = self.at_home(stance, still or self.still(), coarse, chance)
        own = torch.from_numpy(camera.view).to(stance.head)
        view = torch.cat([own[:, :3] @ stance.head[:, :3], own[:, :3] @ stance.head[:, 3:] + own[:, 3:]], dim=1)
        places, turns, sizes, opacities, harmonics = (part.contiguous() for part in seen)
        return draw(places, turns, sizes, opacities, harmonics, camera, view=view, probe=probe)


def apart(places: NDArray[np.float32], count: int) -> NDArray[np.intp]:
    """Which `count` of places [N, 3] lie farthest from each other; some twice where there are fewer."""
    chosen = [0]
    nearest = np.linalg.norm(places - places[0], axis=1)
    for _ in range(count - 1):
        chosen.append(int(nearest.argmax()))
        nearest = np.minimum(nearest, np.linalg.norm(places - places[chosen[-1]], axis=1))
    return np.array(chosen)


def _periodic(count: int, width: int) -> torch.Tensor:
    """[count, width] waves that tell one token from another."""
    rates = 1.0 / 10_000 ** (torch.arange(0, width, 2) / width)
    angles = torch.arange(count)[:, None] * rates
    return torch.cat([angles.sin(), angles.cos()], dim=1)[:, :width]
