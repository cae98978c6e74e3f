"""账上的说法：an account and an amount as a reader of the books meets them."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext

from doudi.casework.awards.models import Scheme
from doudi.money.ledger.models import Account, Entry, Kind

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


def about_address(entry: Entry) -> str:
    """The page of what an entry rests on, where there is one."""
    if entry.about is None:
        return ""
    page = {"run": "web:payment_run", "aid": "web:aid_one", "household": "web:household"}.get(
        entry.about_kind
    )
    return reverse(page, args=[entry.about]) if page else ""


def entry_number(entry: Entry) -> str:
    """凭证号 as it stands on paper."""
    return gettext("%(on)s 第 %(number)s 号") % {"on": entry.on.isoformat(), "number": entry.number}
