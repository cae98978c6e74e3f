"""应救助多少：the law's own answer for a household's hardship, with what the year already paid to its people."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from doudi.casework.cases.places import place_of
from doudi.money.aid.models import Aid
from doudi.policy.asks.temporary_aid import LEVELS, answer
from doudi.policy.question import BadInput as BadQuestion
from doudi.policy.question import Question, yuan
from doudi.policy.values import BUILT_IN, BadValue
from doudi.records.access import Act
from doudi.records.refusals import BadInput

LEVEL_TITLES = dict(zip(LEVELS, ("轻度", "中度", "重度"), strict=True))


@dataclass(frozen=True, slots=True)
class Entitlement:
    """应救助: all in fen. `route` is who decides; `accepted` and `reason` are of the proposal where there is one."""

    entitlement_fen: int
    supplement_fen: int
    cap_year_fen: int
    cap_left_fen: int
    route: str
    accepted: bool
    reason: str


def entitled(
    aid: Aid, *, level: str, urban: bool, proposal_fen: int | None = None, minutes: bool = False, by: Act
) -> Entitlement:
    """What this aid may come to on the day of the act. BadInput with the law's own sentence."""
    advanced = aid.draw.amount_fen if aid.draw else 0
    facts: dict[str, Any] = {
        "standard": "urban" if urban else "rural",
        "persons": len(aid.people),
        "level": level,
        "paid_this_year": _yuan(paid_this_year(aid.people, by.day, without=aid.pk)),
        "already_advanced": _yuan(advanced),
        "advanced_on": None,
        "meeting_record": minutes,
    }
    if proposal_fen is not None:
        facts["proposal"] = _yuan(proposal_fen)
    asked = Question(
        "临时救助", "temporary_aid", by.day, "", None, facts, None, BUILT_IN, place_of(aid.area_id, by.day)
    )
    try:
        told = answer(asked)
    except (BadQuestion, BadValue) as error:
        raise BadInput(str(error)) from error
    return Entitlement(
        entitlement_fen=_fen(told["entitlement"]),
        supplement_fen=_fen(told["supplement"]),
        cap_year_fen=_fen(told["cap_year"]),
        cap_left_fen=_fen(told["cap_left"]),
        route=told["route"],
        accepted=told["accepted"],
        reason=told["reason"],
    )


def paid_this_year(people: list[UUID], on: date, without: UUID | None = None) -> int:
    """What was decided this calendar year for any of these people, in whatever township of the database; in fen."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT doudi_aid_of_year(%s, %s, %s)", [people, on.replace(month=1, day=1), without])
        (sum_fen,) = cursor.fetchone()
    return int(sum_fen)


def _yuan(fen: int) -> Decimal:
    return Decimal(yuan(fen))


def _fen(amount: str) -> int:
    return int(amount.replace(".", ""))
