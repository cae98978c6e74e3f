"""小组页：who sits on the panels in scope, and setting one up."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from doudi.casework.confirmation import queries
from doudi.casework.confirmation.panel_models import Capacity
from doudi.casework.confirmation.panels import CONVENERS, open_panel, seat, unseat
from doudi.casework.confirmation.procedure import stayed
from doudi.casework.confirmation.sitting import sitting_on
from doudi.records.access import Act
from doudi.records.areas.queries import period_of, townships_among
from doudi.records.refusals import NotFound
from doudi.records.staff.models import Officer
from doudi.records.staff.queries import officers_with
from doudi.web.confirmation.meetings import READERS
from doudi.web.orders import Refused, filled, order, status_of
from doudi.web.typed import Typed
from doudi.web.working import officer_page

FORMS = ("open", "seat", "unseat")
SITTERS = ("panel_member", "township_decider")
MOST_AREAS = 10_000_000


@officer_page(*READERS)
def panels(request: HttpRequest, by: Act) -> HttpResponse:
    """The panel of every township in scope, with its members."""
    return _page(request, by)


@officer_page(*CONVENERS, methods=("POST",))
def panel_order(request: HttpRequest, by: Act, name: str) -> HttpResponse:
    """Set a panel up, seat a member, unseat one."""
    do = {"open": _open, "seat": _seat, "unseat": _unseat}.get(name)
    if do is None:
        raise NotFound
    return order(
        request,
        by,
        form=name,
        do=lambda: do(Typed(request.POST), by),
        to=reverse("web:panels"),
        again=lambda refused: _page(request, by, refused),
        told=gettext("已登记。"),
    )


def _open(typed: Typed, by: Act) -> None:
    area = typed.whole("area", 1, MOST_AREAS)
    since = typed.day("since")
    document = typed.text("document", gettext("请写明成立小组的文件。"))
    typed.refuse_wrong()
    open_panel(area=period_of(area, by.day).area, since=since, document=document, by=by)


def _seat(typed: Typed, by: Act) -> None:
    panel, person = typed.id("panel"), typed.id("person")
    capacity = typed.choice("capacity", Capacity.values, gettext("请选择身份。"))
    unit, since = typed.text("unit"), typed.day("since")
    typed.refuse_wrong()
    township = queries.panel(panel, by).area_id
    who = next((each for each in _who_may_sit(township, by) if each.person_id == person), None)
    if who is None:
        raise NotFound
    seat(panel=panel, person=who.person, capacity=Capacity(capacity), unit=unit, since=since, by=by)


def _unseat(typed: Typed, by: Act) -> None:
    member, until = typed.id("member"), typed.day("until")
    why = typed.text("why", gettext("请写明原因。"))
    typed.refuse_wrong()
    unseat(member=member, until=until, why=why, by=by)


def _who_may_sit(township: int, by: Act) -> list[Officer]:
    """Holders of a post on the panel, and who leads the township."""
    return [each for post in SITTERS for each in officers_with(post, township, by.day)]


def _page(request: HttpRequest, by: Act, refused: Refused | None = None) -> HttpResponse:
    rows = []
    for township in townships_among(by.scope.areas, by.day):
        panel = queries.panel_of(township.area_id, by)
        members = sitting_on(panel, by.day) if panel else []
        may = by.scope.holds(*CONVENERS, at=township.area_id)
        rows.append(
            {
                "township": township,
                "panel": panel,
                "members": members,
                "stay": stayed(township.area_id, by.day),
                "may": may,
                "seated": [(str(each.pk), str(each)) for each in members],
                **{f"{name}_form": f"{name}-{township.area_id}" for name in FORMS},
                "sitters": [
                    (str(each.person_id), each.person.name) for each in _who_may_sit(township.area_id, by)
                ]
                if may
                else [],
            }
        )
    shown = {
        "rows": rows,
        "capacities": Capacity.choices,
        "refused": refused,
        "forms": {name: filled(name, refused, since=by.day, until=by.day) for name in FORMS},
    }
    return render(request, "web/confirmation/panels.html", shown, status=status_of(refused))
