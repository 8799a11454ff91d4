"""Aggregates: loads a stream, decides, and stores what was decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from pydantic import ValidationError

from .aggregate_contract import Aggregate, AggregateCode, AggregateDefinition, Executed, Loaded, StoredEvent
from .clock import current_clock, time_text
from .contract import Event, Projection, PublishOptions
from .database import OpenTransaction, RawQueryable, Row
from .errors import ConcurrencyError, CorruptStreamError, InvalidEventError, Issue
from .event_id import inbox_event_id
from .event_store import NewEvent, append_events, read_stream
from .flow import current_flow
from .message import Message, message_of, published_of, to_json
from .project_at_once import ProjectedEvent, project_at_once
from .service_runtime import ServiceRuntime
from .snapshot import load_state, shape_of, write_snapshot
from .stored_event import event_of, meta_of, read_stored_data

# How often a command is decided, where others come first.
_DECISIONS = 4
Code = AggregateCode[Any, Any, Any]


def stream_of(aggregate: str, key: str) -> str:
    """The stream of a key; a key too long for an index is kept as its hash."""
    return f"{aggregate}/{inbox_event_id(key)}"


def bind_aggregates(
    runtime: ServiceRuntime, bind: Callable[[AggregateDefinition, Code], Aggregate[Any, Any, Any]]
) -> Any:
    """Binds each aggregate of a service to what it may use; typed where generated code says how."""
    codes = runtime.wiring.aggregates
    # A service without the code of one does not start; tests of everything else do without.
    bound = {one.name: bind(one, codes[one.name]) for one in runtime.definition.aggregates if one.name in codes}
    typed = runtime.wiring.typed_aggregates
    return bound if typed is None else typed(bound)


def ignore_position(_position: int) -> None:
    """For those whom positions of what was stored do not concern."""


def storing_aggregates(
    runtime: ServiceRuntime, transaction: OpenTransaction, on_stored: Callable[[int], None] = ignore_position
) -> Any:
    """The aggregates of a service, for one transaction. `on_stored` is told of positions when it is committed."""
    return bind_aggregates(
        runtime, lambda definition, code: StoringAggregate(runtime, definition, code, transaction, on_stored)
    )


class StoringAggregate:
    """An aggregate in a transaction."""

    def __init__(
        self,
        runtime: ServiceRuntime,
        definition: AggregateDefinition,
        code: Code,
        transaction: OpenTransaction,
        on_stored: Callable[[int], None],
    ) -> None:
        self._runtime = runtime
        self._definition = definition
        self._code = code
        self._transaction = transaction
        self._on_stored = on_stored

    async def load(self, key: str) -> Loaded[Any]:
        return (await load_stream(self._transaction.tx, self._definition, self._code, key)).loaded

    async def execute(self, key: str, command: Any) -> Executed[Any, Any]:
        runtime, definition, code, transaction = self._runtime, self._definition, self._code, self._transaction
        tx = transaction.tx
        stream, immediate = stream_of(definition.name, key), _immediate_of(runtime, definition)
        for _ in range(_DECISIONS):
            current = await load_stream(tx, definition, code, key)
            loaded = current.loaded
            decided = code.decide(command, loaded.state)
            if not decided:
                return Executed(state=loaded.state, version=loaded.version, events=(), position=None)
            prepared = [self._prepare(key, event) for event in decided]
            state = loaded.state
            for event in decided:
                state = code.evolve(state, event)
            rows = [one.row for one in prepared]
            locked = [projection.name for projection in immediate]
            positions = await append_events(tx, stream, loaded.version, rows, locked)
            if positions is None:
                runtime.metrics.count("eda_append_conflicts_total", {"aggregate": definition.name})
                continue
            for one in prepared:
                if one.message is not None:
                    transaction.enqueue(one.message)
            for projection in immediate:
                events = [one.projected for one in prepared]
                await project_at_once(runtime.wiring, tx, projection, events)
            version, position = loaded.version + len(decided), positions[-1]
            committed = partial(self._committed, stream, len(rows), version, position, state, current.snapshot)
            transaction.after_commit(committed)
            return Executed(state=state, version=version, events=decided, position=position)
        raise ConcurrencyError(f"Others stored events of {stream} {_DECISIONS} times while the command was decided")

    def _prepare(self, key: str, value: Any) -> _Prepared:
        """Raises TypeError where the design has no such event, ValueError where it is one of another key,
        InvalidEventError where it does not fit."""
        runtime, definition = self._runtime, self._definition
        event = _event_of(definition, value)
        data = event.data.dump(value)
        issues = event.data.check(data)
        if issues:
            raise InvalidEventError(event.name, issues)
        own = event.key(data)
        if own != key:
            raise ValueError(f"'{event.name}' was decided for {definition.name} '{key}', but its data say '{own}'")
        try:
            text = to_json(data)
        except ValueError as error:
            raise InvalidEventError(event.name, [Issue("", str(error))]) from error
        published = published_of(runtime.definition, event.name) if event.published else None
        clock, flow = current_clock(), current_flow()
        event_id, now = clock.new_id(), clock.now()
        options = PublishOptions(id=event_id, time=time_text(now))
        meta = meta_of(flow)
        stored_meta = None if meta is None else to_json(meta)

        def typed() -> Event[Any]:
            return event_of(
                runtime.definition.source, event, event_id=event_id, at=now, meta=meta, data=data, typed=value
            )

        return _Prepared(
            row=NewEvent(event_id, event.name, event.version, text, stored_meta, time_text(now)),
            projected=ProjectedEvent(event.name, data, typed),
            message=None if published is None else message_of(runtime.definition, published, data, options),
        )

    def _committed(self, stream: str, count: int, version: int, position: int, state: Any, snapshot: int) -> None:
        runtime, definition = self._runtime, self._definition
        runtime.metrics.count("eda_stored_total", {"aggregate": definition.name}, count)
        self._on_stored(position)
        runtime.appended(position)
        every = definition.snapshot_every
        if every is not None and version - snapshot >= every:
            runtime.run_aside(_keep_snapshot(runtime, stream, version, definition, self._code, state))


@dataclass(frozen=True, slots=True)
class _Prepared:
    row: NewEvent
    projected: ProjectedEvent
    message: Message | None


def _immediate_of(runtime: ServiceRuntime, definition: AggregateDefinition) -> list[Projection]:
    """Projections that are written in the transaction of what an aggregate stores."""
    names = {event.name for event in definition.events}
    return [one for one in runtime.definition.projections if one.immediate and not names.isdisjoint(one.stored)]


def _event_of(definition: AggregateDefinition, value: Any) -> StoredEvent:
    for event in definition.events:
        if type(value) is event.data.model:
            return event
    raise TypeError(f"Aggregate '{definition.name}' does not store a {type(value).__name__}")


@dataclass(frozen=True, slots=True)
class LoadedStream:
    """A stream, and the version of the snapshot that it was loaded from; 0: from its first event."""

    loaded: Loaded[Any]
    snapshot: int


async def load_stream(database: RawQueryable, definition: AggregateDefinition, code: Code, key: str) -> LoadedStream:
    """A stream as it is now, from its snapshot on where there is one of the same code."""
    stream = stream_of(definition.name, key)
    shape = None if definition.snapshot_every is None else shape_of(definition, code)
    stored = await read_stream(database, stream, shape)
    start = Loaded(state=code.initial, version=0)
    if stored.snapshot is not None:
        version, value = stored.snapshot
        try:
            start = Loaded(state=load_state(code, value), version=version)
        except ValidationError:
            # Somebody changed it: all events tell the same.
            stored = await read_stream(database, stream, None)
    return LoadedStream(fold_stream(definition, code, stream, stored.events, start), start.version)


def fold_stream(
    definition: AggregateDefinition, code: Code, stream: str, rows: Sequence[Row], start: Loaded[Any]
) -> Loaded[Any]:
    """Folds stored events behind a state.

    Raises CorruptStreamError that names the stream, the version, and what is wrong with it.
    """
    known = {event.name: event for event in definition.events}
    state, version = start.state, start.version
    for row in rows:
        if row["version"] != version + 1:
            raise CorruptStreamError(
                f"Stream {stream} has a gap: version {version + 1} is missing, {row['version']} follows"
            )
        version = row["version"]
        try:
            event = known.get(row["type"])
            if event is None:
                raise LookupError("the design does not store it")
            data = read_stored_data(event, row["schema"], row["data"])
            state = code.evolve(state, event.data.load(data))
        except Exception as error:
            raise CorruptStreamError(
                f"Stream {stream} cannot be read at version {version}, {row['type']} {row['schema']}: {error}"
            ) from error
    return Loaded(state=state, version=version)


async def _keep_snapshot(
    runtime: ServiceRuntime, stream: str, version: int, definition: AggregateDefinition, code: Code, state: Any
) -> None:
    """Best effort: without a snapshot, loading takes longer, and that is all."""
    if runtime.database is None:
        return
    try:
        await write_snapshot(runtime.database, stream, version=version, definition=definition, code=code, state=state)
    except Exception as error:
        runtime.logger.warning("snapshot not kept", stream=stream, error=str(error))
