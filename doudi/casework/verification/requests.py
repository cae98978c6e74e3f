"""核对委托：asking the centre about a household, saying that somebody refuses, and sending a request back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from doudi.casework.cases.desk import CLERKS, refuse_own, take_up
from doudi.casework.cases.models import ACCEPTED_ON, BEFORE_DECISION, Case, Mark
from doudi.casework.cases.stages import WrongStage, mark, told
from doudi.casework.intake.papers import number_of, parties
from doudi.casework.verification.models import MemberRefusal, Purpose, Request, Subject
from doudi.casework.verification.numbers import REQUEST, figures, next_number, working_days_after
from doudi.casework.verification.sheets import request_paper
from doudi.casework.verification.sources import sources
from doudi.casework.verification.standing import Party, in_force, refusing, standing, unsigned
from doudi.records.access import Act, acting_as, action, require
from doudi.records.audit.trail import record
from doudi.records.documents.filing import Folder
from doudi.records.documents.issue import issue_paper
from doudi.records.documents.queries import refuse_unscanned, unscanned
from doudi.records.people.models import Supporter
from doudi.records.people.signatures import withdraw
from doudi.records.refusals import BadInput, NotFound, Refusal

CENTRE = ("verification_clerk", "verification_lead")


class NotAuthorised(Refusal):
    """没有授权不得核对：the sentence names who has not signed, or whose signature has run out."""


class MemberRefuses(Refusal):
    """成员不同意核对：the household is not checked against the will of one of them."""


class AlreadyAsked(Refusal):
    """已经委托：a request about this case is still with the centre."""


class RequestClosed(Refusal):
    """委托已经办结：nothing more is done on it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """批量委托的结果：the requests made, and the cases that could not be asked about, each with its sentence."""

    requests: tuple[Request, ...]
    refused: tuple[tuple[UUID, str], ...]


@action
def ask(
    *,
    case: UUID,
    only: Mapping[str, Sequence[str]] | None = None,
    expected: int | None = None,
    by: Act,
) -> Request:
    """委托核对 of an accepted case. `only` names, by short name, the sources that a narrower signature covers.

    Raises NotAuthorised, MemberRefuses, AlreadyAsked, WrongStage, ScanMissing (an authorisation that
    was printed here and has not come back signed).
    """
    held, wide = take_up(case, *CLERKS, expected=expected, by=by)
    if held.stage not in ACCEPTED_ON:
        raise WrongStage(f"{told(held)}，受理以后、审核确认以前才能委托核对。")
    refuse_unscanned(unscanned(held.pk, ("D03",), by))
    request = send_to_centre(held, Purpose.APPLYING, only or {}, wide, by)
    _told(request, by)
    return request


@action
def ask_many(*, cases: Sequence[UUID], by: Act) -> Asked:
    """批量委托 about many households at once. One that cannot be asked about holds up no other."""
    made: list[Request] = []
    refused: list[tuple[UUID, str]] = []
    for which in sorted(cases):
        try:
            made.append(ask(case=which, by=by))
        except Refusal as refusal:
            refused.append((which, str(refusal)))
    return Asked(tuple(made), tuple(refused))


@action
def record_refusal(
    *, case: UUID, of: str, said_on: date, why: str = "", expected: int | None = None, by: Act
) -> MemberRefusal:
    """登记不同意核对 of a member or supporter by short name; a signature in force ends on that day."""
    held, wide = take_up(case, *CLERKS, expected=expected, by=by)
    if held.stage not in BEFORE_DECISION:
        raise WrongStage(f"{told(held)}，不再登记核对意愿。")
    if not held.received_on <= said_on <= by.day:
        raise BadInput(f"表示日期应在收件日 {held.received_on} 和今天之间。")
    with acting_as(wide.scope):
        about = parties(held)
        who = about.members.get(of) or about.supporters.get(of)
        if who is None or number_of(of, about) is None:
            raise BadInput("请选对是哪位成员或赡养人不同意核对。")
        signature = in_force([who], said_on, wide).get(who.pk)
        if signature is not None:
            withdraw(signed=signature, on=said_on, why="本人不同意核对", by=wide)
    row = MemberRefusal.objects.create(
        case=held,
        area_id=held.area_id,
        person=None if isinstance(who, Supporter) else who,
        supporter=who if isinstance(who, Supporter) else None,
        name=who.name,
        said_on=said_on,
        why=why.strip(),
        at=by.at,
        taken_by=by.scope.name,
    )
    record(by=by, did="verification.member_refused", to=row, case=held.pk, said_on=said_on)
    return row


@action
def take(*, requests: Sequence[UUID], by: Act) -> list[Request]:
    """接收委托 into one's own hands; what another took is left with that one."""
    taken = []
    for held in locked_requests(requests, by):
        if held.taken_on is not None:
            continue
        held.taken_on, held.taken_by, held.taken_person = by.day, by.scope.name, by.scope.natural_person
        held.save(update_fields=["taken_on", "taken_by", "taken_person"])
        taken.append(held)
    record(by=by, did="verification.taken", requests=[each.number for each in taken])
    return taken


@action
def send_back(*, request: UUID, why: str, by: Act) -> Request:
    """退回委托 with the reason (an authorisation was withdrawn, a number is wrong); the township asks anew."""
    (held,) = locked_requests([request], by)
    if not why.strip():
        raise BadInput("请写明退回的原因。")
    held.closed_on, held.sent_back_because = by.day, why.strip()
    held.save(update_fields=["closed_on", "sent_back_because"])
    record(by=by, did="verification.sent_back", to=held, why=why.strip())
    return held


def send_to_centre(
    case: Case, purpose: Purpose, only: Mapping[str, Sequence[str]], wide: Act, by: Act
) -> Request:
    """Open a request with its paper (D08-1) and its mark on a locked case under way; the caller leaves the trace."""
    request = open_request(case, purpose, only, wide, by)
    with acting_as(wide.scope):  # the signatures lie where the people live
        data = request_paper(request, wide)
    issue_paper(
        code="D08-1",
        data=data,
        dated=by.day,
        folder=Folder(case.area_id, case=case.pk),
        number=request.number,
        by=by,
    )
    mark(case, Mark.VERIFYING, by=by)
    return request


def open_request(
    case: Case, purpose: Purpose, only: Mapping[str, Sequence[str]], wide: Act, by: Act
) -> Request:
    """Write a request and its subjects on a locked case, for whatever purpose; the caller leaves mark and trace."""
    if Request.objects.filter(case=case, closed_on__isnull=True).exists():
        raise AlreadyAsked("这件已经委托核对，核对中心还没有办结，不用再次委托。")
    with acting_as(wide.scope):
        _refuse_unwilling(case, wide)
        about = standing(case, by.day, wide)
    keys = figures(case.responsible_id, by.day).keys
    request = Request.objects.create(
        case=case,
        area_id=case.area_id,
        number=next_number(REQUEST, case.area_id, by.day),
        purpose=purpose,
        sources=list(keys["sources"]),
        asked_on=by.day,
        reply_by=working_days_after(by.day, int(keys["reply_working_days"])),
        at=by.at,
        name=by.scope.name,
        natural_person=by.scope.natural_person,
    )
    signed = [party for party in about if party.signed]
    Subject.objects.bulk_create(
        _subject(request, number, party, only) for number, party in enumerate(signed, 1)
    )
    return request


def locked_requests(which: Sequence[UUID], by: Act) -> list[Request]:
    """Open requests in scope, locked in order of their ids, handled by the centre. NotFound, RequestClosed."""
    rows = Request.objects.seen_by(by.scope).select_for_update(of=("self",)).filter(pk__in=set(which))
    held = list(rows.select_related("case", "case__household").order_by("id"))
    if len(held) != len(set(which)):
        raise NotFound
    for each in held:
        require(by, *CENTRE, at=each.area_id)
        if each.closed_on is not None:
            raise RequestClosed(f"委托 {each.number} 已经办结，请刷新页面后再看。")
        refuse_own(each.case.household, by)
    return held


def _refuse_unwilling(case: Case, wide: Act) -> None:
    no = refusing(case, wide.day, wide)
    if no:
        names = "、".join(row.name for row in no)
        raise MemberRefuses(f"{names}不同意核对，不能委托：改变主意的请重新签字，坚持不同意的按规定办结。")
    lacking = unsigned(case, wide.day, wide)
    if lacking:
        names = "、".join(lacking)
        raise NotAuthorised(f"还没有{names}有效的核对授权（签字），没有授权不得核对：请先收齐授权书。")


def _subject(request: Request, position: int, party: Party, only: Mapping[str, Sequence[str]]) -> Subject:
    """Within the scope of the signature; who has no number on file can be looked up nowhere."""
    covered = only.get(party.short, request.sources)
    asked = [
        code
        for code in request.sources
        if code in covered and sources()[code].asks(party.supporter) and party.who.id_number is not None
    ]
    return Subject(
        request=request,
        area_id=request.area_id,
        position=position,
        person=None if isinstance(party.who, Supporter) else party.who,
        supporter=party.who if isinstance(party.who, Supporter) else None,
        name=party.who.name,
        relation=party.relation,
        id_number=party.who.id_number,
        authorisation=party.signed,
        sources=asked,
    )


def _told(request: Request, by: Act) -> None:
    subjects = Subject.objects.filter(request=request).count()
    record(
        by=by,
        did="verification.asked",
        to=request,
        case=request.case_id,
        number=request.number,
        subjects=subjects,
        reply_by=request.reply_by,
    )
