"""Handles payments.payment.refund: Give the money of an order back."""

from app.generated.handlers import PaymentsPaymentRefundContext, PaymentsPaymentRefundEvent
from app.generated.models import PaymentsPaymentRefunded
from app.payments import refund_payment


async def handle(event: PaymentsPaymentRefundEvent, context: PaymentsPaymentRefundContext) -> None:
    """Gives the money of an order back. Where none was taken there is nothing to do, which is a success as well."""
    order_id = event.data.order_id
    await refund_payment(context.tx, order_id)
    context.publish.payments_payment_refunded(PaymentsPaymentRefunded(order_id=order_id))
