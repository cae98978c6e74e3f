"""短问题的金额 — what is paid, decided and passed just at each limit, and one step beyond it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from doudi.policy.asks.uprating import four_places, plain
from doudi.policy.plain_sheet import plain_sheet
from doudi.policy.tests.test_edges_of_answers import AID, CARE, HOUSE, PAID, PRICE, UPRATING, asked, file

PRICES = (
    *("cpi_trigger = 3.5", "food_trigger = 6", 'groups = ["dibao"]', 'method = "{}"'),
    *('rise = "{}"', 'rounding = "fen"', "minimum = {}", "pay_within_working_days = 20"),
)


def priced(cpi: float, food: float, method: str, rise: str = "cpi", least: int = 0) -> tuple[str, str, str]:
    text = file("\n".join(PRICES).format(method, rise, least))
    told = asked(
        "price_subsidy", PRICE | {"cpi_percent": str(cpi), "food_percent": str(food)}, price_subsidy=text
    )
    return told["trigger"], told["amounts"]["rural"], told["total"]


def test_the_price_link_starts_just_at_its_trigger_and_pays_by_the_rise_that_the_place_names() -> None:
    by_rise, by_step = "rise_times_standard", "twelfth_eighth"
    assert priced(3.4, 5.9, by_rise) == ("none", "0.00", "0.00")
    assert priced(3.5, 5.9, by_rise) == ("cpi", "16.59", "16.59")  # 474 × 3.5 %
    assert priced(3.4, 6, by_rise) == ("food", "16.12", "16.12")
    assert priced(3.4, 6, by_rise, "triggering") == ("food", "28.44", "28.44")
    assert priced(3.5, 6, by_rise, "triggering") == ("both", "28.44", "28.44")
    assert priced(7, 6, by_rise, "triggering") == ("both", "33.18", "33.18")
    assert priced(-1, 6, by_rise) == ("food", "0.00", "0.00")
    assert priced(-1, 6, by_rise, least=10) == ("food", "10.00", "10.00")
    assert priced(4.9, 0, by_step) == ("cpi", "39.50", "39.50")
    assert priced(5, 0, by_step) == ("cpi", "59.25", "59.25")


def test_a_person_in_several_rows_and_groups_is_paid_once() -> None:
    rows = [
        {"id": "甲", "standard": "rural", "groups": ["margin"]},
        {"id": "甲", "standard": "urban", "groups": ["dibao", "tekun"]},
        {"id": "乙", "standard": "urban", "groups": ["margin"]},
    ]
    told = asked("price_subsidy", PRICE | {"persons": rows})
    assert (told["recipients"], told["total"], told["pay_by"]) == (1, "17.00", "2022-09-07")
    assert told["because"].startswith(
        "2022-07 居民消费价格同比上涨 3.5%（启动线 3.5%），食品价格同比上涨 0%（启动线 6%）"
    )


LIMITS = (
    'base = "own"\nmonths = {light = 1, medium = 2, heavy = 4}\ncap_months_year = 3\nspecial_cap_months = 4'
)
SMALL = file(LIMITS, "township_limit = 500", "paperwork_working_days = 10")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ("474.00", "474.00", "948.00", "township", True)),
        ({"level": "medium"}, ("948.00", "948.00", "474.00", "district", True)),
        ({"level": "heavy"}, ("1422.00", "1422.00", "0.00", "district", True)),  # the year's cap
        ({"paid_this_year": 1000}, ("422.00", "422.00", "0.00", "township", True)),
        ({"paid_this_year": 1422}, ("0.00", "0.00", "0.00", "township", False)),
        ({"paid_this_year": 1500}, ("0.00", "0.00", "0.00", "township", False)),
        ({"already_advanced": 100}, ("474.00", "374.00", "948.00", "township", True)),
        ({"already_advanced": 500}, ("474.00", "0.00", "948.00", "township", True)),
        ({"proposal": 500}, ("474.00", "474.00", "948.00", "township", True)),
        ({"proposal": "500.01"}, ("474.00", "474.00", "948.00", "district", True)),
        ({"proposal": 1422}, ("474.00", "474.00", "948.00", "district", True)),
        ({"proposal": "1422.01"}, ("474.00", "474.00", "948.00", "special_case", False)),
        ({"proposal": 1896, "meeting_record": True}, ("474.00", "474.00", "948.00", "special_case", True)),
        ({"proposal": "1896.01", "meeting_record": True}, ("474.00", "474.00", "948.00", "special_case", False)),
        ({"proposal": 900, "paid_this_year": 600, "meeting_record": True},
         ("474.00", "474.00", "348.00", "special_case", True)),
    ],
)  # fmt: skip
def test_temporary_aid_is_decided_just_at_its_limits(
    change: dict[str, Any], expected: tuple[Any, ...]
) -> None:
    told = asked("temporary_aid", AID | change, temporary_aid=SMALL)
    keys = ("entitlement", "supplement", "cap_left", "route", "accepted")
    assert tuple(told[key] for key in keys) == expected
    assert (told["cap_year"], told["paperwork_due"]) == ("1422.00", None)


def test_what_was_paid_in_an_emergency_has_its_papers_due_ten_working_days_on() -> None:
    told = asked("temporary_aid", AID | {"advanced_on": "2022-10-10"}, temporary_aid=SMALL)
    assert told["paperwork_due"] == "2022-10-24"


def test_an_uprating_passes_just_at_its_limits_and_fails_beyond() -> None:
    """Five per cent, 1.3 times, the gap as it was: all three stand just at the line."""

    def results(**after: Any) -> list[str]:
        facts = {"before": UPRATING["before"], "after": {**UPRATING["after"], **after}}
        return [check["result"] for check in asked("uprating", facts)["checks"]]

    tekun = UPRATING["after"]["tekun"]
    assert results() == ["pass", "pass", "pass", "pass"]
    assert results(dibao={"rural": "419.99", "urban": 600}) == ["fail", "pass", "pass", "pass"]
    assert results(tekun=tekun | {"rural": "545.99"}) == ["pass", "fail", "pass", "pass"]
    assert results(dibao={"rural": 420, "urban": "630.01"}, tekun=tekun | {"urban": 820})[3] == "fail"
    assert asked("uprating", UPRATING)["checks"][0]["because"] == (
        "农村低保标准 400.00元 → 420.00元，提高 5%，要求不低于 5%"
    )
    loose = file("rural_min_rise = 0.05", "tekun_min_ratio = 1.3", "tolerance_yuan = 1")
    facts = UPRATING | {"after": {**UPRATING["after"], "tekun": {"rural": 545, "urban": "817.99"}}}
    checks = asked("uprating", facts, uprating=loose)["checks"]
    assert [check["result"] for check in checks] == ["pass", "warn", "fail", "pass"]


def test_who_did_not_receive_costs_nothing_and_is_told_as_newly_eligible() -> None:
    rows = [
        HOUSE,
        HOUSE | {"id": "乙", "countable_income_monthly": 410, "receives": False},
        HOUSE | {"id": "丙", "countable_income_monthly": 420, "receives": False},
    ]
    told = asked("uprating", UPRATING | {"households": rows})
    assert told["households"] == [
        {"id": "甲", "before": "300.00", "after": "320.00"},
        {"id": "乙", "before": "0.00", "after": "10.00"},
        {"id": "丙", "before": "0.00", "after": "0.00"},
    ]
    assert (told["monthly_cost"], told["newly_eligible"]) == ("20.00", ["乙"])


@pytest.mark.parametrize(
    ("failed", "mode", "signed", "expected"),
    [
        ([], "dispersed", None, ("none", "79.00", "696.00")),
        (["eating"], "dispersed", None, ("half", "237.00", "854.00")),
        (["eating", "dressing", "bathing", "walking"], "institution", False, ("full", "553.00", "1170.00")),
        (["eating"], "dispersed", False, ("half", "0.00", "617.00")),
    ],
)
def test_care_is_paid_by_its_level_once_an_agreement_is_signed(
    failed: list[str], mode: str, signed: bool | None, expected: tuple[str, str, str]
) -> None:
    facts = CARE | {"self_care_failed": failed, "mode": mode, "agreement_signed": signed}
    told = asked("tekun_care", facts)
    assert (told["care_level"], told["care"], told["monthly"]) == expected
    assert bool(told["alerts"]) == (signed is False and mode == "dispersed")


def test_a_fine_is_of_what_was_overpaid_unless_an_amount_is_named() -> None:
    told = asked("recovery", PAID | {"stop_from": "2022-06", "fraud": {"acted_on": "2022-06-01"}})
    assert (told["overpaid_total"], told["fine"]["least"], told["fine"]["most"]) == (
        "366.00",
        "366.00",
        "1098.00",
    )
    half = file("multiple_min = 0.25", "multiple_max = 2.5")
    told = asked("recovery", PAID | {"fraud": {"acted_on": "2022-06-01", "amount": "10.01"}}, fraud_fine=half)
    assert (told["fine"]["least"], told["fine"]["most"]) == ("2.50", "25.02")  # less than a fen is let go
    named = asked("recovery", PAID | {"fraud": {"acted_on": "2022-06-01", "amount": 0}})
    assert (named["fine"]["least"], named["fine"]["most"]) == ("0.00", "0.00")


def test_the_sheet_of_a_short_answer_has_a_line_for_each_thing_told() -> None:
    told = plain_sheet("问", {
        "question": {}, "accepted": True, "months": 3, "to": None, "alerts": [], "reasons": ["male", "x"],
        "amounts": {"rural": "1.00", "fine": {"least": False}}, "checks": [{"check": "fail", "because": "不够。"}],
    })  # fmt: skip
    assert told.splitlines()[2:] == [
        "可以：是", "月数：3", "截止月：无", "原因：男、x", "每人金额（元）：", "  农村：1.00", "  罚款幅度（元）：",
        "    最低：否", "校验：", "  · 项目 不通过；理由 不够",
    ]  # fmt: skip


def test_a_ratio_has_four_places_half_up() -> None:
    assert [four_places(Fraction(each, 100_000)) for each in (5, 4, 130_005)] == [
        "0.0001",
        "0.0000",
        "1.3001",
    ]
    assert [plain(each) for each in (Fraction(5), Fraction(1, 3), Fraction(100))] == ["5", "0.3333", "100"]
