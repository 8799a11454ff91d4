"""The outbox: events that are committed and not yet accepted by the broker."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .message import Message, to_json
from .saga_store import insert_run
from .statements import INSERT_OUTBOX, INSERT_OUTBOX_ONE

if TYPE_CHECKING:
    from .database import RawQueryable


async def write_outbox(client: RawQueryable, messages: Sequence[Message]) -> list[int]:
    """Writes messages in one statement, and before it the runs of choreographies that they start.

    Returns the lanes, so that relays look only there.

    Call it last in a transaction: it holds the locks of the lanes until the commit, and other writers of
    the same keys wait.
    """
    if not messages:
        return []
    for message in messages:
        for run in message.starts:
            await insert_run(client, run, "running", ())
    values = [_values(message) for message in messages]
    if len(values) == 1:
        rows, _ = await client.raw(INSERT_OUTBOX_ONE, *values[0])
    else:
        columns = [list(column) for column in zip(*values, strict=True)]
        rows, _ = await client.raw(INSERT_OUTBOX, *columns)
    return sorted({row["lane"] for row in rows})


def _values(message: Message) -> tuple[str | bool | None, ...]:
    """What the statements take of a message, in their order."""
    event = message.event
    strict = event.ordered and message.key is not None
    return event.pubsub, message.topic, message.key, message.event_id, message.body, _metadata(message), strict


def _metadata(message: Message) -> str | None:
    metadata = dict(message.metadata)
    if message.event.envelope == "raw":
        metadata["rawPayload"] = "true"
    return to_json(metadata) if metadata else None
