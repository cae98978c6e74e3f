"""临时救助的文书：an aid → the fields of D17-1 (申请审批表) and D17-2 (先行救助登记表、领款收据)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from doudi.money.aid.entitlement import LEVEL_TITLES, paid_this_year
from doudi.money.aid.models import Aid, AidKind, Priority, Way
from doudi.money.ledger.queries import entry
from doudi.records.access import Act
from doudi.records.areas.queries import period_of, township_of
from doudi.records.people.queries import members_on


def papers_of(aid: Aid) -> tuple[str, ...]:
    """Which papers an aid has by now: the register once something was paid first, the form always."""
    return ("D17-1", "D17-2") if aid.draw_id else ("D17-1",)


def approval_form(aid: Aid, by: Act) -> tuple[Mapping[str, Any], date]:
    """D17-1 as far as the aid has come, and the day of its last step."""
    told: dict[str, Any] = {
        **_head(aid),
        "kind": AidKind(aid.kind).label,
        "people": [
            {"name": each.name, "relation": each.relation}
            for each in members_on(aid.household, aid.opened_on, by)
            if each.person_id in aid.people
        ],
        "prior": paid_this_year(aid.people, aid.proposed_on or aid.opened_on, without=aid.pk),
        "priority": Priority(aid.priority).label if aid.priority else None,
        "advanced": aid.draw.amount_fen if aid.draw else None,
        "level": LEVEL_TITLES.get(aid.level),
        "reckoning": aid.reckoning or None,
        "proposed": aid.proposed_fen,
        "minutes": aid.minutes or None,
        "proposed_by": aid.proposed_by_name or None,
        "proposed_on": aid.proposed_on,
        "amount": aid.amount_fen,
        "decided_by": aid.decided_by_name or None,
        "decided_on": aid.decided_on,
        "refused": aid.refused_because or None,
    }
    known = {name: value for name, value in told.items() if value is not None}
    return known, aid.decided_on or aid.proposed_on or aid.opened_on


def register_with_receipt(aid: Aid, by: Act) -> tuple[Mapping[str, Any], date]:
    """D17-2 of what was paid first, on the day on which it was paid."""
    assert aid.draw is not None, "only what was paid first has a receipt"
    told: dict[str, Any] = {
        **_head(aid),
        "paid_on": aid.draw.paid_on,
        "paid": aid.draw.amount_fen,
        "way": Way(aid.way).label,
        "paid_by": entry(aid.draw.entry_id, by).name,
        "paperwork_due": aid.draw.paperwork_due,
    }
    if aid.witnesses:
        told["witnesses"] = "、".join(aid.witnesses)
    return told, aid.draw.paid_on


def _head(aid: Aid) -> dict[str, Any]:
    told: dict[str, Any] = {
        "office": period_of(township_of(aid.area_id, aid.opened_on), aid.opened_on).name,
        "applicant": aid.applicant_name,
        "address": aid.household.address,
        "cause": aid.cause,
        "told": aid.told.reveal().split("\n"),
    }
    if aid.applicant.id_number is not None:
        told["id_number"] = aid.applicant.id_number
    return told
