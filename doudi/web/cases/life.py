"""件页的经过：who applies, every step so far, and the clock with its pauses."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, gettext_noop

from doudi.casework.cases import queries
from doudi.casework.cases.desk import CLERKS
from doudi.casework.cases.models import BEFORE_PROPOSAL, Case, Clock
from doudi.records.access import Act
from doudi.records.people.models import Household, Person, Supporter
from doudi.records.people.queries import household, people_among
from doudi.web.audit.views import READERS as AUDIT_READERS
from doudi.web.cases.parts import CaseSection
from doudi.web.people.facts import fact_rows
from doudi.web.working import holds_any


def _members(case: Case, by: Act) -> dict[str, Any]:
    """Who applies; of those kept in scope, the masked number and the page of the person."""
    members = queries.members(case, by)
    people = people_among((member.person_id for member in members), by)
    rows = [(member, people.get(member.person_id)) for member in members]
    again = case.stage in BEFORE_PROPOSAL and by.scope.holds(*CLERKS, at=case.area_id)
    return {"members": rows, "at_home": bool(people), "again": again}


def _timeline(case: Case, by: Act) -> dict[str, Any]:
    return {"changes": queries.timeline(case, by), "audits": holds_any(by.scope, AUDIT_READERS)}


def _clock(case: Case, by: Act) -> dict[str, Any] | None:
    """Every due date, met or not, and every pause; nothing before there is one."""
    dues = [(Clock(due.clock).label, due) for due in queries.dues(case, by)]
    return {"dues": dues, "pauses": queries.pauses(case, by)} if dues else None


def _facts(case: Case, by: Act) -> dict[str, Any] | None:
    """What registers, visits and the centre say of the family, and where they disagree; nothing where nobody has."""
    members = queries.members(case, by)
    people = people_among((member.person_id for member in members), by)
    subjects: list[tuple[str, Person | Household | Supporter]] = [
        (person.name, person) for person in people.values()
    ]
    if people:
        subjects.insert(0, (gettext("全户"), household(case.household_id, by)))
    rows = fact_rows(subjects, by)
    return {"facts": rows} if rows else None


SECTIONS = (
    CaseSection("members", gettext_noop("成员"), "web/cases/members.html", _members),
    CaseSection("facts", gettext_noop("事实与凭据"), "web/people/facts.html", _facts),
    CaseSection("clock", gettext_noop("期限"), "web/cases/clock.html", _clock),
    CaseSection("timeline", gettext_noop("经过"), "web/cases/timeline.html", _timeline),
)
