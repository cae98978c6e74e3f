"""撤回提标：a plan is taken back only while no roll has frozen a month that it raised."""

from uuid import UUID

from doudi.casework.uprating.actions import undo
from doudi.casework.uprating.models import Uprating
from doudi.casework.uprating.queries import plan
from doudi.money.payments.models import Line, LineState
from doudi.records.access import Act, action
from doudi.records.areas.queries import under


@action
def undo_uprating(*, uprating: UUID, why: str, by: Act) -> Uprating:
    """撤回 an executed plan; every award gets back what it had. Raises AlreadyPaid with the month that is frozen."""
    held = plan(uprating, by)
    # Freezing asks for the same row: of two at once, one waits and sees what the other did.
    Uprating.objects.select_for_update().get(pk=held.pk)
    rows = Line.objects.filter(area_id__in=under([held.area_id], by.day), month__gte=held.first_month)
    frozen = rows.exclude(state=LineState.VOID).filter(award__isnull=False).order_by("month").first()
    return undo(uprating=held.pk, frozen_month=frozen.month if frozen else None, why=why, by=by)
