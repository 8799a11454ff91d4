"""PUT /tasks/{todoId}/completion"""

from app.generated.models import Task, TodosTaskCompleted
from app.generated.operations import CompleteTaskInput
from app.generated.publisher import ServiceContext
from app.generated.runtime.errors import HttpError
from app.tasks import find_task, mark_completed


async def serve(request: CompleteTaskInput, context: ServiceContext) -> Task:
    """Marks a task as done. Only the first time is news."""
    todo_id = request.params.todo_id
    async with context.transaction() as unit:
        completed_at = await mark_completed(unit.tx, todo_id)
        task = await find_task(unit.tx, todo_id)
        if task is None:
            raise HttpError(404, f"There is no task {todo_id}")
        if completed_at is not None:
            unit.publish.todos_task_completed(
                TodosTaskCompleted(todo_id=todo_id, user_id=task.user_id, completed_at=completed_at)
            )
    return task
