"""Undoes step take-payment of saga order-fulfilment. Takes ordering.order.cancelled: Nothing comes of the order;
what was done for it is undone.
"""

from app.generated.models import PaymentsPaymentRefunded
from app.generated.sagas import OrderFulfilmentTakePaymentUndoContext, OrderFulfilmentTakePaymentUndoEvent
from app.payments import refund_payment


async def undo(event: OrderFulfilmentTakePaymentUndoEvent, context: OrderFulfilmentTakePaymentUndoContext) -> None:
    """Gives the money of an order back. Where none was taken there is nothing to do, which is a success as well."""
    order_id = event.data.order_id
    await refund_payment(context.tx, order_id)
    context.publish.payments_payment_refunded(PaymentsPaymentRefunded(order_id=order_id))
