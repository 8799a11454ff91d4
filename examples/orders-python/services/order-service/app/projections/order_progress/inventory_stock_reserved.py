"""What inventory.stock.reserved changes in order-progress."""

from app.generated.projections import InventoryStockReservedSource, OrderProgressChange


def project(event: InventoryStockReservedSource) -> OrderProgressChange | None:
    """The earliest moment counts, so that events of several topics may come in any order."""
    return OrderProgressChange(least={"reserved_at": event.time}) if event.time else None
