"""What was ordered, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from app.generated.aggregates import OrderEvent
from app.generated.models import (
    Order,
    OrderingOrderCancelled,
    OrderingOrderConfirmed,
    OrderingOrderNoted,
    OrderingOrderPlaced,
)
from app.generated.runtime.errors import RejectedError

OrderState: TypeAlias = Order | None
"""An order and what became of it; None before it is placed."""


@dataclass(frozen=True, slots=True)
class Place:
    order: OrderingOrderPlaced


@dataclass(frozen=True, slots=True)
class Note:
    text: str


@dataclass(frozen=True, slots=True)
class Confirm:
    tracking_code: str


@dataclass(frozen=True, slots=True)
class Cancel:
    reason: str


OrderCommand: TypeAlias = Place | Note | Confirm | Cancel
"""What can be asked of an order."""

INITIAL: OrderState = None
"""The state before the first event."""


def decide(command: OrderCommand, state: OrderState) -> Sequence[OrderEvent]:
    """What follows from a command. One that comes again, and an end after the end, change nothing."""
    if isinstance(command, Place):
        order = command.order
        if state is None:
            return [order]
        if (state.customer_id, state.total.minor) == (order.customer_id, order.total.minor):
            return []
        raise RejectedError(f"Another order has the id {order.order_id}")
    if state is None:
        raise RejectedError("There is no such order")
    if isinstance(command, Note):
        return [OrderingOrderNoted(order_id=state.order_id, text=command.text)]
    if state.status != "placed":
        return []
    if isinstance(command, Confirm):
        return [OrderingOrderConfirmed(order_id=state.order_id, tracking_code=command.tracking_code)]
    return [OrderingOrderCancelled(order_id=state.order_id, reason=command.reason)]


def evolve(state: OrderState, event: OrderEvent) -> OrderState:
    """The state after an event. Pure: it runs whenever the stream is loaded, over all that was ever stored."""
    match event:
        case OrderingOrderPlaced(order_id=order_id, customer_id=customer_id, total=total):
            return Order(order_id=order_id, customer_id=customer_id, status="placed", total=total, notes=0)
        case OrderingOrderNoted():
            return state and state.model_copy(update={"notes": (state.notes or 0) + 1})
        case OrderingOrderConfirmed(tracking_code=tracking_code):
            return state and state.model_copy(update={"status": "confirmed", "tracking_code": tracking_code})
        case OrderingOrderCancelled(reason=reason):
            return state and state.model_copy(update={"status": "cancelled", "reason": reason})
