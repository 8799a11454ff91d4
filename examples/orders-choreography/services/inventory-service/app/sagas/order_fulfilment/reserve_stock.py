"""Step reserve-stock of saga order-fulfilment. Takes ordering.order.placed: Somebody ordered something."""

from app.generated.models import InventoryStockRejected, InventoryStockReserved
from app.generated.sagas import OrderFulfilmentReserveStockContext, OrderFulfilmentReserveStockEvent
from app.stock import reserve_stock


async def act(event: OrderFulfilmentReserveStockEvent, context: OrderFulfilmentReserveStockContext) -> None:
    """Sets the items of an order aside, or says what there is not enough of."""
    order = event.data
    refusal = await reserve_stock(context.tx, order.order_id, order.lines)
    if refusal is None:
        reserved = InventoryStockReserved(
            order_id=order.order_id, customer_id=order.customer_id, total=order.total, address=order.address
        )
        context.publish.inventory_stock_reserved(reserved)
    else:
        context.publish.inventory_stock_rejected(InventoryStockRejected(order_id=order.order_id, reason=refusal))
