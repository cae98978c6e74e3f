"""追缴的清单：claims with how their plans are kept, reckonings, and the months that wait to be made up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from doudi.money.recovery import arrears, queries
from doudi.money.recovery.models import Cause, Claim, ReckonedMonth, ReckoningStage
from doudi.policy.question import yuan
from doudi.records.access import Act
from doudi.records.areas.queries import names_on, townships_among, under
from doudi.web.awards.months import written
from doudi.web.lists import Column, Filter, Listing

OWING = (("open", "未结清"), ("late", "逾期未还"), ("write-off", "核销待决定"), ("closed", "已结清"))


@dataclass(frozen=True, slots=True)
class Owed:
    """一件追缴 with its place and how its plan is kept."""

    claim: Claim
    place: str
    kept: queries.KeptTo | None

    @property
    def told(self) -> str:
        if self.claim.left_fen == 0:
            return gettext("已结清")
        if self.kept is None:
            return gettext("没有归还计划")
        if self.kept.behind_fen:
            return gettext("逾期 %(fen)s 元") % {"fen": yuan(self.kept.behind_fen)}
        told = {"on": self.kept.next_on, "fen": yuan(self.kept.next_fen)}
        return gettext("下期 %(on)s，%(fen)s 元") % told

    @property
    def mark(self) -> str:
        if self.claim.left_fen == 0:
            return ""
        return "late" if self.kept and self.kept.behind_fen else "" if self.kept else "soon"


def claims_listing(by: Act) -> Listing:
    """追缴台账, the oldest open ones first."""

    def address(row: Owed) -> str:
        return reverse("web:claim", args=[row.claim.pk])

    return Listing(
        "claims",
        gettext("追缴台账"),
        queries.claims(by),
        (
            Column("name", gettext("应退人"), lambda row: row.claim.person_name, ("person_name",), link=address),
            Column("cause", gettext("原因"), lambda row: why_of(row.claim)),
            Column("amount", gettext("应追回（元）"), lambda row: row.claim.amount_fen, ("amount_fen",), "money",
                   address),
            Column("left", gettext("未追回（元）"), lambda row: row.claim.left_fen, ("left_fen",), "money", address),
            Column("opened", gettext("登记"), lambda row: row.claim.opened_on, ("opened_on",), kind="day"),
            Column("age", gettext("账龄"), lambda row: queries.age_of(row.claim, by.day) if row.claim.left_fen else ""),
            Column("plan", gettext("归还"), lambda row: row.told, mark=lambda row: row.mark),
            Column("place", gettext("村（社区）"), lambda row: row.place, ("area",)),
        ),
        (
            Filter("q", gettext("应退人姓名"), lambda rows, typed: rows.filter(person_name__startswith=typed)),
            Filter("owing", gettext("是否结清"), lambda rows, asked: _owing(rows, asked, by), OWING),
            Filter("age", gettext("账龄"), lambda rows, asked: of_age(rows, asked, by), ages()),
            *_place_filter(by),
        ),
        empty=gettext("没有追缴。核算决定多发以后，或先行救助不予确认以后，列在这里。"),
        present=lambda rows: _owed(rows, by),
    )  # fmt: skip


def reckonings_listing(by: Act) -> Listing:
    """Every reckoning, the newest first."""

    def address(row: Any) -> str:
        return reverse("web:reckoning", args=[row[0].pk])

    return Listing(
        "reckonings",
        gettext("核算"),
        queries.reckonings(by),
        (
            Column("name", gettext("户主"), lambda row: row[0].award.head_name, ("award__head_name",), link=address),
            Column("scheme", gettext("类别"), lambda row: row[0].award.scheme_title, ("award__scheme",)),
            Column("cause", gettext("原因"), lambda row: row[0].cause_title, ("cause",)),
            Column("over", gettext("多发（元）"), lambda row: row[0].over_fen or None, ("over_fen",), "money", address),
            Column("short", gettext("少发（元）"), lambda row: row[0].short_fen or None, ("short_fen",), "money",
                   address),
            Column("stage", gettext("环节"), lambda row: row[0].stage_title, ("stage",),
                   mark=lambda row: "soon" if row[0].stage == ReckoningStage.PROPOSED else ""),
            Column("by", gettext("核算"), lambda row: row[0].proposed_by_name),
            Column("on", gettext("核算日期"), lambda row: row[0].proposed_on, ("proposed_on",), kind="day"),
            Column("place", gettext("村（社区）"), lambda row: row[1], ("area",)),
        ),
        (
            Filter("stage", gettext("环节"), lambda rows, asked: rows.filter(stage=asked), ReckoningStage.choices),
            Filter("cause", gettext("原因"), lambda rows, asked: rows.filter(cause=asked), Cause.choices),
            *_place_filter(by),
        ),
        empty=gettext("还没有核算。从待遇的页面，或从“疑似多发”打开。"),
        present=lambda rows: _with_places(rows, by),
    )  # fmt: skip


def arrears_listing(by: Act) -> Listing:
    """待补发: the decided months that stand on no roll."""

    def address(row: tuple[ReckonedMonth, str]) -> str:
        return reverse("web:reckoning", args=[row[0].reckoning_id])

    def month(row: tuple[ReckonedMonth, str]) -> str:
        return reverse("web:award_month", args=[row[0].reckoning.award_id, written(row[0].month)])

    return Listing(
        "arrears",
        gettext("待补发"),
        arrears.waiting(by),
        (
            Column("name", gettext("户主"), lambda row: row[0].reckoning.award.head_name,
                   ("reckoning__award__head_name",), link=address),
            Column("payee", gettext("领款人"), lambda row: row[0].reckoning.award.payee.name),
            Column("month", gettext("月份"), lambda row: written(row[0].month), ("month",)),
            Column("paid", gettext("已发（元）"), lambda row: row[0].paid_fen, ("paid_fen",), "money", month),
            Column("due", gettext("应发（元）"), lambda row: row[0].due_fen, ("due_fen",), "money", month),
            Column("short", gettext("补发（元）"), lambda row: row[0].short_fen, ("short_fen",), "money", address),
            Column("place", gettext("村（社区）"), lambda row: row[1], ("area",)),
        ),
        _place_filter(by),
        empty=gettext("没有待补发的。少发的月份决定以后列在这里。"),
        present=lambda rows: _with_places(rows, by),
    )  # fmt: skip


def suspects_listing(by: Act) -> Listing:
    """疑似多发: paid months that no longer fit what is known, each with the page on which it is reckoned."""

    def address(row: tuple[queries.Suspect, str]) -> str:
        change = f"?change={row[0].change.pk}" if row[0].change else ""
        return reverse("web:reckon", args=[row[0].award.pk]) + change

    def award(row: tuple[queries.Suspect, str]) -> str:
        return reverse("web:award", args=[row[0].award.pk])

    return Listing(
        "suspects",
        gettext("疑似多发"),
        queries.suspects(by),
        (
            Column("name", gettext("户主"), lambda row: row[0].award.head_name, link=award),
            Column("scheme", gettext("类别"), lambda row: row[0].award.scheme_title),
            Column("told", gettext("疑点"), lambda row: row[0].told),
            Column("place", gettext("村（社区）"), lambda row: row[1]),
            Column("next", gettext("下一步"), lambda row: gettext("逐月核算"), link=address),
        ),
        empty=gettext("没有发现已停止而仍到账、或情况变化在前而执行在后的。"),
        present=lambda rows: _suspected(rows, by),
    )


def why_of(held: Claim) -> str:
    """What a claim is for, in a few words."""
    return gettext("先行救助不予确认") if held.reckoning is None else held.reckoning.cause_title


def ages() -> list[tuple[str, str]]:
    return [*((str(most), title) for most, title in queries.AGES), ("older", queries.OLDEST)]


def of_age(rows: Any, asked: str, by: Act) -> Any:
    """The open claims of one age."""
    least = 0
    for most, _ in queries.AGES:
        if asked == str(most):
            from_day, to_day = by.day - timedelta(days=most), by.day - timedelta(days=least)
            return rows.filter(left_fen__gt=0, opened_on__gte=from_day, opened_on__lte=to_day)
        least = most + 1
    return rows.filter(left_fen__gt=0, opened_on__lte=by.day - timedelta(days=least))


def _owing(rows: Any, asked: str, by: Act) -> Any:
    if asked == "write-off":
        return rows.filter(pk__in=queries.write_offs_waiting(by).values("claim"))
    if asked == "late":
        kept = queries.kept_to(list(rows.filter(left_fen__gt=0)), by.day)
        return rows.filter(pk__in=[claim for claim, each in kept.items() if each.behind_fen])
    return rows.filter(left_fen__gt=0) if asked == "open" else rows.filter(left_fen=0)


def _owed(rows: Sequence[Claim], by: Act) -> list[Owed]:
    names = names_on({row.area_id for row in rows}, by.day)
    kept: Mapping[Any, queries.KeptTo] = queries.kept_to(rows, by.day)
    return [Owed(row, names.get(row.area_id, ""), kept.get(row.pk)) for row in rows]


def _with_places(rows: Sequence[Any], by: Act) -> list[tuple[Any, str]]:
    names = names_on({row.area_id for row in rows}, by.day)
    return [(row, names.get(row.area_id, "")) for row in rows]


def _suspected(rows: Sequence[queries.Suspect], by: Act) -> list[tuple[queries.Suspect, str]]:
    names = names_on({row.award.area_id for row in rows}, by.day)
    return [(row, names.get(row.award.area_id, "")) for row in rows]


def _place_filter(by: Act) -> tuple[Filter, ...]:
    areas = [(str(row.area_id), row.name) for row in townships_among(by.scope.areas, by.day)]
    if len(areas) < 2:
        return ()
    narrow = lambda rows, asked: rows.filter(area_id__in=under([int(asked)], by.day))  # noqa: E731
    return (Filter("at", gettext("乡镇（街道）"), narrow, areas),)
