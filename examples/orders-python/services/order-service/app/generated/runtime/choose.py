"""Settings that differ between environments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")


def choose(environment: str, by: Mapping[str, T]) -> T:
    """What holds in an environment."""
    return by[environment]
