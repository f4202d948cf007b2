"""A Script written by a language model of the user's own: any address that speaks OpenAI's or Ollama's way.

Nothing is sent anywhere unless the user has entered an address. What comes back is held to the same schema as every
Script; one answer that does not fit is sent back once with what is wrong with it.
"""

from __future__ import annotations

import json
import re
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator

from contracts import Cancelled, Progress, StudioError, silent
from engines.speech.waiting import aside
from engines.story import vocabulary
from engines.story.script import Script
from engines.story.writer.write import Written

_LONGEST_ANSWER = 4_000_000  # bytes
_PIECE = 65_536


class ModelRequest(BaseModel):
    """Which language model writes, and where it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    address: str = Field(max_length=400, description="Such as http://localhost:11434 or https://example.org/v1.")
    model: str = Field(max_length=200, description="The model's name there, such as llama3.1.")
    key: str = Field("", max_length=400, description="The key that the address asks for; empty sends none.", repr=False)
    seconds: float = Field(120, ge=1, le=1800, description="How long an answer may take.")
    temperature: float = Field(0.3, ge=0, le=2, description="0 keeps to the text, more invents.")

    @field_validator("address")
    @classmethod
    def _is_web_address(cls, address: str) -> str:
        parts = urlsplit(address.strip())
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("it must begin with http:// or https://")
        return address.strip().rstrip("/")


def write_with(text: str, request: ModelRequest, progress: Progress = silent) -> Written:
    """The Script that the model makes of `text`, in whatever language that is."""
    if not text.strip():
        raise StudioError("There is no story yet.", "Type what should happen, in a sentence or a page.")
    talk: list[dict[str, str]] = [{"role": "system", "content": instructions()}, {"role": "user", "content": text}]
    answer = _ask(request, talk, lambda: progress("writing", 0, 2, f"asking {request.model}"))
    try:
        return Written(_script(answer), (f"{request.model} wrote this script.",))
    except StudioError as refused:
        complaint = str(refused)
    talk += [
        {"role": "assistant", "content": answer},
        {
            "role": "user",
            "content": f"That is not a valid script. {complaint} Answer with the whole corrected JSON only.",
        },
    ]
    try:
        again = _ask(request, talk, lambda: progress("writing", 1, 2, "asking again, the answer did not fit"))
        script = _script(again)
    except StudioError as refused:
        raise StudioError(
            f"{request.model} answered twice with something that is no script: {refused.message}",
            "Try a larger model, or let the built-in writer do it.",
        ) from refused
    progress("writing", 2, 2)
    return Written(script, (f"{request.model} wrote this script; its first answer had to be corrected.",))


def instructions() -> str:
    """What the model is told: the schema, the vocabulary and an example."""
    actions = "; ".join(f"{name} ({action.says})" for name, action in vocabulary.actions().items())
    return (
        "You turn a story into a script for a stick-figure cartoon for school children. Answer with one JSON object "
        "and nothing else.\nKeys: title; scenes (id, place, time: morning|day|evening|night, weather: "
        "clear|sunny|cloudy|rain|storm|snow|wind|fog as it begins, turns: [{weather, step}] where the weather changes "
        "within the scene, props: [{id, kind}]); characters (id, name, kind: "
        "human|child|robot|alien|animal, species, gender: female|male); beats (scene, step, actor, action, target,"
        " prop, manner, feeling: neutral|happy|sad|surprised|angry|excited); lines (scene, step, who, text, "
        "manner: said|shouted|whispered|sang, to); narration "
        "(scene, step, text).\nstep is a whole number: equal steps happen at the same time, later steps later. actor, "
        "target, who and to are ids of characters; target may also be the id of a prop. Leave out what does not apply. "
        "Nothing unsuitable for children.\n"
        f"Places: {', '.join(vocabulary.table('places'))}.\nProps: {', '.join(vocabulary.table('props'))}.\n"
        f"Manners: {', '.join(vocabulary.manners())}.\nActions, and no others: {actions}.\n"
        'Example: {"title": "Hello", "scenes": [{"id": "s1", "place": "park"}], "characters": [{"id": "tom", "name": '
        '"Tom", "kind": "child", "gender": "male"}], "beats": [{"scene": "s1", "step": 0, "actor": "tom", "action": '
        '"wave"}], "lines": [{"scene": "s1", "step": 1, "who": "tom", "text": "Hello!", "manner": "shouted"}]}'
    )


def _script(answer: str) -> Script:
    """The Script in an answer, which may have words or a fence of backticks round it."""
    fenced = re.search(r"```(?:json)?\s*(\{.*\})\s*```", answer, re.DOTALL)
    begin, end = answer.find("{"), answer.rfind("}")
    if not fenced and (begin < 0 or end <= begin):
        raise StudioError("The answer holds no JSON.", "A script is one JSON object.")
    return Script.read(fenced[1] if fenced else answer[begin : end + 1], "The model's script")


# Talking to the address.


def _ask(request: ModelRequest, talk: list[dict[str, str]], waiting: Callable[[], None]) -> str:
    """What the model answers; OpenAI's way first, Ollama's own where there is no such page. `waiting` is called at
    once and several times a second until then, and may raise."""
    waiting()
    body = {"model": request.model, "messages": talk, "stream": False}
    base = request.address.removesuffix("/chat/completions").removesuffix("/api/chat")
    openai = {**body, "temperature": request.temperature, "response_format": {"type": "json_object"}}
    ollama = {**body, "format": "json", "options": {"temperature": request.temperature}}
    plain = base if re.search(r"/v\d+$", base) else f"{base}/v1"
    if not base.endswith("/api"):
        answer = _post(request, f"{plain}/chat/completions", openai, waiting, missing_is_fine=plain != base)
        if answer is not None:
            return _content(request, answer, ("choices", 0, "message", "content"))
    answer = _post(request, f"{base.removesuffix('/api')}/api/chat", ollama, waiting)
    assert answer is not None
    return _content(request, answer, ("message", "content"))


def _content(request: ModelRequest, answer: Any, path: tuple[str | int, ...]) -> str:
    for step in path:
        try:
            answer = answer[step]
        except (KeyError, IndexError, TypeError) as error:
            raise StudioError(
                f"{request.address} answers, but not as a language model does: '{step}' is missing.", _ADDRESS
            ) from error
    if not isinstance(answer, str) or not answer.strip():
        raise StudioError(f"{request.model} answered with nothing.", "Try again, or choose another model.")
    return answer


_ADDRESS = "Check the address: for Ollama it usually is http://localhost:11434, for others it ends in /v1."


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows nobody elsewhere: a key and a story go to the address that was entered, and to no other."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def _post(
    request: ModelRequest, url: str, body: dict[str, Any], waiting: Callable[[], None], missing_is_fine: bool = False
) -> Any:
    """The JSON that `url` answers; None where there is no such page and that is fine."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {request.key}"} if request.key else {})
    asked = urllib.request.Request(url, json.dumps(body).encode(), headers)  # noqa: S310 (http and https only)
    latest = time.monotonic() + request.seconds

    def ask(check: Callable[[], None]) -> bytes:
        text = b""
        with urllib.request.build_opener(_Stay).open(asked, timeout=request.seconds) as reply:
            while len(text) < _LONGEST_ANSWER and (piece := reply.read1(_PIECE)):
                check()
                text += piece
        return text

    def tick() -> None:
        waiting()
        if time.monotonic() > latest:  # a socket's own limit starts anew with every byte
            raise TimeoutError

    try:
        text = aside(ask, tick)
    except urllib.error.HTTPError as error:
        if error.code in (404, 405) and missing_is_fine:
            return None
        raise _refused(request, error) from error
    except TimeoutError as error:
        raise _too_slow(request) from error
    except urllib.error.URLError as error:
        if isinstance(error.reason, TimeoutError | socket.timeout):
            raise _too_slow(request) from error
        raise StudioError(
            f"Nothing answers at {request.address}: {error.reason}.", f"Is it running? {_ADDRESS}"
        ) from error
    except Cancelled:
        raise
    except (OSError, ValueError) as error:
        raise StudioError(f"The connection to {request.address} broke: {error}.", "Try again.") from error
    try:
        return json.loads(text)
    except ValueError as error:
        raise StudioError(f"{request.address} answers, but not with JSON.", _ADDRESS) from error


def _too_slow(request: ModelRequest) -> StudioError:
    return StudioError(
        f"{request.model} did not answer within {request.seconds:g} seconds.",
        "Allow more seconds, choose a smaller model, or let the built-in writer do it.",
    )


def _refused(request: ModelRequest, error: urllib.error.HTTPError) -> StudioError:
    said = error.read(2000).decode("utf-8", "replace")
    detail = re.search(r'"(?:message|error)"\s*:\s*"([^"]{1,300})"', said)
    reason = detail[1] if detail else error.reason
    if error.code in (401, 403):
        return StudioError(f"{request.address} wants another key: {reason}.", "Enter the key that belongs to it.")
    if error.code == 404:
        return StudioError(f"{request.address} has no model '{request.model}': {reason}.", _ADDRESS)
    if error.code == 429:
        return StudioError(f"{request.address} is busy or your quota is used up: {reason}.", "Try again later.")
    return StudioError(f"{request.address} answered with an error ({error.code}): {reason}.", _ADDRESS)
