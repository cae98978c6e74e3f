"""渐退期：whether grace is granted for a cause, for how many months, and its cancellation when income falls again."""

from dataclasses import dataclass
from datetime import date

from doudi.casework.awards.models import Award, AwardPerson, AwardTerms
from doudi.casework.awards.months import months_on
from doudi.casework.awards.reckoning import read
from doudi.casework.cases.places import place_of
from doudi.casework.changes.models import Change, Grace
from doudi.casework.changes.reasons import reasons
from doudi.policy.asks.grace_period import answer
from doudi.policy.days import Month
from doudi.policy.question import BadInput as BadQuestion
from doudi.policy.question import Question, yuan
from doudi.policy.values import BUILT_IN, BadValue
from doudi.records.access import Act
from doudi.records.refusals import BadInput


@dataclass(frozen=True, slots=True)
class Granted:
    """应给予的渐退期: months, first and last, the amount, the day to remind, the month in which it stops."""

    months: int
    first_month: date
    last_month: date
    monthly_fen: int
    remind_on: date
    warnings: tuple[str, ...]

    @property
    def stop_from(self) -> date:
        return months_on(self.last_month, 1)


def granted_for(change: Change, award: Award, held: AwardTerms, on: date) -> Granted | None:
    """What the place's value grants for this cause when it is decided on a day; None when it grants nothing."""
    cause = reasons()[change.reason].grace
    if not cause or change.assessment is None:
        return None
    place = place_of(award.area_id, on)
    after = read(change.assessment)
    facts = {
        "standard": "urban" if held.urban else "rural",
        "persons": held.persons,
        "countable_income_before": _yuan(held.income_parts, held.income_per_fen),
        "countable_income_after": _yuan(after.income.numerator, after.income.denominator),
        "decided_on": on.isoformat(),
        "reason": cause,
    }
    asked = Question("渐退期", "grace_period", on, place.code, on, facts, None, BUILT_IN, place)
    try:
        told = answer(asked)
    except (BadQuestion, BadValue) as error:
        raise BadInput(str(error)) from error
    if not told["granted"]:
        return None
    return Granted(
        told["months"],
        Month.parse(told["from"]).first_day(),
        Month.parse(told["to"]).first_day(),
        held.monthly_fen,
        date.fromisoformat(told["remind_on"]),
        tuple(told["warnings"]),
    )


def grant(change: Change, award: Award, held: AwardTerms, by: Act) -> Granted:
    """Write the months of grace. BadInput where the place grants none."""
    granted = granted_for(change, award, held, by.day)
    if granted is None:
        raise BadInput("按当地的规定，这个原因不给予渐退期：请按停止办理。")
    Grace.objects.create(
        award=award,
        area_id=award.area_id,
        change=change,
        first_month=granted.first_month,
        last_month=granted.last_month,
        months=granted.months,
        monthly_fen=granted.monthly_fen,
        remind_on=granted.remind_on,
        warning="".join(granted.warnings),
    )
    return granted


def running(award: Award, month: date) -> Grace | None:
    """The grace of an award that has not run out before a month, was not cancelled, nor ended with the award."""
    rows = Grace.objects.filter(award=award, cancelled_from__isnull=True, last_month__gte=month)
    return rows.filter(award__until_month__gt=month).first()


def cancel(award: Award, change: Change, month: date) -> bool:
    """Income fell again: the months of grace end, and the award goes on without an end."""
    grace = running(award, month)
    if grace is None:
        return False
    grace.cancelled_from, grace.cancelled_by = month, change
    grace.save(update_fields=["cancelled_from", "cancelled_by"])
    AwardPerson.objects.filter(award=award, until=award.until_month, void=False).update(until=None)
    award.until_month, award.end_reason, award.end_clause, award.end_why = None, "", "", ""
    award.save(update_fields=["until_month", "end_reason", "end_clause", "end_why"])
    return True


def _yuan(parts: int, per_fen: int) -> str:
    """To the fen: the bands are shares of the standard, and no cent of income turns one."""
    return yuan((2 * parts + per_fen) // (2 * per_fen))
