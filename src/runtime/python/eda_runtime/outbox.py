"""The outbox: events that are committed and not yet accepted by the broker."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .message import Message, to_json

if TYPE_CHECKING:
    from .database import RawQueryable

LANE_LOCK = 777
"""First number of the advisory locks that serialise id order with commit order in a lane."""
OUTBOX_CHANNEL = "eda_outbox"
"""Channel that wakes relays."""

# The lane's lock is taken before `nextval` and freed after the commit is visible: nothing with a lower id
# ever becomes visible later in a lane. Lanes are locked in order, so that two transactions can't deadlock.
_INSERT = f"""
WITH e AS (
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::json[], $6::json[], $7::boolean[])
    WITH ORDINALITY AS t(pubsub, topic, key, event_id, envelope, metadata, strict, ord)
), s AS (
  SELECT e.*, CASE WHEN key IS NULL THEN (random() * 255)::int
    ELSE (hashtextextended(topic || chr(31) || key, 0) & 255)::int END AS lane FROM e
), l AS MATERIALIZED (
  SELECT count(pg_advisory_xact_lock({LANE_LOCK}, lane)) AS n FROM (SELECT DISTINCT lane FROM s ORDER BY lane) d
)
INSERT INTO eda.outbox (lane, id, pubsub, topic, key, event_id, envelope, metadata, strict)
SELECT lane, nextval('eda.outbox_id'), pubsub, topic, key, event_id, envelope, metadata, strict
  FROM (SELECT s.* FROM l, s WHERE l.n >= 0 ORDER BY ord) o
RETURNING lane"""


async def write_outbox(client: RawQueryable, messages: Sequence[Message]) -> list[int]:
    """Writes messages in one statement. Returns the lanes, so that relays look only there.

    Call it last in a transaction: it holds the locks of the lanes until the commit, and other writers of
    the same keys wait.
    """
    if not messages:
        return []
    rows, _ = await client.raw(
        _INSERT,
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
