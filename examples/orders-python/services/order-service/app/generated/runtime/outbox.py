"""The outbox: events that are committed and not yet accepted by the broker."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .message import Message, to_json
from .saga_store import insert_run
from .statements import INSERT_OUTBOX

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
    rows, _ = await client.raw(
        INSERT_OUTBOX,
        [message.event.pubsub for message in messages],
        [message.topic for message in messages],
        [message.key for message in messages],
        [message.event_id for message in messages],
        [message.body for message in messages],
        [_metadata(message) for message in messages],
        [message.event.ordered and message.key is not None for message in messages],
    )
    return sorted({row["lane"] for row in rows})


def _metadata(message: Message) -> str | None:
    metadata = dict(message.metadata)
    if message.event.envelope == "raw":
        metadata["rawPayload"] = "true"
    return to_json(metadata) if metadata else None
