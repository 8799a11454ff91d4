"""GET /parcels/{orderId}"""

from app.generated.models import GetParcelResponse
from app.generated.operations import GetParcelInput
from app.generated.publisher import ServiceContext
from app.generated.runtime.errors import HttpError
from app.parcels import find_parcel


async def serve(request: GetParcelInput, context: ServiceContext) -> GetParcelResponse:
    """How the parcel of an order stands."""
    order_id = request.params.order_id
    parcel = await find_parcel(context.database, order_id)
    if parcel is None:
        raise HttpError(404, f"There is no parcel of order {order_id}")
    return GetParcelResponse(order_id=order_id, state=parcel.state, tracking_code=parcel.tracking_code)
