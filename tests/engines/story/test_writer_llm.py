"""A language model of the user's own writes the Script; a small server of our own plays the model."""

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from pydantic import ValidationError

from contracts import Cancelled, StudioError
from engines.story.script import Turn
from engines.story.writer.llm import ModelRequest, instructions, write_with

GOOD = {
    "title": "Hello",
    "scenes": [{"id": "s1", "place": "park", "turns": [{"weather": "rain", "step": 0}]}],
    "characters": [{"id": "tom", "name": "Tom", "kind": "child"}],
    "beats": [{"scene": "s1", "step": 0, "actor": "tom", "action": "wave"}],
}
BAD = {**GOOD, "beats": [{"actor": "tom", "action": "yodel"}]}

Reply = tuple[int, Any]


class Model:
    """Answers one after the other, and remembers what it was asked."""

    def __init__(self) -> None:
        self.replies: list[Callable[[], Reply]] = []
        self.asked: list[tuple[str, dict[str, Any], dict[str, str]]] = []
        self.address = ""

    def says(self, *contents: str, ollama: bool = False) -> None:
        for content in contents:
            message = {"message": {"content": content}}
            answer = message if ollama else {"choices": [message]}
            self.replies.append(lambda answer=answer: (200, answer))  # type: ignore[misc]


@pytest.fixture
def model() -> Iterator[Model]:
    playing = Model()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            playing.asked.append((self.path, body, dict(self.headers)))
            status, answer = playing.replies.pop(0)() if playing.replies else (500, {"error": "nothing left to say"})
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # who asked may have given up
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", "/elsewhere")
                self.end_headers()
                parts = answer if isinstance(answer, Iterator) else [answer]
                for part in parts:
                    self.wfile.write(part if isinstance(part, bytes) else json.dumps(part).encode())

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    playing.address = f"http://127.0.0.1:{server.server_port}"
    yield playing
    server.shutdown()
    server.server_close()
    thread.join()


def request(model: Model, **more: Any) -> ModelRequest:
    return ModelRequest(address=model.address, model="small", **more)


def test_what_the_model_writes_becomes_a_script(model: Model) -> None:
    model.says(json.dumps(GOOD))
    written = write_with("Tom winkt im Park.", request(model, key="secret"))
    assert [beat.action for beat in written.script.beats] == ["wave"]
    assert "small" in written.notes[0]
    path, body, headers = model.asked[0]
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == "Bearer secret"
    assert body["messages"][-1]["content"] == "Tom winkt im Park."
    assert "lie_down" in body["messages"][0]["content"], "it must be told the vocabulary"


def test_an_address_that_speaks_only_ollamas_way_works_too(model: Model) -> None:
    model.replies.append(lambda: (404, {"error": "not found"}))
    model.says(json.dumps(GOOD), ollama=True)
    assert write_with("Tom waves.", request(model)).script.title == "Hello"
    assert [path for path, *_ in model.asked] == ["/v1/chat/completions", "/api/chat"]


def test_words_round_the_json_do_no_harm(model: Model) -> None:
    model.says(f"Here you are!\n```json\n{json.dumps(GOOD)}\n```\nHave fun.")
    assert write_with("Tom waves.", request(model)).script.characters[0].name == "Tom"


def test_an_answer_that_does_not_fit_may_be_corrected_once(model: Model) -> None:
    model.says(json.dumps(BAD), json.dumps(GOOD))
    written = write_with("Tom waves.", request(model))
    assert written.script.beats[0].action == "wave"
    assert "corrected" in written.notes[0]
    told = model.asked[1][1]["messages"][-1]["content"]
    assert "yodel" in told and "line" in told, "the model must be told what was wrong and where"


@pytest.mark.parametrize("answer", [json.dumps(BAD), "Once upon a time", '{"title": ', "[]", '{"scenes": []}'])
def test_two_answers_that_do_not_fit_are_an_error(model: Model, answer: str) -> None:
    model.says(answer, answer)
    with pytest.raises(StudioError, match="twice") as refused:
        write_with("Tom waves.", request(model))
    assert "built-in writer" in refused.value.hint
    assert len(model.asked) == 2


@pytest.mark.slow
def test_a_model_that_takes_too_long_is_given_up(model: Model) -> None:
    released = threading.Event()

    def dripping() -> Iterator[bytes]:
        while not released.wait(0.2):
            yield b" "

    model.replies.append(lambda: (200, dripping()))
    giving_up = threading.Timer(6, released.set)
    giving_up.start()
    with pytest.raises(StudioError, match="within 1 seconds"):
        write_with("Tom waves.", request(model, seconds=1))
    giving_up.cancel()
    released.set()


def test_waiting_for_a_model_can_be_cancelled(model: Model) -> None:
    released = threading.Event()
    said: list[str] = []

    def silent_model() -> Reply:
        released.wait(5)
        return 200, {}

    def cancelling(stage: str, done: float, total: float, message: str = "") -> None:
        said.append(message)
        if len(said) == 2:
            raise Cancelled

    model.replies.append(silent_model)
    with pytest.raises(Cancelled):
        write_with("Tom waves.", request(model, seconds=1), cancelling)
    released.set()
    assert said == ["asking small"] * 2


@pytest.mark.parametrize(
    ("status", "answer", "said"),
    [
        (401, {"error": {"message": "bad key"}}, "another key: bad key"),
        (429, {"error": "slow down"}, "quota"),
        (500, {"error": "out of memory"}, "out of memory"),
        (200, b"<html>Hello</html>", "not with JSON"),
        (200, {"hello": "there"}, "'choices' is missing"),
        (200, {"choices": [{"message": {"content": ""}}]}, "answered with nothing"),
        (302, {}, "302"),
    ],
)
def test_what_an_address_says_instead_is_told(model: Model, status: int, answer: Any, said: str) -> None:
    model.replies.append(lambda: (status, answer))
    with pytest.raises(StudioError, match=said):
        write_with("Tom waves.", request(model))
    assert len(model.asked) == 1, "nothing may be sent anywhere else"


def test_a_model_that_is_not_there_is_named(model: Model) -> None:
    model.replies += [lambda: (404, {}), lambda: (404, {"error": "model 'small' not found"})]
    with pytest.raises(StudioError, match="no model 'small'"):
        write_with("Tom waves.", request(model))


def test_nobody_there() -> None:
    with pytest.raises(StudioError, match="Nothing answers") as refused:
        write_with("Tom waves.", ModelRequest(address="http://127.0.0.1:9", model="small", seconds=5))
    assert "running" in refused.value.hint


@pytest.mark.parametrize("address", ["file:///etc/passwd", "localhost:11434", "ftp://example.org", "", "http://"])
def test_only_web_addresses_are_taken(address: str) -> None:
    with pytest.raises(ValidationError, match="http"):
        ModelRequest(address=address, model="small")


def test_a_key_is_not_shown() -> None:
    assert "secret" not in repr(ModelRequest(address="http://localhost", model="small", key="secret"))


def test_the_model_is_told_how_the_weather_turns(model: Model) -> None:
    assert "turns: [{weather, step}]" in instructions()
    model.says(json.dumps(GOOD))
    script = write_with("Tom waves. It begins to rain.", ModelRequest(address=model.address, model="m")).script
    assert script.scenes[0].turns == (Turn(weather="rain", step=0),)
