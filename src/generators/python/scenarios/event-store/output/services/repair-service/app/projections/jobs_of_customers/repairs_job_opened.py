"""What repairs.job.opened changes in jobs-of-customers."""

from app.generated.projections import JobsOfCustomersChange, RepairsJobOpenedSource


def project(event: RepairsJobOpenedSource) -> JobsOfCustomersChange | None:
    """The change of one row, or None. `increment`, `greatest`, `least` hold in any order of events, `set` does not."""
    return None
