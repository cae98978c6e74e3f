"""演示资金：money comes to 示例区, each payee has an account, and months of 2022 stand at every stage of a run.

August was sent back in part and paid again, September waits for an account to be put right, and so on to December,
whose roll waits for a person to judge what the checks found.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

from doudi.casework.awards.models import PAID, Award
from doudi.casework.awards.queries import awards_in_force
from doudi.config.demo_desk import act, area, township_of
from doudi.config.demo_officers import EXAMPLE, QINGHE, SECOND_DISTRICT
from doudi.config.demo_units import Unit
from doudi.money.ledger.appropriation import appropriate
from doudi.money.payments.approving import approve
from doudi.money.payments.checking import judge, pass_checks
from doudi.money.payments.closing import close, repay
from doudi.money.payments.exporting import export
from doudi.money.payments.formats.fixed_csv import ENCODING
from doudi.money.payments.models import Judgement, Line, LineState, Run, RunStage
from doudi.money.payments.queries import findings
from doudi.money.payments.returns import read_return
from doudi.money.payments.rolls import NothingToPay, freeze_month
from doudi.money.payments.stops import clear, explain, stop_payments
from doudi.money.payments.verify import Fault
from doudi.policy.question import yuan
from doudi.records.access import Act, Scope, acting_as
from doudi.records.areas.queries import period_of
from doudi.records.people.accounts import confirm_account, propose_account
from doudi.records.people.models import BankAccount

ROLL_DAY, SENT_AFTER, BACK_AFTER = 8, 1, 3
BANK, FORMAT = "示例农商行", "fixed_csv"
MONEY_DAY = date(2022, 7, 1)
# month → how far its run goes, and which position the bank sends back
RUNS = (
    (date(2022, 8, 1), RunStage.CLOSED, 2),
    (date(2022, 9, 1), RunStage.RETURNED, 1),
    (date(2022, 10, 1), RunStage.EXPORTED, 0),
    (date(2022, 11, 1), RunStage.CHECKED, 0),
    (date(2022, 12, 1), RunStage.FROZEN, 0),
)


def paying_units(district: str = EXAMPLE) -> Iterator[Unit]:
    """The money, the accounts and the runs of 示例区, in order."""
    yield "money appropriated", partial(_appropriated, district, MONEY_DAY)
    yield "money accounts", partial(accounts_opened, district, MONEY_DAY)
    for month, stage, failing in RUNS:
        yield f"run {month:%Y-%m}", partial(_run, district, month, stage, failing)
    yield "payments stopped", partial(_stopped, district)


def county_units(today: date) -> Iterator[Unit]:
    """清河区: money, accounts, and this month's roll, which waits to be looked over."""
    yield "money qinghe", partial(_appropriated, QINGHE, today)
    yield "money qinghe accounts", partial(accounts_opened, QINGHE, today)
    yield "run qinghe", partial(_run, QINGHE, today.replace(day=1), RunStage.FROZEN, 0, today)


def officer(stem: str, district: str, on: date, hour: int = 10) -> Act:
    """A district's officer: 示例区's accounts end in a letter of their own."""
    return act(stem + (SECOND_DISTRICT if district == EXAMPLE else ""), on, hour)


def _appropriated(district: str, on: date) -> dict[str, Any]:
    by = officer("caizheng", district, on)
    for source, amount in (("中央", 3_000_000_00), ("省级", 800_000_00), ("区级", 400_000_00)):
        document = f"财社〔{on.year}〕演示号"
        appropriate(district=area(district), source=source, amount_fen=amount, document=document, by=by)
    return {"sources": 3}


def accounts_opened(district: str, on: date) -> dict[str, Any]:
    """Every payee without an account gets one, put down by a clerk of the township and confirmed by its reviewer."""
    by = officer("qu", district, on)
    with acting_as(by.scope):
        known = set(BankAccount.objects.values_list("person_id", flat=True))
        awards = {
            award.payee_id: award
            for award in Award.objects.seen_by(by.scope).select_related("payee").order_by("id")
            if award.payee_id not in known
        }
        places = {award.area_id: period_of(award.area_id, on).code for award in awards.values()}
    for number, award in enumerate(awards.values(), start=1):
        stem = township_of(places[award.area_id]).stem
        _account(award, f"990204{number:013}", stem, on)
    return {"accounts": len(awards)}


def _account(award: Award, number: str, stem: str, on: date, why: str = "首次登记") -> None:
    opened = propose_account(
        person=award.payee, bank=BANK, holder=award.payee.name, number=number, why=why, by=act(stem, on)
    )
    confirm_account(account=opened, since=on, by=act(f"{stem}3", on, 11))


def _run(district: str, month: date, stage: RunStage, failing: int, on: date | None = None) -> dict[str, Any]:
    """A month's roll brought to a stage on days that an office would take."""
    day = on or month.replace(day=ROLL_DAY)
    finance = officer("caizheng", district, day)
    if stage == RunStage.FROZEN:
        _second_holder(district, month, finance)
    run = freeze_month(district=area(district), month=month, bank_format=FORMAT, by=finance)
    if stage != RunStage.FROZEN:
        _judged(run, finance)
        _go_on(pass_checks(run=run.pk, by=finance), district, stage, failing, day)
    return {"run": str(run.pk)}


def _second_holder(district: str, month: date, by: Act) -> None:
    """One payee changed to an account in another's name just before the roll: the checks find it."""
    day = by.day - timedelta(days=2)
    with acting_as(by.scope):
        award = awards_in_force(month, by).filter(scheme__in=PAID).select_related("payee").first()
        if award is None:
            raise NothingToPay("这个月没有在享的待遇。")
        stem = township_of(period_of(award.area_id, day).code).stem
    opened = propose_account(
        person=award.payee, bank=BANK, holder=f"{award.payee.name[:1]}小军", number="9902049999999999999",
        why="改由儿子代领", by=act(stem, day),
    )  # fmt: skip
    confirm_account(account=opened, since=day, by=act(f"{stem}3", day, 11))


def _judged(run: Run, by: Act) -> None:
    """Whatever the checks found is paid where it may be, and withheld where not."""
    with acting_as(by.scope):
        found = [each for each in findings(run, by) if not each.judgement]
    for each in found:
        judgement = Judgement.WITHHOLD if each.must_withhold else Judgement.PAY
        judge(hold=each.pk, judgement=judgement, why="已向户主核实", by=by)


def _go_on(run: Run, district: str, stage: RunStage, failing: int, day: date) -> None:
    """Signed by one or by both, sent, answered, paid again, closed."""
    assert run.batch_sm3 is not None
    approve(run=run.pk, batch_sm3=bytes(run.batch_sm3), by=officer("qu2", district, day, 14))
    if stage == RunStage.CHECKED:
        return
    sent, back = day + timedelta(days=SENT_AFTER), day + timedelta(days=BACK_AFTER)
    releaser = officer("caizheng2", district, sent)
    approve(run=run.pk, batch_sm3=bytes(run.batch_sm3), by=releaser)
    export(run=run.pk, by=releaser)
    if stage == RunStage.EXPORTED:
        return
    finance = officer("caizheng", district, back)
    read_return(run=run.pk, content=_answer(run, failing, finance), name=f"{run.number}回盘.csv", by=finance)
    if stage == RunStage.CLOSED:
        _paid_again(run, district, back + timedelta(days=2))


def _stopped(district: str) -> dict[str, Any]:
    """停付: the file of a batch was missing when everything was verified; one found out why, another let payments on."""
    found_on, back = date(2022, 10, 20), date(2022, 10, 21)
    by = officer("caizheng", district, found_on)
    with acting_as(by.scope):
        run = Run.objects.seen_by(by.scope).get(month=date(2022, 10, 1), stage=RunStage.EXPORTED)
    fault = Fault(f"批次 {run.number} 的代发文件缺失或被改动。", run.area_id, run.pk)
    walk = Act(Scope("查验", by.scope.areas), by.at)
    (stop,) = stop_payments(found=[fault], by=walk)
    explain(stop=stop.pk, finding="换硬盘时漏拷了这份文件，已从备份找回，与登记的摘要一致。", by=by)
    clear(stop=stop.pk, opinion="情况清楚，同意恢复发放。", by=officer("qu2", district, back))
    return {"stop": str(stop.pk)}


def _paid_again(run: Run, district: str, day: date) -> None:
    """The failed line's payee brings another account; it is paid again and both runs are closed."""
    finance = officer("caizheng", district, day)
    with acting_as(finance.scope):
        line = Line.objects.select_related("award__payee").get(run=run, state=LineState.FAILED)
        stem = township_of(period_of(line.area_id, day).code).stem
    assert line.award is not None
    _account(line.award, f"990205{line.position:013}", stem, day, "原账户已销户")
    again = repay(run=run.pk, by=finance)
    _judged(again, finance)
    _go_on(pass_checks(run=again.pk, by=finance), district, RunStage.RETURNED, 0, day)
    last = officer("caizheng", district, day + timedelta(days=BACK_AFTER))
    for each in (again, run):
        close(run=each.pk, by=last)


def _answer(run: Run, failing: int, by: Act) -> bytes:
    """What the bank of the demonstration sends back: all paid but one."""
    with acting_as(by.scope):
        sent = list(Line.objects.filter(run=run, state=LineState.SENT).order_by("position"))
    rows = [f"H|{run.number}|{len(sent)}|{yuan(sum(line.amount_fen for line in sent))}"]
    for line in sent:
        told = "17|账户已销户" if line.position == failing else "00|"
        rows.append(f"D|{line.position}|{yuan(line.amount_fen)}|{told}")
    return "\r\n".join(rows).encode(ENCODING)
