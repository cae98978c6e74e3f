"""收拢的列 — batches gathered are the columns of one batch, and a paired run is two runs."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pyarrow as pa
import pytest

from doudi.policy.bulk import ENGINES, Bulk
from doudi.policy.columns import NumpyKernel
from doudi.policy.figures import Figures
from doudi.policy.gathered import MOST_INT32, gathered
from doudi.policy.packed import columns, pack
from doudi.policy.simulate import Simulation
from doudi.policy.tests.packed_cases import figures_of, random_batch
from doudi.policy.tests.random_households import example_values, random_values
from doudi.policy.what_if import figures_if

MONEY_KINDS = ("income_wage", "spending_medical", "financial_assets", "family_income", "agreed")


@pytest.fixture
def figures(tmp_path: Path) -> Figures:
    return figures_of(example_values(), tmp_path / "values")


@pytest.mark.parametrize("households", [0, 3, 130, 5_000])
@pytest.mark.parametrize("engine", ENGINES)
def test_gathered_batches_are_decided_as_one_batch(engine: str, households: int, figures: Figures) -> None:
    """However many households were promised: too few, and room is made; too many, and none is wasted."""
    batch = random_batch(Random(7), 130, example_values())
    bulk = Bulk(figures, engine)
    assert bulk.limits is not None and bulk.kernel is not None
    whole = columns(batch, bulk.limits, bulk.plan.inputs)
    parts = [batch.slice(0, 1), batch.slice(1, 60), batch.slice(61)]
    kept = gathered(parts, households, bulk.limits, bulk.plan.inputs)
    assert kept.count == whole.count and np.array_equal(kept.interpret, whole.interpret)
    for offsets in ("member_offsets", "supporter_offsets", "obligation_offsets", "obligation_member"):
        assert np.array_equal(getattr(kept, offsets), getattr(whole, offsets)), offsets
    for name, values in whole.facts.items():
        assert np.array_equal(kept.facts[name], values), name
    told = bulk.kernel(whole)
    for name, answers in bulk.kernel(kept).items():
        mine = ~whole.interpret
        assert np.array_equal(answers[mine], told[name][mine]), name


def with_wage(batch: pa.RecordBatch, fen: int) -> pa.RecordBatch:
    rows = batch.to_pylist()
    rows[-1]["members"][0]["income_wage"] = fen
    return pack(rows)


@pytest.mark.parametrize(("fen", "kind"), [(MOST_INT32, np.int32), (MOST_INT32 + 1, np.int64)])
@pytest.mark.parametrize("order", [1, -1])
def test_amounts_take_32_bits_when_every_one_fits_and_else_all_take_64(
    fen: int, kind: type, order: int, figures: Figures
) -> None:
    batch = random_batch(Random(8), 20, example_values())
    bulk = Bulk(figures, "numpy")
    assert bulk.limits is not None and bulk.limits.most["income_wage"] > MOST_INT32
    parts = [batch, with_wage(batch, fen)][::order]
    kept = gathered(parts, 40, bulk.limits, bulk.plan.inputs)
    assert {kept.facts[name].dtype.type for name in MONEY_KINDS} == {kind}
    assert int(kept.facts["income_wage"].max()) == fen
    for name in MONEY_KINDS:
        one, other = (columns(part, bulk.limits, bulk.plan.inputs).facts[name] for part in parts)
        assert kept.facts[name].tolist() == [*one.tolist(), *other.tolist()], name


SETTINGS = (
    ["dibao_standard.rural=+5%"],
    ["support_fee.rate=0.37", "margin.multiple=2"],
    ["disregarded_income.kinds=[]", "dibao_benefit.rounding=fen"],
    ["single_person.amount=difference", "supplements.stack=sum"],
    ["asset_limits.vehicles=1"],
    ["rigid_spending.education_cap_year=0"],
    ["dibao_standard.rural=+0"],
)


@pytest.mark.parametrize("settings", SETTINGS, ids=[" ".join(each) for each in SETTINGS])
def test_a_paired_run_is_the_run_of_each_set_of_figures(settings: list[str], tmp_path: Path) -> None:
    for number in range(3):
        rng = Random(number)
        values = example_values() if number == 0 else random_values(rng)
        before = figures_of(values, tmp_path / str(number))
        after, _ = figures_if(before, settings)
        batch = random_batch(rng, 400, values)
        simulation = Simulation(before, after, "numpy")
        assert simulation.limits is not None
        read = columns(batch, simulation.limits, simulation.before.plan.inputs)
        mine = ~read.interpret
        if simulation.paired is None:  # two runs: a rate of hundredths leaves no room for both in 64 bits
            assert number or "support_fee.rate=0.37" in settings
            continue
        for told, bulk in zip(simulation.paired(read), (simulation.before, simulation.after), strict=True):
            assert isinstance(bulk.kernel, NumpyKernel)
            alone = bulk.kernel(read)
            assert told.keys() == alone.keys()
            for name, answers in alone.items():
                assert np.array_equal(told[name][mine], answers[mine]), (number, name)


def test_what_the_other_figures_do_not_touch_is_reckoned_once(figures: Figures) -> None:
    after, _ = figures_if(figures, ["single_person.share=0.5"])
    paired = Simulation(figures, after, "numpy").paired
    assert paired is not None
    assert paired.touched == {"single_person_monthly"}
    assert paired.source.count("income_wage = ") == 1
    unchanged = Simulation(figures, figures.otherwise(), "numpy").paired
    assert unchanged is not None and not unchanged.touched


def test_answers_shared_by_both_sets_are_not_the_same_memory(figures: Figures) -> None:
    """What the interpreter writes into one must not show in the other."""
    after, _ = figures_if(figures, ["single_person.share=0.5"])
    simulation = Simulation(figures, after, "numpy")
    assert simulation.paired is not None and simulation.limits is not None
    batch = random_batch(Random(3), 40, example_values())
    one, other = simulation.paired(columns(batch, simulation.limits, simulation.before.plan.inputs))
    assert not any(np.shares_memory(one[name], other[name]) for name in one)


def test_a_chunk_lets_each_quantity_go_after_its_last_use(figures: Figures) -> None:
    kernel = Bulk(figures, "numpy").kernel
    assert isinstance(kernel, NumpyKernel)
    lines = kernel.source.splitlines()[1:]
    made = {line.split(" = ")[0].strip() for line in lines if " = " in line and "told[" not in line}
    dropped = [word for line in lines if line.startswith("    del ") for word in line[8:].split(", ")]
    assert sorted(dropped) == sorted(made)
