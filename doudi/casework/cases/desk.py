"""经手：taking a case up — lock it, hold the post, be nobody's relative; and the reach of the counter that took it in."""

from dataclasses import replace
from uuid import UUID

from doudi.casework.cases.models import Case
from doudi.casework.cases.stages import locked
from doudi.records.access import Act, Duty, acting_as, require
from doudi.records.areas.queries import district_of, under
from doudi.records.people.models import Household
from doudi.records.people.queries import members_on, related_members
from doudi.records.refusals import Refusal, WrongPost
from doudi.records.staff.models import NaturalPerson

CLERKS = ("township_clerk", "district_clerk")


class OwnCase(Refusal):
    """本人的件：nobody handles the application of the own household."""


class OwnRelative(Refusal):
    """须回避：a near relative of the officer is in the household (联审联确认、近亲属备案)."""


class AnotherDistrict(Refusal):
    """不是本区的户：applications are taken in anywhere in one district, not across districts."""


def take_up(case: UUID, *posts: str, expected: int | None = None, by: Act) -> tuple[Case, Act]:
    """The locked case and the act under which its household is read. NotFound, StaleForm, WrongPost, OwnCase,
    OwnRelative.
    """
    held = locked(case, by, expected)
    require(by, *posts, at=held.area_id)
    wide = at_the_counter(at=held.area_id, responsible=held.responsible_id, by=by)
    with acting_as(wide.scope):
        refuse_own(held.household, wide)
    return held, wide


def person_of(by: Act) -> UUID:
    """The natural person who acts, where a job without one may not. WrongPost."""
    if by.scope.natural_person is None:
        raise WrongPost("这一步须由有岗位的人办理，不能由后台作业办理。")
    return by.scope.natural_person


def at_the_counter(*, at: int, responsible: int, by: Act) -> Act:
    """就近受理：while a case lies with the township that took it in, its officer's act reaches the people of the
    responsible township, for the length of the action and never for a list. The audit lines name the officer.
    """
    covered = under([responsible], by.day)
    if covered <= by.scope.areas:
        return by
    if district_of(at, by.day) != district_of(responsible, by.day):
        raise AnotherDistrict("这户不属于本区，不能在这里受理：请引导到其所在县区申请。")
    duties = (*by.scope.duties, Duty("township_clerk", covered))
    return Act(replace(by.scope, areas=by.scope.areas | covered, duties=duties), by.at)


def refuse_own(household: Household, by: Act, who: NaturalPerson | None = None) -> None:
    """Raise OwnCase or OwnRelative when the officer, or a declared near relative, lives in the household; `who` is
    another than the officer who acts.
    """
    if who is None and by.scope.natural_person is None:
        return
    who = who or NaturalPerson.objects.get(pk=by.scope.natural_person or "")
    number = who.id_number
    if any(member.person.id_number == number for member in members_on(household, by.day, by)):
        raise OwnCase("这是您自己家的申请，不能由您经办：请由他人或区民政局办理。")
    related = related_members(household, who.pk, by.day, by)
    if related:
        raise OwnRelative(f"您申报过近亲属{'、'.join(related)}，这户须回避：请由他人或区民政局办理。")
