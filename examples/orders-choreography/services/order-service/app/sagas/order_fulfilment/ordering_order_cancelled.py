"""The data of ordering.order.cancelled: Nothing comes of the order; what was done for it is undone."""

from app.generated.models import OrderingOrderCancelled
from app.generated.sagas import OrderFulfilmentRun


def make(run: OrderFulfilmentRun) -> OrderingOrderCancelled:
    """The run is given up: somebody said why, or its time is up."""
    failure = run.failure
    if failure is not None and failure.reason == "failed":
        reason = str(failure.data.reason)
    else:
        reason = "No answer in time"
    return OrderingOrderCancelled(order_id=run.start.order_id, reason=reason)
