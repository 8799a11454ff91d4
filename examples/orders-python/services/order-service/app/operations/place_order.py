"""POST /orders"""

from app.aggregates.order import Place
from app.generated.models import Order, OrderingOrderPlaced
from app.generated.operations import PlaceOrderInput
from app.generated.projections import get_order_overview
from app.generated.publisher import ServiceContext
from app.generated.runtime.errors import HttpError
from app.orders import order_of, total_of


async def serve(request: PlaceOrderInput, context: ServiceContext) -> Order:
    """Places an order. A repeated request (same `orderId`) answers with the one that is there and publishes nothing."""
    body = request.body
    order = OrderingOrderPlaced(
        order_id=body.order_id or context.new_id(),
        customer_id=body.customer_id,
        lines=body.lines,
        total=total_of(body.lines),
        address=body.address,
    )
    await context.aggregates.order.execute(order.order_id, Place(order))
    row = await get_order_overview(context.projection, order.order_id)
    if row is None:
        raise HttpError(503, "The order is placed, and not to be seen yet")
    return order_of(row)
