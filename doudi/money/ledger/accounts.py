"""开户：an account is opened by whoever first needs it, once, whoever comes second."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from doudi.money.ledger.models import Account, Kind
from doudi.records.ids import new_id
from doudi.records.many import Many


def account(
    kind: Kind, area: int, *, scheme: str = "", source: str = "", person: UUID | None = None
) -> Account:
    """The one account of this kind, here, for this. Inside an action: the act must reach the area."""
    which = {"kind": kind, "area_id": area, "scheme": scheme, "source": source, "person_id": person}
    Account.objects.bulk_create([Account(**which)], ignore_conflicts=True)
    found: Account = Account.objects.get(**which)
    return found


class Payable(NamedTuple):
    """应付户: the account of one person, as much as posting to it needs."""

    pk: UUID
    area_id: int


def payables(area: int, people: Sequence[UUID]) -> dict[UUID, Payable]:
    """The payable accounts of many people of one place, opened where they were missing."""
    held = _payables(area, people)
    # In one order, so that two batches that owe the same people never wait for one another.
    missing = sorted(set(people) - set(held))
    if not missing:
        return held
    new = Many(Account, "id", "person_id", unless_there=True, kind=Kind.PAYABLE, area_id=area)
    for person in missing:
        new.add(new_id(), person)
    new.write()
    return _payables(area, people)


def _payables(area: int, people: Sequence[UUID]) -> dict[UUID, Payable]:
    rows = Account.objects.filter(kind=Kind.PAYABLE, area_id=area, person_id__among=people)
    return {person: Payable(key, area) for person, key in rows.values_list("person_id", "pk")}
