"""Counters, gauges and histograms of one service, kept in memory, printed in Prometheus's text format."""

from __future__ import annotations

from collections.abc import Mapping

Labels = Mapping[str, str]

_HELP: dict[str, tuple[str, str]] = {
    "eda_events_total": ("counter", "Events taken from topics, by consumer and outcome"),
    "eda_retries_total": ("counter", "Failed attempts that will be repeated"),
    "eda_handler_seconds": ("histogram", "Time from the delivery to the answer"),
    "eda_delivery_seconds": ("histogram", "Time from the publishing to the end of the handler"),
    "eda_published_total": ("counter", "Events that the broker accepted"),
    "eda_publish_delay_seconds": ("histogram", "Time from the commit to the acceptance by the broker"),
    "eda_parked_total": ("counter", "Events that the relay parked"),
    "eda_outbox_backlog": ("gauge", "Events in the outbox, counted up to 100000"),
    "eda_outbox_oldest_seconds": ("gauge", "Age of the oldest event in the outbox"),
    "eda_outbox_parked": ("gauge", "Parked events"),
    "eda_dead_letters": ("gauge", "Open dead letters"),
    "eda_dead_letters_by_reason": ("gauge", "The same: invalid, unknown, failed, exhausted, undeliverable"),
    "eda_blocked_keys": ("gauge", "Ordered keys that wait for a dead letter"),
    "eda_relay_lanes": ("gauge", "Lanes of the outbox that this process leases"),
    "eda_topic_trouble": ("gauge", "1 for each topic that cannot be published to"),
    "eda_http_requests_total": ("counter", "Requests, by route and status"),
    "eda_http_seconds": ("histogram", "Duration of requests"),
    "eda_saga_starts_total": ("counter", "Events that start sagas: started, second"),
    "eda_saga_replies_total": ("counter", "Answers to sagas"),
    "eda_saga_seconds": ("histogram", "Time from the start of a run to its end"),
    "eda_saga_runs": ("gauge", "Open runs: running, compensating, parked"),
    "eda_saga_overdue": ("gauge", "Open runs whose time was up more than a minute ago, and parked ones"),
    "eda_stored_total": ("counter", "Events that aggregates stored"),
    "eda_append_conflicts_total": ("counter", "Commands that were decided anew because others stored first"),
    "eda_projection_lag": ("gauge", "Stored events that a projection has not taken yet, counted up to 100000"),
    "eda_projection_lag_seconds": ("gauge", "Age of the oldest stored event that a projection has not taken yet"),
    "eda_projection_faults": ("gauge", "Stored events that a projection could not take"),
    "eda_calls_total": ("counter", "Calls of other services, by outcome"),
    "eda_circuit_open": ("gauge", "1 for each call whose circuit breaker was open after the last one"),
}
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class _Series:
    __slots__ = ("buckets", "count", "labels", "value")

    def __init__(self, labels: Labels) -> None:
        self.labels = dict(labels)
        self.value = 0.0
        self.count = 0
        self.buckets = [0] * len(_BUCKETS)


class Metrics:
    """Labels of a series have few values each, never ids."""

    def __init__(self) -> None:
        self._families: dict[str, dict[tuple[tuple[str, str], ...], _Series]] = {}

    def count(self, name: str, labels: Labels | None = None, by: float = 1) -> None:
        self._series(name, labels or {}).value += by

    def gauge(self, name: str, value: float, labels: Labels | None = None) -> None:
        self._series(name, labels or {}).value = value

    def observe(self, name: str, seconds: float, labels: Labels | None = None) -> None:
        series = self._series(name, labels or {})
        series.value += seconds
        series.count += 1
        for index, bound in enumerate(_BUCKETS):
            if seconds <= bound:
                series.buckets[index] += 1

    def print(self) -> str:
        lines: list[str] = []
        for name, family in self._families.items():
            kind, text = _HELP[name]
            lines += [f"# HELP {name} {text}", f"# TYPE {name} {kind}"]
            for series in family.values():
                lines += _print_series(name, kind, series)
        return "\n".join(lines) + "\n"

    def _series(self, name: str, labels: Labels) -> _Series:
        family = self._families.setdefault(name, {})
        key = tuple(labels.items())
        series = family.get(key)
        if series is None:
            series = family[key] = _Series(labels)
        return series


def _print_series(name: str, kind: str, series: _Series) -> list[str]:
    labels = series.labels
    if kind != "histogram":
        return [f"{name}{_labels(labels)} {_number(series.value)}"]
    lines = [
        f"{name}_bucket{_labels({**labels, 'le': str(bound)})} {series.buckets[index]}"
        for index, bound in enumerate(_BUCKETS)
    ]
    lines.append(f"{name}_bucket{_labels({**labels, 'le': '+Inf'})} {series.count}")
    lines.append(f"{name}_sum{_labels(labels)} {_number(series.value)}")
    lines.append(f"{name}_count{_labels(labels)} {series.count}")
    return lines


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)


def _labels(labels: Labels) -> str:
    if not labels:
        return ""
    quoted = (value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") for value in labels.values())
    return "{" + ",".join(f'{name}="{value}"' for name, value in zip(labels, quoted, strict=True)) + "}"
