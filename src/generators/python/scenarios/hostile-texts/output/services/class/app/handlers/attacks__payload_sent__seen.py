"""Handles attacks.payload-sent.seen: *\\/ process.exit(1); /\\* `${process.exit(1)}` {{constructor}} </script> |
a | b.
"""

from app.generated.handlers import Attacks_PayloadSent_SeenContext, Attacks_PayloadSent_SeenEvent


async def handle(event: Attacks_PayloadSent_SeenEvent, context: Attacks_PayloadSent_SeenContext) -> None:
    """*/ throw 1; /*.

    It may publish attacks.payload.sent-seen.

    What it writes through `context.tx` and publishes is committed together with the note that the event was
    handled. Raise RetryableError to get the event again later, DropError to give it up in silence; anything
    else that is raised makes it a dead letter.
    """
    context.logger.info("attacks.payload-sent.seen arrived", id=event.id)
