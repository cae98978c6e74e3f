"""出具受理文书：which papers of intake a case needs and lacks, printing them into its file, and printing one anew."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from doudi.casework.cases.desk import CLERKS, at_the_counter, take_up
from doudi.casework.cases.models import BEFORE_DECISION, Case, Clock, DueDate, Stage, StageChange
from doudi.casework.cases.stages import WrongStage, told
from doudi.casework.intake import paper_data
from doudi.casework.intake.actions import publish_counter_phone
from doudi.casework.intake.models import CorrectionNotice, NearRelativeFiling
from doudi.casework.intake.paper_rows import agreed_with
from doudi.casework.intake.papers import is_adult, parties
from doudi.casework.intake.queries import counter_phone
from doudi.records.access import Act, acting_as, action, asked_once, one_seen_by
from doudi.records.areas.queries import period_of
from doudi.records.audit.trail import record
from doudi.records.clock import china_day
from doudi.records.documents.contents import issue_contents
from doudi.records.documents.filing import OFFICE, Folder
from doudi.records.documents.issue import About, issue_paper
from doudi.records.documents.models import FiledPaper
from doudi.records.documents.papers.catalogue import paper_of
from doudi.records.refusals import BadInput, Refusal
from doudi.records.worded import counted, worded

Fields = Callable[[Case, About, Act], dict[str, Any]]


class NotPrintedHere(Refusal):
    """不在这里出具：another step makes this paper, or the case does not need it."""


@dataclass(frozen=True, slots=True)
class ToPrint:
    """要出具的一份：which paper, and of whom where each signs a sheet of their own."""

    code: str
    about: About

    @property
    def key(self) -> str:
        return f"{self.code}|{self.about.id or ''}"

    def __str__(self) -> str:
        title = paper_of(self.code).title
        return f"{title}（{self.about.name}）" if self.about.name else title


def _of_case(fields: Callable[[Case, Act], dict[str, Any]]) -> Fields:
    return lambda case, about, by: fields(case, by)


def _of_one(fields: Callable[[Case, UUID, Act], dict[str, Any]]) -> Fields:
    return lambda case, about, by: fields(case, about.id or UUID(int=0), by)


# In the order in which they lie in the file.
FIELDS: dict[str, Fields] = {
    "D01": _of_case(paper_data.application_form),
    "D02": _of_case(paper_data.pledge),
    "D03": _of_one(paper_data.authorisation),
    "D09-2": _of_one(paper_data.support_promise),
    "D11": _of_case(paper_data.near_relative),
    "D04": _of_case(paper_data.correction),
    "D05": _of_case(paper_data.acceptance),
}


@asked_once
def to_print(case: Case, by: Act) -> list[ToPrint]:
    """Papers of intake that the case needs today and that are not in its file, in the order of the file."""
    if case.stage not in BEFORE_DECISION:
        return []
    wide = at_the_counter(at=case.area_id, responsible=case.responsible_id, by=by)
    with acting_as(wide.scope):
        wanted = _wanted(case, by.day)
    filed = _in_file(case, by)
    return [each for each in wanted if (each.code, each.about.id) not in filed]


def intake_papers(case: Case, by: Act) -> list[FiledPaper]:
    """The newest papers of intake in the file of a case, in the order of the file."""
    rows = FiledPaper.objects.seen_by(by.scope).filter(case_id=case.pk, code__in=FIELDS)
    places = list(FIELDS)
    held = rows.filter(replacement__isnull=True).select_related("pdf").order_by("at", "id")
    return sorted(held, key=lambda each: places.index(each.code))


def lacks_phone(case: Case, by: Act) -> bool:
    """Has the counter no telephone yet that a notice could name?"""
    return not counter_phone(case.received_at_id, by.day)


@action
def issue(
    *,
    case: UUID,
    papers: Sequence[str],
    office_phone: str = "",
    expected: int | None = None,
    by: Act,
) -> list[FiledPaper]:
    """出具受理文书: those named by their keys (`ToPrint.key`), each filed as a paper of its own.

    `office_phone` publishes the counter's telephone where none was. Raises NotPrintedHere, WrongStage, and what
    `issue_paper` raises.
    """
    held, wide = take_up(case, *CLERKS, expected=expected, by=by)
    if held.stage not in BEFORE_DECISION:
        raise WrongStage(f"{told(held)}，不再出具受理文书。")
    if office_phone.strip():
        publish_counter_phone(area=held.received_at, phone=office_phone, since=by.day, by=by)
    lacking = {each.key: each for each in to_print(held, by)}
    _refuse_unknown(papers, lacking)
    issued = [_issued(held, each, wide, by) for key, each in lacking.items() if key in papers]
    record(by=by, did="intake.papers_issued", to=held, codes=[each.code for each in issued])
    return issued


@action
def reissue(*, paper: UUID, why: str, by: Act) -> FiledPaper:
    """重新出具: a new version from what is on file today, with its reason. Raises NotPrintedHere, Superseded."""
    old: FiledPaper = one_seen_by(FiledPaper.objects.all(), by.scope, id=paper)
    if old.code not in FIELDS or old.case_id is None:
        raise NotPrintedHere(f"{old}不在这里重新出具：请在作出它的那一步更正。")
    held, wide = take_up(old.case_id, *CLERKS, by=by)
    about = About(old.about, old.about_name)
    with acting_as(wide.scope):
        data = FIELDS[old.code](held, about, wide)
    made = issue_paper(
        code=old.code,
        data=data,
        dated=old.dated,
        folder=Folder(held.area_id, case=held.pk),
        replaces=old.pk,
        why=why,
        by=by,
    )
    record(by=by, did="intake.paper_reissued", to=made, why=why.strip(), case=held.pk, code=made.code)
    return made


@action
def print_contents(
    *, case: UUID, also: Iterable[UUID] = (), expected: int | None = None, by: Act
) -> FiledPaper:
    """打印卷内目录 of a case, as its file stands; `also` names the meetings and batches that treated it."""
    held, _ = take_up(case, *OFFICE, expected=expected, by=by)
    made = issue_contents(
        folder=Folder(held.area_id, case=held.pk),
        office=period_of(held.area_id, by.day).name,
        applicant=held.applicant_name,
        case_no=held.receipt_number,
        also=also,
        by=by,
    )
    record(by=by, did="intake.contents_printed", to=made, case=held.pk)
    return made


def _refuse_unknown(papers: Sequence[str], lacking: dict[str, ToPrint]) -> None:
    if not papers:
        raise BadInput("请至少选一份要打印的文书。")
    if set(papers) - set(lacking):
        raise NotPrintedHere("所选的文书已经出具，或这件现在用不着：请刷新后再选。")


def _issued(case: Case, each: ToPrint, wide: Act, by: Act) -> FiledPaper:
    with acting_as(wide.scope):
        data = FIELDS[each.code](case, each.about, wide)
    return issue_paper(
        code=each.code,
        data=data,
        dated=_dated(case, each.code, by),
        folder=Folder(case.area_id, case=case.pk),
        about=each.about,
        by=by,
    )


def _dated(case: Case, code: str, by: Act) -> date:
    """The day of the step that the paper tells of, never later than the printing."""
    if code == "D04":
        return CorrectionNotice.objects.get(case=case).on
    if code == "D05":
        step = StageChange.objects.filter(case=case, after=Stage.ACCEPTED).order_by("number")[0]
        return china_day(step.at)
    return case.received_on


def _wanted(case: Case, on: date) -> list[ToPrint]:
    """Read under an act that reaches the household."""
    about = parties(case)
    signers = [About(each.pk, each.name) for each in about.members.values() if is_adult(each, on)]
    signers += [About(each.pk, each.name) for each in about.supporters.values()]
    promising = [About(each.pk, each.name) for each in agreed_with(about)]
    once = [About()]
    wanted = {
        "D01": once,
        "D02": once,
        "D03": signers,
        "D09-2": promising,
        "D11": once if _filings(case) else [],
        "D04": once if _notices(case) else [],
        "D05": once if _is_accepted(case) else [],
    }
    return [ToPrint(code, whom) for code in FIELDS for whom in wanted[code]]


@counted
def _filings(case: Case) -> QuerySet[NearRelativeFiling]:
    return NearRelativeFiling.objects.filter(case=case)


@counted
def _notices(case: Case) -> QuerySet[CorrectionNotice]:
    return CorrectionNotice.objects.filter(case=case)


@counted
def _is_accepted(case: Case) -> QuerySet[DueDate]:
    return DueDate.objects.filter(case=case, clock=Clock.CONFIRM)


def _in_file(case: Case, by: Act) -> set[tuple[str, UUID | None]]:
    return {(code, about) for code, about in _filed(case.pk, by)}


@worded
def _filed(case: UUID, by: Act) -> QuerySet[FiledPaper, tuple[str, UUID | None]]:
    rows = FiledPaper.objects.seen_by(by.scope).filter(case_id=case, code__in=FIELDS)
    return rows.values_list("code", "about")
