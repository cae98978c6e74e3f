"""一户的经过：every event of a household across all rooms, in order; a fixed number of questions, however long its life.

An event with an amount names what reckons it: an assessment, or the month of an award.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Q

from doudi.casework.assessment.models import Assessment
from doudi.casework.awards.models import Award, AwardTerms
from doudi.casework.awards.months import spoken_month
from doudi.casework.cases.models import Case, StageChange
from doudi.casework.cases.schemes import scheme_title
from doudi.casework.changes.models import Change
from doudi.casework.changes.reasons import reasons
from doudi.casework.confirmation.models import Decision
from doudi.casework.objections.models import Correction, Objection
from doudi.casework.regrouping.queries import continuations
from doudi.casework.reviews.models import Review
from doudi.money.aid.models import Aid, AidStage
from doudi.money.payments.models import Line, LineState
from doudi.oversight.inspections.models import Inspection, Reason
from doudi.records.access import Act
from doudi.records.documents.models import FiledPaper
from doudi.records.people.models import Household, Membership


class Sort(StrEnum):
    """事项的种类."""

    HOME = "家庭"
    CASE = "办件"
    DECISION = "决定"
    AWARD = "待遇"
    PAID = "发放"
    REVIEW = "复核"
    AID = "临时救助"
    PAPER = "文书"
    INSPECTION = "抽查"
    OBJECTION = "异议"


@dataclass(frozen=True, slots=True)
class Event:
    """一件事：when, what, by whom, how much, and where it is looked at (`kind` and `of`, with `month` of an award)."""

    on: date
    sort: Sort
    title: str
    told: str = ""
    name: str = ""
    amount_fen: int | None = None
    kind: str = ""
    of: UUID | None = None
    within: UUID | None = None
    month: date | None = None


def history(held: Household, by: Act) -> list[Event]:
    """Everything that happened to a household in the reader's scope, first to last."""
    seen = by.scope
    cases = dict(Case.objects.seen_by(seen).filter(household=held).values_list("pk", "receipt_number"))
    awards = {each.pk: each for each in Award.objects.seen_by(seen).filter(household=held)}
    found = [
        *_home(held, by),
        *_regrouped(held, by),
        *_cases(cases, by),
        *_awards(awards, by),
        *_changes(awards, by),
        *_objections(cases, by),
        *_paid(held, by),
        *_aided(held, by),
        *_papers(held, cases, by),
    ]
    return sorted(found, key=lambda each: each.on)


def _of_award(
    award: UUID | None, on: date, sort: Sort, title: str, told: str = "", name: str = "", **more: Any
) -> Event:
    """An event that is looked at on the page of an award."""
    return Event(on, sort, title, told, name, kind="award" if award else "", of=award, **more)


def _home(held: Household, by: Act) -> Iterator[Event]:
    yield Event(held.since, Sort.HOME, "建档", held.address)
    for each in Membership.objects.seen_by(by.scope).filter(household=held).order_by("since", "id"):
        yield Event(each.since, Sort.HOME, "入户", f"{each.name}（{each.relation}）")
        if each.until:
            yield Event(each.until, Sort.HOME, "出户", each.name)


def _regrouped(held: Household, by: Act) -> Iterator[Event]:
    """What continues this household, and what it continues: each with the other's number."""
    for each in continuations(held, by):
        change = each.regrouping
        assert change.decided_on is not None
        goes_on = each.old_household_id == held.pk
        number = each.new_number if goes_on else each.old_number
        head = change.new_head_name if goes_on else change.head_name
        told = f"由{head}户承接" if goes_on else f"承接{head}户"
        yield Event(
            change.decided_on,
            Sort.HOME,
            f"{change.kind_title}，{told}",
            f"{number}；{change.why}" if number else change.why,
            change.decided_name,
            each.after_fen or None,
            "regrouping",
            change.pk,
        )


def _cases(cases: dict[UUID, str], by: Act) -> Iterator[Event]:
    for step in StageChange.objects.seen_by(by.scope).filter(case__in=cases).order_by("at", "number"):
        told = f"{cases[step.case_id]}{'：' + step.why if step.why else ''}"
        yield Event(step.on, Sort.CASE, step.title, told, step.name, kind="case", of=step.case_id)
    columns = ("pk", "case_id", "number", "on", "classification", "monthly_fen", "name")
    for row in (
        Assessment.objects.seen_by(by.scope).filter(case__in=cases).order_by("at").values_list(*columns)
    ):
        pk, case, number, on, classification, monthly, name = row
        told = scheme_title(classification) if classification else ""
        yield Event(on, Sort.CASE, f"第 {number} 次裁量", told, name, monthly, "assessment", pk, case)
    for made in Decision.objects.seen_by(by.scope).filter(case__in=cases).order_by("at"):
        state = "（已收回）" if made.taken_back_at else "（已由更正件代替）" if made.replaced_at else ""
        told = f"{scheme_title(made.scheme)} {made.number}{state}"
        title = made.get_outcome_display()
        yield Event(
            made.on, Sort.DECISION, title, told, made.decided_by_name, made.monthly_fen, "case", made.case_id
        )
    for drawn in Inspection.objects.seen_by(by.scope).filter(case__in=cases, checked_on__isnull=False):
        assert drawn.checked_on is not None, "the filter asked for it"
        told = Reason(drawn.reason).label
        yield Event(
            drawn.checked_on,
            Sort.INSPECTION,
            "区级检查",
            told,
            drawn.checked_name,
            kind="inspection",
            of=drawn.pk,
        )


def _awards(awards: dict[UUID, Award], by: Act) -> Iterator[Event]:
    for terms in AwardTerms.objects.seen_by(by.scope).filter(award__in=awards).order_by("at", "number"):
        award = awards[terms.award_id]
        told = (
            f"{award.head_name} {award.scheme_title}，{spoken_month(terms.from_month)}起 {terms.why}".rstrip()
        )
        more = {"amount_fen": terms.monthly_fen, "month": terms.from_month}
        yield _of_award(award.pk, terms.from_month, Sort.AWARD, terms.reason_title, told, terms.name, **more)
    for award in awards.values():
        if award.annulled_at:
            yield Event(
                award.first_month, Sort.AWARD, "撤销", award.annulled_because, kind="award", of=award.pk
            )
        elif award.until_month:
            told = f"{award.head_name} {award.scheme_title}：{award.end_why or _reason(award.end_reason)}"
            yield Event(award.until_month, Sort.AWARD, "停止", told, kind="award", of=award.pk)


def _changes(awards: dict[UUID, Award], by: Act) -> Iterator[Event]:
    for change in Change.objects.seen_by(by.scope).filter(award__in=awards).order_by("proposed_at"):
        award, told = change.award_id, f"{change.kind_title}：{_reason(change.reason)}"
        yield _of_award(award, change.proposed_on, Sort.AWARD, "提出变动", told, change.proposed_name)
        if change.heard_on:
            heard = change.heard_from
            yield _of_award(award, change.heard_on, Sort.AWARD, "听取意见", heard, change.heard_by)
        if change.decided_on:
            more = {"amount_fen": change.after_fen}
            by_whom = change.decided_name
            yield _of_award(award, change.decided_on, Sort.DECISION, "决定变动", told, by_whom, **more)
    for review in Review.objects.seen_by(by.scope).filter(award__in=awards).order_by("at"):
        title = review.get_outcome_display()
        yield Event(
            review.on, Sort.REVIEW, title, review.found, review.name, kind="award", of=review.award_id
        )


def _objections(cases: dict[UUID, str], by: Act) -> Iterator[Event]:
    """That something was said and how it ended; who said it is not told."""
    sealed = ("said_by", "contact", "said", "answer")
    for said in (
        Objection.objects.seen_by(by.scope).filter(case__in=cases).defer(*sealed).order_by("received_on")
    ):
        at: dict[str, Any] = {"kind": "objection", "of": said.pk}
        yield Event(said.received_on, Sort.OBJECTION, said.kind_title, said.number, said.received_name, **at)
        if said.answered_on:
            told = said.get_outcome_display()
            yield Event(said.answered_on, Sort.OBJECTION, "答复", told, said.answered_name, **at)
    for made in Correction.objects.seen_by(by.scope).filter(objection__case__in=cases).order_by("decided_at"):
        more = {"amount_fen": made.difference_fen, "month": made.from_month}
        yield _of_award(
            made.award_id, made.decided_on, Sort.DECISION, "更正决定", made.opinion, made.decided_name, **more
        )


def _paid(held: Household, by: Act) -> Iterator[Event]:
    rows = (
        Line.objects.seen_by(by.scope)
        .filter(household=held)
        .select_related("run")
        .order_by("run__prepared_at")
    )
    for line in rows.defer("account"):
        told = f"{line.payee_name} {spoken_month(line.month)} {line.get_purpose_display()} {line.reason}".rstrip()
        on = line.settled_on or line.run.exported_on or line.run.prepared_on
        state, month = str(LineState(line.state).label), line.month
        amount = line.amount_fen
        yield _of_award(line.award_id, on, Sort.PAID, state, told, amount_fen=amount, month=month)


def _aided(held: Household, by: Act) -> Iterator[Event]:
    for aid in Aid.objects.seen_by(by.scope).filter(household=held).defer("told").order_by("opened_on"):
        on, name = (
            (aid.decided_on, aid.decided_by_name) if aid.decided_on else (aid.opened_on, aid.opened_by_name)
        )
        yield Event(
            on, Sort.AID, str(AidStage(aid.stage).label), aid.get_kind_display(), name, aid.amount_fen
        )


def _papers(held: Household, cases: dict[UUID, str], by: Act) -> Iterator[Event]:
    rows = FiledPaper.objects.seen_by(by.scope).filter(Q(case_id__in=cases) | Q(household=held))
    for paper in rows.defer("data").order_by("at", "id"):
        told = f"{paper.code} {paper.number} {paper.about_name}".strip()
        yield Event(paper.dated, Sort.PAPER, paper.title, told, paper.by_name, kind="paper", of=paper.pk)


def _reason(code: str) -> str:
    known = reasons()
    return known[code].title if code in known else code
