"""Reads projections over HTTP.

`GET /projections/<name>?limit=&after=` (`after` once for each key column) and `GET /projections/<name>/<key>…`. With
`position=`, as a command answered it, the answer knows of what that command stored; where the projection is not that
far within a second, it is 202 with Retry-After.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import TypeVar

import psycopg

from .contract import Projection
from .database import Row
from .errors import HttpError
from .projection import ReadProjection
from .router import Route, compile_route
from .server import Endpoint, HttpRequest, HttpResponse
from .service_runtime import ServiceRuntime

T = TypeVar("T")
_Handle = Callable[[HttpRequest], Awaitable[HttpResponse]]


def projection_routes(runtime: ServiceRuntime, projection: Projection) -> list[Route[Endpoint]]:
    """Those of one projection."""
    if runtime.database is None:
        return []
    read = ReadProjection(runtime.definition.projections, runtime.database)
    base = f"/projections/{projection.name}"
    keys = [f"key{index}" for index in range(len(projection.key_columns))]

    async def rows(request: HttpRequest) -> HttpResponse:
        text = request.query_value("limit") or "100"
        if re.fullmatch(r"[0-9]{1,9}", text) is None or int(text) < 1:
            raise HttpError(400, "limit must be a whole number above 0")
        after = [value for name, value in request.query if name == "after"]
        found = await _read_key(read.list(projection.name, limit=int(text), after=after or None))
        return HttpResponse({"rows": [_shown(projection, each) for each in found]})

    async def row(request: HttpRequest) -> HttpResponse:
        found = await _read_key(read.get(projection.name, *[request.params[key] for key in keys]))
        if found is None:
            raise HttpError(404, f"'{projection.name}' has no row of this key")
        return HttpResponse(_shown(projection, found))

    def far_enough(handle: _Handle) -> _Handle:
        async def handled(request: HttpRequest) -> HttpResponse:
            position = _position_of(request)
            if position is not None and not await read.reaches(projection.name, position):
                return HttpResponse({"status": "behind", "position": position}, 202, {"retry-after": "1"})
            return await handle(request)

        return handled

    by_key = "/".join([base, *[f"{{{key}}}" for key in keys]])
    return [
        compile_route("GET", path, Endpoint(name=f"GET {path}", handle=far_enough(handle)))
        for path, handle in ((base, rows), (by_key, row))
    ]


def _shown(projection: Projection, row: Row) -> Row:
    """Large numbers go as texts, as services in every language send them: not every reader can hold them."""
    large = {column.name for column in (*projection.key_columns, *projection.columns) if column.type == "bigint"}
    return {name: str(value) if name in large and value is not None else value for name, value in row.items()}


def _position_of(request: HttpRequest) -> int | None:
    text = request.query_value("position")
    if text is None:
        return None
    if re.fullmatch(r"[0-9]{1,15}", text) is None:
        raise HttpError(400, "position must be what a command answered")
    return int(text)


async def _read_key(reading: Awaitable[T]) -> T:
    """A key that is no value of its column's type is the caller's mistake."""
    try:
        return await reading
    except psycopg.DataError as error:
        raise HttpError(400, "The key is not of the type of its column") from error
