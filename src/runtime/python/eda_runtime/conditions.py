"""Conditions of subscriptions, in CEL."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import celpy
from celpy.adapter import json_to_cel


def when(condition: str) -> Callable[[Mapping[str, Any]], bool]:
    """Compiles a condition over `event`. The runtime takes an exception, a missing field say, as false."""
    environment = celpy.Environment()
    program = environment.program(environment.compile(condition))

    def holds(event: Mapping[str, Any]) -> bool:
        result = program.evaluate({"event": json_to_cel(dict(event))})
        return isinstance(result, celpy.celtypes.BoolType) and bool(result)

    return holds
