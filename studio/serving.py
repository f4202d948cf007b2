"""What the web server hands out besides the page itself, and what it never does."""

from __future__ import annotations

import asyncio
import mimetypes
from collections.abc import Awaitable, Callable
from hmac import compare_digest
from pathlib import Path
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contracts import StudioError
from studio.bundle import bundle
from studio.containment import inside
from studio.house import VISITOR_COOKIE, House, new_visitor
from studio.workspace import Workspace

PAGE_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' data: blob:; "
    "worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'"
)
"""Gradio builds its page with inline scripts and templates; no other host is ever spoken to."""

STAGE_POLICY = (
    "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' blob: data:; "
    "style-src 'unsafe-inline'; img-src data: blob:; media-src data: blob:; font-src data:; "
    "connect-src data: blob:; worker-src blob: data:"
)
"""A 3D page is whole in itself; in its sandbox it reaches neither the studio nor anyone else."""

MOST_AT_THE_DOOR, PAUSE_AFTER_A_WRONG_PASSWORD = 20, 0.5
_CLOSED = ("/gradio_api/proxy=", "/gradio_api/file=http", "/gradio_api/deep_link", "/gradio_api/vibe", "/monitoring")
_SHOWN_INLINE = {".mp4", ".webm", ".gif", ".jpg", ".png", ".wav", ".mp3"}


class Guard:
    """Middleware: only known host names, no closed doors, and headers that keep other sites out of this one."""

    def __init__(self, app: ASGIApp, house: House, hosts: frozenset[str] | None) -> None:
        """`hosts` are the names this studio may be called by; None when it is meant to be reached from outside."""
        self._app, self._house, self._hosts = app, house, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host = headers.get("host", "").rsplit("@")[-1]
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        if self._hosts is not None and name.lower() not in self._hosts:
            await PlainTextResponse("This studio is not known by that name.", 421)(scope, receive, send)
            return
        path = str(scope.get("path", "")).lower()
        if path.startswith(_CLOSED) or path.replace("//", "/").startswith(_CLOSED):
            await PlainTextResponse("Not found", 404)(scope, receive, send)
            return
        visitor = Request(scope).cookies.get(VISITOR_COOKIE)
        newcomer = self._house.public and visitor is None and path == "/"
        secure = scope.get("scheme") == "https" or headers.get("x-forwarded-proto", "").startswith("https")

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                out = MutableHeaders(scope=message)
                out.setdefault("Content-Security-Policy", PAGE_POLICY)
                out.setdefault("X-Content-Type-Options", "nosniff")
                out.setdefault("Referrer-Policy", "no-referrer")
                if self._hosts is not None:
                    out.setdefault("X-Frame-Options", "SAMEORIGIN")
                if newcomer:
                    how = "Secure; SameSite=None; Partitioned" if secure else "SameSite=Lax"
                    out.append("Set-Cookie", f"{VISITOR_COOKIE}={new_visitor()}; Path=/; HttpOnly; {how}")
            await send(message)

        await self._app(scope, receive, send_guarded)


def doorkeeper(name: str, password: str) -> Callable[[str, str], Awaitable[bool]]:
    """Checks a sign-in for Gradio, which would let a program try thousands of passwords a second."""
    one_at_a_time, waiting = asyncio.Lock(), [0]

    async def let_in(typed_name: str, typed_password: str) -> bool:
        if waiting[0] >= MOST_AT_THE_DOOR:
            return False
        waiting[0] += 1
        try:
            async with one_at_a_time:
                right = compare_digest(typed_name.encode(), name.encode())
                right &= compare_digest(typed_password.encode(), password.encode())
                if not right:
                    await asyncio.sleep(PAUSE_AFTER_A_WRONG_PASSWORD)
                return right
        finally:
            waiting[0] -= 1

    return let_in


def routes(house: House) -> list[BaseRoute]:
    """`/made/<key>/<result>/<file>`, `/all/<key>/<result>`, `/stage/<key>/<page>` and `/moment/<key>/...`: files of
    results, all of one in a ZIP, 3D pages, and pictures and sound of the story that is written in one workspace.

    The key is known only to pages of that workspace; with a password, a signed-in cookie is asked for as well.
    """

    def made(request: Request) -> Response:
        return _answer(request, house, "outputs", {})

    def stage(request: Request) -> Response:
        return _answer(request, house, ".stage", {"Content-Security-Policy": STAGE_POLICY})

    def everything(request: Request) -> Response:
        return _everything(request, house)

    def moment(request: Request) -> Response:
        return _moment(request, house)

    def heard(request: Request) -> Response:
        return _heard(request, house)

    return [
        Route("/all/{key}/{name:path}", everything, methods=["GET"]),
        Route("/made/{key}/{name:path}", made, methods=["GET", "HEAD"]),
        Route("/moment/{key}/{code}/{look}/{frame}.jpg", moment, methods=["GET"]),
        Route("/moment/{key}/{code}/{which}-{seed}.wav", heard, methods=["GET", "HEAD"]),
        Route("/stage/{key}/{name:path}", stage, methods=["GET", "HEAD"]),
    ]


def _answer(request: Request, house: House, folder: str, headers: dict[str, str]) -> Response:
    if not _signed_in(request):
        return PlainTextResponse("Sign in first.", 401)
    visit = house.by_key(request.path_params["key"])
    if visit is None:
        return PlainTextResponse("Not found", 404)
    try:
        path = inside(visit.workspace.root / folder, request.path_params["name"])
    except StudioError:
        return PlainTextResponse("Not found", 404)
    if not path.is_file() or any(part.startswith(".") for part in Path(request.path_params["name"]).parts):
        return PlainTextResponse("Not found", 404)
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    inline = folder == ".stage" or (path.suffix.lower() in _SHOWN_INLINE and "download" not in request.query_params)
    headers = {"Cache-Control": "private, max-age=86400", "Content-Security-Policy": "sandbox", **headers}
    if folder != ".stage":
        headers["Content-Encoding"] = "identity"  # films do not shrink, and a player asks for parts of them
    return FileResponse(
        path,
        media_type=kind if inline else "application/octet-stream",
        filename=None if folder == ".stage" else _takeaway(visit.workspace, path),
        content_disposition_type="inline" if inline else "attachment",
        headers=headers,
    )


def _everything(request: Request, house: House) -> Response:
    if not _signed_in(request):
        return PlainTextResponse("Sign in first.", 401)
    visit = house.by_key(request.path_params["key"])
    if visit is None:
        return PlainTextResponse("Not found", 404)
    try:
        output = visit.workspace.output(request.path_params["name"])
    except StudioError:
        return PlainTextResponse("Not found", 404)
    headers = {"Cache-Control": "no-store", "Content-Security-Policy": "sandbox", "Content-Encoding": "identity"}
    path = bundle(visit.workspace, output)
    return FileResponse(path, media_type="application/zip", filename=output.takeaway(".zip"), headers=headers)


def _moment(request: Request, house: House) -> Response:
    from studio.story_rehearsal import moment, number_in

    if not _signed_in(request):
        return PlainTextResponse("Sign in first.", 401)
    asked, frame = request.path_params, number_in(request.path_params["frame"])
    known = house.by_key(asked["key"]) is not None
    picture = moment(asked["code"], asked["look"], frame) if known and frame is not None else None
    if picture is None:
        return PlainTextResponse("Not found", 404, {"Cache-Control": "no-store"})
    headers = {"Cache-Control": "private, max-age=3600, immutable", "Content-Security-Policy": "sandbox"}
    return Response(picture, media_type="image/jpeg", headers={**headers, "Content-Encoding": "identity"})


def _heard(request: Request, house: House) -> Response:
    from studio.story_desk import StoryDesk
    from studio.story_rehearsal import number_in

    if not _signed_in(request):
        return PlainTextResponse("Sign in first.", 401)
    asked, visit = request.path_params, house.by_key(request.path_params["key"])
    desk = StoryDesk(visit.workspace, visit.private) if visit else None
    seed = number_in(asked["seed"])
    file = desk.sound_file(asked["code"], asked["which"], seed) if desk and seed is not None else None
    if file is None:
        return PlainTextResponse("Not found", 404, {"Cache-Control": "no-store"})
    headers = {"Cache-Control": "private, max-age=3600", "Content-Security-Policy": "sandbox"}
    return FileResponse(file, media_type="audio/wav", headers=headers)


def _takeaway(workspace: Workspace, path: Path) -> str:
    try:
        return workspace.output(path.parent.relative_to(workspace["outputs"]).as_posix()).takeaway(path.name)
    except (StudioError, ValueError):
        return path.name


def _signed_in(request: Request) -> bool:
    """Whether Gradio's sign-in page, if there is one, has let this browser in."""
    app: Any = request.app
    if getattr(app, "auth", None) is None:
        return True
    names = (f"access-token-{app.cookie_id}", f"access-token-unsecure-{app.cookie_id}")
    return any(app.tokens.get(request.cookies.get(name)) is not None for name in names if request.cookies.get(name))
