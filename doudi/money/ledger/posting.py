"""记账：the one door to entries, called by actions above inside their transaction; it records no audit line of its own.

Accounts are locked in order of their ids, so that two actions never wait for one another in a ring, and read after
the lock. What a fund cannot give is refused with its sentence before the database has to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from doudi.money.ledger.accounts import Payable
from doudi.money.ledger.models import NEVER_ABOVE_ZERO, NEVER_BELOW_ZERO, Account, Entry, Kind, Posting
from doudi.policy.question import yuan
from doudi.records.access import Act
from doudi.records.many import Many
from doudi.records.refusals import Refusal

NEXT = """
INSERT INTO money_entryseries (area_id, "on", last) VALUES (%s, %s, 1)
ON CONFLICT (area_id, "on") DO UPDATE SET last = money_entryseries.last + 1 RETURNING last
"""


class NotEnough(Refusal):
    """余额不足：an account does not hold what is asked of it, or is not owed it."""


class Unbalanced(AssertionError):
    """借贷不平：a fault of the program, never of a person."""


class AlreadyReversed(Refusal):
    """已经冲销：an entry is reversed once."""


@dataclass(frozen=True, slots=True)
class Reason:
    """用途：what an entry is for, of which month, and what it rests on."""

    purpose: str
    told: str
    month: str = ""
    about_kind: str = ""
    about: UUID | None = None


def post(
    reason: Reason,
    moves: Sequence[tuple[Account | Payable, int]],
    *,
    area: int,
    by: Act,
    reverses: Entry | None = None,
) -> Entry:
    """Write one entry: (account, fen), debits positive. Raises NotEnough, Unbalanced."""
    if sum(fen for _, fen in moves) != 0 or not moves:
        raise Unbalanced(f"{reason.told}: {[(str(account), fen) for account, fen in moves]}")
    changes: dict[UUID, int] = {}
    for account, fen in moves:
        changes[account.pk] = changes.get(account.pk, 0) + fen
    _refuse_overdraft(changes)
    entry = Entry.objects.create(
        area_id=area,
        number=_next_number(area, by.day),
        on=by.day,
        at=by.at,
        purpose=reason.purpose,
        month=reason.month,
        told=reason.told,
        about_kind=reason.about_kind,
        about=reason.about,
        reverses=reverses,
        name=by.scope.name,
        natural_person=by.scope.natural_person,
    )
    postings = Many(Posting, "account_id", "area_id", "fen", entry_id=entry.pk)
    for account, fen in moves:
        if fen:
            postings.add(account.pk, account.area_id, fen)
    postings.write()
    return entry


def reverse(entry: Entry, why: str, *, by: Act) -> Entry:
    """冲销: the same postings with the other sign, once, pointing to what it takes back."""
    rows = Posting.objects.filter(entry=entry).select_related("account").order_by("id")
    moves = [(row.account, -row.fen) for row in rows]
    _locked([account.pk for account, _ in moves])  # two reversals wait here for one another
    if Entry.objects.filter(reverses=entry).exists():
        raise AlreadyReversed("这笔账已经冲销过，请刷新页面。")
    reason = Reason(entry.purpose, f"冲销：{entry.told}（{why}）", entry.month, entry.about_kind, entry.about)
    return post(reason, moves, area=entry.area_id, by=by, reverses=entry)


def _refuse_overdraft(changes: Mapping[UUID, int]) -> None:
    held = _locked(list(changes))
    for number, change in changes.items():
        kind, balance = held[number]
        after = balance + change
        if kind in NEVER_BELOW_ZERO and after < 0:
            raise NotEnough(f"{Kind(kind).label}余额 {yuan(balance)} 元，不够支出 {yuan(-change)} 元。")
        if kind in NEVER_ABOVE_ZERO and after > 0:
            raise NotEnough(f"{Kind(kind).label}只应付 {yuan(-balance)} 元，不能付 {yuan(change)} 元。")


def _locked(numbers: Sequence[UUID]) -> dict[UUID, tuple[str, int]]:
    """Account → kind and balance, read after the lock."""
    rows = Account.objects.select_for_update(of=("self",)).filter(pk__among=numbers).order_by("pk")
    return {
        number: (kind, balance) for number, kind, balance in rows.values_list("pk", "kind", "balance_fen")
    }


def _next_number(area: int, on: date) -> int:
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [area, on])
        (last,) = cursor.fetchone()
    return int(last)
