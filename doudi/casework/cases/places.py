"""数值地：whose figures hold for a case, and the limits that were in force on a day."""

from datetime import date

from doudi.policy.values import BUILT_IN, BadValue, Place, Value, find_place, read_value
from doudi.records.areas.queries import district_of, period_of
from doudi.records.refusals import Refusal

CODE_DIGITS = 6
# A district's figures lie in the folder of its six-digit code; the invented district has the example's.
FOLDERS = {"990204": "example"}


class NotInForce(Refusal):
    """当日没有有效的数值：a figure that the step needs is not in force, and is never guessed."""


def place_of(area: int, on: date) -> Place:
    """The place whose values hold in an area. NotInForce when its district has none."""
    district = period_of(district_of(area, on), on)
    code = district.code[:CODE_DIGITS]
    try:
        return find_place(FOLDERS.get(code, code), BUILT_IN)
    except BadValue:
        raise NotInForce(f"还没有{district.name}的政策数值，请区民政局先发布。") from None


def value_on(place: Place, name: str, on: date) -> Value:
    """A dated value in force on a day, or NotInForce."""
    value = read_value(place, name, on)
    if value is None:
        raise NotInForce(f"{place.name}在 {on} 没有有效的“{name}”，请区民政局先发布。")
    return value
