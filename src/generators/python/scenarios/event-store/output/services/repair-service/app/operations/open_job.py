"""POST /jobs"""

from app.generated.operations import OpenJobInput
from app.generated.publisher import ServiceContext
from app.generated.runtime.errors import HttpError


async def serve(request: OpenJobInput, context: ServiceContext) -> None:
    """Raise HttpError for any status but 200. `async with context.transaction() as unit` writes by `unit.tx` and
    publishes by `unit.publish` in one transaction.
    """
    raise HttpError(501, "openJob is not written yet")
