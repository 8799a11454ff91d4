"""Counters that start at 0 with the service."""

from __future__ import annotations

from .contract import ServiceDefinition
from .metrics import Metrics

# Outcomes that alarms wait for.
_OUTCOMES = ("handled", "duplicate", "retried", "dead-lettered", "lost")


def declare_metrics(definition: ServiceDefinition, metrics: Metrics) -> None:
    """A counter that appears with its first event looks to Prometheus as if nothing had happened, and the first is the
    one that matters."""
    consumers = {
        consumer.consumer
        for subscription in definition.subscriptions
        for event in subscription.events
        for consumer in event.consumers
    }
    for consumer in sorted(consumers):
        for outcome in _OUTCOMES:
            metrics.count("eda_events_total", {"consumer": consumer, "outcome": outcome}, 0)
        metrics.count("eda_retries_total", {"consumer": consumer}, 0)
    if definition.subscriptions:
        # What no consumer can be found for counts for the service itself.
        metrics.count("eda_events_total", {"consumer": definition.name, "outcome": "dead-lettered"}, 0)
    for event in definition.publishes.values():
        if isinstance(event.address, str):
            metrics.count("eda_published_total", {"topic": event.address}, 0)
            metrics.count("eda_parked_total", {"topic": event.address}, 0)
