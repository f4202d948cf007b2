"""All that is under way while a head is learned, as tensors and a line of JSON; and back, to go on to the same end."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import torch

from contracts import StudioError
from engines.avatar import quality
from engines.avatar.curves import Row

if TYPE_CHECKING:
    from engines.avatar.training import Trainer

Tensors: TypeAlias = dict[str, torch.Tensor]


def of(trainer: Trainer) -> tuple[Tensors, str]:
    """All that is under way, as tensors and a line of JSON."""
    tensors: Tensors = {"strain": trainer.strain}
    for name, head in (("head", trainer.head), ("calm", trainer.calm), ("best", trainer.best)):
        tensors |= {f"{name}.{key}": value.detach() for key, value in head.state_dict().items()}
    for key, parameter in trainer.head.named_parameters():
        for moment, value in trainer.optimizer.state.get(parameter, {}).items():
            tensors[f"adam.{key}.{moment}"] = value
    told = {
        "model": trainer.model,
        "settings": trainer.settings.model_dump(mode="json"),
        "plan": asdict(trainer.plan),
        "iteration": trainer.iteration,
        "seconds": trainer.seconds,
        "loss": trainer.loss,
        "best_score": float(trainer.best_score) if np.isfinite(trainer.best_score) else None,
        "waited": trainer.waited,
        "pictures": len(trainer.material),
        "size": trainer.material.size,
        "rows": [asdict(row) for row in trainer.rows],
    }
    return {key: value.contiguous().clone() for key, value in tensors.items()}, json.dumps(told)


def resume(trainer: Trainer, tensors: Tensors, told: str) -> None:
    """Go on from a checkpoint of the same material; the plan's ends may be later than they were."""
    state: dict[str, Any] = json.loads(told)
    if state["pictures"] != len(trainer.material) or state["size"] != trainer.material.size:
        raise StudioError(
            "What was learned so far is of other material.", "Train without --resume, or name another avatar."
        )
    if state["model"] != trainer.model or state["settings"] != trainer.settings.model_dump(mode="json"):
        raise StudioError(
            "What was learned so far is of another model, or by other settings.",
            "Name the same --model and --settings, or train without --resume.",
        )
    for name, head in (("head", trainer.head), ("calm", trainer.calm), ("best", trainer.best)):
        head.load({key.removeprefix(f"{name}."): v for key, v in tensors.items() if key.startswith(f"{name}.")})
    trainer.adam()
    for key, parameter in trainer.head.named_parameters():
        moments = {m: tensors[f"adam.{key}.{m}"].to(parameter.device) for m in ("step", "exp_avg", "exp_avg_sq")
                   if f"adam.{key}.{m}" in tensors}  # fmt: skip
        if moments:
            trainer.optimizer.state[parameter] = moments
    trainer.strain = tensors["strain"]
    trainer.iteration, trainer.seconds, trainer.loss = state["iteration"], state["seconds"], state["loss"]
    trainer.best_score = -np.inf if state["best_score"] is None else state["best_score"]
    trainer.waited = state["waited"]
    trainer.rows = [
        Row(**{**row, "train": quality.Psnr(*row["train"]), "held": quality.Psnr(*row["held"])})
        for row in state["rows"]
    ]
