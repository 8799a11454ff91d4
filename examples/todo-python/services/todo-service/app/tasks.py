"""The tasks of each person, in the database."""

from __future__ import annotations

from datetime import UTC, datetime

from app.generated.models import Task
from app.generated.runtime.database import Queryable, Row


async def insert_task(
    database: Queryable, *, todo_id: str, user_id: str, title: str, due_at: str | None = None
) -> Task | None:
    """Adds a task. None if there is one with its id."""
    row = await database.fetch_one(
        """INSERT INTO task (todo_id, user_id, title, due_at) VALUES (%s, %s, %s, %s)
           ON CONFLICT (todo_id) DO NOTHING RETURNING *""",
        (todo_id, user_id, title, due_at),
    )
    return None if row is None else _to_task(row)


async def find_task(database: Queryable, todo_id: str) -> Task | None:
    """The task of an id."""
    row = await database.fetch_one("SELECT * FROM task WHERE todo_id = %s", (todo_id,))
    return None if row is None else _to_task(row)


async def find_tasks_of(database: Queryable, user_id: str) -> list[Task]:
    """The tasks of a person, oldest first."""
    rows = await database.fetch_all(
        "SELECT * FROM task WHERE user_id = %s ORDER BY created_at, todo_id LIMIT 1000", (user_id,)
    )
    return [_to_task(row) for row in rows]


async def mark_completed(database: Queryable, todo_id: str) -> str | None:
    """Marks a task as done. When, or None if it is done already or does not exist."""
    row = await database.fetch_one(
        """UPDATE task SET completed_at = now() WHERE todo_id = %s AND completed_at IS NULL
           RETURNING completed_at""",
        (todo_id,),
    )
    return None if row is None else _rfc3339(row["completed_at"])


def _to_task(row: Row) -> Task:
    return Task(
        todo_id=str(row["todo_id"]),
        user_id=str(row["user_id"]),
        title=row["title"],
        due_at=None if row["due_at"] is None else _rfc3339(row["due_at"]),
        completed=row["completed_at"] is not None,
    )


def _rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
