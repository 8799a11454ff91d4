"""Handles inventory.stock.reserve: Put these items aside for an order."""

from app.generated.handlers import InventoryStockReserveContext, InventoryStockReserveEvent
from app.generated.models import InventoryStockRejected, InventoryStockReserved
from app.stock import reserve_stock


async def handle(event: InventoryStockReserveEvent, context: InventoryStockReserveContext) -> None:
    """Sets the items of an order aside, or says what there is not enough of."""
    order_id = event.data.order_id
    refusal = await reserve_stock(context.tx, order_id, event.data.items)
    if refusal is None:
        context.publish.inventory_stock_reserved(InventoryStockReserved(order_id=order_id))
    else:
        context.publish.inventory_stock_rejected(InventoryStockRejected(order_id=order_id, reason=refusal))
