"""Learn a head from material: pictures in random order, held-out ones watched, the best kept.

The same request gives the same avatar, also when it was stopped and resumed on the way: what is random follows from
the number of the iteration alone, and a checkpoint holds all that is under way.
"""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any, Protocol, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray

from contracts import Progress, StudioError, silent
from engines.avatar import chest, quality
from engines.avatar.expression import Coder
from engines.avatar.fast import FastHead, Stance
from engines.avatar.losses import dissimilarity
from engines.avatar.material import Material
from engines.avatar.seeds import plant
from renderers.splats import SplatCamera

Tensors: TypeAlias = dict[str, torch.Tensor]
EVERY = 25
"""Iterations between two looks at held-out pictures."""
WARM = 20
PATIENCE = 8
"""Looks without a better one, after which training ends."""
GAIN = 0.02
"""dB by which better is better."""
RENEW = (75, 0.6, 75)
"""Splats are renewed from this iteration, up to this share of all, every so many."""
FADED = 0.02
"""Opacity below which a splat is given up."""
SPLIT = 0.06
"""Share of splats that are split in one renewal."""
RATES = {
    "places": 2e-4, "turns": 3e-3, "sizes": 8e-3, "opacities": 3e-2, "colours": 1e-2, "ways": 3e-3, "holds": 1e-2,
}  # fmt: skip
L1, DSSIM, ALPHA, LOOSE = 1.0, 0.1, 0.05, 0.01
FACE_WEIGHT, MOUTH_WEIGHT = 1.0, 3.0


@dataclass(frozen=True)
class Plan:
    """How to train.

    splats:     how many there may be at last.
    iterations: at most; training ends earlier when held-out pictures get no better.
    seconds:    of work at most.
    holdout:    share of the pictures, the last ones, that are never learned.
    """

    splats: int = 9000
    iterations: int = 700
    seconds: float = 300.0
    holdout: float = 1 / 11
    seed: int = 0


@dataclass(frozen=True)
class Row:
    """One point of the curves; PSNR in dB, seconds of work so far and still to come."""

    iteration: int
    seconds: float
    left: float
    splats: int
    loss: float
    train: quality.Psnr
    held: quality.Psnr


@dataclass(frozen=True, eq=False)
class Sight:
    """What may be watched: the curves so far, and a held-out picture [S, 2 S, 3], real beside made."""

    rows: tuple[Row, ...]
    picture: NDArray[np.uint8]


class Watch(Protocol):
    def __call__(self, sight: Sight) -> None: ...


def unwatched(sight: Sight) -> None:
    """Nobody watches."""


@contextmanager
def one_thread() -> Iterator[None]:
    """Torch keeps to one thread: its own waiting for others costs more than they help in work this small."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


class Scene:
    """Material as tensors: what each frame is told by, and what it should look like."""

    def __init__(self, material: Material, coder: Coder) -> None:
        found, size = material.track, material.size
        self.material, self.size = material, size
        self.codes = torch.from_numpy(coder.code(found, material.chest))
        self.heads = torch.from_numpy(found.views().astype(np.float32))
        self.chests = torch.from_numpy(chest.matrices(material.chest, found.focal).astype(np.float32))
        self.plate = torch.from_numpy(material.plate.astype(np.float32) / 255)
        self.camera = before(found.focal, size)

    def stance(self, k: int) -> Stance:
        return Stance(self.codes[k], self.heads[k], self.chests[k])

    def real(self, k: int) -> torch.Tensor:
        """[S, S, 3] 0 to 1."""
        return torch.from_numpy(self.material.frames[k].astype(np.float32) / 255)

    def person(self, k: int) -> torch.Tensor:
        return torch.from_numpy(self.material.person[k].astype(np.float32) / 255)

    def weight(self, k: int) -> torch.Tensor:
        """[S, S, 1] how much each pixel counts, 1 on average."""
        points = self.material.track.points[k]
        weight = 1 + FACE_WEIGHT * quality.face_mask(points, self.size)
        weight = weight + MOUTH_WEIGHT * quality.mouth_mask(points, self.size)
        return torch.from_numpy((weight / weight.mean()).astype(np.float32))[..., None]

    def around_face(self, k: int) -> tuple[slice, slice]:
        """Rows and columns of a box around the face."""
        points = self.material.track.points[k]
        low = np.clip(np.floor(points.min(axis=0)).astype(int) - 4, 0, self.size - 16)
        high = np.clip(np.ceil(points.max(axis=0)).astype(int) + 4, low + 16, self.size)
        return slice(low[1], high[1]), slice(low[0], high[0])


def before(focal: float, size: int) -> SplatCamera:
    """The camera that took the material: it looks at camera space from its origin."""
    return SplatCamera(np.eye(3, 4, dtype=np.float32), focal, focal, size / 2, size / 2, size, size)


def split(count: int, holdout: float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Which of `count` pictures are learned and which, the last ones, are held out."""
    held = min(max(1, round(holdout * count)), count - 2)
    return np.arange(count - held), np.arange(count - held, count)


class Trainer:
    """A head being learned."""

    def __init__(self, material: Material, plan: Plan) -> None:
        if len(material) < 12:
            raise StudioError(f"{len(material)} pictures are too few to learn a face from.", "Film at least 2 s.")
        self.plan, self.material = plan, material
        self.train, self.held = split(len(material), plan.holdout)
        learned = material.part(self.train)
        self.coder = Coder.learn(learned.track, learned.chest)
        self.scene = Scene(material, self.coder)
        rest = learned.track.views()[learned.rest]
        self.head = FastHead(plant(learned, round(0.75 * plan.splats), plan.seed), self.coder, rest)
        self.calm = copy.deepcopy(self.head)
        self.best = copy.deepcopy(self.head)
        self.best_score, self.waited = -np.inf, 0
        self.iteration, self.seconds, self.loss = 0, 0.0, 0.0
        self.rows: list[Row] = []
        self.strain = torch.zeros(len(self.head), 2)
        self._adam()
        self._weights = [self.scene.weight(k) for k in self.train]

    def run(
        self,
        progress: Progress = silent,
        watch: Watch = unwatched,
        keep: Callable[[Tensors, str], None] | None = None,
        every: float = 10.0,
    ) -> FastHead:
        """Train until it is enough; `keep` is given a checkpoint every so many seconds and whenever it ends."""
        with one_thread():
            started, kept = time.monotonic() - self.seconds, time.monotonic()
            try:
                while not self.done:
                    progress("learn the face", self.iteration, self.plan.iterations, self._said())
                    self.step()
                    self.seconds = time.monotonic() - started
                    if self.iteration % EVERY == 0 or self.done:
                        self._look(watch)
                    if keep is not None and time.monotonic() - kept > every:
                        keep(*self.checkpoint())
                        kept = time.monotonic()
            finally:
                if keep is not None:
                    keep(*self.checkpoint())
        progress("learn the face", 1, 1, self._said())
        return self.best

    @property
    def done(self) -> bool:
        return self.iteration >= self.plan.iterations or self.seconds >= self.plan.seconds or self.waited >= PATIENCE

    def step(self) -> None:
        """Learn from one picture."""
        i, plan = self.iteration, self.plan
        round_, at = divmod(i, len(self.train))
        k = int(np.random.default_rng([plan.seed, round_]).permutation(len(self.train))[at])
        frame, scene = int(self.train[k]), self.scene
        rate = min(1.0, (i + 1) / WARM) * (0.05 + 0.475 * (1 + np.cos(np.pi * min(1.0, i / plan.iterations))))
        for group in self.optimizer.param_groups:
            group["lr"] = rate * group["usual"]
        probe = torch.zeros(len(self.head), 2, requires_grad=True)
        seen = self.head(scene.stance(frame), scene.camera, probe)
        made, real = seen.over(scene.plate), scene.real(frame)
        box = scene.around_face(frame)
        loss = L1 * ((made - real).abs() * self._weights[k]).mean() + DSSIM * dissimilarity(made[box], real[box])
        loss = loss + ALPHA * (seen.alpha - scene.person(frame)).abs().mean() + LOOSE * self.head.loose()
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()
        self.loss = float(loss.detach())
        assert probe.grad is not None
        pull = probe.grad.norm(dim=1)
        self.strain[:, 0] += pull
        self.strain[:, 1] += pull > 0
        share = 1 - min(0.99, (i + 1) / (i + 10))
        with torch.no_grad():
            for slow, fast in zip(self.calm.parameters(), self.head.parameters(), strict=True):
                slow.lerp_(fast, share)
        self.iteration += 1
        first, last, step = RENEW
        if first <= self.iteration <= last * plan.iterations and self.iteration % step == 0:
            self._renew()

    def _look(self, watch: Watch) -> None:
        """Compare with pictures, note a row, and keep the head if it is the best so far."""
        held, pictures = self._compared(self.held, 6)
        train, _ = self._compared(self.train, 3)
        left = self.plan.iterations - self.iteration
        eta = min(self.plan.seconds - self.seconds, left * self.seconds / max(1, self.iteration))
        row = Row(
            self.iteration, round(self.seconds, 2), round(max(0.0, eta), 1), len(self.head), self.loss, train, held
        )
        self.rows.append(row)
        score = held.full + held.face + 0.5 * held.mouth
        if score > self.best_score + GAIN:
            self.best_score, self.best, self.waited = score, copy.deepcopy(self.calm), 0
        else:
            self.waited += 1
        watch(Sight(tuple(self.rows), pictures))

    def _compared(self, chosen: NDArray[np.intp], most: int) -> tuple[quality.Psnr, NDArray[np.uint8]]:
        picked = chosen[np.linspace(0, len(chosen) - 1, min(most, len(chosen))).round().astype(int)]
        values = []
        with torch.no_grad():
            for k in picked:
                made = self.calm(self.scene.stance(k), self.scene.camera).over(self.scene.plate).clamp(0, 1).numpy()
                real = self.scene.real(k).numpy()
                values.append(quality.psnr(made, real, self.material.track.points[k]))
        return quality.mean(values), (255 * np.concatenate([real, made], axis=1)).round().astype(np.uint8)

    def _renew(self) -> None:
        """Give up splats that have faded, and split those that the pictures pull at most."""
        with torch.no_grad():
            there = torch.sigmoid(self.head.opacities) > FADED
            pull = self.strain[:, 0] / self.strain[:, 1].clamp(min=1)
            kept = torch.nonzero(there)[:, 0]
            room = min(self.plan.splats - len(kept), round(SPLIT * len(kept)))
            worst = kept[torch.argsort(pull[kept], descending=True, stable=True)[: max(0, room)]]
            index = torch.cat([kept, worst])
            state = {name: self.optimizer.state[p] for name, p in self.head.named_parameters()}
            for head in (self.head, self.calm):
                head.choose(index)
            chance = torch.Generator().manual_seed(self.plan.seed + self.iteration)
            away = torch.randn(len(worst), 3, generator=chance) * self.head.sizes[len(kept) :].exp()
            halved = torch.zeros(len(index), dtype=torch.bool)
            halved[len(kept) :] = True
            halved[torch.searchsorted(kept, worst)] = True
            for head in (self.head, self.calm):
                head.places[len(kept) :] += away
                head.sizes[halved] -= 0.35
            self._adam()
            for name, parameter in self.head.named_parameters():
                old = state[name]
                new = {"step": old["step"]}
                for moment in ("exp_avg", "exp_avg_sq"):
                    new[moment] = old[moment][index].clone()
                    new[moment][len(kept) :] = 0
                self.optimizer.state[parameter] = new
            self.strain = torch.zeros(len(index), 2)

    def _adam(self) -> None:
        groups = [{"params": [p], "lr": RATES[name], "usual": RATES[name]} for name, p in self.head.named_parameters()]
        self.optimizer = torch.optim.Adam(groups, betas=(0.9, 0.99), eps=1e-15, fused=True)

    def _said(self) -> str:
        if not self.rows:
            return "held out: not looked at yet"
        row = self.rows[-1]
        return (
            f"held out {row.held.full:.1f} dB, face {row.held.face:.1f}, {row.splats:,} splats, {row.left:.0f} s left"
        )

    def checkpoint(self) -> tuple[Tensors, str]:
        """All that is under way, as tensors and a line of JSON."""
        tensors: Tensors = {"strain": self.strain}
        for name, head in (("head", self.head), ("calm", self.calm), ("best", self.best)):
            tensors |= {f"{name}.{key}": value.detach() for key, value in head.state_dict().items()}
        for key, parameter in self.head.named_parameters():
            for moment, value in self.optimizer.state.get(parameter, {}).items():
                tensors[f"adam.{key}.{moment}"] = value
        told = {
            "plan": asdict(self.plan),
            "iteration": self.iteration,
            "seconds": self.seconds,
            "loss": self.loss,
            "best_score": float(self.best_score) if np.isfinite(self.best_score) else None,
            "waited": self.waited,
            "pictures": len(self.material),
            "size": self.material.size,
            "rows": [asdict(row) for row in self.rows],
        }
        return {key: value.contiguous().clone() for key, value in tensors.items()}, json.dumps(told)

    def resume(self, tensors: Tensors, told: str) -> None:
        """Go on from a checkpoint of the same material; the plan's ends may be later than they were."""
        state: dict[str, Any] = json.loads(told)
        if state["pictures"] != len(self.material) or state["size"] != self.material.size:
            raise StudioError(
                "What was learned so far is of other material.", "Train without --resume, or name another avatar."
            )
        for name, head in (("head", self.head), ("calm", self.calm), ("best", self.best)):
            head.load({key.removeprefix(f"{name}."): v for key, v in tensors.items() if key.startswith(f"{name}.")})
        self._adam()
        for key, parameter in self.head.named_parameters():
            moments = {m: tensors[f"adam.{key}.{m}"] for m in ("step", "exp_avg", "exp_avg_sq")
                       if f"adam.{key}.{m}" in tensors}  # fmt: skip
            if moments:
                self.optimizer.state[parameter] = moments
        self.strain = tensors["strain"]
        self.iteration, self.seconds, self.loss = state["iteration"], state["seconds"], state["loss"]
        self.best_score = -np.inf if state["best_score"] is None else state["best_score"]
        self.waited = state["waited"]
        self.rows = [
            Row(**{**row, "train": quality.Psnr(*row["train"]), "held": quality.Psnr(*row["held"])})
            for row in state["rows"]
        ]
