"""The data of inventory.stock.release: Put what was set aside for an order back."""

from app.generated.models import InventoryStockRelease
from app.generated.sagas import OrderFulfilmentRun


def make(run: OrderFulfilmentRun) -> InventoryStockRelease:
    """Undoes reserve-stock."""
    return InventoryStockRelease(order_id=run.start.order_id)
