"""What ordering.order.placed changes in order-progress."""

from app.generated.projections import OrderingOrderPlacedSource, OrderProgressChange


def project(event: OrderingOrderPlacedSource) -> OrderProgressChange | None:
    """The earliest moment counts, so that events of several topics may come in any order."""
    return OrderProgressChange(least={"placed_at": event.time}) if event.time else None
