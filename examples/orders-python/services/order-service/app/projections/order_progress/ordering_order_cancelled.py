"""What ordering.order.cancelled changes in order-progress."""

from app.generated.projections import OrderingOrderCancelledSource, OrderProgressChange


def project(event: OrderingOrderCancelledSource) -> OrderProgressChange | None:
    """The earliest moment counts, so that events of several topics may come in any order."""
    return OrderProgressChange(least={"ended_at": event.time}) if event.time else None
