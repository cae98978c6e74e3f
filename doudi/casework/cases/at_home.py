"""村里的件：what a village worker may open — the cases of households of the own village, wherever they lie.

A case lies with a township, and so behind the wall for a village. The database alone says which cases those are
(`doudi_cases_at_home`, held to the areas in force), and for the length of one block the act reaches where they lie.
"""

from dataclasses import dataclass, replace
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from doudi.casework.cases.models import Case
from doudi.records.access import Act, Duty, acting_as
from doudi.records.refusals import NotFound

VILLAGE = "village_worker"


@dataclass(frozen=True, slots=True)
class Near:
    """本村的件：their numbers, and the act that reaches the townships where they lie. To be read inside
    `acting_as(near.act.scope)`, and never anything but these cases.
    """

    cases: frozenset[UUID]
    act: Act


def near_home(by: Act, case: UUID | None = None) -> Near:
    """Every case of a household of the actor's villages, or the one that is named."""
    villages = sorted(area for duty in by.scope.duties if duty.post == VILLAGE for area in duty.areas)
    with acting_as(by.scope), connection.cursor() as cursor:
        cursor.execute("SELECT case_id, township_id FROM doudi_cases_at_home(%s, %s)", [villages, case])
        rows = list(cursor.fetchall())
    reached = frozenset(township for _, township in rows)
    duties = (*by.scope.duties, Duty(VILLAGE, reached))
    # What a township would reveal stays masked: a village's reach shows no field more than the village does.
    scope = replace(by.scope, areas=by.scope.areas | reached, duties=duties)
    return Near(frozenset(number for number, _ in rows), Act(scope, by.at))


def at_home(case: UUID, by: Act) -> Act:
    """The act by which a village worker reads and writes one case of the own village; NotFound for any other."""
    near = near_home(by, case)
    if case not in near.cases:
        raise NotFound
    return near.act


def cases_at_home(near: Near) -> QuerySet[Case]:
    """Those cases, newest first; read inside the act of `near`."""
    return Case.objects.filter(pk__in=near.cases).order_by("-received_on", "-receipt_number")
