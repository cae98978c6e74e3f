"""演示装载：what a demonstration has before its first page, and the rest as a job that anybody sees on the pages.

Everything goes through `actions`. Killed in the middle and started again it goes on, and nothing is doubled.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import islice
from typing import Any
from uuid import uuid5

from doudi.config.demo_county import Drawn, county
from doudi.config.demo_desk import act, area, township_of, township_opened
from doudi.config.demo_helping import helping_units
from doudi.config.demo_living import living_units
from doudi.config.demo_money import county_units, paying_units
from doudi.config.demo_officers import EXAMPLE, TOWNSHIPS, first_cast, settle_officers
from doudi.config.demo_plan import courses
from doudi.config.demo_scenarios import scenario_units
from doudi.config.demo_settling import settling_units
from doudi.config.demo_steps import stages_of
from doudi.config.demo_units import HERE, HOUSE, KIND, Unit, played
from doudi.records.access import Act, acting_as
from doudi.records.areas.queries import district_of
from doudi.records.audit.commands import once
from doudi.records.jobs.actions import ask
from doudi.records.jobs.models import Progress
from doudi.records.jobs.running import Running, house_scope, job
from doudi.records.people.bulk import NewPerson
from doudi.records.people.filing import NewHousehold, file_households

A_FILE = 500  # households registered in one transaction
HOUSEHOLDS = 1500
MOST_CASES = 300
A_CASE_IN = 5  # one case for so many households


def load_first(by: Act) -> list[str]:
    """What the first page needs: officers of both districts, the scenarios of 示例区 on their own dates."""
    settle_officers(first_cast())
    return played([*_townships(EXAMPLE), *scenario_units()], by)


@job("demo.money", title="装载示例区的发放、临时救助、追缴和价格补贴")
def load_money(running: Running) -> None:
    """What 示例区 pays: whoever opens the first page need not wait for it."""
    units = [*paying_units(), *helping_units(), *settling_units(), *living_units()]
    running.whole(len(units))
    running.answer(refused=played(units, running.by, running.step))


def ask_once(households: int, by: Act) -> Progress | None:
    """Put the rest on the list, unless it is there or done. The first day and number hold for ever."""
    house = Act(house_scope(HOUSE), by.at)
    with acting_as(house.scope):
        if Progress.objects.filter(code=load_rest.code, sentence="").exists():
            return None
        ask(job=load_money, arguments={}, by=house)
        return ask(job=load_rest, arguments=settled(households, house), by=house)


def settled(households: int, by: Act) -> dict[str, Any]:
    """How many households the county has and for which day it is drawn, as was settled at the first loading."""
    house = Act(house_scope(HOUSE), by.at)
    told = {"households": households, "day": by.day.isoformat()}
    return once(command=uuid5(HERE, "county"), kind=f"{KIND}.county", body={}, do=lambda: told, by=house)


@job("demo.load", title="装载清河区的演示数据")
def load_rest(running: Running, *, households: int, day: str) -> None:
    """The other officers, cases stage by stage, then the households without a case."""
    settle_officers()
    todo = units_of(households=households, day=day)
    running.whole(len(todo.units))
    refused = played(todo.units, running.by, running.step)
    running.answer(households=households, cases=todo.cases, refused=refused)


@dataclass(frozen=True, slots=True)
class Todo:
    """What is to be loaded, unit by unit, and how many cases there are among it."""

    units: list[Unit]
    cases: int


def units_of(*, households: int, day: str, registering: bool = True) -> Todo:
    """Everything of a county; without `registering` only what has to do with its cases."""
    today = date.fromisoformat(day)
    drawn = list(county(households, today))
    planned = courses(drawn, min(max(households // A_CASE_IN, 1), MOST_CASES), today)
    with_case = {each.drawn.number for each in planned}
    rest = [each for each in drawn if each.number not in with_case] if registering else []
    return Todo(
        [*_townships(), *stages_of(planned), *county_units(today), *_files(rest, today)], len(planned)
    )


def _townships(district: str = "") -> Iterator[Unit]:
    for township in TOWNSHIPS:
        if not district or township.district == district:
            yield f"township {township.stem}", partial(township_opened, township)


def _files(rest: Sequence[Drawn], today: date) -> Iterator[Unit]:
    """Households without a case, some of one township at a time."""
    queues: dict[str, list[Drawn]] = {}
    for each in rest:
        queues.setdefault(township_of(each.family.village).stem, []).append(each)
    for stem, queue in queues.items():
        waiting = iter(queue)
        while some := list(islice(waiting, A_FILE)):
            yield f"file {some[0].number}", partial(_filed, stem, some, today)


def _filed(stem: str, some: Sequence[Drawn], today: date) -> dict[str, Any]:
    """建档 of some households by the township's clerk."""
    by = act(stem, today)
    households = [
        NewHousehold(
            area(each.family.village).pk,
            each.family.address,
            [
                NewPerson(
                    new.name, new.id_number, "本人" if place == 0 else new.relation, None, new.male, new.born
                )
                for place, new in enumerate(each.family.newcomers.values())
            ],
        )
        for each in some
    ]
    district = district_of(households[0].area, today)
    with acting_as(by.scope):
        file_households(district=district, households=households, since=today, why="演示装载", by=by)
    return {"households": len(some)}
