"""Projections of the store: fed, waited for, rebuilt while events flow; on a real database."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from eda_runtime.append_horizon import read_horizon
from eda_runtime.contract import ServiceDefinition, ServiceWiring
from eda_runtime.database import Database
from eda_runtime.errors import ConcurrencyError
from eda_runtime.event_store import NewEvent, append_events

from .bank import BALANCES, Pay, balances, bank, bank_wiring
from .support import FakeSidecar, MemoryLogger, Served, consumer, delivery, start, subscription, until

Start = Callable[..., Awaitable[Served]]


@pytest.fixture
async def database(url: str, migrations: Path, logger: MemoryLogger) -> AsyncIterator[Database]:
    (migrations / "0003-balances.sql").write_text(BALANCES)
    made = Database(url, 6, logger)
    await made.open()
    try:
        yield made
    finally:
        await made.close()


@pytest.fixture
async def launch(
    url: str, migrations: Path, sidecar: FakeSidecar, logger: MemoryLogger, database: Database
) -> AsyncIterator[Start]:
    del database
    running: list[Served] = []

    async def launched(made: ServiceDefinition | None = None, wiring: ServiceWiring | None = None) -> Served:
        made = made or bank(projections=[balances()])
        served = await start(
            made, wiring or bank_wiring(), url=url, sidecar=sidecar.url, migrations=migrations, logger=logger
        )
        running.append(served)
        return served

    yield launched
    await asyncio.gather(*(served.stop() for served in running))


async def pay(served: Served, key: str, n: int, times: int = 1) -> int:
    async with served.service.transaction() as unit:
        executed = await unit.aggregates["account"].execute(key, Pay(key, n, times))
    return int(executed.position)


async def projections(served: Served) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await served.admin("GET", "/eda/projections")).json()["projections"]
    return found


async def table(database: Database) -> list[tuple[Any, ...]]:
    rows, _ = await database.raw("SELECT key, total, count, last FROM public.balances ORDER BY key")
    return [tuple(row.values()) for row in rows]


async def fold_of_all(database: Database) -> list[tuple[Any, ...]]:
    """What the table has to hold, whatever happened to it."""
    rows, _ = await database.raw(
        """SELECT data->>'key' AS key, sum((data->>'n')::int)::int AS total, count(*)::int AS count,
             (array_agg((data->>'n')::int ORDER BY position DESC))[1] AS last
           FROM eda.event GROUP BY 1 ORDER BY 1"""
    )
    return [tuple(row.values()) for row in rows]


async def settled(database: Database) -> None:
    async def same() -> bool:
        return await table(database) == await fold_of_all(database)

    await until(same, 30)


async def rebuilt(served: Served) -> None:
    async def done() -> bool:
        found = (await projections(served))[0]
        return "building" not in found and not found["requested"]

    await until(done, 30)


async def insert(database: Database, key: str, data: object) -> None:
    await database.raw(
        "INSERT INTO eda.event (position, stream, version, event_id, type, schema, data) "
        "VALUES (nextval('eda.event_position'), $1, 1, gen_random_uuid(), 'account.paid', '1.0.0', $2)",
        f"account/{key}",
        json.dumps(data),
    )


async def test_every_event_is_taken_once_with_two_replicas_and_many_writers(launch: Start, database: Database) -> None:
    one, two = await launch(), await launch()

    async def write(served: Served, writer: int) -> None:
        for n in range(30):
            try:
                await pay(served, f"{writer % 3}-{n % 5}", n, 1 + n % 2)
            except ConcurrencyError:
                # Keys are shared: some come last too often.
                continue

    await asyncio.gather(*(write(two if writer % 2 else one, writer) for writer in range(6)))
    await settled(database)
    await until(lambda: _lag_is_none(one))
    metrics = (await one.http.get("/metrics")).text
    assert 'eda_projection_lag{projection="balances"} 0' in metrics
    assert 'eda_projection_faults{projection="balances"} 0' in metrics


async def _lag_is_none(served: Served) -> bool:
    found = (await projections(served))[0]
    assert (found["from"], found["rebuildable"], found["faults"]) == ("store", True, [])
    return bool(found["lag"] == 0)


async def test_who_waits_for_what_was_stored_reads_it_and_202_where_that_takes_longer(
    launch: Start, database: Database
) -> None:
    served = await launch()
    for n in range(1, 11):
        position = await pay(served, "k", 1)
        answer = await served.http.get(f"/projections/balances/k?position={position}")
        assert (answer.status_code, answer.json()["total"]) == (200, n)
    stranger = await database.begin()
    await stranger.tx.raw("SELECT 1 FROM eda.projection FOR UPDATE")
    position = await pay(served, "k", 1)
    behind = await served.http.get(f"/projections/balances?position={position}")
    assert behind.status_code == 202 and behind.headers["retry-after"] == "1"
    assert behind.json() == {"status": "behind", "position": position}
    await stranger.rollback()

    async def there() -> bool:
        return (await served.http.get(f"/projections/balances?position={position}")).status_code == 200

    await until(there)
    assert (await served.http.get("/projections/balances?position=x")).status_code == 400


async def test_events_that_cannot_be_taken_are_named_and_taken_when_they_are_mended(
    launch: Start, database: Database
) -> None:
    served = await launch()
    await pay(served, "a", 1)
    # One that fits no schema, and one that fits no column.
    await insert(database, "broken", {"key": "broken", "n": "one"})
    await insert(database, "huge", {"key": "huge", "n": 10**12})
    await pay(served, "b", 2)

    async def faults() -> list[dict[str, Any]]:
        return list((await projections(served))[0]["faults"])

    async def named() -> bool:
        return len(await faults()) == 2

    await until(named)
    broken, huge = await faults()
    assert (broken["stream"], broken["version"], broken["type"]) == ("account/broken", 1, "account.paid")
    assert "n: " in broken["error"] and "out of range" in huge["error"] and huge["stream"] == "account/huge"
    assert [row[0] for row in await table(database)] == ["a", "b"]
    assert 'eda_projection_faults{projection="balances"} 2' in (await served.http.get("/metrics")).text
    await database.raw("UPDATE eda.event SET data = jsonb_set(data::jsonb, '{n}', '7') WHERE stream <> 'account/a'")
    assert (await served.admin("POST", "/eda/projections/balances/rebuild")).status_code == 202
    await settled(database)
    await rebuilt(served)
    assert await faults() == []


async def test_an_event_whose_fold_quotes_a_nul_does_not_stop_the_others(launch: Start, database: Database) -> None:
    def choke(_event: Any) -> None:
        raise ValueError("what came: \0")

    folds = {"account.paid": choke, "account.told": choke}
    served = await launch(None, bank_wiring(projections={"balances": folds}))
    await pay(served, "a", 1)

    async def errors() -> list[Any]:
        return [row["error"] for row in (await database.raw("SELECT error FROM eda.projection_fault"))[0]]

    async def one() -> bool:
        return len(await errors()) == 1

    await until(one)
    assert await errors() == ["what came: \ufffd"]


async def test_it_is_rebuilt_while_events_flow_and_readers_see_the_old_or_the_new(
    launch: Start, database: Database
) -> None:
    one, two = await launch(), await launch()
    for n in range(10):
        await pay(one, f"seed-{n}", n, 200)
    await settled(database)
    await database.raw("GRANT SELECT ON public.balances TO PUBLIC")
    await database.raw("UPDATE public.balances SET total = -1")
    flowing, seen = True, set()

    async def flow(served: Served, writer: int) -> None:
        n = 0
        while flowing:
            await pay(served, f"flow-{writer}-{n % 7}", n)
            n += 1

    async def read() -> None:
        while flowing:
            seen.add(sum(1 for row in await table(database) if row[0].startswith("seed")))

    work = [asyncio.create_task(each) for each in (flow(one, 0), flow(two, 1), read())]
    assert (await one.admin("POST", "/eda/projections/balances/rebuild")).status_code == 202

    async def swapped() -> bool:
        return all(row[1] >= 0 for row in await table(database))

    await until(swapped, 30)
    flowing = False
    await asyncio.gather(*work)
    await settled(database)
    assert seen == {10}
    rows, _ = await database.raw(
        "SELECT to_regclass('public.balances__rebuild') AS shadow, "
        "EXISTS (SELECT FROM pg_class, aclexplode(relacl) WHERE relname = 'balances' AND grantee = 0) AS granted"
    )
    assert rows[0] == {"shadow": None, "granted": True}


async def test_it_gives_way_to_who_holds_the_table_and_comes_through_when_that_ends(
    launch: Start, database: Database
) -> None:
    served = await launch()
    await pay(served, "a", 1)
    await settled(database)
    stranger = await database.begin()
    await stranger.tx.raw("SELECT 1 FROM public.balances")
    await served.admin("POST", "/eda/projections/balances/rebuild")

    async def building() -> bool:
        return "building" in (await projections(served))[0]

    await until(building)
    assert (await served.admin("POST", "/eda/projections/balances/rebuild")).status_code == 409
    # Readers and writers go on meanwhile, between its attempts.
    await pay(served, "a", 1)
    await settled(database)
    await stranger.rollback()
    await rebuilt(served)
    await settled(database)


async def test_it_is_not_rebuilt_where_a_view_would_go_on_reading_the_old_table(
    launch: Start, database: Database
) -> None:
    served = await launch()
    await pay(served, "a", 1)
    await database.raw("CREATE VIEW public.report AS SELECT key FROM public.balances")
    answer = await served.admin("POST", "/eda/projections/balances/rebuild")
    assert answer.status_code == 409 and "drop report before" in answer.json()["title"]
    assert (await served.admin("POST", "/eda/projections/nobody/rebuild")).status_code == 404


async def test_a_build_that_other_code_began_and_left_is_begun_anew(launch: Start, database: Database) -> None:
    served = await launch()
    await pay(served, "a", 1)
    await settled(database)
    await database.raw("CREATE TABLE public.balances__rebuild (LIKE public.balances INCLUDING ALL)")
    await database.raw("INSERT INTO public.balances__rebuild (key) VALUES ('left')")
    await database.raw(
        "INSERT INTO eda.projection (name, state, table_name, position, code, updated_at) "
        "VALUES ('balances', 'building', 'balances__rebuild', 1, 'other', now() - interval '1 hour')"
    )
    await rebuilt(served)
    assert await table(database) == await fold_of_all(database)


async def test_an_immediate_one_knows_at_once_is_built_first_and_rebuilt_while_events_flow(
    launch: Start, database: Database
) -> None:
    without = await launch(bank())
    await pay(without, "early", 3, 4)
    served = await launch(bank(projections=[balances(immediate=True)]))

    async def early() -> bool:
        return len(await table(database)) == 1

    await until(early)
    await pay(served, "a", 5)
    assert await table(database) == await fold_of_all(database)
    await database.raw("UPDATE public.balances SET total = -1")
    flowing = True

    async def flow(writer: int) -> None:
        n = 0
        while flowing:
            position = await pay(served, f"flow-{writer}", n)
            n += 1
            answer = await served.http.get(f"/projections/balances/flow-{writer}?position={position}")
            assert answer.json()["count"] == n

    work = [asyncio.create_task(flow(writer)) for writer in range(3)]
    await served.admin("POST", "/eda/projections/balances/rebuild")

    async def swapped() -> bool:
        return all(row[1] >= 0 for row in await table(database))

    await until(swapped, 30)
    flowing = False
    await asyncio.gather(*work)
    assert await table(database) == await fold_of_all(database)


def kept(**over: Any) -> ServiceDefinition:
    """A projection of what arrives, which keeps it."""
    taker = consumer(handler=None, projection="balances", consumer="shop/account.paid/balances", publishes=[])
    taken = subscription(taker, name="account.paid", type="account.paid")
    return bank(
        aggregates=[],
        projections=[balances(stored=[], **{"keep": True, **over})],
        subscriptions=[replace(taken, designed=["account.paid"])],
    )


async def hear(served: Served, key: str, n: int, event_id: str | None = None) -> None:
    event = delivery(key, n, id=event_id or str(uuid.uuid4()), type="account.paid")
    event["dataschema"] = "urn:eda:shop:account.paid/1.0.0"
    assert await served.deliver(event) == "SUCCESS"


async def test_one_that_keeps_what_arrives_is_rebuilt_from_it_while_events_and_duplicates_arrive(
    launch: Start, database: Database
) -> None:
    served = await launch(kept())
    for n in range(50):
        await hear(served, f"k{n % 5}", n)
    await database.raw("UPDATE public.balances SET total = -1")
    flowing, told = True, {}

    async def flow(writer: int) -> None:
        n = 0
        while flowing:
            event_id = str(uuid.uuid4())
            for _ in range(1 + n % 2):
                await hear(served, f"f{writer}", n, event_id)
            told[f"f{writer}"] = told.get(f"f{writer}", 0) + n
            n += 1

    work = [asyncio.create_task(flow(writer)) for writer in range(3)]
    assert (await served.admin("POST", "/eda/projections/balances/rebuild")).status_code == 202

    async def swapped() -> bool:
        return all(row[1] >= 0 for row in await table(database))

    await until(swapped, 30)
    flowing = False
    await asyncio.gather(*work)
    found = {row[0]: row for row in await table(database)}
    received, _ = await database.raw("SELECT count(*)::int AS n FROM eda.received")
    assert sum(row[2] for row in found.values()) == received[0]["n"]
    assert {key: found[key][1] for key in told} == told
    assert found["k1"][1] == sum(range(1, 50, 5))
    assert (await served.http.get("/projections/balances?position=1")).status_code == 400


async def test_it_is_not_rebuilt_where_it_took_events_before_it_kept_them_or_keeps_none(
    launch: Start, database: Database
) -> None:
    before = await launch(kept(keep=False))
    await hear(before, "a", 1)
    refusal = (await before.admin("POST", "/eda/projections/balances/rebuild")).json()["title"]
    assert "it keeps none of its events" in refusal
    served = await launch(kept())
    await hear(served, "a", 1)

    async def prepared() -> bool:
        return bool((await database.raw("SELECT 1 FROM eda.projection"))[0])

    await until(prepared)
    refusal = (await served.admin("POST", "/eda/projections/balances/rebuild")).json()["title"]
    assert "it took events before it kept them" in refusal


async def test_the_state_of_an_aggregate_is_shown_as_it_is_and_was_and_what_is_wrong_is_said(
    launch: Start, database: Database
) -> None:
    served = await launch()
    await pay(served, "a/b", 1, 3)
    path = f"/eda/aggregates/account/{quote('a/b', safe='')}"
    now = (await served.admin("GET", path)).json()
    assert (now["stream"], now["version"], now["state"]) == ("account/a/b", 3, {"balance": 3, "events": 3})
    assert (await served.admin("GET", f"{path}?version=2")).json()["state"]["balance"] == 2
    await database.raw("UPDATE eda.event SET at = ('2026-01-0' || version || 'T00:00:00Z')::timestamptz")
    then = (await served.admin("GET", f"{path}?at=2026-01-02T12:00:00Z")).json()
    assert (then["version"], then["at"]) == (2, "2026-01-02T00:00:00.000Z")
    assert (await served.admin("GET", f"{path}?at=2025-01-02T12:00:00Z")).status_code == 404
    assert (await served.admin("GET", f"{path}?version=0")).status_code == 400
    assert (await served.admin("GET", "/eda/aggregates/nothing/a")).status_code == 404
    assert (await served.http.get(path)).status_code == 401
    await database.raw("DELETE FROM eda.event WHERE version = 2")
    broken = await served.admin("GET", path)
    assert broken.status_code == 409
    assert broken.json()["title"] == "Stream account/a/b has a gap: version 2 is missing, 3 follows"


def new_event(n: int) -> NewEvent:
    return NewEvent(
        str(uuid.uuid4()), "account.paid", "1.0.0", json.dumps({"key": "k", "n": n}), None, "2026-01-01T00:00:00Z"
    )


async def test_the_horizon_loses_nothing_while_many_write_some_roll_back_and_a_stranger_stays_open(
    launch: Start, database: Database
) -> None:
    await launch(bank())
    stranger = await database.begin()
    # Holds a snapshot and a row of its own: what a reader by transaction ids would wait for.
    await stranger.tx.raw("CREATE TABLE public.elsewhere (n int)")
    writing, written, read = True, [], []

    async def write(writer: int) -> None:
        for n in range(40):
            transaction = await database.begin()
            events = [new_event(n)] * (1 + n % 3)
            positions = await append_events(transaction.tx, f"w/{writer}-{n}", 0, events)
            # Who has a lower position commits later, now and then.
            await asyncio.sleep(0.004 * ((writer * 7 + n) % 3))
            if n % 11 == 10:
                await transaction.rollback()
            else:
                await transaction.commit()
                written.extend(positions or [])

    async def follow() -> None:
        after, last = 0, False
        while not last:
            last = not writing
            safe = await read_horizon(database, 10_000)
            assert safe is not None
            rows, _ = await database.raw(
                "SELECT position FROM eda.event WHERE position > $1 AND position <= $2 ORDER BY position", after, safe
            )
            read.extend(row["position"] for row in rows)
            after = safe

    reader = asyncio.create_task(follow())
    await asyncio.gather(*(write(writer) for writer in range(4)))
    writing = False
    await reader
    assert read == sorted(written)
    await stranger.rollback()


async def test_the_horizon_waits_for_an_append_that_is_open_and_for_nothing_else(
    launch: Start, database: Database
) -> None:
    await launch(bank())
    first = await database.begin()
    await append_events(first.tx, "o/1", 0, [new_event(1)])
    await append_events(database, "o/2", 0, [new_event(2)])
    assert await read_horizon(database, 50) is None
    waiting = asyncio.create_task(read_horizon(database, 10_000))
    await asyncio.sleep(0.03)
    # One that begins later is behind the horizon: it is not waited for.
    later = await database.begin()
    await append_events(later.tx, "o/3", 0, [new_event(3)])
    await first.commit()
    assert await waiting == 2
    await later.rollback()
    assert await read_horizon(database, 1000) == 3
