"""For operators and their tools: what is stuck, and what to do about it.

Only from this machine, and only with the bearer token of EDA_ADMIN_TOKEN; where none is set they are closed.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import asdict

from .admin_query import read_dead_letter_filter, read_limit, read_trace_request
from .admission import is_secret
from .contract import ServiceDefinition
from .database import Database
from .dead_letter import list_dead_letters, read_dead_letter
from .errors import HttpError
from .event_store_routes import event_store_routes
from .flow_records import find_flow_records
from .outbox_admin import list_parked, measure_outbox, retry_parked, skip_parked
from .relay import RelayState
from .replay import ReplayResult, discard_dead_letter, rehearse_replay, replay_dead_letter
from .replay_routes import answer_deliver, answer_history
from .router import Route, compile_route
from .saga_routes import saga_routes
from .server import Endpoint, HttpRequest, HttpResponse
from .service_runtime import ServiceRuntime

_ADMIN_VERSION = 2
"""What these routes can do: tools that need more than an older service has say so."""
_DELIVER_LIMIT = 33_554_432
"""A page of events that are delivered again."""
_LOOPBACK = frozenset({"127.0.0.1", "::1", "::ffff:127.0.0.1"})
_Handle = Callable[[Database, HttpRequest], Awaitable[HttpResponse]]


def admin_routes(
    runtime: ServiceRuntime, token: str | None, relay_state: Callable[[], RelayState | None]
) -> list[Route[Endpoint]]:
    """Everything under `/eda/`."""

    async def status(_request: HttpRequest) -> HttpResponse:
        state = relay_state()
        relay = None if state is None else asdict(state)
        return HttpResponse({**_describe_service(runtime.definition), "admin": _ADMIN_VERSION, "relay": relay})

    async def list_letters(database: Database, request: HttpRequest) -> HttpResponse:
        wanted = read_dead_letter_filter(runtime.definition, request)
        letters, total = await list_dead_letters(database, wanted)
        return HttpResponse({"deadLetters": letters, "total": total})

    async def show_letter(database: Database, request: HttpRequest) -> HttpResponse:
        letter = await read_dead_letter(database, _id(request))
        if letter is None:
            raise HttpError(404, "There is no such dead letter")
        return HttpResponse(letter)

    async def replay(database: Database, request: HttpRequest) -> HttpResponse:
        run = rehearse_replay if request.query_value("dryRun") == "true" else replay_dead_letter
        return _answer_replay(await run(runtime, database, _id(request)))

    async def discard(database: Database, request: HttpRequest) -> HttpResponse:
        return _answer_replay(await discard_dead_letter(runtime, database, _id(request)))

    async def parked(database: Database, request: HttpRequest) -> HttpResponse:
        waiting, oldest_seconds = await measure_outbox(database)
        events = await list_parked(database, read_limit(request))
        return HttpResponse({"parked": events, "waiting": waiting, "oldestSeconds": oldest_seconds})

    async def retry(database: Database, request: HttpRequest) -> HttpResponse:
        return _answer_parked(await retry_parked(database, _id(request)))

    async def skip(database: Database, request: HttpRequest) -> HttpResponse:
        return _answer_parked(await skip_parked(database, _id(request)))

    async def history(database: Database, request: HttpRequest) -> HttpResponse:
        return await answer_history(runtime, database, request)

    async def deliver(request: HttpRequest) -> HttpResponse:
        return await answer_deliver(runtime, request)

    async def trace(database: Database, request: HttpRequest) -> HttpResponse:
        ids, since = read_trace_request(request.body)
        kept = runtime.definition.history_ms is not None
        return HttpResponse({"records": await find_flow_records(database, ids, since, history=kept)})

    def route(
        method: str,
        path: str,
        handle: Callable[[HttpRequest], Awaitable[HttpResponse]],
        body_limit: int = 1_048_576,
    ) -> Route[Endpoint]:
        async def authorised(request: HttpRequest) -> HttpResponse:
            _authorise(request, token)
            return await handle(request)

        return compile_route(method, path, Endpoint(name=f"{method} {path}", handle=authorised, body_limit=body_limit))

    def stored(method: str, path: str, handle: _Handle) -> Route[Endpoint]:
        async def with_database(request: HttpRequest) -> HttpResponse:
            if runtime.database is None:
                raise HttpError(404, "The service has no database")
            return await handle(runtime.database, request)

        return route(method, path, with_database)

    return [
        route("GET", "/eda/status", status),
        stored("GET", "/eda/dlq", list_letters),
        stored("GET", "/eda/dlq/{id}", show_letter),
        stored("POST", "/eda/dlq/{id}/replay", replay),
        stored("POST", "/eda/dlq/{id}/discard", discard),
        stored("GET", "/eda/outbox", parked),
        stored("GET", "/eda/history", history),
        route("POST", "/eda/deliver", deliver, _DELIVER_LIMIT),
        stored("POST", "/eda/trace", trace),
        stored("POST", "/eda/outbox/{id}/retry", retry),
        stored("POST", "/eda/outbox/{id}/skip", skip),
        # Others have no tables of runs: eda saga passes them by.
        *(saga_routes(runtime, stored) if runtime.definition.sagas else []),
        *event_store_routes(runtime, stored),
    ]


def _describe_service(definition: ServiceDefinition) -> dict[str, object]:
    """Who it is, and which events a tool may ask it for."""
    return {
        "service": definition.name,
        "publishes": list(definition.publishes),
        "takes": [event.name for subscription in definition.subscriptions for event in subscription.events],
        "history": definition.history_ms is not None,
    }


def _authorise(request: HttpRequest, token: str | None) -> None:
    if not token:
        raise HttpError(403, "Closed: EDA_ADMIN_TOKEN is not set")
    if request.remote_address not in _LOOPBACK:
        raise HttpError(403, "Open to this machine only")
    if not is_secret(request.headers.get("authorization"), f"Bearer {token}"):
        raise HttpError(401, "The token is wrong")


def _id(request: HttpRequest) -> int:
    text = request.params["id"]
    if re.fullmatch(r"[0-9]{1,18}", text) is None:
        raise HttpError(400, f"'{text}' is not an id")
    return int(text)


def _answer_replay(result: ReplayResult) -> HttpResponse:
    if result.kind == "not-found":
        raise HttpError(404, "There is no such open dead letter")
    if result.kind == "failed":
        return HttpResponse({"kind": "failed", "error": result.error}, 409)
    if result.kind == "replayable":
        return HttpResponse({"kind": "replayable", "consumers": result.consumers, "held": result.held})
    return HttpResponse({"kind": result.kind, "released": result.released})


def _answer_parked(found: bool) -> HttpResponse:
    if not found:
        raise HttpError(404, "There is no such parked event")
    return HttpResponse(status=204)
