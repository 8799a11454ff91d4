"""POST /tasks"""

from app.generated.models import Task, TodosTaskCreated
from app.generated.operations import CreateTaskInput
from app.generated.publisher import ServiceContext
from app.generated.runtime.errors import HttpError
from app.tasks import find_task, insert_task


async def serve(request: CreateTaskInput, context: ServiceContext) -> Task:
    """Adds a task. A repeated request (same `todoId`) answers with the task that is there and publishes nothing."""
    body = request.body
    todo_id = body.todo_id or context.new_id()
    async with context.transaction() as unit:
        created = await insert_task(
            unit.tx, todo_id=todo_id, user_id=body.user_id, title=body.title, due_at=body.due_at
        )
        if created is not None:
            unit.publish.todos_task_created(
                TodosTaskCreated(todo_id=todo_id, user_id=body.user_id, title=body.title, due_at=body.due_at)
            )
            return created
        existing = await find_task(unit.tx, todo_id)
        if existing is None or (existing.user_id, existing.title) != (body.user_id, body.title):
            raise HttpError(409, f"Another task has the id {todo_id}")
        return existing
