"""What ordering.order.placed changes in orders-per-country."""

from app.generated.projections import OrderingOrderPlacedSource, OrdersPerCountryChange


def project(event: OrderingOrderPlacedSource) -> OrdersPerCountryChange | None:
    """Counts."""
    return OrdersPerCountryChange(increment={"orders": 1, "minor": event.data.total.minor})
