"""Parts that need neither database nor sidecar."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from eda_runtime.circuit_breaker import CircuitBreaker
from eda_runtime.client import CallDependencies, create_calls
from eda_runtime.contract import Call, CircuitBreakerPolicy, Fallback, Parameter, RetryPolicy
from eda_runtime.data_path import address_of, editor, key_of, number_text
from eda_runtime.environment import read_environment
from eda_runtime.errors import CallError
from eda_runtime.flow import Flow, in_flow
from eda_runtime.logger import ServiceLogger
from eda_runtime.metrics import Metrics
from eda_runtime.router import Router, compile_route
from eda_runtime.sidecar import Sidecar
from eda_runtime.tracing import valid_traceparent
from eda_runtime.uuid7 import create_uuid

from .support import ITEM, FakeSidecar, Item, MemoryLogger, definition


@pytest.mark.parametrize(
    ("value", "text"),
    [(1, "1"), (1.0, "1"), (0.1, "0.1"), (1e21, "1e+21"), (1e-7, "1e-7"), (0.000001, "0.000001"), (-0.0, "0")],
)
def test_numbers_are_the_text_that_javascript_makes_of_them(value: float, text: str) -> None:
    assert number_text(value) == text


def test_keys_of_several_paths_are_joined_and_escaped() -> None:
    read = key_of(["a"], ["b", "c"])
    assert read({"a": "x/y%", "b": {"c": 2}}) == "x%2Fy%25/2"
    assert read({"a": "x"}) is None
    assert key_of(["a"])({"a": True}) is None


def test_addresses_take_no_values_that_change_their_shape() -> None:
    fill = address_of("fleet/{region}", {"region": ["region"]})
    assert fill({"region": "eu-1"}) == "fleet/eu-1"
    for bad in ("a/b", "", "+", None):
        with pytest.raises(ValueError, match="no topic name can hold"):
            fill({"region": bad})


def test_edits_drop_rename_and_assign_on_a_copy() -> None:
    edit = editor(
        drop=[["old"]],
        rename=[(["lines", "*", "sku"], ["lines", "*", "article"]), (["name"], ["who", "name"])],
        assign=[(["kind"], "x")],
    )
    data = {"old": 1, "name": "Ada", "lines": [{"sku": "a"}, {"n": 1}]}
    assert edit(data) == {"who": {"name": "Ada"}, "kind": "x", "lines": [{"article": "a"}, {"n": 1}]}
    assert data["old"] == 1


def test_fixed_segments_win_over_parameters() -> None:
    routes = [compile_route("GET", "/a/{id}", "parameter"), compile_route("GET", "/a/b", "fixed")]
    router = Router(routes)
    assert router.match("GET", "/a/b").target == "fixed"
    assert router.match("GET", "/a/x%2Fy").params == {"id": "x/y"}
    assert router.match("GET", "/a/%zz").target is None
    assert router.match("GET", "/a/").target is None
    assert router.match("PUT", "/a/b").allowed == ["GET"]
    with pytest.raises(ValueError, match="whole"):
        compile_route("GET", "/a{b}", "x")


def test_the_environment_names_what_does_not_fit() -> None:
    assert read_environment({"PORT": "7", "APP_PORT": "8"}).port == 8
    for variables in ({"PORT": "x"}, {"EDA_LOG": "xml"}, {"DAPR_HTTP_ENDPOINT": "ftp://x"}, {"APP_PORT": "70000"}):
        [name] = variables
        with pytest.raises(ValueError, match=name):
            read_environment(variables)


def test_log_lines_carry_the_flow() -> None:
    lines: list[str] = []
    logger = ServiceLogger("shop", "json", "info", lines.append)
    with in_flow(Flow("c-1", "e-1", "00-" + "a" * 32 + "-" + "b" * 16 + "-01")):
        logger.info("hello", key="x", error=ValueError("bad"))
        logger.debug("not shown")
    [line] = [json.loads(text) for text in lines]
    assert (line["correlationId"], line["causationId"], line["traceId"]) == ("c-1", "e-1", "a" * 32)
    assert line["error"]["name"] == "ValueError"


def test_metrics_are_printed_for_prometheus() -> None:
    metrics = Metrics()
    metrics.count("eda_events_total", {"consumer": 'a"b\n', "outcome": "handled"})
    metrics.observe("eda_handler_seconds", 0.3, {"consumer": "a"})
    text = metrics.print()
    assert 'eda_events_total{consumer="a\\"b\\n",outcome="handled"} 1' in text
    assert 'eda_handler_seconds_bucket{consumer="a",le="0.25"} 0' in text
    assert 'eda_handler_seconds_bucket{consumer="a",le="0.5"} 1' in text


def test_ids_rise() -> None:
    made = [create_uuid(5) for _ in range(5000)] + [create_uuid() for _ in range(100)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert made[0][14] == "7"


def test_traceparents_of_sidecars_without_tracing_are_none() -> None:
    assert valid_traceparent("") is None
    assert valid_traceparent("00-" + "0" * 32 + "-" + "0" * 16 + "-00") is None


def test_a_breaker_lets_one_probe_through() -> None:
    now = 0.0
    breaker = CircuitBreaker(2, 1000, lambda: now)
    for _ in range(2):
        assert breaker.admit()
        breaker.failed()
    assert not breaker.admit()
    now = 1.5
    assert breaker.admit()
    assert not breaker.admit()
    breaker.failed()
    assert not breaker.admit()
    now = 3.0
    assert breaker.admit()
    breaker.succeeded()
    assert breaker.admit()


def call(**over: Any) -> Call:
    values: dict[str, Any] = {
        "method": "PUT",
        "path": "/items/{key}",
        "parameters": [
            Parameter(name="key", type="string", place="path"),
            Parameter(name="dry", type="boolean", place="query"),
        ],
        "timeout_ms": 2_000,
        "retry": RetryPolicy(attempts=3, backoff="constant", interval_ms=1),
        "app_id": "stock",
        "request": ITEM,
        "response": ITEM,
    }
    return Call(**{**values, **over})


async def try_call(sidecar: FakeSidecar, made: Call, **request: Any) -> Any:
    async with httpx.AsyncClient(trust_env=False) as http:
        dependencies = CallDependencies(Sidecar(http, sidecar.url), http, Metrics(), MemoryLogger())
        calls = create_calls(definition(calls={"stock": {"putItem": made}}), dependencies)
        arguments = {"params": {"key": "a/b", "dry": True}, "body": Item(key="x", n=1), **request}
        return await calls["stock"]["putItem"](**arguments)


async def test_calls_retry_what_may_work_later(sidecar: FakeSidecar) -> None:
    answers = [(503, ""), (200, '{"key":"x","n":2}')]
    sidecar.invoke = lambda _method, _path, _body: answers.pop(0)
    assert await try_call(sidecar, call()) == Item(key="x", n=2)
    assert sidecar.invoked == ["/v1.0/invoke/stock/method/items/a/b"] * 2


async def test_calls_answer_the_fallback_where_no_answer_comes(sidecar: FakeSidecar) -> None:
    sidecar.invoke = lambda _method, _path, _body: (500, "")
    made = call(fallback=Fallback(value={"key": "none", "n": 0}))
    assert await try_call(sidecar, made) == Item(key="none", n=0)
    assert len(sidecar.invoked) == 3
    with pytest.raises(CallError, match="500"):
        await try_call(sidecar, call())


async def test_a_refusal_is_an_answer(sidecar: FakeSidecar) -> None:
    sidecar.invoke = lambda _method, _path, _body: (404, "")
    with pytest.raises(CallError) as caught:
        await try_call(sidecar, call(fallback=Fallback(value={"key": "none", "n": 0})))
    assert caught.value.status == 404
    assert len(sidecar.invoked) == 1


async def test_calls_check_what_goes_and_comes(sidecar: FakeSidecar) -> None:
    with pytest.raises(CallError, match="Request to"):
        await try_call(sidecar, call(), body=Item(key="", n=1))
    with pytest.raises(CallError, match="can't be"):
        await try_call(sidecar, call(), params={"key": ".."})
    assert sidecar.invoked == []
    sidecar.invoke = lambda _method, _path, _body: (200, '{"key":1}')
    with pytest.raises(CallError, match="does not fit"):
        await try_call(sidecar, call(retry=RetryPolicy(attempts=1, backoff="constant")))


async def test_an_open_breaker_calls_nobody(sidecar: FakeSidecar) -> None:
    sidecar.invoke = lambda _method, _path, _body: (500, "")
    policy = CircuitBreakerPolicy(failures=2, open_ms=60_000)
    with pytest.raises(CallError, match="circuit breaker is open"):
        await try_call(sidecar, call(circuit_breaker=policy))
    assert len(sidecar.invoked) == 2
