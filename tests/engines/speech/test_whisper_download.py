"""A download is whole or not there at all, and every way it can fail is told. The hub is a small server of our own."""

import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from contracts import Cancelled, StudioError
from engines.speech.whisper_download import download_model
from engines.speech.whisper_models import SIZES, locate

FILES = {
    "model.bin": bytes(range(256)) * 20_000,
    "config.json": b"{}",
    "tokenizer.json": b'{"a": 1}',
    "vocabulary.json": b"[]",
    "README.md": b"not wanted",
}
REPOSITORY = SIZES["base"]


class Hub(ThreadingHTTPServer):
    """What of huggingface.co is needed: the list of a repository's files, and the files."""

    files: dict[str, bytes]
    hashes: dict[str, str]
    asked: list[str]

    def listing(self) -> dict[str, Any]:
        rows: list[dict[str, Any]]
        rows = [{"rfilename": name, "size": len(data), "lfs": None} for name, data in FILES.items()]
        rows[0]["lfs"] = {"sha256": self.hashes["model.bin"]}
        return {"sha": "abc", "siblings": rows, "more": "than we read"}


class Answer(BaseHTTPRequestHandler):
    server: Hub

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        if self.path == f"/api/models/{REPOSITORY}?blobs=true":
            body = json.dumps(self.server.listing()).encode()
        else:
            prefix = f"/{REPOSITORY}/resolve/abc/"
            body = self.server.files.get(self.path.removeprefix(prefix), b"")
            if not body:
                self.send_error(404)
                return
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    server = Hub(("127.0.0.1", 0), Answer)
    server.files, server.asked = dict(FILES), []
    server.hashes = {name: hashlib.sha256(data).hexdigest() for name, data in FILES.items()}
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def left(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.mark.slow
def test_a_model_arrives_whole(hub: Hub, tmp_path: Path) -> None:
    seen: list[tuple[str, float, float]] = []
    found = locate("base", [tmp_path], True, lambda stage, done, total, message="": seen.append((stage, done, total)))
    assert found == tmp_path / "whisper" / "base"
    assert {file.name: file.read_bytes() for file in found.iterdir()} == {
        name: data for name, data in FILES.items() if name != "README.md"
    }
    assert {stage for stage, _, _ in seen} == {"download"}
    asked = len(hub.asked)
    assert locate("base", [tmp_path], True) == found
    assert len(hub.asked) == asked, "what is here is not asked for again"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda hub: hub.files.update({"model.bin": FILES["model.bin"][:-1] + b"!"}), "model.bin arrived damaged"),
        (lambda hub: hub.files.update({"model.bin": FILES["model.bin"][:-9]}), "model.bin arrived damaged"),
        (lambda hub: hub.files.update({"config.json": b"{ }"}), "config.json arrived damaged"),
        (lambda hub: hub.files.pop("tokenizer.json"), "the hub answers 404"),
        (lambda hub: setattr(hub, "listing", lambda: {"error": "no"}), "not that of the Hugging Face hub"),
    ],
    ids=["changed", "short", "another size", "missing", "no hub"],
)
def test_what_goes_wrong_is_told_and_leaves_nothing(hub: Hub, tmp_path: Path, damage: Any, said: str) -> None:
    damage(hub)
    with pytest.raises(StudioError, match=said) as error:
        download_model(REPOSITORY, tmp_path / "whisper" / "base")
    assert str(tmp_path) in error.value.hint
    assert left(tmp_path) == set()


def test_without_a_network_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with pytest.raises(StudioError, match="cannot be reached") as error:
        locate("base", [tmp_path], download=True)
    assert "Check the connection" in error.value.hint
    assert left(tmp_path) == set()


@pytest.mark.slow
def test_a_cancelled_download_leaves_nothing(hub: Hub, tmp_path: Path) -> None:
    gate = threading.Event()
    hub.files["model.bin"] = FILES["model.bin"]
    wait = Answer.do_GET

    def slow(self: Answer) -> None:
        if self.path.endswith("model.bin"):
            gate.wait(20)
        wait(self)

    def stop(stage: str, done: float, total: float, message: str = "") -> None:
        if message == "Fetching model.bin":
            raise Cancelled

    Answer.do_GET = slow  # type: ignore[method-assign]
    try:
        with pytest.raises(Cancelled):
            download_model(REPOSITORY, tmp_path / "whisper" / "base", stop)
    finally:
        gate.set()
        Answer.do_GET = wait  # type: ignore[method-assign]
        for thread in threading.enumerate():
            if thread.name.startswith("download"):
                thread.join(20)
    assert left(tmp_path) == set()
    assert not (tmp_path / "whisper" / "base").exists()
