"""Sagas on a real database: every transition whole or not at all, each message once, every run to its end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eda_runtime.contract import Consumer, Publisher, ServiceDefinition, ServiceWiring, Upcaster
from eda_runtime.data_path import key_of
from eda_runtime.database import Database
from eda_runtime.errors import InvalidEventError
from eda_runtime.saga_contract import Compensation, SagaDefinition, SagaFailure, SagaRun, SagaStep, SagaVersion
from eda_runtime.saga_run import command_id, undo_id

from .support import FakeSidecar, Item, MemoryLogger, Served, consumer, definition, delivery, published, start, until
from .support import subscription as subscribe

Messages = Mapping[str, Callable[[Any], Any]]
Start = Callable[..., Awaitable[Served]]


def steps(names: Sequence[str], timeout_ms: int | None = None) -> list[SagaStep]:
    return [
        SagaStep(
            name=name,
            command=f"do.{name}",
            succeeds=f"{name}.done",
            fails=f"{name}.failed",
            compensation=Compensation(command=f"undo.{name}", done=f"{name}.undone"),
            timeout_ms=timeout_ms,
        )
        for name in names
    ]


THREE = steps(["reserve", "pay", "ship"])


def start_of(run: SagaRun[Item, Any]) -> Item:
    return run.start


def coordinator(
    wanted: Sequence[SagaStep], event: Mapping[str, Any] | None = None, **over: Any
) -> tuple[ServiceDefinition, Messages]:
    """Of one saga, `buying`, from `order.placed` to `order.bought` or `order.lost`."""
    replies = [
        name
        for step in wanted
        for name in (step.succeeds, step.fails, step.compensation.done if step.compensation else None)
        if name is not None
    ]
    commands = [
        name
        for step in wanted
        for name in (step.command, step.compensation.command if step.compensation else None)
        if name is not None
    ]
    taken, sent = ["order.placed", *replies], [*commands, "order.bought", "order.lost"]
    saga = SagaDefinition(
        name="buying",
        style="orchestration",
        starts="order.placed",
        completes="order.bought",
        aborts="order.lost",
        keys={name: key_of(["key"]) for name in taken},
        versions=[SagaVersion(version=1, steps=wanted)],
    )

    def own(name: str) -> Consumer:
        return replace(consumer(), consumer=f"shop/{name}/saga:buying", handler=None, publishes=None, saga="buying")

    made = definition(
        outbox="connect",
        publishes={name: published(name) for name in sent},
        subscriptions=[
            replace(
                subscribe(own(name), name=name, type=name, **((event or {}) if name == "order.placed" else {})),
                topic=name,
                path=f"/events/{name}",
                designed=[name],
            )
            for name in taken
        ],
        sagas=[replace(saga, **over)],
    )
    return made, dict.fromkeys(sent, start_of)


@pytest.fixture
async def serve(url: str, sidecar: FakeSidecar, migrations: Path, logger: MemoryLogger) -> AsyncIterator[Start]:
    services: list[Served] = []

    async def begin(made: ServiceDefinition, messages: Messages) -> Served:
        wiring = ServiceWiring(
            handlers={}, operations={}, projections={}, sagas={"buying": messages}, publisher=AnyPublisher
        )
        service = await start(made, wiring, url=url, sidecar=sidecar.url, migrations=migrations, logger=logger)
        services.append(service)
        return service

    yield begin
    for service in services:
        await service.stop()


class AnyPublisher(Publisher):
    def one(self, name: str, item: Item) -> str:
        return self._publish(name, item)


async def three(serve: Start, **messages: Callable[[Any], Any]) -> Served:
    made, own = coordinator(THREE)
    return await serve(made, {**own, **{name.replace("_", "."): make for name, make in messages.items()}})


async def hear(service: Served, name: str, key: str = "k", **over: Any) -> str:
    event = delivery(key, 1, **{"id": f"{name}-{key}", "type": name, **over})
    return await service.deliver(event, f"/events/{name}")


async def outbox(service: Served) -> list[dict[str, Any]]:
    rows = await service.rows("SELECT envelope FROM eda.outbox ORDER BY id")
    return [row["envelope"] for row in rows]


async def sent(service: Served) -> list[str]:
    return [envelope["type"] for envelope in await outbox(service)]


async def run_of(service: Served, key: str = "k") -> Any:
    rows = await service.rows("SELECT * FROM eda.saga")
    return next((row for row in rows if row["key"] == key), None)


async def letters(service: Served) -> list[Any]:
    return await service.rows("SELECT id::text, error FROM eda.dead_letter")


async def test_sends_its_commands_one_after_another_in_one_conversation_and_trace(serve: Start) -> None:
    service = await three(serve)
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    told = {"correlationid": "story", "traceparent": trace}
    await hear(service, "order.placed", **told)
    for name in ("reserve", "pay", "ship"):
        await hear(service, f"{name}.done", causationid=command_id("buying", "k", name), **told)
    rows = await outbox(service)
    assert [row["type"] for row in rows] == ["do.reserve", "do.pay", "do.ship", "order.bought"]
    assert rows[0]["id"] == command_id("buying", "k", "reserve")
    assert rows[0]["causationid"] == "order.placed-k"
    assert {row["correlationid"] for row in rows} == {"story"}
    assert {row["traceparent"] for row in rows} == {trace}
    run = await run_of(service)
    assert (run["state"], run["rev"], run["due_at"]) == ("completed", 3, None)


async def test_undoes_what_was_done_when_a_step_fails_and_the_reason_goes_into_the_end(serve: Start) -> None:
    seen: list[SagaRun[Item, Any]] = []

    def lost(run: SagaRun[Item, Any]) -> Item:
        seen.append(run)
        return run.start

    service = await three(serve, order_lost=lost)
    for name in ("order.placed", "reserve.done", "pay.failed", "reserve.undone"):
        await hear(service, name)
    assert await sent(service) == ["do.reserve", "do.pay", "undo.reserve", "order.lost"]
    item = Item(key="k", n=1)
    failure = SagaFailure(reason="failed", step="pay", event="pay.failed", data=item)
    assert seen == [SagaRun(key="k", step=None, start=item, replies={"reserve": item}, failure=failure)]


async def test_takes_each_event_once_from_however_many_replicas(serve: Start) -> None:
    made, messages = coordinator(THREE)
    replicas = [await serve(made, messages), await serve(made, messages)]
    for name in ("order.placed", "reserve.done", "pay.done", "ship.done"):
        answers = await asyncio.gather(*(hear(replicas[at], name) for at in (0, 1, 0, 1)))
        assert set(answers) == {"SUCCESS"}
    assert await sent(replicas[0]) == ["do.reserve", "do.pay", "do.ship", "order.bought"]


async def test_has_one_run_a_key_also_when_it_has_ended(serve: Start) -> None:
    service = await three(serve)
    await hear(service, "order.placed")
    await hear(service, "order.placed", id="again")
    await hear(service, "reserve.failed")
    await hear(service, "order.placed", id="once-more")
    assert await sent(service) == ["do.reserve", "order.lost"]
    run = await run_of(service)
    assert (run["state"], run["second_starts"]) == ("compensated", 2)


async def test_passes_over_answers_to_runs_that_are_not_there_or_have_ended(serve: Start) -> None:
    service = await three(serve)
    assert await hear(service, "pay.done", "unknown") == "SUCCESS"
    await hear(service, "order.placed")
    await hear(service, "ship.done")
    await hear(service, "reserve.failed")
    await hear(service, "reserve.done", id="late")
    assert await sent(service) == ["do.reserve", "order.lost"]
    assert await letters(service) == []
    metrics = (await service.http.get("/metrics")).text.splitlines()
    assert 'eda_saga_replies_total{saga="buying",event="pay.done",outcome="unknown"} 1' in metrics
    assert 'eda_saga_replies_total{saga="buying",event="ship.done",outcome="ignored"} 1' in metrics
    assert 'eda_saga_starts_total{saga="buying",outcome="started"} 1' in metrics


async def test_an_answer_without_its_key_is_a_dead_letter_and_the_run_waits(serve: Start) -> None:
    made, messages = coordinator(THREE, keys={"order.placed": lambda _data: "k"})
    service = await serve(made, messages)
    await hear(service, "order.placed")
    assert await hear(service, "reserve.done") == "SUCCESS"
    assert (await letters(service))[0]["error"] == "The data of reserve.done have no key of saga buying"
    run = await run_of(service)
    assert (run["state"], run["rev"]) == ("running", 0)


async def test_where_the_code_cannot_make_a_command_nothing_is_half_done(serve: Start) -> None:
    broken = True

    def pay(run: SagaRun[Item, Any]) -> Item:
        if broken:
            raise ValueError("no such customer")
        return run.start

    service = await three(serve, do_pay=pay)
    await hear(service, "order.placed")
    await hear(service, "reserve.done")
    run = await run_of(service)
    assert (run["rev"], [step["state"] for step in run["steps"]]) == (0, ["sent"])
    [letter] = await letters(service)
    assert letter["error"] == "no such customer"
    broken = False
    assert (await service.admin("POST", f"/eda/dlq/{letter['id']}/replay")).status_code == 200
    assert await sent(service) == ["do.reserve", "do.pay"]


async def test_commands_that_do_not_fit_their_schema_are_the_same(serve: Start) -> None:
    service = await three(serve, do_pay=lambda _run: Item(key="", n=1))
    await hear(service, "order.placed")
    await hear(service, "reserve.done")
    assert str((await letters(service))[0]["error"]).startswith("Data of 'do.pay' do not fit its schema: key:")
    assert await sent(service) == ["do.reserve"]


async def test_stored_data_are_seen_in_their_newest_version(serve: Start) -> None:
    first = await serve(*coordinator(THREE))
    await hear(first, "order.placed")
    await first.stop()
    seen: list[Item] = []

    def pay(run: SagaRun[Item, Any]) -> Item:
        seen.append(run.start)
        return run.start

    colour = Upcaster(version="1.0.0", upcast=lambda data: {**data, "colour": "blue"})
    made, messages = coordinator(THREE, event={"version": "1.1.0", "upcasters": [colour]})
    second = await serve(made, {**messages, "do.pay": pay})
    await hear(second, "reserve.done")
    assert [one.model_dump() for one in seen] == [{"key": "k", "n": 1, "colour": "blue"}]


async def test_a_run_follows_the_version_that_it_began_with(serve: Start) -> None:
    first = await serve(*coordinator(THREE))
    await hear(first, "order.placed", "old")
    await first.stop()
    turned = list(reversed(THREE))
    versions = [SagaVersion(version=1, steps=THREE), SagaVersion(version=2, steps=turned)]
    second = await serve(*coordinator(turned, versions=versions))
    await hear(second, "order.placed", "new")
    await hear(second, "reserve.done", "old")
    assert await sent(second) == ["do.reserve", "do.ship", "do.pay"]
    known = {"saga": "buying", "open": 1, "ended": 0, "known": True}
    assert (await second.admin("GET", "/eda/saga-versions")).json()["versions"] == [
        {**known, "version": 1, "newest": False},
        {**known, "version": 2, "newest": True},
    ]


async def test_time_runs_out_on_one_replica_of_several(serve: Start) -> None:
    made, messages = coordinator(steps(["reserve", "pay"], 300))
    service, _other = await serve(made, messages), await serve(made, messages)
    await hear(service, "order.placed")
    await hear(service, "reserve.done")

    async def has(name: str) -> bool:
        return name in await sent(service)

    await until(lambda: has("undo.pay"))
    await hear(service, "pay.undone", causationid=undo_id("buying", "k", "pay", 1))
    await until(lambda: has("undo.reserve"))
    await hear(service, "reserve.undone")
    assert (await run_of(service))["state"] == "compensated"
    ids = [envelope["id"] for envelope in await outbox(service)]
    assert len(set(ids)) == len(ids)


async def test_goes_on_after_the_process_that_had_the_run_in_its_hands_is_gone(serve: Start, url: str) -> None:
    service = await serve(*coordinator(steps(["reserve"], 300)))
    database = Database(url, 2, MemoryLogger())
    await database.open()
    try:
        # As a process does that dies in the middle of the transition: the lock is held, then the session ends.
        transaction = await database.begin()
        await hear(service, "order.placed")
        await transaction.tx.execute("SELECT FROM eda.saga WHERE key = 'k' FOR UPDATE")
        await asyncio.sleep(1)
        assert await sent(service) == ["do.reserve"]
        await transaction.destroy()

        async def is_undone() -> bool:
            return "undo.reserve" in await sent(service)

        await until(is_undone)
    finally:
        await database.close()


async def test_a_timeout_that_cannot_be_decided_is_put_off_and_keeps_nobody_waiting(serve: Start) -> None:
    def undo(run: SagaRun[Item, Any]) -> Item:
        if run.key == "bad":
            raise ValueError("no way back")
        return run.start

    made, messages = coordinator(steps(["reserve", "pay"], 300))
    service = await serve(made, {**messages, "undo.reserve": undo})
    await hear(service, "order.placed", "bad")
    await hear(service, "order.placed", "good")

    async def both() -> bool:
        return "undo.reserve" in await sent(service) and (await run_of(service, "bad"))["error"] == "no way back"

    await until(both)
    run = await run_of(service, "bad")
    assert (run["state"], run["rev"]) == ("running", 0)


async def test_many_runs_at_once_run_out_once_each(serve: Start) -> None:
    made, messages = coordinator(steps(["reserve"], 200))
    service, _other = await serve(made, messages), await serve(made, messages)
    keys = [f"k{n}" for n in range(120)]
    await asyncio.gather(*(hear(service, "order.placed", key) for key in keys))
    # An undoing that nobody answers is asked for again, with another id.
    firsts = {undo_id("buying", key, "reserve", 1) for key in keys}

    async def found() -> int:
        return sum(envelope["id"] in firsts for envelope in await outbox(service))

    async def all_of_them() -> bool:
        return await found() >= len(keys)

    await until(all_of_them, 60)
    assert await found() == len(keys)


async def test_operators_see_runs_abort_them_and_ask_parked_ones_again(serve: Start) -> None:
    service = await three(serve)
    await hear(service, "order.placed", "a/b")
    await hear(service, "reserve.done", "a/b")
    [run] = (await service.admin("GET", "/eda/sagas")).json()["runs"]
    assert (run["key"], run["state"], run["step"], run["stepState"]) == ("a/b", "running", "pay", "sent")
    shown = (await service.admin("GET", "/eda/sagas/buying/a%2Fb")).json()
    start_data = {"event": "order.placed", "version": "1.0.0", "data": {"key": "a/b", "n": 1}}
    assert (shown["rev"], shown["start"]) == (1, start_data)
    assert (await service.admin("GET", "/eda/sagas/buying/nobody")).status_code == 404
    assert (await service.admin("GET", "/eda/sagas?state=completed")).json()["runs"] == []
    assert (await service.admin("GET", "/eda/sagas?state=odd")).status_code == 400
    assert (await service.http.get("/eda/sagas")).status_code == 401

    path = "/eda/sagas/buying/a%2Fb"
    aborted = await service.admin("POST", f"{path}/abort", {"note": "called"})
    assert (aborted.status_code, aborted.json()) == (200, {"state": "compensating"})
    assert await sent(service) == ["do.reserve", "do.pay", "undo.pay"]
    refused = await service.admin("POST", f"{path}/retry")
    assert refused.status_code == 409
    assert "The run is compensating; retry is for one that is parked" in refused.text
    assert (await service.admin("POST", "/eda/sagas/buying/nobody/abort")).status_code == 404
    assert (await service.admin("POST", "/eda/sagas/selling/k/abort")).status_code == 404

    await service.rows("UPDATE eda.saga SET state = 'parked', due_at = NULL")
    metrics = (await service.http.get("/metrics")).text.splitlines()
    assert 'eda_saga_runs{saga="buying",state="parked"} 1' in metrics
    assert 'eda_saga_overdue{saga="buying"} 1' in metrics
    assert (await service.admin("POST", f"{path}/retry")).json() == {"state": "compensating"}
    assert (await sent(service)).count("undo.pay") == 2
    await service.rows("UPDATE eda.saga SET state = 'parked', due_at = NULL")
    await service.admin("POST", f"{path}/abort")
    await hear(service, "reserve.undone", "a/b")
    run = await run_of(service, "a/b")
    assert [step["state"] for step in run["steps"]] == ["undone", "given-up"]
    assert (await sent(service))[-1] == "order.lost"


async def test_messages_that_nobody_wrote_are_refused_at_the_start(serve: Start) -> None:
    made, _ = coordinator(THREE)
    with pytest.raises(LookupError, match=r"message 'undo\.reserve' of saga 'buying'"):
        await serve(made, {"do.reserve": start_of})


async def choreography(serve: Start, timeout_ms: int | None = None) -> Served:
    plain = [SagaStep(name=step.name, succeeds=step.succeeds, fails=step.fails) for step in THREE]
    versions = [SagaVersion(version=1, steps=plain, timeout_ms=timeout_ms)]
    made, messages = coordinator(THREE, style="choreography", versions=versions)
    heard = {"ship.done", "reserve.failed", "pay.failed", "ship.failed"}
    return await serve(
        replace(
            made,
            publishes={**made.publishes, "order.placed": published("order.placed")},
            subscriptions=[one for one in made.subscriptions if one.topic in heard],
        ),
        messages,
    )


async def place(service: Served, key: str = "k", fail: Exception | None = None) -> None:
    async with service.service.transaction() as unit:
        unit.publish.one("order.placed", Item(key=key, n=1))
        if fail is not None:
            raise fail


async def test_a_choreography_is_watched_from_the_transaction_on_that_publishes_its_start(serve: Start) -> None:
    service = await choreography(serve)
    with pytest.raises(InvalidEventError):
        await place(service, "no", InvalidEventError("no", []))
    await place(service)
    assert (await run_of(service, "no"), (await run_of(service))["state"]) == (None, "running")
    await hear(service, "ship.done")
    assert await sent(service) == ["order.placed", "order.bought"]
    assert (await run_of(service))["state"] == "completed"


async def test_a_choreography_is_aborted_by_a_failure_and_by_its_time(serve: Start) -> None:
    service = await choreography(serve, 300)
    await place(service, "failing")
    await hear(service, "pay.failed", "failing")
    await place(service, "slow")

    async def is_late() -> bool:
        return bool((await run_of(service, "slow"))["state"] == "aborted")

    await until(is_late)
    # Whoever goes on afterwards hears it again.
    await hear(service, "ship.done", "slow")
    assert await sent(service) == ["order.placed", "order.lost", "order.placed", "order.lost", "order.lost"]
    assert (await run_of(service, "failing"))["state"] == "aborted"
