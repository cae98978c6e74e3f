"""成批命令的话 — the bar, the sums and every line that `doudi assess` and `doudi simulate` say, and for whom."""

from __future__ import annotations

import io
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from doudi.cli import main
from doudi.policy import bulk_commands
from doudi.policy.assessed import CLASS_WORDS, Sums
from doudi.policy.bulk import Bulk
from doudi.policy.bulk_commands import _signed, _yuan, comparison, show_progress, summary
from doudi.policy.figures import Figures
from doudi.policy.simulate import Compared, Simulation
from doudi.policy.tests.packed_cases import random_batch, values_folder
from doudi.policy.tests.random_households import DAY, example_values
from doudi.policy.tests.test_edges_of_assess import county, decided, figures
from doudi.policy.what_if import BadSetting, Setting, figures_if

__all__ = ("county", "figures")  # fixtures


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("done", "of", "bar", "end"),
    [(0, 3, "", ""), (1, 3, "██████", ""), (2, 3, "█" * 13, ""), (3, 3, "█" * 20, "\n"), (1, 40, "", "")],
)
def test_the_bar_grows_on_a_terminal_and_elsewhere_a_line_tells_each_partition(
    done: int, of: int, bar: str, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for terminal in (Terminal(), io.StringIO()):
        monkeypatch.setattr(sys, "stderr", terminal)
        show_progress(done, of, 12_345)
        told = f"{done}/{of} 个分区，12,345 户"
        expected = f"\r{bar:·<20} {told}{end}" if terminal.isatty() else f"{told}\n"
        assert terminal.getvalue() == expected


@pytest.mark.parametrize(
    ("fen", "yuan", "signed"),
    [
        (0, "0.00", "+0.00"),
        (5, "0.05", "+0.05"),
        (-5, "-0.05", "-0.05"),
        (123_456_789, "1,234,567.89", "+1,234,567.89"),
        (-100_000, "-1,000.00", "-1,000.00"),
    ],
)
def test_money_is_told_in_yuan_with_its_sign(fen: int, yuan: str, signed: str) -> None:
    assert (_yuan(fen), _signed(fen)) == (yuan, signed)


def test_the_sums_are_told_class_by_class() -> None:
    sums = Sums(Counter(dibao=1200, margin=3, none=7), Counter(dibao=56_789_00), 0)
    told = summary(sums).splitlines()
    assert told == [
        "共 1,210 户，每月 56,789.00 元",
        "  不符合：7 户",
        "  特困人员：0 户，每月 0.00 元",
        "  最低生活保障：1,200 户，每月 56,789.00 元",
        "  单人保：0 户，每月 0.00 元",
        "  低保边缘家庭：3 户",
        "  刚性支出困难家庭：0 户",
        "  缺少事实，尚不能定：0 户",
    ]
    sums.interpreted = 1
    assert summary(sums).splitlines() == [*told, "其中 1 户缺少事实或者超出成批计算的范围，逐户裁量。"]


def test_what_a_trial_would_change_is_told_with_every_sign(figures: Figures) -> None:
    after, _ = figures_if(figures, ["dibao_standard.rural=+5%"])
    moves = Counter(
        households=10, cost_before_fen=100_00, cost_after_fen=90_00, winners=1, losers=2, newly_eligible=3,
        no_longer_eligible=4,
    )  # fmt: skip
    schemes = {
        "dibao": Counter(before=5, after=4, entered=1, left=2, cost_before_fen=100_00, cost_after_fen=90_00),
        "margin": Counter(before=1, after=2, entered=1, left=0),
    }
    told = comparison(
        after,
        [Setting("dibao_standard", "rural", None, 500)],
        Compared(Counter(moves), {"": Counter(moves), "甲镇": Counter(households=0)}, schemes),
    ).splitlines()
    one = "1 户，减少 2 户，新符合 3 户，不再符合 4 户"
    assert told[0].endswith("由 （没有） 改为 500")
    assert told[1:] == [
        "共 10 户，每月支出由 100.00 元 变为 90.00 元（-10.00 元）",
        "增加的 1 户，减少的 2 户；新符合的 3 户，不再符合的 4 户",
        "各类：",
        "  最低生活保障：5 → 4 户（进入 1，离开 2），每月 -10.00 元",
        "  低保边缘家庭：1 → 2 户（进入 1，离开 0）",
        "各乡镇：",
        f"  （没有写乡镇）：10 户，每月 100.00 → 90.00 元，增加 {one}",
        "  甲镇：0 户，每月 0.00 → 0.00 元，增加 0 户，减少 0 户，新符合 0 户，不再符合 0 户",
    ]


def test_who_enters_and_leaves_each_scheme_and_what_it_costs_is_counted(figures: Figures) -> None:
    """One stays in 低保 for more, one for less, one comes in, one goes on to 边缘, one nobody knows about any more."""
    word = {name: CLASS_WORDS.index(name) for name in CLASS_WORDS}
    simulation = Simulation(figures, figures.otherwise(), "numpy")
    before = decided(
        [word[name] for name in ("dibao", "dibao", "none", "dibao", "single_person", "margin")],
        [0] * 6,
        dibao_monthly=[100, 90, 0, 30, 0, 0],
        single_person_monthly=[0, 0, 0, 0, 70, 0],
        tekun_monthly=[0] * 6,
    )
    after = decided(
        [word[name] for name in ("dibao", "dibao", "dibao", "margin", "none", "margin")],
        [0] * 6,
        dibao_monthly=[150, 80, 5, 0, 0, 0],
        single_person_monthly=[0] * 6,
        tekun_monthly=[0] * 6,
    )
    after.known["classification"] = np.array([True] * 4 + [False, True])
    simulation.compare(random_batch(Random(2), 6, example_values()), before, after)
    told = simulation.compared
    assert told.total == Counter(
        households=6, cost_before_fen=290, cost_after_fen=235, winners=2, losers=3, newly_eligible=1,
        no_longer_eligible=1,
    )  # fmt: skip
    nothing = {"cost_before_fen": 0, "cost_after_fen": 0}
    assert {name: dict(each) for name, each in told.schemes.items() if name != "tekun"} == {
        "dibao": {
            "before": 3,
            "after": 3,
            "entered": 1,
            "left": 1,
            "cost_before_fen": 220,
            "cost_after_fen": 235,
        },
        "single_person": {
            "before": 1,
            "after": 0,
            "entered": 0,
            "left": 1,
            "cost_before_fen": 70,
            "cost_after_fen": 0,
        },
        "margin": {"before": 1, "after": 2, "entered": 1, "left": 0, **nothing},
        "rigid_expenditure": {"before": 0, "after": 0, "entered": 0, "left": 0, **nothing},
    }
    assert {"none", "unknown"} & set(told.schemes) == set()


@pytest.mark.parametrize(
    ("setting", "key", "after"),
    [
        ("dibao_standard.rural=-100%", "dibao_standard_rural", 0),
        ("dibao_standard.rural=-99.9%", "dibao_standard_rural", 47),
        ("dibao_standard.rural=-474", "dibao_standard_rural", 0),
        ("asset_limits.homes=-1", "asset_limits_homes", 0),
    ],
)
def test_a_figure_may_be_tried_down_to_nought(setting: str, key: str, after: int, figures: Figures) -> None:
    assert figures_if(figures, [setting])[0][key] == after


@pytest.mark.parametrize("left_out", ["--on", "--values", "--out", "--set"])
def test_what_must_be_said_is_asked_for(left_out: str, capsys: pytest.CaptureFixture[str]) -> None:
    said = {"--on": DAY.isoformat(), "--values": "example"}
    own = {"--set": "margin.multiple=2"} if left_out == "--set" else {"--out": "out"}
    words = [word for each in (said | own).items() if each[0] != left_out for word in each]
    with pytest.raises(SystemExit) as refusal:
        main(["simulate" if left_out == "--set" else "assess", "county", *words])
    assert refusal.value.code == 2 and left_out in capsys.readouterr().err


@pytest.mark.parametrize(
    ("written", "told"), [("长" * 60, "长" * 60), ("长" * 61, "长" * 60), ("a \n b", "a b")]
)
def test_a_long_setting_is_told_by_its_beginning(written: str, told: str, figures: Figures) -> None:
    with pytest.raises(BadSetting) as refusal:
        figures_if(figures, [written])
    assert str(refusal.value) == f"--set {told}：请写成 名称.键=数，如 dibao_standard.rural=+5%。"


def in_townships(batch: pa.RecordBatch, names: list[str | None]) -> pa.RecordBatch:
    place = batch.schema.get_field_index("township")
    return batch.set_column(place, "township", pa.array(names, pa.string()))


@pytest.mark.parametrize(
    "order",
    [["甲", "甲", "乙", "乙", None, None], ["乙", None, "甲", None, "乙", "甲"], [None] * 6, ["甲"] * 6],
)
def test_each_township_gets_the_sums_of_its_own_households_in_whatever_order(
    order: list[str | None], figures: Figures
) -> None:
    after, _ = figures_if(figures, ["dibao_standard.rural=+50%", "dibao_standard.urban=+50%"])
    batch = random_batch(Random(5), 6, example_values())
    whole = Simulation(figures, after, "numpy")
    whole.add(in_townships(batch, order))
    assert set(whole.compared.townships) == {name or "" for name in order}
    for name in set(order):
        alone = Simulation(figures, after, "numpy")
        for row, township in enumerate(order):
            if township == name:
                alone.add(in_townships(batch, order).slice(row, 1))
        assert +whole.compared.townships[name or ""] == +alone.compared.total
    told = whole.compared.as_json()
    assert list(told["townships"]) == sorted(told["townships"])
    assert told["total"]["households"] == 6 and set(told["total"]) == set(told["townships"][order[0] or ""])


@pytest.mark.parametrize(("threads", "used"), [("0", 1), ("1", 1), ("3", 3), ("-2", 1)])
def test_at_least_one_thread_reckons_and_the_engine_is_the_one_asked_for(
    threads: str, used: int, tmp_path: Path, county: list[pa.RecordBatch], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[Any, ...]] = []
    place = values_folder(example_values(), tmp_path / "place")

    def noting(figures: Figures, engine: str, threads: int) -> Bulk:
        seen.append((figures.on, figures.known_on, engine, threads))
        return Bulk(figures, engine, threads)

    monkeypatch.setattr(bulk_commands, "Bulk", noting)
    words = ["assess", str(tmp_path / "county"), "--on", DAY.isoformat(), "--values", str(place)]
    words += ["--known-on", "2026-07-02", "--engine", "numpy", "--threads", threads]
    assert main([*words, "--out", str(tmp_path / "out")]) == 0
    assert seen == [(DAY, date(2026, 7, 2), "numpy", used)]


def test_a_trial_uses_the_paired_form_unless_another_is_asked_for(
    tmp_path: Path, county: list[pa.RecordBatch], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, int]] = []
    place = values_folder(example_values(), tmp_path / "place")

    class Noting(Simulation):
        def __init__(self, before: Figures, after: Figures, engine: str = "", threads: int = 2) -> None:
            seen.append((engine, threads))
            super().__init__(before, after, engine, threads)

    monkeypatch.setattr(bulk_commands, "Simulation", Noting)
    words = ["simulate", str(tmp_path / "county"), "--on", DAY.isoformat(), "--values", str(place)]
    words += ["--set", "margin.multiple=2"]
    assert main([*words, "--threads", "0"]) == 0
    assert main(words) == 0
    assert seen == [("numpy", 1), ("numpy", 2)]
