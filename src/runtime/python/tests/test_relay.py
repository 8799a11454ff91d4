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
from eda_runtime.contract import PublishProbe
from eda_runtime.database import Database
from eda_runtime.message import create_message
from eda_runtime.migrate import MigrationError, migrate
from eda_runtime.outbox_admin import list_parked, retry_parked, skip_parked
from eda_runtime.publish_confirmation import PublishConfirmation
from eda_runtime.relay import Relay, RelayOptions
from eda_runtime.sidecar import HttpAnswer, PublishTarget, Sidecar

from .conftest import PARTS
from .forgetful_broker import ForgetfulBroker
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


async def test_a_service_publishes_through_components_of_its_own(
    database: Database, sidecar: FakeSidecar, start_relay: StartRelay
) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        own = Sidecar(http, sidecar.url, components={"pubsub": "pubsub--shop"})
        await start_relay(sidecar=own, probes={"pubsub": PublishProbe(topic="probe", within_ms=5000)})
        await publish(database, ("a", 1))
        await until(lambda: empty(database))
    paths = [path.removeprefix("/v1.0/publish/bulk/") for path, _ in sidecar.requests]
    assert paths == ["pubsub--shop/shop.item.made", "pubsub--shop/probe"]


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


@pytest.mark.parametrize(("asks", "lost"), [(True, 0), (False, 2)])
async def test_what_a_sidecar_forgot_while_its_channel_broke_is_sent_again(
    database: Database, sidecar: FakeSidecar, start_relay: StartRelay, asks: bool, lost: int
) -> None:
    broker = ForgetfulBroker(0.3)
    sidecar.answer = broker.answer
    await start_relay(probes={"pubsub": PublishProbe(topic="probe", within_ms=300)} if asks else {})
    for start in (1, 11, 21):
        broker.breaks_next = start > 1
        await publish(database, *[("a", start + n) for n in range(10)], ordered=True)
        await until(lambda: empty(database))
    assert len(broker.forgotten) == 2
    assert 30 - len(set(broker.kept)) == lost


async def test_whatever_a_sidecar_forgets_rows_stay_until_the_broker_has_them(
    database: Database, sidecar: FakeSidecar, start_relay: StartRelay
) -> None:
    dice = random.Random(11)
    broker = ForgetfulBroker(0.15, lambda: dice.random() < 0.02)
    sidecar.answer = broker.answer
    probes = {"pubsub": PublishProbe(topic="probe", within_ms=150)}
    await start_relay(probes=probes, attempts=2)
    await start_relay(probes=probes, attempts=2)
    for n in range(1, 11):
        await publish(database, *[(f"k{key}", n) for key in range(20)])
    await until(lambda: empty(database), 60)
    assert len(broker.forgotten) > 1
    assert len(set(broker.kept)) == 200
    assert accepted_in_order(sidecar, broker.kept)
    assert await list_parked(database, 10) == []


async def test_a_broker_too_slow_to_confirm_gets_single_rows_and_uses_up_no_attempt(
    database: Database, sidecar: FakeSidecar, start_relay: StartRelay
) -> None:
    slow = True
    sizes: list[int] = []

    async def answer(path: str, entries: list[dict[str, Any]]) -> tuple[int, str]:
        if not path.endswith("/probe"):
            sizes.append(len(entries))
        elif slow:
            await asyncio.sleep(0.07)
        return 204, ""

    sidecar.answer = answer
    relay = await start_relay(probes={"pubsub": PublishProbe(topic="probe", within_ms=50)}, attempts=2)
    await publish(database, *[(f"k{n}", n) for n in range(300)])
    await until(lambda: len(sizes) > 15)
    assert "not confirmed" in relay.state().troubles[0]["reason"]
    assert sizes[-5:] == [1] * 5
    assert await backlog(database) == 300
    assert await list_parked(database, 10) == []
    slow = False
    await until(lambda: empty(database))
    assert relay.state().troubles == []


@pytest.mark.parametrize(("status", "kind"), [(403, "systemic"), (500, "outage")])
async def test_a_probe_that_is_refused_confirms_nothing(
    database: Database, sidecar: FakeSidecar, start_relay: StartRelay, status: int, kind: str
) -> None:
    sidecar.answer = lambda path, _entries: (status, "no") if path.endswith("/probe") else (204, "")
    relay = await start_relay(probes={"pubsub": PublishProbe(topic="probe", within_ms=5000)})
    await publish(database, ("a", 1))
    await until(lambda: bool(relay.state().troubles))
    trouble = relay.state().troubles[0]
    assert (trouble["kind"], trouble["reason"]) == (kind, f"the probe probe was answered with {status} no")
    assert await backlog(database) == 1


async def test_who_asks_while_a_probe_is_under_way_shares_the_one_behind_it() -> None:
    waiting: list[asyncio.Future[HttpAnswer]] = []

    class Answering:
        async def publish_bulk(self, _target: PublishTarget, _body: str) -> HttpAnswer:
            waiting.append(asyncio.get_running_loop().create_future())
            return await waiting[-1]

    confirmation = PublishConfirmation(Answering(), "pubsub", PublishProbe(topic="probe", within_ms=5000))
    settled: list[str] = []

    async def ask(name: str) -> None:
        assert await confirmation.doubt(confirmation.begin()) is None
        settled.append(name)

    async with asyncio.TaskGroup() as group:
        group.create_task(ask("first"))
        await asyncio.sleep(0.01)
        group.create_task(ask("second"))
        group.create_task(ask("third"))
        await asyncio.sleep(0.01)
        assert len(waiting) == 1
        waiting[0].set_result(HttpAnswer(204, ""))
        await asyncio.sleep(0.01)
        assert (settled, len(waiting)) == (["first"], 2)
        waiting[1].set_result(HttpAnswer(204, ""))
    assert settled == ["first", "second", "third"]


@pytest.mark.parametrize(
    ("times", "room"), [([], 100), ([6] * 9, 1), ([6] * 9 + [0.01] * 3, 8), ([0.01] * 9, 2000), ([2] * 9, 100)]
)
async def test_room_follows_how_quickly_the_broker_confirms(times: list[float], room: int) -> None:
    now = 0.0
    takes = 0.0

    class Slow:
        async def publish_bulk(self, _target: PublishTarget, _body: str) -> HttpAnswer:
            nonlocal now
            now += takes
            return HttpAnswer(204, "")

    probe = PublishProbe(topic="probe", within_ms=5000)
    confirmation = PublishConfirmation(Slow(), "pubsub", probe, lambda: now)
    for time in times:
        takes = time
        await confirmation.doubt(confirmation.begin())
    assert confirmation.room() == room
    confirmation.reserve(room)
    assert confirmation.room() == 0
    confirmation.release(room)
    assert confirmation.room() == room
