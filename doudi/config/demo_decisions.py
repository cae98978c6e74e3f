"""演示决定：what the panel passed is decided by another person, its notice stamped and handed over."""

from datetime import date
from uuid import UUID

from doudi.casework.awards.actions import confirm
from doudi.casework.cases.models import Case
from doudi.casework.confirmation.deciding import standing_resolution
from doudi.casework.confirmation.decisions import refuse
from doudi.casework.confirmation.models import Outcome
from doudi.casework.confirmation.serving import serve
from doudi.config.demo_desk import act, came_back
from doudi.config.demo_officers import EXAMPLE, SECOND_DISTRICT, Township
from doudi.records.access import acting_as
from doudi.records.documents.models import Way
from doudi.records.documents.queries import unscanned

GRANTED, REFUSED = "同意联审联确认意见，予以确认。", "同意联审联确认意见，不予确认。"


def decided(case: UUID, township: Township, day: date) -> str:
    """审核确认 or 不予确认, as the panel resolved, at the level that the place names; answers which."""
    clerk = act(township.stem, day)
    with acting_as(clerk.scope):
        held = Case.objects.get(pk=case)
        outcome = standing_resolution(held).outcome
    by = act(_decider(held, township), day, 15)
    if outcome == Outcome.REFUSE:
        refuse(case=case, opinion=REFUSED, by=by)
    else:
        confirm(case=case, opinion=GRANTED, by=by)
    return str(outcome)


def served(case: UUID, township: Township, decided_on: date, day: date) -> None:
    """告知书 stamped on the day of the decision and handed over in person; its receipt and the form come back signed."""
    by = act(township.stem, day, 16)
    with acting_as(by.scope):
        name = Case.objects.get(pk=case).applicant_name
        papers = unscanned(case, ("D13", "D14-1", "D14-2"), by)
    came_back(papers, by)
    serve(case=case, way=Way.IN_PERSON, on=day, stamped_on=decided_on, received_by=name, by=by)


def _decider(case: Case, township: Township) -> str:
    """The district decides what its own power names: 特困."""
    if case.proposed == "tekun":
        return "qu2" + (SECOND_DISTRICT if township.district == EXAMPLE else "")
    return f"{township.stem}2"
