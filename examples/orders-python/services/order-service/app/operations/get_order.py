"""GET /orders/{orderId}"""

from app.generated.models import Order
from app.generated.operations import GetOrderInput
from app.generated.projections import get_order_overview
from app.generated.publisher import ServiceContext
from app.generated.runtime.errors import HttpError
from app.orders import order_of


async def serve(request: GetOrderInput, context: ServiceContext) -> Order:
    """An order, and what became of it."""
    row = await get_order_overview(context.projection, request.params.order_id)
    if row is None:
        raise HttpError(404, f"There is no order {request.params.order_id}")
    return order_of(row)
