"""The data of inventory.stock.reserve: Put these items aside for an order."""

from app.generated.models import InventoryStockReserve, Item
from app.generated.sagas import OrderFulfilmentRun


def make(run: OrderFulfilmentRun) -> InventoryStockReserve:
    """Asks for reserve-stock."""
    items = [Item(sku=line.sku, quantity=line.quantity) for line in run.start.lines]
    return InventoryStockReserve(order_id=run.start.order_id, items=items)
