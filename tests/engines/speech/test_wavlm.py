"""WavLM is used only when its weights are really there, whole, and as wide as the table says."""

import os
import pickle
from pathlib import Path

import numpy as np
import pytest

from contracts import StudioError
from engines.speech import SAMPLE_RATE, features

pytestmark = pytest.mark.slow  # transformers takes its time to load

SOUND = (0.1 * np.random.default_rng(2).standard_normal(SAMPLE_RATE)).astype(np.float32)


@pytest.fixture(scope="module")
def ckpt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A WavLM of one layer with weights of chance: its timing is that of the real one."""
    import torch
    from transformers import WavLMConfig, WavLMModel

    torch.manual_seed(0)
    place = tmp_path_factory.mktemp("ckpt")
    config = WavLMConfig(num_hidden_layers=1, conv_dim=(32,) * 7, intermediate_size=64, num_conv_pos_embeddings=16)
    WavLMModel(config).save_pretrained(place / "wavlm-base-plus", safe_serialization=True)
    return place


def test_its_states_are_768_wide_and_the_same_each_time(ckpt: Path) -> None:
    first = features.of("wavlm", SOUND, 30, ckpt=(ckpt,))
    assert first.shape == (30, 768)
    assert np.array_equal(features.of("wavlm", SOUND, 30, ckpt=(Path("none"), ckpt)), first)


def test_a_click_is_heard_at_its_own_time(ckpt: Path) -> None:
    quiet = np.zeros(2 * SAMPLE_RATE, np.float32)
    click = quiet.copy()
    click[SAMPLE_RATE] = 1.0
    change = np.linalg.norm(
        features.of("wavlm", click, 50, ckpt=(ckpt,)) - features.of("wavlm", quiet, 50, ckpt=(ckpt,)), axis=1
    )
    assert change.argmax() / 50 == pytest.approx(1.0, abs=0.021)


def test_without_its_files_it_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="WavLM is not here") as refused:
        features.of("wavlm", SOUND, 30, ckpt=(tmp_path,))
    assert "wavlm-base-plus" in refused.value.hint


def test_the_weights_as_they_are_published_give_the_same(ckpt: Path, tmp_path: Path) -> None:
    """A pickle of arrays, in which two names are older than today's."""
    import torch
    from safetensors.torch import load_file

    source, published = ckpt / "wavlm-base-plus", tmp_path / "wavlm-base-plus"
    published.mkdir()
    (published / "config.json").write_bytes((source / "config.json").read_bytes())
    old = {"parametrizations.weight.original0": "weight_g", "parametrizations.weight.original1": "weight_v"}
    arrays = {}
    for name, array in load_file(source / "model.safetensors").items():
        for new, before in old.items():
            name = name.replace(new, before)
        arrays[name] = array
    torch.save(arrays, published / "pytorch_model.bin")
    assert any(name.endswith("weight_g") for name in arrays)
    assert np.array_equal(
        features.of("wavlm", SOUND, 30, ckpt=(tmp_path,)), features.of("wavlm", SOUND, 30, ckpt=(ckpt,))
    )


def test_a_pickle_that_would_run_a_program_is_refused_and_runs_nothing(ckpt: Path, tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.mkdir, (str(tmp_path / "sprung"),)

    (tmp_path / "wavlm").mkdir()
    (tmp_path / "wavlm" / "config.json").write_bytes((ckpt / "wavlm-base-plus" / "config.json").read_bytes())
    (tmp_path / "wavlm" / "pytorch_model.bin").write_bytes(pickle.dumps({"masked_spec_embed": Trap()}))
    with pytest.raises(StudioError, match="cannot be loaded"):
        features.of("wavlm", SOUND, 30, ckpt=(tmp_path,))
    assert not (tmp_path / "sprung").exists()


def test_a_folder_without_weights_is_refused(ckpt: Path, tmp_path: Path) -> None:
    (tmp_path / "wavlm").mkdir()
    (tmp_path / "wavlm" / "config.json").write_bytes((ckpt / "wavlm-base-plus" / "config.json").read_bytes())
    with pytest.raises(StudioError, match="has no weights"):
        features.of("wavlm", SOUND, 30, ckpt=(tmp_path,))


def test_weights_that_lack_a_part_are_refused_instead_of_filled_with_chance(ckpt: Path, tmp_path: Path) -> None:
    from safetensors.numpy import load_file, save_file

    source, broken = ckpt / "wavlm-base-plus", tmp_path / "wavlm"
    broken.mkdir()
    (broken / "config.json").write_bytes((source / "config.json").read_bytes())
    weights = load_file(source / "model.safetensors")
    name = next(name for name in weights if "attention" in name and name.endswith("weight"))
    save_file(
        {key: value for key, value in weights.items() if key != name}, broken / "model.safetensors", {"format": "pt"}
    )
    with pytest.raises(StudioError, match="lacks 1 parts of WavLM"):
        features.of("wavlm", SOUND, 30, ckpt=(tmp_path,))


@pytest.mark.parametrize("damage", [b"", b"junk", None])
def test_damaged_files_are_refused(damage: bytes | None, ckpt: Path, tmp_path: Path) -> None:
    source, broken = ckpt / "wavlm-base-plus", tmp_path / "wavlm"
    broken.mkdir()
    weights, config = (source / "model.safetensors").read_bytes(), (source / "config.json").read_bytes()
    (broken / "config.json").write_bytes(b"{" if damage is None else config)
    (broken / "model.safetensors").write_bytes(weights if damage is None else damage)
    with pytest.raises(StudioError, match="cannot be loaded"):
        features.of("wavlm", SOUND, 30, ckpt=(tmp_path,))


def test_another_width_is_refused(tmp_path: Path) -> None:
    from transformers import WavLMConfig, WavLMModel

    config = WavLMConfig(
        hidden_size=48, num_hidden_layers=1, num_attention_heads=4, conv_dim=(16,) * 7, intermediate_size=32,
        num_conv_pos_embeddings=16, num_conv_pos_embedding_groups=4,
    )  # fmt: skip
    WavLMModel(config).save_pretrained(tmp_path / "wavlm", safe_serialization=True)
    with pytest.raises(StudioError, match="48 wide, not 768"):
        features.of("wavlm", SOUND, 30, ckpt=(tmp_path,))
