"""What a new person gets."""

from app.generated.models import TodosTaskCreated
from app.generated.runtime.service_kit import DeliveryOptions
from app.generated.testing import EXAMPLES, open_kit

GRACE = EXAMPLES.users_account_registered().model_copy(update={"name": "Grace"})


async def test_a_new_person_gets_a_first_task_which_is_told_to_all() -> None:
    async with open_kit(now="2026-03-01T09:30:00Z") as kit:
        signed_up = DeliveryOptions(id="registration-1", correlation_id="sign-up")
        (event,) = (await kit.handle.users_account_registered(GRACE, signed_up)).published
        task = TodosTaskCreated(
            todo_id="00000000-0000-7000-8000-000000000001",
            user_id=GRACE.user_id,
            title="Welcome, Grace: look around",
        )
        assert (event.name, event.key, event.data) == ("todos.task.created", task.todo_id, task)
        rows = await kit.database.fetch_all("SELECT todo_id::text, user_id::text, title FROM task")
        assert rows == [{"todo_id": task.todo_id, "user_id": task.user_id, "title": task.title}]
        assert event.envelope is not None
        assert event.envelope["time"] == "2026-03-01T09:30:00.000Z"
        assert event.envelope["correlationid"] == "sign-up"
        assert event.envelope["causationid"] == "registration-1"


async def test_the_same_event_again_changes_nothing() -> None:
    async with open_kit() as kit:
        await kit.handle.users_account_registered(GRACE, DeliveryOptions(id="registration-1"))
        again = await kit.deliver.users_account_registered(GRACE, DeliveryOptions(id="registration-1"))
        assert (again.outcome, again.published) == ("duplicate", [])
        assert len(await kit.database.fetch_all("SELECT 1 AS one FROM task")) == 1
