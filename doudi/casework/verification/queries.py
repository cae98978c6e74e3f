"""核对查询：the centre's queue and batches, what a case may be told, and whether a check still holds."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from doudi.casework.cases.desk import at_the_counter
from doudi.casework.cases.models import ENDS, Case
from doudi.casework.verification.findings import Conclusion, Discrepancy, Explanation, Report
from doudi.casework.verification.models import (
    KNOWN,
    Answer,
    Batch,
    BatchRow,
    MemberRefusal,
    Reply,
    Request,
    Returned,
    Subject,
)
from doudi.casework.verification.reporting import Unanswered, concluded, explained, unanswered, unsettled
from doudi.casework.verification.sources import Fill, source
from doudi.casework.verification.standing import refusing, unsigned
from doudi.records.access import Act, acting_as, asked_once, one_seen_by
from doudi.records.refusals import Refusal
from doudi.records.worded import set_beside, worded


class NotVerified(Refusal):
    """核对没有有效的报告：never asked, not finished, or out of date; the sentence says which and what to do."""


@dataclass(frozen=True, slots=True)
class Verified:
    """核对到哪一步: the latest request of a case and its report, on a day."""

    request: Request | None
    report: Report | None
    refusers: tuple[str, ...]
    on: date

    @property
    def in_date(self) -> bool:
        return self.report is not None and self.on <= self.report.valid_until

    @property
    def false_declaration(self) -> bool:
        return self.report is not None and self.report.false_declaration

    @property
    def holding_up(self) -> str:
        """Why a decision may not rest on it yet; empty when it may."""
        if self.refusers:
            return f"{'、'.join(self.refusers)}不同意核对，请按规定办结或请其签字后再办。"
        if self.request is None:
            return "还没有委托核对，请先委托核对中心。"
        if self.report is None:
            if self.request.sent_back_because:
                return f"核对委托被退回（{self.request.sent_back_because}），请改正后重新委托。"
            return "核对还没有报告，请等核对中心办结。"
        if not self.in_date:
            return f"核对报告有效期到 {self.report.valid_until}，已经过期，请重新委托核对。"
        return ""


@dataclass(frozen=True, slots=True)
class Work:
    """一份委托的进度, as the centre's queue shows it."""

    request: Request
    people: int
    waiting: tuple[Unanswered, ...]
    unsettled: tuple[Discrepancy, ...]

    @property
    def ready(self) -> bool:
        """May the report be issued?"""
        return not any(each.waiting for each in self.waiting) and not self.unsettled


@asked_once
def verified(case: Case, by: Act) -> Verified:
    """How the check of a case stands on the day of the act; who refuses counts too."""
    latest = next(iter(_requests(case, by)), None)
    report = next(iter(_reports(latest, by)), None) if latest else None
    return Verified(latest, report, tuple(refusers(case, by)), by.day)


def refuse_unverified(case: Case, by: Act) -> Verified:
    """The check of a case when a decision may rest on it; else NotVerified."""
    held = verified(case, by)
    if held.holding_up:
        raise NotVerified(held.holding_up)
    return held


def refusers(case: Case, by: Act) -> list[str]:
    """Names of members and supporters who said no and have not signed since."""
    wide = at_the_counter(at=case.area_id, responsible=case.responsible_id, by=by)
    with acting_as(wide.scope):
        return [row.name for row in refusing(case, by.day, wide)]


@asked_once
def not_signed(case: Case, by: Act) -> list[str]:
    """Names of adult members and supporters without a signature in force today."""
    wide = at_the_counter(at=case.area_id, responsible=case.responsible_id, by=by)
    with acting_as(wide.scope):
        return unsigned(case, by.day, wide)


@worded
def refusals(case: Case, by: Act) -> QuerySet[MemberRefusal]:
    """Every no that was said, lifted since or not, the latest first."""
    return MemberRefusal.objects.seen_by(by.scope).filter(case=case).order_by("-at")


def queue(by: Act) -> QuerySet[Request]:
    """Open requests of cases still under way, what is due first."""
    rows = Request.objects.seen_by(by.scope).filter(closed_on__isnull=True).exclude(case__stage__in=ENDS)
    return rows.select_related("case", "area").order_by("reply_by", "number")


def requests_of(case: Case, by: Act) -> Sequence[Request]:
    """Every request about a case, the latest first."""
    return _requests(case, by)


@worded
def _requests(case: Case, by: Act) -> QuerySet[Request]:
    rows = Request.objects.seen_by(by.scope).filter(case=case).select_related("case")
    return rows.order_by("-at", "-id")


@worded
def _reports(request: Request, by: Act) -> QuerySet[Report]:
    return Report.objects.seen_by(by.scope).filter(request=request)


def request(which: UUID, by: Act) -> Request:
    """One request in scope, or NotFound."""
    found: Request = one_seen_by(Request.objects.select_related("case", "area"), by.scope, id=which)
    return found


def work(which: Request, by: Act) -> Work:
    """What is still to be done on a request. For the centre: raw answers lie behind its own wall."""
    people = Subject.objects.seen_by(by.scope).filter(request=which).count()
    return Work(which, people, tuple(unanswered(which)), tuple(unsettled(which)))


def subjects(which: Request, by: Act) -> Sequence[Subject]:
    """Who is checked, in the order of the declaration, with the signatures that lie where the people live."""
    wide = at_the_counter(at=which.area_id, responsible=which.case.responsible_id, by=by)
    with acting_as(wide.scope):
        return _subjects(which, wide)


@worded
def _subjects(which: Request, by: Act) -> QuerySet[Subject]:
    rows = Subject.objects.seen_by(by.scope).filter(request=which).select_related("authorisation")
    return rows.order_by("position")


def batches(by: Act, *, open_only: bool = False) -> QuerySet[Batch]:
    """The centre's batches, newest first, with how many are answered for."""
    rows = Batch.objects.seen_by(by.scope)
    if open_only:
        rows = rows.filter(closed_on__isnull=True)
    told = Answer.objects.filter(row=OuterRef("pk"), state__in=KNOWN)
    asked = BatchRow.objects.filter(Exists(told), batch=OuterRef("pk")).order_by().values("batch")
    # Counted for each batch by itself: those that are shown are few, and all together they are many thousand answers.
    known = Coalesce(Subquery(asked.annotate(n=Count("pk")).values("n")), 0)
    return rows.annotate(answered=known, outstanding=F("rows") - known).order_by("-made_on", "-number")


def overdue_batches(by: Act) -> QuerySet[Batch]:
    """Batches past their day with somebody not answered for."""
    late = batches(by, open_only=True).filter(reply_by__lt=by.day)
    return late.filter(outstanding__gt=0)  # type: ignore[misc]  # annotated above


def batch(which: UUID, by: Act) -> Batch:
    """One batch in scope, or NotFound."""
    found: Batch = one_seen_by(Batch.objects.all(), by.scope, id=which)
    return found


def replies(which: Batch, by: Act) -> Sequence[Reply]:
    """Every file taken in for a batch, first to last."""
    return list(Reply.objects.seen_by(by.scope).filter(batch=which).order_by("at", "id"))


def returns(which: Batch, by: Act) -> Sequence[Returned]:
    """Every file of which something went back, first to last."""
    return list(Returned.objects.seen_by(by.scope).filter(batch=which).order_by("at", "id"))


def returned(which: UUID, by: Act) -> Returned:
    """What went back of one file, or NotFound."""
    found: Returned = one_seen_by(Returned.objects.select_related("batch"), by.scope, id=which)
    return found


def problems(which: Returned) -> list[tuple[str, str]]:
    """Cell and reason, as the rows stand in the file."""
    return [(each["cell"], each["why"]) for each in json.loads(which.problems.reveal())]


def answers(which: Request, by: Act) -> Sequence[Answer]:
    """The raw answers about the people of a request, first to last; a township's scope holds none of them."""
    rows = Answer.objects.seen_by(by.scope).filter(row__subject__request=which)
    return list(rows.select_related("row__subject", "batch", "reply").order_by("at", "id"))


def discrepancies(which: Request, by: Act) -> Sequence[Discrepancy]:
    """Everything that does not agree, or did not until a later answer, first found first."""
    rows = _discrepancies(which, by)
    if numbers := [each.pk for each in rows]:
        set_beside(rows, "explanations", explained(numbers), "discrepancy_id")
        set_beside(rows, "conclusions", concluded(numbers), "discrepancy_id")
    return rows


@worded
def _discrepancies(which: Request, by: Act) -> QuerySet[Discrepancy]:
    rows = Discrepancy.objects.seen_by(by.scope).filter(request=which).select_related("subject", "request")
    return rows.order_by("found_on", "id")


def discrepancy(which: UUID, by: Act) -> Discrepancy:
    """One discrepancy in scope, or NotFound."""
    rows = Discrepancy.objects.select_related("request", "subject").prefetch_related("explanations")
    found: Discrepancy = one_seen_by(rows, by.scope, id=which)
    return found


def conclusion(which: UUID, by: Act) -> Conclusion:
    """One conclusion in scope, or NotFound."""
    found: Conclusion = one_seen_by(Conclusion.objects.select_related("discrepancy"), by.scope, id=which)
    return found


def fill_of(row: Discrepancy) -> Fill:
    """How the fact of a discrepancy is read and spoken."""
    return next(fill for fill in source(row.source).fills if fill.fact == row.fact)


def title_of(row: Discrepancy) -> str:
    """Whose fact, by name: `赵广田的养老金（年）`, `机动车`."""
    title = fill_of(row).title
    return f"{row.subject.name}的{title}" if row.subject else title


def to_conclude(by: Act) -> QuerySet[Discrepancy]:
    """Discrepancies of open requests without a standing conclusion, what can be concluded first."""
    standing = Conclusion.objects.filter(returned_because="")
    rows = Discrepancy.objects.seen_by(by.scope).filter(gone_on__isnull=True, request__closed_on__isnull=True)
    rows = rows.exclude(pk__in=standing.values("discrepancy"))
    return rows.select_related("request__case", "subject").order_by("explain_by", "id")


def to_settle(by: Act) -> QuerySet[Discrepancy]:
    """Discrepancies of open requests without a confirmed conclusion; `proposed` where one waits for confirmation."""
    done = Conclusion.objects.filter(returned_because="", confirmed_at__isnull=False)
    rows = Discrepancy.objects.seen_by(by.scope).filter(gone_on__isnull=True, request__closed_on__isnull=True)
    rows = rows.exclude(pk__in=done.values("discrepancy")).exclude(request__case__stage__in=ENDS)
    standing = Exists(Conclusion.objects.filter(discrepancy=OuterRef("pk"), returned_because=""))
    rows = rows.annotate(proposed=standing)
    return rows.select_related("request__case", "subject").prefetch_related("explanations")


def to_confirm(by: Act) -> QuerySet[Conclusion]:
    """Proposals that wait for a second person."""
    rows = Conclusion.objects.seen_by(by.scope).filter(
        confirmed_at__isnull=True, returned_because="", discrepancy__request__closed_on__isnull=True
    )
    return rows.select_related("discrepancy__request__case", "discrepancy__subject").order_by("proposed_at")


def explanations(which: Discrepancy, by: Act) -> Sequence[Explanation]:
    """What the family said about it, first to last."""
    return list(Explanation.objects.seen_by(by.scope).filter(discrepancy=which).order_by("at", "id"))


def report_or_none(which: Request, by: Act) -> Report | None:
    """The report on a request if there is one."""
    return Report.objects.seen_by(by.scope).filter(request=which).first()


def report(which: Request, by: Act) -> Report:
    """The report on a request, or NotFound while there is none."""
    found: Report = one_seen_by(Report.objects.select_related("request__case"), by.scope, request=which)
    return found
