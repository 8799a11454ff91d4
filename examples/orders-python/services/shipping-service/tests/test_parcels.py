"""Parcels that are sent, and called back."""

import pytest

from app.generated.models import (
    Address,
    GetParcelParams,
    GetParcelResponse,
    ShippingParcelDispatch,
    ShippingParcelDispatched,
    ShippingParcelRecall,
    ShippingParcelRecalled,
    ShippingParcelRefused,
)
from app.generated.runtime.errors import HttpError
from app.generated.testing import Kit, open_kit

ORDER_ID = "0d6f4f3e-7f0a-4b0a-8d0e-2f4b5a3f9c11"
CODE = "P-0D6F4F3E"
RECALL = ShippingParcelRecall(order_id=ORDER_ID)


def dispatch(country: str) -> ShippingParcelDispatch:
    return ShippingParcelDispatch(
        order_id=ORDER_ID, address=Address(street="Main Street 1", city="Dublin", country=country)
    )


async def parcel(kit: Kit) -> GetParcelResponse:
    return (await kit.serve.get_parcel(params=GetParcelParams(order_id=ORDER_ID))).response


async def test_a_parcel_is_sent_once_and_called_back_once() -> None:
    async with open_kit() as kit:
        # Two messages, as two that ask for the same: the inbox knows neither.
        for _ in range(2):
            (event,) = (await kit.handle.shipping_parcel_dispatch(dispatch("IE"))).published
            assert event.data == ShippingParcelDispatched(order_id=ORDER_ID, tracking_code=CODE)
            assert await parcel(kit) == GetParcelResponse(order_id=ORDER_ID, state="dispatched", tracking_code=CODE)
        for _ in range(2):
            (event,) = (await kit.handle.shipping_parcel_recall(RECALL)).published
            assert event.data == ShippingParcelRecalled(order_id=ORDER_ID)
            assert (await parcel(kit)).state == "recalled"


async def test_not_every_country_is_served() -> None:
    async with open_kit() as kit:
        for _ in range(2):
            (event,) = (await kit.handle.shipping_parcel_dispatch(dispatch("AQ"))).published
            assert event.data == ShippingParcelRefused(order_id=ORDER_ID, reason="No parcels to AQ")
        # Nothing to call back, and nothing is.
        assert len((await kit.handle.shipping_parcel_recall(RECALL)).published) == 1
        assert (await parcel(kit)).state == "refused"


async def test_a_recall_of_what_was_never_sent_is_a_success_and_keeps_it_from_being_sent_later() -> None:
    async with open_kit() as kit:
        (recalled,) = (await kit.handle.shipping_parcel_recall(RECALL)).published
        assert recalled.data == ShippingParcelRecalled(order_id=ORDER_ID)
        (refused,) = (await kit.handle.shipping_parcel_dispatch(dispatch("IE"))).published
        assert refused.data == ShippingParcelRefused(order_id=ORDER_ID, reason="The order was given up")
        with pytest.raises(HttpError) as unknown:
            await parcel(kit)
        assert unknown.value.status == 404
