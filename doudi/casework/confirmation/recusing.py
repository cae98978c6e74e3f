"""回避：who of a panel may not speak or vote on a case, found from what is on file.

Members of the household, declared near relatives, and who prepared or investigated the case. What is found is a
minimum: a member declares the rest.
"""

from uuid import UUID

from doudi.casework.assessment.models import Assessment
from doudi.casework.cases.models import Case, Mark, Milestone, Stage, StageChange
from doudi.casework.confirmation.models import Proposal
from doudi.casework.confirmation.panel_models import PanelMember
from doudi.casework.survey.models import Assignment
from doudi.records.access import Act
from doudi.records.people.queries import members_on, related_members
from doudi.records.staff.models import NaturalPerson

TAKEN_IN = ("", Stage.SUBMITTED, Stage.CORRECTING)
PREPARED = (Mark.VERIFYING, Mark.VERIFIED, Mark.SURVEYING, Mark.SURVEYED)


def recused(case: Case, member: PanelMember, by: Act) -> str:
    """Why a member is recused from a case, or nothing. Read under an act that reaches the household."""
    household = case.household
    number = NaturalPerson.objects.get(pk=member.person_id).id_number
    if any(each.person.id_number == number for each in members_on(household, by.day, by)):
        return "本人家庭的申请"
    related = related_members(household, member.person_id, by.day, by)
    if related:
        return f"申报的近亲属：{'、'.join(related)}"
    filing = getattr(case, "near_relative_filing", None)
    if filing is not None and filing.name == member.name:
        return f"近亲属备案：{filing.relation}"
    return "经办、调查或提出审核意见的人" if member.person_id in who_prepared(case) else ""


def who_prepared(case: Case) -> frozenset[UUID]:
    """The natural persons who prepared a case: took it in, assessed, proposed, began or closed its check or survey."""
    found = {
        *Assessment.objects.filter(case=case).values_list("natural_person", flat=True),
        *Proposal.objects.filter(case=case).values_list("natural_person", flat=True),
        *Milestone.objects.filter(case=case, mark__in=PREPARED).values_list("natural_person", flat=True),
        *Assignment.objects.filter(case=case).values_list("first_person", flat=True),
        *Assignment.objects.filter(case=case).values_list("second_person", flat=True),
        *StageChange.objects.filter(case=case, before__in=TAKEN_IN).values_list("natural_person", flat=True),
    }
    return frozenset(each for each in found if each is not None)
