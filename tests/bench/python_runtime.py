"""CPU of the Python runtime beside bare loops that do the least; python.mjs prepares what it needs, and starts it.

Needs the packages of src/runtime/python/requirements-dev.txt, and a server at EDA_TEST_POSTGRES. The relay is
compared with SELECT ... FOR UPDATE SKIP LOCKED, a bulk body and DELETE; a delivery with a FastAPI route that checks
a model of pydantic and writes an inbox row and a business row in one transaction. Both talk to the same fake sidecar
inside of the process, so that only the work of this process counts. Rounds alternate; the medians are printed, a row of
JSON each.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

import psycopg
import psycopg_pool
from fastapi import FastAPI
from pydantic import BaseModel

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "src/runtime/python"))

from eda_runtime.contract import ServiceWiring  # noqa: E402
from eda_runtime.database import Database  # noqa: E402
from eda_runtime.environment import Environment  # noqa: E402
from eda_runtime.message import create_message  # noqa: E402
from eda_runtime.migrate import migrate  # noqa: E402
from eda_runtime.relay import Relay, RelayOptions  # noqa: E402
from eda_runtime.service import RunningService  # noqa: E402
from eda_runtime.sidecar import HttpAnswer  # noqa: E402

from tests.support import Item, MemoryLogger, definition, delivery, subscription  # noqa: E402

arguments = argparse.ArgumentParser()
arguments.add_argument("--rounds", type=int, default=5)
arguments.add_argument("--rows", type=int, default=4_000)
arguments.add_argument("--deliveries", type=int, default=1_500)
ARGS = arguments.parse_args()
ROUNDS: int = ARGS.rounds
ROWS: int = ARGS.rows
DELIVERIES: int = ARGS.deliveries


class Silence(MemoryLogger):
    """Lines cost the same on both sides: nothing."""

    def info(self, message: str, **fields: object) -> None: ...


class Accepting:
    """A sidecar that accepts everything."""

    def __init__(self) -> None:
        self.count = 0

    async def publish_bulk(self, _target: object, body: str) -> HttpAnswer:
        self.count += body.count('"entryId"')
        await asyncio.sleep(0)
        return HttpAnswer(204, "")


async def fill(database: Database) -> None:
    made = definition()
    for start in range(0, ROWS, 200):
        transaction = await database.begin()
        for n in range(start, start + 200):
            transaction.enqueue(create_message(made, "shop.item.made", Item(key=f"k{n}", n=n)))
        await transaction.commit()


async def relay_round(url: str, database: Database) -> float:
    await fill(database)
    sidecar = Accepting()
    begun = time.process_time()
    relay = Relay(RelayOptions(database_url=url, sidecar=sidecar, logger=Silence()))
    relay.start()
    while sidecar.count < ROWS:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    await relay.stop()
    return (time.process_time() - begun) / ROWS * 1e6


async def loop_round(url: str, database: Database) -> float:
    await fill(database)
    sidecar = Accepting()
    begun = time.process_time()
    async with await psycopg.AsyncConnection.connect(url) as connection:
        while sidecar.count < ROWS:
            cursor = await connection.execute(
                "SELECT id, topic, envelope::text FROM eda.outbox ORDER BY id LIMIT 100 FOR UPDATE SKIP LOCKED"
            )
            rows = await cursor.fetchall()
            body = ",".join(
                f'{{"entryId":"{row[0]}","event":{row[2]},"contentType":"application/cloudevents+json","metadata":{{}}}}'
                for row in rows
            )
            await sidecar.publish_bulk(None, f"[{body}]")
            await connection.execute("DELETE FROM eda.outbox WHERE id = ANY(%s)", ([row[0] for row in rows],))
            await connection.commit()
    return (time.process_time() - begun) / ROWS * 1e6


async def call(app: Any, body: bytes) -> None:
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/events/shop.item.made",
        "raw_path": b"/events/shop.item.made",
        "query_string": b"",
        "headers": [(b"content-type", b"application/cloudevents+json")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 2),
    }
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    assert sent[0]["status"] == 200, sent
    assert b"RETRY" not in sent[1]["body"], sent


class Data(BaseModel):
    key: str
    n: int


class Envelope(BaseModel):
    id: str
    source: str
    type: str
    data: Data


def bare_app(pool: psycopg_pool.AsyncConnectionPool[Any]) -> FastAPI:
    app = FastAPI()

    @app.post("/events/shop.item.made")
    async def take(event: Envelope) -> dict[str, str]:
        async with pool.connection() as connection:
            await connection.execute(
                "INSERT INTO eda.inbox (consumer, source, event_id) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
                ("bare", event.source, event.id),
            )
            await connection.execute("INSERT INTO item VALUES (%s, %s)", (f"bare{event.id}", event.data.n))
        return {"status": "SUCCESS"}

    return app


async def deliver(app: Any) -> float:
    bodies = [json.dumps(delivery(uuid.uuid4().hex, n)).encode() for n in range(DELIVERIES)]
    begun = time.process_time()
    for body in bodies:
        await call(app, body)
    return (time.process_time() - begun) / DELIVERIES * 1e6


async def main() -> None:
    server = os.environ["EDA_TEST_POSTGRES"]
    name = f"bench_{uuid.uuid4().hex[:8]}"
    url = server.rsplit("/", 1)[0] + f"/{name}"
    async with await psycopg.AsyncConnection.connect(server, autocommit=True) as admin:
        await admin.execute(f"CREATE DATABASE {name}".encode())
        try:
            await measure(url)
        finally:
            await admin.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


async def measure(url: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "eda").mkdir()
        for number, part in enumerate(("schema", "outbox", "inbox", "dead-letter")):
            (Path(folder) / "eda" / f"{number}.sql").write_text((ROOT / f"src/runtime/sql/{part}.sql").read_text())
        (Path(folder) / "item.sql").write_text("CREATE TABLE item (key text PRIMARY KEY, n int NOT NULL)")
        await migrate(url, Path(folder), Silence())

    async def handle(event: Any, context: Any) -> None:
        await context.tx.execute("INSERT INTO item VALUES (%s, %s)", (event.id, event.data.n))

    wiring = ServiceWiring(handlers={"shop.item.made": handle}, operations={}, projections={})
    environment = Environment(database_url=url, port=0)
    service = RunningService(definition(subscriptions=[subscription()]), wiring, environment, Silence(), None)
    database = service.runtime.database
    assert database is not None
    await database.open()
    service.runtime.prepared = True
    pool: psycopg_pool.AsyncConnectionPool[Any] = psycopg_pool.AsyncConnectionPool(url, open=False)
    await pool.open()
    app = bare_app(pool)
    pairs = {
        "relay in Python / bare loop": (2.0, lambda: relay_round(url, database), lambda: loop_round(url, database)),
        "a delivery in Python, with its inbox / bare FastAPI": (1.3, lambda: deliver(service.app), lambda: deliver(app)),
    }
    for title, (goal, ours, bare) in pairs.items():
        await ours()
        await bare()
        figures = [(await ours(), await bare()) for _ in range(ROUNDS)]
        mine, floor = (statistics.median(column) for column in zip(*figures, strict=True))
        ratio = statistics.median(one / other for one, other in figures)
        row = {"title": title, "ratio": ratio, "goal": goal, "detail": f"{mine:.0f} µs / {floor:.0f} µs CPU each"}
        print(json.dumps(row), flush=True)
    await pool.close()
    await database.close()


asyncio.run(main())
