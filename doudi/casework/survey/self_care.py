"""自理能力评估：six items, two assessors who write apart; a third or a joint visit where they do not agree.

民发〔2021〕43号 第二十至二十三条. A round is settled when two sheets say the same of every item, or when three are in
and each item goes by two of three. Two who differed may go again together: that is the next round. What is settled
becomes evidence; the level of care follows by `policy.self_care`.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from doudi.casework.cases.desk import CLERKS, take_up
from doudi.casework.cases.models import ACCEPTED_ON, Case, Stage
from doudi.casework.cases.stages import WrongStage, told
from doudi.casework.intake.papers import parties
from doudi.casework.survey.care_models import SelfCareConclusion, SelfCareSheet
from doudi.casework.survey.printing import print_self_care
from doudi.casework.survey.rounds import ENOUGH, Item, settle
from doudi.policy.self_care import ITEMS, level
from doudi.records.access import Act, acting_as, action
from doudi.records.audit.trail import record
from doudi.records.evidence.actions import note
from doudi.records.evidence.models import SEEN
from doudi.records.people.models import Person
from doudi.records.refusals import BadInput, NotFound, Refusal, SamePerson
from doudi.records.vault.secret import Secret

# Care is arranged and agreed after the decision as well: the allowance waits for the agreement.
CARED_FOR = (*ACCEPTED_ON, Stage.CONFIRMED, Stage.GRANTED)


class RoundSettled(Refusal):
    """本轮已有结论：the assessors agreed; a new round begins only for a reason."""


def assessable(case: UUID, expected: int | None, by: Act) -> tuple[Case, Act]:
    """The locked case from acceptance on, unless it came to nothing. WrongStage."""
    held, wide = take_up(case, *CLERKS, expected=expected, by=by)
    if held.stage not in CARED_FOR:
        raise WrongStage(f"{told(held)}，受理以后才能评估和安排照料。")
    return held, wide


def member_of(case: Case, short: str, wide: Act) -> Person:
    """The member of the case behind a short name. BadInput."""
    with acting_as(wide.scope):
        person = parties(case).members.get(short)
    if person is None:
        raise BadInput("这件里没有这名家庭成员：请从成员中选择。")
    return person


@action
def assess_self_care(
    *,
    case: UUID,
    member: str,
    items: Mapping[str, Item],
    assessed_on: date,
    unit: str,
    again: str = "",
    expected: int | None = None,
    by: Act,
) -> SelfCareSheet:
    """登记一名评估人的评估, under the assessor's own account. `again` opens a new round: the joint visit of two who
    differed, or a change that was reported. SamePerson, RoundSettled.
    """
    held, wide = assessable(case, expected, by)
    person = member_of(held, member, wide)
    _refuse_gaps(held, items, assessed_on, unit, by)
    sheets = _sheets(held, person)
    number = _round(held, person, sheets, again)
    here = _others(sheets, number, by)
    made = SelfCareSheet.objects.create(
        case=held,
        area_id=held.area_id,
        person=person,
        round=number,
        assessed_on=assessed_on,
        items=_kept(items),
        natural_person=own_person(by),
        name=by.scope.name,
        unit=unit.strip(),
        at=by.at,
    )
    settled = _conclude(held, person, number, [*here, made], wide)
    record(
        by=by,
        did="survey.self_care_assessed",
        to=made,
        why=again.strip(),
        case=held.pk,
        round=number,
        settled=settled,
    )
    return made


def _others(sheets: Sequence[SelfCareSheet], number: int, by: Act) -> list[SelfCareSheet]:
    """The sheets of a round that others wrote. SamePerson when the actor wrote one, on whatever account."""
    here = [sheet for sheet in sheets if sheet.round == number]
    if any(sheet.natural_person == by.scope.natural_person for sheet in here):
        raise SamePerson("您本轮已经评估过：请由另一名评估人登录后填写。")
    return here


def own_person(by: Act) -> UUID:
    """The natural person behind the act. NotFound for a job, which assesses nobody."""
    if by.scope.natural_person is None:
        raise NotFound
    return by.scope.natural_person


def _round(case: Case, person: Person, sheets: Sequence[SelfCareSheet], again: str) -> int:
    """In which round a sheet written now belongs."""
    if not sheets:
        return 1
    latest = max(sheet.round for sheet in sheets)
    here = [sheet for sheet in sheets if sheet.round == latest]
    if again.strip() and len(here) >= ENOUGH:
        return latest + 1
    if settle(here) is not None:
        raise RoundSettled("两名评估人的意见已经一致：情况有变化需要重新评估的，请写明原因。")
    return latest


def _conclude(
    case: Case,
    person: Person,
    number: int,
    sheets: Sequence[SelfCareSheet],
    wide: Act,
) -> bool:
    """Keep what the sheets come to, as evidence too; False while they do not agree."""
    failed = settle(sheets)
    if failed is None:
        return False
    on = max(sheet.assessed_on for sheet in sheets)
    text = Secret(json.dumps(list(failed)))
    concluded = SelfCareConclusion.objects.create(
        case=case,
        area_id=case.area_id,
        person=person,
        round=number,
        failed=text,
        level=level(len(failed)),
        concluded_on=on,
        at=wide.at,
    )
    with acting_as(wide.scope):
        note(
            about=person,
            fact="self_care_failed",
            source=SEEN,
            said_by="、".join(sheet.name for sheet in sheets),
            said_on=on,
            sealed=text,
            note=f"{case.receipt_number} 自理能力评估第{number}轮",
            by=wide,
        )
    print_self_care(concluded, sheets, person, wide)
    return True


def _refuse_gaps(case: Case, items: Mapping[str, Item], on: date, unit: str, by: Act) -> None:
    if set(items) != set(ITEMS):
        lacking = [title for item, title in ITEMS.items() if item not in items]
        raise BadInput(f"六项能力都要评估，还缺：{'、'.join(lacking) or '请刷新页面'}。")
    if not case.received_on <= on <= by.day:
        raise BadInput(f"评估日期应在收件日 {case.received_on} 和今天之间。")
    if not unit.strip():
        raise BadInput("请写明评估人的单位、职务。")


def _kept(items: Mapping[str, Item]) -> Secret:
    told = {item: {"able": items[item].able, "seen": items[item].seen.strip()} for item in ITEMS}
    return Secret(json.dumps(told, ensure_ascii=False))


def _sheets(case: Case, person: Person) -> list[SelfCareSheet]:
    return list(SelfCareSheet.objects.filter(case=case, person=person).order_by("round", "at", "id"))
