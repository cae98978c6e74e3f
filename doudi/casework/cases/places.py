"""数值地：whose figures hold for a case, and the limits that were in force on a day."""

from datetime import date

from doudi.policy.values import Place, Value, read_value
from doudi.records.figures.queries import NoValues, values_of
from doudi.records.refusals import Refusal


class NotInForce(Refusal):
    """当日没有有效的数值：a figure that the step needs is not in force, and is never guessed."""


def place_of(area: int, on: date, edition: int | None = None) -> Place:
    """The place whose values hold in an area, with what its bureau issued (up to an edition, where one is told).
    NotInForce when its district has none.
    """
    try:
        return values_of(area, on, edition)
    except NoValues as error:
        raise NotInForce(str(error)) from None


def value_on(place: Place, name: str, on: date) -> Value:
    """A dated value in force on a day, or NotInForce."""
    value = read_value(place, name, on)
    if value is None:
        raise NotInForce(f"{place.name}在 {on} 没有有效的“{name}”，请区民政局先发布。")
    return value
