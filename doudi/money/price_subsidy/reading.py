"""测算：what an index means by the law on its day, and who would get it — read anew, never kept before it is decided."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from doudi.casework.awards.models import Award, AwardPerson, Scheme
from doudi.casework.awards.queries import awards_in_force, terms_in
from doudi.casework.cases.places import place_of
from doudi.money.price_subsidy.models import PriceIndex
from doudi.policy.asks.figures_asked import Asked
from doudi.policy.asks.price_subsidy import PRICE
from doudi.policy.asks.price_subsidy import answer as answered
from doudi.policy.days import add_working_days
from doudi.policy.question import BadInput as BadQuestion
from doudi.policy.question import Question
from doudi.policy.values import BadValue
from doudi.records.access import Act
from doudi.records.areas.queries import under
from doudi.records.figures.queries import working_calendar
from doudi.records.people.queries import held_on
from doudi.records.refusals import BadInput

# Of what a person holds, the award that pays him counts first; 单人保 is a 低保 of one person.
GROUPS = {
    Scheme.TEKUN: "tekun",
    Scheme.DIBAO: "dibao",
    Scheme.SINGLE_PERSON: "dibao",
    Scheme.MARGIN: "margin",
}
TITLES = {"tekun": "特困人员", "dibao": "最低生活保障对象", "margin": "低保边缘家庭成员"}


@dataclass(frozen=True, slots=True)
class Counted:
    """一个人: counted once, by this award."""

    person: UUID
    name: str
    award: Award
    group: str
    urban: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """测算结果 of an index."""

    triggered: bool
    because: str
    basis: str
    pay_by: date | None
    provisional: bool
    rural_fen: int
    urban_fen: int
    recipients: Sequence[Counted]

    @property
    def total_fen(self) -> int:
        return sum(self.fen_of(each) for each in self.recipients)

    def fen_of(self, each: Counted) -> int:
        return self.urban_fen if each.urban else self.rural_fen

    def by_group(self) -> dict[str, int]:
        """对象类别 → how many, each person once."""
        counted = Counter(TITLES[each.group] for each in self.recipients)
        return {title: counted[title] for title in TITLES.values() if counted[title]}

    def by_area(self) -> dict[bool, int]:
        """Urban or not → how many."""
        return Counter(each.urban for each in self.recipients)


def read_index(index: PriceIndex, by: Act) -> Reading:
    """The law's answer for an index on the day of the act, with everybody who held a scheme in its month."""
    people = counted_in(index.area_id, index.month, by)
    place = place_of(index.area_id, by.day)
    asked = Question("价格临时补贴", "price_subsidy", by.day, place.code, by.day, _facts(index, people, by),
                     None, Path(), place)  # fmt: skip
    try:
        told = answered(asked)
        used = Asked(asked, [])
        terms = used.value("price_subsidy", PRICE, index_month=f"{index.month:%Y-%m}")
    except (BadQuestion, BadValue) as error:
        raise BadInput(str(error)) from error
    amounts = {area: int(told["amounts"][area].replace(".", "")) for area in ("rural", "urban")}
    within = add_working_days(
        index.released_on, int(terms["pay_within_working_days"]), [], working_calendar()
    )
    triggered = bool(told["triggered"])
    return Reading(
        triggered,
        told["because"],
        used.used[0].basis,
        within.on if triggered else None,
        within.provisional,
        amounts["rural"],
        amounts["urban"],
        [each for each in people if each.group in terms["groups"]] if triggered else [],
    )


def counted_in(district: int, month: date, by: Act) -> list[Counted]:
    """Everybody of a district who held a scheme in a month, each once (一人一份), in the order of households."""
    order = list(GROUPS)
    awards = {
        award.pk: award
        for award in awards_in_force(month, by)
        .filter(scheme__in=GROUPS, area_id__in=under([district], by.day))
        .select_related("payee")
    }
    terms = terms_in(month, awards)
    rows = AwardPerson.objects.filter(held_on(month), award_id__in=awards, void=False)
    rows = rows.exclude(person__died__lt=month)
    found: dict[UUID, Counted] = {}
    for row in sorted(rows, key=lambda row: (order.index(Scheme(awards[row.award_id].scheme)), row.name)):
        award = awards[row.award_id]
        held = terms.get(award.pk)
        if held is not None and row.person_id not in found:
            group = GROUPS[Scheme(award.scheme)]
            found[row.person_id] = Counted(row.person_id, row.name, award, group, held.urban)
    return sorted(
        found.values(), key=lambda each: (each.award.area_id, each.award.head_name, str(each.award.pk))
    )


def _facts(index: PriceIndex, people: Sequence[Counted], by: Act) -> dict[str, Any]:
    return {
        "index_month": f"{index.month:%Y-%m}",
        "cpi_percent": f"{index.cpi_percent.normalize():f}",
        "food_percent": f"{index.food_percent.normalize():f}",
        "released_on": index.released_on.isoformat(),
        "pay_month": f"{index.released_on:%Y-%m}",
        "persons": [
            {
                "id": str(each.person),
                "standard": "urban" if each.urban else "rural",
                "groups": [each.group],
            }
            for each in people
        ],
    }
