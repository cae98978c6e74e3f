"""经手：taking an award up — lock it, hold the post over its place, be nobody's relative, be of the level that decides."""

from uuid import UUID

from doudi.casework.awards.models import Award
from doudi.casework.awards.months import first_of, spoken_month
from doudi.casework.cases.desk import refuse_own
from doudi.casework.confirmation.deciding import DECIDERS, WrongLevel
from doudi.casework.confirmation.procedure import power_at
from doudi.records.access import Act, require
from doudi.records.areas.queries import township_of
from doudi.records.refusals import NotFound, Refusal, SamePerson, WrongPost


class NotRunning(Refusal):
    """待遇不在享：the award was annulled or has ended; nothing more is changed on it."""


class StaleAward(Refusal):
    """页面已过时：somebody has written other terms since this form was opened."""


def take_award(which: UUID, *posts: str, expected: int | None = None, by: Act) -> Award:
    """The locked award in scope. `expected` is the number of terms that the officer's page showed. NotFound, WrongPost,
    OwnCase, OwnRelative, StaleAward.
    """
    rows = Award.objects.seen_by(by.scope).select_for_update(of=("self",)).select_related("household")
    held: Award | None = rows.filter(pk=which).first()
    if held is None:
        raise NotFound
    require(by, *posts, at=held.area_id)
    refuse_own(held.household, by)
    if expected is not None and held.terms.count() != expected:
        raise StaleAward(f"{held}在您打开页面以后有了新的变动：请刷新后看清再办。")
    return held


def take_to_decide(which: UUID, *, expected: int | None = None, by: Act) -> Award:
    """The locked award for a decision on it: by the level that the place names for its scheme today. WrongLevel."""
    held = take_award(which, *DECIDERS.values(), expected=expected, by=by)
    holding = power_at(township_of(held.area_id, by.day), held.scheme, by.day)
    post = DECIDERS[holding.level]
    if not by.scope.holds(post, at=held.area_id):
        raise WrongLevel(
            f"这一类别由{holding.level.label}决定（{holding.authorised_by}），不由您的岗位决定。"
        )
    require(by, post, at=held.area_id)
    if by.scope.natural_person is None:
        raise WrongPost("待遇变动须由本人账号办理。")
    return held


def refuse_ended(held: Award, by: Act) -> None:
    """Raise NotRunning unless the award runs in the month of the act or later."""
    if held.annulled:
        raise NotRunning(f"{held}已撤销（{held.annulled_because}），不能再变动。")
    if held.until_month is not None and held.until_month <= first_of(by.day):
        raise NotRunning(f"{held}已自{spoken_month(held.until_month)}起停止，不能再变动。")


def refuse_same(person: UUID | None, by: Act, sentence: str) -> None:
    """Raise SamePerson when the actor is the one who prepared what is decided."""
    if person is not None and person == by.scope.natural_person:
        raise SamePerson(sentence)
