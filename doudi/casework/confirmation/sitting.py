"""在任成员：who sat on a panel on a day."""

from datetime import date

from doudi.casework.confirmation.panel_models import Capacity, Panel, PanelMember
from doudi.records.people.queries import held_on

IN_ORDER = list(Capacity)


def sitting_on(panel: Panel, on: date) -> list[PanelMember]:
    """The members on a day, by capacity and then as they were seated."""
    rows = PanelMember.objects.filter(held_on(on), panel=panel).order_by("since", "id")
    return sorted(rows, key=lambda each: IN_ORDER.index(Capacity(each.capacity)))
