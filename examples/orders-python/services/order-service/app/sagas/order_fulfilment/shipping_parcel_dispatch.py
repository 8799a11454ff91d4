"""The data of shipping.parcel.dispatch."""

from app.generated.models import ShippingParcelDispatch
from app.generated.sagas import OrderFulfilmentRun


def make(run: OrderFulfilmentRun) -> ShippingParcelDispatch:
    """Asks for ship."""
    return ShippingParcelDispatch(order_id=run.start.order_id, address=run.start.address)
