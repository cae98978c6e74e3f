"""月份的写法：a month in an address or a field, `2022-07`; typed as 202207 or 2022年7月 it is read as well."""

from __future__ import annotations

import re
from datetime import date

from django.utils.translation import gettext

from doudi.casework.awards.months import first_of
from doudi.policy.days import BadMonth, Month
from doudi.records.refusals import BadInput

_TYPED = re.compile(r"^(\d{4})[年./-]?(\d{1,2})月?$")


def read_month(text: str) -> date:
    """The first day of a month that was typed. BadInput says how to write it."""
    found = _TYPED.match(text.strip())
    try:
        return (
            Month(int(found[1]), int(found[2])).first_day()
            if found and 1900 <= int(found[1]) <= 2999
            else _refuse()
        )
    except BadMonth:
        return _refuse()


def month_of(text: str | None, today: date) -> date:
    """The month asked for, or this one where it is blank or cannot be read."""
    try:
        return read_month(text) if text else first_of(today)
    except BadInput:
        return first_of(today)


def written(month: date) -> str:
    """2022-07."""
    return f"{month:%Y-%m}"


def _refuse() -> date:
    raise BadInput(gettext("月份要写成 2022-07 的样子。"))
