"""What people are told."""

import json
from typing import Any

from app.generated.models import ListMessagesParams
from app.generated.runtime.service_kit import DeliveryOptions
from app.generated.testing import EXAMPLES, Kit, open_kit

ACCOUNT = EXAMPLES.users_account_registered()
OWN = {"user_id": ACCOUNT.user_id}
CREATED = EXAMPLES.todos_task_created().model_copy(update=OWN)
COMPLETED = EXAMPLES.todos_task_completed().model_copy(update=OWN)


async def subjects(kit: Kit) -> list[str]:
    served = await kit.serve.list_messages(params=ListMessagesParams(user_id=ACCOUNT.user_id))
    return [message.subject for message in served.response]


async def test_people_are_told_what_happens_to_their_tasks() -> None:
    async with open_kit() as kit:
        await kit.handle.users_account_registered(ACCOUNT)
        await kit.handle.todos_task_created(CREATED)
        await kit.handle.todos_task_completed(COMPLETED)
        assert await subjects(kit) == ["Welcome, Ada", "Ada, you added: Buy groceries", "Well done, Ada"]


async def test_a_task_of_somebody_unknown_waits_for_the_account() -> None:
    async with open_kit() as kit:
        early = await kit.deliver.todos_task_created(CREATED, DeliveryOptions(id="task-1"))
        assert early.status == "RETRY"
        await kit.handle.users_account_registered(ACCOUNT)
        late = await kit.handle.todos_task_created(CREATED, DeliveryOptions(id="task-1"))
        assert late.consumers[0].attempt == 2
        assert await subjects(kit) == ["Welcome, Ada", "Ada, you added: Buy groceries"]


async def test_a_title_that_is_no_template_becomes_a_dead_letter() -> None:
    async with open_kit() as kit:
        await kit.handle.users_account_registered(ACCOUNT)
        done = await kit.deliver.todos_task_created(CREATED.model_copy(update={"title": "{{broken"}))
        assert (done.outcome, done.status) == ("dead-lettered", "SUCCESS")
        assert "placeholder that is not closed" in str(done.error)
        assert await subjects(kit) == ["Welcome, Ada"]


async def test_the_first_version_of_a_task_has_a_name_in_place_of_a_title() -> None:
    async with open_kit() as kit:
        await kit.handle.users_account_registered(ACCOUNT)
        old: dict[str, Any] = {
            "specversion": "1.0",
            "id": "old-1",
            "source": "/todo/todo-service",
            "type": "todos.task.created",
            "dataschema": "urn:eda:todo:todos.task.created/1.0.0",
            "data": {"todoId": CREATED.todo_id, "userId": CREATED.user_id, "name": CREATED.title},
        }
        done = await kit.deliver_body("todos.task.created", json.dumps(old))
        assert done.outcome == "handled"
        assert await subjects(kit) == ["Welcome, Ada", "Ada, you added: Buy groceries"]


async def test_what_is_no_event_is_kept_and_stops_nothing() -> None:
    async with open_kit() as kit:
        done = await kit.deliver_body("todos.task.created", '{"id":')
        assert (done.outcome, done.status) == ("refused", "SUCCESS")
        rows = await kit.database.fetch_all("SELECT reason, envelope FROM eda.dead_letter")
        assert rows == [{"reason": "invalid", "envelope": '{"id":'}]
