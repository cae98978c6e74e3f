"""短问题的边界 — the last that may be asked and the first that is refused, and what is answered just at each limit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from doudi.policy.ask import KINDS, answer
from doudi.policy.question import Question, read_question
from doudi.policy.reading import BadInput
from doudi.policy.values import find_place


def asked(kind: str, facts: dict[str, Any], on: str = "2022-10-20", **values: str) -> dict[str, Any]:
    """The answer; `values` are files that a bureau issued, by name."""
    document = {"ask": kind, "on": on, "values": "example", "facts": facts}
    question = read_question(document, Path(), KINDS)
    place = find_place("example", Path(), tuple(values.items()), 1) if values else None
    return answer(Question(**(vars(question) | {"known_place": place})))


def refused(kind: str, facts: dict[str, Any], on: str = "2022-10-20", **values: str) -> str:
    with pytest.raises(BadInput) as refusal:
        asked(kind, facts, on, **values)
    return str(refusal.value)


def file(*lines: str, since: str = "2022-01-01") -> str:
    return "\n".join(("[[value]]", f"from = {since}", 'basis = "试"', *lines))


def holds(*rows: tuple[str, str, str | None]) -> dict[str, Any]:
    held = [dict(zip(("scheme", "from", "to"), row, strict=True)) for row in rows]
    return {"persons": [{"id": "甲", "holds": held}]}


GRACE = {
    "standard": "rural", "persons": 1, "countable_income_before": 100, "countable_income_after": 500,
    "decided_on": "2022-08-31", "reason": "employment",
}  # fmt: skip
AID = {"standard": "rural", "persons": 1, "level": "light"}
PRICE = {
    "index_month": "2022-07", "pay_month": "2022-08", "cpi_percent": "3.5", "food_percent": 0,
    "released_on": "2022-08-10", "persons": [{"id": "甲", "standard": "rural", "groups": ["dibao"]}],
}  # fmt: skip
UPRATING: dict[str, Any] = {
    "before": {"dibao": {"rural": 400, "urban": 600}, "tekun": {"rural": 520, "urban": 780}},
    "after": {"dibao": {"rural": 420, "urban": 630}, "tekun": {"rural": 546, "urban": 819}},
}
HOUSE = {"id": "甲", "standard": "rural", "persons": 1, "countable_income_monthly": 100}
CARE = {"standard": "rural", "mode": "dispersed", "self_care_failed": []}
FACT = {"month": "2022-01", "persons": 1, "countable_income_monthly": 84}
PAID: dict[str, Any] = {
    "standard": "rural",
    "facts_from": [FACT],
    "paid": [{"month": "2022-06", "amount": 366}],
}
REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("exclusion", {"persons": [{"id": "甲", "holds": [], "x": 1}]},
     "facts.persons[0].x：不认识的键，这里只能写 id、holds。"),
    ("exclusion", holds(("pension", "2022-01", None)), "facts.persons[0].holds[0].scheme：写的是 pension，"
     "只能写 tekun、dibao、single_person、margin、rigid_expenditure、orphan、temporary_aid 之一。"),
    ("exclusion", holds(("dibao", "2022-02", "2022-01")), "facts.persons[0].holds[0].to：截止月早于起始月，请改正。"),
    ("grace_period", GRACE | {"persons": 0}, "facts.persons：写的是 0，要在 1 到 100 之间。"),
    ("grace_period", GRACE | {"persons": 101}, "facts.persons：写的是 101，要在 1 到 100 之间。"),
    ("grace_period", GRACE | {"reason": "age"},
     "facts.reason：写的是 age，只能写 employment、other_income、death、assets、fraud、moved_away 之一。"),
    ("temporary_aid", AID | {"persons": 0}, "facts.persons：写的是 0，要在 1 到 100 之间。"),
    ("temporary_aid", AID | {"persons": 101}, "facts.persons：写的是 101，要在 1 到 100 之间。"),
    ("temporary_aid", AID | {"level": "all"}, "facts.level：写的是 all，只能写 light、medium、heavy 之一。"),
    ("price_subsidy", PRICE | {"persons": [{"id": "甲", "standard": "rural", "groups": ["orphan"]}]},
     "facts.persons[0].groups[0]：写的是 orphan，只能写 dibao、tekun、margin 之一。"),
    ("uprating", UPRATING | {"households": [HOUSE | {"persons": 0}]},
     "facts.households[0].persons：写的是 0，要在 1 到 100 之间。"),
    ("uprating", UPRATING | {"households": [HOUSE | {"persons": 101}]},
     "facts.households[0].persons：写的是 101，要在 1 到 100 之间。"),
    ("uprating", UPRATING | {"households": [HOUSE, HOUSE]},
     "facts.households[1].id：甲 用了两次，请给每户一个不同的编号。"),
    ("uprating", UPRATING | {"after": {"dibao": {"rural": 0, "urban": 1}, "tekun": {"rural": 1, "urban": 1}}},
     "facts.after.dibao.rural：标准不能是零，请写每人每月的元数。"),
    ("tekun_care", CARE | {"mode": "home"}, "facts.mode：写的是 home，只能写 dispersed、institution 之一。"),
    ("recovery", PAID | {"facts_from": [FACT | {"persons": -1}]},
     "facts.facts_from[0].persons：写的是 -1，要在 0 到 100 之间。"),
    ("recovery", PAID | {"facts_from": [FACT | {"persons": 101}]},
     "facts.facts_from[0].persons：写的是 101，要在 0 到 100 之间。"),
    ("recovery", PAID | {"paid": [*PAID["paid"], *PAID["paid"]]},
     "facts.paid[1].month：2022-06 写了两次，请把同一个月的金额合在一起。"),
    ("recovery", PAID | {"facts_from": []}, "facts.facts_from：没有写 2022-06 的事实，请从最早发放的月份写起。"),
    ("recovery", PAID | {"fraud": {"acted_on": "2010-01-01"}},
     "values：示例区在2010-01-01没有有效的数值 fraud_fine，不能回答，请换日期或者补上。"),
    ("deadline", {"from": "2022-03-09", "working_days": 1001}, "facts.working_days：写的是 1001，要在 0 到 1000 之间。"),
    ("deadline", {"from": "2022-03-09", "working_days": 1, "pauses": [["2022-03-10"]]},
     "facts.pauses[0]：每段暂停要写成 [开始日, 结束日]。"),
    ("deadline", {"from": "2022-03-09", "working_days": 1, "pauses": [["2022-03-11", "2022-03-10"]]},
     "facts.pauses[0]：结束日早于开始日，请改正。"),
    ("deadline", {"from": "2022-03-09", "working_days": 1, "pauses": [["2022-03-11", "x"]]},
     "facts.pauses[0][1]：写的是 x，日期要写成 2022-05-31 的样子。"),
    ("deadline", {"from": "2022-03-09", "working_days": 1, "pauses": [["2022-03-11", "9999-01-01"]]},
     "facts.pauses[0][1]：写的是 9999-01-01，日期要写成 2022-05-31 的样子。"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "facts", "told"), REFUSED)
def test_what_may_not_be_asked_is_refused_by_its_path(kind: str, facts: dict[str, Any], told: str) -> None:
    assert refused(kind, facts) == told


@pytest.mark.parametrize("persons", [1, 100])
def test_a_household_has_from_one_to_a_hundred_persons(persons: int) -> None:
    assert asked("grace_period", GRACE | {"persons": persons})["stop_from"]
    assert asked("temporary_aid", AID | {"persons": persons})["route"]
    told = asked("uprating", UPRATING | {"households": [HOUSE | {"persons": persons}]})
    assert told["households"][0]["id"] == "甲"
    months = asked("recovery", PAID | {"facts_from": [FACT | {"persons": persons}]})["months"]
    assert months[0]["due"] == f"{450 * persons - 84}.00"


def test_where_nobody_is_left_nothing_is_due_and_an_empty_limit_ends_on_its_day() -> None:
    months = asked("recovery", PAID | {"facts_from": [FACT | {"persons": 0}]})["months"]
    assert months == [{"month": "2022-06", "paid": "366.00", "due": "0.00", "difference": "366.00"}]
    told = asked("deadline", {"from": "2022-03-09", "working_days": 0})
    assert (told["on"], told["counted"], told["provisional"]) == ("2022-03-09", [], False)


@pytest.mark.parametrize(
    ("rows", "overlap"),
    [
        ([("dibao", "2022-01", "2022-03"), ("tekun", "2022-03", "2022-05")], ("2022-03", "2022-03")),
        ([("tekun", "2022-03", "2022-05"), ("dibao", "2022-01", "2022-03")], ("2022-03", "2022-03")),
        ([("dibao", "2022-01", "2022-03"), ("tekun", "2022-04", None)], None),
        ([("dibao", "2022-01", None), ("dibao", "2022-04", None)], ("2022-04", None)),
        ([("dibao", "2022-01", None), ("tekun", "2022-04", "2022-06")], ("2022-04", "2022-06")),
        ([("dibao", "2022-01", None), ("temporary_aid", "2022-04", None)], None),
        ([("temporary_aid", "2022-01", None), ("temporary_aid", "2022-04", None)], None),
        ([("margin", "2022-01", None), ("rigid_expenditure", "2022-01", None)], ("2022-01", None)),
    ],
)
def test_two_schemes_exclude_each_other_in_the_months_that_they_share(
    rows: list[tuple[str, str, str | None]], overlap: tuple[str, str | None] | None
) -> None:
    told = asked("exclusion", holds(*rows))
    assert told["allowed"] == (overlap is None)
    assert [(each["from"], each["to"]) for each in told["conflicts"]] == (
        [] if overlap is None else [overlap]
    )


def test_of_three_schemes_every_pair_is_told_once_and_in_words() -> None:
    told = asked(
        "exclusion", holds(*((name, "2022-01", None) for name in ("dibao", "tekun", "single_person")))
    )
    assert [(each["first"], each["second"]) for each in told["conflicts"]] == [
        ("dibao", "tekun"), ("dibao", "single_person"), ("tekun", "single_person"),
    ]  # fmt: skip
    assert told["conflicts"][0]["because"] == "2022-01 起同时享受低保和特困，请停发其中一类。"


BANDS = "bands = [{ratio_up_to = 1.2, months = 2}, {ratio_up_to = 1.5, months = 9}]\nmin_months = 3\nmax_months = 8"
STILL = "收入变化后人均收入仍低于低保标准，仍然符合低保，不必退出，也不进入渐退期。"


@pytest.mark.parametrize(
    ("change", "months", "warned"),
    [
        ({"countable_income_after": "473.99"}, 0, STILL),
        ({"countable_income_after": 474}, 3, ""),  # never fewer than three
        ({"countable_income_after": "568.80"}, 3, ""),  # 1.2 times
        ({"countable_income_after": "568.81"}, 8, "渐退期8个月，长于6个月"),  # never more than eight
        ({"countable_income_after": 711}, 8, "渐退期8个月，长于6个月"),  # 1.5 times
        ({"countable_income_after": "711.01"}, 0, "人均收入超过渐退期各档上限，不给予渐退期。"),
        ({"countable_income_before": 474}, 0, "变化前的低保金是零，没有可以继续发放的金额。"),
    ],
)
def test_months_of_grace_follow_the_bands_between_the_fewest_and_the_most(
    change: dict[str, Any], months: int, warned: str
) -> None:
    told = asked("grace_period", GRACE | change, grace_period=file(BANDS))
    assert (told["granted"], told["months"]) == (months > 0, months)
    assert [each.startswith(warned) for each in told["warnings"]] == ([True] if warned else [])


def test_grace_begins_after_the_decision_ends_with_its_last_month_and_is_told_of_in_time() -> None:
    told = asked("grace_period", GRACE, grace_period=file(BANDS))
    assert (told["from"], told["to"], told["stop_from"]) == ("2022-09", "2022-11", "2022-12")
    assert (told["monthly"], told["total"], told["remind_on"]) == ("374.00", "1122.00", "2022-10-31")
    never = asked("grace_period", GRACE, grace_period=file(BANDS, 'not_for = ["employment"]'))
    assert never["warnings"] == [] and never["stop_from"] == "2022-09"
    limit = asked("grace_period", GRACE, grace_period=file(BANDS, "warn_above_months = 3"))
    assert limit["warnings"] == []
