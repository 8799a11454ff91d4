"""POST /orders"""

from shop.messaging.generated.operations import PlaceOrderInput
from shop.messaging.generated.publisher import ServiceContext
from shop.messaging.generated.runtime.errors import HttpError


async def serve(request: PlaceOrderInput, context: ServiceContext) -> None:
    """Raise HttpError for any status but 200. `async with context.transaction() as unit` writes by `unit.tx` and
    publishes by `unit.publish` in one transaction.
    """
    raise HttpError(501, "placeOrder is not written yet")
