"""说明不再补发的故事：a line that came back and may not be paid again lets its run close, by two people and a document."""

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from doudi.money.ledger.models import Account, Kind
from doudi.money.ledger.queries import faults
from doudi.money.payments.closing import DoesNotTie, close
from doudi.money.payments.explained_models import Explanation
from doudi.money.payments.explaining import (
    AlreadySaid,
    AlreadySettled,
    NotFailed,
    say_why,
    settle_explanation,
)
from doudi.money.payments.models import Line, LineState, RunStage
from doudi.money.payments.returns import read_return
from doudi.money.payments.tests.month import ROLL_DAY, Month
from doudi.money.tests.purse import MONEY, Purse
from doudi.records.access import acting_as
from doudi.records.audit.models import AuditLine
from doudi.records.refusals import BadInput, NotFound, SamePerson, WrongPost

pytestmark = pytest.mark.django_db
WHY, DEED = "领款人四月死亡，无继承人", "死亡证明"


def test_ordered_is_paid_and_failed_and_explained_by_two_people(purse: Purse) -> None:
    month = Month(purse)
    month.granted(1)  # 734 and 450 yuan
    run = month.exported()
    feng, gao = purse.act("feng", ROLL_DAY), purse.act("gao", ROLL_DAY)
    content = month.answer(run, {1: "账户已销户"})
    read_return(run=run.pk, content=content, name="回盘", by=feng)
    second, first = month.lines(run)
    with pytest.raises(DoesNotTie, match=r"退票未补 450\.00 元"):
        close(run=run.pk, by=feng)
    with pytest.raises(NotFailed, match="已到账"):
        say_why(line=first.pk, why=WHY, document=DEED, by=feng)
    with pytest.raises(BadInput, match="依据材料"):
        say_why(line=second.pk, why=WHY, document=" ", by=feng)
    with pytest.raises(WrongPost):
        say_why(line=second.pk, why=WHY, document=DEED, by=purse.act("xu", ROLL_DAY))
    with pytest.raises(NotFound):
        say_why(line=second.pk, why=WHY, document=DEED, by=purse.act("wang", ROLL_DAY))
    said = say_why(line=second.pk, why=WHY, document=DEED, by=feng)
    with pytest.raises(AlreadySaid):
        say_why(line=second.pk, why=WHY, document=DEED, by=purse.act("min", ROLL_DAY))
    with pytest.raises(DoesNotTie):
        close(run=run.pk, by=feng)
    with pytest.raises(SamePerson):
        settle_explanation(
            explanation=said.pk, granted=True, opinion="同意", by=purse.as_person("gao", "feng", ROLL_DAY)
        )
    _held_by_the_database(purse, said, second)
    settle_explanation(explanation=said.pk, granted=False, opinion="证明不全", by=gao)
    again = say_why(line=second.pk, why=WHY, document=f"{DEED}、村委会证明", by=feng)
    settle_explanation(explanation=again.pk, granted=True, opinion="属实，不再补发", by=gao)
    with acting_as(purse.act("sun").scope):
        assert AuditLine.objects.order_by("-seq")[0].did == "payments.explanation_decided"
    with pytest.raises(AlreadySettled):
        settle_explanation(explanation=again.pk, granted=False, opinion="再想想", by=gao)
    assert [line.state for line in month.lines(run)] == [LineState.EXPLAINED, LineState.PAID]
    assert close(run=run.pk, by=feng).stage == RunStage.CLOSED
    assert purse.holds(Kind.POOL, gao) == MONEY - 734_00
    with acting_as(gao.scope):
        assert faults() == []
        for kind, fen in ((Kind.SPENT, 734_00), (Kind.PAYABLE, 0)):
            assert sum(row.balance_fen for row in Account.objects.filter(kind=kind)) == fen


def _held_by_the_database(purse: Purse, said: Explanation, line: Line) -> None:
    """One person cannot decide past the actions, nor write the state of a line without two."""
    with acting_as(purse.act("feng", ROLL_DAY).scope):
        with pytest.raises(IntegrityError), transaction.atomic():
            Explanation.objects.filter(pk=said.pk).update(
                granted=True, decided_by=said.said_by, decided_on=ROLL_DAY
            )
        with pytest.raises(ProgrammingError), transaction.atomic():
            Line.objects.filter(pk=line.pk).update(state=LineState.EXPLAINED)
        with pytest.raises(ProgrammingError), transaction.atomic():
            Explanation.objects.filter(pk=said.pk).update(why="别的")
