"""Accounts, in the database."""

from __future__ import annotations

from datetime import UTC

from app.generated.models import Account
from app.generated.runtime.database import Queryable, Row


async def insert_account(database: Queryable, *, user_id: str, name: str, email: str) -> Account | None:
    """Opens an account. None if the address has one."""
    row = await database.fetch_one(
        "INSERT INTO account (user_id, name, email) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING RETURNING *",
        (user_id, name, email),
    )
    return None if row is None else _to_account(row)


async def find_account(database: Queryable, user_id: str) -> Account | None:
    """The account of an id."""
    row = await database.fetch_one("SELECT * FROM account WHERE user_id = %s", (user_id,))
    return None if row is None else _to_account(row)


async def find_account_by_email(database: Queryable, email: str) -> Account | None:
    """The account of an address, however it is spelt."""
    row = await database.fetch_one("SELECT * FROM account WHERE lower(email) = lower(%s)", (email,))
    return None if row is None else _to_account(row)


def _to_account(row: Row) -> Account:
    registered_at = row["registered_at"].astimezone(UTC).isoformat(timespec="milliseconds")
    return Account(
        user_id=str(row["user_id"]),
        name=row["name"],
        email=row["email"],
        registered_at=registered_at.replace("+00:00", "Z"),
    )
