"""时钟：due dates from events, pauses that do not count, and a projection that can always be written anew."""

from datetime import date

import pytest

from doudi.casework.cases import dues as clock
from doudi.casework.cases.actions import (
    AlreadyPaused,
    NotDead,
    end_by_death,
    pause_clock,
    resume_clock,
    withdraw,
)
from doudi.casework.cases.desk import OwnCase, OwnRelative
from doudi.casework.cases.models import Case, Clock, DueDate, Mark, Stage
from doudi.casework.cases.places import NotInForce, place_of, value_on
from doudi.casework.cases.queries import due, dues, overdue, pauses
from doudi.casework.cases.stages import WrongStage, locked, mark
from doudi.casework.intake.notices import complete
from doudi.casework.tests.office import Office, lin_family, stranger
from doudi.config.tests.town import DONGGANG, invented_id
from doudi.records.access import Act, acting_as
from doudi.records.people.actions import record_death
from doudi.records.people.models import Person
from doudi.records.refusals import BadInput, NotFound, WrongPost
from doudi.records.staff.actions import declare_relative

pytestmark = pytest.mark.django_db


def accepted(office: Office, number: int = 1, month: int = 3, day: int = 7) -> Case:
    by = office.on("zhang", month, day)
    return complete(case=office.take(stranger(number), by).pk, by=by)


def confirmation(office: Office, case: Case, by: Act) -> DueDate:
    """The clock of the decision, among all clocks of the case."""
    row: DueDate = next(row for row in office.see(dues, case, by=by) if row.clock == Clock.CONFIRM)
    return row


def last_day(office: Office, case: Case) -> date | None:
    on: date | None = confirmation(office, case, office.act("zhang")).on
    return on


@pytest.mark.parametrize(
    ("month", "day", "last"),
    [
        (3, 7, date(2022, 4, 2)),  # S01: a make-up Saturday
        (4, 6, date(2022, 5, 6)),  # S02
        (4, 18, date(2022, 5, 17)),  # S03
        (1, 24, date(2022, 2, 24)),  # S05: over the Spring Festival
        (5, 5, date(2022, 6, 1)),  # S07
        (5, 9, date(2022, 6, 7)),  # S08: over the Dragon Boat Festival
        (5, 16, date(2022, 6, 14)),  # S10
    ],
)
def test_the_scenarios_last_days(office: Office, month: int, day: int, last: date) -> None:
    assert last_day(office, accepted(office, 1, month, day)) == last


def test_a_last_day_in_a_year_without_its_notice_is_marked_provisional(office: Office) -> None:
    by = office.act("zhang", date(2030, 12, 20))
    case = complete(case=office.take(stranger(1), by).pk, by=by)
    row = confirmation(office, case, by)
    assert (row.provisional, row.limit_days) == (True, 20)


def test_paused_days_do_not_count(office: Office) -> None:
    case = accepted(office)
    reviewer = office.on("liu", 3, 10)
    pause_clock(case=case.pk, first=date(2022, 3, 10), cause="等待司法鉴定", basis="区局批复", by=reviewer)
    assert last_day(office, case) is None
    resume_clock(case=case.pk, last=date(2022, 3, 15), by=office.on("liu", 3, 16))
    assert last_day(office, case) == date(2022, 4, 11)
    (pause,) = office.see(pauses, case, by=reviewer)
    assert (pause.first.day, pause.last.day, pause.cause) == (10, 15, "等待司法鉴定")


def test_a_second_pause_waits_for_the_first_and_two_do_not_overlap(office: Office) -> None:
    case, reviewer = accepted(office), office.on("liu", 3, 16)
    about = {"case": case.pk, "cause": "等待司法鉴定", "basis": "区局批复", "by": reviewer}
    pause_clock(first=date(2022, 3, 10), **about)
    with pytest.raises(AlreadyPaused):
        pause_clock(first=date(2022, 3, 11), **about)
    resume_clock(case=case.pk, last=date(2022, 3, 15), by=reviewer)
    with pytest.raises(BadInput, match="已经中止过"):
        pause_clock(first=date(2022, 3, 15), **about)
    with pytest.raises(WrongStage, match="没有中止计时"):
        resume_clock(case=case.pk, last=date(2022, 3, 16), by=reviewer)


@pytest.mark.parametrize("first", [date(2022, 3, 6), date(2022, 3, 11)])
def test_a_pause_begins_between_acceptance_and_today(office: Office, first: date) -> None:
    with pytest.raises(BadInput, match="受理日 2022-03-07"):
        pause_clock(
            case=accepted(office).pk, first=first, cause="鉴定", basis="批复", by=office.on("liu", 3, 10)
        )


def test_who_prepares_may_not_stop_the_clock(office: Office) -> None:
    with pytest.raises(WrongPost):
        pause_clock(
            case=accepted(office).pk,
            first=date(2022, 3, 7),
            cause="忙不过来",
            basis="无",
            by=office.on("zhang", 3, 7),
        )


def test_no_clock_is_stopped_before_it_runs(office: Office) -> None:
    case = office.take(stranger(1), office.on("zhang", 3, 7))
    with pytest.raises(WrongStage, match="没有在走的期限"):
        pause_clock(
            case=case.pk, first=date(2022, 3, 7), cause="鉴定", basis="批复", by=office.on("liu", 3, 7)
        )


def test_overdue_is_a_comparison_with_the_day_of_who_asks(office: Office) -> None:
    case = accepted(office)

    def late(who: str, day: int) -> set[tuple[str, str]]:
        rows = office.see(overdue, by=office.on(who, 4, day))
        return {(row.case.receipt_number, row.clock) for row in rows}

    begun = {(case.receipt_number, Clock.VERIFY), (case.receipt_number, Clock.INVESTIGATE)}
    everything = begun | {(case.receipt_number, Clock.CONFIRM)}
    assert {
        (row.case.receipt_number, row.clock) for row in office.see(due, by=office.on("zhang", 4, 2))
    } == everything
    assert late("zhang", 2) == begun
    assert late("zhang", 3) == everything
    assert late("wang", 3) == set()
    assert late("min", 3) == everything
    withdraw(case=case.pk, why="外出务工", by=office.on("zhang", 4, 6))
    assert late("zhang", 6) == set()
    assert {row.settled_on for row in office.see(dues, case, by=office.on("zhang", 4, 6))} == {
        date(2022, 4, 6)
    }


def test_a_spoilt_projection_is_rebuilt_from_the_events(office: Office) -> None:
    one, other = accepted(office, 1), accepted(office, 2)
    by = office.act("zhang")
    with acting_as(by.scope):
        told = clock.stored(one)
        DueDate.objects.filter(case=one).update(on=date(2030, 1, 1), basis="")
        assert clock.rebuild([one, other]) == 1
        assert clock.stored(one) == told
        assert clock.rebuild([one, other]) == 0


def test_the_limit_is_the_places_own_and_says_where_it_stands(office: Office) -> None:
    row = confirmation(office, accepted(office), office.act("zhang"))
    assert (row.limit_days, row.counted_from) == (20, date(2022, 3, 7))
    assert "20个工作日" in row.basis


def test_a_figure_not_in_force_is_never_guessed(office: Office) -> None:
    place = place_of(office.songling, date(2022, 3, 7))
    with pytest.raises(NotInForce, match="没有有效的"):
        value_on(place, "time_limits", date(2011, 1, 1))


def test_withdrawal_needs_a_reason_and_frees_the_family_to_apply_again(office: Office) -> None:
    by = office.on("zhang", 3, 7)
    case = office.take(stranger(1), by)
    with pytest.raises(BadInput, match="撤回的原因"):
        withdraw(case=case.pk, why=" ", by=by)
    withdraw(case=case.pk, why="子女接走赡养", by=by)
    assert office.take(stranger(1), by).stage == Stage.SUBMITTED


def test_a_case_ends_with_its_applicant_once_the_death_is_on_file(office: Office) -> None:
    by = office.on("zhang", 3, 7)
    case = office.take(lin_family(), by)
    with pytest.raises(NotDead, match="请先凭证明登记死亡"):
        end_by_death(case=case.pk, by=by)
    with acting_as(by.scope):
        applicant = Person.objects.get(pk=case.applicant_id)
    record_death(person=applicant, died=date(2022, 3, 8), why="殡葬证明", by=office.on("zhang", 3, 9))
    ended = end_by_death(case=case.pk, by=office.on("zhang", 3, 9))
    assert ended.stage == Stage.DIED


def test_nobody_handles_a_near_relatives_case_and_another_clerk_does(office: Office) -> None:
    declare_relative(name="孙二", relation="舅舅", by=office.on("zhang", 1, 10))
    with pytest.raises(OwnRelative, match="孙二（舅舅）"):
        office.take(stranger(1), office.on("zhang", 3, 7))
    case = office.take(stranger(1), office.on("min", 3, 7), at="990204101000")
    with pytest.raises(OwnRelative):
        complete(case=case.pk, by=office.on("zhang", 3, 7))
    assert complete(case=case.pk, by=office.on("min", 3, 7)).stage == Stage.ACCEPTED


def test_nobody_handles_the_own_household(office: Office) -> None:
    by = office.on("zhang", 3, 7)
    own = invented_id("19860721", 62)
    family = stranger(1)
    (newcomer,) = family.newcomers.values()
    with pytest.raises(OwnCase, match="您自己家"):
        office.take(family, by, newcomers={"a": type(newcomer)("张敏", "本人", own)}, village=DONGGANG)


def test_the_next_township_sees_neither_case_nor_clock(office: Office) -> None:
    case = accepted(office)
    by = office.on("wang", 3, 7)
    assert office.see(dues, case, by=by) == []
    with pytest.raises(NotFound):
        withdraw(case=case.pk, why="越权", by=by)


def test_check_and_survey_must_begin_in_three_working_days_and_their_beginning_settles_them(
    office: Office,
) -> None:
    by = office.on("zhang", 3, 7)
    case = accepted(office)
    with acting_as(by.scope):
        mark(locked(case.pk, by), Mark.SURVEYING, on=date(2022, 3, 9), by=office.on("zhang", 3, 9))
    rows = {row.clock: row for row in office.see(dues, case, by=by)}
    assert (rows[Clock.VERIFY].on, rows[Clock.VERIFY].settled_on) == (date(2022, 3, 10), None)
    assert (rows[Clock.INVESTIGATE].on, rows[Clock.INVESTIGATE].settled_on) == (
        date(2022, 3, 10),
        date(2022, 3, 9),
    )
