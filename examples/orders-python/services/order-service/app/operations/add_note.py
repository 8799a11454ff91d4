"""POST /orders/{orderId}/notes"""

from app.aggregates.order import Note
from app.generated.models import Order
from app.generated.operations import AddNoteInput
from app.generated.publisher import ServiceContext
from app.generated.runtime.errors import HttpError


async def serve(request: AddNoteInput, context: ServiceContext) -> Order:
    """Adds a note to an order."""
    order_id = request.params.order_id
    executed = await context.aggregates.order.execute(order_id, Note(request.body.text))
    if executed.state is None:
        raise HttpError(404, f"There is no order {order_id}")
    return executed.state
