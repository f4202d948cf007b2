"""Near in meaning is near in vectors, and the vectors are the published model's."""

from pathlib import Path

import numpy as np
import pytest

from contracts import StudioError
from engines.language import load_embedder

SENTENCES = [
    "He waved goodbye to his friends.",
    "She greeted everybody with a wave of the hand.",
    "The price of oil fell by three percent.",
    "stop",
    "A much longer sentence, with commas; it goes on, so that padding of the others matters to the result.",
]


def test_a_wave_is_nearer_to_a_greeting_than_to_the_price_of_oil() -> None:
    greeting, wave, oil, *_ = load_embedder()(SENTENCES)
    assert float(greeting @ wave) > float(greeting @ oil) + 0.2


def test_a_text_has_the_same_vector_alone_and_among_others() -> None:
    embed = load_embedder()
    together = embed(SENTENCES)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    for text, vector in zip(SENTENCES, together, strict=True):
        assert np.allclose(embed([text])[0], vector, atol=1e-5)


@pytest.mark.slow
def test_the_vectors_are_those_of_sentence_transformers() -> None:
    """The package itself takes ten seconds to import; tools/publish_vectors.py has kept what it makes."""
    with np.load(Path(__file__).with_name("sentence_vectors.npz"), allow_pickle=False) as published:
        assert set(SENTENCES) <= set(published["sentences"].tolist())
        made = load_embedder()(published["sentences"].tolist())
        assert np.abs(published["vectors"] - made).max() < 1e-5


def test_a_broken_folder_says_which_files_belong_in_it(tmp_path: Path) -> None:
    added = tmp_path / "bge-large-en-v1.5"
    added.mkdir()
    (added / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(StudioError, match="bge-large") as refused:
        load_embedder([tmp_path])
    assert "tokenizer.json" in refused.value.hint


def test_no_text_gives_no_rows() -> None:
    assert load_embedder()([]).shape == (0, 384)
