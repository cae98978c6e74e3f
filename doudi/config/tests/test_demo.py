"""演示数据：the scenarios come out as their file says; the county is loaded once, however often it is begun."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest

from doudi.casework.awards.models import AwardTerms
from doudi.casework.cases.models import Case, Clock, DueDate, Stage
from doudi.config import demo_desk
from doudi.config.demo_county import Drawn, county
from doudi.config.demo_desk import act
from doudi.config.demo_loading import load_first, load_rest
from doudi.config.demo_officers import QINGHE, TOWNSHIPS, cast, settle_officers
from doudi.config.demo_plan import SHARES, End, courses, working_day_back
from doudi.config.demo_units import answer_of
from doudi.config.tests.town import Town
from doudi.records.access import Act, Scope, act_now, acting_as
from doudi.records.audit.models import Command
from doudi.records.jobs.actions import ask
from doudi.records.jobs.models import Progress
from doudi.records.jobs.running import Running, Stopped, house_scope, stopping
from doudi.records.people.models import Household, Person
from doudi.records.staff.models import Officer, Posting

TODAY = date(2026, 11, 25)
# case → last day of the clock, what was granted, first month, fen a month from then on
OUTCOMES = {
    "S01": (date(2022, 4, 2), "dibao", date(2022, 4, 1), 73_400),
    "S02": (date(2022, 5, 6), "dibao", date(2022, 5, 1), 8_000),
    "S03": (date(2022, 5, 17), "single_person", date(2022, 6, 1), 27_000),
    "S05": (date(2022, 2, 24), "dibao", date(2022, 3, 1), 61_700),
    "S07": (date(2022, 6, 1), "", None, 0),
    "S08": (date(2022, 6, 7), "dibao", date(2022, 6, 1), 34_200),
    "S10": (date(2022, 6, 14), "tekun", date(2022, 7, 1), 85_400),
}


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Each test has its own officers; what was remembered of the last one's goes."""
    for known in (demo_desk._scope, demo_desk.area):
        known.cache_clear()
    yield
    stopping.clear()


def house() -> Act:
    return act_now(Scope("演示装配"))


@pytest.mark.django_db
def test_the_scenarios_come_out_with_the_days_and_amounts_of_their_file(town: Town) -> None:
    assert load_first(house()) == []
    with acting_as(act("qus", TODAY).scope):
        for number, (last_day, granted, first, monthly) in OUTCOMES.items():
            case = Case.objects.get(pk=answer_of(f"scenario {number}")["case"])
            due = DueDate.objects.get(case=case, clock=Clock.CONFIRM)
            terms = [each for each in AwardTerms.objects.filter(award__case=case) if each.monthly_fen]
            assert (number, due.on, case.scheme) == (number, last_day, granted)
            assert case.stage == (Stage.GRANTED if granted else Stage.DECLINED)
            assert [(each.from_month, each.monthly_fen) for each in terms] == (
                [(first, monthly)] if granted else []
            )
    before = Command.objects.count()
    assert load_first(house()) == [] and Command.objects.count() == before


@pytest.mark.django_db
def test_every_township_has_officers_of_every_role(town: Town) -> None:
    settle_officers()
    held = Counter(Posting.objects.filter(document="演示任命").values_list("post_id", flat=True))
    for post in (
        "township_clerk",
        "township_decider",
        "township_reviewer",
        "township_cashier",
        "village_worker",
    ):
        assert held[post] == len(TOWNSHIPS) * (2 if post == "township_clerk" else 1)
    assert held["panel_member"] == 5 * len(TOWNSHIPS)
    assert held["auditor"] == held["figures_issuer"] / 2 == held["verification_lead"] == 2
    assert settle_officers() == 0
    assert Officer.objects.filter(username__in=[each.username for each in cast()]).count() == len(cast())


def test_no_two_officers_share_a_name_or_a_username() -> None:
    assert len({each.name for each in cast()}) == len({each.username for each in cast()}) == len(cast())


def test_the_county_is_the_same_people_every_time_and_lies_in_its_townships() -> None:
    one, again = list(county(60, TODAY)), list(county(60, TODAY))
    assert [each.number for each in one] == [each.number for each in again] and len(one) == 60
    assert [each.family.newcomers for each in one] == [each.family.newcomers for each in again]
    here = {each.code[:9] for each in TOWNSHIPS if each.district == QINGHE}
    assert {each.family.village[:9] for each in one} == here


def test_the_plan_fills_every_stage_and_keeps_the_doubtful_early() -> None:
    drawn = list(county(1500, TODAY))
    planned = courses(drawn, 300, TODAY)
    ends = Counter(each.end for each in planned)
    assert ends == {end: share for end, share, _, _ in SHARES} and len(planned) == 300
    assert len({each.drawn.number for each in planned}) == 300
    late = [each for each in planned if each.end in (End.PASSED, End.CLOSED, End.DECIDED)]
    assert all(each.drawn.classification != "unknown" for each in late)
    assert max(each.back for each in planned if each.end == End.PASSED) > 20, "some are overdue"
    assert {each.township.stem for each in planned} == {
        each.stem for each in TOWNSHIPS if each.district == QINGHE
    }


@pytest.mark.parametrize(
    ("back", "on"),
    [(0, date(2026, 10, 9)), (1, date(2026, 10, 8)), (2, date(2026, 9, 30))],
)
def test_working_days_are_counted_back_over_a_holiday(back: int, on: date) -> None:
    assert working_day_back(date(2026, 10, 9), back) == on
    assert working_day_back(date(2026, 10, 11), 0) == date(2026, 10, 10), "made up on a Saturday"


@pytest.mark.django_db
def test_loading_stopped_in_the_middle_goes_on_and_doubles_nothing(town: Town) -> None:
    by = Act(house_scope("演示装配"), act_now(Scope("")).at)
    told = {"households": 20, "day": TODAY.isoformat()}
    progress = ask(job=load_rest, arguments=told, by=by)

    class Halting(Running):
        """Asked to stop after five units."""

        def step(self, done: int) -> None:
            if done == 5:
                stopping.set()
            super().step(done)

    with pytest.raises(Stopped):
        load_whole(Halting(progress.pk, by))
    stopping.clear()
    first = Command.objects.filter(kind="demo.load").count()
    assert first == 5
    load_whole(Running(progress.pk, by))
    progress.refresh_from_db()
    assert progress.done == progress.of and progress.answer["cases"] == 4
    with acting_as(by.scope):
        assert Household.objects.count() == 20
        people = sum(len(each.family.newcomers) for each in drawn_of(20))
        assert Person.objects.count() == people
        cases = Case.objects.count()
    load_whole(Running(progress.pk, by))
    with acting_as(by.scope):
        assert (Household.objects.count(), Case.objects.count()) == (20, cases)
    assert Progress.objects.count() == 1


def load_whole(running: Running) -> None:
    """The body of the job, as a worker calls it."""
    load_rest.body(running, households=20, day=TODAY.isoformat())


def drawn_of(households: int) -> list[Drawn]:
    return list(county(households, TODAY))
