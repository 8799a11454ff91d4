"""Step book of saga visit. Takes desk.device.accepted: Somebody brought a device."""

from app.generated.sagas import VisitBookContext, VisitBookEvent


async def act(event: VisitBookEvent, context: VisitBookContext) -> None:
    """It publishes one of workshop.slot.booked, workshop.slot.full.

    What it writes through `context.tx` and publishes is committed together. A run that was given up before it
    was begun here has nothing to do: see how it is undone.
    """
    context.logger.info("desk.device.accepted arrived", id=event.id)
