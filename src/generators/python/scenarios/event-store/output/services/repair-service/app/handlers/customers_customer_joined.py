"""Handles customers.customer.joined."""

from app.generated.handlers import CustomersCustomerJoinedContext, CustomersCustomerJoinedEvent


async def handle(event: CustomersCustomerJoinedEvent, context: CustomersCustomerJoinedContext) -> None:
    """It publishes nothing.

    What it writes through `context.tx` and publishes is committed together with the note that the event was
    handled. Raise RetryableError to get the event again later, DropError to give it up in silence; anything
    else that is raised makes it a dead letter.
    """
    context.logger.info("customers.customer.joined arrived", id=event.id)
