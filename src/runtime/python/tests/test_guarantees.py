"""What is promised holds, and is noticed where it does not."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any, LiteralString

import pytest

from eda_runtime.contract import ServiceDefinition
from eda_runtime.guarantees import guarantees_of, open_proving_ground

from .support import consumer, definition, published, subscription

EXAMPLES = {"shop.item.made": {"key": "a", "n": 1}}


@pytest.fixture(autouse=True)
def server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", os.environ["EDA_TEST_POSTGRES"])


def service(**over: Any) -> ServiceDefinition:
    taker = consumer(**over)
    events = {"shop.item.made": published(ordered=taker.ordered)}
    return definition(publishes=events, subscriptions=[subscription(taker)])


async def failures(of: ServiceDefinition, migrations: Path, sabotage: LiteralString | None = None) -> list[str]:
    """Titles of what does not hold; `sabotage` breaks the tables first."""
    failed: list[str] = []
    for guarantee in guarantees_of(of, EXAMPLES):
        async with open_proving_ground(str(migrations)) as ground:
            if sabotage is not None:
                await ground.database.execute(sabotage)
            try:
                await guarantee.prove(ground)
            except Exception:
                failed.append(guarantee.title)
    return failed


async def test_every_guarantee_is_listed_and_holds(migrations: Path) -> None:
    made = service()
    assert [one.title for one in guarantees_of(made, EXAMPLES)] == [
        "shop.item.made: what rolls back is never published; "
        "what commits is, in order, though answers of the broker get lost",
        "shop.item.made: three deliveries at once, and three more, are one effect",
        "shop.item.made: an attempt that fails leaves nothing behind, and is made again",
        "shop.item.made: poison is kept, and blocks nobody; replayed, it takes effect",
        "shop.item.made: what is no event is kept, and is not sent again",
    ]
    assert await failures(made, migrations) == []


async def test_order_per_key_holds_where_it_is_promised(migrations: Path) -> None:
    made = service(ordered=True)
    titles = [one.title for one in guarantees_of(made, EXAMPLES)]
    assert "shop.item.made: poison is kept, its key waits, and goes on in order when it is replayed" in titles
    assert await failures(made, migrations) == []


async def test_of_events_with_a_version_what_is_stale_has_no_effect(migrations: Path) -> None:
    made = service(version_of=lambda data: int(data["n"]))
    assert not any("poison" in one.title for one in guarantees_of(made, EXAMPLES))
    assert await failures(made, migrations) == []


def test_nothing_is_promised_without_a_database_and_of_takers_of_every_delivery() -> None:
    assert guarantees_of(replace(service(), database=False), EXAMPLES) == []
    titles = " ".join(one.title for one in guarantees_of(service(idempotent=False), EXAMPLES))
    assert "deliveries" not in titles and "poison" not in titles


async def test_an_example_that_no_handler_gets_proves_nothing(migrations: Path) -> None:
    once = guarantees_of(service(when=lambda _: False), EXAMPLES)[1]
    async with open_proving_ground(str(migrations)) as ground:
        assert "filter" in str(await once.prove(ground))


LOSE: LiteralString = "CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';"


@pytest.mark.parametrize(
    ("sabotage", "title"),
    [
        ("ALTER TABLE eda.inbox DROP CONSTRAINT inbox_pkey", "deliveries"),
        (f"{LOSE} CREATE TRIGGER lose BEFORE INSERT ON eda.outbox FOR EACH ROW EXECUTE FUNCTION lose()", "rolls back"),
        (f"{LOSE} CREATE TRIGGER lose BEFORE INSERT ON eda.dead_letter FOR EACH ROW EXECUTE FUNCTION lose()", "poison"),
    ],
)
async def test_broken_tables_are_noticed(migrations: Path, sabotage: LiteralString, title: str) -> None:
    assert any(title in one for one in await failures(service(), migrations, sabotage))
