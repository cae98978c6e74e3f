"""可公示的内容：the one place that says what may be shown of an award. What is not named here cannot be published.

Shown: the name of the grown-up head (or payee), village, scheme, how many persons, the amount where the place says
so, whether a near relative is on file. Numbers, accounts, telephones, illness and the names of children have no field.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from doudi.casework.awards.care import agreed_among
from doudi.casework.awards.models import PAID, Award, TermsReason
from doudi.casework.awards.queries import awards_in_force, due_by, numbers_covered, terms_in
from doudi.casework.intake.models import NearRelativeFiling
from doudi.records.access import Act
from doudi.records.areas.queries import names_on, under
from doudi.records.people.models import Person

NAMELESS = "（不公示姓名）"
OF_AGE_YEARS = 18


@dataclass(frozen=True, slots=True)
class Shown:
    """可公示的一行."""

    award: UUID
    village: int
    village_name: str
    head_name: str
    scheme: str
    persons: int
    amount_fen: int | None
    near_relative: bool


def shown_rows(township: int, month: date, amounts: bool, by: Act) -> list[Shown]:
    """Who receives money in a township in a month, by village and name; who is suspended that month is not shown."""
    rows = awards_in_force(month, by).filter(area_id__in=under([township], by.day), scheme__in=PAID)
    held = list(rows.select_related("head", "payee"))
    terms = terms_in(month, (each.pk for each in held))
    paid = [each for each in held if each.pk in terms and terms[each.pk].reason != TermsReason.SUSPENDED]
    agreed = agreed_among([each.head_id for each in paid], month)
    sums = {each.pk: due_by(each, terms[each.pk], month, each.head_id in agreed).monthly_fen for each in paid}
    return sorted(
        _shown(paid, sums if amounts else {}, month, by),
        key=lambda each: (each.village, each.head_name, each.award),
    )


def _shown(paid: Sequence[Award], sums: Mapping[UUID, int], month: date, by: Act) -> Iterator[Shown]:
    persons = numbers_covered(month, (each.pk for each in paid), by)
    villages = names_on({each.area_id for each in paid}, by.day)
    cases = {each.case_id for each in paid}
    filed = set(
        NearRelativeFiling.objects.seen_by(by.scope).filter(case__in=cases).values_list("case_id", flat=True)
    )
    for each in paid:
        if persons.get(each.pk):
            yield Shown(
                award=each.pk,
                village=each.area_id,
                village_name=villages.get(each.area_id, ""),
                head_name=name_shown(each, month),
                scheme=each.scheme,
                persons=persons[each.pk],
                amount_fen=sums.get(each.pk),
                near_relative=each.case_id in filed,
            )


def name_shown(award: Award, on: date) -> str:
    """The head where known to be grown up, else the payee, else nobody: a child's name is never shown."""
    if _grown_up(award.head, on):
        return award.head_name
    return award.payee.name if _grown_up(award.payee, on) else NAMELESS


def is_child(born: date | None, on: date) -> bool:
    """Not known to be of age on a day: an unknown birth is no proof of it."""
    return born is None or (born.year + OF_AGE_YEARS, born.month, born.day) > (on.year, on.month, on.day)


def _grown_up(person: Person, on: date) -> bool:
    return not is_child(person.born, on)
