"""The data of desk.visit.cancelled."""

from app.generated.models import DeskVisitCancelled
from app.generated.sagas import VisitRun


def make(run: VisitRun) -> DeskVisitCancelled:
    """The run is given up.

    A pure function: a transition that is interrupted is decided again, and says the same.
    """
    return DeskVisitCancelled(device_id=run.start.device_id)
