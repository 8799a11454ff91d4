"""What customers.customer.joined changes in jobs-of-customers."""

from app.generated.projections import CustomersCustomerJoinedSource, JobsOfCustomersChange


def project(event: CustomersCustomerJoinedSource) -> JobsOfCustomersChange | None:
    """The change of one row, or None. `increment`, `greatest`, `least` hold in any order of events, `set` does not."""
    return None
