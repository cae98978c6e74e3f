"""城乡统筹：whether a place has become unified by a month, so that the urban standard holds whatever was frozen."""

from datetime import date

from doudi.casework.intake.standard import unified_by_value
from doudi.policy.values import Place
from doudi.records.areas.queries import period_of, standing_of, township_of
from doudi.records.refusals import NotFound


def is_unified(area: int, place: Place, month: date) -> bool:
    """By the place's value, or by the division's own record."""
    if unified_by_value(period_of(township_of(area, month), month), place, month) is not None:
        return True
    try:
        return standing_of(area, month).unified
    except NotFound:  # nobody has said whether the village is urban or rural: what was frozen stays
        return False


def standard_in(area: int, place: Place, month: date, frozen_urban: bool) -> bool:
    """Urban or rural in a month, for an award whose facts were frozen as urban or rural."""
    return frozen_urban or is_unified(area, place, month)
