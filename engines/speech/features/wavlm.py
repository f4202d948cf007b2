"""Hidden states of WavLM Base: 768 numbers every 20 ms. Its weights are the user's to add."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from contracts import StudioError
from engines.speech.features.spectral import piece
from engines.speech.features.table import TABLE
from engines.speech.track import SAMPLE_RATE

Array = NDArray[np.float32]

RATE, _HOP, _WIDTH = 50, 320, 400
_WINDOW, _MARGIN = 20, 2
_NEW = _WINDOW - 2 * _MARGIN
NAMES = ("wavlm-base-plus", "wavlm-base", "wavlm")
WEIGHTS = ("model.safetensors", "pytorch_model.bin")
_HINT = "Put config.json and pytorch_model.bin of huggingface.co/microsoft/wavlm-base-plus into ckpt/wavlm-base-plus/."


def weights(ckpt: Sequence[Path]) -> Path:
    """The file of WavLM's weights; config.json lies beside it."""
    for place in ckpt:
        for name in NAMES:
            if (place / name / "config.json").is_file():
                for file in WEIGHTS:
                    if (place / name / file).is_file():
                        return place / name / file
                raise StudioError(f"WavLM in {name} has no weights, only config.json.", _HINT)
    raise StudioError("WavLM is not here.", f"{_HINT} Or choose 'whisper', which comes with Marionette.")


def model(ckpt: Sequence[Path]) -> str:
    """What tells these weights from others in a cache."""
    file = weights(ckpt).stat()
    return f"{file.st_size} {file.st_mtime_ns}"


def stream(name: str, samples: Array, count: int, ckpt: Sequence[Path]) -> Iterator[Array]:
    """`count` frames in blocks of 16 s; frame k is centred at second k / 50."""
    import torch

    network, normalise = _network(weights(ckpt), model(ckpt))
    for first in range(0, count, _NEW * RATE):
        begin = (first // RATE - _MARGIN) * SAMPLE_RATE - _WIDTH // 2
        sound = piece(samples, begin, begin + _WINDOW * SAMPLE_RATE + _WIDTH - _HOP)
        if normalise:
            sound = (sound - sound.mean()) / np.sqrt(sound.var() + 1e-7)
        with torch.inference_mode():
            states = network(torch.from_numpy(sound.astype(np.float32))[None]).last_hidden_state[0].numpy()
        yield states[_MARGIN * RATE :][: min(_NEW * RATE, count - first)]


@lru_cache(maxsize=1)
def _network(file: Path, stamp: str) -> tuple[Any, bool]:
    """The network, and whether it wants its sound at one level. Of a pickle nothing but arrays is read."""
    from transformers import WavLMConfig, WavLMModel

    path = file.parent
    try:
        network, loading = WavLMModel.from_pretrained(
            path,
            local_files_only=True,
            use_safetensors=file.suffix == ".safetensors",
            weights_only=True,
            output_loading_info=True,
        )
        prepared = path / "preprocessor_config.json"
        settings = json.loads(prepared.read_text("utf-8")) if prepared.is_file() else {}
        config: WavLMConfig = network.config
    except Exception as error:  # whatever transformers raises on a damaged file
        raise StudioError(f"WavLM in {path.name} cannot be loaded: {error}.", _HINT) from error
    lacking = sorted(loading["missing_keys"]) + sorted(map(str, loading.get("mismatched_keys", ())))
    if lacking:
        raise StudioError(
            f"{file.name} in {path.name} lacks {len(lacking)} parts of WavLM, among them {lacking[0]}.", _HINT
        )
    if config.hidden_size != TABLE["wavlm"].dimension or int(np.prod(config.conv_stride)) != _HOP:
        raise StudioError(
            f"WavLM in {path.name} is {config.hidden_size} wide, not 768.", "Use WavLM Base or Base Plus."
        )
    return network.eval(), bool(settings.get("do_normalize", False))
