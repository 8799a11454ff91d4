"""GET /orders/{orderId}

An order, or what is left of it
"""

from app.generated.models import GetOrderResponse
from app.generated.operations import GetOrderInput
from app.generated.publisher import ServiceContext
from app.generated.runtime.errors import HttpError


async def serve(request: GetOrderInput, context: ServiceContext) -> GetOrderResponse:
    """Raise HttpError for any status but 200. `async with context.transaction() as unit` writes by `unit.tx` and
    publishes by `unit.publish` in one transaction.
    """
    raise HttpError(501, "getOrder is not written yet")
