"""A map that forgets what was written longest ago."""

from __future__ import annotations

from typing import Generic, TypeVar

V = TypeVar("V")


class RecentMap(Generic[V]):
    """Holds at most `size` entries."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._entries: dict[str, V] = {}

    def get(self, key: str) -> V | None:
        return self._entries.get(key)

    def set(self, key: str, value: V) -> None:
        self._entries.pop(key, None)
        self._entries[key] = value
        if len(self._entries) > self._size:
            del self._entries[next(iter(self._entries))]

    def delete(self, key: str) -> None:
        self._entries.pop(key, None)
