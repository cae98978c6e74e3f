"""印出来的程序 — a small law printed in every form, to the letter, and what each form then answers.

After a deliberate change of a printer: write what it prints into `printed/`, and read what changed, line by line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from threading import current_thread, main_thread
from typing import Any

import numpy as np
import pytest

from doudi.policy import bulk, compiled, language
from doudi.policy import columns as columnar
from doudi.policy.bulk import interpreted
from doudi.policy.columns import NumpyKernel, PairedKernel, Results, in_pieces
from doudi.policy.compiled import CompiledKernel
from doudi.policy.figures import Figures
from doudi.policy.fused import fused_source, has_unknown
from doudi.policy.limits import limits_for
from doudi.policy.packed import columns, pack
from doudi.policy.packed_rows import household_of
from doudi.policy.plan import Plan, plan_for
from doudi.policy.tests.random_households import DAY
from doudi.policy.tests.specimen import (
    family,
    five_families,
    obligor,
    person,
    specimen_book,
    specimen_figures,
)
from doudi.policy.tests.test_bulk_forms import fused_answers

Answers = tuple[int | None, ...]
PRINTED = Path(__file__).parent / "printed"
OUTPUTS = (
    *("aid", "below", "below_tekun", "modest", "by_difference", "monthly", "about", "most"),
    *("adults", "persons_counted", "tiers", "paying_less", "tekun_base", "extras", "small_in_town"),
)
# Household by household, the outputs in order; of the third a birth is not known.
BY_HAND = (
    (1, 1, 1, 1, 1, 582_00, 840_00, 1314_08, 1, 2, 2, 1, 617_00, 474_00, 0),
    (0, 1, 1, 0, 1, 0, 350_00, 345_00, 1, 1, 1, 0, 617_00, 0, 1),
    None,
    (0, 1, 1, 1, 1, 0, 800_00, 800_00, 3, 3, 3, 0, 617_00, 0, 0),
    (0, 1, 1, 0, 1, 0, 30_00, 30_00, 0, 1, 1, 1, 617_00, 0, 0),
)


@pytest.fixture(autouse=True)
def _small_law(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own book, and loops run by Python itself: nothing is compiled."""
    monkeypatch.setattr(language, "BOOK", specimen_book())
    monkeypatch.setattr(compiled, "_compiled", _run_by_python)


def _run_by_python(text: str) -> Callable[..., None]:
    space: dict[str, Any] = {"np": np}
    exec(compile(text, "<loop>", "exec"), space)
    loop: Callable[..., None] = space["loop"]
    return loop


@pytest.fixture
def figures(tmp_path: Path) -> Figures:
    return specimen_figures(tmp_path)


@pytest.fixture
def plan() -> Plan:
    return plan_for(OUTPUTS, DAY)


def printed(plan: Plan, figures: Figures, folder: Path) -> Mapping[str, str]:
    """What each form prints, by the name of its file."""
    limits = limits_for(plan, figures)
    lacking = specimen_figures(folder / "lacking", "tekun_standard")
    otherwise = figures.otherwise(dibao_standard_rural=500_00, counts_scholarship=1)
    return {
        "numpy": NumpyKernel(plan, figures, limits).source,
        "numpy-lacking": NumpyKernel(plan, lacking, limits_for(plan, lacking)).source,
        "numpy-paired": PairedKernel(plan, figures, otherwise, limits_for(plan, otherwise)).source,
        "loop": CompiledKernel(plan, figures, limits).loop.text,
        "loop-lacking": CompiledKernel(plan, lacking, limits_for(plan, lacking)).loop.text,
        "fused": fused_source(plan, False),
        "fused-trace": fused_source(plan, True),
        "fused-given": fused_source(
            plan_for(("monthly", "fee", "care_grade"), DAY, ("extras", "adult")), False
        ),
    }


def test_every_form_prints_what_was_read_and_kept(plan: Plan, figures: Figures, tmp_path: Path) -> None:
    told = printed(plan, figures, tmp_path)
    assert set(told) == {path.stem for path in PRINTED.glob("*.txt")}
    for name, text in told.items():
        assert text.splitlines() == (PRINTED / f"{name}.txt").read_text("utf-8").splitlines(), name


def by_form(plan: Plan, figures: Figures, threads: int = 2) -> dict[str, list[Answers]]:
    """What each form answers for the five families, the outputs of a family in order."""
    batch, limits = five_families(), limits_for(plan, figures)
    read = columns(batch, limits, plan.inputs)
    told = {
        kernel.name: kernel(read)
        for kernel in (
            NumpyKernel(plan, figures, limits, threads),
            CompiledKernel(plan, figures, limits, threads),
        )
    }
    rows: dict[str, list[Answers]] = {
        name: [tuple(int(told[name][out][row]) for out in OUTPUTS) for row in range(5)] for name in told
    }
    one = fused_answers(batch, figures, OUTPUTS)
    rows["fused"] = [tuple(one[row].values()) if row in one else () for row in range(5)]
    return rows


def test_every_form_answers_what_was_reckoned_by_hand(plan: Plan, figures: Figures) -> None:
    batch = five_families()
    households = [household_of(batch, row) for row in range(5)]
    read_aloud: list[Answers] = [tuple(interpreted(each, figures, OUTPUTS).values()) for each in households]
    told: dict[str, list[Answers]] = {"interpreter": read_aloud, **by_form(plan, figures)}
    for row, answers in enumerate(BY_HAND):
        for form, rows in told.items():
            assert answers is None or rows[row] == answers, (form, row)
    unknown = dict(zip(OUTPUTS, read_aloud[2], strict=True))
    assert unknown["adults"] is None and unknown["below"] == 1  # 100 yuan a year is below any standard
    assert told["numba"][2] == (0,) * len(OUTPUTS) and told["fused"][2] == ()


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("piece", [1, 2, 4, 5, 6])
def test_however_the_families_are_cut_each_is_answered_in_its_place(
    piece: int, threads: int, plan: Plan, figures: Figures, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columnar, "CHUNK", piece)
    monkeypatch.setattr(compiled, "PIECE", piece)
    told = by_form(plan, figures, threads)
    for form in ("numpy", "numba"):
        for row, answers in enumerate(BY_HAND):
            assert answers is None or told[form][row] == answers, (form, row)


def test_a_paired_run_answers_for_both_sets_of_figures(plan: Plan, figures: Figures) -> None:
    otherwise = figures.otherwise(dibao_standard_rural=500_00, counts_scholarship=1, asset_limits_vehicles=2)
    limits = limits_for(plan, otherwise)
    read = columns(five_families(), limits, plan.inputs)
    pair = PairedKernel(plan, figures, otherwise, limits)
    for told, alone in zip(pair(read), (figures, otherwise), strict=True):
        assert _rows(told) == _rows(NumpyKernel(plan, alone, limits)(read))
    before, after = pair(read)
    assert [int(x) for x in before["extras"]] == [474_00, 0, 0, 0, 0]
    # twice the standard for whom no highest care is due: two persons' of 500 yuan, then 1, 1, 3 and 1 persons'
    assert [int(x) for x in after["extras"]] == [500_00 + 1000_00, 1310_00, 1000_00, 3 * 1310_00, 1000_00]
    assert int(after["about"][0]) == 890_00  # 640.08 of a wage, 50 of a scholarship, 200 from the supporter
    assert "tekun_base" not in pair.touched and after["tekun_base"] is not before["tekun_base"]


def test_several_pieces_are_done_by_threads_and_one_or_one_thread_by_the_caller() -> None:
    for threads, starts, by_caller in (
        (1, [0, 5, 10], True),
        (2, [0], True),
        (2, [0, 5], False),
        (2, [], True),
    ):
        done: list[int] = []
        by: set[bool] = set()

        def work(start: int, done: list[int] = done, by: set[bool] = by) -> None:
            done.append(start)
            by.add(current_thread() is main_thread())

        in_pieces(work, starts, threads)
        assert sorted(done) == starts and by <= {by_caller}


@pytest.mark.parametrize(
    ("supporters", "birth", "homes", "answer"),
    [
        ([], 1990_01_01, 1, False),
        ([obligor([0], 5)], 1990_01_01, 1, False),
        (None, 1990_01_01, 1, True),
        ([obligor([0], 5) | {"family_income": None}], 1990_01_01, 1, True),
        ([], None, 1, True),
        ([], 1990_01_01, None, True),
    ],
)
def test_the_fused_form_is_not_for_families_of_whom_something_is_unknown(
    supporters: Any, birth: int | None, homes: int | None, answer: bool
) -> None:
    household = household_of(pack([family(False, [person(birth)], supporters, homes)]), 0)
    assert has_unknown(household) is answer


def test_without_a_word_numba_serves_where_it_is_installed(
    plan: Plan, figures: Figures, monkeypatch: pytest.MonkeyPatch
) -> None:
    for installed, engine, serves in (
        *(
            (None, "", "numpy"),
            (object(), "", "numba"),
            (object(), "numpy", "numpy"),
            (None, "numba", "numba"),
        ),
    ):
        monkeypatch.setattr(bulk, "find_spec", lambda name, installed=installed: installed)
        assert bulk.kernel_for(engine, plan, figures, limits_for(plan, figures), 2).name == serves


def test_a_figure_that_one_of_both_sets_lacks_is_left_out_of_its_answers_alone(
    plan: Plan, figures: Figures, tmp_path: Path
) -> None:
    lacking = specimen_figures(tmp_path / "lacking", "tekun_standard")
    limits = limits_for(plan, figures)
    read = columns(five_families(), limits, plan.inputs)
    for pair, tekun in (((lacking, figures), (False, True)), ((figures, lacking), (True, False))):
        told = PairedKernel(plan, *pair, limits)(read)
        assert tuple("tekun_base" in each for each in told) == tekun
        for each, alone in zip(told, pair, strict=True):
            assert _rows(each) == _rows(NumpyKernel(plan, alone, limits)(read))


def _rows(results: Results) -> dict[str, list[int]]:
    return {name: values.tolist() for name, values in results.items()}


def test_without_a_figure_its_answers_are_no_and_its_amounts_are_left_out(plan: Plan, tmp_path: Path) -> None:
    figures = specimen_figures(tmp_path, "tekun_standard")
    limits = limits_for(plan, figures)
    read = columns(five_families(), limits, plan.inputs)
    for kernel in (NumpyKernel(plan, figures, limits), CompiledKernel(plan, figures, limits)):
        told = kernel(read)
        assert kernel.absent == {"tekun_base"} and "tekun_base" not in told
        assert told["below_tekun"].tolist() == [0] * 5
        for row, answers in enumerate(BY_HAND):
            for name, answer in zip(OUTPUTS, answers or (), strict=bool(answers)):
                if name not in ("tekun_base", "below_tekun"):
                    assert int(told[name][row]) == answer, (kernel.name, row, name)
