"""月份：a month in the tables is its first day."""

from datetime import date

from doudi.policy.days import Month


def first_of(day: date) -> date:
    """The month that a day lies in."""
    return day.replace(day=1)


def month_after(day: date) -> date:
    """The month after the one that a day lies in (确认当月的次月)."""
    return Month.of(day).next().first_day()


def months_on(month: date, count: int) -> date:
    """`count` months later, or earlier when it is negative."""
    return Month.of(month).add(count).first_day()


def spoken_month(month: date) -> str:
    """2022年4月."""
    return f"{month.year}年{month.month}月"
