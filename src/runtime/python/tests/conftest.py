"""A real PostgreSQL, at EDA_TEST_POSTGRES: each test gets a database of its own with the runtime's tables."""

from __future__ import annotations

import os
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from .support import FakeSidecar, MemoryLogger

SQL = Path(__file__).parents[2] / "sql"
PARTS = ("schema", "outbox", "outbox-history", "inbox", "dead-letter", "saga", "event-store")


@pytest.fixture
async def url() -> AsyncIterator[str]:
    server = os.environ["EDA_TEST_POSTGRES"]
    name = f"t_{uuid.uuid4().hex[:12]}"
    admin = await psycopg.AsyncConnection.connect(server, autocommit=True)
    await admin.execute(f"CREATE DATABASE {name}".encode())
    database = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    try:
        yield database
    finally:
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
        await admin.close()


@pytest.fixture
def migrations(tmp_path: Path) -> Path:
    folder = tmp_path / "migrations"
    (folder / "eda").mkdir(parents=True)
    for number, part in enumerate(PARTS, 1):
        (folder / "eda" / f"{number:04}-{part}.sql").write_text((SQL / f"{part}.sql").read_text())
    (folder / "0001-item.sql").write_text("CREATE TABLE item (key text PRIMARY KEY, n int NOT NULL)")
    (folder / "0002-count.sql").write_text(
        "CREATE TABLE counts (user_id text PRIMARY KEY, created int, last text, tags jsonb, day date)"
    )
    return folder


@pytest.fixture
async def sidecar() -> AsyncIterator[FakeSidecar]:
    fake = FakeSidecar()
    await fake.start()
    try:
        yield fake
    finally:
        await fake.stop()


@pytest.fixture
def logger() -> MemoryLogger:
    return MemoryLogger()
