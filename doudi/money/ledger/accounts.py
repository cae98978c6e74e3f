"""开户：an account is opened by whoever first needs it, once, whoever comes second."""

from collections.abc import Sequence
from uuid import UUID

from doudi.money.ledger.models import Account, Kind
from doudi.records.many import write_rows


def account(
    kind: Kind, area: int, *, scheme: str = "", source: str = "", person: UUID | None = None
) -> Account:
    """The one account of this kind, here, for this. Inside an action: the act must reach the area."""
    which = {"kind": kind, "area_id": area, "scheme": scheme, "source": source, "person_id": person}
    Account.objects.bulk_create([Account(**which)], ignore_conflicts=True)
    found: Account = Account.objects.get(**which)
    return found


def payables(area: int, people: Sequence[UUID]) -> dict[UUID, Account]:
    """The payable accounts of many people of one place, opened where they were missing."""
    rows = Account.objects.filter(kind=Kind.PAYABLE, area_id=area, person_id__among=people)
    held = {row.person_id: row for row in rows if row.person_id is not None}
    # In one order, so that two batches that owe the same people never wait for one another.
    missing = sorted(set(people) - set(held))
    if not missing:
        return held
    new = [Account(kind=Kind.PAYABLE, area_id=area, person_id=person) for person in missing]
    write_rows(new, unless_there=True)
    return {row.person_id: row for row in rows.all() if row.person_id is not None}
