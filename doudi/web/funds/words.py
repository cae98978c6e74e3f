"""账上的说法：an account and an amount as a reader of the books meets them."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext

from doudi.casework.awards.models import Scheme
from doudi.money.ledger.models import Account, Entry, Kind
from doudi.records.access import Act
from doudi.web.navigation import AID_READERS, FILE_READERS, PAYMENT_READERS, RUN_READERS
from doudi.web.working import holds_any

SCHEMES: Mapping[str, str] = {
    **dict(Scheme.choices),
    "temporary_aid": "临时救助",
    "price_subsidy": "价格临时补贴",
}


def account_title(account: Account, names: Mapping[int, str]) -> str:
    """Kind, and of which scheme, source or person it is, and where."""
    told = [Kind(account.kind).label]
    if account.scheme:
        told.append(SCHEMES.get(account.scheme, account.scheme))
    if account.source:
        told.append(account.source)
    if account.person is not None:
        told.append(account.person.name)
    told.append(names.get(account.area_id, ""))
    return " ".join(each for each in told if each)


ABOUT: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "run": ("web:payment_run", RUN_READERS),
    "aid": ("web:aid_one", AID_READERS),
    "household": ("web:household", FILE_READERS),
    "reckoning": ("web:reckoning", PAYMENT_READERS),
    "claim": ("web:claim", PAYMENT_READERS),
}


def about_address(entry: Entry, by: Act) -> str:
    """The page of what an entry rests on, where there is one that this officer may open."""
    page, posts = ABOUT.get(entry.about_kind, ("", ()))
    if entry.about is None or not page or not holds_any(by.scope, posts):
        return ""
    return reverse(page, args=[entry.about])


def entry_number(entry: Entry) -> str:
    """凭证号 as it stands on paper."""
    return gettext("%(on)s 第 %(number)s 号") % {"on": entry.on.isoformat(), "number": entry.number}
