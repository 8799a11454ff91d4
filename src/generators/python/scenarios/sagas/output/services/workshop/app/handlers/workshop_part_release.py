"""Handles workshop.part.release."""

from app.generated.handlers import WorkshopPartReleaseContext, WorkshopPartReleaseEvent


async def handle(event: WorkshopPartReleaseEvent, context: WorkshopPartReleaseContext) -> None:
    """It may publish workshop.part.released.

    What it writes through `context.tx` and publishes is committed together with the note that the event was
    handled. Raise RetryableError to get the event again later, DropError to give it up in silence; anything
    else that is raised makes it a dead letter.
    """
    context.logger.info("workshop.part.release arrived", id=event.id)
