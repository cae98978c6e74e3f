"""办户的变动：people into their new household, its file opened, every award ended, shared or gone on with from one month.

What an old award stops paying is what the new one pays from the same month: no month twice, none lost. The same code
tries a proposal (and is taken back) and carries a decision out, so that what was shown is what happens.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from doudi.casework.assessment.models import Assessment
from doudi.casework.awards.models import Award
from doudi.casework.awards.months import month_after
from doudi.casework.cases.models import Case
from doudi.casework.regrouping.filing import Said, new_file, said_now, told_and_read
from doudi.casework.regrouping.models import Kind, Regrouping
from doudi.casework.regrouping.plans import Plan, read_plan
from doudi.casework.regrouping.shares import part_of, together, with_owing
from doudi.casework.regrouping.sharing import Passed, Target, continue_awards, held_by
from doudi.records.access import Act
from doudi.records.people.models import Household, Person, Supporter
from doudi.records.people.rehousing import close_home, leave_home, locked_home, new_home, owes_support
from doudi.records.refusals import BadInput, Refusal


class NoFile(Refusal):
    """没有办件可以承接：what the award rests on is not on file; it is assessed by a re-check first."""


@dataclass(frozen=True, slots=True)
class Carried:
    """办成的结果: the new household with its file, and what became of every award."""

    household: Household
    case: Case | None
    from_month: date
    passed: Sequence[Passed]


def carry_out(change: Regrouping, by: Act) -> Carried:
    """Everything that the change does, today. Both places are within the act's reach; nothing is recorded here."""
    plan, month = read_plan(change.plan), month_after(by.day)
    numbers = [change.household_id] + ([change.other_id] if change.other_id else [])
    locked = {each: locked_home(each) for each in sorted(numbers)}
    homes = [locked[each] for each in numbers]
    awards = {home.pk: held_by(home, month) for home in homes}
    files = [_file(awards[home.pk]) for home in homes]
    said = _said(files, by)
    for home in homes:
        leave_home(home, plan.going, by.day, change.kind_title)
        if change.kind != Kind.SPLIT:
            close_home(home, by.day)
    new, people = new_home(change.to_area_id, _in_order(plan), plan.address, by.day)
    old = next((each for each in files if each is not None), None)
    if said is None or old is None:
        return Carried(new, None, month, ())
    told = _part(said, plan.going, UUID(plan.head), plan, people)
    case, assessment = new_file(new, people[UUID(plan.head)], old, told, change.kind_title, by)
    target = Target(new, case, assessment, people)
    remains = _remains(homes[0], old, said, plan, by) if change.kind == Kind.SPLIT else None
    every = [each for home in homes for each in awards[home.pk]]
    return Carried(new, case, month, continue_awards(change, every, target, remains, month, by))


def _file(awards: Sequence[Award]) -> Case | None:
    """The case on which the awards rest, the last one opened."""
    if not awards:
        return None
    last = max(awards, key=lambda each: (each.opened_at, each.pk))
    if last.case is None:
        raise NoFile(f"{last}没有办件依据：请先复核、重新核定，再办理户的变动。")
    return last.case


def _said(files: Sequence[Case | None], by: Act) -> Said | None:
    """What counts for everybody concerned, before anybody leaves; None where nothing is held."""
    told = [said_now(case, by) for case in files if case is not None]
    if not told:
        return None
    if len(told) < len(files):
        raise BadInput("并户的两户中有一户没有在享的待遇：请按成员入户办理，重新核定后增加保障对象。")
    first, *more = told
    for second in more:
        facts, names = together(first.facts, second.facts)
        first = Said(
            facts,
            {**first.members, **{names[short]: each for short, each in second.members.items()}},
            {**first.supporters, **{names[short]: each for short, each in second.supporters.items()}},
        )
    return _without_housemates(first)


def _without_housemates(said: Said) -> Said:
    """Who supported from outside and now lives in the same household supports no longer from outside."""
    numbers = [each.id_number for each in said.members.values() if each.id_number is not None]
    here = {short for short, each in said.supporters.items() if each.id_number in numbers}
    if not here:
        return said
    rows = [row for row in said.facts["supporters"] if str(row["id"]) not in here]
    kept = {short: each for short, each in said.supporters.items() if short not in here}
    return Said({**said.facts, "supporters": rows}, said.members, kept)


def _in_order(plan: Plan) -> dict[Person, str]:
    """The people of the new household, its head first."""
    found = Person.objects.in_bulk(list(plan.going))
    if len(found) != len(plan.people):
        raise BadInput("有人不在档案里：请核对成员后再办。")
    order = sorted(plan.people, key=lambda each: (each != plan.head, each))
    return {found[UUID(each)]: plan.people[each] for each in order}


def _part(
    said: Said, who: frozenset[UUID], head: UUID, plan: Plan | None, people: Mapping[UUID, Person]
) -> Said:
    """What these people say of themselves, standing as they are kept now."""
    shorts = said.among(who)
    facts = part_of(said.facts, shorts, said.short(head), plan.assets if plan else None)
    owing = {str(row["id"]) for row in facts.get("supporters") or ()}
    kept = Supporter.objects.in_bulk([said.supporters[short].pk for short in owing])
    return Said(
        facts,
        {short: people[said.members[short].pk] for short in shorts},
        {short: kept[said.supporters[short].pk] for short in owing},
    )


def _remains(home: Household, case: Case, said: Said, plan: Plan, by: Act) -> Target:
    """Who stays: their case told anew, with whoever left and owes them support from now on."""
    people = {each.pk: each for each in said.members.values() if each.pk not in plan.going}
    told = _part(said, frozenset(people), home.head_id, None, people)
    rows, supporters = [], dict(told.supporters)
    for number, owing in enumerate(plan.owing, 1):
        who = next(each for each in said.members.values() if str(each.pk) == owing.who)
        short = f"left{number}"
        supports = [said.short(UUID(each)) for each in owing.supports]
        supporters[short] = owes_support(people[UUID(owing.supports[0])], who, owing.relation, by.day)
        means = {"family_size": owing.family_size, "family_income_monthly": owing.family_income_monthly}
        known = {name: value for name, value in means.items() if value is not None}
        rows.append({"id": short, "supports": supports, **known})
    told = Said(with_owing(told.facts, rows) if rows else told.facts, told.members, supporters)
    assessment: Assessment = told_and_read(case, told, "分户后留下的成员", by)
    return Target(home, case, assessment, people)
