"""就近受理：at any township of the district; hand-over in a working day; the receiver keeps its receipt and no more."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from doudi.casework.cases.desk import AnotherDistrict
from doudi.casework.cases.models import Case, Clock, DueDate, StageChange
from doudi.casework.cases.opening import AlreadyApplied
from doudi.casework.cases.queries import cases, dues, timeline
from doudi.casework.cases.stages import WrongStage
from doudi.casework.intake.actions import publish_counter_phone, receive_paper
from doudi.casework.intake.elsewhere import Elsewhere, look_up
from doudi.casework.intake.family import AnotherFamily, Newcomer
from doudi.casework.intake.handover import NotToHandOver, hand_over
from doudi.casework.intake.models import Declaration, PaperReceived, Receipt
from doudi.casework.intake.notices import complete, one_time_notice
from doudi.casework.intake.queries import acceptance_paper, receipt, receipts, search, still_missing
from doudi.casework.tests.office import Office, lin_family, stranger, zhou_family
from doudi.config.tests.town import DONGGANG, LIUXI, SHIQIAO, SONGLING, invented_id
from doudi.records.access import acting_as
from doudi.records.areas.models import AreaPeriod
from doudi.records.audit.models import AuditLine
from doudi.records.people.models import Person
from doudi.records.refusals import BadInput, NotFound, WrongPost

pytestmark = pytest.mark.django_db


def received(office: Office) -> Case:
    """周建国 of 柳溪乡 applies at 松岭镇 on 6 May 2022, a Friday before a working Saturday, with every paper."""
    by = office.on("zhang", 5, 6)
    return complete(case=office.take(zhou_family(), by).pk, by=by)


def test_the_first_day_is_kept_and_the_hand_over_has_a_working_day(office: Office) -> None:
    case = received(office)
    by = office.on("zhang", 5, 6)
    told = {due.clock: (due.counted_from, due.on) for due in office.see(dues, case, by=by)}
    assert told == {
        Clock.HAND_OVER: (date(2022, 5, 6), date(2022, 5, 7)),
        Clock.VERIFY: (date(2022, 5, 6), date(2022, 5, 10)),
        Clock.INVESTIGATE: (date(2022, 5, 6), date(2022, 5, 10)),
        Clock.CONFIRM: (date(2022, 5, 6), date(2022, 6, 2)),
    }
    hand_over(case=case.pk, by=office.on("zhang", 5, 7))
    there = office.on("wang", 5, 9)
    told_there = {due.clock: (due.counted_from, due.on) for due in office.see(dues, case, by=there)}
    assert told_there == told
    assert office.see(acceptance_paper, case, by=there).accepted_on == date(2022, 5, 6)
    handed = next(due for due in office.see(dues, case, by=there) if due.clock == Clock.HAND_OVER)
    assert handed.settled_on == date(2022, 5, 7)


def test_before_the_hand_over_only_the_receiver_sees_it_and_afterwards_only_its_receipt(
    office: Office,
) -> None:
    case = received(office)
    here, there = office.on("zhang", 5, 6), office.on("wang", 5, 6)
    assert (office.see(cases, by=here), office.see(cases, by=there)) == ([case], [])
    hand_over(case=case.pk, by=here)
    assert (office.see(cases, by=here), office.see(cases, by=there)) == ([], [case])
    kept = office.see(receipt, case.pk, by=here)
    assert (kept.receipt_number, kept.applicant_name, kept.handed_to) == (
        case.receipt_number,
        "周建国",
        "柳溪乡",
    )
    assert office.see(receipts, by=here) == [kept]
    assert office.see(receipts, by=there) == []
    with pytest.raises(NotFound):
        receive_paper(case=case.pk, code="pledge", of="a", by=here)


def test_with_the_first_wall_down_the_database_still_shows_the_receiver_nothing(office: Office) -> None:
    case = received(office)
    here = office.on("zhang", 5, 6)
    hand_over(case=case.pk, by=here)
    with acting_as(here.scope):
        for table in (Case, StageChange, DueDate, Declaration, PaperReceived, Person):
            assert table._default_manager.count() == 0, table
        assert Receipt.objects.count() == 1
    with acting_as(office.on("wang", 5, 9).scope):
        assert Receipt.objects.count() == 0
        assert {row.area_id for row in PaperReceived.objects.all()} == {office.liuxi}
        assert [step.title for step in timeline(case, office.on("wang", 5, 9))] == [
            "已提交",
            "受理",
            "转交柳溪乡",
        ]


def test_the_receivers_clerk_never_sees_the_neighbours_people(office: Office) -> None:
    by = office.on("zhang", 5, 6)
    case = office.take(zhou_family().without("verification", "s1"), by)
    assert [str(each) for each in office.see(still_missing, case, by=by)] == ["周建民的核对授权书（签字）"]
    one_time_notice(case=case.pk, complete_by=date(2022, 5, 20), by=by)
    receive_paper(case=case.pk, code="verification", of="s1", by=office.on("zhang", 5, 10))
    complete(case=case.pk, by=office.on("zhang", 5, 10))
    with acting_as(by.scope):
        assert Person.objects.count() == 0
    assert office.see(search, "周建国", by=by) == []
    with acting_as(office.on("wang", 5, 6).scope):
        assert sorted(Person.objects.values_list("name", flat=True)) == ["周建国", "周阳"]


def test_people_on_file_with_the_neighbour_are_found_by_their_numbers_not_entered_again(
    office: Office,
) -> None:
    there = office.on("wang", 4, 28)
    first = office.take(zhou_family(), there)
    with acting_as(there.scope):
        first.members.update(open=False)
    case = office.take(zhou_family(), office.on("zhang", 5, 6))
    assert case.household_id == first.household_id
    with acting_as(there.scope):
        assert Person.objects.count() == 2


def test_what_stays_and_what_is_not_accepted_is_not_handed_over(office: Office) -> None:
    by = office.on("zhang", 5, 6)
    own = office.take(stranger(1), by)
    with pytest.raises(NotToHandOver):
        hand_over(case=own.pk, by=by)
    foreign = office.take(zhou_family(), by)
    with pytest.raises(WrongStage, match="受理以后才能转交"):
        hand_over(case=foreign.pk, by=by)
    with pytest.raises(NotFound):
        hand_over(case=foreign.pk, by=office.on("wang", 5, 6))


def test_a_hand_over_that_fails_leaves_the_case_where_it_was(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, by = received(office), office.on("zhang", 5, 6)

    def broken(**told: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("doudi.casework.intake.handover.record", broken)
    with pytest.raises(OSError):
        hand_over(case=case.pk, by=by)
    assert office.see(cases, by=by) == [case]
    assert office.see(receipts, by=by) == []


def test_both_townships_hear_of_the_hand_over_in_their_audit(office: Office) -> None:
    case = received(office)
    hand_over(case=case.pk, by=office.on("zhang", 5, 6))
    with acting_as(office.act("sun").scope):
        lines = AuditLine.objects.filter(did__in=("intake.handed_over", "intake.taken_over"))
        told = {line.did: (line.area_id, line.name) for line in lines}
    assert told == {
        "intake.handed_over": (office.songling, "张敏"),
        "intake.taken_over": (office.liuxi, "张敏"),
    }


def test_a_receipt_is_never_changed(office: Office) -> None:
    by = office.on("zhang", 5, 6)
    hand_over(case=received(office).pk, by=by)
    with (
        acting_as(by.scope),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        Receipt.objects.update(handed_to="别处")


def test_the_district_desk_hands_over_too_and_sees_all_the_time(office: Office) -> None:
    case = received(office)
    by = office.on("min", 5, 6)
    hand_over(case=case.pk, by=by)
    assert office.see(cases, by=by) == [case]


def test_another_districts_family_is_sent_home(office: Office) -> None:
    village = AreaPeriod.objects.filter(code__startswith="211204", kind="村委会")[0]
    with pytest.raises(AnotherDistrict, match="请引导到其所在县区"):
        office.take(stranger(1), office.on("zhang", 3, 7), village=village.code)


def test_families_that_do_not_live_together_on_file_are_not_joined_by_a_form(office: Office) -> None:
    by = office.on("zhang", 3, 7)
    for number in (1, 2):
        case = office.take(stranger(number), by)
        with acting_as(by.scope):
            case.members.update(open=False)
    both = {"a": stranger(1).newcomers["a"], "b": stranger(2).newcomers["a"]}
    with pytest.raises(AnotherFamily, match="分属两户"):
        office.take(stranger(1), by, newcomers=both)
    office.take(lin_family(), by).members.update(open=False)
    with acting_as(by.scope):
        Case.objects.get(applicant_name="林秀兰").members.update(open=False)
    with pytest.raises(AnotherFamily, match="还有没有填报的成员"):
        office.take(lin_family(), by, newcomers={"a": lin_family().newcomers["a"]})


def test_a_number_with_another_name_is_refused(office: Office) -> None:
    by = office.on("zhang", 3, 7)
    office.take(stranger(1), by)
    number = stranger(1).newcomers["a"].id_number
    with pytest.raises(BadInput, match="另一个姓名"):
        office.take(stranger(1), by, newcomers={"a": Newcomer("钱二", "本人", number)})


# ---- searching first -----------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["林秀兰", "秀兰", "linxiulan", "lxl", "0121"])
def test_one_finds_in_the_own_scope_by_name_pinyin_and_tail(office: Office, typed: str) -> None:
    by = office.on("zhang", 3, 7)
    case = office.take(lin_family(), by)
    (found,) = office.see(search, typed, by=by)
    assert (found.person.name, found.household, found.case) == ("林秀兰", case.household_id, case.pk)
    assert (found.receipt_number, found.scheme, found.stage) == (case.receipt_number, "社会救助", "已提交")
    assert office.see(search, typed, by=office.on("wang", 3, 7)) == []


def test_however_many_are_found_the_search_asks_the_same_few_questions(office: Office) -> None:
    by = office.on("zhang", 3, 7)
    for number in (1, 2, 3, 4):
        office.take(stranger(number), by)
    with acting_as(by.scope):
        with CaptureQueriesContext(connection) as for_one:
            assert len(search("孙二", by)) == 1
        with CaptureQueriesContext(connection) as for_four:
            assert len(search("孙", by)) == 4
    assert len(for_one) == len(for_four) <= 4


def test_a_person_on_file_without_a_case_is_found_as_such(office: Office) -> None:
    by = office.on("zhang", 3, 7)
    with acting_as(by.scope):
        office.take(lin_family(), by).members.update(open=False)
    (found,) = office.see(search, "赵广田", by=by)
    assert (found.case, found.stage, found.address) == (None, "", "一组 1 号")


def test_in_the_whole_district_only_a_complete_number_answers_and_tells_no_name(office: Office) -> None:
    there, here = office.on("wang", 11, 3), office.on("zhang", 3, 7)
    publish_counter_phone(area=office.town.area(SONGLING), phone="024-7000001", since=here.day, by=here)
    office.take(lin_family(), here)
    at = office.town.area(LIUXI)
    assert look_up(typed="990204195004120121", at=at, by=there) == Elsewhere(
        "松岭镇", "社会救助", "已提交", "024-7000001"
    )
    assert look_up(typed=invented_id("19600101", 9).reveal(), at=at, by=there) is None
    for typed in ("0121", "林秀兰", "990204195004120122"):
        with pytest.raises(BadInput):
            look_up(typed=typed, at=at, by=there)
    with pytest.raises(WrongPost):
        look_up(typed="990204195004120121", at=office.town.area(SONGLING), by=there)
    with acting_as(office.act("sun").scope):
        assert AuditLine.objects.filter(did="people.looked_up_in_district", name="王强").count() == 2


def test_somebody_on_file_without_a_case_is_told_by_township_alone(office: Office) -> None:
    here = office.on("zhang", 3, 7)
    with acting_as(here.scope):
        office.take(lin_family(), here).members.update(open=False)
    found = look_up(typed="990204195004120121", at=office.town.area(LIUXI), by=office.on("wang", 3, 7))
    assert found == Elsewhere("松岭镇", "", "", "")


def test_s12_a_small_x_typed_next_door_finds_the_first_application(office: Office) -> None:
    """邓桂香 receives 特困 care in 松岭镇 and asks for 低保 in 柳溪乡."""
    first, there = office.on("zhang", 10, 10), office.on("wang", 11, 3)
    deng = stranger(1)
    typed = Newcomer("邓桂香", "本人", invented_id("19520817", 18))
    assert typed.id_number is not None and typed.id_number.reveal() == "99020419520817018X"
    office.take(deng, first, newcomers={"a": typed}, applied=replace(deng.applied, asked_for="tekun"))
    told = look_up(typed="99020419520817018x", at=office.town.area(LIUXI), by=there)
    assert told is not None
    assert (told.township, told.scheme) == ("松岭镇", "特困人员救助供养")
    with pytest.raises(AlreadyApplied, match="邓桂香已在松岭镇申请特困人员救助供养"):
        office.take(deng, there, newcomers={"a": typed}, village=DONGGANG, at=LIUXI)


def test_a_neighbours_village_is_reached_only_through_an_application(office: Office) -> None:
    office.take(zhou_family(), office.on("wang", 4, 28))
    with acting_as(office.on("zhang", 4, 28).scope):
        assert Person.objects.filter(area=office.town.area(SHIQIAO)).count() == 0
