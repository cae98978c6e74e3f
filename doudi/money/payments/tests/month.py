"""一个月的发放：families with awards and accounts, and a run brought to where a story begins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from doudi.casework.awards.models import Award
from doudi.casework.awards.tests.desk import granted
from doudi.casework.tests.office import Family, lin_family, stranger
from doudi.config.tests.town import DISTRICT, DONGGANG, invented_id
from doudi.money.payments.approving import approve
from doudi.money.payments.checking import pass_checks
from doudi.money.payments.exporting import export
from doudi.money.payments.formats import FORMATS
from doudi.money.payments.formats.shape import Answer
from doudi.money.payments.models import Line, LineState, Run
from doudi.money.payments.rolls import freeze_month
from doudi.money.payments.tests.bank import answered
from doudi.money.tests.county import Settler, settle
from doudi.money.tests.purse import Purse
from doudi.records.access import acting_as
from doudi.records.people.accounts import confirm_account, propose_account
from doudi.records.people.id_numbers import is_male
from doudi.records.people.models import Person

APRIL = date(2022, 4, 1)
ROLL_DAY = date(2022, 4, 6)
DAYS = ((3, 7), (3, 22), (3, 25))  # accepted, passed, confirmed


def alone(number: int) -> Family:
    """A stranger of forty living alone: able to work, without income, so 低保 and nothing else."""
    old = stranger(number)
    newcomer = replace(old.newcomers["a"], id_number=invented_id("19820101", 100 + number))
    return replace(old, newcomers={"a": newcomer})


def _settler(family: Family, fen: int, place: int) -> Settler:
    """The first of a family as somebody living alone in 东岗村."""
    person = family.newcomers["a"]
    assert person.id_number is not None
    man = is_male(person.id_number)
    return Settler(person.name, man, person.id_number, DONGGANG, fen, f"62000000000000{place:02d}")


@dataclass(frozen=True)
class Month:
    """April 2022 in 示例区: the families whose awards begin, with an account each."""

    purse: Purse

    def families(self, *numbers: int) -> list[Award]:
        """林秀兰 (734 yuan) and strangers living alone (450 yuan each), who hold 低保 from April on."""
        families = [lin_family(), *map(alone, numbers)]
        settlers = [_settler(each, 450_00 if place else 734_00, place) for place, each in enumerate(families)]
        self.purse.appropriated()
        return list(settle(self.purse, settlers, since=APRIL).awards)

    def granted(self, *numbers: int) -> list[Award]:
        """The same, each by a case of its own, confirmed in March: what a roll pays can be traced to a decision."""
        held = list(granted(self.purse, lin_family(), *DAYS))
        for number in numbers:
            held += granted(self.purse, alone(number), *DAYS)
        for place, award in enumerate(held):
            self.account(award.payee, f"62000000000000{place:02d}")
        self.purse.appropriated()
        return held

    def account(self, person: Person, number: str, *, holder: str = "", since: date = APRIL) -> None:
        """An account proposed by 张敏 and confirmed by 刘洋."""
        proposed = propose_account(
            person=person,
            bank="示例农商行",
            holder=holder or person.name,
            number=number,
            why="首次登记",
            by=self.purse.act("zhang", since),
        )
        confirm_account(account=proposed, since=since, by=self.purse.act("liu", since))

    def frozen(self, bank_format: str = "excel", on: date = ROLL_DAY) -> Run:
        return freeze_month(
            district=self.purse.town.area(DISTRICT),
            month=APRIL,
            bank_format=bank_format,
            by=self.purse.act("feng", on),
        )

    def checked(self, bank_format: str = "excel", on: date = ROLL_DAY) -> Run:
        return pass_checks(run=self.frozen(bank_format, on).pk, by=self.purse.act("feng", on))

    def approved(self, bank_format: str = "excel", on: date = ROLL_DAY) -> Run:
        return self.sign(self.checked(bank_format, on), on)

    def sign(self, run: Run, on: date = ROLL_DAY) -> Run:
        """Both signatures: 高远 of the bureau and 许立 of finance."""
        assert run.batch_sm3 is not None
        for who in ("gao", "xu"):
            approve(run=run.pk, batch_sm3=bytes(run.batch_sm3), by=self.purse.act(who, on))
        return self.stands(run)

    def exported(self, bank_format: str = "excel", on: date = ROLL_DAY) -> Run:
        return export(run=self.approved(bank_format, on).pk, by=self.purse.act("xu", on))

    def stands(self, run: Run) -> Run:
        with acting_as(self.purse.act("feng").scope):
            return Run.objects.get(pk=run.pk)

    def lines(self, run: Run, *states: LineState) -> list[Line]:
        with acting_as(self.purse.act("feng").scope):
            rows = Line.objects.filter(run=run).select_related("payee").order_by("position")
            return list(rows.filter(state__in=states) if states else rows)

    def answer(self, run: Run, failing: Mapping[int, str] | None = None, only: Sequence[int] = ()) -> bytes:
        """What the bank sends back: all paid but those failing, of all lines or only some."""
        failing = failing or {}
        answers = [
            Answer(
                str(line.position),
                line.amount_fen,
                line.position not in failing,
                failing.get(line.position, ""),
            )
            for line in self.lines(run)
            if line.state != LineState.WITHHELD and (not only or line.position in only)
        ]
        return answered(FORMATS[run.bank_format].code, run.number, answers)
