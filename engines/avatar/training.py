"""Learn a head from material: pictures in random order, held-out ones watched, the best kept.

The same request gives the same avatar, also when it was stopped and resumed on the way: what is random follows from
the number of the iteration alone, and a checkpoint holds all that is under way.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from contracts import Progress, StudioError, silent
from engines.avatar import checkpoint, quality
from engines.avatar.checkpoint import Tensors
from engines.avatar.curves import Plan, Row, Sight, Watch, unwatched
from engines.avatar.expression import Coder, Shape
from engines.avatar.fast import FastHead
from engines.avatar.losses import dissimilarity
from engines.avatar.material import Material
from engines.avatar.scene import Scene, split
from engines.avatar.seeds import plant
from engines.avatar.settings import FastSettings, ModelSettings


@contextmanager
def one_thread() -> Iterator[None]:
    """Torch keeps to one thread: its own waiting for others costs more than they help in work this small."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


class Trainer:
    """A head being learned: the fast one. Others have a way of their own to begin, to draw and to step."""

    model = "fast"

    def __init__(self, material: Material, plan: Plan, settings: ModelSettings | None = None) -> None:
        if len(material) < 12:
            raise StudioError(f"{len(material)} pictures are too few to learn a face from.", "Film at least 2 s.")
        self.plan, self.material, self.settings = plan, material, settings or FastSettings()
        self.train, self.held = split(len(material), plan.holdout)
        learned = material.part(self.train)
        self.coder = Coder.learn(learned.track, learned.chest, self._shape())
        self.scene = Scene(material, self.coder)
        self.head: Any = self._planted(learned)
        self.calm = copy.deepcopy(self.head)
        self.best = copy.deepcopy(self.head)
        self.best_score, self.waited = -np.inf, 0
        self.iteration, self.seconds, self.loss = 0, 0.0, 0.0
        self.rows: list[Row] = []
        self.strain = torch.zeros(len(self.head), 2)
        self.adam()

    def _shape(self) -> Shape:
        """How many numbers tell what of a frame."""
        return Shape()

    def _planted(self, learned: Material) -> Any:
        """The head before anything is learned."""
        settings = self.settings
        assert isinstance(settings, FastSettings)
        self._weights = [self.scene.weight(k, settings.face, settings.mouth) for k in self.train]
        rest = learned.track.views()[learned.rest]
        return FastHead(plant(learned, round(0.75 * self.plan.splats), self.plan.seed), self.coder, rest)

    def run(
        self,
        progress: Progress = silent,
        watch: Watch = unwatched,
        keep: Callable[[Tensors, str], None] | None = None,
        every: float = 10.0,
    ) -> Any:
        """Train until it is enough; `keep` is given a checkpoint every so many seconds and whenever it ends."""
        with one_thread():
            started, kept = time.monotonic() - self.seconds, time.monotonic()
            try:
                while not self.done:
                    progress("learn the face", self.iteration, self.plan.iterations, self._said())
                    self.step()
                    self.seconds = time.monotonic() - started
                    if self.iteration % self.settings.look_every == 0 or self.done:
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
        return (
            self.iteration >= self.plan.iterations
            or self.seconds >= self.plan.seconds
            or self.waited >= self.settings.patience
        )

    def finished(self) -> Any:
        """The best head, to which nothing more happens."""
        return self.best

    def step(self) -> None:
        """Learn from one picture."""
        i, plan, settings = self.iteration, self.plan, self.settings
        assert isinstance(settings, FastSettings)
        k = self._picked(i)
        frame, scene = int(self.train[k]), self.scene
        rate = min(1.0, (i + 1) / settings.warm) * (0.05 + 0.475 * (1 + np.cos(np.pi * min(1.0, i / plan.iterations))))
        for group in self.optimizer.param_groups:
            group["lr"] = rate * group["usual"]
        probe = torch.zeros(len(self.head), 2, requires_grad=True)
        seen = self.head(scene.stance(frame), scene.camera, probe)
        made, real = seen.over(scene.plate), scene.real(frame)
        box = scene.around_face(frame)
        loss = settings.l1 * ((made - real).abs() * self._weights[k]).mean()
        loss = loss + settings.dssim * dissimilarity(made[box], real[box])
        loss = loss + settings.alpha * (seen.alpha - scene.person(frame)).abs().mean()
        self._learn(loss + settings.loose * self.head.loose(), [probe])

    def _picked(self, number: int) -> int:
        """Which learned picture comes as the `number`-th: all of them in random order, then all again in another."""
        round_, at = divmod(number, len(self.train))
        return int(np.random.default_rng([self.plan.seed, round_]).permutation(len(self.train))[at])

    def _learn(self, loss: torch.Tensor, probes: list[torch.Tensor]) -> None:
        """Go a step down from `loss`; `probes` tell afterwards how the pictures pull at splats."""
        i, settings = self.iteration, self.settings
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()
        self.loss = float(loss.detach())
        for probe in probes:
            assert probe.grad is not None
            pull = probe.grad.norm(dim=1).to(self.strain)
            self.strain[:, 0] += pull
            self.strain[:, 1] += pull > 0
        share = 1 - min(0.99, (i + 1) / (i + 10))
        with torch.no_grad():
            for slow, fast in zip(self.calm.parameters(), self.head.parameters(), strict=True):
                slow.lerp_(fast, share)
        self.iteration += 1
        last = settings.renew_until * self.plan.iterations
        if settings.renew_from <= self.iteration <= last and self.iteration % settings.renew_every == 0:
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
        if score > self.best_score + self.settings.gain:
            self.best_score, self.best, self.waited = score, copy.deepcopy(self.calm), 0
        else:
            self.waited += 1
        watch(Sight(tuple(self.rows), pictures))

    def _compared(self, chosen: NDArray[np.intp], most: int) -> tuple[quality.Psnr, NDArray[np.uint8]]:
        picked = chosen[np.linspace(0, len(chosen) - 1, min(most, len(chosen))).round().astype(int)]
        values = []
        with torch.no_grad():
            for k in picked:
                made = self._picture(self.calm, int(k)).clamp(0, 1).cpu().numpy()
                real = self.scene.real(k).numpy()
                values.append(quality.psnr(made, real, self.material.track.points[k]))
        return quality.mean(values), (255 * np.concatenate([real, made], axis=1)).round().astype(np.uint8)

    def _picture(self, head: Any, k: int) -> torch.Tensor:
        """[S, S, 3] picture k as `head` makes it."""
        made: torch.Tensor = head(self.scene.stance(k), self.scene.camera).over(self.scene.plate)
        return made

    def _opacities(self) -> torch.Tensor:
        """[N] of the head's splats, 0 to 1."""
        return torch.sigmoid(self.head.opacities)

    def _renew(self) -> None:
        """Give up splats that have faded, and split those that the pictures pull at most."""
        settings = self.settings
        with torch.no_grad():
            there = self._opacities().cpu() > settings.faded
            pull = self.strain[:, 0] / self.strain[:, 1].clamp(min=1)
            kept = torch.nonzero(there)[:, 0]
            room = min(self.plan.splats - len(kept), round(settings.split * len(kept)))
            worst = kept[torch.argsort(pull[kept], descending=True, stable=True)[: max(0, room)]]
            index = torch.cat([kept, worst])
            count, at = len(self.head), self.head.places.device
            state = {name: self.optimizer.state[p] for name, p in self.head.named_parameters()}
            own = {name for name, p in self.head.named_parameters() if name in self.head.SPLATS and len(p) == count}
            for head in (self.head, self.calm):
                head.choose(index.to(at))
            chance = torch.Generator().manual_seed(self.plan.seed + self.iteration)
            away = torch.randn(len(worst), 3, generator=chance).to(at) * self.head.sizes[len(kept) :].exp()
            halved = torch.zeros(len(index), dtype=torch.bool)
            halved[len(kept) :] = True
            halved[torch.searchsorted(kept, worst)] = True
            for head in (self.head, self.calm):
                head.places[len(kept) :] += away
                head.sizes[halved.to(at)] -= 0.35
            self.adam()
            for name, parameter in self.head.named_parameters():
                old = state[name]
                self.optimizer.state[parameter] = _chosen(old, index.to(at), len(kept)) if name in own else old
            self.strain = torch.zeros(len(index), 2)

    def adam(self) -> None:
        """Begin to step anew, with nothing remembered of steps before."""
        settings = self.settings
        assert isinstance(settings, FastSettings)
        rates = settings.rates()
        groups = [{"params": [p], "lr": rates[name], "usual": rates[name]} for name, p in self.head.named_parameters()]
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
        return checkpoint.of(self)

    def resume(self, tensors: Tensors, told: str) -> None:
        """Go on from a checkpoint of the same material; the plan's ends may be later than they were."""
        checkpoint.resume(self, tensors, told)


def _chosen(moments: Tensors, index: torch.Tensor, old: int) -> Tensors:
    """Adam's moments of the splats of `index`; those from `old` on are new and begin without any."""
    out = {"step": moments["step"]}
    for name in ("exp_avg", "exp_avg_sq"):
        out[name] = moments[name][index].clone()
        out[name][old:] = 0
    return out
