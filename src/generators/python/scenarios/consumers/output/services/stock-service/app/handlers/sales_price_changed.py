"""Handles sales.price.changed."""

from app.generated.handlers import SalesPriceChangedContext, SalesPriceChangedEvent


async def handle(event: SalesPriceChangedEvent, context: SalesPriceChangedContext) -> None:
    """It publishes nothing.

    What it writes through `context.tx` and publishes is committed together with the note that the event was
    handled. Raise RetryableError to get the event again later, DropError to give it up in silence; anything
    else that is raised makes it a dead letter.
    """
    context.logger.info("sales.price.changed arrived", id=event.id)
