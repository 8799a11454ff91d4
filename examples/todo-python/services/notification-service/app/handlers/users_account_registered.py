"""Handles users.account.registered: A person has an account."""

from app.generated.handlers import UsersAccountRegisteredContext, UsersAccountRegisteredEvent
from app.messages import save_recipient, send_message


async def handle(event: UsersAccountRegisteredEvent, context: UsersAccountRegisteredContext) -> None:
    """Remembers whom to write to and welcomes them."""
    account = event.data
    await save_recipient(context.tx, user_id=account.user_id, name=account.name, email=account.email)
    await send_message(context.tx, event_id=event.id, user_id=event.data.user_id, subject="Welcome, {{name}}")
