"""GET /people/{userId}/tasks"""

import asyncio

from app.generated.models import ListTasksResponse
from app.generated.operations import ListTasksInput
from app.generated.publisher import ServiceContext
from app.tasks import find_tasks_of


async def serve(request: ListTasksInput, context: ServiceContext) -> ListTasksResponse:
    """The tasks of a person. While user-service is down they belong to "Someone": the fallback of the design."""
    user_id = request.params.user_id
    tasks, owner = await asyncio.gather(
        find_tasks_of(context.database, user_id),
        context.call.user_service.get_account(user_id=user_id),
    )
    return ListTasksResponse(owner=owner, tasks=tasks)
