"""一县领款人：households with awards and accounts written as rows, many at a time, for stories that begin with a roll.

Where an award comes from has its own stories (`casework/awards`); here only what a roll reads is there: who heads the
household, what is due from which month, where it is paid. Everything after that goes through `actions`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from doudi.casework.awards.models import Award, AwardPerson, AwardTerms, ReviewClass, Scheme, TermsReason
from doudi.config.tests.town import DISTRICT, DONGGANG, QIANPU, SHIQIAO, XIDIAN, invented_id
from doudi.money.tests.purse import Purse
from doudi.records.access import Act, acting_as
from doudi.records.areas.models import Area
from doudi.records.many import write_rows
from doudi.records.people.models import BankAccount, Household, Membership, Person
from doudi.records.vault.secret import Secret

MARCH = date(2022, 3, 1)
PLACES = (DONGGANG, XIDIAN, QIANPU, SHIQIAO)  # three villages of 松岭镇, one of 柳溪乡 next door
LOWEST_FEN, SPREAD_FEN = 100_00, 634_00


@dataclass(frozen=True)
class Payees:
    """领款人 in the order in which they were written, and what each is due a month."""

    awards: Sequence[Award]
    accounts: Sequence[BankAccount]
    fen: Sequence[int]


def due(number: int) -> int:
    """What the household of this number holds a month: whole fen, no two neighbours alike."""
    return LOWEST_FEN + number * 7919 % SPREAD_FEN


@dataclass(frozen=True)
class Settler:
    """Someone living alone who holds 低保: what is due a month, and where it is paid."""

    name: str
    male: bool
    id_number: Secret
    place: str
    fen: int
    account: str

    @property
    def born(self) -> date:
        return date.fromisoformat(self.id_number.reveal()[6:14])


def settle_county(purse: Purse, many: int, *, first: int = 0, since: date = MARCH) -> Payees:
    """So many people living alone who hold 低保 from a month on, each with a confirmed account."""
    return settle(purse, [_settler(number) for number in range(first, first + many)], since=since)


def settle(purse: Purse, settlers: Sequence[Settler], *, since: date) -> Payees:
    """These settlers with their awards and accounts from a month on."""
    by = purse.act("min", since)
    places = {code: purse.town.area(code) for code in {each.place for each in settlers}}
    proposer, confirmer = (purse.act(who, since).scope.natural_person for who in ("zhang", "liu"))
    assert proposer and confirmer
    with acting_as(by.scope):
        people = [_person(each, places[each.place], purse.town.area(DISTRICT)) for each in settlers]
        write_rows(people)
        homes = [Household(area_id=each.area_id, head=each, address="一组", since=since) for each in people]
        write_rows(homes)
        write_rows(
            [
                Membership(household=home, person=home.head, area_id=home.area_id, name=home.head.name,
                           relation="本人", since=since)
                for home in homes
            ]
        )  # fmt: skip
        awards = [_award(home, since, by) for home in homes]
        write_rows(awards)
        write_rows([_covered(each) for each in awards])
        write_rows([_terms(award, each.fen, by) for each, award in zip(settlers, awards, strict=True)])
        accounts = [
            BankAccount(person=person, area_id=person.area_id, bank="示例农商行", holder=person.name,
                        number=Secret(each.account), why="首次登记", proposed_at=by.at,
                        proposed_by=proposer, confirmed_at=by.at, confirmed_by=confirmer, since=since)
            for each, person in zip(settlers, people, strict=True)
        ]  # fmt: skip
        write_rows(accounts)
    return Payees(awards, accounts, [each.fen for each in settlers])


def _settler(number: int) -> Settler:
    born = date(1930 + number // 9_000 % 60, number // 750 % 12 + 1, number // 30 % 25 + 1)
    return Settler(
        name=f"领{number:05d}",
        male=bool(number % 2),
        id_number=invented_id(f"{born:%Y%m%d}", number % 30 * 30 + number // 540_000),
        place=PLACES[number % len(PLACES)],
        fen=due(number),
        account=f"6217{number:012d}",
    )


def _person(each: Settler, place: Area, district: Area) -> Person:
    return Person(
        area=place,
        district=district,
        name=each.name,
        male=each.male,
        born=each.born,
        id_number=each.id_number,
    )


def _award(home: Household, since: date, by: Act) -> Award:
    return Award(
        household=home,
        area_id=home.area_id,
        scheme=Scheme.DIBAO,
        head=home.head,
        head_name=home.head.name,
        payee=home.head,
        review_class=ReviewClass.A,
        next_review=date(2023, 3, 1),
        first_month=since,
        opened_at=by.at,
    )


def _covered(award: Award) -> AwardPerson:
    return AwardPerson(
        award=award,
        area_id=award.area_id,
        person_id=award.head_id,
        name=award.head_name,
        since=award.first_month,
        living=True,
        status=True,
    )


def _terms(award: Award, fen: int, by: Act) -> AwardTerms:
    return AwardTerms(
        award=award,
        area_id=award.area_id,
        number=1,
        from_month=award.first_month,
        reason=TermsReason.BROUGHT_OVER,
        clause="存量录入",
        persons=1,
        urban=False,
        standard_fen=LOWEST_FEN + SPREAD_FEN,
        income_parts=LOWEST_FEN + SPREAD_FEN - fen,
        base_fen=fen,
        monthly_fen=fen,
        figures_on=award.first_month,
        known_on=award.first_month,
        place="example",
        values_version="1",
        at=by.at,
        name=by.scope.name,
    )
