"""Everything that a service answers, except the admin routes."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

from .admission import admit_caller, admit_delivery
from .context import ServiceContext
from .contract import Operation, OperationRequest, Parameter, TopicSubscription
from .dispatcher import dispatch, dispatch_bulk, receive_dead_letter
from .errors import HttpError, Issue, describe_issues
from .incoming import parse_json
from .maintenance import measure_database
from .projection_routes import projection_routes
from .relay import RelayState
from .router import Route, compile_route
from .server import Endpoint, HttpRequest, HttpResponse
from .service_runtime import ServiceRuntime

# A bulk delivery may hold a hundred events.
_DELIVERY_LIMIT = 104_857_600
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_MAX_SAFE = 2**53 - 1
_Handle = Callable[[HttpRequest], Awaitable[HttpResponse]]
Health = Callable[[], Awaitable[tuple[bool, dict[str, str]]]]


def service_routes(
    runtime: ServiceRuntime,
    app_token: str | None,
    is_ready: Health,
    relay_state: Callable[[], RelayState | None],
) -> list[Route[Endpoint]]:
    """Health, metrics, deliveries, projections, operations."""
    definition = runtime.definition

    async def alive(_request: HttpRequest) -> HttpResponse:
        return HttpResponse({"status": "alive"})

    async def ready(_request: HttpRequest) -> HttpResponse:
        good, checks = await is_ready()
        state = relay_state()
        body = {
            "status": "ready" if good else "not ready",
            "checks": checks,
            "troubles": [] if state is None else list(state.troubles),
        }
        return HttpResponse(body, 200 if good else 503)

    async def metrics(_request: HttpRequest) -> HttpResponse:
        return await _print_metrics(runtime, relay_state())

    async def no_subscriptions(_request: HttpRequest) -> HttpResponse:
        # Subscriptions are declarative; the sidecar asks all the same.
        return HttpResponse([])

    def get(path: str, handle: _Handle) -> Route[Endpoint]:
        return compile_route("GET", path, Endpoint(name=f"GET {path}", handle=handle, quiet=True))

    return [
        get("/healthz", alive),
        get("/readyz", ready),
        get("/metrics", metrics),
        get("/dapr/subscribe", no_subscriptions),
        *[_delivery_route(one.path, app_token, _deliverer(runtime, one)) for one in definition.subscriptions],
        *[_delivery_route(one.path, app_token, _letter_taker(runtime, one)) for one in definition.dead_letters],
        *[route for one in definition.projections for route in projection_routes(runtime, one)],
        *[
            compile_route(one.method, one.path, _operation_endpoint(runtime, one, app_token))
            for one in definition.operations
        ],
    ]


def _deliverer(runtime: ServiceRuntime, subscription: TopicSubscription) -> Callable[[str], Coroutine[Any, Any, Any]]:
    async def deliver(text: str) -> Any:
        entries = _entries(text) if subscription.bulk else None
        if entries is not None:
            return await dispatch_bulk(runtime, subscription, entries)
        return {"status": await dispatch(runtime, subscription, text)}

    return deliver


def _letter_taker(runtime: ServiceRuntime, subscription: Any) -> Callable[[str], Coroutine[Any, Any, Any]]:
    async def take(text: str) -> Any:
        return {"status": await receive_dead_letter(runtime, subscription, text)}

    return take


def _delivery_route(
    path: str, app_token: str | None, take: Callable[[str], Coroutine[Any, Any, Any]]
) -> Route[Endpoint]:
    async def handle(request: HttpRequest) -> HttpResponse:
        admit_delivery(request.headers, app_token)
        # In a task of its own: a caller that goes away must not cancel a handler amid its transaction.
        return HttpResponse(await asyncio.shield(asyncio.create_task(take(request.text))))

    endpoint = Endpoint(name=f"POST {path}", handle=handle, quiet=True, body_limit=_DELIVERY_LIMIT)
    return compile_route("POST", path, endpoint)


def _entries(text: str) -> Sequence[Any] | None:
    try:
        entries = parse_json(text)["entries"]
    except (ValueError, LookupError, TypeError):
        return None
    if isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries):
        return entries
    return None


async def _print_metrics(runtime: ServiceRuntime, state: RelayState | None) -> HttpResponse:
    metrics = runtime.metrics
    if state is not None:
        metrics.gauge("eda_relay_lanes", state.lanes)
    for event in runtime.definition.publishes.values():
        if isinstance(event.address, str):
            troubles = () if state is None else state.troubles
            trouble = any(one["topic"] == event.address for one in troubles)
            metrics.gauge("eda_topic_trouble", 1 if trouble else 0, {"topic": event.topic})
    if runtime.database is not None and runtime.takes_events():
        try:
            await measure_database(runtime, runtime.database)
        except Exception as error:
            # Without the database the rest is still worth having.
            runtime.logger.debug("database not measured", error=str(error))
    return HttpResponse(metrics.print(), headers={"content-type": "text/plain; version=0.0.4; charset=utf-8"})


def _operation_endpoint(runtime: ServiceRuntime, operation: Operation, app_token: str | None) -> Endpoint:
    async def handle(request: HttpRequest) -> HttpResponse:
        admit_caller(runtime.definition.name, operation, request.headers, app_token)
        return await serve_operation(runtime, operation, request)

    return Endpoint(name=f"{operation.method} {operation.path}", handle=handle)


async def serve_operation(runtime: ServiceRuntime, operation: Operation, request: HttpRequest) -> HttpResponse:
    """Converts and checks, runs the handler, checks its answer. Raises HttpError as it is answered."""
    serve = runtime.wiring.operations[operation.name]
    params = _read_parameters(operation.parameters, request)
    if operation.params is not None:
        _reject("Parameters are not valid", operation.params.check(params))
    if operation.request is not None:
        _reject("The body is not valid", operation.request.check(request.body))
    context: ServiceContext[Any, Any, Any] = ServiceContext(
        runtime, runtime.wiring.publisher, runtime.calls, request.correlation_id
    )
    result = await serve(
        OperationRequest(
            params=None if operation.params is None else operation.params.load(params),
            body=request.body if operation.request is None else operation.request.load(request.body),
            headers=request.headers,
        ),
        context,
    )
    if operation.response is None:
        return HttpResponse(result, headers=_stored_at(context.position))
    body = operation.response.dump(result)
    issues = operation.response.check(body)
    if issues:
        raise ValueError(f"The response of '{operation.name}' does not fit its schema: {describe_issues(issues)}")
    return HttpResponse(body, 200, _stored_at(context.position))


def _stored_at(position: int) -> dict[str, str]:
    """Tells the caller how far read models have to be to know of what was stored: `?position=` of their routes."""
    return {"eda-position": str(position)} if position else {}


def _reject(message: str, issues: list[Issue]) -> None:
    if issues:
        raise HttpError(400, message, issues)


def _read_parameters(parameters: Sequence[Parameter], request: HttpRequest) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for parameter in parameters:
        path = parameter.place == "path"
        text = request.params.get(parameter.name) if path else request.query_value(parameter.name)
        if text is not None:
            values[parameter.name] = _convert(parameter, text)
    return values


def _convert(parameter: Parameter, text: str) -> Any:
    if parameter.type == "string":
        return text
    if parameter.type == "boolean" and text in ("true", "false"):
        return text == "true"
    if parameter.type in ("integer", "number") and _NUMBER.fullmatch(text) is not None:
        number = float(text)
        if number.is_integer() and abs(number) <= _MAX_SAFE:
            return int(number)
        if parameter.type == "number" and abs(number) != float("inf"):
            return number
    raise HttpError(400, "Parameters are not valid", [Issue(parameter.name, f"must be of type {parameter.type}")])
