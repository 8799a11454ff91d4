"""Turns data of sales.order.placed 1.0.0 into data of 2.0.0."""

from shop.messaging.generated.models import SalesOrderPlaced, SalesOrderPlacedV1_0_0


def upcast(data: SalesOrderPlacedV1_0_0) -> SalesOrderPlaced:
    """Pure: data that come again become the same."""
    raise NotImplementedError("sales.order.placed 1.0.0 can't be read yet: write 2.0.0 out of it here")
