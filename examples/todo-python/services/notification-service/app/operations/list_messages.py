"""GET /people/{userId}/messages"""

from app.generated.models import ListMessagesResponse
from app.generated.operations import ListMessagesInput
from app.generated.publisher import ServiceContext
from app.messages import find_messages_to


async def serve(request: ListMessagesInput, context: ServiceContext) -> ListMessagesResponse:
    """What was sent to a person."""
    return await find_messages_to(context.database, request.params.user_id)
