"""Handles todos.task.created: A person added a task."""

from app.generated.handlers import TodosTaskCreatedContext, TodosTaskCreatedEvent
from app.messages import send_message


async def handle(event: TodosTaskCreatedEvent, context: TodosTaskCreatedContext) -> None:
    """Confirms a new task. A title that is no template can't be rendered: such an event becomes a dead letter."""
    subject = "{{name}}, you added: " + event.data.title
    await send_message(context.tx, event_id=event.id, user_id=event.data.user_id, subject=subject)
