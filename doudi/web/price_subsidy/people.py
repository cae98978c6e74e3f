"""补贴对象：whom an index would reach, or whom its roll reached, each once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from doudi.casework.awards.models import Award
from doudi.money.price_subsidy import queries
from doudi.money.price_subsidy.models import PriceIndex
from doudi.money.price_subsidy.reading import TITLES, read_index
from doudi.records.access import Act
from doudi.records.areas.queries import names_on
from doudi.web.lists import Column, Filter, Listing

AREAS = (("rural", "农村"), ("urban", "城市"))


@dataclass(frozen=True, slots=True)
class Counted:
    """一个人 with the award by which he counts; `state` once a line pays him."""

    name: str
    award: Award
    group: str
    urban: bool
    fen: int
    state: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """小计 of a group."""

    title: str
    persons: int
    fen: int
    asked: str


def counted(held: PriceIndex, by: Act) -> list[Counted]:
    """Everybody on the roll where there is one; else everybody whom it would reach now."""
    if held.run_id is not None:
        return [
            Counted(each.name, each.award, each.group, each.urban, each.amount_fen, each.line.state_title)
            for each in queries.recipients(held, by)
        ]
    told = read_index(held, by)
    return [
        Counted(each.name, each.award, each.group, each.urban, told.fen_of(each)) for each in told.recipients
    ]


def sums(rows: Sequence[Counted]) -> list[Sum]:
    """How many and how much by group."""
    persons, fen = Counter(each.group for each in rows), Counter[str]()
    for each in rows:
        fen[each.group] += each.fen
    return [
        Sum(title, persons[key], fen[key], f"?group={key}") for key, title in TITLES.items() if persons[key]
    ]


def people_listing(held: PriceIndex, rows: Sequence[Counted], by: Act) -> Listing:
    """一人一份: the list of them."""

    def award(row: Counted) -> str:
        return reverse("web:award", args=[row.award.pk])

    return Listing(
        "price-subsidy",
        gettext("%(month)s 价格临时补贴") % {"month": f"{held.month:%Y-%m}"},
        list(rows),
        (
            Column("name", gettext("姓名"), lambda row: row.name, ("name",), link=award),
            Column("group", gettext("对象类别"), lambda row: TITLES[row.group], ("group",)),
            Column("urban", gettext("适用标准"), lambda row: gettext("城市") if row.urban else gettext("农村")),
            Column("fen", gettext("金额（元）"), lambda row: row.fen, ("fen",), "money", award),
            Column("head", gettext("名册户主"), lambda row: row.award.head_name, ("head",)),
            Column("state", gettext("状态"), lambda row: row.state),
            Column("place", gettext("村（社区）"), lambda row: row.place),
        ),
        (
            Filter("q", gettext("姓名"), lambda kept, typed: [row for row in kept if row.name.startswith(typed)]),
            Filter("group", gettext("对象类别"), lambda kept, asked: [row for row in kept if row.group == asked],
                   list(TITLES.items())),
            Filter("urban", gettext("适用标准"),
                   lambda kept, asked: [row for row in kept if row.urban == (asked == "urban")], AREAS),
        ),
        empty=gettext("没有可以领取的人。"),
        present=lambda kept: _placed(kept, by),
    )  # fmt: skip


def _placed(rows: Sequence[Counted], by: Act) -> list[Counted]:
    names = names_on({row.award.area_id for row in rows}, by.day)
    return [
        Counted(
            row.name, row.award, row.group, row.urban, row.fen, row.state, names.get(row.award.area_id, "")
        )
        for row in rows
    ]
