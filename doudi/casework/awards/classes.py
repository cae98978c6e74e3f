"""复核类别：A, B or C by who in the household could work, and when the next re-check is due by it."""

from collections.abc import Iterable
from datetime import date

from doudi.casework.awards.models import ReviewClass
from doudi.casework.awards.reckoning import Frozen
from doudi.casework.cases.places import place_of, value_on
from doudi.policy.days import months_after
from doudi.policy.reckoning import Reckoning
from doudi.policy.unknown import Unknown

CYCLE = "review_cycle"


def class_of(frozen: Frozen) -> ReviewClass:
    """A: nobody able to work. B: whoever is able is ill, at school or caring. C: somebody could take work, or it is
    not known: the closest watch. (民发〔2021〕57号 第三十一条)
    """
    return watch_of(frozen.answer.reckoning, len(frozen.answer.household.members))


def watch_of(reckoning: Reckoning, members: int) -> ReviewClass:
    """The same of a household that was reckoned without an assessment."""
    return watch_over(
        *([reckoning.value(name, each) for each in range(members)] for name in ("able_to_work", "employable"))
    )


def watch_over(able: Iterable[object], free: Iterable[object]) -> ReviewClass:
    """The same from who could work, and who of them is free to."""
    if not any(isinstance(term, Unknown) or term for term in able):
        return ReviewClass.A
    return ReviewClass.C if any(isinstance(term, Unknown) or term for term in free) else ReviewClass.B


def cycle_months(area: int, which: str, on: date) -> int:
    """The months between two re-checks of a class, by the place's value of the day."""
    return int(value_on(place_of(area, on), CYCLE, on).keys[f"{which.lower()}_months"])


def next_review(area: int, which: str, since: date) -> date:
    """The day by which the household is to be looked at again, counted from a confirmation or the last re-check."""
    return months_after(since, cycle_months(area, which, since))


def stricter(own: ReviewClass, asked: str) -> ReviewClass:
    """The closer watch of two; a person may only ask for more than the facts call for."""
    return max(own, ReviewClass(asked)) if asked else own
