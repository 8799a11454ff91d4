"""Messages to people, and whom to write to."""

from __future__ import annotations

from datetime import UTC

from app.generated.models import ListMessagesResponseItem
from app.generated.runtime.database import Queryable
from app.generated.runtime.errors import RetryableError
from app.render import render


async def save_recipient(database: Queryable, *, user_id: str, name: str, email: str) -> None:
    """Keeps whom to write to; the newest state of an account wins."""
    await database.execute(
        """INSERT INTO recipient (user_id, name, email) VALUES (%s, %s, %s)
           ON CONFLICT (user_id) DO UPDATE SET name = EXCLUDED.name, email = EXCLUDED.email""",
        (user_id, name, email),
    )


async def send_message(database: Queryable, *, event_id: str, user_id: str, subject: str) -> None:
    """Writes to a person, by recording the message as sent: this is where a mail provider would be called, with
    the event's id as idempotency key.

    Raises RetryableError if nobody has told yet who the person is: accounts and tasks come on different topics.
    Raises TemplateError if the subject can't be rendered.
    """
    recipient = await database.fetch_one("SELECT name FROM recipient WHERE user_id = %s", (user_id,))
    if recipient is None:
        raise RetryableError(f"Nothing is known of person {user_id} yet")
    await database.execute(
        "INSERT INTO message (event_id, user_id, subject) VALUES (%s, %s, %s)",
        (event_id, user_id, render(subject, {"name": recipient["name"]})),
    )


async def find_messages_to(database: Queryable, user_id: str) -> list[ListMessagesResponseItem]:
    """What was sent to a person, oldest first."""
    rows = await database.fetch_all(
        "SELECT subject, sent_at FROM message WHERE user_id = %s ORDER BY sent_at LIMIT 1000", (user_id,)
    )
    return [
        ListMessagesResponseItem(
            subject=row["subject"],
            sent_at=row["sent_at"].astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        )
        for row in rows
    ]
