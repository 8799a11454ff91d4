"""Money that is taken for orders, and given back."""

import pytest

from app.generated.models import (
    GetPaymentParams,
    GetTakingsParams,
    GetTakingsResponse,
    Money,
    PaymentsPaymentDeclined,
    PaymentsPaymentRefund,
    PaymentsPaymentRefunded,
    PaymentsPaymentTake,
    PaymentsPaymentTaken,
)
from app.generated.runtime.errors import HttpError
from app.generated.testing import Kit, open_kit

ORDER_ID = "0d6f4f3e-7f0a-4b0a-8d0e-2f4b5a3f9c11"
REFUND = PaymentsPaymentRefund(order_id=ORDER_ID)
NOTHING = GetTakingsResponse(minor=0, payments=0)


def take(minor: int) -> PaymentsPaymentTake:
    customer_id = "6a1c2f0b-9b1d-4a7e-b6a4-8f0f6d1f2c22"
    return PaymentsPaymentTake(order_id=ORDER_ID, customer_id=customer_id, amount=Money(minor=minor, currency="EUR"))


async def takings(kit: Kit) -> GetTakingsResponse:
    return (await kit.serve.get_takings(params=GetTakingsParams(currency="EUR"))).response


async def state(kit: Kit) -> str:
    return (await kit.serve.get_payment(params=GetPaymentParams(order_id=ORDER_ID))).response.state


async def test_money_is_taken_once_and_given_back_once() -> None:
    async with open_kit() as kit:
        # Two messages, as two that ask for the same: the inbox knows neither.
        for _ in range(2):
            (event,) = (await kit.handle.payments_payment_take(take(900))).published
            assert event.data == PaymentsPaymentTaken(order_id=ORDER_ID, amount=Money(minor=900, currency="EUR"))
            assert (await state(kit), await takings(kit)) == ("taken", GetTakingsResponse(minor=900, payments=1))
        for _ in range(2):
            (event,) = (await kit.handle.payments_payment_refund(REFUND)).published
            assert event.data == PaymentsPaymentRefunded(order_id=ORDER_ID)
            assert (await state(kit), await takings(kit)) == ("refunded", NOTHING)


async def test_more_than_the_card_allows_is_declined() -> None:
    async with open_kit() as kit:
        for _ in range(2):
            (event,) = (await kit.handle.payments_payment_take(take(100_001))).published
            assert event.data == PaymentsPaymentDeclined(order_id=ORDER_ID, reason="The card has a lower limit")
        # Nothing to give back, and nothing is.
        assert len((await kit.handle.payments_payment_refund(REFUND)).published) == 1
        assert (await state(kit), await takings(kit)) == ("declined", NOTHING)


async def test_a_refund_of_what_was_never_paid_is_a_success_and_keeps_it_from_being_paid_later() -> None:
    async with open_kit() as kit:
        (refunded,) = (await kit.handle.payments_payment_refund(REFUND)).published
        assert refunded.data == PaymentsPaymentRefunded(order_id=ORDER_ID)
        (declined,) = (await kit.handle.payments_payment_take(take(900))).published
        assert declined.data == PaymentsPaymentDeclined(order_id=ORDER_ID, reason="The order was given up")
        assert await takings(kit) == NOTHING
        with pytest.raises(HttpError) as unknown:
            await state(kit)
        assert unknown.value.status == 404
