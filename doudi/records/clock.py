"""时钟：the one place that reads the machine's time. Everything else takes its day from an `Act`."""

from datetime import UTC, date, datetime
from time import time_ns
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

CHINA = ZoneInfo("Asia/Shanghai")


def machine_now() -> datetime:
    """The machine's own moment in UTC, whatever day a demonstration pretends. For audit lines and locks only."""
    return datetime.now(UTC)


def machine_ns() -> int:
    """The same moment as nanoseconds since 1970, for numbers that grow with time."""
    return time_ns()


def business_now(pretended: date | None = None) -> datetime:
    """The moment at which business happens: the machine's, or its hour on a pretended day — the one told, else the
    one that DOUDI_CLOCK names. Production knows no pretended day.
    """
    moment = machine_now()
    day = pretended or settings.CLOCK_DAY
    if day is None:
        return moment
    if settings.PRODUCTION:
        raise ImproperlyConfigured("正式环境不能改日期：请去掉 DOUDI_CLOCK 后重新启动。")
    return datetime.combine(day, moment.astimezone(CHINA).timetz()).astimezone(UTC)


def china_day(at: datetime) -> date:
    """The calendar day in China of a moment."""
    return at.astimezone(CHINA).date()
