"""What the admin routes are asked for: filters, limits, times."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar, get_args

from .contract import ServiceDefinition
from .dead_letter import DeadLetterFilter, DeadLetterReason, DeadLetterState
from .errors import HttpError
from .server import HttpRequest

Choice = TypeVar("Choice", bound=str)

_MOST_IDS = 2000
_TIME = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)", re.ASCII)


def read_dead_letter_filter(definition: ServiceDefinition, request: HttpRequest) -> DeadLetterFilter:
    """`event`, `reason`, `state`, `since`, `until`, `after`, `order` and `limit` of a query.

    Raises HttpError (400) that names what can't be understood.
    """
    event = request.query_value("event")
    after = request.query_value("after")
    if after is not None and re.fullmatch(r"[0-9]{1,18}", after) is None:
        raise HttpError(400, f"'{after}' is not an id")
    return DeadLetterFilter(
        state=_read_choice(request, "state", get_args(DeadLetterState)) or "open",
        types=None if event is None else types_of(definition, event),
        reason=_read_choice(request, "reason", get_args(DeadLetterReason)),
        since=read_time(request, "since"),
        until=read_time(request, "until"),
        after=None if after is None else int(after),
        oldest_first=_read_choice(request, "order", ("newest", "oldest")) == "oldest",
        limit=read_limit(request),
    )


def read_limit(request: HttpRequest) -> int:
    """`limit`, 100 if absent. Raises HttpError (400) if it is none."""
    text = request.query_value("limit") or "100"
    if re.fullmatch(r"[0-9]{1,5}", text) is not None and 1 <= int(text) <= 10_000:
        return int(text)
    raise HttpError(400, "limit must be a whole number from 1 to 10000")


def read_time(request: HttpRequest, name: str) -> datetime | None:
    """A time of RFC 3339. Raises HttpError (400) if it is none."""
    text = request.query_value(name)
    if text is None:
        return None
    time = _parse_time(text)
    if time is None:
        raise HttpError(400, f"{name} must be a time like 2026-03-01T09:30:00Z")
    return time


def _parse_time(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if _TIME.fullmatch(text) is not None else None
    except ValueError:
        return None


def read_trace_request(body: Any) -> tuple[list[str], datetime]:
    """`ids` and `since` of a body. Raises HttpError (400) if they are none."""
    ids = body.get("ids") if isinstance(body, dict) else None
    if not isinstance(ids, list) or not 1 <= len(ids) <= _MOST_IDS or not all(map(_is_id, ids)):
        raise HttpError(400, f"ids must be a list of 1 to {_MOST_IDS} ids of 4 to 256 characters")
    since = _parse_time(str(body.get("since")))
    if since is None:
        raise HttpError(400, "since must be a time like 2026-03-01T09:30:00Z")
    return ids, since


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and 4 <= len(value) <= 256 and "\0" not in value


def types_of(definition: ServiceDefinition, event: str) -> Sequence[str]:
    """The CloudEvents types of an event by its name in the design, or by its type."""
    subscribed = [
        (known.name, known.type) for subscription in definition.subscriptions for known in subscription.events
    ]
    published = [(known.name, known.type) for known in definition.publishes.values()]
    return list(dict.fromkeys([event, *(kind for name, kind in [*subscribed, *published] if name == event)]))


def _read_choice(request: HttpRequest, name: str, choices: tuple[Choice, ...]) -> Choice | None:
    text = request.query_value(name)
    if text is None:
        return None
    for choice in choices:
        if choice == text:
            return choice
    raise HttpError(400, f"{name} must be one of {', '.join(choices)}")
