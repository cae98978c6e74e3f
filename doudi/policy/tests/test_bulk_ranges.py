"""界限的证明 — the proof of the ranges fails when it should, and beyond it the interpreter answers exactly."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from random import Random

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.policy.bulk import ENGINES, INTERPRETER, Bulk, interpreted
from doudi.policy.facts import FEN, INPUTS, MOST_FEN
from doudi.policy.figures import Figures
from doudi.policy.limits import limits_for, proved
from doudi.policy.packed import pack
from doudi.policy.packed_rows import household_of
from doudi.policy.ranges import MOST_INT64, NotProved, Prover
from doudi.policy.tests.packed_cases import figures_of, random_batch
from doudi.policy.tests.random_households import example_values


@pytest.fixture
def fine_rates(tmp_path: Path) -> Figures:
    """Rates that divide finely, so that a fen has many parts and the bounds come near real amounts."""
    figures = figures_of(example_values(), tmp_path)
    return figures.otherwise(
        support_fee_rate=Fraction(335, 1000),
        support_fee_halving_factor=Fraction(335, 1000),
        support_fee_per_head=1,
        rigid_expenditure_share_of_income=Fraction(335, 1000),
    )


def changed(batch: pa.RecordBatch, income: int) -> pa.RecordBatch:
    """The batch with one wage of its first household, whom nobody supports."""
    rows = batch.to_pylist()
    rows[0]["members"][0]["income_wage"] = income
    rows[0]["supporters"] = []
    return pack(rows)


def test_what_is_proved_holds_up_to_the_bound_and_not_beyond_it(fine_rates: Figures) -> None:
    bulk = Bulk(fine_rates, "numpy")
    limits = bulk.limits
    assert limits is not None
    most = limits.most["income_wage"]
    assert proved(bulk.plan, fine_rates, limits)
    yearly = [name for name in limits.most if name.startswith(("income_", "spending_"))]
    doubled = replace(limits, most={**limits.most, **dict.fromkeys(yearly, 2 * most + 1)})
    assert most < MOST_FEN and not proved(bulk.plan, fine_rates, doubled)


def test_amounts_end_one_below_a_power_of_two_so_that_a_column_is_checked_in_one_step(
    fine_rates: Figures,
) -> None:
    limits = Bulk(fine_rates, "numpy").limits
    assert limits is not None
    ends = [limits.most[name] for name, row in INPUTS.items() if row.sort == FEN]
    assert all(end == MOST_FEN or (end + 1) & end == 0 for end in ends)


def test_what_a_kernel_finds_always_nought_is_told_as_nought(tmp_path: Path) -> None:
    values = example_values()
    values["single_person"] = {**values["single_person"], "amount": "share", "share": 0}
    figures = figures_of(values, tmp_path)
    batch = random_batch(Random(7), 60, values)
    for engine in ENGINES:
        bulk = Bulk(figures, engine)
        decided = bulk.decide(batch)
        for row in range(batch.num_rows):
            told = interpreted(household_of(batch, row), figures, bulk.outputs)
            assert decided.values["single_person_monthly"][row] == (told["single_person_monthly"] or 0)


def test_a_fen_of_too_few_parts_is_not_proved_exact(fine_rates: Figures) -> None:
    bulk = Bulk(fine_rates, "numpy")
    assert bulk.limits is not None
    with pytest.raises(NotProved, match="整除"):
        proved(bulk.plan, fine_rates, replace(bulk.limits, fen=12))


def test_figures_too_large_are_refused_with_a_sentence_and_the_interpreter_answers(tmp_path: Path) -> None:
    figures = figures_of(example_values(), tmp_path).otherwise(dibao_standard_rural=10**17)
    bulk = Bulk(figures)
    with pytest.raises(NotProved, match="不溢出"):
        limits_for(bulk.plan, figures)
    batch = random_batch(Random(3), 5, example_values())
    decided = bulk.decide(batch)
    assert bulk.refusal and (decided.form == INTERPRETER).all()
    for row in range(5):
        told = interpreted(household_of(batch, row), figures, bulk.outputs)
        assert decided.values["countable_income"][row] == (told["countable_income"] or 0)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("beyond", [0, 1])
def test_a_household_above_the_bound_is_answered_exactly_by_the_interpreter(
    fine_rates: Figures, engine: str, beyond: int
) -> None:
    bulk = Bulk(fine_rates, engine)
    assert bulk.limits is not None
    batch = changed(
        random_batch(Random(8), 4, example_values()).slice(1), bulk.limits.most["income_wage"] + beyond
    )
    decided = bulk.decide(batch)
    assert decided.form[0] == beyond
    told = interpreted(household_of(batch, 0), fine_rates, bulk.outputs)
    assert {name: int(decided.values[name][0]) for name in told} == told


@pytest.mark.parametrize("engine", ENGINES)
def test_more_persons_supported_than_covered_go_to_the_interpreter(engine: str, tmp_path: Path) -> None:
    figures = figures_of(example_values(), tmp_path)
    bulk = Bulk(figures, engine)
    assert bulk.limits is not None
    rows = [row for row in random_batch(Random(2), 30, example_values()).to_pylist() if row["supporters"]]
    for each in rows[0]["supporters"]:
        each["persons_supported"] = bulk.limits.most["persons_supported"] + 1
    batch = pack(rows)
    decided = bulk.decide(batch)
    assert decided.form[0] == INTERPRETER
    told = interpreted(household_of(batch, 0), figures, bulk.outputs)
    assert decided.values["support_fee"][0] == told["support_fee"]


@given(seed=st.integers(0, 2**32))
def test_no_quantity_of_a_random_household_leaves_its_proved_span(
    seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    values = example_values()
    figures = figures_of(values, tmp_path_factory.mktemp("values"))
    bulk = Bulk(figures, "numpy")
    limits = bulk.limits
    assert limits is not None
    household = household_of(random_batch(Random(seed), 2, values).slice(1), 0)
    urban = int(household.facts["urban"] == 1)
    prover = Prover(bulk.plan, figures, limits.spans(urban), limits.fen, limits.today)
    told = interpreted(household, figures, bulk.outputs)
    for name in bulk.outputs:
        span, answer = prover.value(name), told[name]
        assert answer is not None
        parts = answer * limits.fen if bulk.plan.rules[name].unit == "元" else answer
        assert span.least - limits.fen <= parts <= span.most + limits.fen
    assert prover.widest <= MOST_INT64
