"""The relay against a sidecar that fails, two of them at once, and rows that can't be published."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from eda_runtime.backoff import Backoff
from eda_runtime.database import Database
from eda_runtime.message import create_message
from eda_runtime.migrate import MigrationError, migrate
from eda_runtime.outbox_admin import list_parked, retry_parked, skip_parked
from eda_runtime.relay import Relay, RelayOptions
from eda_runtime.sidecar import Sidecar

from .conftest import PARTS
from .support import FakeSidecar, Item, MemoryLogger, definition, published, until

QUICK = Backoff(initial_ms=5, max_ms=20)
StartRelay = Callable[..., Awaitable[Relay]]


@pytest.fixture
async def database(url: str, migrations: Path, logger: MemoryLogger) -> AsyncIterator[Database]:
    await migrate(url, migrations, logger)
    opened = Database(url, 10, logger)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
async def start_relay(url: str, sidecar: FakeSidecar, logger: MemoryLogger) -> AsyncIterator[StartRelay]:
    relays: list[Relay] = []
    clients: list[httpx.AsyncClient] = []

    async def begin(**over: Any) -> Relay:
        http = httpx.AsyncClient(trust_env=False)
        clients.append(http)
        options = RelayOptions(
            database_url=url,
            sidecar=Sidecar(http, sidecar.url),
            logger=logger,
            key_backoff=QUICK,
            topic_backoff=QUICK,
            poll=0.1,
        )
        relay = Relay(replace(options, **over))
        relay.start()
        relays.append(relay)
        return relay

    yield begin
    for relay in relays:
        await relay.stop()
    for client in clients:
        await client.aclose()


async def publish(database: Database, *items: tuple[str, int], ordered: bool = False) -> None:
    made = definition(publishes={"shop.item.made": published(ordered=ordered)})
    transaction = await database.begin()
    for key, n in items:
        transaction.enqueue(create_message(made, "shop.item.made", Item(key=key, n=n)))
    await transaction.commit()


async def backlog(database: Database) -> int:
    rows, _ = await database.raw("SELECT count(*) AS n FROM eda.outbox")
    return int(rows[0]["n"])


async def empty(database: Database) -> bool:
    return await backlog(database) == 0


def accepted_in_order(sidecar: FakeSidecar, accepted: list[tuple[str, int]]) -> bool:
    """Whether each key's numbers rise once repetitions are left out."""
    last: dict[str, int] = {}
    seen: set[tuple[str, int]] = set()
    for key, n in accepted:
        if (key, n) in seen:
            continue
        seen.add((key, n))
        if n != last.get(key, 0) + 1:
            return False
        last[key] = n
    return True


async def test_keeps_the_order_of_each_key_with_two_relays_and_failures(
    database: Database, sidecar: FakeSidecar, start_relay: StartRelay
) -> None:
    accepted: list[tuple[str, int]] = []
    dice = random.Random(7)

    async def answer(_path: str, entries: list[dict[str, Any]]) -> tuple[int, str]:
        assert len({entry["event"]["subject"] for entry in entries}) == len(entries), "one row a key and request"
        await asyncio.sleep(dice.random() / 200)
        fate = dice.random()
        if fate < 0.1:
            return 503, "busy"
        accepted.extend((entry["event"]["data"]["key"], entry["event"]["data"]["n"]) for entry in entries)
        # Sometimes accepted, and the answer is lost.
        return (500, "cut") if fate < 0.15 else (204, "")

    sidecar.answer = answer
    await start_relay()
    await start_relay()
    for n in range(1, 21):
        await publish(database, *[(f"k{key}", n) for key in range(20)])
    await until(lambda: empty(database), 60)
    assert len(set(accepted)) == 400
    assert accepted_in_order(sidecar, accepted)


async def test_an_outage_counts_against_nobody(
    database: Database, sidecar: FakeSidecar, start_relay: StartRelay
) -> None:
    down = True
    sidecar.answer = lambda _path, _entries: (503, "down") if down else (204, "")
    relay = await start_relay(attempts=2)
    await publish(database, ("a", 1), ("b", 1))
    await until(lambda: len(sidecar.requests) > 5)
    assert relay.state().troubles[0]["kind"] == "outage"
    assert await list_parked(database, 10) == []
    down = False
    await until(lambda: empty(database))
    assert relay.state().troubles == []


async def test_a_row_that_is_refused_is_parked_and_blocks_nobody(
    database: Database, sidecar: FakeSidecar, start_relay: StartRelay
) -> None:
    bad = True

    def answer(_path: str, entries: list[dict[str, Any]]) -> tuple[int, str]:
        poison = bad and any(entry["event"]["data"]["key"] == "bad" for entry in entries)
        return (400, "refused") if poison else (204, "")

    sidecar.answer = answer
    await start_relay(attempts=3)
    await publish(database, ("bad", 1), ("good", 1), ("bad", 2))
    await until(lambda: empty(database))
    parked = await list_parked(database, 10)
    assert [(one["key"], one["attempts"], one["blocksKey"]) for one in parked] == [("bad", 3, False)] * 2
    bad = False
    assert await retry_parked(database, int(parked[0]["id"]))
    assert await skip_parked(database, int(parked[1]["id"]))
    assert not await skip_parked(database, int(parked[1]["id"]))
    await until(lambda: empty(database))
    assert sidecar.entries[-1]["data"] == {"key": "bad", "n": 1}


async def test_a_parked_row_of_an_ordered_topic_blocks_its_key(
    database: Database, sidecar: FakeSidecar, start_relay: StartRelay
) -> None:
    bad = True

    def answer(_path: str, entries: list[dict[str, Any]]) -> tuple[int, str]:
        poison = bad and any(entry["event"]["data"] == {"key": "a", "n": 1} for entry in entries)
        return (413, "too large") if poison else (204, "")

    sidecar.answer = answer
    await start_relay(attempts=2)
    await publish(database, ("a", 1), ("a", 2), ("b", 1), ordered=True)

    async def is_parked() -> bool:
        return len(await list_parked(database, 10)) == 1

    await until(is_parked)
    await publish(database, ("a", 3), ordered=True)
    await asyncio.sleep(0.5)
    assert await backlog(database) == 2
    bad = False
    [parked] = await list_parked(database, 10)
    assert await retry_parked(database, int(parked["id"]))
    await until(lambda: empty(database))
    taken = [event["data"]["n"] for event in sidecar.entries if event["data"]["key"] == "a"]
    assert taken[-3:] == [1, 2, 3]


async def test_goes_on_when_its_session_was_ended(
    database: Database, sidecar: FakeSidecar, start_relay: StartRelay, url: str
) -> None:
    relay = await start_relay()
    await until(lambda: relay.state().lanes == 256)
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as other:
        await other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'eda relay'"
        )
    await publish(database, ("a", 1))
    await until(lambda: empty(database))
    assert [event["data"]["n"] for event in sidecar.entries] == [1]


async def test_two_relays_share_the_lanes(database: Database, start_relay: StartRelay) -> None:
    first = await start_relay()
    await until(lambda: first.state().lanes == 256)
    second = await start_relay()
    await until(lambda: first.state().lanes == 128 and second.state().lanes == 128)
    await second.stop()
    await until(lambda: first.state().lanes == 256)


async def test_a_notification_wakes_it(database: Database, sidecar: FakeSidecar, start_relay: StartRelay) -> None:
    relay = await start_relay(poll=3600.0)
    await until(lambda: relay.state().lanes == 256)
    await publish(database, ("a", 1))
    rows, _ = await database.raw("SELECT lane FROM eda.outbox")
    await database.raw("SELECT pg_notify('eda_outbox', $1)", str(rows[0]["lane"]) if rows else "")
    await until(lambda: empty(database))


async def test_history_keeps_what_was_sent(database: Database, sidecar: FakeSidecar, start_relay: StartRelay) -> None:
    from eda_runtime.maintenance import maintain_history

    await maintain_history(database, 1_000_000)
    await maintain_history(database, 1_000_000)
    await start_relay(history=True)
    await publish(database, ("a", 1))
    await until(lambda: empty(database))
    rows, _ = await database.raw("SELECT key FROM eda.outbox_sent")
    assert [row["key"] for row in rows] == ["a"]


async def test_migrations_are_applied_once_and_never_changed(url: str, migrations: Path, logger: MemoryLogger) -> None:
    done = await asyncio.gather(*[migrate(url, migrations, logger) for _ in range(3)])
    assert sorted(map(len, done)) == [0, 0, len(PARTS) + 2]
    (migrations / "0001-item.sql").write_text("SELECT 1")
    with pytest.raises(MigrationError, match=r"0001-item\.sql' was changed"):
        await migrate(url, migrations, logger)
    (migrations / "0001-item.sql").unlink()
    (migrations / "0003-wrong.sql").write_text("CREATE TABL x")
    with pytest.raises(MigrationError, match=r"0003-wrong\.sql' failed"):
        await migrate(url, migrations, logger)
