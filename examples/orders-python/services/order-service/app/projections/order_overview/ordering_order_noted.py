"""What ordering.order.noted changes in order-overview."""

from app.generated.projections import OrderOverviewChange, OrderingOrderNotedSource


def project(event: OrderingOrderNotedSource) -> OrderOverviewChange | None:
    """Counts."""
    return OrderOverviewChange(increment={"notes": 1})
