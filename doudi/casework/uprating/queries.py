"""提标查询：plans, their rosters of differences, the families to invite, and a plan tried without leaving a trace."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from doudi.casework.awards.months import month_after
from doudi.casework.cases.places import place_of
from doudi.casework.uprating.figures import Check, checks, place_if, standards_on
from doudi.casework.uprating.models import Invitation, Kind, State, Uprating, UpratingLine
from doudi.casework.uprating.previewing import look
from doudi.casework.uprating.reckoning import Plan
from doudi.records.access import Act, one_seen_by
from doudi.records.areas.queries import district_of
from doudi.records.refusals import NotFound, Refusal


class OfAPlan(Refusal):
    """属于方案：a figure that belongs to a plan goes with it."""


EXECUTED = (State.ISSUED, State.DONE, State.UNDOING, State.UNDONE)


def plans(by: Act) -> QuerySet[Uprating]:
    """Every plan of one's district that was issued, those of districts in scope from the trial on; newest first."""
    return Uprating.objects.filter(_readable(by)).order_by("-tried_at", "-id")


def plan(which: UUID, by: Act) -> Uprating:
    """One plan in scope, or NotFound."""
    found = plans(by).select_related("area").filter(pk=which).first()
    if found is None:
        raise NotFound
    return found


def refuse_of_a_plan(figure: UUID) -> None:
    """Raise OfAPlan for a figure that a plan issues: alone, no award would be reckoned with it."""
    if Uprating.objects.filter(figures__contains=[figure]).exists():
        raise OfAPlan("这条数值属于提标方案：请在“提标”里签发、作废或撤回。")


def waiting(by: Act) -> QuerySet[Uprating]:
    """Plans that wait for a second person."""
    proposed = plans(by).filter(state=State.PROPOSED)
    person = by.scope.natural_person
    return proposed if person is None else proposed.exclude(proposed_by=person)


def lines(held: Uprating, by: Act) -> QuerySet[UpratingLine]:
    """差额花名册: every award of a plan that changed, could not be reckoned, or was taken back."""
    seen: QuerySet[UpratingLine] = UpratingLine.objects.seen_by(by.scope).filter(uprating=held)
    return seen.order_by("area_id", "head_name", "from_month", "id")


def invitations(by: Act, *, held: Uprating | None = None, open_only: bool = False) -> QuerySet[Invitation]:
    """Families to be asked whether they apply."""
    seen: QuerySet[Invitation] = Invitation.objects.seen_by(by.scope)
    narrowed = Q(uprating=held) if held is not None else Q()
    rows = seen.filter(narrowed & (Q(answer="") if open_only else Q()))
    return rows.order_by("area_id", "head_name", "id")


def checks_of(held: Uprating, day: date) -> list[Check]:
    """What the law says to a plan's standards; nothing is asked of a unified township."""
    if held.kind != Kind.STANDARDS:
        return []
    return checks(held.area_id, held.changes, held.since, day)


def invitation(which: UUID, by: Act) -> Invitation:
    """One family to be asked, or NotFound."""
    rows = Invitation.objects.select_related("uprating", "household")
    found: Invitation = one_seen_by(rows, by.scope, id=which)
    return found


def standards_before(held: Uprating, day: date) -> dict[str, dict[str, int]]:
    """The standards of the day before a plan's first, in fen."""
    return standards_on(place_of(held.area_id, day), date.fromordinal(held.since.toordinal() - 1))


def current_standards(area: int, by: Act) -> dict[str, dict[str, int]]:
    """The standards in force today, in fen."""
    return standards_on(place_of(area, by.day), by.day)


def what_if(area: int, kind: str, changes: Mapping[str, Any], since: date, by: Act) -> dict[str, Any]:
    """What a plan would do to the live register. Nothing is written, not even that somebody asked."""
    first = since if since.day == 1 else month_after(since)
    tried = Uprating(area_id=area, kind=kind, changes=dict(changes), since=since, first_month=first)
    return look(Plan(place_if(tried, by.day), first, by.day), by).told(by)


def _readable(by: Act) -> Q:
    """Plans stand outside the wall; a draft is its district's own."""
    mine = Q(area_id__in=by.scope.areas)
    above = {district_of(area, by.day) for area in sorted(by.scope.areas)[:1]}
    return mine | Q(area_id__in=above, state__in=EXECUTED)
