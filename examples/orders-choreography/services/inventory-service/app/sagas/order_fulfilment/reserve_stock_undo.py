"""Undoes step reserve-stock of saga order-fulfilment. Takes ordering.order.cancelled: Nothing comes of the
order; what was done for it is undone.
"""

from app.generated.models import InventoryStockReleased
from app.generated.sagas import OrderFulfilmentReserveStockUndoContext, OrderFulfilmentReserveStockUndoEvent
from app.stock import release_stock


async def undo(event: OrderFulfilmentReserveStockUndoEvent, context: OrderFulfilmentReserveStockUndoContext) -> None:
    """Puts the items of an order back. Where none were set aside there is nothing to do, which is a success as well."""
    order_id = event.data.order_id
    await release_stock(context.tx, order_id)
    context.publish.inventory_stock_released(InventoryStockReleased(order_id=order_id))
