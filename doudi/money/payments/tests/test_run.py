"""发放：a month from the roll to the bank and back; each guard; nothing twice, nothing lost, every fen tied."""

import io
import re
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction
from python_calamine import CalamineWorkbook

from doudi.casework.tests.test_same_instant import at_once
from doudi.money.ledger.models import Account, Kind
from doudi.money.ledger.posting import NotEnough
from doudi.money.ledger.queries import faults
from doudi.money.payments.approving import AlteredBatch, AnotherBatch, approve
from doudi.money.payments.checking import AlreadyJudged, MustWithhold, StillOpen, judge, pass_checks
from doudi.money.payments.closing import DoesNotTie, close, repay, repay_due, tally
from doudi.money.payments.exporting import control, export, hand_out
from doudi.money.payments.formats import FORMATS
from doudi.money.payments.formats.shape import BadReturn
from doudi.money.payments.models import Approval, Hold, Judgement, Line, LineState, Run, RunStage
from doudi.money.payments.queries import failed, findings
from doudi.money.payments.returns import AlienReturn, AlreadyRead, read_return
from doudi.money.payments.rolls import NothingToPay, void
from doudi.money.payments.stages import WrongRunStage
from doudi.money.payments.tests.month import APRIL, ROLL_DAY, Month
from doudi.money.tests.purse import MONEY, Purse
from doudi.records.access import acting_as
from doudi.records.audit.models import AuditLine
from doudi.records.people.actions import record_death
from doudi.records.people.models import BankAccount
from doudi.records.refusals import NotFound, SamePerson, WrongPost

rolled_back = pytest.mark.django_db


@pytest.fixture
def month(purse: Purse) -> Month:
    return Month(purse)


def did(purse: Purse) -> str:
    with acting_as(purse.act("sun").scope):
        return AuditLine.objects.order_by("-seq")[0].did


@rolled_back
def test_a_month_goes_from_the_roll_to_the_bank_and_back_and_every_fen_ties(month: Month) -> None:
    purse = month.purse
    month.families(1)
    run = month.frozen()
    assert (run.number, run.lines_count, run.total_fen) == ("990204-FF2022-0001", 2, 734_00 + 450_00)
    assert did(purse) == "payments.frozen"
    run = pass_checks(run=run.pk, by=purse.act("feng", ROLL_DAY))
    assert purse.holds(Kind.SPENT, purse.act("feng")) == 1184_00
    run = export(run=month.sign(run).pk, by=purse.act("xu", ROLL_DAY))
    assert purse.holds(Kind.TRANSIT, purse.act("feng")) == 1184_00
    read_return(run=run.pk, content=month.answer(run), name="回盘.xlsx", by=purse.act("feng", ROLL_DAY))
    run = close(run=run.pk, by=purse.act("feng", ROLL_DAY))
    assert (run.stage, {line.state for line in month.lines(run)}) == (RunStage.CLOSED, {LineState.PAID})
    with acting_as(purse.act("feng").scope):
        assert faults() == []
        assert set(Account.objects.filter(kind=Kind.PAYABLE).values_list("balance_fen", flat=True)) == {0}
    assert purse.holds(Kind.TRANSIT, purse.act("feng")) == 0


@rolled_back
def test_nobody_stands_on_two_rolls_of_a_month(month: Month) -> None:
    month.families()
    first = month.frozen()
    with pytest.raises(NothingToPay, match="可能都已在册"):
        month.frozen()
    void(run=first.pk, why="账户未齐", by=month.purse.act("feng", ROLL_DAY))
    assert month.frozen().lines_count == 1


@rolled_back
def test_a_voided_run_takes_back_what_it_owed(month: Month) -> None:
    month.families()
    run = month.checked()
    void(run=run.pk, why="重编", by=month.purse.act("feng", ROLL_DAY))
    assert month.purse.holds(Kind.SPENT, month.purse.act("feng")) == 0
    assert month.checked().total_fen == 734_00


@rolled_back
def test_who_died_before_the_month_is_held_up_and_never_paid(month: Month) -> None:
    purse = month.purse
    (lin, *_) = month.families(1)
    record_death(person=lin.payee, died=date(2022, 3, 28), why="殡葬数据", by=purse.act("zhang", ROLL_DAY))
    run = month.frozen()
    with acting_as(purse.act("feng").scope):
        (hold,) = findings(run, purse.act("feng"))
    assert "林秀兰已于 2022-03-28 死亡" in hold.told
    by = purse.act("feng", ROLL_DAY)
    with pytest.raises(StillOpen, match="还有 1 处疑点"):
        pass_checks(run=run.pk, by=by)
    with pytest.raises(MustWithhold):
        judge(hold=hold.pk, judgement=Judgement.PAY, why="照发", by=by)
    judge(hold=hold.pk, judgement=Judgement.WITHHOLD, why="已死亡，待换户主", by=by)
    with pytest.raises(AlreadyJudged, match="冯涛"):
        judge(hold=hold.pk, judgement=Judgement.WITHHOLD, why="再判", by=by)
    assert pass_checks(run=run.pk, by=by).total_fen == 450_00
    with acting_as(purse.act("feng").scope), pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.filter(pk=hold.pk).update(judgement="pay")


@rolled_back
def test_every_check_finds_what_it_is_for(month: Month) -> None:
    purse = month.purse
    held = month.families(1, 2)
    month.account(held[1].payee, "6200000000000099", holder="别人", since=date(2022, 4, 3))
    month.account(held[2].payee, "6200000000000000", since=date(2022, 4, 3))
    run = month.frozen()
    with acting_as(purse.act("feng").scope):
        told = {(hold.line.payee_name, hold.check_code) for hold in findings(run, purse.act("feng"))}
    assert told == {("孙二", "holder"), ("林秀兰", "shared"), ("孙三", "shared")}


@rolled_back
def test_without_an_account_nobody_is_paid(month: Month) -> None:
    purse = month.purse
    month.families()
    with acting_as(purse.act("feng").scope):
        BankAccount.objects.update(until=ROLL_DAY)
        run = month.frozen()
        assert [hold.check_code for hold in findings(run, purse.act("feng"))] == ["no_account"]


@rolled_back
def test_the_one_who_prepared_never_signs_and_nobody_signs_twice(month: Month) -> None:
    purse = month.purse
    month.families()
    run = month.checked()
    assert run.batch_sm3 is not None
    signed = partial(approve, run=run.pk, batch_sm3=bytes(run.batch_sm3))
    with pytest.raises(WrongPost):
        signed(by=purse.act("feng", ROLL_DAY))
    with pytest.raises(SamePerson, match="由您本人编制"):
        signed(by=purse.as_person("xu", "feng", ROLL_DAY))
    signed(by=purse.act("xu", ROLL_DAY))
    with pytest.raises(SamePerson, match="已经签过"):
        signed(by=purse.act("xu", ROLL_DAY))
    assert month.stands(run).stage == RunStage.CHECKED
    with pytest.raises(WrongRunStage):
        export(run=run.pk, by=purse.act("xu", ROLL_DAY))
    signed(by=purse.act("gao", ROLL_DAY))
    assert month.stands(run).stage == RunStage.APPROVED


@rolled_back
def test_past_the_actions_the_database_lets_no_run_through_without_two_signatures(month: Month) -> None:
    purse = month.purse
    month.families()
    run = month.checked()
    with acting_as(purse.act("feng").scope):
        for to in (RunStage.APPROVED, RunStage.EXPORTED):
            with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
                Run.objects.filter(pk=run.pk).update(stage=to, file_sm3=b"x" * 32, exported_on=ROLL_DAY)
        with pytest.raises(IntegrityError, match="approval_by_another"), transaction.atomic():
            Approval.objects.create(
                run=run,
                area_id=run.area_id,
                batch_sm3=run.batch_sm3,
                natural_person=run.prepared_by,
                prepared_by=run.prepared_by,
                name="冯涛",
                at=purse.act("feng").at,
            )


@rolled_back
def test_what_was_signed_is_exactly_what_was_shown(month: Month) -> None:
    month.families()
    run = month.checked()
    with pytest.raises(AnotherBatch):
        approve(run=run.pk, batch_sm3=bytes(32), by=month.purse.act("xu", ROLL_DAY))


@rolled_back
@pytest.mark.parametrize("column", ["amount_fen", "holder", "account", "payee_name", "rests_on"])
def test_a_frozen_line_cannot_be_changed(month: Month, column: str) -> None:
    month.families()
    month.checked()
    changed: Any = {"amount_fen": 1, "rests_on": b"x" * 32, "account": b"6222"}.get(column, "别人")
    with (
        acting_as(month.purse.act("feng").scope),
        connection.cursor() as cursor,
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        cursor.execute(f"UPDATE money_line SET {column} = %s", [changed])


@rolled_back
@pytest.mark.parametrize("bank_format", list(FORMATS))
def test_the_file_is_made_from_the_lines_and_is_the_same_file_each_time(
    month: Month, bank_format: str
) -> None:
    purse = month.purse
    month.families(1)
    run = month.exported(bank_format)
    by = purse.act("xu", ROLL_DAY)
    first, second = (hand_out(run=run.pk, why="送银行", by=by) for _ in range(2))
    assert first == second
    with acting_as(by.scope):
        told = control(run)
    assert (told.count, told.total_fen, told.approvers) == (2, 1184_00, ("高远", "许立"))
    if bank_format == "excel":
        rows = CalamineWorkbook.from_filelike(io.BytesIO(first)).get_sheet_by_index(0).to_python()
        assert rows[2] == [
            "990204-FF2022-0001", "2", "林秀兰", "示例农商行", "6200000000000000", "734.00", "2022-04月发放",
        ]  # fmt: skip
    assert did(purse) == "payments.file_taken"


@rolled_back
def test_the_pool_gives_no_more_than_it_holds_and_then_nothing_is_sent(month: Month) -> None:
    purse = month.purse
    month.families()
    run = month.approved()
    purse.fund(MONEY - 100_00)
    with pytest.raises(NotEnough, match=r"区级救助资金余额 100.00 元，不够支出 734.00 元"):
        export(run=run.pk, by=purse.act("xu", ROLL_DAY))
    assert month.stands(run).stage == RunStage.APPROVED


@rolled_back
@pytest.mark.parametrize("bank_format", list(FORMATS))
def test_s22_what_fails_is_paid_again_in_a_batch_of_its_own_within_five_working_days(
    month: Month, bank_format: str
) -> None:
    purse = month.purse
    held = month.families(1, 2)
    run = month.exported(bank_format)
    by = purse.act("feng", ROLL_DAY)
    read_return(run=run.pk, content=month.answer(run, {2: "户名不符"}), name="回盘", by=by)
    with acting_as(by.scope):
        (back,) = failed(by)
        assert (back.payee_name, back.reason, repay_due(back)) == ("孙二", "户名不符", date(2022, 4, 13))
        sums = tally(run)
    assert (sums[LineState.PAID], sums[LineState.FAILED]) == (734_00 + 450_00, 450_00)
    with pytest.raises(DoesNotTie, match=r"退票未补 450.00 元"):
        close(run=run.pk, by=by)
    with pytest.raises(NothingToPay, match="还没有更正"):
        repay(run=run.pk, by=by)
    month.account(held[1].payee, "6200000000000088", since=date(2022, 4, 8))
    later = date(2022, 4, 11)
    again = repay(run=run.pk, by=purse.act("feng", later))
    assert (again.number, again.total_fen, again.repays_id) == ("990204-FF2022-0002", 450_00, run.pk)
    with pytest.raises(NothingToPay):
        repay(run=run.pk, by=purse.act("feng", later))
    again = pass_checks(run=again.pk, by=purse.act("feng", later))
    again = export(run=month.sign(again, later).pk, by=purse.act("xu", later))
    read_return(run=again.pk, content=month.answer(again), name="补发回盘", by=purse.act("feng", later))
    for each in (run, again):
        assert close(run=each.pk, by=purse.act("feng", later)).stage == RunStage.CLOSED
    with acting_as(by.scope):
        assert faults() == []
        assert set(Account.objects.filter(kind=Kind.PAYABLE).values_list("balance_fen", flat=True)) == {0}
        assert Account.objects.get(kind=Kind.SPENT).balance_fen == 734_00 + 900_00
    assert month.lines(run)[0].month == APRIL


@rolled_back
def test_a_repayment_that_is_voided_or_withheld_puts_whom_it_was_for_back_on_the_list(month: Month) -> None:
    purse, later = month.purse, date(2022, 4, 11)
    month.families(1)
    run = month.exported()
    by = purse.act("feng", later)
    read_return(run=run.pk, content=month.answer(run, {2: "账号不存在"}), name="回盘", by=by)
    month.account(month.lines(run)[1].payee, "6200000000000088", since=date(2022, 4, 8))
    voided = repay(run=run.pk, by=by)
    with pytest.raises(DoesNotTie, match="还没有送银行"):
        close(run=run.pk, by=by)
    void(run=voided.pk, why="换格式", by=by)
    assert [line.state for line in month.lines(run)] == [LineState.PAID, LineState.FAILED]
    with pytest.raises(DoesNotTie, match="退票未补"):
        close(run=run.pk, by=by)
    withheld = repay(run=run.pk, by=by)
    with acting_as(by.scope):
        line = withheld.lines.get()
        told = {"check_code": "moved", "told": "户籍已迁往外县", "must_withhold": False}
        hold = Hold.objects.create(line=line, area_id=line.area_id, **told)
    judge(hold=hold.pk, judgement=Judgement.WITHHOLD, why="已迁出", by=by)
    assert month.lines(run)[1].state == LineState.FAILED
    void(run=withheld.pk, why="没有可发的", by=by)
    again = pass_checks(run=repay(run=run.pk, by=by).pk, by=by)
    again = export(run=month.sign(again, later).pk, by=purse.act("xu", later))
    read_return(run=again.pk, content=month.answer(again), name="补发回盘", by=by)
    for each in (run, again):
        assert close(run=each.pk, by=by).stage == RunStage.CLOSED
    with acting_as(by.scope):
        assert faults() == []


@rolled_back
def test_the_same_answer_renamed_or_sorted_otherwise_changes_nothing(month: Month) -> None:
    month.families(1)
    run, by = month.exported("fixed_csv"), month.purse.act("feng", ROLL_DAY)
    content = month.answer(run)
    read_return(run=run.pk, content=content, name="a.csv", by=by)
    head, *rows = content.decode("gb18030").split("\r\n")
    for again in (content, "\r\n".join([head, *reversed(rows)]).encode("gb18030")):
        with pytest.raises(AlreadyRead, match=r"2022-04-06 读过（a.csv）"):
            read_return(run=run.pk, content=again, name="b.csv", by=by)


@rolled_back
def test_partial_and_late_answers_are_taken_and_a_later_reversal_makes_it_owed_again(month: Month) -> None:
    purse = month.purse
    month.families(1)
    run, by = month.exported(), purse.act("feng", ROLL_DAY)
    read_return(run=run.pk, content=month.answer(run, only=[2]), name="一", by=by)
    assert [line.state for line in month.lines(run)] == [LineState.SENT, LineState.PAID]
    with pytest.raises(DoesNotTie, match=r"银行未答复 450.00 元"):
        close(run=run.pk, by=by)
    read_return(run=run.pk, content=month.answer(run, only=[1]), name="二", by=by)
    read_return(run=run.pk, content=month.answer(run, {2: "冲正"}, only=[2]), name="三", by=by)
    assert [line.state for line in month.lines(run)] == [LineState.PAID, LineState.FAILED]
    with acting_as(by.scope):
        assert Account.objects.get(kind=Kind.PAYABLE, balance_fen__lt=0).balance_fen == -734_00
        assert faults() == []


@rolled_back
@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("990204-FF2022-0001", "990204-FF2022-0009"),
        lambda text: text.replace("D|1|", "D|9|"),
        lambda text: text.replace("734.00", "734.01").replace("1184.00", "1184.01"),
        lambda text: text.replace("D|2|", "D|1|"),
    ],
)
def test_an_answer_of_another_batch_or_with_a_strange_line_is_refused_whole(month: Month, spoil: Any) -> None:
    month.families(1)
    run = month.exported("fixed_csv")
    content = spoil(month.answer(run).decode("gb18030")).encode("gb18030")
    with pytest.raises(AlienReturn):
        read_return(run=run.pk, content=content, name="x", by=month.purse.act("feng", ROLL_DAY))
    assert {line.state for line in month.lines(run)} == {LineState.SENT}


@rolled_back
@pytest.mark.parametrize("bank_format", list(FORMATS))
@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"PK\x03\x04 cut", b"<a/>", "H|一|二".encode("gb18030")]
)
def test_what_is_no_answer_is_refused_with_a_sentence(month: Month, bank_format: str, content: bytes) -> None:
    month.families()
    run = month.exported(bank_format)
    with pytest.raises(BadReturn, match="请"):
        read_return(run=run.pk, content=content, name="x", by=month.purse.act("feng", ROLL_DAY))


@rolled_back
def test_the_township_sees_its_own_lines_and_the_next_none(month: Month) -> None:
    month.families()
    run = month.frozen()
    with acting_as(month.purse.act("fang").scope):
        assert (Line.objects.count(), Run.objects.count()) == (1, 0)
    with acting_as(month.purse.act("guo").scope):
        assert Line.objects.count() == 0
    with pytest.raises(NotFound):
        pass_checks(run=run.pk, by=month.purse.act("guo"))


def test_two_clerks_freezing_one_month_at_one_instant_make_one_roll(committing: str, month: Month) -> None:
    month.families(1)
    answers, refusals = at_once(month.frozen, month.frozen)
    assert (len(answers), len(refusals)) == (1, 1)
    with acting_as(month.purse.act("feng").scope):
        assert Line.objects.exclude(state=LineState.VOID).count() == 2


def test_two_signatures_at_one_instant_are_both_kept(committing: str, month: Month) -> None:
    month.families()
    run = month.checked()
    assert run.batch_sm3 is not None
    sign = partial(approve, run=run.pk, batch_sm3=bytes(run.batch_sm3))
    answers, refusals = at_once(
        partial(sign, by=month.purse.act("xu", ROLL_DAY)), partial(sign, by=month.purse.act("gao", ROLL_DAY))
    )
    assert (len(answers), refusals) == (2, [])
    assert month.stands(run).stage == RunStage.APPROVED


def test_one_answer_read_twice_at_one_instant_is_applied_once(committing: str, month: Month) -> None:
    month.families(1)
    run = month.exported()
    content = month.answer(run)
    read = partial(read_return, run=run.pk, content=content, name="x", by=month.purse.act("feng", ROLL_DAY))
    answers, refusals = at_once(read, read)
    assert (len(answers), [type(each) for each in refusals]) == (1, [AlreadyRead])
    with acting_as(month.purse.act("feng").scope):
        assert faults() == []
        assert Account.objects.get(kind=Kind.TRANSIT).balance_fen == 0


def test_a_line_altered_past_the_app_stops_the_payment(committing: str, month: Month) -> None:
    month.families()
    run = month.approved()
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE money_line DISABLE TRIGGER USER")
        cursor.execute("UPDATE money_line SET amount_fen = amount_fen + 100")
        cursor.execute("ALTER TABLE money_line ENABLE TRIGGER USER")
    with pytest.raises(AlteredBatch, match="已停止发放"):
        export(run=run.pk, by=month.purse.act("xu", ROLL_DAY))
    assert month.stands(run).stage == RunStage.APPROVED


def test_a_district_with_no_awards_has_nothing_to_pay(month: Month, db: None) -> None:
    with pytest.raises(NothingToPay):
        month.frozen()


MAY_MOVE = {"state", "reason", "settled_on", "account", "account_blind", "area_id"}


@rolled_back
def test_no_column_of_a_frozen_line_is_forgotten_by_what_guards_it() -> None:
    """Also past the rights of the program, and for a column that is added later."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = 'money_line_frozen'")
        (guard,) = cursor.fetchone()
    columns = {field.column for field in Line._meta.concrete_fields}
    for side in ("old", "new"):
        named = set(re.findall(rf"{side}\.\"?(\w+)", guard))
        assert named == columns - MAY_MOVE, f"{side}: {named ^ (columns - MAY_MOVE)}"
