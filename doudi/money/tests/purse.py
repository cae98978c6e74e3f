"""管钱的人：the office of casework, and who keeps money.

何芳 fang  cashier of 松岭镇           郭亮 guo   cashier of 柳溪乡, next door
冯涛 feng  finance clerk of the district   许立 xu   finance releaser of the district
何芳 hefang  the same natural person as 何芳, a releaser on a second account
"""

from dataclasses import dataclass, replace
from datetime import date

from doudi.casework.tests.office import Office, open_office
from doudi.config.tests.town import DISTRICT, LIUXI, NEW_YEAR, PASSWORD, SONGLING, Town, invented_id
from doudi.money.ledger.appropriation import appropriate
from doudi.money.ledger.models import Account, Kind
from doudi.money.reserve.actions import ask, open_fund, release
from doudi.money.reserve.models import Fund
from doudi.records.access import Act, acting_as
from doudi.records.staff.actions import appoint, open_account

KEEPERS = (
    ("fang", "何芳", "19900102", 21, "township_cashier", SONGLING),
    ("guo", "郭亮", "19920304", 32, "township_cashier", LIUXI),
    ("feng", "冯涛", "19810506", 43, "finance_clerk", DISTRICT),
    ("xu", "许立", "19780708", 54, "finance_releaser", DISTRICT),
    ("zhen", "甄诚", "19770203", 75, "township_decider", SONGLING),
    ("hefang", "何芳", "19900102", 21, "finance_releaser", DISTRICT),
)
MONEY = 2_000_000_00


@dataclass(frozen=True)
class Purse(Office):
    """Acts by officer, and the money they begin with."""

    def fund(self, amount_fen: int, at: str = SONGLING, who: str = "fang", on: date = NEW_YEAR) -> Fund:
        """松岭镇's fund with so much in it, by the way an office would: appropriated, asked, released."""
        district = self.town.area(DISTRICT)
        self.appropriated()
        fund = open_fund(township=self.town.area(at), document="清民发〔2022〕1号", by=self.act("feng", on))
        if amount_fen:
            request = ask(fund=fund, amount_fen=amount_fen, why="期初", by=self.act(who, on))
            release(request=request, by=self.act("xu", on))
        assert district is not None
        return fund

    def appropriated(self, on: date = NEW_YEAR) -> None:
        """The district's pool is filled once."""
        by = self.act("feng", on)
        with acting_as(by.scope):
            filled = Account.objects.filter(kind=Kind.POOL, balance_fen__gt=0).exists()
        if not filled:
            appropriate(
                district=self.town.area(DISTRICT),
                source="中央",
                amount_fen=MONEY,
                document="财社〔2022〕1号",
                by=by,
            )

    def as_person(self, who: str, of: str, on: date) -> Act:
        """The post of one officer in the hands of the natural person of another, as if nobody had kept them apart."""
        by = self.act(who, on)
        return Act(replace(by.scope, natural_person=self.act(of, on).scope.natural_person), by.at)

    def holds(self, kind: Kind, by: Act, **which: object) -> int:
        """The balance of one account as an officer sees it."""
        with acting_as(by.scope):
            return Account.objects.get(kind=kind, **which).balance_fen


def open_purse(town: Town) -> Purse:
    """Open the office, then the accounts of those who keep money."""
    open_office(town)
    setup = town.nobody([town.area(DISTRICT).pk])
    for username, name, born, serial, post, code in KEEPERS:
        officer = open_account(
            username=username,
            name=name,
            id_number=invented_id(born, serial),
            password=PASSWORD,
            area=town.area(DISTRICT),
            by=setup,
        )
        appoint(
            officer=officer, post=post, area=town.area(code), since=NEW_YEAR, document="任命文件", by=setup
        )
    return Purse(town)
