"""变动查询：what waits for a decision, the changes of an award, graces to remind of, deaths nobody has acted on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from doudi.casework.awards.models import Award, AwardPerson
from doudi.casework.awards.months import first_of, month_after
from doudi.casework.awards.queries import in_force
from doudi.casework.cases.places import place_of
from doudi.casework.changes.models import Change, Grace, State
from doudi.policy.days import months_after
from doudi.policy.values import read_value
from doudi.records.access import Act, one_seen_by
from doudi.records.people.queries import not_over_by


@dataclass(frozen=True, slots=True)
class DeadCovered:
    """仍在保障名单中的死者：who, since when dead, by when it must be dealt with (None where the day's values set no limit)."""

    row: AwardPerson
    died: date
    handle_by: date | None
    should_stop_from: date

    def is_late(self, on: date) -> bool:
        return self.handle_by is not None and self.handle_by < on


def change(which: UUID, by: Act) -> Change:
    """One change in scope, or NotFound."""
    rows = Change.objects.select_related("award__household", "award__case", "new_head", "assessment")
    found: Change = one_seen_by(rows, by.scope, id=which)
    return found


def waiting(by: Act) -> QuerySet[Change]:
    """Changes that wait for a decision, the oldest first."""
    rows = Change.objects.seen_by(by.scope).filter(state=State.PROPOSED)
    return rows.select_related("award").order_by("proposed_at", "id")


def changes_of(award: UUID, by: Act) -> Sequence[Change]:
    """Every change of an award, first to last."""
    return list(Change.objects.seen_by(by.scope).filter(award_id=award).order_by("number"))


def graces(month: date, by: Act) -> QuerySet[Grace]:
    """Graces that run in the month of a day, the first to end first."""
    first = first_of(month)
    rows = Grace.objects.seen_by(by.scope).filter(first_month__lte=first, last_month__gte=first)
    rows = rows.filter(cancelled_from__isnull=True, award__until_month__gt=first)
    return rows.select_related("award").order_by("last_month", "id")


def to_remind(by: Act) -> QuerySet[Grace]:
    """Graces whose day to remind has come and which have not ended: the family is told, and looked at again."""
    rows = Grace.objects.seen_by(by.scope).filter(remind_on__lte=by.day, cancelled_from__isnull=True)
    first = first_of(by.day)
    rows = rows.filter(last_month__gte=first, award__until_month__gt=first)
    return rows.select_related("award").order_by("remind_on", "id")


def dead_still_covered(by: Act) -> list[DeadCovered]:
    """People on file as dead whom an award covers after the month of their death; to be dealt with within the months
    of the place's `death_handling` (民发〔2022〕83号 一（三）). The longest dead first.
    """
    running = Award.objects.seen_by(by.scope).filter(in_force(by.day))
    covered = AwardPerson.objects.seen_by(by.scope).filter(
        not_over_by(first_of(by.day)), person__died__isnull=False, void=False, award__in=running
    )
    found = []
    for row in covered.select_related("person", "award"):
        died = row.person.died
        assert died is not None
        if row.until is not None and row.until <= month_after(died):
            continue  # dealt with; covered to the end of that month
        limit = read_value(place_of(row.area_id, by.day), "death_handling", by.day)
        handle_by = months_after(died, int(limit.keys["months"])) if limit else None
        found.append(DeadCovered(row, died, handle_by, month_after(died)))
    return sorted(found, key=lambda each: each.died)
