"""Routes for operators: runs of the service's sagas."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import get_args

from .admin_query import read_limit
from .database import Database
from .errors import HttpError
from .router import Route
from .saga_admin import intervene_run, list_runs, list_versions, no_run, read_run
from .saga_run import Abort, Retry, RunPhase
from .saga_store import run_key
from .server import Endpoint, HttpRequest, HttpResponse
from .service_runtime import ServiceRuntime

_OPEN: tuple[RunPhase, ...] = ("running", "compensating", "parked")
_STATES: tuple[RunPhase, ...] = get_args(RunPhase)
_Handle = Callable[[Database, HttpRequest], Awaitable[HttpResponse]]


def saga_routes(
    runtime: ServiceRuntime, route: Callable[[str, str, _Handle], Route[Endpoint]]
) -> list[Route[Endpoint]]:
    """Under `/eda/`; `route` opens one to those who may."""

    async def runs(database: Database, request: HttpRequest) -> HttpResponse:
        saga, states = request.query_value("saga"), _states(request)
        return HttpResponse({"runs": await list_runs(database, saga, states, read_limit(request))})

    async def versions(database: Database, _request: HttpRequest) -> HttpResponse:
        return HttpResponse({"versions": await list_versions(database, runtime.definition.sagas)})

    async def show(database: Database, request: HttpRequest) -> HttpResponse:
        saga, key = _run_of(request)
        run = await read_run(database, saga, key)
        if run is None:
            raise no_run(saga, request.params["key"])
        return HttpResponse(run)

    async def retry(database: Database, request: HttpRequest) -> HttpResponse:
        return HttpResponse({"state": await intervene_run(runtime, database, *_run_of(request), Retry())})

    async def abort(database: Database, request: HttpRequest) -> HttpResponse:
        given = Abort(_note(request.body))
        return HttpResponse({"state": await intervene_run(runtime, database, *_run_of(request), given)})

    return [
        route("GET", "/eda/sagas", runs),
        route("GET", "/eda/saga-versions", versions),
        route("GET", "/eda/sagas/{saga}/{key}", show),
        route("POST", "/eda/sagas/{saga}/{key}/retry", retry),
        route("POST", "/eda/sagas/{saga}/{key}/abort", abort),
    ]


def _run_of(request: HttpRequest) -> tuple[str, str]:
    return request.params["saga"], run_key(request.params["key"])


def _states(request: HttpRequest) -> Sequence[RunPhase]:
    """`?state=` as often as there are states; open ones where there is none, `all` for all."""
    asked = [value for name, value in request.query if name == "state"]
    if not asked:
        return _OPEN
    if "all" in asked:
        return _STATES
    if any(name not in _STATES for name in asked):
        raise HttpError(400, f"state must be one of {', '.join(_STATES)}, all")
    return [state for state in _STATES if state in asked]


def _note(body: object) -> str | None:
    note = body.get("note") if isinstance(body, dict) else None
    if note is not None and (not isinstance(note, str) or len(note) > 1000):
        raise HttpError(400, "note must be a text")
    return note
