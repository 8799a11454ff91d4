"""UUIDs of version 7 (RFC 9562), rising within a process."""

from __future__ import annotations

import os
import time

_last_ms = 0
_sequence = 0


def create_uuid(now_ms: int | None = None) -> str:
    """Rises, so that the inbox of every subscriber inserts at the right edge of its index."""
    global _last_ms, _sequence
    now = time.time_ns() // 1_000_000 if now_ms is None else now_ms
    random = int.from_bytes(os.urandom(10), "big")
    if now > _last_ms:
        _last_ms = now
        # Starts in the lower half, so that 2,048 more fit into the same millisecond.
        _sequence = (random >> 64) & 0x7FF
    else:
        _sequence += 1
        if _sequence > 0xFFF:
            _last_ms += 1
            _sequence = 0
    low = (random & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000
    text = f"{(_last_ms << 16) | 0x7000 | _sequence:016x}{low:016x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
