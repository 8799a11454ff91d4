"""The data of shipping.parcel.recall."""

from app.generated.models import ShippingParcelRecall
from app.generated.sagas import OrderFulfilmentRun


def make(run: OrderFulfilmentRun) -> ShippingParcelRecall:
    """Undoes ship."""
    return ShippingParcelRecall(order_id=run.start.order_id)
