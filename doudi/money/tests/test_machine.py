"""钱的机器开动：thousands of steps in any order, the invariants after each; and with a guard taken away it stops.

`make test` takes each case once by hand and 160 steps at random, for one takes about 40 ms of a processor: 10,000 would
take seven minutes of it. `make proof` takes 10,000, `make steps` 100,000.
"""

import os
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from doudi.money.ledger import posting
from doudi.money.payments import closing, returns, rolls, stages
from doudi.money.payments.models import LineState, Run
from doudi.money.tests.hands import unguarded
from doudi.money.tests.machine import MONTHS, MUST_HAPPEN, SOMETIMES, Money
from doudi.money.tests.purse import Purse

pytestmark = [pytest.mark.django_db, pytest.mark.long]
STEPS = 40


def nothing(*_: Any, **__: Any) -> None:
    """What is left of a guard that somebody took away."""


def all_paid(run: Run) -> dict[LineState, int]:
    """What a tally would say that does not look."""
    return {each: run.total_fen * (each == LineState.PAID) for each in LineState}


UNSIGNED = dict(unguarded(stages.RUN_STEPS))["approving.approve: rolls.freeze"]
FAULTS: dict[str, tuple[Any, str, Any]] = {
    "signatures are not held apart": (stages, "RUN_STEPS", UNSIGNED),
    "a bank's answer moves no money": (returns, "post", nothing),
    "a roll is closed unpaid": (closing, "tally", all_paid),
    "an answer is not known again": (returns, "spelled", lambda content: repr(object()).encode()),
    "a fund is not asked what it holds": (posting, "_refuse_overdraft", nothing),
    "a voided repayment forgets whom it was for": (rolls, "unpaid_again", nothing),
    "nobody looks a roll over": (rolls, "look_over", lambda run, lines, by: []),
}


def run(purse: Purse, examples: int, phases: tuple[Phase, ...] = (Phase.generate,)) -> None:
    machine = type("Machine", (Money,), {"purse": purse})
    told = settings(max_examples=examples, stateful_step_count=STEPS, phases=phases, deadline=None,
                    report_multiple_bugs=False)  # fmt: skip
    run_state_machine_as_test(machine, settings=told)


def by_hand(purse: Purse) -> None:
    """One walk that meets the case behind every invariant."""
    machine: Any = type("Machine", (Money,), {"purse": purse})()
    april, may = MONTHS
    machine.opened(0, "excel", subsidised=False)
    steps: list[Callable[[], None]] = [
        lambda: machine.somebody_dies(0),
        lambda: machine.freeze(april, "excel"),
        lambda: machine.go_on(0, strict=False),
        lambda: machine.sign_as_preparer(0),
        lambda: machine.take_back(0),
        lambda: machine.freeze(april, "iso20022"),
        *[lambda: machine.go_on(0, strict=False)] * 3,
        lambda: machine.somebody_moves(3),
        lambda: machine.take_file(0),
        lambda: machine.bank_answers(0, 0b1010, some=True),
        lambda: machine.bank_repeats_itself(0),
        lambda: machine.bank_answers(0, 0b1011, some=False),
        lambda: machine.pay_again(0),
        lambda: machine.take_back(0),
        lambda: machine.pay_again(0),
        lambda: machine.freeze(may, "fixed_csv"),
        *[lambda: machine.go_on(0, strict=False)] * 6,
        lambda: machine.bank_answers(1, 0, some=False),
        lambda: machine.close_one(0),
        lambda: machine.subsidy("excel"),
        *[lambda: machine.go_on(0, strict=True)] * 3,
        lambda: machine.bank_answers(3, 0, some=False),
        lambda: machine.draw_from_fund(1_000_01, 0),
        lambda: machine.draw_from_fund(400_00, 0),
        lambda: machine.settle_draw(0, confirmed=False),
        lambda: machine.fill_fund(100, other=False),
        lambda: machine.fill_fund(100, other=True),
    ]
    try:
        for step in steps:
            step()
            machine.everything_ties()
    finally:
        machine.teardown()  # a machine that stops must not keep its transaction open for the tests after it


def test_each_case_comes_about_once(purse: Purse) -> None:
    """The `sometimes` of every invariant; the random walk may take longer to meet them all."""
    SOMETIMES.clear()
    by_hand(purse)
    assert [told for told in MUST_HAPPEN if not SOMETIMES[told]] == []


def test_whatever_is_done_in_whatever_order_every_fen_ties(
    purse: Purse, at_size: Callable[[int, int], int]
) -> None:
    SOMETIMES.clear()
    run(purse, at_size(4, int(os.environ.get("DOUDI_STEPS", "10000")) // STEPS))
    if at_size(0, 1):
        assert [told for told in MUST_HAPPEN if not SOMETIMES[told]] == [], (
            "what never came about is not shown"
        )


@pytest.mark.parametrize("fault", list(FAULTS))
def test_with_a_guard_taken_away_the_machine_stops(
    fault: str, purse: Purse, monkeypatch: pytest.MonkeyPatch, at_size: Callable[[int, int], int]
) -> None:
    if at_size(list(FAULTS).index(fault), 0) > 2:
        pytest.skip("三处足以看出机器会停；其余的在 make proof 里试")
    module, name, weaker = FAULTS[fault]
    monkeypatch.setattr(module, name, weaker)
    with pytest.raises(Exception) as stopped:
        by_hand(purse)
        run(purse, 200)
    assert type(stopped.value).__name__ != "Flaky", str(stopped.value)
