"""Up to where the store can be read without gaps.

Positions become visible out of order: who took a lower one may commit later, and a reader that goes by the highest it
sees passes events for good. So a reader takes the last position that was handed out, and then those who hold the
appenders' lock: whoever has a position up to it either is one of them, or has ended. When they have ended as well,
everything up to that position is visible or never will be. Only appends that are open can delay it; other transactions,
however long, and new appends cannot.
"""

from __future__ import annotations

import asyncio
import time

from .database import RawQueryable
from .statements import READ_HOLDERS, READ_HOLDERS_LEFT, READ_LAST_POSITION

_FIRST_PAUSE = 0.001
_LONGEST_PAUSE = 0.02


async def read_horizon(database: RawQueryable, patience_ms: float) -> int | None:
    """The position up to which the store can be read without gaps; the read needs a snapshot taken after this.

    `patience_ms`: how long open appends are waited for. None where one of them is still open then.
    """
    rows, _ = await database.raw(READ_HOLDERS)
    position, holders = int(rows[0]["position"]), rows[0]["holders"]
    started, pause = time.monotonic(), _FIRST_PAUSE
    while holders:
        if (time.monotonic() - started) * 1000 >= patience_ms:
            return None
        await asyncio.sleep(pause)
        pause = min(_LONGEST_PAUSE, 2 * pause)
        left, _ = await database.raw(READ_HOLDERS_LEFT, holders)
        holders = [row["holder"] for row in left]
    return position


async def read_last_position(database: RawQueryable) -> int:
    """The last position that was handed out, visible or not."""
    rows, _ = await database.raw(READ_LAST_POSITION)
    return int(rows[0]["position"])
