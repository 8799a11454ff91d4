"""Handles sales.order.placed: Somebody ordered."""

from app.generated.handlers import SalesOrderPlacedContext, SalesOrderPlacedEvent


async def handle(event: SalesOrderPlacedEvent, context: SalesOrderPlacedContext) -> None:
    """It publishes nothing.

    What it writes through `context.tx` and publishes is committed together with the note that the event was
    handled. Raise RetryableError to get the event again later, DropError to give it up in silence; anything
    else that is raised makes it a dead letter.
    """
    context.logger.info("sales.order.placed arrived", id=event.id)
