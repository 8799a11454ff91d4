"""What todos.task.completed changes in tasks-per-person."""

from app.generated.projections import TasksPerPersonChange, TodosTaskCompletedSource


def project(event: TodosTaskCompletedSource) -> TasksPerPersonChange | None:
    """Counts, so that the order in which events arrive makes no difference."""
    return TasksPerPersonChange(increment={"completed": 1})
