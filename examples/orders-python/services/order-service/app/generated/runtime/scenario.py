"""Given-when-then for the code of an aggregate. Nothing else takes part: no database, no clock."""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from typing import Any, Generic

from .aggregate_contract import AggregateCode, CommandT, EventT, StateT
from .data_type import DataType
from .errors import describe_issues


class Outcome(Generic[StateT, EventT]):
    """What a command came to. Each check raises AssertionError where it came to something else."""

    def __init__(self, story: _Story, before: StateT, decided: Sequence[EventT] | Exception) -> None:
        self._story = story
        self._before = before
        self._decided = decided

    def then_stores(self, *events: EventT) -> Outcome[StateT, EventT]:
        """These events, in this order, and no others."""
        stored, expected = self._texts(self._stored()), self._texts(events)
        if stored != expected:
            raise AssertionError(f"It stores {_listed(stored)}, not {_listed(expected)}")
        return self

    def then_nothing(self) -> Outcome[StateT, EventT]:
        """No event: there was nothing left to do."""
        return self.then_stores()

    def then_rejects(self, message: str | re.Pattern[str]) -> None:
        """It may not be; `message` is part of the reason, or a pattern that is found in it."""
        if not isinstance(self._decided, Exception):
            raise AssertionError(f"It was not rejected, but stores {_listed(self._texts(self._decided))}")
        reason = str(self._decided)
        fits = message in reason if isinstance(message, str) else message.search(reason) is not None
        if not fits:
            raise AssertionError(f"It was rejected because of '{reason}', not '{message}'") from self._decided

    @property
    def state(self) -> StateT:
        """The state after it. Raises what `decide` raised."""
        state: StateT = self._story.fold(self._before, self._stored())
        return state

    def _stored(self) -> Sequence[EventT]:
        if isinstance(self._decided, Exception):
            raise self._decided
        for event in self._decided:
            self._story.check(event, "The decided")
        return self._decided

    def _texts(self, events: Sequence[EventT]) -> list[str]:
        return [self._story.describe(event) for event in events]


class Scenario(Generic[CommandT, StateT, EventT]):
    """What happened before, in a test of an aggregate's code; `state` is what it came to."""

    def __init__(self, story: _Story, state: StateT) -> None:
        self._story = story
        self.state = state

    def when(self, command: CommandT) -> Outcome[StateT, EventT]:
        """A command comes."""
        code, state = self._story.code, self.state
        decided: Sequence[EventT] | Exception
        try:
            with _Untouched("decide", command, state):
                decided = list(code.decide(command, state))
        except AssertionError:
            raise
        except Exception as error:
            decided = error
        return Outcome(self._story, state, decided)


def given(
    code: AggregateCode[CommandT, StateT, EventT], data_types: Sequence[DataType[Any]], events: Sequence[EventT]
) -> Scenario[CommandT, StateT, EventT]:
    """Begins a scenario. Code that changes what it gets fails here, and not by chance later.

    Raises AssertionError where an event of the test does not fit the design.
    """
    story = _Story(code, data_types)
    for event in events:
        story.check(event, "The given")
    return Scenario(story, story.fold(code.initial, events))


class _Story:
    """Code, and the types of what it stores."""

    def __init__(self, code: AggregateCode[Any, Any, Any], data_types: Sequence[DataType[Any]]) -> None:
        self.code = code
        self._types = data_types

    def fold(self, state: Any, events: Sequence[Any]) -> Any:
        for event in events:
            with _Untouched("evolve", state, event):
                state = self.code.evolve(state, event)
        return state

    def check(self, event: object, whose: str) -> None:
        data_type = self._type_of(event)
        issues = data_type.check(data_type.dump(event))
        if issues:
            raise AssertionError(f"{whose} {type(event).__name__} does not fit its schema: {describe_issues(issues)}")

    def describe(self, event: object) -> str:
        return f"{type(event).__name__} {self._type_of(event).dump(event)}"

    def _type_of(self, event: object) -> DataType[Any]:
        for data_type in self._types:
            if type(event) is data_type.model:
                return data_type
        raise AssertionError(f"The aggregate does not store a {type(event).__name__}")


class _Untouched:
    """Watches values that code gets: it must not change them."""

    def __init__(self, function: str, *values: object) -> None:
        self._function = function
        self._pairs = [(value, copy.deepcopy(value)) for value in values]

    def __enter__(self) -> None:
        # What is not equal to its own copy cannot be watched.
        self._pairs = [(value, twin) for value, twin in self._pairs if value == twin]

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        for value, twin in self._pairs:
            if value != twin:
                raise AssertionError(f"`{self._function}` has changed what it got: {twin!r} became {value!r}")


def _listed(texts: Sequence[str]) -> str:
    return "[" + ", ".join(texts) + "]"
