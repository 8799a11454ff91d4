"""PUT /stock/{sku}"""

from app.generated.models import Stock
from app.generated.operations import SetStockInput
from app.generated.publisher import ServiceContext
from app.stock import set_stock


async def serve(request: SetStockInput, context: ServiceContext) -> Stock:
    """Says how many of an article there are to be sold, beside what is set aside for orders."""
    return await set_stock(context.database, request.params.sku, request.body.available)
