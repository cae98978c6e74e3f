"""测算 — other figures tried beside the present ones: the sums are those of two assessments, nothing is touched."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from doudi.cli import main
from doudi.policy.assessed import PAYS
from doudi.policy.bulk import ENGINES, interpreted
from doudi.policy.figures import Figures
from doudi.policy.law.rigid import CLASSIFICATIONS
from doudi.policy.packed_rows import household_of
from doudi.policy.simulate import OUTPUTS, Simulation, both_hold
from doudi.policy.tests.packed_cases import figures_of, random_batch, values_folder, write_partitions
from doudi.policy.tests.random_households import example_values
from doudi.policy.what_if import BadSetting, figures_if


@pytest.fixture
def figures(tmp_path: Path) -> Figures:
    return figures_of(example_values(), tmp_path / "values")


def standing(answer: dict[str, int | None]) -> tuple[str, int]:
    """The class of one household and what it is paid a month."""
    code = answer["classification"]
    word = "unknown" if code is None else CLASSIFICATIONS[code]
    return word, (answer[PAYS[word]] or 0) if word in PAYS else 0


@pytest.mark.parametrize("engine", ENGINES)
def test_the_comparison_is_that_of_two_reckonings_of_each_household(engine: str, figures: Figures) -> None:
    after, _ = figures_if(figures, ["dibao_standard.rural=+5%", "support_fee.halving_factor=1"])
    batch = random_batch(Random(31), 150, example_values())
    simulation = Simulation(figures, after, engine)
    simulation.add(batch.slice(0, 80))
    simulation.add(batch.slice(80))
    pairs = [
        (
            standing(interpreted(household_of(batch, row), figures, OUTPUTS)),
            standing(interpreted(household_of(batch, row), after, OUTPUTS)),
            f"镇{row % 4}",
        )
        for row in range(batch.num_rows)
    ]
    nobody = ("none", "unknown")
    for name in (None, "镇0", "镇3"):
        chosen = [(one, two) for one, two, township in pairs if name in (None, township)]
        told = simulation.compared.total if name is None else simulation.compared.townships[name]
        assert dict(told) == {
            "households": len(chosen),
            "cost_before_fen": sum(one[1] for one, _ in chosen),
            "cost_after_fen": sum(two[1] for _, two in chosen),
            "winners": sum(two[1] > one[1] for one, two in chosen),
            "losers": sum(two[1] < one[1] for one, two in chosen),
            "newly_eligible": sum(one[0] in nobody and two[0] not in nobody for one, two in chosen),
            "no_longer_eligible": sum(one[0] not in nobody and two[0] in nobody for one, two in chosen),
        }
    dibao = simulation.compared.schemes["dibao"]
    assert dibao["after"] == sum(two[0] == "dibao" for _, two, _ in pairs)
    assert dibao["entered"] == sum(one[0] != "dibao" == two[0] for one, two, _ in pairs)
    assert dibao["before"] + dibao["entered"] - dibao["left"] == dibao["after"]


@pytest.mark.parametrize(
    ("setting", "parameter", "expected"),
    [
        ("dibao_standard.rural=+5%", "dibao_standard_rural", 49770),
        ("dibao_standard.rural=-10%", "dibao_standard_rural", 42660),
        ("dibao_standard.urban=+20", "dibao_standard_urban", 67500),
        ("dibao_standard.rural=+0.333%", "dibao_standard_rural", 47558),
        ("dibao_standard.rural=562.83", "dibao_standard_rural", 56283),
        ("margin.multiple=2", "margin_multiple", Fraction(2)),
        ("support_fee.base=per_head", "support_fee_per_head", 1),
        ("disregarded_income.kinds=[]", "counts_scholarship", 1),
        ("rigid_expenditure.inclusive=false", "rigid_expenditure_inclusive", False),
        ("asset_limits.homes=+1", "asset_limits_homes", 2),
    ],
)
def test_a_setting_changes_its_figure_and_no_other(
    setting: str, parameter: str, expected: object, figures: Figures
) -> None:
    before = dict(figures)
    after, tried = figures_if(figures, [setting])
    assert after[parameter] == expected
    assert dict(figures) == before
    changed = {name for name in after if after[name] != before[name]}
    assert parameter in changed
    assert all(name.startswith(("counts_", parameter)) for name in changed)
    assert f"{tried[0].name}.{tried[0].key}" == setting.partition("=")[0]


def test_settings_of_one_value_add_up_in_order(figures: Figures) -> None:
    after, _ = figures_if(figures, ["dibao_standard.rural=500", "dibao_standard.rural=+10%"])
    assert after["dibao_standard_rural"] == 55000


def test_a_value_not_in_force_can_be_tried_when_it_is_written_whole(tmp_path: Path) -> None:
    values = {name: keys for name, keys in example_values().items() if name != "tekun_standard"}
    figures = figures_of(values, tmp_path)
    after, _ = figures_if(figures, ["tekun_standard.rural=700", "tekun_standard.urban=900"])
    assert (after["has_tekun_standard"], after["tekun_standard_urban"]) == (1, 90000)
    with pytest.raises(BadSetting, match="缺少 urban"):
        figures_if(figures, ["tekun_standard.rural=700"])


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("dibao_standard", "请写成 名称.键=数"),
        ("dibao.rural=+5%", "没有 dibao 这个数值"),
        ("dibao_standard.village=+5%", "没有 village 这个键"),
        ("dibao_standard.rural=", "没有写数"),
        ("dibao_standard.rural=many", "要写数字"),
        ("dibao_standard.rural=12.345", "最多两位小数"),
        ("dibao_standard.rural=-110%", "零以下"),
        ("asset_limits.homes=+5%", "整数"),
        ("support_fee.base=+5%", "没有数"),
        ("support_fee.base=[[[[", "household、per_head"),
        ("margin.multiple=1e999", "大小合理"),
    ],
)
def test_a_bad_setting_is_refused_in_one_chinese_line(
    setting: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_partitions(tmp_path / "county", [random_batch(Random(1), 2, example_values())])
    words = ["simulate", str(tmp_path / "county"), "--on", "2026-07-01", "--values", "example"]
    assert main([*words, "--set", setting, "--engine", "numpy"]) == 2
    told = capsys.readouterr()
    assert told.out == "" and said in told.err
    assert told.err.count("\n") == 1 and told.err.endswith("。\n")


def test_the_command_tells_the_change_and_leaves_every_file_as_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_partitions(
        tmp_path / "county", [random_batch(Random(seed), 40, example_values()) for seed in (1, 2)]
    )
    place = values_folder(example_values(), tmp_path / "place")
    file = place / "dibao_standard.toml"
    file.write_text(
        file.read_text("utf-8").replace('title = "dibao_standard"', 'title = "最低生活保障标准"'), "utf-8"
    )
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    words = ["simulate", str(tmp_path / "county"), "--on", "2026-07-01", "--values", str(place)]
    words += ["--set", "dibao_standard.rural=+5%", "--engine", "numpy"]
    assert main(words) == 0
    told = capsys.readouterr().out
    setting = "假如“最低生活保障标准”的“农村”（dibao_standard.rural）由 474 改为 497.70"
    assert told.startswith(f"{setting}\n共 80 户，每月支出由 ")
    assert "各乡镇：" in told and "镇3" in told
    assert main([*words, "--json"]) == 0
    sums = json.loads(capsys.readouterr().out)
    assert sums["settings"][0] == {
        "name": "dibao_standard", "key": "rural", "before": "474", "after": str(Decimal("497.70")),
    }  # fmt: skip
    assert sums["total"]["households"] == sum(each["households"] for each in sums["townships"].values()) == 80
    assert sums["total"]["cost_after_fen"] == sum(e["cost_after_fen"] for e in sums["schemes"].values())
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_two_sets_of_limits_hold_together_only_where_each_does(figures: Figures) -> None:
    bulk = Simulation(figures, figures.otherwise(), "numpy").before
    one = bulk.limits
    assert one is not None
    other = replace(
        one,
        least={**one.least, "family_size": one.least["family_size"] + 1},
        most={**one.most, "income_wage": one.most["income_wage"] - 1, "agreed": one.most["agreed"] + 1},
    )
    for held in (both_hold(one, other), both_hold(other, one)):
        assert held.least == other.least
        assert held.most == {**one.most, "income_wage": one.most["income_wage"] - 1}
