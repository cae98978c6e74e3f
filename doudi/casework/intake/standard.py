"""适用标准：urban or rural, reckoned from the township's unified state and the registration of that day.

Nobody picks it by hand; the reason is kept with the application.
"""

from dataclasses import dataclass
from datetime import date

from doudi.casework.cases.places import place_of
from doudi.policy.values import Place, read_value
from doudi.records.access import Act
from doudi.records.areas.models import AreaPeriod
from doudi.records.areas.queries import period_of, standing_of, township_of
from doudi.records.people.models import Household, Person
from doudi.records.people.queries import members_on, registration_on

UNIFIED = "unified_townships"
TOWNSHIP_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Standard:
    """适用标准 of a household on a day, with the sentence that says why."""

    urban: bool
    reason: str

    @property
    def word(self) -> str:
        """As the question file says it."""
        return "urban" if self.urban else "rural"


def standard_on(household: Household, applicant: Person, on: date, by: Act) -> Standard:
    """A unified township pays the urban standard to all; else the applicant's registration decides; where none is
    on file, the class of the village. NotFound when nothing at all is known: never a guess.
    """
    township = period_of(township_of(household.area_id, on), on)
    unified = unified_by_value(township, place_of(household.area_id, on), on)
    if unified is not None:
        return unified
    village = standing_of(household.area_id, on)
    if village.unified:
        return Standard(True, village.reason)
    classes = {
        member.person_id: _registered(member.person, on, by) for member in members_on(household, on, by)
    }
    own = classes.get(applicant.pk)
    if own is None:
        return Standard(village.urban, f"{applicant.name}没有户口登记，按居住地：{village.reason}")
    mixed = any(other is not None and other.urban != own.urban for other in classes.values())
    note = "户内成员户籍类别不一致，以申请人户籍为准。" if mixed else ""
    return Standard(own.urban, own.reason + note)


def unified_by_value(township: AreaPeriod, place: Place, on: date) -> Standard | None:
    """Where the place's value names a township as unified: the urban standard, and why."""
    value = read_value(place, UNIFIED, on)
    if value is None or not {township.code, township.code[:TOWNSHIP_DIGITS]} & set(value.keys["codes"]):
        return None
    return Standard(True, f"{township.name}自 {value.since} 起城乡统筹（{value.basis}），执行城镇标准。")


def _registered(person: Person, on: date, by: Act) -> Standard | None:
    held = registration_on(person, on, by)
    if held is None:
        return None
    if held.urban is not None:
        told = "城镇" if held.urban else "农村"
        return Standard(held.urban, f"{person.name}户籍自 {held.since} 起登记为{told}（{held.document}）。")
    if held.place_id is None:
        return None
    there = standing_of(held.place_id, on)
    return Standard(there.urban, f"{person.name}户籍自 {held.since} 起在{there.reason}")
