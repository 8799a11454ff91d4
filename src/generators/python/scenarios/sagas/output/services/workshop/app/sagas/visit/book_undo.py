"""Undoes step book of saga visit. Takes desk.visit.cancelled."""

from app.generated.sagas import VisitBookUndoContext, VisitBookUndoEvent


async def undo(event: VisitBookUndoEvent, context: VisitBookUndoContext) -> None:
    """It publishes workshop.slot.free.

    It may come twice, and before the step: remember the key, so that the step is not done afterwards. Where
    there is nothing to undo it says the same.
    """
    context.logger.info("desk.visit.cancelled arrived", id=event.id)
