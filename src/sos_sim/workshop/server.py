"""The live page's server: one page, its files, and answers to what it asks; on this machine only."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from sos_sim.problems import InputProblems, Problem
from sos_sim.workshop.drawing import engine
from sos_sim.workshop.setting import MOST_MOVED, Setting, read_setting

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

    from sos_sim.workshop.asked import Asked

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
LONGEST_QUERY = 8_000
_KINDS = {".js": "text/javascript", ".css": "text/css"}
_HOSTS = ("127.0.0.1", "localhost", "[::1]")

Handler = Callable[["Request"], Awaitable["Response"]]


def pairs_of(query: bytes) -> list[tuple[str, str]]:
    """Read the pairs of a query string as text.

    Args:
        query: the query string as it came.

    Raises:
        InputProblems: it is too long, no text, or not made of pairs.
    """
    if len(query) > LONGEST_QUERY:
        raise InputProblems([Problem("the address", f"is {len(query)} characters long", f"up to {LONGEST_QUERY}")])
    found = []
    for part in query.split(b"&") if query else []:
        name, equals, value = part.partition(b"=")
        try:
            texts = [unquote_to_bytes(each.replace(b"+", b" ")).decode() for each in (name, value)]
        except UnicodeDecodeError:
            raise InputProblems([Problem("the address", "is not text in UTF-8", "PATH=VALUE&...")]) from None
        if not equals or not name or any(not text.isprintable() for text in texts):
            raise InputProblems([Problem("the address", "is not made of pairs", "PATH=VALUE&...")])
        found.append((texts[0], texts[1]))
    if len(found) > MOST_MOVED + 3:
        raise InputProblems([Problem("the address", f"holds {len(found)} pairs", f"at most {MOST_MOVED + 3}")])
    return found


def application(asked: Asked) -> Starlette:
    """Make the server's application.

    Args:
        asked: what answers.
    """
    from starlette.applications import Starlette
    from starlette.exceptions import HTTPException
    from starlette.responses import JSONResponse, Response
    from starlette.routing import Route

    made: dict[str, asyncio.Task[str]] = {}

    def setting_of(pairs: Sequence[tuple[str, str]]) -> Setting:
        return read_setting(pairs, asked.room.presets, asked.room.base.name)

    def script(text: str) -> Response:
        return Response(text, media_type="text/javascript")

    async def page(request: Request) -> Response:
        return Response(await asyncio.shield(made["page"]), media_type="text/html")

    async def drawing(request: Request) -> Response:
        return script(await asyncio.shield(made["engine"]))

    async def file(request: Request) -> Response:
        name = request.path_params["name"]
        found = resources.files("sos_sim.workshop") / "web" / name
        ending = name[name.rfind(".") :]
        if ending not in _KINDS or not found.is_file():
            raise HTTPException(404)
        return Response(found.read_bytes(), media_type=_KINDS[ending])

    async def run(request: Request) -> Response:
        setting = setting_of(pairs_of(request.scope["query_string"]))
        loop = asyncio.get_running_loop()
        began = loop.time()
        answer = await asked.answer(setting)
        told = {"key": setting.key, "setting": setting.as_json(), "answer": answer.as_json()}
        return JSONResponse(told | {"seconds": round(loop.time() - began, 4)})

    async def why(request: Request) -> Response:
        return JSONResponse(await asked.reasons(setting_of(pairs_of(request.scope["query_string"]))))

    async def plane(request: Request) -> Response:
        pairs_of(request.scope["query_string"])
        return JSONResponse({"points": asked.plane()})

    async def district(request: Request) -> Response:
        pairs = pairs_of(request.scope["query_string"])
        codes = [value for name, value in pairs if name == "code"]
        if len(codes) != 1:
            raise InputProblems([Problem("code", f"is given {len(codes)} times", "one 14-digit district code")])
        setting = setting_of([pair for pair in pairs if pair[0] != "code"])
        return JSONResponse(await asked.decade(setting, codes[0]))

    @asynccontextmanager
    async def life(app: Starlette) -> Any:
        made["page"] = asyncio.create_task(asked.page())
        made["engine"] = asyncio.create_task(asyncio.to_thread(engine))
        asked.begin()
        yield
        for task in made.values():
            task.cancel()
        await asked.end()

    async def refused(request: Request, error: Exception) -> Response:
        problems = error.problems if isinstance(error, InputProblems) else ()
        told = [
            {"place": each.place, "found": each.found, "allowed": each.allowed, "nearest": each.nearest}
            for each in problems
        ]
        return JSONResponse({"problems": told}, 400)

    async def not_there(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 404
        place = request.url.path[:60]
        told = {"place": place, "found": "nothing answers here" if status == 404 else "cannot be asked like this"}
        return JSONResponse({"problems": [told | {"allowed": "GET /, /api/run?PATH=VALUE&...", "nearest": ""}]}, status)

    def broken(request: Request, error: Exception) -> Response:
        print(f"{request.url.path}: {type(error).__name__}: {error}", file=sys.stderr)
        told = {"place": "the server", "found": type(error).__name__, "allowed": "", "nearest": ""}
        return JSONResponse({"problems": [told]}, 500)

    def safely(answer: Handler) -> Handler:
        """Tell a failure of ours in a line; what the framework does with it would be a page of text."""

        async def answered(request: Request) -> Response:
            try:
                return await answer(request)
            except (InputProblems, HTTPException):
                raise
            except Exception as error:
                return broken(request, error)

        return answered

    answers = {
        "/": page,
        "/engine.js": drawing,
        "/web/{name}": file,
        "/api/run": run,
        "/api/why": why,
        "/api/plane": plane,
        "/api/district": district,
    }
    routes = [Route(path, safely(each), methods=["GET"]) for path, each in answers.items()]
    handlers: dict[Any, Any] = {InputProblems: refused, HTTPException: not_there}
    return Starlette(routes=routes, exception_handlers=handlers, lifespan=life)


class Guarded:
    """Put the headers that keep a page safe on every response, and refuse what was not sent to this machine's name.

    Args:
        app: the application inside.
    """

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one connection."""
        if scope["type"] != "http":
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})
                return
            await self.app(scope, receive, send)
            return

        async def guarded(message: Any) -> None:
            if message["type"] == "http.response.start":
                ours = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
                message = message | {"headers": [*message.get("headers", []), *ours]}
            await send(message)

        host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
        if host.rsplit(":", 1)[0].lower() not in _HOSTS and host.lower() not in _HOSTS:
            told = {"place": "Host", "found": host[:60], "allowed": "127.0.0.1", "nearest": ""}
            body = json.dumps({"problems": [told]}).encode()
            kind = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
            await guarded({"type": "http.response.start", "status": 421, "headers": kind})
            await guarded({"type": "http.response.body", "body": body})
            return
        await self.app(scope, receive, guarded)
