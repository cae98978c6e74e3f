"""入户：begun on a phone, saved again and again, laid before the signers, signed — and then what was seen is evidence.

Each action may arrive late and twice: a visit's number is made on the phone, what is saved carries the revision
that the phone last heard of.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from doudi.casework.cases import dues
from doudi.casework.cases.models import Case, Mark, Stage
from doudi.casework.cases.stages import mark
from doudi.casework.intake.papers import Parties, parties
from doudi.casework.survey.answers import Lack, joined, lacking, moment, sealed, typed, words
from doudi.casework.survey.findings import leave_findings
from doudi.casework.survey.investigators import VisitUnderWay, sent_to
from doudi.casework.survey.models import UNDER_WAY, Assignment, Visit, VisitSignature, VisitState
from doudi.casework.survey.printing import print_visit
from doudi.records.access import Act, acting_as, action
from doudi.records.audit.trail import record
from doudi.records.clock import china_day
from doudi.records.refusals import BadInput, NotFound, Refusal
from doudi.records.vault.ciphers import sm3

SIGNED, PRINTED, FOR_ANOTHER, DECLINED = "签名", "按指印", "代签", "拒绝签名"
WAYS = (SIGNED, PRINTED, FOR_ANOTHER, DECLINED)
ON_PAPER = "纸质签名"


class VisitClosed(Refusal):
    """这次入户已定稿或办结：what was laid before the signers is not changed."""


class SurveyIncomplete(Refusal):
    """调查表还没填全：everything that is missing is told at once; `lacks` says where."""

    def __init__(self, lacks: list[Lack]) -> None:
        self.lacks = lacks
        told = "".join(each.sentence for each in lacks[:3])
        more = f"还有{len(lacks) - 3}处。" if len(lacks) > 3 else ""
        super().__init__(f"{told}{more}")


@dataclass(frozen=True, slots=True)
class Signed:
    """家庭的签名：who signed for the family and how; why and before whom, where another signed or nobody would."""

    name: str
    how: str
    why: str = ""


@action
def begin_visit(
    *, case: UUID, visit: UUID, begun_on: date | None = None, expected: int | None = None, by: Act
) -> Visit:
    """开始入户 by one of the two who were sent; the clock of 启动调查 is met on that day. The number is the phone's:
    the same again answers with the visit that is there. NotSent, VisitUnderWay.
    """
    held, _, assignment = sent_to(case, expected, by)
    there: Visit | None = Visit.objects.filter(pk=visit).first()
    if there is not None:
        return _of_case(there, held)
    under_way = Visit.objects.filter(case=held, state__in=UNDER_WAY).first()
    if under_way is not None:
        raise VisitUnderWay(f"{under_way.begun_by}已经开始登记这户的入户调查：请接着那一份填写。")
    on = begun_on or by.day
    accepted = dues.first_days(held).get(Stage.ACCEPTED, held.received_on)
    if not accepted <= on <= by.day:
        raise BadInput(f"入户日期应在受理日 {accepted} 和今天之间。")
    number = Visit.objects.filter(case=held).count() + 1
    begun = Visit.objects.create(
        id=visit,
        case=held,
        area_id=held.area_id,
        assignment=assignment,
        number=number,
        begun_on=on,
        begun_at=by.at,
        begun_by=by.scope.name,
        content=sealed(_taken_over(held, by)),
    )
    mark(held, Mark.SURVEYING, on=on, by=by)
    record(by=by, did="survey.begun", to=begun, case=held.pk, number=number, on=on)
    return begun


@action
def save_visit(
    *,
    case: UUID,
    visit: UUID,
    changes: Mapping[str, str],
    based_on: int,
    expected: int | None = None,
    by: Act,
) -> Visit:
    """保存 what was typed since the phone last heard (`based_on`). Nothing new is nothing done. ChangedElsewhere when
    the other phone changed the same field meanwhile; VisitClosed.
    """
    held, wide, _ = sent_to(case, expected, by)
    draft = open_draft(visit, held)
    content, changed = joined(draft, _parties(held, wide), based_on, changes, by.scope.name)
    if not changed:
        return draft
    draft.content, draft.revision = sealed(content), draft.revision + 1
    draft.save(update_fields=["content", "revision"])
    record(by=by, did="survey.saved", to=draft, case=held.pk, revision=draft.revision, fields=len(changes))
    return draft


@action
def nobody_home(*, case: UUID, visit: UUID, note: str, expected: int | None = None, by: Act) -> Visit:
    """家中无人：the visit is kept as made and another one follows."""
    held, _, _ = sent_to(case, expected, by)
    draft = open_draft(visit, held)
    if not note.strip():
        raise BadInput("请写明敲门、联系的情形，例如“电话联系，约定3月16日再来”。")
    draft.state, draft.closed_at, draft.note = VisitState.NOBODY, by.at, note.strip()
    draft.save(update_fields=["state", "closed_at", "note"])
    record(by=by, did="survey.nobody_home", to=draft, why=note.strip(), case=held.pk)
    return draft


@action
def finish_visit(
    *,
    case: UUID,
    visit: UUID,
    family: Signed,
    second_on_paper: bool = False,
    expected: int | None = None,
    by: Act,
) -> Visit:
    """定稿并签名：the content is frozen; the family and the investigator at hand sign. `second_on_paper`: the other, a
    village worker without a phone, signed the printed form. SurveyIncomplete with everything that is missing.
    """
    held, wide, assignment = sent_to(case, expected, by)
    draft = open_draft(visit, held)
    about = _parties(held, wide)
    _refuse_half_filled(draft, about, family, by)
    draft.state, draft.frozen_at = VisitState.SIGNING, by.at
    draft.begun_on = moment(words(draft)["at"]).date()
    draft.content_sm3 = sm3(sealed(typed(draft)).reveal().encode())
    draft.save(update_fields=["state", "frozen_at", "begun_on", "content_sm3"])
    print_visit(draft, about, wide)
    _leave_signature(draft, None, family.name.strip(), family.how, family.why.strip(), by)
    _leave_signature(draft, by.scope.natural_person, by.scope.name, SIGNED, "", by)
    if second_on_paper:
        if assignment.second_sees or by.scope.natural_person != assignment.first_person:
            raise BadInput(f"{_other(assignment, by)[1]}须由本人登录后签名。")
        _leave_signature(draft, *_other(assignment, by), ON_PAPER, "", by)
        _close(held, draft, about, wide, by)
    record(by=by, did="survey.finished", to=draft, case=held.pk, content=bytes(draft.content_sm3))
    return draft


@action
def sign_visit(*, case: UUID, visit: UUID, expected: int | None = None, by: Act) -> Visit:
    """调查人签名 by the other of the two, under the own account: then the survey is complete."""
    held, wide, _ = sent_to(case, expected, by)
    laid = _laid_out(visit, held)
    who = by.scope.natural_person
    if VisitSignature.objects.filter(visit=laid, natural_person=who).exists():
        raise VisitClosed("您已经在这份调查表上签过名：请由另一名调查人登录后签名。")
    _leave_signature(laid, who, by.scope.name, SIGNED, "", by)
    _close(held, laid, _parties(held, wide), wide, by)
    record(by=by, did="survey.signed", to=laid, case=held.pk, content=bytes(laid.content_sm3 or b""))
    return laid


@action
def take_visit_back(*, case: UUID, visit: UUID, why: str, expected: int | None = None, by: Act) -> Visit:
    """退回重填 before the second signature, by either investigator, with the reason. The next visit begins with what
    was written in this one.
    """
    held, _, _ = sent_to(case, expected, by)
    laid = _laid_out(visit, held)
    if not why.strip():
        raise BadInput("请写明退回重填的原因。")
    laid.state, laid.closed_at, laid.note = VisitState.TAKEN_BACK, by.at, why.strip()
    laid.save(update_fields=["state", "closed_at", "note"])
    record(by=by, did="survey.taken_back", to=laid, why=why.strip(), case=held.pk)
    return laid


def _close(case: Case, visit: Visit, about: Parties, wide: Act, by: Act) -> None:
    """Both have signed: what was seen becomes evidence, and the case is marked as surveyed."""
    visit.state, visit.closed_at = VisitState.DONE, by.at
    visit.save(update_fields=["state", "closed_at"])
    mark(case, Mark.SURVEYED, by=by)
    leave_findings(case, visit, about, wide)


def _taken_over(case: Case, by: Act) -> dict[str, dict[str, object]]:
    """What a new visit begins with: what the one taken back said, else the place on file."""
    before = Visit.objects.filter(case=case, state=VisitState.TAKEN_BACK).order_by("-number").first()
    later = before and Visit.objects.filter(case=case, number__gt=before.number).exists()
    if before is None or later:
        return {}
    return {name: {"value": text, "revision": 0, "by": by.scope.name} for name, text in words(before).items()}


def _refuse_half_filled(draft: Visit, about: Parties, family: Signed, by: Act) -> None:
    content = words(draft)
    lacks = lacking(content, about)
    if lacks:
        raise SurveyIncomplete(lacks)
    if moment(content["at"]) > by.at or china_day(moment(content["at"])) < draft.case.received_on:
        raise SurveyIncomplete([Lack("at", "入户时间应在收件以后、现在以前。")])
    if not family.name.strip() or family.how not in WAYS:
        raise BadInput("请写明户主或家庭成员谁签的名、怎样签的。")
    if family.how in (FOR_ANOTHER, DECLINED) and not family.why.strip():
        raise BadInput("代签或拒绝签名的，请写明原因和见证人。")


def _leave_signature(visit: Visit, who: UUID | None, name: str, how: str, why: str, by: Act) -> None:
    VisitSignature.objects.create(
        visit=visit,
        case_id=visit.case_id,
        area_id=visit.area_id,
        natural_person=who,
        name=name,
        how=how,
        why=why,
        at=by.at,
        recorded_by=by.scope.natural_person,
    )


def _other(assignment: Assignment, by: Act) -> tuple[UUID, str]:
    if by.scope.natural_person == assignment.first_person:
        return assignment.second_person, assignment.second_name
    return assignment.first_person, assignment.first_name


def _parties(case: Case, wide: Act) -> Parties:
    with acting_as(wide.scope):
        return parties(case)


def _of_case(visit: Visit, case: Case) -> Visit:
    if visit.case_id != case.pk:
        raise NotFound
    return visit


def open_draft(number: UUID, case: Case) -> Visit:
    """The visit of this number while it is still being written. NotFound, VisitClosed."""
    visit = Visit.objects.filter(pk=number, case=case).first()
    if visit is None:
        raise NotFound
    if visit.state != VisitState.OPEN:
        raise VisitClosed(
            f"这份调查表{VisitState(visit.state).label}，不能再改：要改请先退回，或另作一次入户。"
        )
    return visit


def _laid_out(number: UUID, case: Case) -> Visit:
    visit = Visit.objects.filter(pk=number, case=case).first()
    if visit is None:
        raise NotFound
    if visit.state != VisitState.SIGNING:
        raise VisitClosed(f"这份调查表{VisitState(visit.state).label}，现在没有要签名的：请刷新页面。")
    return visit
