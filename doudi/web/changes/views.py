"""变动清单：what waits for a decision, in scope."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from doudi.casework.changes.models import Change, Kind
from doudi.casework.changes.queries import waiting
from doudi.casework.changes.reasons import reasons
from doudi.records.access import Act
from doudi.web.lists import Column, Filter, Listing, list_page
from doudi.web.navigation import AWARD_READERS
from doudi.web.working import officer_page


@officer_page(*AWARD_READERS, methods=("GET", "POST"))
def changes(request: HttpRequest, by: Act) -> HttpResponse:
    """Changes that wait for a decision."""
    return list_page(request, by, changes_listing(by))


def changes_listing(by: Act) -> Listing:
    """The oldest first."""
    return Listing(
        "changes",
        gettext("待决定的变动"),
        waiting(by),
        _columns(),
        (Filter("kind", gettext("种类"), lambda rows, asked: rows.filter(kind=asked), Kind.choices),),
        order="proposed",
        empty=gettext("没有等待决定的变动。"),
    )


def _columns() -> tuple[Column, ...]:
    def address(row: Change) -> str:
        return reverse("web:award", args=[row.award_id])

    return (
        Column("head", gettext("户主"), lambda row: row.award.head_name, ("award__head_name",), link=address),
        Column("scheme", gettext("类别"), lambda row: row.award.scheme_title, ("award__scheme",)),
        Column("kind", gettext("变动"), lambda row: row.kind_title, ("kind",)),
        Column("reason", gettext("原因"), lambda row: reasons()[row.reason].title),
        Column("heard", gettext("听取意见"), lambda row: row.heard_on, ("heard_on",), kind="day"),
        Column("proposed", gettext("提出日期"), lambda row: row.proposed_on, ("proposed_on",), kind="day"),
        Column("by", gettext("提出人"), lambda row: row.proposed_name, ("proposed_name",)),
    )
