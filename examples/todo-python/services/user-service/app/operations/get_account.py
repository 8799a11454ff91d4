"""GET /accounts/{userId}"""

from app.accounts import find_account
from app.generated.models import Profile
from app.generated.operations import GetAccountInput
from app.generated.publisher import ServiceContext
from app.generated.runtime.errors import HttpError


async def serve(request: GetAccountInput, context: ServiceContext) -> Profile:
    """What others may know of an account: the name, not the address."""
    account = await find_account(context.database, request.params.user_id)
    if account is None:
        raise HttpError(404, f"There is no account {request.params.user_id}")
    return Profile(name=account.name)
