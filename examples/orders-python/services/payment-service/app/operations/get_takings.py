"""GET /takings/{currency}"""

from app.generated.models import GetTakingsResponse
from app.generated.operations import GetTakingsInput
from app.generated.publisher import ServiceContext
from app.payments import sum_takings


async def serve(request: GetTakingsInput, context: ServiceContext) -> GetTakingsResponse:
    """The money that is kept, in a currency."""
    return await sum_takings(context.database, request.params.currency)
