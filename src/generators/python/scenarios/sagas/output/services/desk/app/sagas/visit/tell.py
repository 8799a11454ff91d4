"""Step tell of saga visit. Takes workshop.slot.booked."""

from app.generated.sagas import VisitTellContext, VisitTellEvent


async def act(event: VisitTellEvent, context: VisitTellContext) -> None:
    """It publishes one of desk.letter.sent.

    What it writes through `context.tx` and publishes is committed together. A run that was given up before it
    was begun here has nothing to do: see how it is undone.
    """
    context.logger.info("workshop.slot.booked arrived", id=event.id)
