"""Given-when-then for aggregates, and aggregates in the test kit."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from eda_runtime.aggregate_contract import AggregateCode
from eda_runtime.contract import Publisher
from eda_runtime.errors import RejectedError
from eda_runtime.scenario import Scenario, given
from eda_runtime.service_kit import EventDoor, OperationDoor, open_service_kit

from .bank import BALANCES, CODE, PAID, TOLD, Account, Paid, Pay, Tell, Told, balances, bank, bank_wiring


def given_account(*events: Paid | Told, code: AggregateCode[Any, Any, Any] = CODE) -> Scenario[Any, Account, Any]:
    return given(code, [PAID, TOLD], events)


def test_what_is_decided_is_held_to_what_is_expected() -> None:
    paid = Paid(key="a", n=5)
    outcome = given_account(paid).when(Pay("a", -2)).then_stores(Paid(key="a", n=-2))
    assert outcome.state == Account(3, 2)
    given_account(paid).when(Pay("a", 1, 0)).then_nothing()
    given_account().when(Pay("a", -1)).then_rejects("There are 0 only")
    given_account().when(Pay("a", -1)).then_rejects(re.compile(r"are \d only"))


def test_what_came_to_something_else_fails_and_says_what() -> None:
    with pytest.raises(AssertionError, match=r"It stores \[Paid .*'n': 1.*\], not \[Told "):
        given_account().when(Pay("a", 1)).then_stores(Told(key="a", n=1))
    with pytest.raises(AssertionError, match="not \\[\\]"):
        given_account().when(Pay("a", 1)).then_nothing()
    with pytest.raises(AssertionError, match="was not rejected, but stores"):
        given_account().when(Pay("a", 1)).then_rejects("no")
    with pytest.raises(AssertionError, match="because of 'There are 0 only', not 'no'"):
        given_account().when(Pay("a", -1)).then_rejects("no")
    with pytest.raises(RejectedError):
        given_account().when(Pay("a", -1)).then_nothing()


def test_events_that_do_not_fit_the_design_fail() -> None:
    with pytest.raises(AssertionError, match="The given Paid does not fit its schema: key: "):
        given_account(Paid(key="", n=1))
    careless = replace(CODE, decide=lambda _command, _state: [Paid(key="", n=1)])
    with pytest.raises(AssertionError, match="The decided Paid does not fit"):
        given_account(code=careless).when(Pay("a", 1)).then_nothing()
    foreign = replace(CODE, decide=lambda _command, _state: [Account()])
    with pytest.raises(AssertionError, match="does not store a Account"):
        given_account(code=foreign).when(Pay("a", 1)).then_nothing()


def test_code_that_changes_what_it_gets_fails() -> None:
    @dataclass
    class Sum:
        total: int = 0

    def add(state: Sum, event: Paid) -> Sum:
        state.total += event.n
        return state

    def forget(_command: Pay, state: Sum) -> list[Paid]:
        state.total = 0
        return []

    impure = AggregateCode(state=Sum, initial=Sum(), decide=forget, evolve=add)
    with pytest.raises(AssertionError, match="`evolve` has changed what it got"):
        given_account(Paid(key="a", n=1), code=impure)
    with pytest.raises(AssertionError, match="`decide` has changed what it got"):
        given_account(code=replace(impure, initial=Sum(1))).when(Pay("a", 1))


async def test_the_kit_has_aggregates_by_its_clock_and_projections_that_know(url: str, migrations: Path) -> None:
    (migrations / "0003-balances.sql").write_text(BALANCES)
    kit = open_service_kit(
        bank(projections=[balances()]),
        bank_wiring(),
        EventDoor,
        OperationDoor,
        Publisher,
        dict,
        now="2026-01-01T00:00:00Z",
        calls=None,
        migrations=str(migrations),
        database_url=url,
    )
    async with kit as opened:
        executed = await opened.aggregates["account"].execute("a", Pay("a", 5, 2))
        assert (executed.version, executed.state) == (2, Account(10, 2))
        row = await opened.projection.get("balances", "a")
        assert row is not None and (row["total"], row["count"]) == (10, 2)
        async with opened.transaction() as unit:
            await unit.aggregates["account"].execute("a", Tell("a", 1))
        assert [one.name for one in await opened.published()] == ["account.told"]
        row = await opened.projection.get("balances", "a")
        assert row is not None and row["total"] == 11
        assert (await opened.aggregates["account"].load("a")).version == 3
        stored = await opened.database.fetch_all("SELECT event_id::text AS id, at FROM eda.event ORDER BY position")
        assert [one["id"][-1] for one in stored] == ["1", "2", "3"]
        assert {one["at"].year for one in stored} == {2026}
