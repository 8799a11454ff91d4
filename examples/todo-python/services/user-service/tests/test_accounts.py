"""How accounts are opened."""

import pytest

from app.generated.models import GetAccountParams, Profile, RegisterAccountRequest
from app.generated.runtime.errors import HttpError
from app.generated.testing import open_kit

ADA = RegisterAccountRequest(name="Ada", email="ada@example.com")


async def test_an_account_is_opened_once_and_told_to_all() -> None:
    async with open_kit() as kit:
        first = await kit.serve.register_account(body=ADA)
        told = [(event.name, event.key, event.data) for event in first.published]
        assert told == [("users.account.registered", first.response.user_id, first.response)]
        again = await kit.serve.register_account(body=ADA.model_copy(update={"email": "ADA@example.com"}))
        assert (again.response, again.published) == (first.response, [])
        for change, status in (({"name": "Eve"}, 409), ({"email": "nowhere"}, 400)):
            with pytest.raises(HttpError) as refused:
                await kit.serve.register_account(body=ADA.model_copy(update=change))
            assert refused.value.status == status


async def test_others_learn_the_name_of_an_account_and_no_more() -> None:
    async with open_kit() as kit:
        ada = (await kit.serve.register_account(body=ADA)).response
        served = await kit.serve.get_account(params=GetAccountParams(user_id=ada.user_id))
        assert served.response == Profile(name="Ada")
        with pytest.raises(HttpError) as unknown:
            await kit.serve.get_account(params=GetAccountParams(user_id="0c52a0d4-3f57-4d7e-8a6b-51d0c2b7e9aa"))
        assert unknown.value.status == 404
