"""Calls of other services: timeout, retry, circuit breaker, fallback."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote, urlencode

import httpx
from opentelemetry.trace import SpanKind

from .backoff import Backoff, backoff_ms
from .circuit_breaker import CircuitBreaker
from .contract import Call, Logger, ServiceDefinition
from .errors import CallError, describe_issues, is_transient
from .flow import current_flow
from .incoming import parse_json
from .message import to_json
from .metrics import Metrics
from .sidecar import HttpAnswer, Sidecar, send
from .tracing import in_span


class CallOperation(Protocol):
    """Calls one operation. `params` holds those of path and query; `body` is of the request's type."""

    async def __call__(
        self,
        params: Mapping[str, Any] | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any: ...


class CallDependencies:
    """What clients work with."""

    def __init__(self, sidecar: Sidecar, http: httpx.AsyncClient, metrics: Metrics, logger: Logger) -> None:
        self.sidecar = sidecar
        self.http = http
        self.metrics = metrics
        self.logger = logger


def create_calls(
    definition: ServiceDefinition, dependencies: CallDependencies
) -> Mapping[str, Mapping[str, CallOperation]]:
    """Untyped clients of every operation in `calls`, by service and operation."""
    return {
        service: {name: _Call(f"{service}.{name}", call, dependencies) for name, call in operations.items()}
        for service, operations in definition.calls.items()
    }


@dataclass(frozen=True, slots=True)
class _Outgoing:
    path: str
    body: str | None
    headers: Mapping[str, str]


class _Call:
    def __init__(self, name: str, call: Call, dependencies: CallDependencies) -> None:
        self._name = name
        self._call = call
        self._dependencies = dependencies
        policy = call.circuit_breaker
        self._breaker = None if policy is None else CircuitBreaker(policy.failures, policy.open_ms)

    async def __call__(
        self,
        params: Mapping[str, Any] | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        call, metrics = self._call, self._dependencies.metrics
        text: str | None = None
        if call.request is not None:
            value = call.request.dump(body)
            issues = call.request.check(value)
            if issues:
                raise CallError(f"Request to {self._name} is not valid: {describe_issues(issues)}", 400)
            text = to_json(value)
        flow = current_flow()
        parent = flow.traceparent if flow else None
        try:
            path = _fill_path(call, params or {})
            with in_span(self._name, SpanKind.CLIENT, parent) as traceparent:
                sent = {
                    "accept": "application/json",
                    **({"content-type": "application/json"} if text is not None else {}),
                    **({"x-correlation-id": flow.correlation_id} if flow else {}),
                    **({"traceparent": traceparent} if traceparent else {}),
                    **(headers or {}),
                }
                result = await self._attempt(_Outgoing(path, text, sent))
        except Exception as error:
            # A refusal (4xx) is an answer.
            refused = isinstance(error, CallError) and 400 <= error.status < 500
            if call.fallback is None or refused:
                metrics.count("eda_calls_total", {"call": self._name, "outcome": "failed"})
                raise
            metrics.count("eda_calls_total", {"call": self._name, "outcome": "fallback"})
            self._dependencies.logger.warning("call failed, fallback used", call=self._name, error=str(error))
            result = copy.deepcopy(call.fallback.value)
        else:
            metrics.count("eda_calls_total", {"call": self._name, "outcome": "answered"})
        finally:
            if self._breaker is not None:
                metrics.gauge("eda_circuit_open", 1 if self._breaker.is_open() else 0, {"call": self._name})
        return result if call.response is None else call.response.load(result)

    async def _attempt(self, outgoing: _Outgoing) -> Any:
        breaker, attempt = self._breaker, 0
        while True:
            attempt += 1
            if breaker is not None and not breaker.admit():
                raise CallError(f"{self._name} is not called: its circuit breaker is open", 0)
            try:
                answer = await self._send(outgoing)
                if not 200 <= answer.status <= 299:
                    raise CallError(f"{self._name} answered {answer.status}", answer.status, answer.body)
                value = self._read(answer)
            except asyncio.CancelledError:
                if breaker is not None:
                    breaker.abandoned()
                raise
            except (CallError, httpx.HTTPError, OSError) as caught:
                error = caught if isinstance(caught, CallError) else self._no_answer(caught)
                if not is_transient(error):
                    # It was there and answered.
                    if breaker is not None:
                        breaker.succeeded()
                    raise error from caught
                if breaker is not None:
                    breaker.failed()
                if attempt >= self._call.retry.attempts:
                    raise error from caught
                await asyncio.sleep(self._pause(attempt))
                continue
            if breaker is not None:
                breaker.succeeded()
            return value

    async def _send(self, outgoing: _Outgoing) -> HttpAnswer:
        call, dependencies = self._call, self._dependencies
        timeout = call.timeout_ms / 1000
        # httpx limits each step; the call as a whole has to end in time.
        async with asyncio.timeout(timeout):
            if call.app_id is not None:
                return await dependencies.sidecar.invoke(
                    call.app_id,
                    outgoing.path,
                    method=call.method,
                    headers=outgoing.headers,
                    body=outgoing.body,
                    timeout=timeout,
                )
            url = f"{(call.base_url or '').rstrip('/')}{outgoing.path}"
            return await send(
                dependencies.http,
                url,
                method=call.method,
                headers=outgoing.headers,
                body=outgoing.body,
                timeout=timeout,
            )

    def _read(self, answer: HttpAnswer) -> Any:
        if answer.body == "":
            return None
        try:
            value = parse_json(answer.body)
        except ValueError as error:
            raise CallError(f"{self._name} answered what is not JSON", 502, answer.body) from error
        issues = [] if self._call.response is None else self._call.response.check(value)
        if issues:
            raise CallError(f"{self._name} answered what does not fit: {describe_issues(issues)}", 502, answer.body)
        return value

    def _no_answer(self, error: Exception) -> CallError:
        reason = "no answer in time" if isinstance(error, TimeoutError) else str(error) or type(error).__name__
        return CallError(f"{self._name}: {reason}", 0)

    def _pause(self, attempt: int) -> float:
        retry = self._call.retry
        if retry.backoff == "constant":
            return (retry.interval_ms or 500) / 1000
        return backoff_ms(Backoff(retry.interval_ms or 500, retry.max_ms or 30_000), attempt) / 1000


def _fill_path(call: Call, params: Mapping[str, Any]) -> str:
    """Fills `{name}` and the query; every value is encoded, so that none adds a segment or a parameter."""
    query: dict[str, str] = {}
    path = call.path
    for parameter in call.parameters:
        value = params.get(parameter.name)
        if parameter.place == "query":
            if value is not None:
                query[parameter.name] = _text(value)
            continue
        text = "" if value is None else _text(value)
        # `..` survives encoding, and would be resolved away on the road.
        if text in ("", ".", ".."):
            raise CallError(f"Parameter '{parameter.name}' can't be '{text}' in {call.path}", 400)
        path = path.replace(f"{{{parameter.name}}}", quote(text, safe=""), 1)
    return f"{path}?{urlencode(query)}" if query else path


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
