"""账的查询：balances of any day, the entries behind a figure, and the proof from the postings alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet, Sum

from doudi.money.ledger.models import APPROPRIATION, Account, Entry, Kind, Posting
from doudi.records.access import Act, one_seen_by


@dataclass(frozen=True, slots=True)
class Fault:
    """账错：what does not tie, in words."""

    told: str


def accounts(by: Act, *kinds: Kind) -> QuerySet[Account]:
    """The accounts in scope, of these kinds where they are told."""
    seen = Account.objects.seen_by(by.scope).order_by("kind", "area_id", "scheme", "source")
    return seen.filter(kind__in=kinds) if kinds else seen


def balance_on(account: Account, on: date, by: Act) -> int:
    """The balance at the end of a day, from the postings alone, in fen."""
    rows = Posting.objects.seen_by(by.scope).filter(account=account, entry__on__lte=on)
    return int(rows.aggregate(sum=Sum("fen"))["sum"] or 0)


def balances_on(on: date, by: Act, *kinds: Kind) -> dict[UUID, int]:
    """Account → balance at the end of a day, of every account in scope that was ever moved by then."""
    rows = Posting.objects.seen_by(by.scope).filter(entry__on__lte=on)
    if kinds:
        rows = rows.filter(account__kind__in=kinds)
    return {row["account"]: int(row["sum"]) for row in rows.values("account").annotate(sum=Sum("fen"))}


def entries(account: Account, by: Act) -> QuerySet[Posting]:
    """What moved an account, newest first, each with its entry."""
    rows = Posting.objects.seen_by(by.scope).filter(account=account)
    return rows.select_related("entry").order_by("-entry__on", "-entry__number", "-id")


def entry(which: UUID, by: Act) -> Entry:
    """One entry in scope, or NotFound."""
    found: Entry = one_seen_by(Entry.objects.all(), by.scope, id=which)
    return found


def about(which: UUID, by: Act) -> Sequence[Entry]:
    """Every entry that rests on one decision, run or draw, first to last."""
    return list(Entry.objects.seen_by(by.scope).filter(about=which).order_by("on", "at", "id"))


def faults() -> list[Fault]:
    """Read everything as the owner or an auditor: entries that do not balance, balances that are not their sum."""
    found = []
    sums = Posting.objects.values("entry").annotate(sum=Sum("fen")).exclude(sum=0)
    found += [Fault(f"分录 {row['entry']} 借贷差 {row['sum']} 分") for row in sums]
    stood = dict(Account.objects.values_list("pk", "balance_fen"))
    told = {row["account"]: row["sum"] for row in Posting.objects.values("account").annotate(sum=Sum("fen"))}
    found += [
        Fault(f"账户 {number} 余额 {balance} 分，逐笔合计 {told.get(number, 0)} 分")
        for number, balance in stood.items()
        if balance != told.get(number, 0)
    ]
    return found


def account_of(which: UUID, by: Act) -> Account:
    """One account in scope, or NotFound."""
    found: Account = one_seen_by(Account.objects.select_related("person"), by.scope, id=which)
    return found


def postings(of: Entry, by: Act) -> Sequence[Posting]:
    """The postings of an entry that are in scope, debits first; `of.legs` tells how many there are in all."""
    rows = Posting.objects.seen_by(by.scope).filter(entry=of).select_related("account__person")
    return sorted(rows, key=lambda row: (row.fen < 0, row.pk))


def held_by_kind(by: Act) -> Mapping[tuple[str, str], int]:
    """(Kind, budget source) → what the accounts in scope hold now, in fen; the source only where money came in."""
    rows = Account.objects.seen_by(by.scope).values("kind", "source").annotate(sum=Sum("balance_fen"))
    return {(row["kind"], row["source"]): int(row["sum"]) for row in rows.order_by("kind", "source")}


@dataclass(frozen=True, slots=True)
class Lying:
    """没有拨出的拨款: an appropriation, how much of it still lies in the pool, and for how many days."""

    entry: Entry
    left_fen: int
    days: int


def lying(by: Act) -> list[Lying]:
    """拨入以后还没有拨出去的, the longest first. Of one pool the oldest money leaves first, whatever it came in as: an
    appropriation, what a bank sent back, what was recovered.
    """
    taken_back = Entry.objects.filter(reverses__isnull=False).values("reverses")
    came_in = Posting.objects.filter(fen__gt=0).exclude(entry__in=taken_back).select_related("entry")
    found = []
    for pool in Account.objects.seen_by(by.scope).filter(kind=Kind.POOL, balance_fen__gt=0):
        left = pool.balance_fen
        for row in came_in.filter(account=pool).order_by("-entry__on", "-entry__number").iterator():
            here = min(left, row.fen)
            left -= here
            if row.entry.purpose == APPROPRIATION:
                found.append(Lying(row.entry, here, (by.day - row.entry.on).days))
            if not left:
                break
    return sorted(found, key=lambda each: -each.days)


def spent_by_place(year: int, by: Act) -> Mapping[tuple[int, str], int]:
    """(Place, scheme) → what was spent in a year, in fen."""
    rows = _spent(year, by).values("account__area_id", "account__scheme").annotate(sum=Sum("fen"))
    return {(row["account__area_id"], row["account__scheme"]): int(row["sum"]) for row in rows.order_by()}


def spent_by_month(year: int, by: Act) -> Mapping[tuple[int, str], int]:
    """(Month of booking, scheme) → what was spent, in fen."""
    rows = _spent(year, by).values("entry__on__month", "account__scheme").annotate(sum=Sum("fen"))
    return {(row["entry__on__month"], row["account__scheme"]): int(row["sum"]) for row in rows.order_by()}


def years(by: Act) -> Sequence[int]:
    """The years in which anything was booked, newest first."""
    return [day.year for day in Entry.objects.seen_by(by.scope).dates("on", "year", order="DESC")]


def postings_of(by: Act) -> QuerySet[Posting]:
    """Every posting in scope with its entry and account, newest first."""
    rows = Posting.objects.seen_by(by.scope).select_related("entry", "account__person")
    return rows.order_by("-entry__on", "-entry__number", "-id")


def _spent(year: int, by: Act) -> QuerySet[Posting]:
    rows: QuerySet[Posting] = Posting.objects.seen_by(by.scope)
    return rows.filter(account__kind=Kind.SPENT, entry__on__year=year)
