"""GET /stock/{sku}"""

from app.generated.models import Stock
from app.generated.operations import GetStockInput
from app.generated.publisher import ServiceContext
from app.stock import find_stock


async def serve(request: GetStockInput, context: ServiceContext) -> Stock:
    """How many of an article there are to be sold."""
    return await find_stock(context.database, request.params.sku)
