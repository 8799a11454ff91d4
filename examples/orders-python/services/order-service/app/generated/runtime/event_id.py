"""What of foreign texts can be kept: ids and keys as the inbox has them, texts as the database takes them."""

from __future__ import annotations

import hashlib
import re

_MAX_ID_BYTES = 256
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def inbox_event_id(text: str) -> str:
    """The id, or the hash of one too long for an index or no text of the database: producers choose their ids."""
    data = text.encode("utf-8", "surrogatepass")
    if len(data) <= _MAX_ID_BYTES and clean(text) == text:
        return text
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def clean(text: str) -> str:
    """PostgreSQL texts hold no NUL, and no half of a surrogate pair."""
    return _UNSTORABLE.sub("\ufffd", text)
