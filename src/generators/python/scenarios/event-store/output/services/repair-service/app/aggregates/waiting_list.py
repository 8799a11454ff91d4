"""What can be decided about waiting-list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.generated.aggregates import WaitingListEvent
from app.generated.runtime.errors import RejectedError


@dataclass(frozen=True, slots=True)
class WaitingListState:
    """What the decisions of waiting-list depend on. Anything that pydantic reads and writes, so that a snapshot
    can keep it.
    """

    exists: bool = False


@dataclass(frozen=True, slots=True)
class WaitingListCommand:
    """What can be asked of waiting-list. Times and new ids come with the command, since deciding is pure."""


INITIAL = WaitingListState()
"""The state before the first event."""


def decide(command: WaitingListCommand, state: WaitingListState) -> Sequence[WaitingListEvent]:
    """What follows from a command in a state; nothing, where it is done already.

    Pure: it runs again where others stored events meanwhile. Raise RejectedError for what may not be.
    `given_waiting_list` of app.generated.scenarios tests it.
    """
    raise RejectedError("Nothing can be asked of waiting-list yet")


def evolve(state: WaitingListState, event: WaitingListEvent) -> WaitingListState:
    """The state after an event. Pure: it runs whenever the stream is loaded, over all that was ever stored."""
    return WaitingListState(exists=True)
