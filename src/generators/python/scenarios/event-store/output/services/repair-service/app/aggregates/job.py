"""A car on its way in and out"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.generated.aggregates import JobEvent
from app.generated.runtime.errors import RejectedError


@dataclass(frozen=True, slots=True)
class JobState:
    """What the decisions of job depend on. Anything that pydantic reads and writes, so that a snapshot can keep it."""

    exists: bool = False


@dataclass(frozen=True, slots=True)
class JobCommand:
    """What can be asked of job. Times and new ids come with the command, since deciding is pure."""


INITIAL = JobState()
"""The state before the first event."""


def decide(command: JobCommand, state: JobState) -> Sequence[JobEvent]:
    """What follows from a command in a state; nothing, where it is done already.

    Pure: it runs again where others stored events meanwhile. Raise RejectedError for what may not be.
    `given_job` of app.generated.scenarios tests it.
    """
    raise RejectedError("Nothing can be asked of job yet")


def evolve(state: JobState, event: JobEvent) -> JobState:
    """The state after an event. Pure: it runs whenever the stream is loaded, over all that was ever stored."""
    return JobState(exists=True)
