"""A database of its own for a test, with the service's migrations."""

from __future__ import annotations

import os
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from .contract import Logger
from .database import Database
from .kit_server import server_url
from .migrate import migrate


@dataclass(frozen=True, slots=True)
class KitDatabase:
    """Opened, and where it is."""

    url: str
    database: Database


@asynccontextmanager
async def open_kit_database(
    logger: Logger, *, migrations: str = "migrations", database_url: str | None = None
) -> AsyncIterator[KitDatabase]:
    """Makes and migrates a database on the server at `database_url`, at DATABASE_URL, or on one that is started.

    It is dropped in the end. Raises RuntimeError if there is no server to be had, FileNotFoundError if there are no
    migrations, MigrationError if one is refused.
    """
    folder = _folder(migrations)
    server = database_url or os.environ.get("DATABASE_URL") or server_url()
    name = f"eda_test_{uuid.uuid4().hex[:16]}"
    admin = await psycopg.AsyncConnection.connect(server, autocommit=True)
    try:
        await admin.execute(f"CREATE DATABASE {name}".encode())
        try:
            url = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
            await migrate(url, folder, logger)
            database = Database(url, 10, logger)
            await database.open()
            try:
                yield KitDatabase(url, database)
            finally:
                await database.close()
        finally:
            await admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())
    finally:
        await admin.close()


def _folder(name: str) -> Path:
    folder = Path(name)
    if not folder.is_dir():
        raise FileNotFoundError(f"There is no folder '{name}' in {Path.cwd()}: run the tests in the service's folder")
    return folder
