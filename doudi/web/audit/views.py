"""对象的留痕：every line of the audit chain about one object, as far as the reader's areas go."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from doudi.records.access import Act
from doudi.records.audit.queries import lines_of, looks_at
from doudi.records.clock import CHINA
from doudi.records.refusals import NotFound
from doudi.web.audit.titles import title_of
from doudi.web.audit.words import told
from doudi.web.lists import Column, Listing, list_page
from doudi.web.working import officer_page

READERS = ("auditor", "township_reviewer", "township_decider", "district_clerk", "district_decider")


@officer_page(*READERS, methods=("GET", "POST"))
def trail(request: HttpRequest, by: Act, kind: str, object_id: str) -> HttpResponse:
    """The lines about one object, first to last; none in scope is the same as no such object."""
    lines = lines_of(kind, object_id, by)
    if not lines.exists():
        raise NotFound
    columns = (
        Column("seq", gettext("序号"), lambda row: row.seq, ("seq",), kind="number"),
        Column(
            "at",
            gettext("业务时间"),
            lambda row: f"{row.at.astimezone(CHINA):%Y-%m-%d %H:%M}",
            ("at",),
            kind="moment",
        ),
        Column("name", gettext("办理人"), lambda row: row.name, ("name",)),
        Column("did", gettext("事项"), lambda row: title_of(row.did), ("did",)),
        Column("why", gettext("事由"), lambda row: row.why),
        Column("facts", gettext("内容"), lambda row: told(row.facts)),
        Column("sm3", gettext("摘要"), lambda row: bytes(row.sm3).hex()[:16]),
    )
    listing = Listing("trail", gettext("留痕"), lines, columns, order="seq")
    return list_page(
        request, by, listing, "web/audit/trail.html", kind=kind, object_id=object_id, here="trail"
    )


@officer_page(*READERS, methods=("GET", "POST"))
def looks(request: HttpRequest, by: Act, kind: str, object_id: str) -> HttpResponse:
    """查看记录: who looked at one object, the latest first; an object of which nothing is known is not there."""
    rows = looks_at(kind, object_id, by)
    if not rows.exists() and not lines_of(kind, object_id, by).exists():
        raise NotFound
    columns = (
        Column(
            "at",
            gettext("时间"),
            lambda row: f"{row.at.astimezone(CHINA):%Y-%m-%d %H:%M}",
            ("at",),
            kind="moment",
        ),
        Column("name", gettext("查看人"), lambda row: row.name, ("name",)),
        Column("did", gettext("看了什么"), lambda row: title_of(row.did), ("did",)),
        Column("why", gettext("事由"), lambda row: row.why),
        Column("address", gettext("来自"), lambda row: row.address),
    )
    listing = Listing(
        "looks", gettext("查看记录"), rows, columns, order="-at", empty=gettext("还没有人看过。")
    )
    return list_page(
        request, by, listing, "web/audit/trail.html", kind=kind, object_id=object_id, here="looks"
    )
