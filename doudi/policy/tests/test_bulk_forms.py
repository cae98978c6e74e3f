"""三种写法一个答案 — every faster form against the interpreter, on random households and random values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

import numpy as np
import pyarrow as pa
import pytest

from doudi.policy import bulk as bulk_forms
from doudi.policy.bulk import ENGINES, INTERPRETER, KERNEL, Bulk, Decisions, interpreted
from doudi.policy.explain import whole_fen
from doudi.policy.figures import Figures
from doudi.policy.fused import flat_figures, fused, has_unknown
from doudi.policy.language import MONEY, in_force
from doudi.policy.packed import columns
from doudi.policy.packed_rows import household_of
from doudi.policy.tests.packed_cases import figures_of, random_batch
from doudi.policy.tests.random_households import DAY, example_values, random_values
from doudi.policy.tests.second_reading import Values

A_SET = 1_000  # households under one set of values
Answer = dict[str, int | None]
AtSize = Callable[[int, int], int]


def differing(decided: Decisions, answers: list[Answer]) -> list[str]:
    """Every output of every household that is not the interpreter's."""
    rows = []
    for name in answers[0]:
        known = decided.known.get(name)
        told = decided.values[name].tolist()
        for number, answer in enumerate(answers):
            found = told[number] if known is None or known[number] else None
            if found != answer[name]:
                rows.append(f"h{number} {name}: {found}, not {answer[name]}")
    return rows


def answers_of(batch: pa.RecordBatch, figures: Figures, outputs: tuple[str, ...]) -> list[Answer]:
    return [interpreted(household_of(batch, number), figures, outputs) for number in range(batch.num_rows)]


def fused_answers(batch: pa.RecordBatch, figures: Figures, outputs: tuple[str, ...]) -> dict[int, Answer]:
    """The fused form's answers for the households of whom all facts are known, by their number."""
    case, flat, rules = fused(outputs, figures.on), flat_figures(figures), in_force(figures.on)
    today = figures.on.year * 10000 + figures.on.month * 100 + figures.on.day
    answers: dict[int, Answer] = {}
    for number in range(batch.num_rows):
        household = household_of(batch, number)
        if has_unknown(household):
            continue
        fen = figures.parts_per_fen(
            (each["persons_supported"], each["family_size"]) for each in household.supporters or ()
        )
        answers[number] = {
            name: whole_fen(value, fen) if rules[name].unit == MONEY else int(value)
            for name, value in case(household, flat, fen, today).items()
        }
    return answers


def values_number(number: int, rng: Random) -> Values:
    return example_values() if number == 0 else random_values(rng)


@pytest.mark.long
def test_numpy_numba_and_the_fused_form_give_the_interpreters_answers(
    at_size: AtSize, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a kernel leaves to the interpreter was reckoned just before; it is not reckoned again for each engine."""
    monkeypatch.setattr(bulk_forms, "household_of", lambda batch, row: row)
    by_kernel = 0
    for number in range(at_size(20_000, 1_000_000) // A_SET):
        rng = Random(number)
        values = values_number(number, rng)
        figures = figures_of(values, tmp_path / str(number))
        batch = random_batch(rng, A_SET, values)
        bulks = [Bulk(figures, engine) for engine in ENGINES]
        answers = answers_of(batch, figures, bulks[0].outputs)
        monkeypatch.setattr(bulk_forms, "interpreted", lambda row, *_, told=answers: told[row])
        for bulk in bulks:
            decided = bulk.decide(batch)
            assert differing(decided, answers) == [], (number, bulk.kernel)
            by_kernel += int((decided.form == KERNEL).sum())
        for row, told in fused_answers(batch, figures, bulks[0].outputs).items():
            assert told == answers[row], (number, row)
    assert by_kernel > at_size(20_000, 1_000_000)  # of twice as many: the kernels themselves were tried


@pytest.mark.parametrize("on", [date(2022, 6, 30), date(2022, 7, 1), date(2026, 6, 30), date(2026, 7, 1)])
@pytest.mark.parametrize("engine", ENGINES)
def test_each_law_by_its_date_has_its_kernels(on: date, engine: str, tmp_path: Path) -> None:
    rng = Random(on.toordinal())
    values = random_values(rng)
    figures = figures_of(values, tmp_path, on)
    batch = random_batch(rng, 200, values, on)
    bulk = Bulk(figures, engine)
    assert differing(bulk.decide(batch), answers_of(batch, figures, bulk.outputs)) == []


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "absent",
    [
        *[("single_person",), ("tekun_standard",), ("dibao_benefit", "single_person"), ("supplements",)],
        *[("employment_cost",), ("rigid_spending",), ("support_fee",), ("minimum_wage",)],
    ],
)
def test_a_place_without_a_figure_is_answered_all_the_same(
    absent: tuple[str, ...], engine: str, tmp_path: Path
) -> None:
    rng = Random(len(absent))
    values = example_values()
    batch = random_batch(rng, 200, values)
    figures = figures_of({name: keys for name, keys in values.items() if name not in absent}, tmp_path)
    bulk = Bulk(figures, engine)
    assert differing(bulk.decide(batch), answers_of(batch, figures, bulk.outputs)) == []


@pytest.mark.parametrize("engine", ENGINES)
def test_without_the_figures_of_rigid_expenditure_the_interpreter_decides_and_the_reason_is_told(
    engine: str, tmp_path: Path
) -> None:
    rng = Random(5)
    values = example_values()
    batch = random_batch(rng, 60, values)
    figures = figures_of(
        {name: keys for name, keys in values.items() if name != "rigid_expenditure"}, tmp_path
    )
    bulk = Bulk(figures, engine)
    decided = bulk.decide(batch)
    assert differing(decided, answers_of(batch, figures, bulk.outputs)) == []
    assert bulk.refusal.endswith("。") and (decided.form == INTERPRETER).all()


@pytest.mark.parametrize("engine", ENGINES)
def test_threads_chunks_and_the_cut_of_the_batches_change_nothing(engine: str, tmp_path: Path) -> None:
    rng = Random(11)
    values = random_values(rng)
    figures = figures_of(values, tmp_path)
    small = random_batch(rng, 300, values)
    batch = pa.Table.from_batches([small] * 300).combine_chunks().to_batches()[0]
    whole, piece = Bulk(figures, engine, threads=2), Bulk(figures, engine, threads=1)
    assert whole.kernel is not None and piece.kernel is not None and whole.limits is not None
    read = columns(batch, whole.limits, whole.plan.inputs)
    read_piece = columns(batch.slice(60_007, 4_321), whole.limits, whole.plan.inputs)
    mine = ~read_piece.interpret
    assert np.array_equal(read.interpret[60_007 : 60_007 + 4_321], read_piece.interpret)
    told = whole.kernel(read)
    for name, answers in piece.kernel(read_piece).items():
        assert np.array_equal(told[name][60_007 : 60_007 + 4_321][mine], answers[mine])


@pytest.mark.parametrize("engine", ENGINES)
def test_no_households_give_no_answers(engine: str, tmp_path: Path) -> None:
    figures = figures_of(example_values(), tmp_path, DAY)
    decided = Bulk(figures, engine).decide(random_batch(Random(1), 3, example_values()).slice(0, 0))
    assert all(len(values) == 0 for values in decided.values.values())
