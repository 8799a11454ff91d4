"""What todos.task.created changes in tasks-per-person."""

from app.generated.projections import TasksPerPersonChange, TodosTaskCreatedSource


def project(event: TodosTaskCreatedSource) -> TasksPerPersonChange | None:
    """Counts, so that the order in which events arrive makes no difference."""
    return TasksPerPersonChange(increment={"created": 1})
