"""照料安排：where a 特困 person wishes to live, and the agreement of the one who takes care (D16-2 to D16-5).

At home, the care allowance is paid only while an agreement is signed and in force (国发〔2016〕14号; the place's
`tekun_care.needs_agreement`), so the days of an agreement are facts of the payment.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from doudi.casework.cases.models import Case
from doudi.casework.survey.care_models import (
    INSTITUTION,
    MODES,
    Admission,
    CareAgreement,
    CareWish,
    SelfCareConclusion,
)
from doudi.casework.survey.printing import print_admission, print_agreement, print_wish
from doudi.casework.survey.self_care import assessable, member_of
from doudi.records.access import Act, action
from doudi.records.audit.trail import record
from doudi.records.documents.queries import require_scan
from doudi.records.people.id_numbers import checked
from doudi.records.people.models import Person
from doudi.records.refusals import BadInput, Refusal
from doudi.records.vault.secret import Secret


class NoCareLevel(Refusal):
    """还没有评估结论：the level of care comes before who gives it."""


class NoDraft(Refusal):
    """没有待签的协议：an agreement is drafted before it is signed."""


@dataclass(frozen=True, slots=True)
class Wished:
    """本人的意愿：how to be cared for, where or by whom."""

    mode: str
    institution: str = ""
    carer: str = ""
    carer_relation: str = ""
    guardian: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Agreed:
    """协议的内容：who takes care, of what, for how much, from when until when."""

    carer: str
    carer_id_number: Secret
    carer_phone: Secret
    duties: Sequence[str]
    monthly_fen: int
    way: str
    visits: str
    from_day: date
    until_day: date


@dataclass(frozen=True, slots=True)
class Entrusted:
    """入院和委托供养的内容."""

    institution: str
    admitted_on: date
    until_day: date
    services: Sequence[str]
    monthly_fen: int
    care_fen: int
    way: str
    room: str = ""
    guardian: str = ""
    guardian_phone: Secret | None = None
    belongings: Sequence[tuple[str, int]] = ()


@action
def state_wish(
    *, case: UUID, member: str, wished: Wished, stated_on: date, expected: int | None = None, by: Act
) -> CareWish:
    """登记供养意愿; said otherwise later, a later one stands beside it."""
    held, wide = assessable(case, expected, by)
    person = member_of(held, member, wide)
    if wished.mode not in MODES:
        raise BadInput("请选集中供养或分散供养。")
    if wished.mode == INSTITUTION and not wished.institution.strip():
        raise BadInput("愿意集中供养的，请写明供养服务机构。")
    if not held.received_on <= stated_on <= by.day:
        raise BadInput(f"表示意愿的日期应在收件日 {held.received_on} 和今天之间。")
    made = CareWish.objects.create(
        case=held,
        area_id=held.area_id,
        person=person,
        mode=wished.mode,
        institution=wished.institution.strip(),
        carer=wished.carer.strip(),
        carer_relation=wished.carer_relation.strip(),
        guardian=wished.guardian.strip(),
        said=Secret(wished.said.strip()) if wished.said.strip() else None,
        stated_on=stated_on,
        at=by.at,
        name=by.scope.name,
    )
    print_wish(made, person, wide)
    record(by=by, did="survey.wish_stated", to=made, case=held.pk, mode=wished.mode)
    return made


@action
def draft_agreement(
    *, case: UUID, member: str, agreed: Agreed, expected: int | None = None, by: Act
) -> CareAgreement:
    """起草照料服务协议. The level is that of the latest assessment. NoCareLevel; an unsigned draft is replaced."""
    held, wide = assessable(case, expected, by)
    person = member_of(held, member, wide)
    _refuse_bad_agreement(agreed, person)
    level = _level(held, person)
    CareAgreement.objects.filter(
        case=held, person=person, signed_on__isnull=True, ended_on__isnull=True
    ).update(ended_on=by.day, ended_because="另行起草")
    made = CareAgreement.objects.create(
        case=held,
        area_id=held.area_id,
        person=person,
        carer=agreed.carer.strip(),
        carer_id_number=checked(agreed.carer_id_number.reveal()),
        carer_phone=agreed.carer_phone,
        level=level,
        duties=[duty.strip() for duty in agreed.duties if duty.strip()],
        monthly_fen=agreed.monthly_fen,
        way=agreed.way.strip(),
        visits=agreed.visits.strip(),
        from_day=agreed.from_day,
        until_day=agreed.until_day,
        drafted_at=by.at,
        drafted_by=by.scope.natural_person,
    )
    print_agreement(made, person, wide)
    record(by=by, did="survey.agreement_drafted", to=made, case=held.pk, monthly_fen=agreed.monthly_fen)
    return made


@action
def sign_agreement(
    *, case: UUID, member: str, signed_on: date, signed_by: str, expected: int | None = None, by: Act
) -> CareAgreement:
    """签订照料服务协议：carer, person or guardian (`signed_by` says who and how), the office. NoDraft, ScanMissing."""
    held, wide = assessable(case, expected, by)
    person = member_of(held, member, wide)
    draft = CareAgreement.objects.filter(
        case=held, person=person, signed_on__isnull=True, ended_on__isnull=True
    ).first()
    if draft is None:
        raise NoDraft(f"{person.name}没有待签的照料服务协议：请先起草并打印。")
    if not held.received_on <= signed_on <= by.day or not signed_by.strip():
        raise BadInput("请写明本人或监护人怎样签的名；签订日期应在收件日和今天之间。")
    require_scan(held.pk, "D16-3", by, about=draft.pk)
    draft.signed_on, draft.signed_by, draft.signed_for = signed_on, signed_by.strip(), by.scope.name
    draft.save(update_fields=["signed_on", "signed_by", "signed_for"])
    record(by=by, did="survey.agreement_signed", to=draft, case=held.pk, on=signed_on)
    return draft


@action
def end_agreement(
    *, case: UUID, member: str, ended_on: date, why: str, expected: int | None = None, by: Act
) -> CareAgreement:
    """解除照料服务协议 in force, from a day on, with the reason. NoDraft when none is in force."""
    held, wide = assessable(case, expected, by)
    person = member_of(held, member, wide)
    running = CareAgreement.objects.filter(
        case=held, person=person, signed_on__isnull=False, ended_on__isnull=True, until_day__gte=ended_on
    )
    agreement = running.order_by("-from_day").first()
    if agreement is None:
        raise NoDraft(f"{person.name}没有在履行的照料服务协议，不用解除。")
    if not why.strip() or ended_on < agreement.from_day:
        raise BadInput(f"请写明解除的原因；解除日期不早于协议开始的 {agreement.from_day}。")
    agreement.ended_on, agreement.ended_because = ended_on, why.strip()
    agreement.save(update_fields=["ended_on", "ended_because"])
    record(by=by, did="survey.agreement_ended", to=agreement, why=why.strip(), case=held.pk, on=ended_on)
    return agreement


@action
def admit(
    *, case: UUID, member: str, entrusted: Entrusted, expected: int | None = None, by: Act
) -> Admission:
    """登记入院和委托供养 of one who wished it. NoCareLevel."""
    held, wide = assessable(case, expected, by)
    person = member_of(held, member, wide)
    wish = CareWish.objects.filter(case=held, person=person).order_by("-stated_on", "-at", "-id").first()
    if wish is None or wish.mode != INSTITUTION:
        raise BadInput(f"{person.name}没有表示愿意集中供养：请先登记供养意愿。")
    _refuse_bad_entrusting(held, entrusted)
    told: dict[str, Any] = {
        "belongings": [{"item": item, "pieces": pieces} for item, pieces in entrusted.belongings],
        "services": [each.strip() for each in entrusted.services if each.strip()],
    }
    made = Admission.objects.create(
        case=held,
        area_id=held.area_id,
        person=person,
        institution=entrusted.institution.strip(),
        admitted_on=entrusted.admitted_on,
        until_day=entrusted.until_day,
        level=_level(held, person),
        room=entrusted.room.strip(),
        guardian=entrusted.guardian.strip(),
        guardian_phone=entrusted.guardian_phone,
        monthly_fen=entrusted.monthly_fen,
        care_fen=entrusted.care_fen,
        way=entrusted.way.strip(),
        at=by.at,
        name=by.scope.name,
        **told,
    )
    print_admission(made, person, wide)
    record(by=by, did="survey.admitted", to=made, case=held.pk, on=entrusted.admitted_on)
    return made


def _level(case: Case, person: Person) -> str:
    latest = SelfCareConclusion.objects.filter(case=case, person=person).order_by("-round").first()
    if latest is None:
        raise NoCareLevel(f"{person.name}的自理能力还没有评估结论：请先由两名评估人评估。")
    return latest.level


def _refuse_bad_agreement(agreed: Agreed, person: Person) -> None:
    if checked(agreed.carer_id_number.reveal()) == person.id_number:
        raise BadInput("照料人不能是本人。")
    texts = (agreed.carer, agreed.carer_phone.reveal(), agreed.way, agreed.visits, "".join(agreed.duties))
    if not all(text.strip() for text in texts):
        raise BadInput("请写全照料人、电话、照料服务内容、付费方式和探访约定。")
    if agreed.until_day <= agreed.from_day or agreed.monthly_fen < 0:
        raise BadInput("协议的终止日期应在开始日期以后，照料护理费不能是负数。")


def _refuse_bad_entrusting(case: Case, entrusted: Entrusted) -> None:
    if not (entrusted.institution.strip() and entrusted.way.strip() and "".join(entrusted.services).strip()):
        raise BadInput("请写全供养服务机构、供养服务内容和拨付方式。")
    if entrusted.until_day <= entrusted.admitted_on or entrusted.admitted_on < case.received_on:
        raise BadInput("入院日期应在收件日以后，委托协议的终止日期应在入院日期以后。")
    if min(entrusted.monthly_fen, entrusted.care_fen) < 0:
        raise BadInput("金额不能是负数。")
