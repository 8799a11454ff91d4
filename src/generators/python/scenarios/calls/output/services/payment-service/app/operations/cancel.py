"""DELETE /payments/{paymentId}"""

from app.generated.operations import CancelInput
from app.generated.publisher import ServiceContext
from app.generated.runtime.errors import HttpError


async def serve(request: CancelInput, context: ServiceContext) -> None:
    """Raise HttpError for any status but 200. `async with context.transaction() as unit` writes by `unit.tx` and
    publishes by `unit.publish` in one transaction.
    """
    raise HttpError(501, "cancel is not written yet")
