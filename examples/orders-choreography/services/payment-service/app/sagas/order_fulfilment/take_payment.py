"""Step take-payment of saga order-fulfilment. Takes inventory.stock.reserved: The items of an order are set aside."""

from app.generated.models import PaymentsPaymentDeclined
from app.generated.sagas import OrderFulfilmentTakePaymentContext, OrderFulfilmentTakePaymentEvent
from app.payments import take_payment


async def act(event: OrderFulfilmentTakePaymentEvent, context: OrderFulfilmentTakePaymentContext) -> None:
    """Takes the money for an order, or says why it can't."""
    order = event.data
    refusal = await take_payment(context.tx, order.order_id, order.total)
    if refusal is None:
        context.publish.payments_payment_taken(order)
    else:
        context.publish.payments_payment_declined(PaymentsPaymentDeclined(order_id=order.order_id, reason=refusal))
