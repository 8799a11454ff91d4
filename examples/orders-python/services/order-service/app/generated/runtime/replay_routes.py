"""A range of events again: what was sent, and its delivery once more."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from .admin_query import read_limit, read_time
from .contract import TopicSubscription
from .database import Database
from .dispatcher import TakenEvent, take_event
from .errors import HttpError
from .outbox_history import HistoryRange, count_history, read_history
from .server import HttpRequest, HttpResponse
from .service_runtime import ServiceRuntime


async def answer_history(runtime: ServiceRuntime, database: Database, request: HttpRequest) -> HttpResponse:
    """A page of the history, or with `count=true` how many events there are."""
    definition = runtime.definition
    name = request.query_value("event") or ""
    event = definition.publishes.get(name)
    if event is None:
        raise HttpError(404, f"'{definition.name}' does not publish '{name}'")
    if definition.history_ms is None:
        raise HttpError(404, f"'{definition.name}' keeps no history: the design says nothing of outbox.history")
    wanted = HistoryRange(
        type=None if event.envelope == "raw" else event.type,
        topic=event.address if isinstance(event.address, str) else None,
        start=read_time(request, "from") or datetime(1970, 1, 1, tzinfo=UTC),
        end=read_time(request, "to") or datetime.now(UTC),
    )
    if request.query_value("count") == "true":
        return HttpResponse(await count_history(database, wanted))
    events, done = await read_history(database, wanted, _read_cursor(request), read_limit(request))
    return HttpResponse({"events": events, "done": done})


def _read_cursor(request: HttpRequest) -> tuple[str, int] | None:
    sent_at, row_id = request.query_value("afterTime"), request.query_value("afterId")
    if sent_at is None or row_id is None:
        return None
    if re.fullmatch(r"[0-9]{1,18}", row_id) and re.fullmatch(r"[0-9 :.+-]{19,40}", sent_at):
        return sent_at, int(row_id)
    raise HttpError(400, "afterTime and afterId are those of the page before")


async def answer_deliver(runtime: ServiceRuntime, request: HttpRequest) -> HttpResponse:
    """Delivers events again, one after another through the same door as the sidecar's: check, inbox, handler.

    Ends behind the first that has to come again, so that none of its key overtakes it; the rest is the caller's to
    send once more.
    """
    events = request.body.get("events") if isinstance(request.body, dict) else None
    if not isinstance(events, list) or len(events) > 1000 or not all(map(_is_event, events)):
        raise HttpError(400, "events must be a list of { pubsub, topic, body }, of 1000 at most")
    results: list[dict[str, Any]] = []
    for event in events:
        if not runtime.takes_events():
            raise HttpError(503, "The service takes no events now")
        taken = await take_event(runtime, _find_subscription(runtime, event), event["body"])
        results.append(_describe(taken))
        if taken.status == "RETRY":
            break
    return HttpResponse({"results": results})


def _is_event(event: Any) -> bool:
    return isinstance(event, dict) and all(isinstance(event.get(name), str) for name in ("pubsub", "topic", "body"))


def _find_subscription(runtime: ServiceRuntime, event: dict[str, str]) -> TopicSubscription:
    for one in runtime.definition.subscriptions:
        if one.topic == event["topic"] and event["pubsub"] in (one.pubsub, ""):
            return one
    raise HttpError(404, f"'{runtime.definition.name}' takes nothing from topic '{event['topic']}'")


def _describe(taken: TakenEvent) -> dict[str, Any]:
    unhandled = next((consumed for _, consumed in taken.results if consumed.outcome != "handled"), None)
    if taken.refusal is not None:
        outcome = "dead-lettered"
    elif unhandled is not None:
        outcome = unhandled.outcome
    else:
        outcome = "handled" if taken.results else "passed"
    error = taken.refusal or (None if unhandled is None else unhandled.error)
    return {"status": taken.status, "outcome": outcome, **({} if error is None else {"error": str(error)})}
