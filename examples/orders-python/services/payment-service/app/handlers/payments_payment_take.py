"""Handles payments.payment.take: Take the money for an order."""

from app.generated.handlers import PaymentsPaymentTakeContext, PaymentsPaymentTakeEvent
from app.generated.models import PaymentsPaymentDeclined, PaymentsPaymentTaken
from app.payments import take_payment


async def handle(event: PaymentsPaymentTakeEvent, context: PaymentsPaymentTakeContext) -> None:
    """Takes the money for an order, or says why it can't."""
    order_id, amount = event.data.order_id, event.data.amount
    refusal = await take_payment(context.tx, order_id, amount)
    if refusal is None:
        context.publish.payments_payment_taken(PaymentsPaymentTaken(order_id=order_id, amount=amount))
    else:
        context.publish.payments_payment_declined(PaymentsPaymentDeclined(order_id=order_id, reason=refusal))
