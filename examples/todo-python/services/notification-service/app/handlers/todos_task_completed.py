"""Handles todos.task.completed: A task is done."""

from app.generated.handlers import TodosTaskCompletedContext, TodosTaskCompletedEvent
from app.messages import send_message


async def handle(event: TodosTaskCompletedEvent, context: TodosTaskCompletedContext) -> None:
    """Congratulates."""
    await send_message(context.tx, event_id=event.id, user_id=event.data.user_id, subject="Well done, {{name}}")
