"""Aggregates and their streams, on a real database."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from eda_runtime.aggregate_contract import AggregateCode, Executed, Loaded
from eda_runtime.context import unit_of_work
from eda_runtime.contract import Publisher, Upcaster
from eda_runtime.errors import ConcurrencyError, CorruptStreamError, InvalidEventError, RejectedError
from eda_runtime.event_store import NewEvent, append_events
from eda_runtime.migrate import migrate
from eda_runtime.service_runtime import ServiceRuntime
from eda_runtime.snapshot import shape_of

from .bank import CODE, Account, Paid, Pay, Tell, account, bank, bank_runtime, bank_wiring, stored
from .support import MemoryLogger, until


@pytest.fixture
async def runtime(url: str, migrations: Path, logger: MemoryLogger) -> AsyncIterator[ServiceRuntime]:
    await migrate(url, migrations, logger)
    async with bank_runtime(url, logger) as made:
        yield made


async def execute(runtime: ServiceRuntime, key: str, command: Any) -> Executed[Account, Any]:
    async with unit_of_work(runtime, Publisher) as unit:
        executed: Executed[Account, Any] = await unit.aggregates["account"].execute(key, command)
    return executed


async def pay(runtime: ServiceRuntime, key: str, n: int, times: int = 1) -> Executed[Account, Any]:
    return await execute(runtime, key, Pay(key, n, times))


async def load(runtime: ServiceRuntime, key: str) -> Loaded[Account]:
    async with unit_of_work(runtime, Publisher) as unit:
        loaded: Loaded[Account] = await unit.aggregates["account"].load(key)
    return loaded


async def rows(runtime: ServiceRuntime, query: str, *params: object) -> list[Any]:
    assert runtime.database is not None
    return (await runtime.database.raw(query, *params))[0]


async def insert(
    runtime: ServiceRuntime, key: str, version: int, schema: str, data: object, kind: str = "account.paid"
) -> None:
    await rows(
        runtime,
        "INSERT INTO eda.event (position, stream, version, event_id, type, schema, data) "
        "VALUES (nextval('eda.event_position'), $1, $2, gen_random_uuid(), $3, $4, $5)",
        f"account/{key}",
        version,
        kind,
        schema,
        json.dumps(data),
    )


def with_code(runtime: ServiceRuntime, code: AggregateCode[Any, Any, Any], **over: Any) -> ServiceRuntime:
    return replace(
        runtime, definition=bank(aggregates=[account(**over)]), wiring=bank_wiring(aggregates={"account": code})
    )


def new_event(n: int) -> NewEvent:
    return NewEvent(
        id=f"00000000-0000-7000-8000-{n:012}",
        type="account.paid",
        schema="1.0.0",
        data=json.dumps({"key": "k", "n": n}),
        meta=None,
        at="2026-01-01T00:00:00Z",
    )


async def test_what_was_decided_is_kept_in_order_and_published_in_the_same_transaction(runtime: ServiceRuntime) -> None:
    assert (await pay(runtime, "a", 5)).state == Account(5, 1)
    second = await pay(runtime, "a", 2, 3)
    assert (second.version, second.state.balance, len(second.events)) == (4, 11, 3)
    told = await execute(runtime, "a", Tell("a", 1))
    assert told.position is not None and second.position is not None and told.position > second.position
    stored_rows = await rows(runtime, "SELECT version FROM eda.event WHERE stream = 'account/a' ORDER BY position")
    assert [row["version"] for row in stored_rows] == [1, 2, 3, 4, 5]
    same = await rows(
        runtime,
        "SELECT o.event_id = e.event_id AS same FROM eda.outbox o, eda.event e WHERE e.type = 'account.told'",
    )
    assert [row["same"] for row in same] == [True]
    with pytest.raises(LookupError):
        async with unit_of_work(runtime, Publisher) as unit:
            await unit.aggregates["account"].execute("a", Tell("a", 1))
            raise LookupError
    assert (await load(runtime, "a")).version == 5
    assert len(await rows(runtime, "SELECT 1 FROM eda.outbox")) == 1


async def test_what_design_or_domain_refuse_is_not_stored(runtime: ServiceRuntime) -> None:
    with pytest.raises(RejectedError, match="There are 0 only"):
        await pay(runtime, "a", -1)
    with pytest.raises(ValueError, match="was decided for account 'a', but its data say 'b'"):
        await execute(runtime, "a", Pay("b", 1))
    careless = replace(CODE, decide=lambda _command, _state: [Paid.model_construct(key="a", n="x")])
    with pytest.raises(InvalidEventError, match="n: "):
        await pay(with_code(runtime, careless), "a", 1)
    foreign = with_code(runtime, replace(CODE, decide=lambda _command, _state: [Account()]))
    with pytest.raises(TypeError, match="does not store a Account"):
        await pay(foreign, "a", 1)
    assert await rows(runtime, "SELECT 1 FROM eda.event") == []


async def test_many_decide_at_once_and_nobody_is_lost(runtime: ServiceRuntime) -> None:
    await pay(runtime, "a", 10)

    async def take() -> str:
        # Who comes last too often is told so, and tries again.
        while True:
            try:
                await pay(runtime, "a", -1)
                return "taken"
            except ConcurrencyError:
                continue
            except RejectedError as error:
                return str(error)

    ends = await asyncio.gather(*(take() for _ in range(14)))
    assert sorted(ends) == ["There are 0 only"] * 4 + ["taken"] * 10
    assert (await load(runtime, "a")).state == Account(0, 11)
    assert "eda_append_conflicts_total" in runtime.metrics.print()


async def test_a_decision_that_others_always_overtake_is_given_up(runtime: ServiceRuntime) -> None:
    waits: list[asyncio.Task[None]] = []

    def overtaken(command: Pay, state: Account) -> list[Paid]:
        waits.append(asyncio.create_task(insert(runtime, "a", state.events + 1, "1.0.0", {"key": "a", "n": 1})))
        return [Paid(key=command.key, n=command.n)]

    slow = with_code(runtime, replace(CODE, decide=overtaken))
    with pytest.raises(ConcurrencyError, match="4 times"):
        async with unit_of_work(slow, Publisher) as unit:
            raw = unit.tx.raw

            async def after_the_other(query: str, *params: object) -> Any:
                await asyncio.gather(*waits)
                return await raw(query, *params)

            unit.tx.raw = after_the_other  # type: ignore[method-assign]
            await unit.aggregates["account"].execute("a", Pay("a", 1))
    assert len(waits) == 4


async def test_several_events_of_a_decision_are_all_there_or_none(runtime: ServiceRuntime) -> None:
    database = runtime.database
    assert database is not None
    await append_events(database, "s/1", 0, [new_event(1)])
    assert await append_events(database, "s/1", 0, [new_event(1), new_event(2), new_event(3)]) is None
    assert len(await rows(runtime, "SELECT 1 FROM eda.event")) == 1
    positions = await append_events(database, "s/1", 1, [new_event(2), new_event(3), new_event(4)])
    assert positions == sorted(positions or [])
    found = await rows(
        runtime, "SELECT version, (data->>'n')::int AS n FROM eda.event WHERE stream = 's/1' ORDER BY position"
    )
    assert [(row["version"], row["n"]) for row in found] == [(n, n) for n in (1, 2, 3, 4)]


async def test_old_versions_are_read_as_new_ones_and_what_cannot_be_read_is_named(runtime: ServiceRuntime) -> None:
    def upcast(data: Any) -> Any:
        if data["amount"] == 13:
            raise ValueError("unlucky")
        return {"key": data["key"], "n": data["amount"]}

    paid = stored(version="2.0.0", upcasters=[Upcaster(version="1.0.0", upcast=upcast)])
    runtime = with_code(runtime, CODE, events=[paid])
    await insert(runtime, "old", 1, "1.0.0", {"key": "old", "amount": 4})
    assert (await pay(runtime, "old", 1)).state.balance == 5
    await insert(runtime, "gap", 1, "2.0.0", {"key": "gap", "n": 1})
    await insert(runtime, "gap", 3, "2.0.0", {"key": "gap", "n": 1})
    with pytest.raises(CorruptStreamError, match="Stream account/gap has a gap: version 2 is missing, 3 follows"):
        await load(runtime, "gap")
    await insert(runtime, "broken", 1, "2.0.0", {"key": "broken", "n": "one"})
    with pytest.raises(
        CorruptStreamError, match=r"account/broken cannot be read at version 1, account\.paid 2\.0\.0: .*n: "
    ):
        await load(runtime, "broken")
    await insert(runtime, "unlucky", 1, "1.0.0", {"key": "unlucky", "amount": 13})
    with pytest.raises(CorruptStreamError, match=r"upcasting from 1\.0\.0 failed: unlucky"):
        await load(runtime, "unlucky")
    await insert(runtime, "foreign", 1, "1.0.0", {}, "account.gone")
    with pytest.raises(CorruptStreamError, match="the design does not store it"):
        await pay(runtime, "foreign", 1)
    assert (await load(runtime, "old")).version == 2


async def test_hostile_keys_are_kept_apart(runtime: ServiceRuntime) -> None:
    keys = ["a'; DROP TABLE eda.event; --", "../..", "%", "ä/ö", "x" * 5000, "\u0001"]
    for key in keys:
        await pay(runtime, key, 1)
    for key in keys:
        assert (await load(runtime, key)).version == 1


async def snapshot(runtime: ServiceRuntime) -> Any:
    found = await rows(runtime, "SELECT version, shape FROM eda.snapshot")
    return found[0] if found else None


async def test_snapshots_are_written_every_so_many_events_and_loading_begins_there(runtime: ServiceRuntime) -> None:
    runtime = with_code(runtime, CODE, snapshot_every=10)
    await pay(runtime, "a", 1, 9)
    await runtime.end_aside(5)
    assert await snapshot(runtime) is None
    await pay(runtime, "a", 1, 3)
    await runtime.end_aside(5)
    assert (await snapshot(runtime))["version"] == 12
    # Were it not used, this would be seen.
    await rows(runtime, """UPDATE eda.snapshot SET state = '{"balance": 1000, "events": 12}'""")
    assert (await pay(runtime, "a", 1)).state.balance == 1001
    await rows(runtime, "UPDATE eda.snapshot SET state = '[]'")
    assert (await load(runtime, "a")).state == Account(13, 13)


async def test_snapshots_of_another_shape_are_ignored_and_replaced(runtime: ServiceRuntime) -> None:
    runtime = with_code(runtime, CODE, snapshot_every=5)
    await pay(runtime, "a", 1, 5)
    await runtime.end_aside(5)
    shape = (await snapshot(runtime))["shape"]

    def doubled(state: Account, event: Paid) -> Account:
        return Account(state.balance + 2 * event.n, state.events + 1)

    newer = with_code(runtime, replace(CODE, evolve=doubled), snapshot_every=5)
    assert (await load(newer, "a")).state == Account(10, 5)
    await pay(newer, "a", 1)
    await newer.end_aside(5)
    replaced = await snapshot(runtime)
    assert replaced["version"] == 6 and replaced["shape"] != shape


def _plus(left: int, right: int) -> int:
    return left + right


def _evolve_by_helper(state: Account, event: Paid) -> Account:
    return Account(_plus(state.balance, event.n), state.events + 1)


def test_a_shape_is_that_of_the_code_with_what_it_calls_and_of_the_state(monkeypatch: pytest.MonkeyPatch) -> None:
    def shape(code: AggregateCode[Any, Any, Any]) -> str:
        return shape_of(account(), code)

    assert shape(replace(CODE, initial=Account())) == shape(CODE)
    assert shape(replace(CODE, initial=Account(1))) != shape(CODE)

    @dataclass(frozen=True)
    class Wider:
        balance: int | str = 0
        events: int = 0

    assert shape(replace(CODE, state=Wider, initial=Wider())) != shape(CODE)
    assert shape(replace(CODE, state=object(), initial=Wider())) != shape(CODE)
    helped = replace(CODE, evolve=_evolve_by_helper)
    before = shape(helped)
    monkeypatch.setattr(f"{__name__}._plus", lambda left, right: left + 2 * right)
    assert shape(replace(helped)) != before


async def test_states_that_would_come_back_as_something_else_are_not_kept(
    runtime: ServiceRuntime, logger: MemoryLogger
) -> None:
    @dataclass(frozen=True)
    class Dated:
        at: datetime

    moment = datetime.fromisoformat("2026-01-01T00:00:00+00:00")
    dated = AggregateCode(state=Dated, initial=Dated(moment), decide=CODE.decide, evolve=lambda state, _: state)
    await tell(with_code(runtime, dated, snapshot_every=2), 3)
    assert (await snapshot(runtime))["version"] == 2
    await rows(runtime, "DELETE FROM eda.snapshot")
    vague = AggregateCode(state=Any, initial=Dated(moment), decide=dated.decide, evolve=dated.evolve)
    await tell(with_code(runtime, vague, snapshot_every=2), 1)
    await until(lambda: "snapshot not kept" in logger.messages())
    assert await snapshot(runtime) is None


async def tell(runtime: ServiceRuntime, times: int) -> None:
    for _ in range(times):
        await execute(runtime, "a", Tell("a", 1))
        await runtime.end_aside(5)
