"""全区查询：whether somebody is on file, or applies, in another township — by a complete identity number only.

No name and no amount: the township, the scheme, the stage and the telephone to call. Rate-limited, with a trace,
both by `people.township_keeping`.
"""

from dataclasses import dataclass

from django.db import connection

from doudi.casework.cases.models import Stage
from doudi.casework.cases.schemes import scheme_title
from doudi.casework.intake.queries import counter_phone
from doudi.records.access import Act, action
from doudi.records.areas.models import Area
from doudi.records.areas.queries import district_of, period_of
from doudi.records.people.actions import township_keeping
from doudi.records.people.id_numbers import checked
from doudi.records.vault.fields import blind_candidates
from doudi.records.vault.secret import Secret


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """在区内：the township that keeps the person, and the open case if there is one."""

    township: str
    scheme: str
    stage: str
    phone: str


@action
def look_up(*, typed: str, at: Area, by: Act) -> Elsewhere | None:
    """Who types a complete number hears where in the district it is on file; None when it is nowhere.

    Raises BadInput for a number that cannot be one, WrongPost, TooOften.
    """
    id_number = checked(typed)
    township = township_keeping(id_number=id_number, at=at, by=by)
    if township is None:
        return None
    held = _open_case(district_of(at.pk, by.day), id_number)
    if held is None:
        return Elsewhere(township, "", "", "")
    responsible, scheme, stage = held
    return Elsewhere(
        period_of(responsible, by.day).name,
        scheme_title(scheme),
        Stage(stage).label,
        counter_phone(responsible, by.day),
    )


def _open_case(district: int, id_number: Secret) -> tuple[int, str, str] | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT township_id, scheme, stage FROM doudi_open_case_of(%s, %s)",
            [district, blind_candidates("id_number", id_number.reveal())],
        )
        row = cursor.fetchone()
    return None if row is None else (row[0], row[1], row[2])
