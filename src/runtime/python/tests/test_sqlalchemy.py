"""A service that keeps SQLAlchemy: events commit with what its sessions wrote, or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from eda_runtime.contract import Publisher, ServiceWiring
from eda_runtime.errors import InvalidEventError
from eda_runtime.service import RunningService
from eda_runtime.sqlalchemy_transaction import AsyncSqlalchemyTransaction, SqlalchemyTransaction

from .support import FakeSidecar, Item, MemoryLogger, Served, definition, start, until


class Base(DeclarativeBase):
    pass


class Row(Base):
    __tablename__ = "item"
    key: Mapped[str] = mapped_column(primary_key=True)
    n: Mapped[int]


class ItemPublisher(Publisher):
    def made(self, item: Item) -> str:
        return self._publish("shop.item.made", item)


Place = Callable[[list[Item], bool], Awaitable[None]]


@pytest.fixture
async def served(url: str, sidecar: FakeSidecar, migrations: Path, logger: MemoryLogger) -> AsyncIterator[Served]:
    wiring = ServiceWiring(handlers={}, operations={}, projections={}, publisher=ItemPublisher, handler_publishers={})
    service = await start(definition(), wiring, url=url, sidecar=sidecar.url, migrations=migrations, logger=logger)
    try:
        yield service
    finally:
        await service.stop()


def url_of(driver: str, url: str) -> str:
    return url.replace("postgresql://", f"postgresql+{driver}://").replace("postgres://", f"postgresql+{driver}://")


def place_async(service: RunningService, engine: AsyncEngine) -> Place:
    async def place(items: list[Item], fail: bool) -> None:
        async with AsyncSession(engine) as session, session.begin():
            async with service.publishing(AsyncSqlalchemyTransaction(session)) as publish:
                for item in items:
                    session.add(Row(key=item.key, n=item.n))
                    publish.made(item)
            if fail:
                raise RuntimeError("told to fail")

    return place


def place_sync(service: RunningService, engine: Engine) -> Place:
    def work(items: list[Item], fail: bool) -> None:
        with Session(engine) as session, session.begin():
            with service.publishing_sync(SqlalchemyTransaction(session)) as publish:
                for item in items:
                    session.add(Row(key=item.key, n=item.n))
                    publish.made(item)
            if fail:
                raise RuntimeError("told to fail")

    async def place(items: list[Item], fail: bool) -> None:
        await asyncio.to_thread(work, items, fail)

    return place


@pytest.fixture(params=["async psycopg", "async asyncpg", "sync psycopg"])
async def place(request: pytest.FixtureRequest, served: Served, url: str) -> AsyncIterator[Place]:
    kind, driver = request.param.split()
    if kind == "async":
        engine = create_async_engine(url_of(driver, url))
        yield place_async(served.service, engine)
        await engine.dispose()
    else:
        plain = create_engine(url_of(driver, url))
        yield place_sync(served.service, plain)
        plain.dispose()


def keys(sidecar: FakeSidecar) -> list[Any]:
    return [entry["data"]["key"] for entry in sidecar.entries]


async def test_events_commit_with_what_the_session_wrote(place: Place, served: Served, sidecar: FakeSidecar) -> None:
    hostile = "c'; --:p1 $1 %s"
    await place([Item(key="a", n=1), Item(key="b", n=2), Item(key=hostile, n=3)], False)
    await until(lambda: len(keys(sidecar)) == 3)
    assert sorted(keys(sidecar)) == ["a", "b", hostile]
    assert [row["key"] for row in await served.rows("SELECT key FROM item ORDER BY n")] == ["a", "b", hostile]


async def test_what_is_undone_or_refused_publishes_nothing(place: Place, served: Served, sidecar: FakeSidecar) -> None:
    with pytest.raises(RuntimeError, match="told to fail"):
        await place([Item(key="d", n=1)], True)
    with pytest.raises(InvalidEventError):
        await place([Item.model_construct(key="", n=1)], False)
    # What was refused comes after it: nothing of it would still be on its way.
    await place([Item(key="f", n=1)], False)
    await until(lambda: "f" in keys(sidecar))
    assert keys(sidecar) == ["f"]
    assert [row["key"] for row in await served.rows("SELECT key FROM item")] == ["f"]


async def test_writers_of_the_same_keys_never_wait_for_each_other_in_a_circle(
    place: Place, sidecar: FakeSidecar
) -> None:
    await asyncio.gather(*(place([Item(key=f"{n}", n=n), Item(key=f"{n} too", n=n)], False) for n in range(10)))
    await until(lambda: len(keys(sidecar)) == 20)
    assert len(set(keys(sidecar))) == 20


async def test_an_async_session_is_not_taken_for_a_plain_one(served: Served, url: str) -> None:
    engine = create_async_engine(url_of("psycopg", url))
    async with AsyncSession(engine) as session:
        wrong: Any = AsyncSqlalchemyTransaction(session)
        with pytest.raises(RuntimeError, match=r"async with service\.publishing"):
            with served.service.publishing_sync(wrong) as publish:
                publish.made(Item(key="a", n=1))
        await session.execute(text("SELECT 1"))
    await engine.dispose()
