"""What generated code hands to the runtime about aggregates, and what the runtime hands to the code around them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from .data_type import DataType

if TYPE_CHECKING:
    from .contract import Upcaster

CommandT = TypeVar("CommandT")
StateT = TypeVar("StateT")
EventT = TypeVar("EventT")
CommandT_contra = TypeVar("CommandT_contra", contravariant=True)

Json = Any


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEvent:
    """An event that an aggregate stores.

    `version` is that of the data that are written; older ones are upcast when they are read. `key` reads the key of the
    aggregate from the data. With `published` it is published as well; else it stays in the store.
    """

    name: str
    type: str
    version: str
    key: Callable[[Json], str | None]
    data: DataType[Any]
    upcasters: Sequence[Upcaster]
    """Oldest first, each from its `version` to the next newer one."""
    published: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AggregateDefinition:
    """An aggregate: streams of events, `<name>/<key>`, and the code that decides what comes next.

    A snapshot is written every `snapshot_every` events; None: never.
    """

    name: str
    events: Sequence[StoredEvent]
    snapshot_every: int | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class AggregateCode(Generic[CommandT, StateT, EventT]):
    """The code of an aggregate, as people write it."""

    state: Any
    """The type of states, which pydantic reads and writes in snapshots: a dataclass, a model, a union of such."""
    initial: StateT
    """The state before the first event."""
    decide: Callable[[CommandT, StateT], Sequence[EventT]]
    """What follows from a command in a state; nothing, where the command is already done.

    Pure: it may run again on a newer state, so times and new ids come with the command. Raises, best `RejectedError`,
    what may not be.
    """
    evolve: Callable[[StateT, EventT], StateT]
    """The state after an event. Pure, and it must not change its arguments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded(Generic[StateT]):
    """A stream as it is now, or was at a version: how many events it has, 0 where there is none."""

    state: StateT
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Executed(Generic[StateT, EventT]):
    """What a command came to.

    `events` are what was decided; empty: the command had nothing left to do. `position` is that of the last of them in
    the store: read models with this position know of it. None where there is no event.
    """

    state: StateT
    version: int
    events: Sequence[EventT]
    position: int | None


class AggregateSet:
    """Base of the generated class with a property for each aggregate of a service."""

    def __init__(self, aggregates: Mapping[str, Any]) -> None:
        self._aggregates = aggregates


class Aggregate(Protocol[CommandT_contra, StateT, EventT]):
    """An aggregate in the hands of a handler or an operation."""

    async def execute(self, key: str, command: CommandT_contra) -> Executed[StateT, EventT]:
        """Loads the stream of a key, decides, stores what was decided and publishes what the design says.

        Where somebody else stored in between, it decides again on the newer state. Raises what `decide` raises,
        InvalidEventError where an event does not fit its schema, ConcurrencyError where others came first again and
        again, CorruptStreamError where the stream cannot be read.
        """
        ...

    async def load(self, key: str) -> Loaded[StateT]:
        """The state of a key. Raises CorruptStreamError where the stream cannot be read."""
        ...
