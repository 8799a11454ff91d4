"""The service's HTTP as an ASGI application; what it does not know goes to the team's own application."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from opentelemetry.trace import SpanKind

from .contract import Logger
from .errors import HttpError, RejectedError, is_transient
from .flow import Flow, in_flow
from .incoming import parse_json
from .metrics import Metrics
from .router import Route, Router
from .tracing import in_span, valid_traceparent
from .uuid7 import create_uuid

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]

_BODY_LIMIT = 1_048_576
_CORRELATION = re.compile(r"[\x21-\x7e]{1,200}")


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request; `body` is parsed where the content type is JSON, else None."""

    method: str
    path: str
    params: Mapping[str, str]
    query: Sequence[tuple[str, str]]
    headers: Mapping[str, str]
    text: str
    body: Any
    remote_address: str | None
    correlation_id: str

    def query_value(self, name: str) -> str | None:
        return next((value for key, value in self.query if key == name), None)


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """Texts are sent as they are, everything else as JSON; None is no body."""

    body: Any = None
    status: int | None = None
    """200 if absent, 204 without a body."""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """What answers a request. `quiet` leaves it out of traces (health, deliveries)."""

    name: str
    handle: Callable[[HttpRequest], Awaitable[HttpResponse]]
    quiet: bool = False
    body_limit: int = _BODY_LIMIT


class ServiceApp:
    """Answers the runtime's routes; hands the rest to `fallback`, if there is one."""

    def __init__(
        self,
        routes: Sequence[Route[Endpoint]],
        logger: Logger,
        metrics: Metrics,
        fallback: AsgiApp | None = None,
    ) -> None:
        self._router = Router(routes)
        self._logger = logger
        self._metrics = metrics
        self._fallback = fallback

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if self._fallback is not None:
                await self._fallback(scope, receive, send)
            return
        raw_path = scope.get("raw_path") or scope["path"].encode()
        match = self._router.match(scope["method"], raw_path.decode("latin-1").split("?")[0])
        if match.target is None and not match.allowed and self._fallback is not None:
            await self._call_fallback(self._fallback, scope, receive, send)
            return
        started = time.monotonic()
        name, quiet = "none", True
        try:
            if match.target is None:
                raise _no_route(scope["path"], match.allowed)
            name, quiet = match.target.name, match.target.quiet
            response = await self._answer(match.target, match.params, scope, receive)
        except Exception as error:
            response = self._problem(error, match.allowed, quiet)
        status = _status(response)
        labels = {"route": name, "method": scope["method"], "status": str(status)}
        self._metrics.count("eda_http_requests_total", labels)
        self._metrics.observe("eda_http_seconds", time.monotonic() - started, {"route": name})
        await _write(send, response, status)

    async def _answer(
        self, endpoint: Endpoint, params: Mapping[str, str], scope: Scope, receive: Receive
    ) -> HttpResponse:
        headers = _read_headers(scope)
        text = (await _read_body(receive, endpoint.body_limit)).decode("utf-8", "replace")
        client = scope.get("client")
        request = HttpRequest(
            method=scope["method"],
            path=scope["path"],
            params=params,
            query=parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True),
            headers=headers,
            text=text,
            body=None if endpoint.quiet else _parse_body(headers.get("content-type", ""), text),
            remote_address=client[0] if client else None,
            # A delivery has its own, in the event.
            correlation_id="" if endpoint.quiet else correlation_id_of(headers.get("x-correlation-id")),
        )
        if endpoint.quiet:
            return await endpoint.handle(request)
        attributes = {"http.request.method": request.method, "http.route": endpoint.name}
        parent = valid_traceparent(headers.get("traceparent"))
        with in_span(endpoint.name, SpanKind.SERVER, parent, attributes) as traceparent:
            with in_flow(Flow(request.correlation_id, traceparent=traceparent)):
                started = time.monotonic()
                try:
                    response = await endpoint.handle(request)
                except Exception as error:
                    if not isinstance(error, HttpError | RejectedError):
                        self._logger.error("request failed", error=error)
                    self._tell(endpoint, request, _status_of(error), started)
                    raise
                self._tell(endpoint, request, _status(response), started)
                return response

    async def _call_fallback(self, fallback: AsgiApp, scope: Scope, receive: Receive, send: Send) -> None:
        """The team's own routes: in a flow, so that what they publish belongs together."""
        headers: dict[bytes, bytes] = dict(scope["headers"])
        correlation_id = correlation_id_of(headers.get(b"x-correlation-id", b"").decode("latin-1"))
        parent = valid_traceparent(headers.get(b"traceparent", b"").decode("latin-1"))
        with in_flow(Flow(correlation_id, traceparent=parent)):
            await fallback(scope, receive, send)

    def _tell(self, endpoint: Endpoint, request: HttpRequest, status: int, started: float) -> None:
        """What only reads, and what operators ask, is asked often and starts no flow."""
        starts = request.method != "GET" and not request.path.startswith("/eda/")
        tell = self._logger.info if starts or status >= 500 else self._logger.debug
        tell("request answered", route=endpoint.name, status=status, ms=round((time.monotonic() - started) * 1000))

    def _problem(self, error: Exception, allowed: Sequence[str], quiet: bool) -> HttpResponse:
        """`application/problem+json` (RFC 9457). What is not meant for the caller is logged, and not shown."""
        known = isinstance(error, HttpError | RejectedError)
        if quiet and not known:
            self._logger.error("request failed", error=error)
        status = _status_of(error)
        body: dict[str, Any] = {
            "type": "about:blank",
            "title": str(error) if known else "The service could not answer",
            "status": status,
        }
        if isinstance(error, HttpError) and error.issues:
            body["issues"] = [{"path": one.path, "message": one.message} for one in error.issues]
        headers = {"content-type": "application/problem+json"}
        if status == 405:
            headers["allow"] = ", ".join(allowed)
        return HttpResponse(body, status, headers)


def _status(response: HttpResponse) -> int:
    return response.status or (204 if response.body is None else 200)


def _status_of(error: Exception) -> int:
    if isinstance(error, HttpError):
        return error.status
    if isinstance(error, RejectedError):
        return 409
    return 503 if is_transient(error) else 500


def correlation_id_of(given: str | None) -> str:
    """What the caller sent, if it can be used, else a new one."""
    return given if given and _CORRELATION.fullmatch(given) else create_uuid()


def _no_route(path: str, allowed: Sequence[str]) -> HttpError:
    if allowed:
        return HttpError(405, f"{path} takes {', '.join(allowed)}")
    return HttpError(404, f"There is nothing at {path}")


async def _read_body(receive: Receive, limit: int) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise HttpError(400, "The request was cut off")
        chunk: bytes = message.get("body", b"")
        size += len(chunk)
        if size > limit:
            raise HttpError(413, f"The body is larger than {limit} bytes")
        chunks.append(chunk)
        if not message.get("more_body", False):
            return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def _read_headers(scope: Scope) -> dict[str, str]:
    """A name that came more than once has all of its values: what was sent beside a name that counts is seen."""
    headers: dict[str, str] = {}
    for key, value in scope["headers"]:
        name, text = key.decode("latin-1"), value.decode("latin-1")
        headers[name] = f"{headers[name]}, {text}" if name in headers else text
    return headers


def _parse_body(content_type: str, text: str) -> Any:
    """Deliveries are parsed by the dispatcher: what is not JSON there becomes a dead letter, not a 400."""
    if text == "" or re.match(r"[^;]*\bjson\b", content_type, re.IGNORECASE) is None:
        return None
    try:
        return parse_json(text)
    except (ValueError, RecursionError) as error:
        raise HttpError(400, f"The body is not JSON: {error}") from error


async def _write(send: Send, response: HttpResponse, status: int) -> None:
    body = response.body
    content_type = "text/plain; charset=utf-8"
    if body is None:
        payload = b""
    elif isinstance(body, str):
        payload = body.encode()
    else:
        payload = _dump(body)
        content_type = "application/json"
    headers: dict[str, str] = {"x-content-type-options": "nosniff"}
    if body is not None:
        headers |= {"content-type": content_type, "content-length": str(len(payload))}
    headers |= response.headers
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(key.encode("latin-1"), value.encode("latin-1")) for key, value in headers.items()],
        }
    )
    await send({"type": "http.response.body", "body": payload})


def _dump(value: Any) -> bytes:
    return json.dumps(value, default=_encode, separators=(",", ":"), allow_nan=False).encode()


def _encode(value: Any) -> Any:
    """Values of the database."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, date | UUID):
        return str(value)
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} is no JSON")
