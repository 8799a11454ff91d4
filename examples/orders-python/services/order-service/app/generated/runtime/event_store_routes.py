"""Routes for operators: the state of an aggregate at a moment, and the projections of the service."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from .admin_query import read_limit, read_time
from .aggregate import fold_stream, stream_of
from .aggregate_contract import Loaded
from .database import Database
from .errors import CorruptStreamError, HttpError
from .event_store import read_stream_until
from .projection_admin import list_projections, request_rebuild
from .router import Route
from .server import Endpoint, HttpRequest, HttpResponse
from .service_runtime import ServiceRuntime
from .snapshot import show_state

_Handle = Callable[[Database, HttpRequest], Awaitable[HttpResponse]]


def event_store_routes(
    runtime: ServiceRuntime, route: Callable[[str, str, _Handle], Route[Endpoint]]
) -> list[Route[Endpoint]]:
    """Under `/eda/`; `route` opens one to those who may."""
    definition = runtime.definition

    async def state(database: Database, request: HttpRequest) -> HttpResponse:
        return HttpResponse(await _describe_stream(runtime, database, request))

    async def projections(database: Database, _request: HttpRequest) -> HttpResponse:
        return HttpResponse({"projections": await list_projections(definition, database)})

    async def rebuild(database: Database, request: HttpRequest) -> HttpResponse:
        name = request.params["projection"]
        result = await request_rebuild(definition, database, name)
        if result == "unknown":
            raise HttpError(404, f"There is no projection '{name}'")
        if result != "begun":
            raise HttpError(409, f"It can't be rebuilt: {result[1]}")
        runtime.appended(0)
        return HttpResponse({"projection": name, "rebuild": "begun"}, 202)

    return [
        route("GET", "/eda/aggregates/{aggregate}/{key}", state),
        route("GET", "/eda/projections", projections),
        route("POST", "/eda/projections/{projection}/rebuild", rebuild),
    ]


async def _describe_stream(runtime: ServiceRuntime, database: Database, request: HttpRequest) -> dict[str, Any]:
    """A stream folded up to `version` or `at`, with its last events.

    Snapshots are not used: it is read as it was written.
    """
    name = request.params["aggregate"]
    definition = next((one for one in runtime.definition.aggregates if one.name == name), None)
    code = runtime.wiring.aggregates.get(name)
    if definition is None or code is None:
        raise HttpError(404, f"There is no aggregate '{name}'")
    at, version, limit = read_time(request, "at"), _version_of(request), read_limit(request)
    stream = stream_of(name, request.params["key"])
    rows = await read_stream_until(database, stream, version=version, at=at)
    if not rows:
        then = "" if at is None and version is None else " up to then"
        raise HttpError(404, f"There is no event of {stream}{then}")
    try:
        reached = fold_stream(definition, code, stream, rows, Loaded(state=code.initial, version=0))
    except CorruptStreamError as error:
        # What is wrong with a stream is what the operator asks for.
        raise HttpError(409, str(error)) from error
    return {
        "stream": stream,
        "version": reached.version,
        "at": rows[-1]["at"],
        "state": show_state(code, reached.state),
        "events": [{**row, "position": int(row["position"])} for row in rows[-limit:]],
    }


def _version_of(request: HttpRequest) -> int | None:
    text = request.query_value("version")
    if text is None:
        return None
    if re.fullmatch(r"[1-9][0-9]{0,8}", text) is None:
        raise HttpError(400, "version must be a whole number above 0")
    return int(text)
