"""Pauses between attempts."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Backoff:
    """In milliseconds."""

    initial_ms: float
    max_ms: float


def backoff_ms(backoff: Backoff, failures: int) -> float:
    """The pause after the `failures`-th failure (1 for the first).

    Doubles up to the maximum, then is scattered over its upper half, so that those who failed together
    don't come back together.
    """
    full: float = min(backoff.max_ms, backoff.initial_ms * 2.0 ** min(30, max(0, failures - 1)))
    return full * (0.5 + random.random() / 2)
