"""Handles workshop.part.reserve."""

from app.generated.handlers import WorkshopPartReserveContext, WorkshopPartReserveEvent


async def handle(event: WorkshopPartReserveEvent, context: WorkshopPartReserveContext) -> None:
    """It may publish workshop.part.reserved, workshop.part.missing.

    What it writes through `context.tx` and publishes is committed together with the note that the event was
    handled. Raise RetryableError to get the event again later, DropError to give it up in silence; anything
    else that is raised makes it a dead letter.
    """
    context.logger.info("workshop.part.reserve arrived", id=event.id)
