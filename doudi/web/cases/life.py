"""件页的经过：who applies, every step so far, and the clock with its pauses."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop

from doudi.casework.cases import queries
from doudi.casework.cases.models import Case, Clock
from doudi.records.access import Act
from doudi.records.people.queries import people_among
from doudi.web.cases.parts import CaseSection


def _members(case: Case, by: Act) -> dict[str, Any]:
    """Who applies; of those kept in scope, the masked number and the page of the person."""
    members = queries.members(case, by)
    people = people_among((member.person_id for member in members), by)
    return {"members": [(member, people.get(member.person_id)) for member in members]}


def _timeline(case: Case, by: Act) -> dict[str, Any]:
    return {"changes": queries.timeline(case, by)}


def _clock(case: Case, by: Act) -> dict[str, Any] | None:
    """Every due date, met or not, and every pause; nothing before there is one."""
    dues = [(Clock(due.clock).label, due) for due in queries.dues(case, by)]
    return {"dues": dues, "pauses": queries.pauses(case, by)} if dues else None


SECTIONS = (
    CaseSection("members", gettext_noop("成员"), "web/cases/members.html", _members),
    CaseSection("clock", gettext_noop("期限"), "web/cases/clock.html", _clock),
    CaseSection("timeline", gettext_noop("经过"), "web/cases/timeline.html", _timeline),
)
