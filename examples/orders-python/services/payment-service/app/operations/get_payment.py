"""GET /payments/{orderId}"""

from app.generated.models import GetPaymentResponse
from app.generated.operations import GetPaymentInput
from app.generated.publisher import ServiceContext
from app.generated.runtime.errors import HttpError
from app.payments import find_payment


async def serve(request: GetPaymentInput, context: ServiceContext) -> GetPaymentResponse:
    """How the payment of an order stands."""
    order_id = request.params.order_id
    payment = await find_payment(context.database, order_id)
    if payment is None:
        raise HttpError(404, f"Nothing was paid for order {order_id}")
    return GetPaymentResponse(order_id=order_id, state=payment.state, amount=payment.amount)
