"""价格临时补贴的故事：S23 to the fen and to the last day; one person once; two people for the index; no index, no money."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from doudi.casework.awards.tests.desk import accepted, confirmed, granted, panel, reviewed
from doudi.casework.awards.tests.test_scenarios import li_family, xu_family, zhou_four
from doudi.casework.cases.models import Case
from doudi.casework.intake.form import Applied
from doudi.casework.intake.notices import complete
from doudi.casework.tests.office import Family, signed
from doudi.config.tests.town import ANPING, DISTRICT, LIUXI
from doudi.money.ledger.models import Account, Kind
from doudi.money.ledger.queries import faults
from doudi.money.payments.checking import judge
from doudi.money.payments.closing import close
from doudi.money.payments.models import Hold, Judgement, LineState
from doudi.money.payments.rolls import void
from doudi.money.price_subsidy.indices import (
    AlreadyEntered,
    IndexDone,
    confirm_index,
    drop_index,
    enter_index,
)
from doudi.money.price_subsidy.models import PriceIndex, Recipient
from doudi.money.price_subsidy.papers import issue_sheet, sheet_form
from doudi.money.price_subsidy.queries import recipients, to_pay, year_of
from doudi.money.price_subsidy.reading import read_index
from doudi.money.price_subsidy.rolls import AlreadyFrozen, NotTriggered, freeze_subsidy
from doudi.money.recovery.tests.paid import Paid, fan_family
from doudi.money.tests.purse import Purse
from doudi.records.access import Act, acting_as
from doudi.records.ids import new_id
from doudi.records.people.accounts import confirm_account, propose_account
from doudi.records.people.models import Person
from doudi.records.refusals import BadInput, NotFound, SamePerson, WrongPost

pytestmark = pytest.mark.django_db
RELEASED = date(2022, 10, 14)


def urban_pair() -> Family:
    """A couple in town with 900 yuan a month."""
    whole = xu_family()
    members = [
        {"id": "a", "income": [{"kind": "wage", "monthly": 900}], "spending_year": {}},
        {"id": "b", "relation": "spouse", "income": [], "spending_year": {}},
    ]
    return replace(
        whole,
        newcomers={key: whole.newcomers[key] for key in "ab"},
        facts={**whole.facts, "members": members},
        applied=Applied("收入不够生活", None, papers=signed("a", "b")),
    )


def everybody(purse: Purse) -> None:
    """Nine people: two of 低保, one of 单人保 with three of 边缘, one of 特困 in the country; two of 低保 in town."""
    awards = list(granted(purse, fan_family(), (7, 4), (7, 11), (7, 13)))
    panel(purse, LIUXI)
    case = reviewed(purse, accepted(purse, zhou_four(), 7, 4, "wang"), 7, 11, "wang")
    awards += confirmed(purse, fresh(purse, case), 7, 13, "bai")
    case = reviewed(purse, accepted(purse, li_family(), 7, 4), 7, 12)
    awards += confirmed(purse, fresh(purse, case), 7, 14, "gao")
    panel(purse, ANPING)
    by = purse.on("min", 7, 4)
    case = complete(case=purse.take(urban_pair(), by, at=ANPING).pk, by=by)
    case = reviewed(purse, case, 7, 11, "min")
    awards += confirmed(purse, fresh(purse, case), 7, 13, "qin")
    done = set()
    for place, award in enumerate(awards):
        if award.payee_id not in done:
            account(purse, award.payee, f"62000000000010{place:02d}")
            done.add(award.payee_id)
    purse.appropriated()


def account(purse: Purse, person: Person, number: str) -> None:
    """Entered by a clerk of the district and confirmed by who decides there, for people of several townships."""
    since = date(2022, 8, 1)
    proposed = propose_account(
        person=person,
        bank="示例农商行",
        holder=person.name,
        number=number,
        why="首次登记",
        by=purse.act("min", since),
    )
    confirm_account(account=proposed, since=since, by=purse.act("gao", since))


def fresh(purse: Purse, case: Case) -> Case:
    with acting_as(purse.act("min").scope):
        return Case.objects.get(pk=case.pk)


def entered(purse: Purse, by: Act, cpi: str = "3.2", food: str = "5.5") -> PriceIndex:
    return enter_index(
        district=purse.town.area(DISTRICT),
        month=date(2022, 9, 1),
        cpi_percent=Decimal(cpi),
        food_percent=Decimal(food),
        released_on=RELEASED,
        source="国家统计局示例调查队",
        by=by,
    )


def test_s23_nine_people_154_yuan_by_the_eleventh_of_november(purse: Purse) -> None:
    everybody(purse)
    clerk, decider, feng = purse.on("min", 10, 14), purse.on("gao", 10, 17), purse.on("feng", 10, 18)
    index = entered(purse, clerk)
    with acting_as(clerk.scope):
        told = read_index(index, clerk)
        assert (len(told.recipients), told.total_fen) == (9, 154_00)
        assert told.by_group() == {"特困人员": 1, "最低生活保障对象": 5, "低保边缘家庭成员": 3}
    with pytest.raises(NotTriggered):
        freeze_subsidy(index=index.pk, bank_format="excel", by=feng)
    index = confirm_index(index=index.pk, by=decider)
    assert (index.triggered, index.rural_fen, index.urban_fen) == (True, 16_00, 21_00)
    assert index.pay_by == date(2022, 11, 11)
    assert "3.2%" in index.because
    with acting_as(decider.scope):
        (month,) = [each for each in year_of(index.area_id, 2022, decider) if each.index]
        assert (month.month, month.days_left) == (date(2022, 9, 1), 19)
        assert [each.pk for each in to_pay(decider)] == [index.pk]
    run = freeze_subsidy(index=index.pk, bank_format="excel", by=feng)
    assert (run.total_fen, run.lines_count) == (154_00, 5)
    with pytest.raises(AlreadyFrozen):
        freeze_subsidy(index=index.pk, bank_format="excel", by=feng)
    void(run=run.pk, why="换格式", by=feng)
    run = freeze_subsidy(index=index.pk, bank_format="fixed_csv", by=feng)
    with acting_as(feng.scope):
        counted = recipients(index, feng)
        assert (len(counted), sum(each.amount_fen for each in counted)) == (9, 154_00)
        assert len({each.person_id for each in counted}) == 9
    Paid(purse).through(run)
    close(run=run.pk, by=feng)
    assert {line.state for line in Paid(purse).month.lines(run)} == {LineState.PAID}
    with acting_as(feng.scope):
        assert faults() == []
        assert to_pay(feng) == []
    assert sum(_spent(purse, feng)) == 154_00
    paper = issue_sheet(index=index.pk, by=decider)
    with acting_as(decider.scope):
        form = sheet_form(index, read_index(index, decider), decider)
    assert (paper.code, form["persons"], form["total"]) == ("D21", 9, 154_00)
    assert [(row["standard"], row["amount"], row["persons"]) for row in form["amounts"]] == [
        (474_00, 16_00, 7),
        (655_00, 21_00, 2),
    ]


def test_who_was_withheld_is_paid_on_another_roll_and_nobody_twice(purse: Purse) -> None:
    everybody(purse)
    feng = purse.on("feng", 10, 18)
    index = entered(purse, purse.on("min", 10, 14))
    confirm_index(index=index.pk, by=purse.on("gao", 10, 17))
    run = freeze_subsidy(index=index.pk, bank_format="excel", by=feng)
    with acting_as(feng.scope):
        line = run.lines.order_by("position")[0]
        told = {"check_code": "moved", "told": "户籍已迁往外县", "must_withhold": False}
        hold = Hold.objects.create(line=line, area_id=line.area_id, **told)
    judge(hold=hold.pk, judgement=Judgement.WITHHOLD, why="待核实", by=feng)
    with pytest.raises(AlreadyFrozen, match="请先作废"):
        freeze_subsidy(index=index.pk, bank_format="excel", by=feng)
    Paid(purse).through(run)
    for _ in range(2):
        more = freeze_subsidy(index=index.pk, bank_format="excel", by=feng)
        assert (more.total_fen, more.lines_count) == (line.amount_fen, 1)
        void(run=more.pk, why="换格式", by=feng)
    more = freeze_subsidy(index=index.pk, bank_format="excel", by=feng)
    Paid(purse).through(more)
    with pytest.raises(AlreadyFrozen):
        freeze_subsidy(index=index.pk, bank_format="excel", by=feng)
    with acting_as(feng.scope):
        assert sum(each.amount_fen for each in recipients(index, feng)) == 154_00
        assert faults() == [] and to_pay(feng) == []
    assert sum(_spent(purse, feng)) == 154_00


def _spent(purse: Purse, by: Act) -> list[int]:
    with acting_as(by.scope):
        rows = Account.objects.filter(kind=Kind.SPENT, scheme="price_subsidy")
        return list(rows.values_list("balance_fen", flat=True))


def test_the_index_takes_two_natural_persons_and_is_not_changed_afterwards(purse: Purse) -> None:
    clerk = purse.on("min", 10, 14)
    index = entered(purse, clerk, cpi="1.1", food="2.0")
    with pytest.raises(AlreadyEntered):
        entered(purse, clerk)
    with pytest.raises(WrongPost):
        confirm_index(index=index.pk, by=clerk)
    with pytest.raises(SamePerson):
        confirm_index(index=index.pk, by=purse.as_person("gao", "min", date(2022, 10, 17)))
    with acting_as(clerk.scope), pytest.raises(IntegrityError), transaction.atomic():
        PriceIndex.objects.filter(pk=index.pk).update(
            stage="confirmed", confirmed_by=index.entered_by, confirmed_on=RELEASED, triggered=False
        )
    index = confirm_index(index=index.pk, by=purse.on("gao", 10, 17))
    assert (index.triggered, index.pay_by, index.rural_fen) == (False, None, 0)
    with pytest.raises(NotTriggered):
        freeze_subsidy(index=index.pk, bank_format="excel", by=purse.on("feng", 10, 18))
    with pytest.raises(IndexDone):
        drop_index(index=index.pk, why="录错", by=clerk)
    with acting_as(clerk.scope), pytest.raises(ProgrammingError), transaction.atomic():
        PriceIndex.objects.filter(pk=index.pk).update(cpi_percent=Decimal("9.9"))


def test_a_wrong_index_is_dropped_and_entered_anew_and_months_without_one_are_shown(purse: Purse) -> None:
    clerk = purse.on("min", 10, 14)
    index = entered(purse, clerk, cpi="32")
    drop_index(index=index.pk, why="小数点录错", by=clerk)
    index = entered(purse, clerk)
    with acting_as(clerk.scope):
        months = year_of(index.area_id, 2022, clerk)
    assert [each.month.month for each in months if each.index is None] == [10, 8, 7, 6, 5, 4, 3, 2, 1]
    with pytest.raises(BadInput, match="发布之日"):
        enter_index(
            district=purse.town.area(DISTRICT),
            month=date(2022, 8, 1),
            cpi_percent=Decimal(1),
            food_percent=Decimal(1),
            released_on=date(2022, 8, 20),
            source="x",
            by=clerk,
        )
    wang = purse.on("wang", 10, 14)
    with acting_as(wang.scope):
        assert not PriceIndex.objects.exists()
    with pytest.raises(NotFound):
        confirm_index(index=index.pk, by=wang)


def test_nobody_is_counted_twice_past_the_actions_either(purse: Purse) -> None:
    (award,) = granted(purse, fan_family(), (7, 4), (7, 11), (7, 13))
    Paid(purse).month.account(award.payee, "6200000000001000", since=date(2022, 8, 1))
    index = entered(purse, purse.on("min", 10, 14))
    confirm_index(index=index.pk, by=purse.on("gao", 10, 17))
    feng = purse.on("feng", 10, 18)
    freeze_subsidy(index=index.pk, bank_format="excel", by=feng)
    with acting_as(feng.scope), pytest.raises(IntegrityError), transaction.atomic():
        one = Recipient.objects.filter(index=index).first()
        assert one is not None
        one.pk = new_id()
        one.save(force_insert=True)
