"""户口登记的表单：where and as what a person is registered from a day on, in this district or elsewhere."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

from doudi.records.access import Act
from doudi.records.areas.queries import names_on, period_of, township_of
from doudi.records.people import queries
from doudi.records.people.actions import CLERKS, register_residence
from doudi.records.people.models import Person
from doudi.web.intake.counter import villages
from doudi.web.orders import Refused, filled
from doudi.web.typed import Typed

URBAN = {"urban": True, "rural": False, "": None}


def registered(held: Person, by: Act, refused: Refused | None) -> dict[str, Any]:
    """What the page of a person shows of it; the form for who may register."""
    found = queries.registration_on(held, by.day, by)
    there = (
        "" if found is None or found.place_id is None else names_on([found.place_id], by.day)[found.place_id]
    )
    if not by.scope.holds(*CLERKS, at=held.area_id):
        return {"registration": found, "registered_at": there}
    return {
        "registration": found,
        "registered_at": there,
        "residence": filled("residence", refused, since=by.day),
        "villages": villages(township_of(held.area_id, by.day), by),
        "kinds": (("rural", gettext("农村")), ("urban", gettext("城镇"))),
    }


def register_from(held: Person, typed: Typed, by: Act) -> None:
    """Read the form and register."""
    choices = [code for code, _ in villages(township_of(held.area_id, by.day), by)]
    place, elsewhere = typed.choice("place", choices), typed.text("elsewhere")
    since = typed.day("since")
    urban = typed.choice("urban", [code for code in URBAN if code])
    document = typed.text("document", gettext("请写依据，例如户口簿、居住证。"))
    permit = typed.tick("residence_permit")
    typed.refuse_wrong()
    register_residence(
        person=held,
        since=since,
        place=period_of(int(place), by.day).area if place else None,
        elsewhere=elsewhere,
        urban=URBAN[urban],
        residence_permit=permit,
        document=document,
        by=by,
    )
