"""What ordering.order.placed changes in order-overview."""

from app.generated.projections import OrderingOrderPlacedSource, OrderOverviewChange


def project(event: OrderingOrderPlacedSource) -> OrderOverviewChange | None:
    """Events of one order come in their order, so that `set` says it all."""
    order = event.data
    return OrderOverviewChange(
        set={
            "customer_id": order.customer_id,
            "status": "placed",
            "minor": order.total.minor,
            "currency": order.total.currency,
        }
    )
