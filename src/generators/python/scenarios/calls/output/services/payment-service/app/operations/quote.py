"""POST /quotes"""

from app.generated.models import Money
from app.generated.operations import QuoteInput
from app.generated.publisher import ServiceContext
from app.generated.runtime.errors import HttpError


async def serve(request: QuoteInput, context: ServiceContext) -> Money:
    """Raise HttpError for any status but 200. `async with context.transaction() as unit` writes by `unit.tx` and
    publishes by `unit.publish` in one transaction.
    """
    raise HttpError(501, "quote is not written yet")
