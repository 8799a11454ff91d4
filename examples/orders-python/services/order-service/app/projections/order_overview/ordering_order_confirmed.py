"""What ordering.order.confirmed changes in order-overview."""

from app.generated.projections import OrderOverviewChange, OrderingOrderConfirmedSource


def project(event: OrderingOrderConfirmedSource) -> OrderOverviewChange | None:
    """The order is on its way."""
    return OrderOverviewChange(set={"status": "confirmed", "tracking_code": event.data.tracking_code})
