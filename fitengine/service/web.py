"""The web service: four questions over HTTP, as JSON (extra `web`).

It reads no file that a request names, writes none, asks nothing of the network, and keeps nothing from one request to the next.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from fitengine.errors import InputError, Problem
from fitengine.model.rules import PackInfo
from fitengine.report.json_parts import Json, packs_json
from fitengine.service.answers import OPERATIONS, Operation, read_request
from fitengine.service.hosts import PLAIN_HEADERS, host_name
from fitengine.service.openapi import openapi
from fitengine.service.workers import Reply, Workers

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request as HttpRequest
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["Limits", "web_app"]

_log = logging.getLogger("fitengine.service")
_STATUS = {"answered": 200, "refused": 422, "failed": 500, "late": 503}


@dataclass(frozen=True, slots=True)
class Limits:
    """`bytes` of a request's body, `seconds` for a request to come in, and again for its answer."""

    bytes: int = 1_000_000
    seconds: float = 20.0


def web_app(workers: Workers, packs: Collection[PackInfo], names: Collection[str], limits: Limits) -> ASGIApp:
    """The application. `names` are those that requests may be addressed to."""
    from starlette.applications import Starlette
    from starlette.routing import Route

    about: Json = {"name": "fitengine", "version": version("fitengine"), "packs": packs_json(packs)}
    about["operations"] = [f"/{operation}" for operation in OPERATIONS]
    schema = openapi(limits.bytes)
    routes = [
        Route("/", _constant(about), methods=["GET"]),
        Route("/health", _constant({"status": "ok"}), methods=["GET"]),
        Route("/openapi.json", _constant(schema), methods=["GET"]),
        *(Route(f"/{one}", _asked(one, workers, limits), methods=["POST"]) for one in OPERATIONS),
    ]
    app: Starlette = Starlette(routes=routes, exception_handlers={404: _unknown, 405: _unknown})
    app.router.redirect_slashes = False
    return _guarded(app, names)


Handler = Callable[["HttpRequest"], Awaitable["Response"]]


def _constant(content: Mapping[str, object]) -> Handler:
    async def tell(_: HttpRequest) -> Response:
        return _json(json.dumps(content, ensure_ascii=False), 200)

    return tell


def _asked(operation: Operation, workers: Workers, limits: Limits) -> Handler:
    async def handle(request: HttpRequest) -> Response:
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return _refusal(
                415, Problem("not-json", "a request is JSON", "send `Content-Type: application/json`")
            )
        try:
            async with asyncio.timeout(limits.seconds):
                raw = await _body(request, limits.bytes)
        except TimeoutError:
            return _refusal(408, Problem("too-slow", "the request takes too long to come in"))
        if raw is None:
            return _refusal(413, Problem("too-large", f"a request has at most {limits.bytes:,} bytes"))
        try:
            wanted = read_request(operation, _read_json(raw))
        except InputError as error:
            return _refusal(400, *error.problems)
        reply = await asyncio.to_thread(workers.ask, wanted)
        _log.info("%s: %s", operation, reply.state)
        return _answered(reply)

    return handle


async def _body(request: HttpRequest, most: int) -> bytes | None:
    """The body; None, and no more read, where it is too large."""
    raw = b""
    async for part in request.stream():
        raw += part
        if len(raw) > most:
            return None
    return raw


def _read_json(raw: bytes) -> object:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        raise InputError.single("not-json", "the body of the request is no JSON") from None


def _answered(reply: Reply) -> Response:
    if reply.state == "answered":
        return _json(reply.text, 200)
    return _refusal(_STATUS[reply.state], *reply.problems)


def _refusal(status: int, *problems: Problem) -> Response:
    """Problems as `{"problems": [{code, message, help, place}]}`."""
    told = [
        {
            "code": one.code,
            "message": one.message,
            "help": one.help,
            "place": str(one.span) if one.span else None,
        }
        for one in problems
    ]
    return _json(json.dumps({"problems": told}, ensure_ascii=False), status)


def _json(text: str, status: int) -> Response:
    from starlette.responses import Response

    return Response(text.encode("utf-8", "backslashreplace"), status, PLAIN_HEADERS, "application/json")


async def _unknown(_: HttpRequest, error: Exception) -> Response:
    status = getattr(error, "status_code", 404)
    message = "nothing is here" if status == 404 else "this is asked in another way"
    return _refusal(status, Problem("not-found", message, "`/openapi.json` says what there is"))


def _guarded(app: ASGIApp, names: Collection[str]) -> ASGIApp:
    """Lets through what is addressed to one of the names; the rest never reaches a handler."""

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        if len(hosts) == 1 and host_name(hosts[0]) in names:
            await app(scope, receive, send)
        else:
            problem = Problem(
                "misdirected", "this service does not go by that name", "`fitengine serve --allow-host NAME`"
            )
            await _refusal(421, problem)(scope, receive, send)

    return guard
