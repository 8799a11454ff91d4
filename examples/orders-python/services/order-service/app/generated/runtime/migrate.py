"""Migrations of the service's database."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from .contract import Logger
from .database import run_raw
from .statements import CREATE_MIGRATIONS, LIST_MIGRATIONS, LOCK_MIGRATIONS, RECORD_MIGRATION


class MigrationError(Exception):
    """A file that was changed after it was applied, or that the database refused."""


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    text: str
    hash: str


async def migrate(database_url: str, folder: Path, logger: Logger) -> list[str]:
    """Applies `<folder>/eda/*.sql`, then `<folder>/*.sql`, in order of names, each once and in a
    transaction of its own. Returns the names of the files that were applied.

    Replicas that start at once wait for each other. A missing folder has no migrations. Raises
    MigrationError that names the file.
    """
    files = [*_read_folder(folder / "eda", "eda/"), *_read_folder(folder, "")]
    connection = await psycopg.AsyncConnection.connect(
        database_url, autocommit=True, application_name="eda migrate", connect_timeout=10
    )
    async with connection:
        await connection.execute(LOCK_MIGRATIONS.encode())
        await connection.execute(
            CREATE_MIGRATIONS.encode(),
            prepare=False,
        )
        cursor = await connection.execute(LIST_MIGRATIONS.encode())
        applied: dict[str, str] = dict(await cursor.fetchall())
        done: list[str] = []
        for file in files:
            known = applied.get(file.name)
            if known == file.hash:
                continue
            if known is not None:
                raise MigrationError(
                    f"Migration '{file.name}' was changed after it was applied; write a new one instead"
                )
            later = sorted(name for name in applied if _is_behind(file.name, name))
            if later:
                logger.warning("migration comes after later ones", migration=file.name, applied=later)
            await _apply(connection, file)
            logger.info("migration applied", migration=file.name)
            done.append(file.name)
        return done


def _is_behind(name: str, applied: str) -> bool:
    """Whether one should have run before the other: it is of the same folder, and sorts before it."""
    return name < applied and name.startswith("eda/") == applied.startswith("eda/")


async def _apply(connection: psycopg.AsyncConnection[Any], file: _File) -> None:
    try:
        async with connection.transaction():
            await connection.execute(file.text.encode(), prepare=False)
            await run_raw(connection, RECORD_MIGRATION, (file.name, file.hash))
    except psycopg.Error as error:
        raise MigrationError(f"Migration '{file.name}' failed: {error}") from error


def _read_folder(folder: Path, prefix: str) -> list[_File]:
    if not folder.is_dir():
        return []
    files: list[_File] = []
    for path in sorted(folder.glob("*.sql")):
        # Line ends may change on the way through a version control.
        text = path.read_bytes().decode().replace("\r\n", "\n")
        files.append(_File(f"{prefix}{path.name}", text, hashlib.sha256(text.encode()).hexdigest()))
    return files
