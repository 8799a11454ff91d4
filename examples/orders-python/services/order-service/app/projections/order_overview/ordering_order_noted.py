"""What ordering.order.noted changes in order-overview."""

from app.generated.projections import OrderingOrderNotedSource, OrderOverviewChange


def project(event: OrderingOrderNotedSource) -> OrderOverviewChange | None:
    """Counts."""
    return OrderOverviewChange(increment={"notes": 1})
