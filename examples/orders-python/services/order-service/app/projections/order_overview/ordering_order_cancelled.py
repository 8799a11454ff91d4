"""What ordering.order.cancelled changes in order-overview."""

from app.generated.projections import OrderingOrderCancelledSource, OrderOverviewChange


def project(event: OrderingOrderCancelledSource) -> OrderOverviewChange | None:
    """Nothing comes of the order."""
    return OrderOverviewChange(set={"status": "cancelled", "reason": event.data.reason})
