"""Handles attacks.payload.sent-seen."""

from app.generated.handlers import Attacks_Payload_SentSeenContext, Attacks_Payload_SentSeenEvent


async def handle(event: Attacks_Payload_SentSeenEvent, context: Attacks_Payload_SentSeenContext) -> None:
    """It publishes nothing.

    What it writes through `context.tx` and publishes is committed together with the note that the event was
    handled. Raise RetryableError to get the event again later, DropError to give it up in silence; anything
    else that is raised makes it a dead letter.
    """
    context.logger.info("attacks.payload.sent-seen arrived", id=event.id)
