"""The data of payments.payment.take."""

from app.generated.models import PaymentsPaymentTake
from app.generated.sagas import OrderFulfilmentRun


def make(run: OrderFulfilmentRun) -> PaymentsPaymentTake:
    """Asks for take-payment."""
    start = run.start
    return PaymentsPaymentTake(order_id=start.order_id, customer_id=start.customer_id, amount=start.total)
