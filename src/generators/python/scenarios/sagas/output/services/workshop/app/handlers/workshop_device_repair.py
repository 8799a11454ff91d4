"""Handles workshop.device.repair."""

from app.generated.handlers import WorkshopDeviceRepairContext, WorkshopDeviceRepairEvent


async def handle(event: WorkshopDeviceRepairEvent, context: WorkshopDeviceRepairContext) -> None:
    """It may publish workshop.device.repaired.

    What it writes through `context.tx` and publishes is committed together with the note that the event was
    handled. Raise RetryableError to get the event again later, DropError to give it up in silence; anything
    else that is raised makes it a dead letter.
    """
    context.logger.info("workshop.device.repair arrived", id=event.id)
