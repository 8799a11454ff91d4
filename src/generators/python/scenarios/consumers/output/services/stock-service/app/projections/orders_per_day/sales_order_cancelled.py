"""What sales.order.cancelled changes in orders-per-day."""

from app.generated.projections import OrdersPerDayChange, SalesOrderCancelledSource


def project(event: SalesOrderCancelledSource) -> OrdersPerDayChange | None:
    """The change of one row, or None. `increment`, `greatest`, `least` hold in any order of events, `set` does not."""
    return None
