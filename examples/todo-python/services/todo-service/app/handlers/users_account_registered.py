"""Handles users.account.registered: A person has an account."""

from app.generated.handlers import UsersAccountRegisteredContext, UsersAccountRegisteredEvent
from app.generated.models import TodosTaskCreated
from app.tasks import insert_task


async def handle(event: UsersAccountRegisteredEvent, context: UsersAccountRegisteredContext) -> None:
    """Gives a new person a first task, once: the inbox knows an event that comes again."""
    task = TodosTaskCreated(
        todo_id=context.new_id(),
        user_id=event.data.user_id,
        title=f"Welcome, {event.data.name}: look around",
    )
    await insert_task(context.tx, todo_id=task.todo_id, user_id=task.user_id, title=task.title)
    context.publish.todos_task_created(task)
