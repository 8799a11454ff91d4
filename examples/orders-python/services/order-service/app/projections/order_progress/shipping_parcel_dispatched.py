"""What shipping.parcel.dispatched changes in order-progress."""

from app.generated.projections import OrderProgressChange, ShippingParcelDispatchedSource


def project(event: ShippingParcelDispatchedSource) -> OrderProgressChange | None:
    """The earliest moment counts, so that events of several topics may come in any order."""
    return OrderProgressChange(least={"sent_at": event.time}) if event.time else None
