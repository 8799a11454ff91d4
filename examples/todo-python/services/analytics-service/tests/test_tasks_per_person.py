"""How often people add and complete tasks."""

from app.generated.models import GetTaskCountParams, GetTaskCountResponse
from app.generated.projections import get_tasks_per_person
from app.generated.runtime.service_kit import DeliveryOptions
from app.generated.testing import EXAMPLES, open_kit

CREATED = EXAMPLES.todos_task_created()
COMPLETED = EXAMPLES.todos_task_completed()


async def test_counts_what_each_person_did_in_whatever_order_it_is_told() -> None:
    async with open_kit() as kit:
        await kit.handle.todos_task_completed(COMPLETED)
        await kit.handle.todos_task_created(CREATED)
        other = CREATED.model_copy(update={"todo_id": "b52b8b19-5a8c-4a6a-8f0a-1f6f1f0f0f01"})
        await kit.handle.todos_task_created(other)
        row = await get_tasks_per_person(kit.projection, CREATED.user_id)
        assert row == {"user_id": CREATED.user_id, "created": 2, "completed": 1}
        served = await kit.serve.get_task_count(params=GetTaskCountParams(user_id=CREATED.user_id))
        assert served.response == GetTaskCountResponse(created=2, completed=1)


async def test_an_event_that_comes_again_is_counted_once() -> None:
    async with open_kit() as kit:
        for outcome in ("handled", "duplicate"):
            done = await kit.deliver.todos_task_created(CREATED, DeliveryOptions(id="task-1"))
            assert done.outcome == outcome
        row = await get_tasks_per_person(kit.projection, CREATED.user_id)
        assert row is not None and row["created"] == 1


async def test_nobody_known_has_no_tasks() -> None:
    async with open_kit() as kit:
        served = await kit.serve.get_task_count(params=GetTaskCountParams(user_id=CREATED.user_id))
        assert served.response == GetTaskCountResponse(created=0, completed=0)
