"""受理办理：taking an application in, papers, a later declaration, and the one look beyond one's own scope."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from doudi.casework.cases.desk import CLERKS, at_the_counter, refuse_own, take_up
from doudi.casework.cases.models import BEFORE_DECISION, BEFORE_PROPOSAL, Case
from doudi.casework.cases.opening import AlreadyApplied, AlreadyHelped, open_case
from doudi.casework.cases.stages import WrongStage, told
from doudi.casework.intake.evidence import declare
from doudi.casework.intake.facts import declared
from doudi.casework.intake.family import (
    AnotherFamily,
    AnotherName,
    Newcomer,
    NewSupporter,
    household_on_file,
    people_on_file,
    supporters_on_file,
)
from doudi.casework.intake.form import BY_HAND, Applied, Handed, refuse_gaps, write_form
from doudi.casework.intake.models import (
    CounterPhone,
    Declaration,
    PaperReceived,
)
from doudi.casework.intake.papers import Parties, asked, parties
from doudi.casework.intake.standard import standard_on
from doudi.records.access import Act, acting_as, action, one_seen_by, require
from doudi.records.areas.models import Area
from doudi.records.areas.queries import DISTRICT_KINDS, TOWNSHIP_KINDS, period_of, township_of
from doudi.records.audit.trail import record
from doudi.records.people.actions import AlreadyOnFile
from doudi.records.people.models import Household, Person, Supporter
from doudi.records.people.past_the_area import counted_looks
from doudi.records.people.signatures import VERIFICATION, sign
from doudi.records.refusals import BadInput

# What the one form says of people past the area of the counter, told by their complete numbers.
TOLD_OF_OTHERS = (AlreadyOnFile, AnotherName, AnotherFamily, AlreadyApplied, AlreadyHelped)


@action
def submit(
    *,
    at: Area,
    household: Household,
    applicant: Person,
    members: Mapping[str, Person],
    supporters: Mapping[str, Supporter],
    facts: Mapping[str, Any],
    applied: Applied,
    by: Act,
) -> Case:
    """提交申请 for a household on file in one's own scope. `members` and `supporters` give the short names of `facts`.

    Raises AlreadyApplied, OwnRelative, BadInput with the law's own sentences.
    """
    require(by, *CLERKS, at=at.pk)
    _refuse_no_counter(at, by)
    held: Household = one_seen_by(Household.objects.all(), by.scope, id=household.pk)
    return _submit(at, held, applicant, members, supporters, facts, applied, by, by)


@action
def take_in(
    *,
    at: Area,
    village: Area,
    address: str,
    newcomers: Mapping[str, Newcomer],
    supporters: Mapping[str, NewSupporter],
    facts: Mapping[str, Any],
    applied: Applied,
    by: Act,
) -> Case:
    """收件：everything of the one form at once, at any township of the district. The first newcomer applies.

    People already on file are found by their complete numbers; the others are registered in their village.
    """
    require(by, *CLERKS, at=at.pk)
    _refuse_no_counter(at, by)
    if not newcomers:
        raise BadInput("请至少填写申请人本人。")
    wide = at_the_counter(at=at.pk, responsible=township_of(village.pk, by.day), by=by)
    with counted_looks(at.pk, by, *TOLD_OF_OTHERS), acting_as(wide.scope):
        people = people_on_file(village, newcomers, wide)
        household = household_on_file(village, address, people, newcomers, wide)
        owing = supporters_on_file(people, supporters, wide)
        applicant = next(iter(people.values()))
        return _submit(at, household, applicant, people, owing, facts, applied, wide, by)


@action
def receive_paper(
    *,
    case: UUID,
    code: str,
    of: str = "",
    how: str = BY_HAND,
    received_on: date | None = None,
    expected: int | None = None,
    by: Act,
) -> PaperReceived:
    """收材料: one paper, of the household or of a member or supporter by short name. An authorisation for the check
    of means is signed at once. What nobody may ask for is not taken.
    """
    held, wide = take_up(case, *CLERKS, expected=expected, by=by)
    if held.stage not in BEFORE_DECISION:
        raise WrongStage(f"{told(held)}，不再收材料。")
    day = received_on or by.day
    if not held.received_on <= day <= by.day:
        raise BadInput(f"收到日期应在收件日 {held.received_on} 和今天之间。")
    with acting_as(wide.scope):
        paper = _receive(held, Handed(code, of, how), day, parties(held), wide)
    record(by=by, did="intake.paper_received", to=paper, case=held.pk, code=code, received_on=day)
    return paper


@action
def declare_again(
    *,
    case: UUID,
    facts: Mapping[str, Any],
    said_by: str,
    why: str,
    expected: int | None = None,
    by: Act,
) -> Declaration:
    """再次申报: what the family now says, beside what it said before, with the reason. The people stay the same."""
    held, wide = take_up(case, *CLERKS, expected=expected, by=by)
    if held.stage not in BEFORE_PROPOSAL:
        raise WrongStage(f"{told(held)}，不再接受申报。")
    if not why.strip() or not said_by.strip():
        raise BadInput("请写明由谁申报、为什么再次申报。")
    with acting_as(wide.scope):
        about = parties(held)
        kept = declared(facts, about.members, by.day)
        said = declare(held, kept, about.members, about.supporters, said_by.strip(), why.strip(), by)
    record(by=by, did="intake.declared_again", to=said, why=why.strip(), case=held.pk, sm3=bytes(said.sm3))
    return said


@action
def publish_counter_phone(*, area: Area, phone: str, since: date, by: Act) -> CounterPhone:
    """公布受理电话 of a township's counter from a day on."""
    require(by, *CLERKS, at=area.pk)
    digits = "".join(sign for sign in phone if sign.isdigit())
    if not 7 <= len(digits) <= 12:
        raise BadInput("请填写办公电话，如 024-7000001。")
    row, _ = CounterPhone.objects.update_or_create(area=area, since=since, defaults={"phone": phone.strip()})
    record(by=by, did="intake.counter_phone_published", area=area.pk, phone=phone.strip(), since=since)
    return row


def _submit(
    at: Area,
    household: Household,
    applicant: Person,
    members: Mapping[str, Person],
    supporters: Mapping[str, Supporter],
    facts: Mapping[str, Any],
    applied: Applied,
    wide: Act,
    by: Act,
) -> Case:
    refuse_gaps(household, applicant, members, applied, wide)
    refuse_own(household, wide)
    kept = declared(facts, members, by.day)
    standard = standard_on(household, applicant, by.day, wide)
    case = open_case(
        at=at,
        household=household,
        applicant=applicant,
        members=members,
        channel=applied.channel,
        asked_for=applied.asked_for,
        by=by,
    )
    write_form(case, applied, standard.urban, standard.reason)
    said_by = applied.brought.name if applied.brought else applicant.name
    said = declare(case, kept, members, supporters, said_by, "", by)
    about = Parties(kept, members, supporters)
    for handed in applied.papers:
        _receive(case, handed, by.day, about, wide)
    record(
        by=by,
        did="intake.submitted",
        to=case,
        receipt=case.receipt_number,
        responsible=case.responsible_id,
        channel=str(applied.channel),
        sm3=bytes(said.sm3),
    )
    return case


def _refuse_no_counter(at: Area, by: Act) -> None:
    period = period_of(at.pk, by.day)
    if period.kind not in (*TOWNSHIP_KINDS, *DISTRICT_KINDS):
        raise BadInput(f"{period.name}不设受理窗口，请选乡镇（街道）或区。")


def _receive(case: Case, handed: Handed, day: date, about: Parties, wide: Act) -> PaperReceived:
    paper = asked(handed.code)
    if paper is None:
        raise BadInput("这份材料不向申请家庭收取，请看材料清单上写明的取得办法。")
    member, supporter = about.members.get(handed.of), about.supporters.get(handed.of)
    if (paper.of == "household") != (member is None and supporter is None):
        raise BadInput(f"{paper.title}：请选对是哪位成员或赡养人的（全户的材料不用选人）。")
    if handed.code == VERIFICATION:
        party = member or supporter
        assert party is not None
        sign(of=party, kind=VERIFICATION, signed_on=day, signed_by=party.name, how=handed.how, by=wide)
    same = PaperReceived.objects.filter(case=case, code=handed.code, person=member, supporter=supporter)
    return same.first() or PaperReceived.objects.create(
        case=case,
        area_id=case.area_id,
        code=handed.code,
        person=member,
        supporter=supporter,
        received_on=day,
        taken_by=wide.scope.name,
    )
