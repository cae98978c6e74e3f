"""救济途径：the periods of 行政复议 and 行政诉讼 on a day, and their last days once a paper is served."""

from dataclasses import dataclass
from datetime import date

from doudi.policy.days import Calendar, is_announced, load_calendar, months_after, natural_days, roll_forward
from doudi.policy.values import Place, read_value
from doudi.records.refusals import Refusal


class NoRemedyPeriod(Refusal):
    """没有救济期限的数值：a decision may not be served without them."""


@dataclass(frozen=True)
class Remedies:
    """救济期限：`as_fields` goes into the data of D14; `provisional` when a year's calendar is not announced."""

    reconsideration_days: int
    litigation_months: int
    served_on: date | None
    reconsider_by: date | None
    litigate_by: date | None
    provisional: bool

    def as_fields(self) -> dict[str, object]:
        told = {
            "reconsideration_days": self.reconsideration_days,
            "litigation_months": self.litigation_months,
            "served_on": self.served_on,
            "reconsider_by": self.reconsider_by,
            "litigate_by": self.litigate_by,
        }
        return {name: value for name, value in told.items() if value is not None}


def remedies(
    place: Place, decided_on: date, served_on: date | None = None, calendar: Calendar | None = None
) -> Remedies:
    """The periods in force on the day of the decision, counted from service; the day of service is not counted.

    A last day that is a day of rest moves to the next working day (民法典 第二百零三条). Raises NoRemedyPeriod.
    """
    value = read_value(place, "relief_deadlines", decided_on)
    if value is None:
        raise NoRemedyPeriod("没有查到这一天有效的行政复议、行政诉讼期限，请先补上数值再出告知书。")
    days, months = int(value.keys["reconsideration_days"]), int(value.keys["litigation_months"])
    if served_on is None:
        return Remedies(days, months, None, None, None, False)
    known = calendar or load_calendar()
    reconsider_by = natural_days(served_on, days, known)
    litigate_by = roll_forward(months_after(served_on, months), known)
    announced = is_announced(reconsider_by, known) and is_announced(litigate_by, known)
    return Remedies(days, months, served_on, reconsider_by, litigate_by, not announced)
