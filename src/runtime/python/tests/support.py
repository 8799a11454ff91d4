"""What tests are made of: a sidecar that answers as it is told, a logger that remembers, definitions."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

import httpx
import uvicorn

from eda_runtime.contract import (
    Consumer,
    PublishedEvent,
    RetryPolicy,
    ServiceDefinition,
    ServiceWiring,
    SubscribedEvent,
    TopicSubscription,
)
from eda_runtime.data_path import key_of
from eda_runtime.data_type import DataType, Model
from eda_runtime.environment import Environment
from eda_runtime.service import RunningService, start_service

SCHEMAS: dict[str, Any] = {
    "Item": {
        "type": "object",
        "required": ["key", "n"],
        "properties": {"key": {"type": "string", "minLength": 1}, "n": {"type": "integer"}},
    },
    "Params": {"type": "object", "required": ["key"], "properties": {"key": {"type": "string"}}},
}


class Item(Model):
    key: str
    n: int


class Params(Model):
    key: str


ITEM: DataType[Item] = DataType(Item, SCHEMAS, "Item")
PARAMS: DataType[Params] = DataType(Params, SCHEMAS, "Params")


class MemoryLogger:
    def __init__(self) -> None:
        self.lines: list[tuple[str, str, dict[str, object]]] = []

    def debug(self, message: str, **fields: object) -> None:
        self.lines.append(("debug", message, fields))

    def info(self, message: str, **fields: object) -> None:
        self.lines.append(("info", message, fields))

    def warning(self, message: str, **fields: object) -> None:
        self.lines.append(("warning", message, fields))

    def error(self, message: str, **fields: object) -> None:
        self.lines.append(("error", message, fields))

    def messages(self) -> list[str]:
        return [message for _, message, _ in self.lines]


Answer = tuple[int, str]


def _accept(_path: str, _entries: list[dict[str, Any]]) -> Answer:
    return 204, ""


class FakeSidecar:
    """Takes bulk publications and remembers their entries; `answer` decides."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, list[dict[str, Any]]]] = []
        self.answer: Callable[[str, list[dict[str, Any]]], Answer | Awaitable[Answer]] = lambda _path, _entries: (
            204,
            "",
        )
        self.invoke: Callable[[str, str, str], Answer] = lambda _method, _path, _body: (500, "")
        self.invoked: list[str] = []
        self.url = ""

    @property
    def entries(self) -> list[dict[str, Any]]:
        """Events that were accepted or not, in the order in which they came."""
        return [entry["event"] for _, entries in self.requests for entry in entries]

    async def start(self) -> None:
        listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self._server = uvicorn.Server(uvicorn.Config(self._app, log_config=None, lifespan="off", interface="asgi3"))
        self._server.capture_signals = _no_signals  # type: ignore[method-assign]
        self._task = asyncio.create_task(self._server.serve(sockets=[listener]))
        while not self._server.started:  # noqa: ASYNC110
            await asyncio.sleep(0.005)

    async def stop(self) -> None:
        self._server.should_exit = True
        self._server.force_exit = True
        await self._task

    async def _app(self, scope: Any, receive: Any, send: Any) -> None:
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        path = scope["path"]
        if "/publish/bulk/" in path:
            entries = json.loads(body)
            self.requests.append((path, entries))
            answer = self.answer(path, entries)
            status, text = await answer if isinstance(answer, Awaitable) else answer
        elif "/publish/" in path:
            self.requests.append((path, [{"event": json.loads(body)}]))
            status, text = 204, ""
        elif "/invoke/" in path:
            self.invoked.append(path)
            status, text = self.invoke(scope["method"], path, body.decode())
        else:
            status, text = 204, ""
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": text.encode()})


def _no_signals() -> Any:
    import contextlib

    return contextlib.nullcontext()


def published(name: str = "shop.item.made", **over: Any) -> PublishedEvent:
    event = PublishedEvent(
        name=name,
        type=name,
        version="1.0.0",
        dataschema=f"urn:eda:shop:{name}/1.0.0",
        kind="notification",
        pubsub="pubsub",
        topic=name,
        address=name,
        key=key_of(["key"]),
        ordered=False,
        envelope="cloudevents",
        data=ITEM,
    )
    return replace(event, **over)


def consumer(**over: Any) -> Consumer:
    made = Consumer(
        consumer="shop/shop.item.made",
        handler="shop.item.made",
        publishes=["shop.item.made"],
        retry=RetryPolicy(attempts=3, backoff="constant", interval_ms=10),
        timeout_ms=5_000,
        concurrency=10,
        ordered=False,
        dead_letter="shop.dead-letter",
        idempotent=True,
        every_replica=False,
    )
    return replace(made, **over)


def subscription(*consumers: Consumer, **over: Any) -> TopicSubscription:
    event = SubscribedEvent(
        name="shop.item.made",
        type="shop.item.made",
        version="1.0.0",
        kind="notification",
        envelope="cloudevents",
        key=key_of(["key"]),
        data=ITEM,
        upcasters=[],
        consumers=consumers or [consumer()],
    )
    return TopicSubscription(
        pubsub="pubsub",
        topic="shop.item.made",
        path="/events/shop.item.made",
        bulk=False,
        designed=["shop.item.made", "shop.item.other"],
        events=[replace(event, **over)],
    )


def definition(**over: Any) -> ServiceDefinition:
    made = ServiceDefinition(
        name="shop",
        system="shop",
        source="/shop/shop",
        database=True,
        publishes={"shop.item.made": published()},
        subscriptions=[],
        dead_letters=[],
        operations=[],
        calls={},
        projections=[],
        inbox_retention_ms=1_000_000,
        outbox="relay",
        needs_tokens=False,
    )
    return replace(made, **over)


def delivery(key: str = "a", n: int = 1, **over: Any) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": f"{key}-{n}",
        "source": "/shop/other",
        "type": "shop.item.made",
        "dataschema": "urn:eda:shop:shop.item.made/1.0.0",
        "data": {"key": key, "n": n},
        **over,
    }


@dataclass
class Served:
    service: RunningService
    http: httpx.AsyncClient

    async def deliver(self, event: Any, path: str = "/events/shop.item.made") -> str:
        content = event if isinstance(event, str) else json.dumps(event)
        answer = await self.http.post(path, content=content)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["status"])

    async def rows(self, query: str) -> list[Any]:
        assert self.service.runtime.database is not None
        return (await self.service.runtime.database.raw(query))[0]

    async def admin(self, method: str, path: str, body: Any = None) -> httpx.Response:
        return await self.http.request(method, path, headers={"authorization": "Bearer secret"}, json=body)

    async def stop(self) -> None:
        await self.http.aclose()
        await self.service.stop()


async def start(
    made: ServiceDefinition,
    wiring: ServiceWiring,
    *,
    url: str | None,
    sidecar: str,
    migrations: Any,
    logger: Any,
    app: Any = None,
    app_token: str | None = None,
) -> Served:
    environment = Environment(
        port=0,
        database_url=url,
        sidecar_url=sidecar,
        admin_token="secret",
        app_token=app_token,
        migrations=str(migrations),
    )
    service = await start_service(made, wiring, environment=environment, logger=logger, app=app)
    return Served(service, httpx.AsyncClient(base_url=f"http://127.0.0.1:{service.port}", trust_env=False))


async def until(condition: Callable[[], Any], seconds: float = 20) -> None:
    """Waits generously until a condition holds."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while True:
        result = condition()
        if asyncio.iscoroutine(result):
            result = await result
        if result:
            return
        assert loop.time() < end, "it never came to hold"
        await asyncio.sleep(0.01)
