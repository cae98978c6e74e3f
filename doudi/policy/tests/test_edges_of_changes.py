"""结论在哪里变 — each change told is the smallest: its yuan, its day, its number; none beyond what is looked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from doudi.policy.asks.household import Decided, decide
from doudi.policy.changes import what_would_change
from doudi.policy.question import Question
from doudi.policy.tests.test_unknowns import child, family, person
from doudi.policy.values import Overlay, Place, find_place

MAY = date(2022, 5, 15)


def decided(
    facts: dict[str, Any], on: date = MAY, overlay: Overlay = (), known_on: date | None = None
) -> Decided:
    place: Place = find_place("example", Path(), overlay, 1)
    return decide(Question("", "household", on, "example", known_on, facts, None, Path(), place))


def told(facts: dict[str, Any], fact: str, on: date = MAY, **place: Any) -> list[str]:
    return [
        change.sentence for change in what_would_change(decided(facts, on, **place)) if change.fact == fact
    ]


def pension(yuan: float | str, birth: str | None = "1990-01-01") -> dict[str, Any]:
    return person(birth=birth, income=[{"kind": "pension", "monthly": str(yuan)}])


@pytest.mark.parametrize(
    ("now", "sentences"),
    [
        ("449", ["由 449.00 元增加到 450.00 元（增加 1.00 元），结论变为：低保边缘家庭。"]),
        ("448.50", ["由 448.50 元增加到 450.50 元（增加 2.00 元），结论变为：低保边缘家庭。"]),
        ("0.50", ["由 0.50 元增加到 450.50 元（增加 450.00 元），结论变为：低保边缘家庭。"]),
        ("450", [
            "由 450.00 元减少到 449.00 元（减少 1.00 元），结论变为：低保，每月 1.00 元。",
            "由 450.00 元增加到 675.00 元（增加 225.00 元），结论变为：不符合任何一类。",
        ]),
        ("674.99", [
            "由 674.99 元减少到 449.99 元（减少 225.00 元），结论变为：低保，每月 1.00 元。",
            "由 674.99 元增加到 675.99 元（增加 1.00 元），结论变为：不符合任何一类。",
        ]),
        ("675", ["由 675.00 元减少到 674.00 元（减少 1.00 元），结论变为：低保边缘家庭。"]),
    ],
)  # fmt: skip
def test_an_amount_is_told_to_the_yuan_at_which_the_answer_turns(now: str, sentences: list[str]) -> None:
    found = told(family(pension(now)), "members[0].income.pension")
    assert [sentence.removeprefix("成员 a 的养老金、退休金每月") for sentence in found] == sentences


def test_an_amount_goes_down_to_nothing_where_only_that_turns_the_answer() -> None:
    income = [{"kind": "pension", "monthly": "449.99"}, {"kind": "property", "monthly": 200}]
    down, *_ = told(family(person(income=income)), "members[0].income.property")
    assert "由 200.00 元减少到 0.00 元（减少 200.00 元），结论变为：低保，每月 1.00 元" in down


def test_who_is_sixty_in_three_days_is_judged_by_the_age_of_today() -> None:
    found = what_would_change(decided(family(pension(449, "1962-05-18"))))
    assert [change.sentence for change in found if change.fact.endswith(("pension", "on"))] == [
        "成员 a 的养老金、退休金每月由 449.00 元增加到 450.00 元（增加 1.00 元），结论变为：低保边缘家庭。",
        "2022-05-18起（成员 a 满60周岁），结论变为：特困人员，每月 590.00 元。",
    ]


def test_fees_that_are_whole_only_together_turn_the_answer_on_their_yuan() -> None:
    """1000 − 900 and 996 − 900 at one half, each shared by seven: 50/7 and 48/7 yuan, together fourteen."""
    obligors = [
        child(id=name, family_size=1, family_income_monthly=income, persons_supported=7)
        for name, income in (("s", 1000), ("t", 996))
    ]
    (up,) = told(family(pension(300), supporters=obligors), "members[0].income.pension")
    assert "由 300.00 元增加到 436.00 元（增加 136.00 元），结论变为：低保边缘家庭" in up


def birthdays(sentences: list[str]) -> Iterator[str]:
    for sentence in sentences:
        yield sentence.partition("，结论")[0]


@pytest.mark.parametrize(
    ("on", "birth", "first"),
    [
        (MAY, "1962-05-15", []),  # sixty today already
        (MAY, "1962-05-16", ["2022-05-16起（成员 a 满60周岁）"]),
        (MAY, "1964-05-15", ["2024-05-15起（成员 a 满60周岁）"]),  # two years on to the day
        (MAY, "1964-05-16", []),
        (date(2022, 5, 31), "1964-05-28", ["2024-05-28起（成员 a 满60周岁）"]),
        (date(2022, 5, 31), "1964-05-29", []),  # of a day that not every month has, the twenty-eighth
        (date(2024, 2, 29), "1966-02-28", ["2026-02-28起（成员 a 满60周岁）"]),
        (MAY, "1964-02-29", ["2024-03-01起（成员 a 满60周岁）"]),  # as the rules count years
        (MAY, "1963-02-28", ["2023-02-28起（成员 a 满60周岁）"]),
        (MAY, None, []),
    ],
)
def test_a_birthday_within_two_years_is_told_with_its_day(
    on: date, birth: str | None, first: list[str]
) -> None:
    facts = family(person(birth=birth, income=[{"kind": "wage", "monthly": 0}]))
    if birth is None:
        facts["members"][0]["birth"] = None
    assert list(birthdays(told(facts, "on", on))) == first


def standards(*rows: tuple[str, str, int]) -> Overlay:
    text = 'title = "新标准"\n' + "\n".join(
        f'[[value]]\nfrom = {since}\nissued = {issued}\nrural = {rural}\nurban = 700\nbasis = "试"'
        for since, issued, rural in rows
    )
    return (("dibao_standard", text),)


FIRST = ("2022-01-01", "2022-01-01", 450)


@pytest.mark.parametrize(
    ("rows", "known_on", "first"),
    [
        ([FIRST, ("2024-05-15", "2022-05-01", 500)], None, ["2024-05-15起（新标准调整）"]),
        ([FIRST, ("2024-05-16", "2022-05-01", 500)], None, []),
        ([FIRST, ("2022-05-16", "2022-05-01", 500)], None, ["2022-05-16起（新标准调整）"]),
        ([FIRST, ("2022-06-01", "2022-05-01", 460), ("2022-07-01", "2022-05-01", 500)], None,
         ["2022-07-01起（新标准调整）"]),  # the first day turns nothing yet
        ([FIRST, ("2022-06-01", "2022-05-15", 500)], MAY, ["2022-06-01起（新标准调整）"]),
        ([FIRST, ("2022-06-01", "2022-05-16", 500)], MAY, []),  # issued the day after what may be known
    ],
)  # fmt: skip
def test_a_new_standard_within_two_years_that_is_known_is_told_with_its_day(
    rows: list[tuple[str, str, int]], known_on: date | None, first: list[str]
) -> None:
    found = told(family(pension(470)), "on", overlay=standards(*rows), known_on=known_on)
    assert list(birthdays(found)) == first


def test_where_a_figure_is_not_in_force_the_change_is_found_all_the_same() -> None:
    examples = Path(__file__).parents[1] / "examples"
    place = find_place("places/far-county-unset", examples)
    facts = family(pension(100))
    question = Question("", "household", date(2026, 3, 1), "", None, facts, None, Path(), place)
    found = what_would_change(decide(question))
    assert [change.sentence for change in found] == [
        "成员 a 的养老金、退休金每月由 100.00 元增加到 506.00 元（增加 406.00 元），结论变为：低保边缘家庭。"
    ]


def test_the_nearest_number_of_a_fact_is_told_once_for_each_answer() -> None:
    facts = family(pension(430), supporters=[child(family_size=2, family_income_monthly=1800)])
    found = what_would_change(decided(facts))
    assert [change.sentence.partition("，")[0] for change in found if "family_size" in change.fact] == [
        "义务人 s 的家庭人口是 1 人"
    ]


def test_an_age_written_wrongly_and_beyond_every_calendar_is_no_day_that_comes() -> None:
    text = 'title = "年龄界限"\nunit = "years"\n[[value]]\nfrom = 1949-10-01\nelder = 60\nchild = 16\nadult = 18\n'
    marks = (("age_marks", text + 'aged = 9000\nbasis = "试"\n'),)
    facts = family(pension(470, "1962-05-18"))
    assert told(facts, "on", overlay=marks) == told(facts, "on")
