"""发放的清单：runs, lines, and what the bank sent back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext

from doudi.casework.awards.models import Scheme
from doudi.money.payments import queries
from doudi.money.payments.closing import repay_due
from doudi.money.payments.models import Line, LineState, Purpose, Run, RunStage
from doudi.records.access import Act
from doudi.records.areas.queries import names_on, townships_among, under
from doudi.records.vault.masks import account as masked_account
from doudi.web.awards.months import read_month, written
from doudi.web.lists import Column, Filter, Listing
from doudi.web.navigation import FILE_READERS
from doudi.web.today.dues import how_far
from doudi.web.working import holds_any

SCHEMES = dict(Scheme.choices)
CORRECTED = {"right": "已更正，可补发", "proposed": "已登记新账户，等另一人确认"}
LATE, SOON = "late", "soon"


@dataclass(frozen=True, slots=True)
class FailedRow:
    """一笔退票: by when it is paid again, how far away that is, and how its account stands."""

    line: Line
    village: str
    due: Any
    far: str
    mark: str
    corrected: str


def runs_listing(by: Act) -> Listing:
    """Every run in scope, newest first."""

    def address(run: Run) -> str:
        return reverse("web:payment_run", args=[run.pk])

    return Listing(
        "payments",
        gettext("发放"),
        queries.runs(by),
        (
            Column("number", gettext("批次"), lambda row: row.number, ("number",), link=address),
            Column("month", gettext("月份"), lambda row: written(row.month), ("month",)),
            Column("purpose", gettext("用途"), lambda row: row.purpose_title, ("purpose",)),
            Column("stage", gettext("环节"), lambda row: row.stage_title, ("stage",)),
            Column("lines", gettext("笔数"), lambda row: row.lines_count, ("lines_count",), kind="number"),
            Column("total", gettext("金额（元）"), lambda row: row.total_fen, ("total_fen",), "money", address),
            Column("by", gettext("编制"), lambda row: row.prepared_by_name),
            Column("on", gettext("编制日期"), lambda row: row.prepared_on, ("prepared_on",), kind="day"),
        ),
        (
            Filter("month", gettext("月份"), lambda rows, typed: rows.filter(month=read_month(typed)), size="day"),
            Filter("stage", gettext("环节"), lambda rows, asked: rows.filter(stage=asked), RunStage.choices),
            Filter("purpose", gettext("用途"), lambda rows, asked: rows.filter(purpose=asked), Purpose.choices),
        ),
        order="-month",
        empty=gettext("还没有发放批次。财政经办按月编制花名册后，批次列在这里。"),
    )  # fmt: skip


def lines_listing(by: Act, run: Run | None = None) -> Listing:
    """The lines of a run, or all in scope; every amount leads to its reckoning."""
    month = Column("month", gettext("月份"), lambda row: written(row[0].month), ("month",))
    return Listing(
        "payment-lines",
        gettext("%(number)s 花名册") % {"number": run.number} if run else gettext("发放明细"),
        queries.lines(by, run),
        (*(() if run else (month,)), *_line_columns()),
        (*(_village_filter(run, by) if run else (_month_filter(),)), *_line_filters(by)),
        empty=gettext("还没有发放过。花名册编制后，每一笔列在这里。"),
        present=lambda rows: _with_villages(rows, by),
    )


def failed_listing(by: Act) -> Listing:
    """退票清单 with what is to be done about each line."""

    def person(row: FailedRow) -> str:
        return reverse("web:person", args=[row.line.payee_id])

    return Listing(
        "payment-failed",
        gettext("退票"),
        queries.failed(by),
        (
            Column("payee", gettext("领款人"), lambda row: row.line.payee_name, ("payee_name",),
                   link=person if holds_any(by.scope, FILE_READERS) else None),
            Column("month", gettext("月份"), lambda row: written(row.line.month), ("month",)),
            Column("amount", gettext("金额（元）"), lambda row: row.line.amount_fen, ("amount_fen",), "money",
                   lambda row: reckoning(row.line)),
            Column("account", gettext("退票账户"), lambda row: account_told(row.line)),
            Column("reason", gettext("银行的原因"), lambda row: row.line.reason),
            Column("due", gettext("补发期限"), lambda row: row.due, kind="day"),
            Column("far", gettext("还剩"), lambda row: row.far, mark=lambda row: row.mark),
            Column("next", gettext("账户"), lambda row: row.corrected),
            Column("village", gettext("村（社区）"), lambda row: row.village, ("area",)),
        ),
        (_name_filter(), *_place_filter(by)),
        empty=gettext("没有退票。"),
        present=lambda rows: _failed_rows(rows, by),
    )  # fmt: skip


def reckoning(line: Line) -> str:
    """Where an amount is reckoned: the month of its award."""
    if line.award_id is None:
        return ""
    return reverse("web:award_month", args=[line.award_id, written(line.month)])


def account_told(line: Line) -> str:
    """Bank and the last signs of the number."""
    if line.account is None:
        return gettext("没有账户")
    return gettext("%(bank)s 尾号 %(tail)s") % {"bank": line.bank, "tail": masked_account(line.account)[-4:]}


def _line_columns() -> tuple[Column, ...]:
    def award(row: tuple[Line, str]) -> str:
        return reverse("web:award", args=[row[0].award_id]) if row[0].award_id else ""

    def mark(row: tuple[Line, str]) -> str:
        return {LineState.FAILED: LATE, LineState.WITHHELD: SOON}.get(LineState(row[0].state), "")

    return (
        Column("position", gettext("序号"), lambda row: row[0].position, ("position",), kind="number"),
        Column("name", gettext("户主"), lambda row: row[0].person_name, ("person_name",), link=award),
        Column("payee", gettext("领款人"), lambda row: row[0].payee_name, ("payee_name",)),
        Column("scheme", gettext("类别"), lambda row: SCHEMES.get(row[0].scheme, row[0].scheme), ("scheme",)),
        Column("persons", gettext("人数"), lambda row: row[0].persons, ("persons",), kind="number"),
        Column("amount", gettext("金额（元）"), lambda row: row[0].amount_fen, ("amount_fen",), "money",
               lambda row: reckoning(row[0])),
        Column("account", gettext("账户"), lambda row: account_told(row[0])),
        Column("state", gettext("状态"), lambda row: row[0].state_title, ("state",), mark=mark),
        Column("reason", gettext("原因"), lambda row: row[0].reason),
        Column("settled", gettext("到账、退票日"), lambda row: row[0].settled_on, ("settled_on",), kind="day"),
        Column("village", gettext("村（社区）"), lambda row: row[1], ("area",)),
    )  # fmt: skip


def _line_filters(by: Act) -> tuple[Filter, ...]:
    state: Callable[[Any, str], Any] = lambda rows, asked: rows.filter(state=asked)  # noqa: E731
    return (
        _name_filter(),
        Filter("state", gettext("状态"), state, LineState.choices),
        Filter("scheme", gettext("类别"), lambda rows, asked: rows.filter(scheme=asked), Scheme.choices),
        *_place_filter(by),
    )


def _month_filter() -> Filter:
    return Filter(
        "month", gettext("月份"), lambda rows, typed: rows.filter(month=read_month(typed)), size="day"
    )


def _village_filter(run: Run, by: Act) -> tuple[Filter, ...]:
    """What a run pays in one village: the lines of its sum."""
    areas = queries.by_area(run, by)
    if not areas:
        return ()
    names = names_on(areas, by.day)
    left_out = (LineState.WITHHELD, LineState.VOID)
    narrow = lambda rows, asked: rows.filter(area_id=int(asked)).exclude(state__in=left_out)  # noqa: E731
    choices = [(str(area), names.get(area, "")) for area in areas]
    return (Filter("village", gettext("村（社区）应付"), narrow, choices),)


def _name_filter() -> Filter:
    return Filter(
        "q",
        gettext("户主、领款人姓名"),
        lambda rows, typed: rows.filter(Q(person_name__startswith=typed) | Q(payee_name__startswith=typed)),
    )


def _place_filter(by: Act) -> tuple[Filter, ...]:
    areas = [(str(row.area_id), row.name) for row in townships_among(by.scope.areas, by.day)]
    if len(areas) < 2:
        return ()
    return (
        Filter(
            "at",
            gettext("乡镇（街道）"),
            lambda rows, asked: rows.filter(area_id__in=under([int(asked)], by.day)),
            areas,
        ),
    )


def _with_villages(rows: Sequence[Line], by: Act) -> list[tuple[Line, str]]:
    names = names_on({row.area_id for row in rows}, by.day)
    return [(row, names.get(row.area_id, "")) for row in rows]


def _failed_rows(rows: Sequence[Line], by: Act) -> list[FailedRow]:
    names = names_on({row.area_id for row in rows}, by.day)
    told: Mapping[UUID, str] = queries.corrected(rows, by)
    made = []
    for row in rows:
        due = repay_due(row)
        far, mark = how_far(due, by.day)
        corrected = gettext(CORRECTED[told[row.pk]]) if row.pk in told else gettext("等更正账户")
        made.append(FailedRow(row, names.get(row.area_id, ""), due, far, mark, corrected))
    return made
