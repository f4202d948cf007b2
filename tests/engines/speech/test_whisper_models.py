"""Models are found where a user puts them, whole, and the one that comes along is the one we know."""

import shutil
from pathlib import Path

import pytest

from contracts import StudioError
from engines.speech import whisper_models
from engines.speech.whisper_models import EMBEDDED, SIZES, available, find, load, locate


def copied(folder: Path) -> Path:
    """The embedded model once more, in `folder`; its big file is only linked."""
    source = find(EMBEDDED)
    assert source is not None
    folder.mkdir(parents=True)
    for file in source.iterdir():
        if file.name == "model.bin":
            (folder / file.name).symlink_to(file)
        else:
            shutil.copy(file, folder)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("place", ["whisper/base", "faster-whisper-base"])
def test_a_users_model_is_found_and_loads(tmp_path: Path, place: str) -> None:
    folder = copied(tmp_path / place)
    assert find("base", [tmp_path]) == locate("base", [tmp_path]) == folder
    whisper = load("base", folder, lambda: None)
    assert whisper.name == "base"
    assert load("base", folder, lambda: None) is whisper, "it is kept warm"


def test_every_size_and_a_users_own_model_can_be_chosen(tmp_path: Path) -> None:
    copied(tmp_path / "whisper" / "my-dialect")
    models = {model.name: model for model in available([tmp_path])}
    assert list(models) == [*SIZES, "my-dialect"]
    assert {name for name, model in models.items() if model.folder} == {EMBEDDED, "my-dialect"}
    assert models["small.en"].english_only and not models["small"].english_only


def test_a_model_that_is_not_here_is_never_fetched_unasked(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="'small' is not on this computer") as error:
        locate("small", [tmp_path])
    assert "--download" in error.value.hint and str(tmp_path / "whisper" / "small") in error.value.hint
    with pytest.raises(StudioError, match="no Whisper model 'huge'"):
        locate("huge", [tmp_path], download=True)


@pytest.mark.parametrize("name", ["../secrets", "a/b", "", ".hidden", "https://example.org"])
def test_a_name_is_no_path(tmp_path: Path, name: str) -> None:
    with pytest.raises(StudioError, match="no name"):
        find(name, [tmp_path])


@pytest.mark.parametrize("file", ["tokenizer.json", "config.json", "vocabulary.txt"])
def test_what_is_missing_is_said_and_not_fetched(tmp_path: Path, file: str) -> None:
    folder = copied(tmp_path / "whisper" / "base")
    (folder / file).unlink()
    with pytest.raises(StudioError, match=f"incomplete: {file.partition('.')[0]}"):
        load("base", folder, lambda: None)


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    folder = copied(tmp_path / "whisper" / "base")
    (folder / "model.bin").unlink()
    (folder / "model.bin").write_bytes(b"not a model at all" * 99)
    with pytest.raises(StudioError, match="cannot be loaded"):
        load("base", folder, lambda: None)


def test_settings_of_another_model_are_refused(tmp_path: Path) -> None:
    folder = copied(tmp_path / "whisper" / "base")
    (folder / "preprocessor_config.json").write_text('{"feature_size": 128}')
    with pytest.raises(StudioError, match="wants 80 mel bands, but its settings make 128"):
        load("base", folder, lambda: None)


@pytest.mark.slow
def test_the_embedded_model_is_refused_when_it_was_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = copied(tmp_path / "model")
    monkeypatch.setattr(whisper_models, "_embedded", lambda: folder)
    load(EMBEDDED, folder, lambda: None)
    whisper_models._kept.cache_clear()
    (folder / "vocabulary.txt").write_text("something else")
    with pytest.raises(StudioError, match="damaged"):
        load(EMBEDDED, folder, lambda: None)


def test_the_registry_knows_where_models_go() -> None:
    from studio.registry import weights

    names = {weight.name: weight.files for weight in weights() if weight.name.startswith("Whisper ")}
    assert len(names) > 3
    for name, files in names.items():
        size = name.removeprefix("Whisper ")
        assert size in SIZES
        assert files == (f"whisper/{size}/model.bin", f"faster-whisper-{size}/model.bin")
