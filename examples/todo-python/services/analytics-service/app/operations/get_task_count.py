"""GET /people/{userId}/task-count"""

from app.generated.models import GetTaskCountResponse
from app.generated.operations import GetTaskCountInput
from app.generated.projections import get_tasks_per_person
from app.generated.publisher import ServiceContext


async def serve(request: GetTaskCountInput, context: ServiceContext) -> GetTaskCountResponse:
    """How many tasks a person has added and completed; nobody known has none."""
    row = await get_tasks_per_person(context.projection, request.params.user_id)
    if row is None:
        return GetTaskCountResponse(created=0, completed=0)
    return GetTaskCountResponse(created=row["created"], completed=row["completed"])
