"""已发的月份：families whose awards were paid month by month through the bank, and what then comes to light."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from doudi.casework.awards.models import Award
from doudi.casework.awards.tests.desk import granted
from doudi.casework.changes.actions import decide, propose
from doudi.casework.changes.models import Change, Kind
from doudi.casework.changes.reassessing import reassess
from doudi.casework.intake.family import Newcomer, NewSupporter
from doudi.casework.intake.form import Applied
from doudi.casework.tests.office import Family, signed
from doudi.config.tests.town import DISTRICT, DONGGANG, invented_id
from doudi.money.payments.checking import judge, pass_checks
from doudi.money.payments.exporting import export
from doudi.money.payments.models import Judgement, Line, Run
from doudi.money.payments.queries import findings
from doudi.money.payments.returns import read_return
from doudi.money.payments.rolls import freeze_month
from doudi.money.payments.tests.month import Month
from doudi.money.tests.purse import Purse
from doudi.records.access import acting_as
from doudi.records.vault.secret import Secret


def facts_of(income: int, persons: int) -> dict[str, Any]:
    shorts = "ab"[:persons]
    return {
        "members": [
            {
                "id": short,
                "relation": "self" if short == "a" else "spouse",
                "income": [{"kind": "property", "monthly": income}] if short == "a" else [],
                "spending_year": {},
            }
            for short in shorts
        ],
        "assets": {"financial": 0, "homes": 1, "vehicles": 0, "businesses": 0},
        "supporters": [],
    }


def fan_family() -> Family:
    """范明 and his wife (S18)."""
    return Family(
        DONGGANG,
        {
            "a": Newcomer("范明", "本人", Secret("99020419731108051X")),
            "b": Newcomer("祝兰", "配偶", invented_id("19740302", 28)),
        },
        facts_of(648, 2),
        {},
        Applied("收入低", None, papers=signed("a", "b")),
    )


def chen_family() -> Family:
    """陈万林 alone (S19), with a daughter who has a family of her own and cannot support him."""
    daughter = {
        "id": "s1",
        "supports": ["a"],
        "relation": "child",
        "family_size": 3,
        "family_income_monthly": 1500,
    }
    return Family(
        DONGGANG,
        {"a": Newcomer("陈万林", "本人", Secret("990204193801240610"))},
        {**facts_of(84, 1), "supporters": [daughter]},
        {"s1": NewSupporter("a", "陈小云", "女")},
        Applied("年老", None, papers=signed("a", supporters=("s1",))),
    )


@dataclass(frozen=True)
class Paid:
    """The office, its money, and months brought to the bank and back."""

    purse: Purse

    @property
    def month(self) -> Month:
        return Month(self.purse)

    def award(self, family: Family, *days: tuple[int, int], account: str = "6200000000000077") -> Award:
        (award,) = granted(self.purse, family, *days)
        since = date(2022, *days[-1])
        self.month.account(award.payee, account, since=since)
        self.purse.appropriated()
        return award

    def freeze(self, month: int, on: date) -> Run:
        return freeze_month(
            district=self.purse.town.area(DISTRICT),
            month=date(2022, month, 1),
            bank_format="fixed_csv",
            by=self.purse.act("feng", on),
        )

    def pay(self, *months: int, day: int = 6) -> list[Run]:
        """Each month frozen, judged, signed, sent and answered: all arrive."""
        return [self.through(self.freeze(month, date(2022, month, day))) for month in months]

    def through(self, run: Run) -> Run:
        run = self.sent(run)
        by = self.purse.act("feng", run.prepared_on)
        read_return(run=run.pk, content=self.month.answer(run), name="回盘", by=by)
        return run

    def sent(self, run: Run) -> Run:
        """Judged, signed by two and sent to the bank."""
        on = run.prepared_on
        by = self.purse.act("feng", on)
        with acting_as(by.scope):
            waiting = [hold.pk for hold in findings(run, by) if not hold.judgement]
        for hold in waiting:
            judge(hold=hold, judgement=Judgement.PAY, why="已核实", by=by)
        run = self.month.sign(pass_checks(run=run.pk, by=by), on)
        return export(run=run.pk, by=self.purse.act("xu", on))

    def changed(self, award: Award, reason: str, event: date, found: date, decided: date) -> Change:
        """The award ends for a reason that came to light late."""
        change = propose(
            award=award.pk,
            kind=Kind.END,
            reason=reason,
            why="数据比对发现，经核实属实。",
            event_on=event,
            by=self.purse.act("zhang", found),
        )
        return decide(change=change.pk, opinion="情况属实，同意。", by=self.purse.act("zhao", decided))

    def raised(self, award: Award, income: int, persons: int) -> None:
        """The new standard of July is written on the award in June, by an assessment of the same facts."""
        by = self.purse.on("zhang", 6, 20)
        facts = {**facts_of(income, persons), "supporters": chen_family().facts["supporters"]}
        made = reassess(award=award.pk, facts=facts, said_by="本人", why="7月起调整标准", by=by)
        change = propose(
            award=award.pk,
            kind=Kind.ADJUST,
            reason="income_changed",
            why="7月起调整标准，重新核定。",
            assessment=made.pk,
            by=by,
        )
        decide(change=change.pk, opinion="同意调整。", by=self.purse.on("zhao", 6, 22))

    def amounts(self, award: Award) -> dict[str, int]:
        """Month → fen of the lines of an award."""
        with acting_as(self.purse.act("feng").scope):
            rows = Line.objects.filter(award=award).order_by("month", "run__number")
            return {f"{line.month:%Y-%m}": line.amount_fen for line in rows}
