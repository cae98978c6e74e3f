"""人员与岗位：who holds which post where; opening and closing accounts, appointing and relieving; one's own relatives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from doudi.records.access import Act
from doudi.records.areas.models import Area
from doudi.records.areas.queries import area_by_code, names_on
from doudi.records.people.id_numbers import checked
from doudi.records.refusals import BadInput
from doudi.records.staff import queries
from doudi.records.staff.actions import (
    REGISTRAR,
    appoint,
    close_account,
    declare_relative,
    open_account,
    relieve,
    withdraw_relative,
)
from doudi.records.staff.models import Officer
from doudi.web.districts import areas_of
from doudi.web.lists import Column, Filter, Listing, list_page
from doudi.web.navigation import POST_READERS
from doudi.web.officers.rows import OfficerRow, present
from doudi.web.orders import Refused, filled, order, status_of
from doudi.web.typed import Typed
from doudi.web.working import officer_page


@officer_page(*POST_READERS, methods=("GET", "POST"))
def officers(request: HttpRequest, by: Act) -> HttpResponse:
    """Every account with a post in scope, and those without any."""
    listing = Listing(
        "officers",
        gettext("人员与岗位"),
        queries.officers_seen(by),
        _columns(),
        (
            Filter(
                "q",
                gettext("姓名或账号"),
                lambda rows, typed: rows.filter(person__name=typed) | rows.filter(username=typed),
            ),
        ),
        order="name",
        empty=gettext("还没有人员。从开立账号开始。"),
        present=lambda rows: present(rows, by),
    )
    return list_page(request, by, listing, "web/officers/officers.html", registrar=_charge(by) is not None)


@officer_page(REGISTRAR, methods=("GET", "POST"))
def new_officer(request: HttpRequest, by: Act) -> HttpResponse:
    """Open an account for a natural person, known already or not."""
    if request.method != "POST":
        return _new_page(request)
    return order(
        request,
        by,
        form="open",
        do=lambda: {"officer": str(_open(Typed(request.POST), by).pk)},
        to=lambda answer: reverse("web:officer", args=[answer["officer"]]),
        again=lambda refused: _new_page(request, refused),
        told=gettext("账号已开立，接着任命岗位。"),
    )


@officer_page(*POST_READERS, methods=("GET", "POST"))
def officer(request: HttpRequest, by: Act, officer: UUID) -> HttpResponse:
    """One account: its posts, past and present; appoint, relieve, close."""
    held = queries.officer_seen(officer, by)
    if request.method != "POST":
        return _officer_page(request, by, held)
    what = request.POST.get("do", "")
    doings = {"appoint": _appoint, "relieve": _relieve, "close": _close, "withdraw": _withdraw}
    doing = doings.get(what)
    row = {"relieve": "posting", "withdraw": "relative"}.get(what)
    form = f"{what}-{request.POST.get(row, '')}" if row else what

    def do() -> None:
        if doing is None:
            raise BadInput(gettext("表单不完整：请刷新页面后再提交。"))
        doing(held, Typed(request.POST), by)

    return order(
        request,
        by,
        form=form,
        do=do,
        to=reverse("web:officer", args=[held.pk]),
        again=lambda refused: _officer_page(request, by, queries.officer_seen(officer, by), refused),
        told=gettext("已办好。"),
    )


@officer_page(methods=("GET", "POST"))
def relatives(request: HttpRequest, by: Act) -> HttpResponse:
    """One's own near relatives: from the day of declaring, their cases go to others."""
    if request.method != "POST":
        return _relatives_page(request, by)

    def do() -> None:
        typed = Typed(request.POST)
        name = typed.text("name", gettext("请写亲属的姓名。"))
        relation = typed.text("relation", gettext("请写与您的关系。"))
        number = typed.text("id_number")
        typed.refuse_wrong()
        declare_relative(name=name, relation=relation, id_number=checked(number) if number else None, by=by)

    return order(
        request,
        by,
        form="declare",
        do=do,
        to=reverse("web:relatives"),
        again=lambda refused: _relatives_page(request, by, refused),
        told=gettext("已申报。这位亲属家的件，从今天起由别人办。"),
    )


def _open(typed: Typed, by: Act) -> Officer:
    name = typed.text("name", gettext("请写姓名。"))
    number = typed.text("id_number", gettext("请写身份证号。"))
    username = typed.text("username", gettext("请写账号。"))
    password = typed.fields.get("password", "")
    if not password:
        typed.wrong("password", gettext("请写首次登录的密码。"))
    typed.refuse_wrong()
    return open_account(
        username=username, name=name, id_number=checked(number), password=password, area=_in_charge(by), by=by
    )


def _appoint(held: Officer, typed: Typed, by: Act) -> None:
    kinds = {post.code: post.title for post in queries.posts()}
    post = typed.choice("post", kinds, gettext("请选岗位。"))
    mine = [code for _, units in areas_of(by) for code, _ in units]
    code = typed.choice("area", mine, gettext("请选地区。"))
    since, until = typed.day("since"), typed.maybe_day("until")
    document = typed.text("document", gettext("请写任命文件。"))
    typed.refuse_wrong()
    area = area_by_code(code, by.day)
    appoint(officer=held, post=post, area=area, since=since, until=until, document=document, by=by)


def _relieve(held: Officer, typed: Typed, by: Act) -> None:
    which, until = typed.id("posting"), typed.day("until")
    why = typed.text("why", gettext("请写免职的原因或文件。"))
    typed.refuse_wrong()
    posting = next((each for each in queries.postings_of([held]) if each.pk == which), None)
    if posting is None:
        raise BadInput(gettext("表单不完整：请刷新页面后再提交。"))
    relieve(posting=posting, until=until, why=why, by=by)


def _close(held: Officer, typed: Typed, by: Act) -> None:
    why = typed.text("why", gettext("请写停用的原因。"))
    typed.refuse_wrong()
    close_account(officer=held, area=_in_charge(by), why=why, by=by)


def _withdraw(held: Officer, typed: Typed, by: Act) -> None:
    which = typed.id("relative")
    why = typed.text("why", gettext("请写撤回的原因。"))
    typed.refuse_wrong()
    declared = next((each for each in queries.relatives_of(held.person_id, by.day) if each.pk == which), None)
    if declared is None:
        raise BadInput(gettext("这条申报已经撤回，请刷新页面。"))
    withdraw_relative(declared=declared, why=why, area=_in_charge(by), by=by)


def _charge(by: Act) -> Area | None:
    """The area for which this registrar was appointed."""
    found = queries.posting_areas(by.scope.officer, REGISTRAR, by.day) if by.scope.officer else []
    return found[0] if found else None


def _in_charge(by: Act) -> Area:
    area = _charge(by)
    assert area is not None, "only a registrar gets here"
    return area


def _columns() -> Sequence[Column]:
    return (
        Column("name", gettext("姓名"), lambda row: row.officer.person.name, ("person__name",), link=_link),
        Column("username", gettext("账号"), lambda row: row.officer.username, ("username",)),
        Column("posts", gettext("现任岗位"), lambda row: row.posts),
        Column("opened", gettext("开立日期"), lambda row: row.opened_on, ("opened_at",), kind="day"),
        Column("state", gettext("状态"), lambda row: row.state),
    )


def _link(row: OfficerRow) -> str:
    return reverse("web:officer", args=[row.officer.pk])


def _new_page(request: HttpRequest, refused: Refused | None = None) -> HttpResponse:
    form = filled("open", refused, name="", id_number="", username="")
    return render(request, "web/officers/new.html", {"form": form}, status=status_of(refused))


def _officer_page(
    request: HttpRequest, by: Act, held: Officer, refused: Refused | None = None
) -> HttpResponse:
    postings = queries.postings_of([held])
    names = names_on((each.area_id for each in postings), by.day)
    registrar = _charge(by) is not None
    shown: dict[str, Any] = {
        "officer": held,
        "postings": [
            (
                each,
                names.get(each.area_id, ""),
                filled(f"relieve-{each.pk}", refused, until=by.day)
                if registrar and each.until is None and each.area_id in by.scope.areas
                else None,
            )
            for each in postings
        ],
        "posts": [(post.code, post.title) for post in queries.posts()],
        "appoint": filled("appoint", refused, since=by.day) if registrar and held.is_active else None,
        "areas": areas_of(by) if registrar else (),
        "relatives": [
            (each, filled(f"withdraw-{each.pk}", refused))
            for each in (queries.relatives_of(held.person_id, by.day) if registrar else ())
        ],
        "close": filled("close", refused) if registrar and held.is_active else None,
    }
    if refused and refused.form.startswith("withdraw-"):
        standing = [form.name for _, form in shown["relatives"]]
        shown["gone"] = "" if refused.form in standing else refused.sentence
    return render(request, "web/officers/officer.html", shown, status=status_of(refused))


def _relatives_page(request: HttpRequest, by: Act, refused: Refused | None = None) -> HttpResponse:
    assert by.scope.natural_person is not None, "an officer is somebody"
    shown = {
        "declared": queries.relatives_of(by.scope.natural_person, by.day),
        "form": filled("declare", refused),
    }
    return render(request, "web/officers/relatives.html", shown, status=status_of(refused))
