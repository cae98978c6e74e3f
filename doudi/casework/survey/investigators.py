"""调查人：who is sent to a home — two natural persons, no near relative of it, one at least of the township or district."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from doudi.casework.cases.at_home import VILLAGE
from doudi.casework.cases.desk import CLERKS, OwnCase, OwnRelative, refuse_own, take_up
from doudi.casework.cases.models import Case, Stage
from doudi.casework.cases.stages import WrongStage, told
from doudi.casework.intake.models import NearRelativeFiling
from doudi.casework.survey.models import UNDER_WAY, Assignment, Visit
from doudi.records.access import Act, Scope, acting_as, action, asked_once
from doudi.records.areas.queries import period_of
from doudi.records.audit.trail import record
from doudi.records.people.models import Household
from doudi.records.people.queries import household as household_seen
from doudi.records.refusals import BadInput, Refusal, SamePerson
from doudi.records.staff.models import NaturalPerson, Officer, Post
from doudi.records.staff.queries import officers_with, scope_of
from doudi.records.worded import worded

INVESTIGATORS = (*CLERKS, VILLAGE)
SURVEYED_AT = (Stage.ACCEPTED,)


class NotSent(Refusal):
    """没有派查：a visit is made by the two who were sent."""


class VisitUnderWay(Refusal):
    """正在入户：a visit that has begun is ended before others are sent, or another is begun."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """可派的人：an account that may be sent, with its post; `because` says why not."""

    username: str
    name: str
    unit: str
    sees: bool
    because: str


def surveyable(
    case: UUID, expected: int | None, by: Act, posts: tuple[str, ...] = CLERKS
) -> tuple[Case, Act]:
    """The locked case at a stage where homes are visited, and the act that reaches its household. WrongStage."""
    held, wide = take_up(case, *posts, expected=expected, by=by)
    if held.stage not in SURVEYED_AT:
        raise WrongStage(f"{told(held)}，受理以后、决定以前才能入户调查。")
    return held, wide


def sent_to(case: UUID, expected: int | None, by: Act) -> tuple[Case, Act, Assignment]:
    """`surveyable` for one of the two who were sent, a village worker too. NotSent."""
    held, wide = surveyable(case, expected, by, INVESTIGATORS)
    return held, wide, sent(held, by)


def sent(case: Case, by: Act) -> Assignment:
    """The assignment in force, of which the actor is one. NotSent."""
    latest = Assignment.objects.filter(case=case).order_by("-number").first()
    if latest is None:
        raise NotSent("这件还没有派人入户调查：请先派两名调查人。")
    if by.scope.natural_person not in (latest.first_person, latest.second_person):
        raise NotSent(f"这件派给了{latest.first_name}、{latest.second_name}，请由他们登记，或重新派查。")
    return latest


@action
def plan_survey(
    *,
    case: UUID,
    pair: tuple[str, str],
    planned_on: date,
    companion: str = "",
    why: str = "",
    expected: int | None = None,
    by: Act,
) -> Assignment:
    """派查：two accounts and the day agreed. SamePerson, OwnCase, OwnRelative, VisitUnderWay; sent again, with a reason.

    民发〔2021〕57号 第十六条: two investigators at least; a village worker may be the second.
    """
    held, wide = surveyable(case, expected, by)
    officers = [_account(username) for username in pair]
    scopes = [_sent_as(officer, held, wide) for officer in officers]
    if officers[0].person_id == officers[1].person_id:
        raise SamePerson("两名调查人必须是两个人：请另选一名。")
    if not any(scope.holds(*CLERKS, at=held.area_id) for scope in scopes):
        raise BadInput("两名调查人中至少一名是乡镇（街道）或区民政经办人员：请改派。")
    number = Assignment.objects.filter(case=held).count() + 1
    _refuse_plan(held, planned_on, number, why, by)
    made = Assignment.objects.create(
        case=held,
        area_id=held.area_id,
        number=number,
        planned_on=planned_on,
        **_two(list(zip(officers, scopes, strict=True)), held, by),
        companion=companion.strip(),
        why=why.strip(),
        at=by.at,
        name=by.scope.name,
    )
    record(
        by=by,
        did="survey.planned",
        to=made,
        why=why.strip(),
        case=held.pk,
        planned_on=planned_on,
        pair=[str(officer.person_id) for officer in officers],
    )
    return made


def candidates(case: Case, by: Act) -> Sequence[Candidate]:
    """Who may be sent to this home today, one line a natural person; relatives of it with the reason why not."""
    household = household_seen(case.household_id, by)
    found = {
        officer.person_id: (officer, post)
        for post, area in ((VILLAGE, household.area_id), *((post, case.area_id) for post in reversed(CLERKS)))
        for officer in officers_with(post, area, by.day)
    }
    titles = {post.pk: post.title for post in _posts()}
    office = period_of(case.area_id, by.day).name
    rows = []
    for officer, post in found.values():
        because = ""
        try:
            refuse_kin(case, household, officer.person, by)
        except (OwnCase, OwnRelative) as refusal:
            because = str(refusal)
        unit = f"{office}{titles[post]}"
        rows.append(Candidate(officer.username, officer.person.name, unit, post in CLERKS, because))
    return sorted(rows, key=lambda row: (bool(row.because), not row.sees, row.name))


def refuse_kin(case: Case, household: Household, person: NaturalPerson, by: Act) -> None:
    """Raise OwnCase or OwnRelative when this person, a declared relative, or the cadre on file (D11) is of the home."""
    name = person.name
    try:
        refuse_own(household, by, who=person)
    except OwnCase:
        raise OwnCase(f"这是{name}自己家的申请，{name}不能参加调查：请改派他人。") from None
    except OwnRelative:
        raise OwnRelative(f"{name}申报过与这户有近亲属关系，须回避：请改派他人。") from None
    relation = _filed_relatives(case).get(name)
    if relation is not None:
        raise OwnRelative(f"{name}已备案为这户的近亲属（{relation}），须回避：请改派他人。")


@asked_once
def _filed_relatives(case: Case) -> dict[str, str]:
    """Name → relation of the cadres filed as near relatives of the home (D11)."""
    return {each.name: each.relation for each in _filings(case)}


@worded
def _posts() -> QuerySet[Post]:
    return Post.objects.filter(pk__in=(VILLAGE, *CLERKS))


@worded
def _filings(case: Case) -> QuerySet[NearRelativeFiling]:
    return NearRelativeFiling.objects.filter(case=case)


def _two(sent: list[tuple[Officer, Scope]], case: Case, by: Act) -> dict[str, Any]:
    """The columns of the pair; who can open the case comes first."""
    (first, first_scope), (second, second_scope) = sorted(sent, key=lambda each: not _sees(each[1], case))
    return {
        "first_person": first.person_id,
        "first_name": first.person.name,
        "first_unit": _unit(first_scope, case, by.day),
        "second_person": second.person_id,
        "second_name": second.person.name,
        "second_unit": _unit(second_scope, case, by.day),
        "second_sees": _sees(second_scope, case),
    }


def _account(username: str) -> Officer:
    found = Officer.objects.select_related("person").filter(username=username, is_active=True).first()
    if found is None:
        raise BadInput("没有找到这名调查人的账号：请从名单中选择。")
    return found


def _sent_as(officer: Officer, case: Case, by: Act) -> Scope:
    """The scope of one who is sent, past the checks of post and kin."""
    scope = scope_of(officer, by.day)
    with acting_as(by.scope):
        household = Household.objects.get(pk=case.household_id)
        if not (_sees(scope, case) or scope.holds(VILLAGE, at=household.area_id)):
            raise BadInput(f"{officer.person.name}今天在这里没有可以入户调查的岗位：请改派他人。")
        refuse_kin(case, household, officer.person, by)
    return scope


def _refuse_plan(case: Case, planned_on: date, number: int, why: str, by: Act) -> None:
    if planned_on < by.day:
        raise BadInput("约定入户的日期不能早于今天。")
    if number > 1 and not why.strip():
        raise BadInput("这件已经派过人，请写明重新派查的原因。")
    if Visit.objects.filter(case=case, state__in=UNDER_WAY).exists():
        raise VisitUnderWay("这户正在入户调查中：请先办完或退回这一次，再重新派查。")


def _sees(scope: Scope, case: Case) -> bool:
    return scope.holds(*CLERKS, at=case.area_id)


def _unit(scope: Scope, case: Case, on: date) -> str:
    """松岭镇 乡镇经办: where and as what one is sent."""
    duties = [duty for duty in scope.duties if duty.post in (*CLERKS, VILLAGE)]
    here = [duty for duty in duties if case.area_id in duty.areas] or duties
    title = Post.objects.get(pk=here[0].post).title
    return f"{period_of(case.area_id, on).name}{title}"
