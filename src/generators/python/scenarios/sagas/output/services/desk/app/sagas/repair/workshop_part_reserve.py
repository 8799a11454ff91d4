"""The data of workshop.part.reserve."""

from app.generated.models import WorkshopPartReserve
from app.generated.sagas import RepairRun


def make(run: RepairRun) -> WorkshopPartReserve:
    """Asks for class.

    A pure function: a transition that is interrupted is decided again, and says the same.
    """
    return WorkshopPartReserve(device_id=run.start.device_id, fault=run.start.fault)
