"""What repairs.job.closed changes in jobs-closed."""

from app.generated.projections import JobsClosedChange, RepairsJobClosedSource


def project(event: RepairsJobClosedSource) -> JobsClosedChange | None:
    """The change of one row, or None. `increment`, `greatest`, `least` hold in any order of events, `set` does not."""
    return None
