"""Finds the route of a request; fixed segments win over parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import unquote_to_bytes

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Route(Generic[T]):
    """A path with `{name}` parameters, ready to be matched."""

    method: str
    segments: Sequence[str]
    target: T


@dataclass(frozen=True, slots=True)
class Match(Generic[T]):
    """`target` is None where nothing answers; `allowed` then holds the methods that the path has."""

    target: T | None
    params: Mapping[str, str]
    allowed: Sequence[str] = ()


def compile_route(method: str, path: str, target: T) -> Route[T]:
    """Raises ValueError if the path does not start with a slash, or a parameter is not a whole segment."""
    segments = _split(path)
    partial = any(re.search(r"[{}]", one) and not _is_parameter(one) for one in segments)
    if not path.startswith("/") or partial:
        raise ValueError(f"'{path}' is not a path with whole {{parameters}}")
    return Route(method, segments, target)


class Router(Generic[T]):
    """Routes by their number of segments, so that few are compared."""

    def __init__(self, routes: Sequence[Route[T]]) -> None:
        self._by_length: dict[int, list[Route[T]]] = {}
        for route in routes:
            self._by_length.setdefault(len(route.segments), []).append(route)

    def match(self, method: str, raw_path: str) -> Match[T]:
        """`raw_path` as it was sent, with its escapes: an escaped slash is no slash."""
        parts = _split(raw_path)
        best: tuple[int, Route[T], dict[str, str]] | None = None
        allowed: dict[str, None] = {}
        for route in self._by_length.get(len(parts), ()):
            params = _match(route.segments, parts)
            if params is None:
                continue
            allowed[route.method] = None
            fixed = len(parts) - len(params)
            if route.method == method and (best is None or fixed > best[0]):
                best = (fixed, route, params)
        return Match(None, {}, list(allowed)) if best is None else Match(best[1].target, best[2])


def _match(segments: Sequence[str], parts: Sequence[str]) -> dict[str, str] | None:
    params: dict[str, str] = {}
    for segment, part in zip(segments, parts, strict=True):
        if segment == part and not _is_parameter(segment):
            continue
        text = _decode(part)
        if _is_parameter(segment):
            if not text:
                return None
            params[segment[1:-1]] = text
        elif segment != text:
            return None
    return params


def _decode(part: str) -> str | None:
    """None for a broken escape: such a path matches nothing."""
    if "%" not in part:
        return part
    if re.search(r"%(?![0-9a-fA-F]{2})", part):
        return None
    try:
        return unquote_to_bytes(part).decode()
    except UnicodeDecodeError:
        return None


def _is_parameter(segment: str) -> bool:
    return segment.startswith("{") and segment.endswith("}") and "{" not in segment[1:]


def _split(path: str) -> list[str]:
    return path.removeprefix("/").split("/")
