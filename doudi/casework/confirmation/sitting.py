"""在任成员：who sat on a panel on a day."""

from datetime import date

from django.db.models import Q

from doudi.casework.confirmation.panel_models import Capacity, Panel, PanelMember

IN_ORDER = list(Capacity)


def sitting_on(panel: Panel, on: date) -> list[PanelMember]:
    """The members on a day, by capacity and then as they were seated."""
    in_force = Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gt=on))
    rows = PanelMember.objects.filter(in_force, panel=panel).order_by("since", "id")
    return sorted(rows, key=lambda each: IN_ORDER.index(Capacity(each.capacity)))
