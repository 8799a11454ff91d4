"""What sales.order.placed changes in orders-per-day."""

from shop.messaging.generated.projections import OrdersPerDayChange, SalesOrderPlacedSource


def project(event: SalesOrderPlacedSource) -> OrdersPerDayChange | None:
    """The change of one row, or None. `increment`, `greatest`, `least` hold in any order of events, `set` does not."""
    return None
