"""Services as their sidecar sees them: publish, consume, dead letters, operations, shutdown."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from opentelemetry import trace

from eda_runtime.contract import (
    Change,
    Column,
    Operation,
    Parameter,
    Projection,
    Publisher,
    RetryPolicy,
    ServiceWiring,
    Upcaster,
)
from eda_runtime.data_path import key_values_of
from eda_runtime.environment import Environment
from eda_runtime.errors import DropError, HttpError, InvalidEventError, RetryableError, is_transient
from eda_runtime.flow import Flow, in_flow
from eda_runtime.replay import resume_releases
from eda_runtime.service import RunningService

from .support import (
    ITEM,
    PARAMS,
    FakeSidecar,
    Item,
    MemoryLogger,
    Served,
    consumer,
    definition,
    delivery,
    start,
    subscription,
    until,
)


class ItemPublisher(Publisher):
    def made(self, item: Item) -> str:
        return self._publish("shop.item.made", item)


Handle = Callable[[Any, Any], Awaitable[None]]
Start = Callable[..., Awaitable[Served]]


@pytest.fixture
async def serve(url: str, sidecar: FakeSidecar, migrations: Path, logger: MemoryLogger) -> AsyncIterator[Start]:
    services: list[Served] = []

    async def begin(
        handle: Handle | None = None,
        *,
        database: bool = True,
        wiring: Any = None,
        app_token: str | None = None,
        **over: Any,
    ) -> Served:
        made = definition(database=database, **over)
        code = wiring or ServiceWiring(
            handlers={} if handle is None else {"shop.item.made": handle},
            operations={},
            projections={},
            publisher=ItemPublisher,
            handler_publishers={"shop.item.made": ItemPublisher},
        )
        service = await start(
            made,
            code,
            url=url if database else None,
            sidecar=sidecar.url,
            migrations=migrations,
            logger=logger,
            app_token=app_token,
        )
        services.append(service)
        return service

    yield begin
    for service in services:
        await service.stop()


async def insert(event: Any, context: Any) -> None:
    await context.tx.execute("INSERT INTO item VALUES (%s, %s)", (event.id, event.data.n))


async def test_publishes_what_was_committed_and_nothing_else(serve: Start, sidecar: FakeSidecar) -> None:
    shop = await serve()
    async with shop.service.transaction() as unit:
        event_id = unit.publish.made(Item(key="a", n=1))
    with pytest.raises(ZeroDivisionError):
        async with shop.service.transaction() as unit:
            unit.publish.made(Item(key="a", n=2))
            _ = 1 / 0
    await until(lambda: len(sidecar.entries) == 1)
    [event] = sidecar.entries
    assert event["id"] == event_id
    assert event["source"] == "/shop/shop"
    assert event["subject"] == "a"
    assert event["correlationid"] == event_id
    assert event["data"] == {"key": "a", "n": 1}

    async def is_empty() -> bool:
        return not await shop.rows("SELECT 1 AS one FROM eda.outbox")

    await until(is_empty)


async def test_refuses_data_that_do_not_fit(serve: Start, sidecar: FakeSidecar) -> None:
    shop = await serve()
    with pytest.raises(InvalidEventError, match="key"):
        async with shop.service.transaction() as unit:
            unit.publish.made(Item(key="", n=1))
    assert await shop.rows("SELECT 1 AS one FROM eda.outbox") == []


async def test_handles_an_event_once(serve: Start, sidecar: FakeSidecar) -> None:
    async def handle(event: Any, context: Any) -> None:
        await insert(event, context)
        context.publish.made(Item(key="reaction", n=event.data.n))

    shop = await serve(handle, subscriptions=[subscription()])
    answers = await asyncio.gather(*[shop.deliver(delivery(correlationid="c-1")) for _ in range(5)])
    assert set(answers) == {"SUCCESS"}
    assert len(await shop.rows("SELECT * FROM item")) == 1
    await until(lambda: len(sidecar.entries) == 1)
    assert sidecar.entries[0]["causationid"] == "a-1"
    assert sidecar.entries[0]["correlationid"] == "c-1"


async def test_retries_what_may_work_later_and_then_gives_up(serve: Start) -> None:
    async def handle(event: Any, context: Any) -> None:
        await insert(event, context)
        raise RetryableError(f"attempt {context.attempt}")

    shop = await serve(handle, subscriptions=[subscription()])
    assert [await shop.deliver(delivery()) for _ in range(4)] == ["RETRY", "RETRY", "SUCCESS", "SUCCESS"]
    assert await shop.rows("SELECT * FROM item") == []
    [letter] = await shop.rows("SELECT reason, error, attempts, stack FROM eda.dead_letter")
    assert (letter["reason"], letter["error"], letter["attempts"]) == ("exhausted", "attempt 3", 3)
    assert "RetryableError" in letter["stack"]


async def test_without_an_inbox_row_an_event_that_came_through_starts_anew(serve: Start) -> None:
    attempts: list[int] = []

    async def handle(event: Any, context: Any) -> None:
        attempts.append(context.attempt)
        if len(attempts) % 3:
            raise RetryableError("not yet")

    shop = await serve(handle, subscriptions=[subscription(consumer(idempotent=False))])
    said = [await shop.deliver(delivery()) for _ in range(6)]
    assert said == ["RETRY", "RETRY", "SUCCESS", "RETRY", "RETRY", "SUCCESS"]
    assert attempts == [1, 2, 3, 1, 2, 3]
    assert await shop.rows("SELECT * FROM eda.attempt") == []
    assert await shop.rows("SELECT * FROM eda.dead_letter") == []


async def test_a_bug_is_a_dead_letter_that_can_be_replayed(serve: Start) -> None:
    mended = False

    async def handle(event: Any, context: Any) -> None:
        if not mended:
            raise KeyError("a bug\0")
        await insert(event, context)

    shop = await serve(handle, subscriptions=[subscription()])
    assert await shop.deliver(delivery()) == "SUCCESS"
    letters = (await shop.admin("GET", "/eda/dlq")).json()["deadLetters"]
    assert [one["reason"] for one in letters] == ["failed"]
    path = f"/eda/dlq/{letters[0]['id']}"
    assert (await shop.admin("POST", f"{path}/replay")).status_code == 409
    mended = True
    answer = await shop.admin("POST", f"{path}/replay")
    assert answer.json() == {"kind": "replayed", "released": 0}
    assert (await shop.admin("POST", f"{path}/replay")).status_code == 404
    assert len(await shop.rows("SELECT * FROM item")) == 1
    assert (await shop.admin("GET", path)).json()["state"] == "replayed"


async def test_drops_what_the_handler_drops(serve: Start) -> None:
    async def handle(event: Any, context: Any) -> None:
        await insert(event, context)
        raise DropError("not for us")

    shop = await serve(handle, subscriptions=[subscription()])
    assert await shop.deliver(delivery()) == "SUCCESS"
    assert await shop.rows("SELECT * FROM item") == []
    assert await shop.rows("SELECT * FROM eda.dead_letter") == []
    assert len(await shop.rows("SELECT * FROM eda.inbox")) == 1


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("{", "invalid"),
        ("[]", "invalid"),
        ('{"data": NaN}', "invalid"),
        (json.dumps({"id": "1", "source": "x"}), "invalid"),
        (json.dumps(delivery(type="shop.item.unknown")), "unknown"),
        (json.dumps(delivery(dataschema="urn:x/2.0.0")), "unknown"),
        (json.dumps(delivery(data={"key": 5})), "invalid"),
        (json.dumps(delivery(id="\ud800", data={})), "invalid"),
        (json.dumps(delivery(type="\ud800")), "unknown"),
        ('{"id":"x","source":"y","type":"shop.item.made","data":' + "[" * 200_000, "invalid"),
    ],
)
async def test_keeps_what_nobody_can_read(serve: Start, body: str, reason: str) -> None:
    shop = await serve(insert, subscriptions=[subscription()])
    assert await shop.deliver(body) == "SUCCESS"
    [letter] = await shop.rows("SELECT reason FROM eda.dead_letter")
    assert letter["reason"] == reason


async def test_passes_what_is_designed_for_others(serve: Start) -> None:
    shop = await serve(insert, subscriptions=[subscription()])
    assert await shop.deliver(delivery(type="shop.item.other")) == "SUCCESS"
    assert await shop.rows("SELECT * FROM eda.dead_letter") == []


async def test_upcasts_old_versions(serve: Start) -> None:
    step = Upcaster(version="1.0.0", upcast=lambda data: {"key": data["name"], "n": data["n"]})
    shop = await serve(insert, subscriptions=[subscription(version="1.1.0", upcasters=[step])])
    old = delivery(data={"name": "a", "n": 7})
    assert await shop.deliver(old) == "SUCCESS"
    new = delivery(id="new", dataschema="urn:eda:shop:shop.item.made/1.1.0")
    assert await shop.deliver(new) == "SUCCESS"
    assert sorted(row["n"] for row in await shop.rows("SELECT n FROM item")) == [1, 7]


async def test_a_handler_that_is_too_slow_commits_nothing(serve: Start) -> None:
    async def handle(event: Any, context: Any) -> None:
        await insert(event, context)
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            # A handler that does not want to end.
            await insert(event, context)

    shop = await serve(handle, subscriptions=[subscription(consumer(timeout_ms=200))])
    assert await shop.deliver(delivery()) == "RETRY"
    assert await shop.rows("SELECT * FROM item") == []
    [attempt] = await shop.rows("SELECT n, last_error FROM eda.attempt")
    assert attempt["n"] == 1
    assert "longer than" in attempt["last_error"]


async def test_a_caller_that_goes_away_does_not_cancel_the_handler(serve: Start) -> None:
    begun = asyncio.Event()

    async def handle(event: Any, context: Any) -> None:
        begun.set()
        await asyncio.sleep(0.2)
        await insert(event, context)

    shop = await serve(handle, subscriptions=[subscription()])
    task = asyncio.create_task(shop.deliver(delivery()))
    await begun.wait()
    task.cancel()

    async def is_there() -> bool:
        return len(await shop.rows("SELECT * FROM item")) == 1

    await until(is_there)


async def test_an_ordered_key_waits_for_its_dead_letter(serve: Start) -> None:
    bad = True

    async def handle(event: Any, context: Any) -> None:
        if bad and event.data.n == 1:
            raise ValueError("bad")
        await insert(event, context)

    shop = await serve(handle, subscriptions=[subscription(consumer(ordered=True))])
    for n in (1, 2, 3):
        assert await shop.deliver(delivery(n=n)) == "SUCCESS"
    assert await shop.deliver(delivery("b", 9)) == "SUCCESS"
    assert [row["n"] for row in await shop.rows("SELECT n FROM item")] == [9]
    bad = False
    [letter] = await shop.rows("SELECT id FROM eda.dead_letter")
    answer = await shop.admin("POST", f"/eda/dlq/{letter['id']}/replay")
    assert answer.json() == {"kind": "replayed", "released": 2}
    assert [row["n"] for row in await shop.rows("SELECT n FROM item")] == [9, 1, 2, 3]
    assert await shop.rows("SELECT * FROM eda.inbox_key") == []


async def test_stale_versions_are_dropped(serve: Start) -> None:
    shop = await serve(insert, subscriptions=[subscription(consumer(version_of=lambda data: data["n"]))])
    for n in (2, 1, 3):
        assert await shop.deliver(delivery(n=n)) == "SUCCESS"
    assert [row["n"] for row in await shop.rows("SELECT n FROM item")] == [2, 3]


async def test_conditions_choose(serve: Start) -> None:
    from eda_runtime.conditions import when

    chosen = consumer(when=when("event.data.n > 1 && event.type.startsWith('shop.')"))
    shop = await serve(insert, subscriptions=[subscription(chosen)])
    for n in (1, 2):
        assert await shop.deliver(delivery(n=n)) == "SUCCESS"
    assert [row["n"] for row in await shop.rows("SELECT n FROM item")] == [2]


async def test_what_the_sidecar_gave_up_is_kept(serve: Start) -> None:
    from eda_runtime.contract import DeadLetterSubscription

    letters = DeadLetterSubscription(pubsub="pubsub", topic="shop.dead-letter", path="/events/dead-letters")
    shop = await serve(insert, subscriptions=[subscription()], dead_letters=[letters])
    status = await shop.deliver(delivery(topic="shop.item.made"), "/events/dead-letters")
    assert status == "SUCCESS"
    [letter] = await shop.rows("SELECT reason, topic, consumer FROM eda.dead_letter")
    assert letter == {"reason": "undeliverable", "topic": "shop.item.made", "consumer": "shop/shop.item.made"}


async def test_bulk_deliveries_are_answered_one_by_one(serve: Start) -> None:
    async def handle(event: Any, context: Any) -> None:
        if event.data.n == 2:
            raise RetryableError("later")
        await insert(event, context)

    shop = await serve(handle, subscriptions=[replace(subscription(), bulk=True)])
    entries = [{"entryId": str(n), "event": delivery(n=n), "contentType": "application/json"} for n in (1, 2, 3)]
    answer = await shop.http.post("/events/shop.item.made", json={"entries": entries})
    assert [one["status"] for one in answer.json()["statuses"]] == ["SUCCESS", "RETRY", "SUCCESS"]


async def test_without_a_database_it_is_at_least_once(serve: Start, sidecar: FakeSidecar) -> None:
    seen: list[int] = []

    async def handle(event: Any, context: Any) -> None:
        seen.append(event.data.n)
        context.publish.made(Item(key="reaction", n=event.data.n))
        if event.data.n == 2:
            raise ValueError("bad")

    shop = await serve(handle, database=False, subscriptions=[subscription()])
    assert [await shop.deliver(delivery(n=n)) for n in (1, 1, 2)] == ["SUCCESS", "SUCCESS", "DROP"]
    assert seen == [1, 2]
    assert [event["data"]["n"] for event in sidecar.entries] == [1]


async def test_projections_fold(serve: Start) -> None:
    counts = Projection(
        name="counts",
        table="counts",
        key_columns=[Column(name="user_id", type="text")],
        columns=[
            Column(name="created", type="integer"),
            Column(name="last", type="text"),
            Column(name="tags", type="json"),
            Column(name="day", type="date"),
        ],
        events={"shop.item.made": key_values_of(["key"])},
    )
    wiring = ServiceWiring(
        handlers={},
        operations={},
        projections={
            "counts": {
                "shop.item.made": lambda event: Change[dict[str, Any]](
                    increment={"created": event.data.n},
                    greatest={"last": f"{event.data.n}"},
                    set={"tags": ["x"], "day": "2026-03-01"},
                )
            }
        },
    )
    taker = consumer(handler=None, projection="counts", publishes=None)
    shop = await serve(wiring=wiring, subscriptions=[subscription(taker)], projections=[counts])
    await asyncio.gather(*[shop.deliver(delivery(n=n)) for n in range(1, 6)])
    await shop.deliver(delivery("b", 1))
    row = (await shop.http.get("/projections/counts/a")).json()
    assert row == {"user_id": "a", "created": 15, "last": "5", "tags": ["x"], "day": "2026-03-01"}
    page = (await shop.http.get("/projections/counts?limit=1&after=a")).json()
    assert [one["user_id"] for one in page["rows"]] == ["b"]
    assert (await shop.http.get("/projections/counts/c")).status_code == 404


def operations() -> tuple[dict[str, Any], ServiceWiring]:
    async def serve(request: Any, context: Any) -> Item:
        if request.params.key == "gone":
            raise HttpError(404, "There is no such item")
        if request.params.key == "wrong":
            return Item(key="", n=1)
        async with context.transaction() as unit:
            unit.publish.made(Item(key=request.params.key, n=request.body.n))
        return Item(key=request.params.key, n=request.body.n)

    operation = Operation(
        name="putItem",
        method="PUT",
        path="/items/{key}",
        callers=[],
        from_outside=True,
        parameters=[Parameter(name="key", type="string", place="path")],
        params=PARAMS,
        request=ITEM,
        response=ITEM,
    )
    wiring = ServiceWiring(handlers={}, operations={"putItem": serve}, projections={}, publisher=ItemPublisher)
    return {"operations": [operation]}, wiring


async def test_operations_check_what_comes_and_goes(serve: Start, sidecar: FakeSidecar) -> None:
    over, wiring = operations()
    shop = await serve(wiring=wiring, **over)
    body = {"key": "x", "n": 1}
    answer = await shop.http.put("/items/a%2Fb", json=body, headers={"x-correlation-id": "me"})
    assert (answer.status_code, answer.json()) == (200, {"key": "a/b", "n": 1})
    await until(lambda: len(sidecar.entries) == 1)
    assert sidecar.entries[0]["correlationid"] == "me"
    wrong = await shop.http.put("/items/a", json={"key": "x"})
    assert wrong.status_code == 400
    assert wrong.headers["content-type"] == "application/problem+json"
    assert "n" in wrong.json()["issues"][0]["message"]
    assert (
        await shop.http.put("/items/a", content="{", headers={"content-type": "application/json"})
    ).status_code == 400
    assert (await shop.http.put("/items/gone", json=body)).json()["title"] == "There is no such item"
    assert (await shop.http.put("/items/wrong", json=body)).status_code == 500
    assert (await shop.http.get("/items/a")).status_code == 405
    assert (await shop.http.get("/nothing")).status_code == 404


async def test_routes_of_the_team_answer_beside_the_design(
    url: str, sidecar: FakeSidecar, migrations: Path, logger: MemoryLogger
) -> None:
    from fastapi import FastAPI

    app = FastAPI()

    @app.get("/hello/{name}")
    async def hello(name: str) -> dict[str, str]:
        return {"hello": name}

    wiring = ServiceWiring(handlers={}, operations={}, projections={})
    shop = await start(
        definition(), wiring, url=url, sidecar=sidecar.url, migrations=migrations, logger=logger, app=app
    )
    try:
        assert (await shop.http.get("/hello/you")).json() == {"hello": "you"}
        assert (await shop.http.get("/healthz")).json() == {"status": "alive"}
    finally:
        await shop.stop()


async def test_tells_how_it_is(serve: Start) -> None:
    shop = await serve(insert, subscriptions=[subscription()])
    await shop.deliver(delivery())
    answer = await shop.http.get("/readyz")
    assert answer.json()["checks"] == {"migrations": "applied", "database": "up", "sidecar": "up"}
    text = (await shop.http.get("/metrics")).text
    assert 'eda_events_total{consumer="shop/shop.item.made",outcome="handled"} 1' in text
    assert "eda_outbox_backlog 0" in text
    assert 'eda_topic_trouble{topic="shop.item.made"} 0' in text


async def test_admin_routes_are_closed_to_others(serve: Start) -> None:
    shop = await serve()
    assert (await shop.http.get("/eda/dlq")).status_code == 401
    assert (await shop.admin("GET", "/eda/dlq/x/replay")).status_code == 405
    assert (await shop.admin("GET", "/eda/dlq?limit=0")).status_code == 400
    assert (await shop.admin("POST", "/eda/outbox/7/skip")).status_code == 404


async def test_dead_letters_are_found_by_event_reason_and_time_and_rehearsed(serve: Start) -> None:
    broken = True

    async def handle(event: Any, context: Any) -> None:
        if broken:
            raise TypeError("cannot count")
        await insert(event, context)

    shop = await serve(handle, subscriptions=[subscription(consumer(ordered=True))])
    await shop.deliver(delivery(n=1))
    await shop.deliver(delivery(n=2))
    await shop.deliver("{")

    async def found(query: str = "") -> list[str]:
        body = (await shop.admin("GET", f"/eda/dlq?{query}")).json()
        assert body["total"] == len(body["deadLetters"])
        return [one["reason"] for one in body["deadLetters"]]

    assert (await shop.admin("GET", "/eda/status")).json()["admin"] == 2
    assert await found() == ["invalid", "failed"]
    assert await found("order=oldest") == ["failed", "invalid"]
    assert await found("event=shop.item.made") == ["failed"]
    assert await found("event=shop.item.lost") == []
    assert await found("reason=invalid") == ["invalid"]
    assert await found("since=2020-01-01T00:00:00Z") == ["invalid", "failed"]
    assert await found("until=2020-01-01T00:00:00%2B02:00") == []
    assert (await shop.admin("GET", "/eda/dlq?limit=1")).json()["total"] == 2
    for wrong in ("since=yesterday", "reason=bad", "state=lost", "after=x", "order=odd"):
        assert (await shop.admin("GET", f"/eda/dlq?{wrong}")).status_code == 400

    letter = (await shop.admin("GET", "/eda/dlq?order=oldest")).json()["deadLetters"][0]["id"]
    path = f"/eda/dlq/{letter}"
    rehearsed = await shop.admin("POST", f"{path}/replay?dryRun=true")
    assert rehearsed.json() == {"kind": "replayable", "consumers": ["shop/shop.item.made"], "held": 1}
    invalid = (await shop.admin("GET", "/eda/dlq?reason=invalid")).json()["deadLetters"][0]["id"]
    assert (await shop.admin("POST", f"/eda/dlq/{invalid}/replay?dryRun=true")).json()["kind"] == "failed"
    assert await shop.rows("SELECT * FROM item") == []
    broken = False
    assert (await shop.admin("POST", f"{path}/discard")).json() == {"kind": "discarded", "released": 1}
    assert await found("state=discarded") == ["failed"]
    outbox = (await shop.admin("GET", "/eda/outbox")).json()
    assert outbox == {"parked": [], "waiting": 0, "oldestSeconds": 0.0}


@pytest.mark.parametrize(("succeeds_at", "ran"), [(3, [2, 3]), (4, [3])])
async def test_a_held_event_that_meets_an_outage_is_tried_as_often_as_a_delivery(
    serve: Start, succeeds_at: int, ran: list[int]
) -> None:
    attempts: list[int] = []

    async def handle(event: Any, context: Any) -> None:
        if event.data.n == 1:
            raise TypeError("bug")
        if event.data.n == 2:
            attempts.append(context.attempt)
            if context.attempt < succeeds_at:
                raise RetryableError("away")
        await insert(event, context)

    shop = await serve(
        handle, subscriptions=[subscription(consumer(ordered=True, retry=RetryPolicy(3, "constant", 1)))]
    )
    for n in (1, 2, 3):
        await shop.deliver(delivery(n=n))
    runtime = shop.service.runtime
    assert runtime.database is not None

    async def discard() -> None:
        letter = (await shop.admin("GET", "/eda/dlq")).json()["deadLetters"][0]["id"]
        assert (await shop.admin("POST", f"/eda/dlq/{letter}/discard")).status_code == 200

    await discard()
    for _ in range(2):
        assert len(await shop.rows("SELECT FROM eda.inbox_held")) == 2
        await resume_releases(runtime, runtime.database)
    assert attempts == [1, 2, 3]
    if succeeds_at > 3:
        letters = (await shop.admin("GET", "/eda/dlq")).json()["deadLetters"]
        assert [(one["reason"], one["attempts"]) for one in letters] == [("exhausted", 3)]
        await discard()
    assert await shop.rows("SELECT FROM eda.inbox_key") == []
    assert [row["n"] for row in await shop.rows("SELECT n FROM item ORDER BY n")] == ran


async def test_a_held_event_that_its_handler_drops_leaves_no_letter(serve: Start) -> None:
    async def handle(event: Any, context: Any) -> None:
        if event.data.n == 1:
            raise TypeError("bug")
        if event.data.n == 2:
            raise DropError("unwanted")
        await insert(event, context)

    shop = await serve(handle, subscriptions=[subscription(consumer(ordered=True))])
    for n in (1, 2, 3):
        await shop.deliver(delivery(n=n))
    letter = (await shop.admin("GET", "/eda/dlq")).json()["deadLetters"][0]["id"]
    assert (await shop.admin("POST", f"/eda/dlq/{letter}/discard")).json() == {"kind": "discarded", "released": 2}
    assert [row["n"] for row in await shop.rows("SELECT n FROM item")] == [3]
    assert (await shop.admin("GET", "/eda/dlq")).json()["total"] == 0
    assert await shop.rows("SELECT FROM eda.inbox_key") == []


async def test_a_held_event_takes_the_head_of_its_key_with_its_letter_or_neither(
    serve: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def handle(event: Any, context: Any) -> None:
        if event.data.n < 3:
            raise TypeError("bug")
        await insert(event, context)

    async def cut(*_: object) -> None:
        raise OSError("cut")

    shop = await serve(handle, subscriptions=[subscription(consumer(ordered=True))])
    for n in (1, 2, 3):
        await shop.deliver(delivery(n=n))
    runtime = shop.service.runtime
    assert runtime.database is not None
    letter = (await shop.admin("GET", "/eda/dlq")).json()["deadLetters"][0]["id"]
    with monkeypatch.context() as patched:
        # Every release ends here, as if the process had died.
        patched.setattr("eda_runtime.settle.drop_held", cut)
        with contextlib.suppress(OSError):
            await shop.admin("POST", f"/eda/dlq/{letter}/discard")
    assert (await shop.admin("GET", "/eda/dlq")).json()["total"] == 0
    assert len(await shop.rows("SELECT FROM eda.inbox_held")) == 2
    for _ in range(2):
        await resume_releases(runtime, runtime.database)
    letters = (await shop.admin("GET", "/eda/dlq")).json()["deadLetters"]
    assert len(letters) == 1
    assert await shop.rows("SELECT n FROM item") == []
    assert (await shop.admin("POST", f"/eda/dlq/{letters[0]['id']}/discard")).status_code == 200
    assert [row["n"] for row in await shop.rows("SELECT n FROM item")] == [3]


async def test_tells_what_its_tables_know_of_a_flow_and_delivers_again(serve: Start, sidecar: FakeSidecar) -> None:
    broken = True

    async def handle(event: Any, context: Any) -> None:
        if broken and event.data.n == 2:
            raise TypeError("cannot count")
        await insert(event, context)

    shop = await serve(handle, subscriptions=[subscription()], history_ms=86_400_000)
    first, second = delivery("first", 1), delivery("second", 2)
    await shop.deliver(first)
    await shop.deliver(second)
    ids = [event["id"] for event in (first, second)]
    body = {"ids": ids, "since": "2020-01-01T00:00:00Z"}
    answered = await shop.admin("POST", "/eda/trace", body)
    assert answered.status_code == 200, answered.text
    records = answered.json()["records"]
    told = {record["eventId"]: record["kind"] for record in records}
    assert told == {ids[0]: "handled", ids[1]: "dead-letter"}
    assert (await shop.admin("POST", "/eda/trace", {"ids": []})).status_code == 400

    status = (await shop.admin("GET", "/eda/status")).json()
    assert (status["takes"], status["publishes"], status["history"]) == (["shop.item.made"], ["shop.item.made"], True)
    third = delivery(n=3)
    events = [{"pubsub": "pubsub", "topic": "shop.item.made", "body": json.dumps(event)} for event in (first, third)]
    answer = (await shop.admin("POST", "/eda/deliver", {"events": events})).json()
    assert [one["outcome"] for one in answer["results"]] == ["duplicate", "handled"]
    assert (await shop.admin("POST", "/eda/deliver", {"events": [{"pubsub": ""}]})).status_code == 400
    elsewhere = {"events": [{"pubsub": "pubsub", "topic": "elsewhere", "body": "{}"}]}
    assert (await shop.admin("POST", "/eda/deliver", elsewhere)).status_code == 404

    await shop.rows(
        "INSERT INTO eda.outbox_sent SELECT n, 'pubsub', 'shop.item.made', 'k', gen_random_uuid(), "
        """json_build_object('type', 'shop.item.made', 'n', n), NULL, now(), now() - n * interval '1 second' """
        "FROM generate_series(0, 4) n WHERE now() - interval '5 seconds' >= date_trunc('day', now()) RETURNING id"
    )
    kept = await shop.rows("SELECT id FROM eda.outbox_sent")
    page = (await shop.admin("GET", "/eda/history?event=shop.item.made&limit=2")).json()
    assert len(page["events"]) == min(2, len(kept))
    counted = (await shop.admin("GET", "/eda/history?event=shop.item.made&count=true")).json()
    assert counted["count"] == len(kept)
    assert (await shop.admin("GET", "/eda/history?event=shop.item.other")).status_code == 404


async def test_stops_when_what_is_in_work_is_done(serve: Start, sidecar: FakeSidecar) -> None:
    begun = asyncio.Event()

    async def handle(event: Any, context: Any) -> None:
        begun.set()
        await asyncio.sleep(0.3)
        await insert(event, context)
        context.publish.made(Item(key="last", n=1))

    shop = await serve(handle, subscriptions=[subscription()])
    task = asyncio.create_task(shop.deliver(delivery()))
    await begun.wait()
    await shop.service.stop()
    assert await task == "SUCCESS"
    assert [event["data"]["key"] for event in sidecar.entries] == ["last"]


async def test_an_event_survives_the_end_of_a_session_amid_its_handler(serve: Start, url: str) -> None:
    killed = False

    async def handle(event: Any, context: Any) -> None:
        nonlocal killed
        await insert(event, context)
        if not killed:
            killed = True
            row = await context.tx.fetch_one("SELECT pg_backend_pid() AS pid")
            async with await psycopg.AsyncConnection.connect(url, autocommit=True) as other:
                await other.execute("SELECT pg_terminate_backend(%s)", (row["pid"],))
            await context.tx.execute("SELECT 1")

    shop = await serve(handle, subscriptions=[subscription()])
    assert await shop.deliver(delivery()) == "RETRY"
    assert await shop.deliver(delivery()) == "SUCCESS"
    assert len(await shop.rows("SELECT * FROM item")) == 1


async def test_names_what_is_missing(serve: Start) -> None:
    wiring = ServiceWiring(handlers={}, operations={}, projections={})
    with pytest.raises(LookupError, match=r"handler 'shop\.item\.made'"):
        await serve(wiring=wiring, subscriptions=[subscription()])


async def test_a_handler_publishes_only_what_the_design_allows(serve: Start) -> None:
    async def handle(event: Any, context: Any) -> None:
        context.publish.made(Item(key="x", n=1))

    shop = await serve(handle, subscriptions=[subscription(consumer(publishes=[]))])
    assert await shop.deliver(delivery()) == "SUCCESS"
    [letter] = await shop.rows("SELECT error FROM eda.dead_letter")
    assert "may not publish" in letter["error"]


async def test_deliveries_come_from_the_sidecar(serve: Start) -> None:
    async def handle(_event: Any, _context: Any) -> None:
        return None

    shop = await serve(handle, database=False, subscriptions=[subscription()], app_token="app-token")
    token = {"dapr-api-token": "app-token"}

    async def status(headers: dict[str, str]) -> int:
        return (await shop.http.post("/events/shop.item.made", content="{", headers=headers)).status_code

    assert await status({}) == 401
    assert await status({"dapr-api-token": "app-tokem"}) == 401
    assert await status({**token, "origin": "https://evil.example"}) == 403
    # Another app had its sidecar call the path: this one's sidecar adds the token, and says who called.
    assert await status({**token, "dapr-caller-app-id": "thief"}) == 403
    assert await status(token) == 200


async def test_operations_answer_the_callers_of_the_design(serve: Start) -> None:
    async def answer(_request: Any, _context: Any) -> None:
        return None

    def served(name: str, callers: list[str], from_outside: bool) -> Operation:
        return Operation(
            name=name, method="GET", path=f"/{name}", callers=callers, from_outside=from_outside, parameters=[]
        )

    operations = [served("inner", ["friend"], False), served("outer", [], True), served("both", ["friend"], True)]
    wiring = ServiceWiring(
        handlers={}, operations={one.name: answer for one in operations}, projections={}, publisher=ItemPublisher
    )
    guarded = await serve(database=False, operations=operations, wiring=wiring, app_token="app-token")
    unguarded = await serve(database=False, operations=operations, wiring=wiring)
    token = ("dapr-api-token", "app-token")

    async def ask(shop: Served, *headers: tuple[str, str]) -> list[int]:
        paths = [f"/{one.name}" for one in operations]
        return [(await shop.http.get(path, headers=list(headers))).status_code for path in paths]

    def caller(name: str) -> tuple[str, str]:
        return ("dapr-caller-app-id", name)

    assert await ask(guarded, token, caller("friend")) == [204, 403, 204]
    assert await ask(guarded, token, caller("thief")) == [403, 403, 403]
    # The sidecar adds its own name to one that the caller sent, in either order.
    assert await ask(guarded, token, caller("friend"), caller("thief")) == [403, 403, 403]
    assert await ask(guarded, token, caller("thief"), caller("friend")) == [403, 403, 403]
    assert await ask(guarded, token) == [403, 403, 403]
    assert await ask(guarded, caller("friend")) == [403, 204, 204]
    assert await ask(guarded) == [403, 204, 204]
    assert await ask(guarded, ("dapr-api-token", "wrong"), caller("friend")) == [401, 401, 401]
    assert await ask(unguarded) == [204, 204, 204]
    assert await ask(unguarded, caller("friend")) == [204, 403, 204]
    assert (await guarded.http.get("/healthz")).status_code == 200


async def test_a_service_that_has_to_have_tokens_does_not_start_without_them(serve: Start) -> None:
    with pytest.raises(ValueError, match=r"APP_API_TOKEN .* and DAPR_API_TOKEN"):
        await serve(database=False, needs_tokens=True)


async def test_migrations_alone_need_neither_sidecar_nor_tokens(
    url: str, migrations: Path, logger: MemoryLogger
) -> None:
    environment = Environment(database_url=url, migrations=str(migrations), task="migrate")
    wiring = ServiceWiring(handlers={}, operations={}, projections={}, publisher=ItemPublisher)
    service = RunningService(definition(needs_tokens=True), wiring, environment, logger, None)
    await service.migrate()
    async with await psycopg.AsyncConnection.connect(url) as connection:
        cursor = await connection.execute("SELECT name FROM eda.migration WHERE name NOT LIKE 'eda/%' ORDER BY name")
        assert await cursor.fetchall() == [("0001-item.sql",), ("0002-count.sql",)]
    assert "service listens" not in logger.messages()


async def test_counters_start_at_0_and_dead_letters_are_told_apart(serve: Start) -> None:
    async def handle(event: Any, context: Any) -> None:
        raise ValueError("broken")

    shop = await serve(handle, subscriptions=[subscription()])
    before = (await shop.http.get("/metrics")).text
    for line in (
        'eda_events_total{consumer="shop/shop.item.made",outcome="dead-lettered"} 0',
        'eda_events_total{consumer="shop",outcome="dead-lettered"} 0',
        'eda_retries_total{consumer="shop/shop.item.made"} 0',
        'eda_published_total{topic="shop.item.made"} 0',
        'eda_parked_total{topic="shop.item.made"} 0',
        'eda_dead_letters_by_reason{reason="failed"} 0',
    ):
        assert line in before.splitlines()
    assert await shop.deliver(delivery()) == "SUCCESS"
    assert await shop.deliver("{") == "SUCCESS"
    after = (await shop.http.get("/metrics")).text.splitlines()
    assert 'eda_dead_letters_by_reason{reason="failed"} 1' in after
    assert 'eda_dead_letters_by_reason{reason="invalid"} 1' in after
    assert "eda_dead_letters 2" in after
    assert 'eda_events_total{consumer="shop/shop.item.made",outcome="dead-lettered"} 1' in after


async def test_the_relay_leaves_a_span_on_the_trace_that_published(
    serve: Start, sidecar: FakeSidecar, monkeypatch: pytest.MonkeyPatch
) -> None:
    spans: list[dict[str, Any]] = []

    class Tracer(trace.NoOpTracer):
        def start_span(self, name: str, context: Any = None, **more: Any) -> trace.Span:
            spans.append({"name": name, "parent": trace.get_current_span(context).get_span_context(), **more})
            return super().start_span(name, context, **more)

    monkeypatch.setattr(trace, "get_tracer", lambda *_args, **_more: Tracer())
    shop = await serve()
    traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    with in_flow(Flow("c-1", traceparent=traceparent)):
        async with shop.service.transaction() as unit:
            event_id = unit.publish.made(Item(key="a", n=1))
    await until(lambda: any(span["name"] == "publish shop.item.made" for span in spans))
    [span] = [span for span in spans if span["name"] == "publish shop.item.made"]
    assert f"{span['parent'].trace_id:032x}" == traceparent[3:35]
    assert span["kind"] is trace.SpanKind.PRODUCER
    assert span["attributes"]["messaging.message.id"] == event_id
    assert 0 < span["start_time"] <= time.time_ns()
    assert sidecar.entries[0]["traceparent"] == traceparent


async def test_a_request_that_changes_something_is_told_and_its_time_can_be_set(serve: Start, logger: Any) -> None:
    async def serve_time(request: Any, context: Any) -> Any:
        return {"key": context.now().isoformat(), "n": len(context.new_id())}

    shop = await serve(
        operations=[
            Operation(
                name="time", method="POST", path="/time", callers=[], from_outside=True, parameters=[], response=ITEM
            )
        ],
        wiring=ServiceWiring(handlers={}, operations={"time": serve_time}, projections={}),
    )
    answer = await shop.http.post("/time")
    assert datetime.fromisoformat(answer.json()["key"]).tzinfo is not None
    assert answer.json()["n"] == 36
    [(level, fields)] = [(level, fields) for level, message, fields in logger.lines if message == "request answered"]
    assert (level, fields["route"], fields["status"]) == ("info", "POST /time", 200)


_TROUBLED = ("eda.inbox", "eda.attempt", "eda.dead_letter", "eda.outbox")


async def trouble(shop: Served, table: str, body: str) -> None:
    """Every change of a table fails as on a full disk, or takes its time."""
    await shop.rows(
        "CREATE OR REPLACE FUNCTION public.trouble() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {body}; RETURN NEW; END $$"
    )
    await shop.rows(f"CREATE TRIGGER trouble BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION public.trouble()")


async def test_a_full_disk_loses_nothing(serve: Start, logger: MemoryLogger) -> None:
    shop = await serve(insert, subscriptions=[subscription(consumer(retry=RetryPolicy(100, "constant")))])
    full = "RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'"
    for table in _TROUBLED:
        await trouble(shop, table, full)
    for _ in range(3):
        assert await shop.deliver(delivery()) == "RETRY"
    told = [fields["error"] for _, message, fields in logger.lines if message == "event failed, comes again"]
    assert len(told) == 3
    assert "No space left on device" in str(told[0])
    with pytest.raises(psycopg.errors.DiskFull):
        async with shop.service.transaction() as unit:
            await unit.tx.execute("INSERT INTO item VALUES ('lost', 1)")
            unit.publish.made(Item(key="lost", n=1))
    assert (await shop.http.get("/healthz")).status_code == 200
    for table in _TROUBLED:
        await shop.rows(f"DROP TRIGGER trouble ON {table}")
    assert await shop.deliver(delivery()) == "SUCCESS"
    assert await shop.rows("SELECT key FROM item") == [{"key": "a-1"}]
    assert await shop.rows("SELECT 1 AS one FROM eda.dead_letter") == []


async def test_a_database_slower_than_the_handler_may_be_has_no_effect_and_then_one(serve: Start) -> None:
    patient = consumer(retry=RetryPolicy(100, "constant"), timeout_ms=400)
    shop = await serve(insert, subscriptions=[subscription(patient)])
    await trouble(shop, "item", "PERFORM pg_sleep(1.5)")
    assert await shop.deliver(delivery()) == "RETRY"
    assert await shop.rows("SELECT 1 AS one FROM item") == []
    await shop.rows("DROP TRIGGER trouble ON item")
    assert await shop.deliver(delivery()) == "SUCCESS"
    assert await shop.rows("SELECT key FROM item") == [{"key": "a-1"}]


async def test_a_login_that_the_database_refuses_is_said_at_the_start_which_fails(
    url: str, sidecar: FakeSidecar, migrations: Path, logger: MemoryLogger
) -> None:
    for wrong, reason in (
        (url.replace("//postgres@", "//stranger@"), 'role "stranger" does not exist'),
        (f"{url}_nowhere", "does not exist"),
    ):
        with pytest.raises(psycopg.OperationalError, match=reason):
            await start(
                definition(),
                ServiceWiring(handlers={}, operations={}, projections={}),
                url=wrong,
                sidecar=sidecar.url,
                migrations=migrations,
                logger=logger,
            )


@pytest.mark.parametrize(
    ("said", "transient"),
    [
        ('connection failed: FATAL:  password authentication failed for user "shop"', False),
        ("connection failed: FATAL:  no pg_hba.conf entry for host", False),
        ("connection failed: FATAL:  the database system is starting up", True),
        ("connection failed: FATAL:  sorry, too many clients already", True),
        ("connection failed: Connection refused", True),
    ],
)
def test_a_login_that_is_refused_is_not_tried_again(said: str, transient: bool) -> None:
    assert is_transient(psycopg.OperationalError(said)) is transient


def test_a_server_whose_disk_or_own_files_are_away_is_tried_again() -> None:
    assert is_transient(psycopg.errors.IoError("could not read block 7"))
    assert is_transient(psycopg.errors.UndefinedFile('could not access file "plpgsql"'))
    assert not is_transient(psycopg.errors.UniqueViolation("duplicate key"))
