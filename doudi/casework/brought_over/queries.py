"""存量查询：the batches of a unit, what was refused of their sheets, what differs."""

import json
from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from doudi.casework.brought_over.models import OpeningBatch, OpeningDifference, OpeningSheet, State
from doudi.records.access import Act, one_seen_by


def batches(by: Act) -> QuerySet[OpeningBatch]:
    """Every batch in scope, newest first."""
    seen: QuerySet[OpeningBatch] = OpeningBatch.objects.seen_by(by.scope)
    return seen.order_by("-handed_in_at", "-id")


def batch(which: UUID, by: Act) -> OpeningBatch:
    """One batch in scope, or NotFound."""
    found: OpeningBatch = one_seen_by(OpeningBatch.objects.all(), by.scope, id=which)
    return found


def waiting(by: Act) -> QuerySet[OpeningBatch]:
    """Batches that wait for a second person."""
    checked = batches(by).filter(state=State.CHECKED)
    person = by.scope.natural_person
    return checked if person is None else checked.exclude(handed_in_by=person)


def sheets(held: OpeningBatch, by: Act) -> Sequence[OpeningSheet]:
    """The sheets of a batch, without opening them."""
    rows = OpeningSheet.objects.seen_by(by.scope).filter(batch=held).defer("content", "copy")
    return list(rows.order_by("which"))


def faults(sheet: OpeningSheet) -> list[tuple[str, str]]:
    """The first cells refused of a sheet, each with its reason."""
    told = json.loads(sheet.faults.reveal()) if sheet.faults is not None else []
    return [(each["cell"], each["why"]) for each in told]


def differences(held: OpeningBatch, by: Act) -> QuerySet[OpeningDifference]:
    """The families whose sheet, roster and reckoning do not say the same, in the order of the sheet."""
    seen: QuerySet[OpeningDifference] = OpeningDifference.objects.seen_by(by.scope).filter(batch=held)
    return seen.order_by("row", "id")
