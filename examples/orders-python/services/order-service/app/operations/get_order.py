"""GET /orders/{orderId}"""

from app.generated.models import Order
from app.generated.operations import GetOrderInput
from app.generated.publisher import ServiceContext
from app.generated.runtime.errors import HttpError
from app.orders import find_order


async def serve(request: GetOrderInput, context: ServiceContext) -> Order:
    """An order, and what became of it."""
    order = await find_order(context.database, request.params.order_id)
    if order is None:
        raise HttpError(404, f"There is no order {request.params.order_id}")
    return order
