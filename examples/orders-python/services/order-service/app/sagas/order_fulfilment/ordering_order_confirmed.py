"""The data of ordering.order.confirmed: The order is paid and on its way."""

from app.generated.models import OrderingOrderConfirmed
from app.generated.sagas import OrderFulfilmentRun


def make(run: OrderFulfilmentRun) -> OrderingOrderConfirmed:
    """Every step has succeeded."""
    return OrderingOrderConfirmed(order_id=run.start.order_id, tracking_code=run.replies["ship"].tracking_code)
