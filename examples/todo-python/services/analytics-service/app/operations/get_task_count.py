"""GET /people/{userId}/task-count"""

from app.generated.models import GetTaskCountResponse
from app.generated.operations import GetTaskCountInput
from app.generated.publisher import ServiceContext


async def serve(request: GetTaskCountInput, context: ServiceContext) -> GetTaskCountResponse:
    """How many tasks a person has added and completed; nobody known has none."""
    row = await context.projection.get("tasks-per-person", request.params.user_id)
    if row is None:
        return GetTaskCountResponse(created=0, completed=0)
    return GetTaskCountResponse(created=row["created"], completed=row["completed"])
