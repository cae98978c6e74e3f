"""Months and periods by months: written, walked, ended as the Civil Code says."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.policy.days import BadMonth, Month, months_after, months_between

days_of_life = st.dates(date(2015, 1, 1), date(2035, 12, 31))


def test_months_are_read_written_and_walked() -> None:
    may = Month.parse("2022-05")
    assert (str(may), may.first_day(), may.last_day()) == (
        "2022-05",
        date.fromisoformat("2022-05-01"),
        date.fromisoformat("2022-05-31"),
    )
    assert (str(may.next()), str(may.add(-5)), str(may.add(8))) == ("2022-06", "2021-12", "2023-01")
    assert Month.of(date.fromisoformat("2024-02-10")).last_day() == date.fromisoformat("2024-02-29")
    assert [str(one) for one in months_between(Month(2022, 11), Month(2023, 2))] == [
        "2022-11",
        "2022-12",
        "2023-01",
        "2023-02",
    ]
    assert months_between(Month(2022, 8), Month(2022, 7)) == ()
    assert Month(2021, 12) < Month(2022, 1) < Month(2022, 2)
    assert (str(Month.parse("0001-01")), str(Month.parse("9999-12"))) == ("0001-01", "9999-12")


@pytest.mark.parametrize(
    "text", ["2022-5", "2022-13", "2022-00", "0000-01", "202205", "２０２２-05", "2022-05\n", ""]
)
def test_a_month_written_otherwise_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(BadMonth, match="月份要"):
        Month.parse(text)


@given(st.integers(1, 9999), st.integers(1, 12), st.integers(-2000, 2000))
def test_adding_months_and_taking_them_off_agrees(year: int, number: int, n: int) -> None:
    month = Month(year, number)
    total = year * 12 + number - 1 + n
    if not 12 <= total < 120_000:
        with pytest.raises(BadMonth):
            month.add(n)
        return
    assert month.add(n).add(-n) == month
    assert (month.add(n) > month) == (n > 0)
    if n >= 0:
        assert len(months_between(month, month.add(n))) == n + 1


@given(days_of_life, st.integers(0, 240))
def test_months_after_keeps_the_date_or_takes_the_months_end(start: date, n: int) -> None:
    end = months_after(start, n)
    assert Month.of(end) == Month.of(start).add(n)
    assert end.day == start.day or (end.day < start.day and end == Month.of(end).last_day())
