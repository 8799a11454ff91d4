"""What repairs.job.opened changes in open-jobs."""

from app.generated.projections import OpenJobsChange, RepairsJobOpenedSource


def project(event: RepairsJobOpenedSource) -> OpenJobsChange | None:
    """The change of one row, or None. `increment`, `greatest`, `least` hold in any order of events, `set` does not."""
    return None
