"""What payments.payment.taken changes in order-progress."""

from app.generated.projections import OrderProgressChange, PaymentsPaymentTakenSource


def project(event: PaymentsPaymentTakenSource) -> OrderProgressChange | None:
    """The earliest moment counts, so that events of several topics may come in any order."""
    return OrderProgressChange(least={"paid_at": event.time}) if event.time else None
