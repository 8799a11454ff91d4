"""POST /orders"""

from app.generated.models import Order, OrderingOrderPlaced
from app.generated.operations import PlaceOrderInput
from app.generated.publisher import ServiceContext
from app.generated.runtime.errors import HttpError
from app.orders import find_order, insert_order, total_of


async def serve(request: PlaceOrderInput, context: ServiceContext) -> Order:
    """Places an order. A repeated request (same `orderId`) answers with the one that is there and publishes nothing."""
    body = request.body
    order_id = body.order_id or context.new_id()
    total = total_of(body.lines)
    async with context.transaction() as unit:
        placed = await insert_order(unit.tx, order_id=order_id, customer_id=body.customer_id, total=total)
        if placed is not None:
            unit.publish.ordering_order_placed(
                OrderingOrderPlaced(
                    order_id=order_id,
                    customer_id=body.customer_id,
                    lines=body.lines,
                    total=total,
                    address=body.address,
                )
            )
            return placed
        existing = await find_order(unit.tx, order_id)
        if existing is None or (existing.customer_id, existing.total.minor) != (body.customer_id, total.minor):
            raise HttpError(409, f"Another order has the id {order_id}")
        return existing
