"""What ordering.order.confirmed changes in order-overview."""

from app.generated.projections import OrderingOrderConfirmedSource, OrderOverviewChange


def project(event: OrderingOrderConfirmedSource) -> OrderOverviewChange | None:
    """The order is on its way."""
    return OrderOverviewChange(set={"status": "confirmed", "tracking_code": event.data.tracking_code})
