"""What is set aside for orders, and put back."""

from app.generated.models import (
    GetStockParams,
    InventoryStockRejected,
    InventoryStockRelease,
    InventoryStockReleased,
    InventoryStockReserve,
    InventoryStockReserved,
    Item,
    SetStockParams,
    SetStockRequest,
)
from app.generated.testing import Kit, open_kit

ORDER_ID = "0d6f4f3e-7f0a-4b0a-8d0e-2f4b5a3f9c11"
RELEASE = InventoryStockRelease(order_id=ORDER_ID)


def reserve(*items: tuple[str, int]) -> InventoryStockReserve:
    return InventoryStockReserve(order_id=ORDER_ID, items=[Item(sku=sku, quantity=quantity) for sku, quantity in items])


async def stock(kit: Kit, **available: int) -> None:
    for sku, count in available.items():
        await kit.serve.set_stock(params=SetStockParams(sku=sku), body=SetStockRequest(available=count))


async def left(kit: Kit, sku: str) -> int:
    return (await kit.serve.get_stock(params=GetStockParams(sku=sku))).response.available


async def test_items_are_set_aside_once_and_put_back_once() -> None:
    async with open_kit() as kit:
        await stock(kit, tea=5)
        # Two messages, as two that ask for the same: the inbox knows neither.
        for _ in range(2):
            (event,) = (await kit.handle.inventory_stock_reserve(reserve(("tea", 1), ("tea", 2)))).published
            assert event.data == InventoryStockReserved(order_id=ORDER_ID)
            assert await left(kit, "tea") == 2
        for _ in range(2):
            (event,) = (await kit.handle.inventory_stock_release(RELEASE)).published
            assert event.data == InventoryStockReleased(order_id=ORDER_ID)
            assert await left(kit, "tea") == 5


async def test_all_items_are_set_aside_or_none() -> None:
    async with open_kit() as kit:
        await stock(kit, tea=5, cups=1)
        for _ in range(2):
            (event,) = (await kit.handle.inventory_stock_reserve(reserve(("tea", 1), ("cups", 2)))).published
            assert event.data == InventoryStockRejected(order_id=ORDER_ID, reason="Not enough of cups")
        assert [await left(kit, sku) for sku in ("tea", "cups", "unknown")] == [5, 1, 0]
        # Nothing to put back, and nothing is.
        assert len((await kit.handle.inventory_stock_release(RELEASE)).published) == 1
        assert await left(kit, "tea") == 5


async def test_a_release_of_what_was_never_reserved_is_a_success_and_keeps_it_from_being_reserved_later() -> None:
    async with open_kit() as kit:
        await stock(kit, tea=5)
        (released,) = (await kit.handle.inventory_stock_release(RELEASE)).published
        assert released.data == InventoryStockReleased(order_id=ORDER_ID)
        (rejected,) = (await kit.handle.inventory_stock_reserve(reserve(("tea", 1)))).published
        assert rejected.data == InventoryStockRejected(order_id=ORDER_ID, reason="The order was given up")
        assert await left(kit, "tea") == 5
