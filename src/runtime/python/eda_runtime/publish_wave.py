"""Sends rows of the outbox to the sidecar, and finds out what became of each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import httpx

from .publish_confirmation import BulkPublisher, PublishConfirmation
from .relay_buffer import Trouble
from .relay_row import RelayRow
from .sidecar import PublishTarget


@dataclass(frozen=True, slots=True)
class FailedRow:
    """`own`: the row itself is at fault: refused alone, or refused while others of the request passed."""

    row: RelayRow
    error: str
    own: bool


@dataclass(frozen=True, slots=True)
class WaveResult:
    """What became of rows that were sent in one go; `trouble` concerns the topic as a whole."""

    accepted: Sequence[RelayRow]
    failed: Sequence[FailedRow] = ()
    trouble: Trouble | None = None
    in_doubt: bool = False
    """Failed rows that are not at fault were accepted by the sidecar, and perhaps not by the broker."""


@dataclass(frozen=True, slots=True)
class _Answer:
    kind: Literal["accepted", "entries", "refused", "systemic", "outage", "doubt"]
    """`doubt`: accepted by the sidecar, and perhaps not by the broker."""
    reason: str = ""
    bad: bool = False
    """Refused because of what the request says (400), not of how the sidecar is."""
    failed: Mapping[str, str] | None = None
    trouble: Trouble | None = None


async def publish_wave(
    sidecar: BulkPublisher,
    target: PublishTarget,
    rows: Sequence[RelayRow],
    confirmation: PublishConfirmation | None = None,
) -> WaveResult:
    """Sends rows of different keys in one bulk request: the sidecar keeps no order within one.

    A request that is refused whole because of one entry is sent again entry by entry, once, to find it.
    `confirmation`: where the sidecar's word is not enough.
    """
    if confirmation is None:
        answer = await _ask(sidecar, target, rows)
    else:
        answer = await _ask_confirmed(sidecar, target, rows, confirmation)
    match answer.kind:
        case "accepted":
            return WaveResult(rows)
        case "entries":
            result = _judge_entries(rows, answer.failed or {})
            # Azure Event Hubs refuses a request whose entries have different keys, each of them.
            if result.trouble is not None and len(rows) > 1:
                return await _publish_alone(sidecar, target, rows, confirmation)
            return result
        case "refused":
            if len(rows) > 1:
                return await _publish_alone(sidecar, target, rows, confirmation)
            trouble = None if answer.bad else Trouble("outage", answer.reason)
            return WaveResult([], _fail_all(rows, answer.reason, answer.bad), trouble)
        case "doubt":
            doubt = answer.trouble
            reason = "" if doubt is None else doubt.reason
            return WaveResult([], _fail_all(rows, reason, False), doubt, in_doubt=True)
        case kind:
            return WaveResult([], _fail_all(rows, answer.reason, False), Trouble(kind, answer.reason))


def _judge_entries(rows: Sequence[RelayRow], failed: Mapping[str, str]) -> WaveResult:
    accepted = [row for row in rows if str(row.id) not in failed]
    failures = [FailedRow(row, failed[str(row.id)], own=bool(accepted)) for row in rows if str(row.id) in failed]
    if accepted or not failures:
        return WaveResult(accepted, failures)
    return WaveResult(accepted, failures, Trouble("outage", failures[0].error))


def _fail_all(rows: Sequence[RelayRow], error: str, own: bool) -> list[FailedRow]:
    return [FailedRow(row, error, own) for row in rows]


async def _publish_alone(
    sidecar: BulkPublisher,
    target: PublishTarget,
    rows: Sequence[RelayRow],
    confirmation: PublishConfirmation | None,
) -> WaveResult:
    accepted: list[RelayRow] = []
    failed: list[FailedRow] = []
    for index, row in enumerate(rows):
        result = await publish_wave(sidecar, target, [row], confirmation)
        accepted += result.accepted
        if result.in_doubt:
            doubted = _fail_all(rows[index:], result.failed[0].error, False)
            return WaveResult(accepted, [*failed, *doubted], result.trouble, in_doubt=True)
        failed += result.failed
        # An entry refused with 500 may be at fault or not; a topic without answers certainly is.
        if result.trouble is not None and not accepted:
            rest = _fail_all(rows[index + 1 :], result.trouble.reason, False)
            return WaveResult(accepted, [*failed, *rest], result.trouble)
    return WaveResult(accepted, [FailedRow(one.row, one.error, one.own or bool(accepted)) for one in failed])


async def _ask_confirmed(
    sidecar: BulkPublisher,
    target: PublishTarget,
    rows: Sequence[RelayRow],
    confirmation: PublishConfirmation,
) -> _Answer:
    """Asks, and has what was accepted confirmed. Else nothing is known of any row, nor who is at fault."""
    sent_at = confirmation.begin()
    answer = await _ask(sidecar, target, rows)
    took_some = answer.kind == "accepted" or (answer.kind == "entries" and len(answer.failed or {}) < len(rows))
    doubt = await confirmation.doubt(sent_at) if took_some else None
    return answer if doubt is None else _Answer("doubt", trouble=doubt)


async def _ask(sidecar: BulkPublisher, target: PublishTarget, rows: Sequence[RelayRow]) -> _Answer:
    try:
        answer = await sidecar.publish_bulk(target, _bulk_body(target, rows))
    except (httpx.HTTPError, OSError) as error:
        return _Answer("outage", str(error) or type(error).__name__)
    if 200 <= answer.status <= 299:
        return _Answer("accepted")
    reason = f"{answer.status} {answer.body[:500]}"
    if answer.status in (401, 403, 404):
        return _Answer("systemic", reason)
    failed = _failed_entries(answer.body) if answer.status == 500 else None
    if failed is not None:
        return _Answer("entries", failed=failed)
    if answer.status in (400, 413, 500):
        return _Answer("refused", reason, bad=answer.status != 500)
    return _Answer("outage", reason)


def _bulk_body(target: PublishTarget, rows: Sequence[RelayRow]) -> str:
    """Splices the stored texts: the envelope is never parsed."""
    content_type = "application/json" if target.raw else "application/cloudevents+json"
    entries = ",".join(
        f'{{"entryId":"{row.id}","event":{row.envelope},"contentType":"{content_type}",'
        f'"metadata":{row.metadata or "{}"}}}'
        for row in rows
    )
    return f"[{entries}]"


def _failed_entries(body: str) -> Mapping[str, str] | None:
    try:
        entries = json.loads(body)["failedEntries"]
        if not isinstance(entries, list) or not entries:
            return None
        return {str(entry["entryId"]): str(entry.get("error", "refused by the broker")) for entry in entries}
    except (ValueError, LookupError, TypeError, AttributeError):
        return None
