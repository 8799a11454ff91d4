"""The data of workshop.part.release."""

from app.generated.models import WorkshopPartRelease
from app.generated.sagas import RepairRun


def make(run: RepairRun) -> WorkshopPartRelease:
    """Undoes class.

    A pure function: a transition that is interrupted is decided again, and says the same.
    """
    return WorkshopPartRelease(device_id=run.start.device_id)
