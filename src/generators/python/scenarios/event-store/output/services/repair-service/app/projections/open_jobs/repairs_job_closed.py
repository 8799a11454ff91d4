"""What repairs.job.closed changes in open-jobs."""

from app.generated.projections import OpenJobsChange, RepairsJobClosedSource


def project(event: RepairsJobClosedSource) -> OpenJobsChange | None:
    """The change of one row, or None. `increment`, `greatest`, `least` hold in any order of events, `set` does not."""
    return None
