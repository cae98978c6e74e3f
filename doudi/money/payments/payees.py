"""领款人与账户：who is paid on a day, and to which account — the person's own, or the institution's they live in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from doudi.casework.awards.models import Award, Mode
from doudi.casework.awards.rows import AwardRow
from doudi.money.payments.models import Line
from doudi.records.institutions.models import InstitutionAccount
from doudi.records.institutions.queries import accounts_on, living_on
from doudi.records.people.models import BankAccount, Person
from doudi.records.people.queries import held_on
from doudi.records.vault.secret import Secret

BLIND = Line._meta.get_field("account_blind")
NUMBER = BankAccount._meta.get_field("number")


class OwnAccount(NamedTuple):
    """本人账户: as much of it as is paid by; the number opens when it is revealed."""

    bank: str
    holder: str
    number: Secret
    number_blind: bytes | memoryview | None


@dataclass(frozen=True)
class Payee:
    """领款：the person, or the institution in which the person lives (集中供养), with the account in force."""

    name: str
    account: OwnAccount | InstitutionAccount | None
    institution: UUID | None = None

    @cached_property
    def columns(self) -> dict[str, Any]:
        """The columns of a line that say who is paid. The blind index is that of the number itself."""
        held = self.account
        return {
            "payee_name": self.name,
            "institution_id": self.institution,
            "bank": held.bank if held else "",
            "holder": held.holder if held else "",
            "account": held.number if held else None,
            "account_blind": BLIND.index_of(held.number) if held else None,
        }


def for_whom(award: Award | AwardRow, to: Payee) -> dict[str, Any]:
    """The columns of a line that say whose aid it is and who is paid."""
    return {
        "award_id": award.pk,
        "person_id": award.head_id,
        "person_name": award.head_name,
        "payee_id": award.payee_id,
        "scheme": award.scheme,
        **to.columns,
    }


def payees_of(awards: Sequence[Award | AwardRow], on: date) -> dict[UUID, Payee]:
    """Award → who is paid on a day: whoever lives in an institution is paid through it."""
    people = {award.payee_id for award in awards}
    own = accounts_of(people, on)
    housed = living_on([award.head_id for award in awards if award.mode == Mode.INSTITUTION], on)
    theirs = accounts_on({house.pk for house in housed.values()}, on)
    names = dict(Person.objects.filter(pk__among=people).values_list("pk", "name"))
    found = {}
    for award in awards:
        house = housed.get(award.head_id) if award.mode == Mode.INSTITUTION else None
        if house is None:
            found[award.pk] = Payee(names[award.payee_id], own.get(award.payee_id))
        else:
            found[award.pk] = Payee(house.name, theirs.get(house.pk), house.pk)
    return found


def accounts_of(people: Iterable[UUID], on: date) -> dict[UUID, OwnAccount]:
    """The confirmed account of each person in force on a day."""
    rows = BankAccount.objects.filter(held_on(on), person_id__among=people, since__isnull=False)
    told = rows.values_list("person_id", "id", "bank", "holder", "number", "number_blind")
    return {
        person: OwnAccount(bank, holder, NUMBER.opened(number, key), index)
        for person, key, bank, holder, number, index in told
    }


def accounts_for(lines: Sequence[Line], on: date) -> dict[UUID, OwnAccount | InstitutionAccount]:
    """Line → the account of a day: the person's own, or the institution's that was to be paid."""
    own = accounts_of([line.payee_id for line in lines if not line.institution_id], on)
    theirs = accounts_on([line.institution_id for line in lines if line.institution_id], on)
    found: dict[UUID, OwnAccount | InstitutionAccount] = {}
    for line in lines:
        held = theirs.get(line.institution_id) if line.institution_id else own.get(line.payee_id)
        if held is not None:
            found[line.pk] = held
    return found
