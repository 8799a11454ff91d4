"""Tasks, from a request to what is told to others."""

from typing import Any

import pytest

from app.generated.models import CompleteTaskParams, CreateTaskRequest, ListTasksParams
from app.generated.runtime.errors import HttpError
from app.generated.testing import open_kit

USER_ID = "0c52a0d4-3f57-4d7e-8a6b-51d0c2b7e9aa"
GROCERIES = CreateTaskRequest(user_id=USER_ID, title="Buy groceries")


async def get_account(params: dict[str, Any]) -> Any:
    return {"name": f"Person {params['userId'][:4]}"}


async def test_a_task_is_added_once_whoever_repeats_the_request() -> None:
    async with open_kit() as kit:
        first = await kit.serve.create_task(body=GROCERIES)
        assert [event.name for event in first.published] == ["todos.task.created"]
        todo_id = first.response.todo_id
        again = await kit.serve.create_task(body=GROCERIES.model_copy(update={"todo_id": todo_id}))
        assert (again.response, again.published) == (first.response, [])
        other = CreateTaskRequest(todo_id=todo_id, user_id=USER_ID, title="Sell groceries")
        with pytest.raises(HttpError) as refused:
            await kit.serve.create_task(body=other)
        assert refused.value.status == 409


async def test_only_the_first_completion_is_news() -> None:
    async with open_kit() as kit:
        task = (await kit.serve.create_task(body=GROCERIES)).response
        params = CompleteTaskParams(todo_id=task.todo_id)
        done = await kit.serve.complete_task(params=params)
        assert done.response.completed
        assert [(event.name, event.key) for event in done.published] == [("todos.task.completed", task.todo_id)]
        assert (await kit.serve.complete_task(params=params)).published == []
        with pytest.raises(HttpError) as unknown:
            await kit.serve.complete_task(params=CompleteTaskParams(todo_id=USER_ID))
        assert unknown.value.status == 404


async def test_a_list_has_the_name_of_its_owner() -> None:
    async with open_kit(calls={"user-service": {"getAccount": get_account}}) as kit:
        await kit.serve.create_task(body=GROCERIES)
        listed = (await kit.serve.list_tasks(params=ListTasksParams(user_id=USER_ID))).response
        assert listed.owner.name == "Person 0c52"
        assert [task.title for task in listed.tasks] == ["Buy groceries"]
