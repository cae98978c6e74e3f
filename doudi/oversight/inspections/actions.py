"""抽查的动作：draw a month, check a case, set right what was found, accept it or send it back."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from doudi.casework.awards.months import first_of, months_on
from doudi.casework.cases.desk import person_of, refuse_own
from doudi.casework.cases.places import place_of, value_on
from doudi.casework.confirmation.models import DECIDING, Decision, Outcome
from doudi.casework.intake.models import NearRelativeFiling
from doudi.casework.survey.models import Assignment
from doudi.oversight.inspections.drawing import redrawn
from doudi.oversight.inspections.models import Finding, FindingKind, Inspection, Reason, Sampling, Way
from doudi.policy.value_keys import rate
from doudi.records.access import Act, action, require
from doudi.records.areas.models import Area
from doudi.records.audit.trail import record
from doudi.records.refusals import BadInput, NotFound, Refusal, SamePerson
from doudi.records.vault.secret import Secret

INSPECTORS = ("district_clerk", "district_decider")
RECTIFIERS = ("township_clerk", "township_reviewer", "township_decider")
SEED_BYTES = 16


class AlreadyDrawn(Refusal):
    """这个月已抽样：a month is drawn once, so that nobody draws until the list pleases."""


class NothingToDraw(Refusal):
    """没有可抽的：nothing was confirmed in that month."""


class TookPart(Refusal):
    """参与过这件：whoever proposed, assessed, visited or decided does not check it."""


class NotAtHome(Refusal):
    """须入户：a near relative's case is checked in the home."""


class AlreadyChecked(Refusal):
    """已登记检查."""


class NotOpen(Refusal):
    """问题不在可办的状态."""


@dataclass(frozen=True, slots=True)
class Judged:
    """区级判断：what the district holds to be right."""

    outcome: str
    scheme: str = ""
    monthly_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Wrong:
    """一个问题 to be set right by a day."""

    kind: str
    what: str
    due_on: date


@action
def draw(*, township: Area, month: date, by: Act) -> Sampling:
    """抽样 among what a township confirmed in a month: every near relative's case, and a share of the others at random.

    Seed and list go into the audit chain; drawn once. Raises AlreadyDrawn, NothingToDraw.
    """
    require(by, *INSPECTORS, at=township.pk)
    first = first_of(month)
    if months_on(first, 1) > by.day:
        raise BadInput("月份过完以后才抽样：名单要包括全月确认的件。")
    if Sampling.objects.filter(area=township, month=first).exists():
        raise AlreadyDrawn(f"{first:%Y-%m} 已经抽样，不能重抽：名单和种子在抽样记录里。")
    decisions = {each.case_id: each for each in confirmed_in(township.pk, first, by)}
    if not decisions:
        raise NothingToDraw(f"{first:%Y-%m} 没有确认的件，不用抽样。")
    made = _sampling(township, first, decisions, by)
    random, relatives = redrawn(made)
    _list(made, random, Reason.RANDOM, decisions)
    _list(made, relatives, Reason.NEAR_RELATIVE, decisions)
    record(
        by=by,
        did="inspections.drawn",
        to=made,
        seed=made.seed,
        confirmed=len(decisions),
        random=[str(each) for each in random],
        near_relatives=[str(each) for each in relatives],
    )
    return made


@action
def check(
    *,
    inspection: UUID,
    way: str,
    on: date,
    judged: Judged,
    told: str,
    wrong: Sequence[Wrong] = (),
    by: Act,
) -> Inspection:
    """登记检查 of a drawn case, with the district's own judgement and everything to be set right.

    Raises AlreadyChecked, TookPart, OwnRelative, NotAtHome.
    """
    held = _inspection(inspection, by)
    require(by, *INSPECTORS, at=held.area_id)
    if held.checked:
        raise AlreadyChecked("这件已经登记检查：请刷新页面，看清后再办。")
    _refuse_partaker(held, by)
    refuse_own(held.case.household, by)
    _refuse_unclear(held, way, on, judged, told, by)
    held.way, held.checked_on, held.checked_at = way, on, by.at
    held.checked_by, held.checked_name = by.scope.natural_person, by.scope.name
    held.outcome, held.told = judged.outcome, Secret(told.strip())
    held.scheme = judged.scheme if judged.outcome == Outcome.GRANT else held.decision.scheme
    held.monthly_fen = judged.monthly_fen if judged.outcome == Outcome.GRANT else None
    if held.differs and not wrong:
        raise BadInput("区级判断与乡镇不一致：请写明问题和整改期限。")
    held.save()
    Finding.objects.bulk_create([_finding(held, number, each, by) for number, each in enumerate(wrong, 1)])
    record(
        by=by,
        did="inspections.checked",
        to=held,
        case=held.case_id,
        differs=held.differs,
        findings=len(wrong),
    )
    return held


@action
def rectify(*, finding: UUID, told: str, by: Act) -> Finding:
    """登记整改: what the township did about a finding. Raises NotOpen."""
    held = _found(finding, by)
    require(by, *RECTIFIERS, at=held.area_id)
    if held.rectified_on is not None:
        raise NotOpen("整改已经登记，等区民政局验收。")
    if not told.strip():
        raise BadInput("请写明整改的情况，附上依据的文号或日期。")
    held.rectified_on, held.rectified_told = by.day, Secret(told.strip())
    held.rectified_name, held.rectified_by = by.scope.name, person_of(by)
    held.save()
    record(by=by, did="inspections.rectified", to=held, on=by.day)
    return held


@action
def accept(*, finding: UUID, by: Act) -> Finding:
    """验收整改, by another person than who set it right. Raises NotOpen, SamePerson."""
    held = _to_settle(finding, by)
    held.accepted_on, held.accepted_name, held.accepted_by = by.day, by.scope.name, person_of(by)
    held.save(update_fields=["accepted_on", "accepted_name", "accepted_by"])
    record(by=by, did="inspections.accepted", to=held, on=by.day)
    return held


@action
def send_back(*, finding: UUID, why: str, due_on: date, by: Act) -> Finding:
    """退回重新整改 by a new day. Raises NotOpen."""
    held = _to_settle(finding, by)
    if not why.strip() or due_on < by.day:
        raise BadInput("请写明退回的原因和新的整改期限（不早于今天）。")
    held.rectified_on, held.rectified_by, held.rectified_name = None, None, ""
    held.due_on, held.sent_back_because, held.sent_back = due_on, why.strip(), held.sent_back + 1
    held.save()
    record(by=by, did="inspections.sent_back", to=held, why=why.strip(), due=due_on)
    return held


def _sampling(township: Area, month: date, decisions: Mapping[UUID, Decision], by: Act) -> Sampling:
    """The range, the rates in force today, and a seed of the machine's own."""
    filed = set(NearRelativeFiling.objects.filter(case__in=decisions).values_list("case_id", flat=True))
    value = value_on(place_of(township.pk, by.day), "spot_check", by.day)
    rest = [each for each in decisions.values() if each.case_id not in filed]
    return Sampling.objects.create(
        area=township,
        month=month,
        seed=secrets.token_hex(SEED_BYTES),
        others=sorted(each.case_id for each in rest if each.scheme != "tekun"),
        tekun=sorted(each.case_id for each in rest if each.scheme == "tekun"),
        near_relatives=sorted(filed),
        random_share=str(rate(value.keys["random_share"])) if "random_share" in value.keys else "",
        tekun_share=str(rate(value.keys["tekun_share"])),
        basis=value.basis,
        on=by.day,
        at=by.at,
        name=by.scope.name,
        natural_person=by.scope.natural_person,
    )


def confirmed_in(township: int, month: date, by: Act) -> Sequence[Decision]:
    """The decisions in force by which a township's cases were confirmed in a month."""
    first = first_of(month)
    rows = Decision.objects.seen_by(by.scope).filter(
        area_id=township, outcome=Outcome.GRANT, taken_back_at__isnull=True, replaced_at__isnull=True
    )
    return list(rows.filter(on__gte=first, on__lt=months_on(first, 1)).order_by("on", "id"))


def _list(made: Sampling, cases: Sequence[UUID], reason: Reason, decisions: dict[UUID, Decision]) -> None:
    Inspection.objects.bulk_create(
        [
            Inspection(
                sampling=made,
                case_id=case,
                decision=decisions[case],
                area_id=decisions[case].area_id,
                reason=reason,
            )
            for case in cases
        ]
    )


def _refuse_unclear(held: Inspection, way: str, on: date, judged: Judged, told: str, by: Act) -> None:
    if (
        way not in Way
        or judged.outcome not in DECIDING
        or not told.strip()
        or not held.decision.on <= on <= by.day
    ):
        raise BadInput("请写明检查方式、检查日期（不早于确认、不晚于今天）、区级判断和检查情况。")
    if held.reason == Reason.NEAR_RELATIVE and way != Way.HOME:
        raise NotAtHome("近亲属备案的件须入户检查：请入户以后再登记。")
    if judged.outcome == Outcome.GRANT and (not judged.scheme or judged.monthly_fen is None):
        raise BadInput("判断为应当确认的，请写明类别和月金额。")


def _finding(held: Inspection, number: int, each: Wrong, by: Act) -> Finding:
    if each.kind not in FindingKind or not each.what.strip() or each.due_on < by.day:
        raise BadInput(f"第 {number} 个问题：请选择类别、写明问题，整改期限不早于今天。")
    return Finding(
        inspection=held,
        area_id=held.area_id,
        number=number,
        kind=each.kind,
        what=Secret(each.what.strip()),
        due_on=each.due_on,
    )


def _refuse_partaker(held: Inspection, by: Act) -> None:
    decision = held.decision
    had_part = {
        decision.decided_by,
        decision.assessment.natural_person,
        decision.resolution.proposal.natural_person,
    }
    for sent in Assignment.objects.filter(case=held.case_id):
        had_part |= {sent.first_person, sent.second_person}
    if person_of(by) in had_part:
        raise TookPart("您参与过这件的办理，不能由您检查：请由区民政局另一人检查。")


def _inspection(which: UUID, by: Act) -> Inspection:
    rows = Inspection.objects.seen_by(by.scope).select_for_update(of=("self",))
    rows = rows.select_related("case__household", "decision__assessment", "decision__resolution__proposal")
    held: Inspection | None = rows.filter(pk=which).first()
    if held is None:
        raise NotFound
    return held


def _found(which: UUID, by: Act) -> Finding:
    held: Finding | None = Finding.objects.seen_by(by.scope).select_for_update().filter(pk=which).first()
    if held is None:
        raise NotFound
    return held


def _to_settle(which: UUID, by: Act) -> Finding:
    held = _found(which, by)
    require(by, *INSPECTORS, at=held.area_id)
    if held.rectified_on is None or held.accepted_on is not None:
        raise NotOpen("这个问题还没有登记整改，或已经验收：请刷新页面，看清后再办。")
    if held.rectified_by == person_of(by):
        raise SamePerson("整改由您登记，须由另一人验收。")
    return held
