"""一万份回盘：answers of a bank in every format — whole, partial, repeated, renamed, sorted otherwise, altered, reversed,
of another batch, cut off — each against what a plain reading of the rule says, and every fen ties after each.

`make test` writes 24 of them, DOUDI_PROOF=1 ten thousand.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from random import Random

import pytest
from django.db import transaction

from doudi.money.ledger import queries as ledger
from doudi.money.ledger.models import Account, Kind
from doudi.money.payments.formats import FORMATS
from doudi.money.payments.formats.shape import Answer, BadReturn
from doudi.money.payments.models import Line, LineState, Run
from doudi.money.payments.returns import AlienReturn, AlreadyRead, read_return
from doudi.money.payments.tests.bank import answered
from doudi.money.payments.tests.month import ROLL_DAY, Month
from doudi.money.tests.purse import MONEY, Purse
from doudi.records.access import acting_as

pytestmark = pytest.mark.django_db
FILES_A_RUN = 4
KINDS = ("answer", "answer", "part", "again", "sorted", "reversed", "amount", "line", "twice", "batch", "cut")


@dataclass
class Bank:
    """What a plain reading of the rule expects: the state of each line, and the contents that were read."""

    run: Run
    fen: dict[str, int]
    states: dict[str, LineState]
    read: list[list[Answer]] = field(default_factory=list)

    def write(self, kind: str, chance: Random) -> tuple[str, list[Answer]]:
        """The batch that the file names, and its rows."""
        keys = sorted(self.fen)
        if kind in ("again", "sorted") and self.read:
            rows = list(chance.choice(self.read))
            return self.run.number, chance.sample(rows, len(rows)) if kind == "sorted" else rows
        if kind in ("part", "reversed"):
            keys = chance.sample(keys, chance.randint(1, len(keys)))
        rows = [self._row(key, kind, chance) for key in keys]
        spoiled = chance.randrange(len(rows))
        if kind == "amount":
            rows[spoiled] = replace(
                rows[spoiled], amount_fen=rows[spoiled].amount_fen + chance.choice((-1, 1, 100))
            )
        elif kind == "line":
            rows[spoiled] = replace(rows[spoiled], key=str(len(self.fen) + 1))
        elif kind == "twice":
            rows.append(rows[spoiled])
        return "990204-FF2022-0099" if kind == "batch" else self.run.number, rows

    def _row(self, key: str, kind: str, chance: Random) -> Answer:
        paid = kind != "reversed" and (self.states[key] == LineState.PAID or chance.random() < 0.7)
        return Answer(key, self.fen[key], paid, "" if paid else chance.choice(("户名不符", "账号不存在")))

    def expects(self, kind: str, rows: Sequence[Answer]) -> type[Exception] | None:
        """The refusal that this file must meet, or None where it is applied."""
        if kind == "cut":
            return BadReturn
        if kind == "batch":
            return AlienReturn
        if sorted(rows) in self.read:
            return AlreadyRead
        failed_and_paid = any(row.paid and self.states.get(row.key) == LineState.FAILED for row in rows)
        return AlienReturn if kind in ("amount", "line", "twice") or failed_and_paid else None

    def applied(self, rows: Sequence[Answer]) -> None:
        self.read.append(sorted(rows))
        for row in rows:
            self.states[row.key] = LineState.PAID if row.paid else LineState.FAILED


@pytest.mark.parametrize("bank_format", sorted(FORMATS))
def test_whatever_the_bank_sends_the_totals_tie(
    bank_format: str, purse: Purse, at_size: Callable[[int, int], int]
) -> None:
    month, by = Month(purse), purse.act("feng", ROLL_DAY)
    purse.appropriated()
    run = month.exported(bank_format)
    fen = {str(line.position): line.amount_fen for line in month.lines(run)}
    met = set()
    for number in range(at_size(2, 10_000 // FILES_A_RUN // len(FORMATS) + 1)):
        chance, mark = Random(f"{bank_format} {number}"), transaction.savepoint()
        bank = Bank(run, fen, dict.fromkeys(fen, LineState.SENT))
        for _ in range(FILES_A_RUN):
            kind = chance.choice(KINDS)
            batch, rows = bank.write(kind, chance)
            content = answered(bank_format, batch, rows)
            content = content[: len(content) // 2] if kind == "cut" else content
            refusal = bank.expects(kind, rows)
            if refusal is None:
                read_return(run=run.pk, content=content, name=f"{number}", by=by)
                bank.applied(rows)
            else:
                with pytest.raises(refusal):
                    read_return(run=run.pk, content=content, name=f"{number}", by=by)
            met.add(refusal)
            ties(bank, purse)
        transaction.savepoint_rollback(mark)
    assert len(met) >= at_size(2, 4)


def ties(bank: Bank, purse: Purse) -> None:
    """Lines as the bank told, and the money where the lines are."""
    with acting_as(purse.act("feng", ROLL_DAY).scope):
        rows = Line.objects.filter(run=bank.run).values_list("position", "state")
        assert {str(position): state for position, state in rows} == bank.states
        held = dict.fromkeys(Kind, 0)
        for kind, balance in Account.objects.values_list("kind", "balance_fen"):
            held[Kind(kind)] += balance
        sums = dict.fromkeys(LineState, 0)
        for key, state in bank.states.items():
            sums[state] += bank.fen[key]
        assert held[Kind.TRANSIT] == sums[LineState.SENT]
        assert held[Kind.PAYABLE] == -sums[LineState.SENT] - sums[LineState.FAILED]
        assert held[Kind.POOL] == MONEY - bank.run.total_fen + sums[LineState.FAILED]
        assert ledger.faults() == []
