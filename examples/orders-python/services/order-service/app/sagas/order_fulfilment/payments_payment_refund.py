"""The data of payments.payment.refund."""

from app.generated.models import PaymentsPaymentRefund
from app.generated.sagas import OrderFulfilmentRun


def make(run: OrderFulfilmentRun) -> PaymentsPaymentRefund:
    """Undoes take-payment."""
    return PaymentsPaymentRefund(order_id=run.start.order_id)
