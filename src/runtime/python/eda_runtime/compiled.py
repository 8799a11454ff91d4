"""What functions are compiled to: whether what they have made was made by the same code."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from types import CodeType, FunctionType
from typing import Any


def fingerprint(parts: Iterable[str]) -> str:
    """Of code and what else tells that something was made by the same: 16 hexadecimal digits."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def describe_code(function: Callable[..., Any]) -> Iterator[str]:
    """Texts that change when a function does, or one of the functions of its own module that it calls."""
    if not isinstance(function, FunctionType):
        yield repr(type(function))
        return
    waiting, seen = [function], {function}
    while waiting:
        current = waiting.pop()
        for code in _codes_in(current.__code__):
            yield from (current.__name__, code.co_code.hex(), *map(_describe_constant, code.co_consts), *code.co_names)
            for name in code.co_names:
                called = current.__globals__.get(name)
                if isinstance(called, FunctionType) and called.__module__ == function.__module__ and called not in seen:
                    seen.add(called)
                    waiting.append(called)


def _codes_in(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes_in(constant)


def _describe_constant(constant: object) -> str:
    """Sets have another order in each process, and code of its own is described by itself."""
    if isinstance(constant, CodeType):
        return constant.co_name
    if isinstance(constant, frozenset):
        return repr(sorted(map(repr, constant)))
    return repr(constant)
