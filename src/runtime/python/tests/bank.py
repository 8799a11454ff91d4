"""An account that counts what is paid in and out, and never goes below nothing; and its code."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from eda_runtime.aggregate_contract import AggregateCode, AggregateDefinition, StoredEvent
from eda_runtime.contract import Change, Column, Event, Projection, ServiceDefinition, ServiceWiring
from eda_runtime.data_path import key_of, key_values_of
from eda_runtime.data_type import DataType, Model
from eda_runtime.database import Database
from eda_runtime.errors import RejectedError
from eda_runtime.kit_runtime import kit_runtime
from eda_runtime.service_runtime import ServiceRuntime

from .support import SCHEMAS, MemoryLogger, definition, published


class Paid(Model):
    key: str
    n: int


class Told(Model):
    key: str
    n: int


PAID: DataType[Paid] = DataType(Paid, SCHEMAS, "Item")
TOLD: DataType[Told] = DataType(Told, SCHEMAS, "Item")


@dataclass(frozen=True)
class Account:
    balance: int = 0
    events: int = 0


@dataclass(frozen=True)
class Pay:
    key: str
    n: int
    times: int = 1


@dataclass(frozen=True)
class Tell:
    key: str
    n: int


def decide(command: Pay | Tell, state: Account) -> Sequence[Paid | Told]:
    if isinstance(command, Tell):
        return [Told(key=command.key, n=command.n)]
    if state.balance + command.n * command.times < 0:
        raise RejectedError(f"There are {state.balance} only")
    return [Paid(key=command.key, n=command.n)] * command.times


def evolve(state: Account, event: Paid | Told) -> Account:
    return Account(state.balance + event.n, state.events + 1)


CODE: AggregateCode[Pay | Tell, Account, Paid | Told] = AggregateCode(
    state=Account, initial=Account(), decide=decide, evolve=evolve
)


def stored(name: str = "account.paid", **over: Any) -> StoredEvent:
    event = StoredEvent(
        name=name, type=name, version="1.0.0", key=key_of(["key"]), data=PAID, upcasters=[], published=False
    )
    return replace(event, **over)


def account(**over: Any) -> AggregateDefinition:
    made = AggregateDefinition(name="account", events=[stored(), stored("account.told", data=TOLD, published=True)])
    return replace(made, **over)


def balances(**over: Any) -> Projection:
    """The sum of what was paid, by key."""
    key = key_values_of(["key"])
    made = Projection(
        name="balances",
        table="balances",
        key_columns=[Column(name="key", type="text")],
        columns=[Column(name=name, type="integer") for name in ("total", "count", "last")],
        events={"account.paid": key, "account.told": key},
        stored=["account.paid", "account.told"],
    )
    return replace(made, **over)


def project(event: Event[Paid | Told]) -> Change[dict[str, int]]:
    return Change(increment={"total": event.data.n, "count": 1}, set={"last": event.data.n})


BALANCES = (
    "CREATE TABLE public.balances (key text PRIMARY KEY, total integer NOT NULL DEFAULT 0,"
    " count integer NOT NULL DEFAULT 0, last integer)"
)


def bank(**over: Any) -> ServiceDefinition:
    """A service with the account."""
    told = published("account.told", data=TOLD)
    made = definition(publishes={"account.told": told}, aggregates=[account()], outbox="connect")
    return replace(made, **over)


def bank_wiring(**over: Any) -> ServiceWiring:
    folds = {"balances": {"account.paid": project, "account.told": project}}
    made = ServiceWiring(handlers={}, operations={}, projections=folds, aggregates={"account": CODE})
    return replace(made, **over)


@asynccontextmanager
async def bank_runtime(
    url: str, logger: MemoryLogger, made: ServiceDefinition | None = None, wiring: ServiceWiring | None = None
) -> AsyncIterator[ServiceRuntime]:
    """A service without a server and a relay."""
    database = Database(url, 16, logger)
    await database.open()
    runtime = kit_runtime(made or bank(), wiring or bank_wiring(), database, logger, sent=[], calls=None)
    try:
        yield runtime
    finally:
        await runtime.end_aside(5)
        await database.close()
