"""POST /accounts"""

from app.accounts import find_account_by_email, insert_account
from app.generated.models import Account
from app.generated.operations import RegisterAccountInput
from app.generated.publisher import ServiceContext
from app.generated.runtime.errors import HttpError


async def serve(request: RegisterAccountInput, context: ServiceContext) -> Account:
    """Opens an account. A repeated request answers with the account that is there and publishes nothing."""
    name, email = request.body.name, request.body.email
    async with context.transaction() as unit:
        created = await insert_account(unit.tx, user_id=context.new_id(), name=name, email=email)
        if created is not None:
            unit.publish.users_account_registered(created)
            return created
        existing = await find_account_by_email(unit.tx, email)
        if existing is None or existing.name != name:
            raise HttpError(409, "Somebody else has an account with this address")
        return existing
