"""预览：what confirming a case today would open and end, before anybody confirms it. Writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from doudi.casework.awards.classes import class_of, next_review
from doudi.casework.awards.models import Award, AwardPerson, ReviewClass, Scheme
from doudi.casework.awards.months import month_after
from doudi.casework.awards.opening import Held, drafts, held_from
from doudi.casework.awards.reckoning import Reckoned, read, reckon
from doudi.casework.cases.models import Case
from doudi.casework.cases.places import place_of
from doudi.casework.confirmation.deciding import standing_resolution
from doudi.casework.confirmation.grounds import grounds
from doudi.casework.confirmation.models import Outcome, Resolution
from doudi.records.access import Act
from doudi.records.people.models import Household, Person
from doudi.records.people.queries import members_on, not_over_by


@dataclass(frozen=True, slots=True)
class WouldOpen:
    """将开立的一项: whom it covers, from which month, for how much, when it is looked at again."""

    scheme: Scheme
    people: Sequence[Person]
    first_month: date
    reckoned: Reckoned
    review_class: ReviewClass
    next_review: date

    @property
    def names(self) -> str:
        return "、".join(person.name for person in self.people)


@dataclass(frozen=True, slots=True)
class Preview:
    """确认前的样子: what would be opened, what of this household gives way, what stands in the way elsewhere."""

    resolution: Resolution
    opens: Sequence[WouldOpen]
    gives_way: Sequence[Award]
    elsewhere: Sequence[Held]
    members: Sequence[Person]


def preview(case: Case, by: Act) -> Preview | None:
    """What confirming this case today would do; None where the panel did not resolve to grant."""
    resolution = standing_resolution(case)
    if resolution.outcome != Outcome.GRANT:
        return None
    household = Household.objects.get(pk=case.household_id)
    assessment = resolution.proposal.assessment
    frozen, first = read(assessment), month_after(by.day)
    place, opens = place_of(household.area_id, by.day), []
    persons = grounds(case, assessment, resolution.outcome).persons
    for draft in drafts(Scheme(resolution.scheme), persons, case, household):
        covered = frozenset(person.pk for person in draft.people)
        own = class_of(frozen)
        opens.append(
            WouldOpen(
                draft.scheme,
                draft.people,
                first,
                reckon(draft.scheme, frozen, covered, place, first, max(by.day, first)),
                own,
                next_review(household.area_id, own, by.day),
            )
        )
    everybody = [person.pk for each in opens for person in each.people]
    here = AwardPerson.objects.filter(
        not_over_by(first), award__household=household, person_id__in=everybody, void=False
    )
    own_awards = {row.award_id: row.award for row in here.select_related("award")}
    own_people = {row.person_id for row in here}
    elsewhere = [held for held in held_from(everybody, first) if held.person not in own_people]
    members = [row.person for row in members_on(household, by.day, by)]
    return Preview(resolution, opens, list(own_awards.values()), elsewhere, members)
