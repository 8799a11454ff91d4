"""What is decided about orders."""

from app.aggregates.order import Cancel, Confirm, Note, Place
from app.generated.models import Address, Line, Money, OrderingOrderConfirmed, OrderingOrderPlaced
from app.generated.scenarios import given_order

ORDER = OrderingOrderPlaced(
    order_id="0d6f4f3e-7f0a-4b0a-8d0e-2f4b5a3f9c11",
    customer_id="6a1c2f0b-9b1d-4a7e-b6a4-8f0f6d1f2c22",
    lines=[Line(sku="tea", quantity=2, unit_price=Money(minor=450, currency="EUR"))],
    total=Money(minor=900, currency="EUR"),
    address=Address(street="Main Street 1", city="Dublin", country="IE"),
)
CONFIRMED = OrderingOrderConfirmed(order_id=ORDER.order_id, tracking_code="P-1")


def test_an_order_is_placed_once() -> None:
    given_order().when(Place(ORDER)).then_stores(ORDER)
    given_order(ORDER).when(Place(ORDER)).then_nothing()
    other = ORDER.model_copy(update={"total": Money(minor=1, currency="EUR")})
    given_order(ORDER).when(Place(other)).then_rejects("Another order has the id")


def test_the_first_end_counts() -> None:
    given_order(ORDER).when(Confirm("P-1")).then_stores(CONFIRMED)
    given_order(ORDER, CONFIRMED).when(Cancel("too late")).then_nothing()


def test_nothing_can_be_said_of_an_order_that_nobody_placed() -> None:
    given_order().when(Note("urgent")).then_rejects("There is no such order")
