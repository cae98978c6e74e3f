"""提交申请：everything of the one form, at any township; the clock from completeness; one notice of what is missing."""

import json
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from doudi.casework.cases.models import Case, CaseMember, Channel, Stage
from doudi.casework.cases.opening import AlreadyApplied
from doudi.casework.cases.queries import case as one_case
from doudi.casework.cases.queries import cases, dues, members
from doudi.casework.cases.stages import WrongStage
from doudi.casework.intake.actions import declare_again, publish_counter_phone, receive_paper, submit
from doudi.casework.intake.form import Applied, Brought, Handed, Relative
from doudi.casework.intake.models import Application, Declaration, NearRelativeFiling
from doudi.casework.intake.notices import (
    NothingMissing,
    NotYetDue,
    StillMissing,
    complete,
    lapse,
    one_time_notice,
)
from doudi.casework.intake.queries import (
    acceptance_paper,
    application,
    correction_paper,
    declarations,
    paper_list,
    still_missing,
)
from doudi.casework.tests.office import Family, Office, lin_family, signed, stranger, zhou_family
from doudi.config.tests.town import DONGGANG, SONGLING
from doudi.records.access import acting_as
from doudi.records.audit.commands import AnotherBody, once
from doudi.records.audit.models import AuditLine
from doudi.records.ids import new_id
from doudi.records.people.models import Household, Person, Supporter
from doudi.records.people.queries import members_on
from doudi.records.people.signatures import VERIFICATION, sign
from doudi.records.refusals import BadInput, NotFound, WrongPost

pytestmark = pytest.mark.django_db


def test_s01_everything_there_is_accepted_the_same_day(office: Office) -> None:
    by = office.on("zhang", 3, 7)
    case = office.take(lin_family(), by)
    complete(case=case.pk, by=by)
    paper = office.see(acceptance_paper, case, by=by)
    assert (paper.accepted_on, paper.due_on, paper.provisional) == (date(2022, 3, 7), date(2022, 4, 2), False)
    assert (paper.receipt_number, paper.office) == ("990204-2022-00001", "松岭镇")
    assert len(paper.query_code) == 12
    assert {due.clock for due in office.see(dues, case, by=by)} == {"verify", "investigate", "confirm"}


def test_s08_one_authorisation_short_is_told_once_and_the_clock_starts_when_it_comes(office: Office) -> None:
    first, later = office.on("wang", 4, 28), office.on("wang", 5, 9)
    case = office.take(zhou_family().without("verification", "b"), first)
    with pytest.raises(StillMissing, match="还缺周阳的核对授权书（签字）：请收齐，或出具一次性补正告知"):
        complete(case=case.pk, by=first)
    one_time_notice(case=case.pk, complete_by=date(2022, 5, 20), by=first)
    told = office.see(correction_paper, case, by=first)
    assert (told.on, told.missing, told.complete_by) == (
        date(2022, 4, 28),
        ("周阳的核对授权书（签字）",),
        date(2022, 5, 20),
    )
    receive_paper(case=case.pk, code="verification", of="b", by=later)
    complete(case=case.pk, by=later)
    paper = office.see(acceptance_paper, case, by=later)
    assert (paper.received_on, paper.accepted_on, paper.due_on) == (
        date(2022, 4, 28),
        date(2022, 5, 9),
        date(2022, 6, 7),
    )


def test_a_late_click_does_not_move_the_clock(office: Office) -> None:
    case = office.take(lin_family(), office.on("zhang", 3, 7))
    complete(case=case.pk, by=office.on("zhang", 3, 11))
    assert office.see(acceptance_paper, case, by=office.on("zhang", 3, 11)).accepted_on == date(2022, 3, 7)


def test_after_a_notice_too_the_last_papers_day_counts_and_not_the_click(office: Office) -> None:
    case = office.take(stranger(1).without("pledge", "a"), office.on("zhang", 3, 7))
    one_time_notice(case=case.pk, complete_by=date(2022, 3, 20), by=office.on("zhang", 3, 7))
    receive_paper(case=case.pk, code="pledge", of="a", by=office.on("zhang", 3, 9))
    complete(case=case.pk, by=office.on("zhang", 3, 14))
    assert office.see(acceptance_paper, case, by=office.on("zhang", 3, 14)).accepted_on == date(2022, 3, 9)


def test_a_signature_given_elsewhere_after_the_notice_counts_from_the_day_it_is_seen(office: Office) -> None:
    case = office.take(stranger(1).without("verification", "a"), office.on("zhang", 3, 7))
    one_time_notice(case=case.pk, complete_by=date(2022, 3, 20), by=office.on("zhang", 3, 7))
    by = office.on("zhang", 3, 10)
    with acting_as(by.scope):
        person = Person.objects.get(pk=case.applicant_id)
    sign(of=person, kind=VERIFICATION, signed_on=date(2022, 3, 1), signed_by="孙二", how="按手印", by=by)
    complete(case=case.pk, by=by)
    assert office.see(acceptance_paper, case, by=by).accepted_on == date(2022, 3, 10)


def test_there_is_no_second_notice_and_none_without_need(office: Office) -> None:
    by = office.on("zhang", 3, 7)
    whole = office.take(stranger(1), by)
    with pytest.raises(NothingMissing, match="请直接受理"):
        one_time_notice(case=whole.pk, complete_by=date(2022, 3, 20), by=by)
    short = office.take(stranger(2).without("pledge", "a"), by)
    with pytest.raises(BadInput, match="今天以后"):
        one_time_notice(case=short.pk, complete_by=date(2022, 3, 7), by=by)
    one_time_notice(case=short.pk, complete_by=date(2022, 3, 20), by=by)
    with pytest.raises(WrongStage, match="不能出具补正告知"):
        one_time_notice(case=short.pk, complete_by=date(2022, 3, 25), by=by)


def test_the_notice_names_everything_missing_at_once(office: Office) -> None:
    by = office.on("wang", 4, 28)
    bare = replace(zhou_family(), applied=replace(zhou_family().applied, papers=()))
    case = office.take(bare, by)
    one_time_notice(case=case.pk, complete_by=date(2022, 5, 20), by=by)
    assert office.see(correction_paper, case, by=by).missing == (
        "周建国的社会救助申请书（签字）",
        "周建国的诚信承诺书（签字）",
        "周阳的诚信承诺书（签字）",
        "周建国的核对授权书（签字）",
        "周阳的核对授权书（签字）",
        "周建民的核对授权书（签字）",
    )


def test_after_the_notice_nothing_new_holds_the_case_up(office: Office) -> None:
    by = office.on("zhang", 3, 7)
    case = office.take(stranger(1).without("pledge", "a"), by)
    one_time_notice(case=case.pk, complete_by=date(2022, 3, 20), by=by)
    later = office.on("zhang", 3, 9)
    more = {"members": [{"id": "a", "income": [], "spending_year": {"medical": 900}}], "supporters": []}
    declare_again(case=case.pk, facts=more, said_by="孙二", why="补报住院花费", by=later)
    receive_paper(case=case.pk, code="pledge", of="a", by=later)
    assert [each.code for each in office.see(still_missing, case, by=later)] == ["medical"]
    assert complete(case=case.pk, by=later).stage == Stage.ACCEPTED


def test_time_runs_out_only_after_the_day_agreed(office: Office) -> None:
    case = office.take(stranger(1).without("pledge", "a"), office.on("zhang", 3, 7))
    one_time_notice(case=case.pk, complete_by=date(2022, 3, 20), by=office.on("zhang", 3, 7))
    with pytest.raises(NotYetDue, match="2022-03-20"):
        lapse(case=case.pk, by=office.on("zhang", 3, 20))
    assert lapse(case=case.pk, by=office.on("zhang", 3, 21)).stage == Stage.LAPSED
    assert office.take(stranger(1), office.on("zhang", 3, 21)).stage == Stage.SUBMITTED


def test_what_a_register_answers_is_not_taken_and_the_list_says_where_it_is_found(office: Office) -> None:
    by = office.on("zhang", 3, 7)
    case = office.take(stranger(1), by)
    for paper in paper_list():
        assert paper.asked != bool(paper.instead), paper
        if not paper.asked:
            with pytest.raises(BadInput, match="不向申请家庭收取"):
                receive_paper(case=case.pk, code=paper.code, by=by)


def test_a_paper_belongs_to_somebody_and_comes_between_the_application_and_today(office: Office) -> None:
    by = office.on("zhang", 3, 9)
    case = office.take(stranger(1).without("pledge", "a"), office.on("zhang", 3, 7))
    with pytest.raises(BadInput, match="请选对是哪位成员"):
        receive_paper(case=case.pk, code="pledge", of="z", by=by)
    with pytest.raises(BadInput, match="请选对是哪位成员"):
        receive_paper(case=case.pk, code="medical", of="a", by=by)
    for wrong in (date(2022, 3, 6), date(2022, 3, 10)):
        with pytest.raises(BadInput, match="收到日期"):
            receive_paper(case=case.pk, code="pledge", of="a", received_on=wrong, by=by)
    first = receive_paper(case=case.pk, code="pledge", of="a", received_on=date(2022, 3, 8), by=by)
    assert receive_paper(case=case.pk, code="pledge", of="a", by=by).pk == first.pk
    complete(case=case.pk, by=by)
    assert office.see(acceptance_paper, case, by=by).accepted_on == date(2022, 3, 8)


@pytest.mark.parametrize(("medical", "bills"), [(0, []), ("0.00", []), (None, []), ("0.01", ["medical"])])
def test_bills_are_asked_only_for_what_was_spent(office: Office, medical: object, bills: list[str]) -> None:
    by = office.on("zhang", 3, 7)
    told = {"id": "a", "income": [], "spending_year": {"medical": medical}}
    case = office.take(stranger(1), by, facts={**stranger(1).facts, "members": [told]})
    assert [each.code for each in office.see(still_missing, case, by=by)] == bills


def test_a_child_signs_nothing(office: Office) -> None:
    by = office.on("zhang", 3, 7)
    family = stranger(1)
    newcomer = next(iter(family.newcomers.values()))
    child = replace(newcomer, name="孙小宝", relation="孙", id_number=None, male=True, born=date(2010, 5, 1))
    facts = {
        **family.facts,
        "members": [*family.facts["members"], {"id": "c", "income": [], "spending_year": {}}],
    }
    case = office.take(family, by, newcomers={**family.newcomers, "c": child}, facts=facts)
    assert office.see(still_missing, case, by=by) == []


def test_what_is_kept_is_what_was_said_with_what_the_file_knows(office: Office) -> None:
    by = office.on("zhang", 3, 7)
    case = office.take(lin_family(), by)
    (said,) = office.see(declarations, case, by=by)
    facts = json.loads(said.facts.reveal())
    assert [(each["id"], each["birth"], each["sex"]) for each in facts["members"]] == [
        ("a", "1950-04-12", "female"),
        ("b", "1948-09-03", "male"),
    ]
    assert "standard" not in facts
    assert (said.said_by, said.taken_by, said.on) == ("林秀兰", "张敏", date(2022, 3, 7))
    assert str(said.facts) == "***"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"standard": "urban"}, "facts.standard：适用城镇还是农村标准由户籍"),
        ({"assets": {"financial": -1}}, "facts.assets.financial：写的是 -1，金额不能是负数。"),
        ({"assets": {"financial": 0.5}}, "facts.assets.financial：这里不能写 float"),
        (
            {"members": [{"id": "a", "income": [{"kind": "gift", "monthly": 1}]}]},
            r"facts.members\[0\].income\[0\].kind",
        ),
        (
            {"members": [{"id": "a", "birth": "1956-01-01"}]},
            r"facts.members\[0\].birth：写的是 1956-01-01，档案上是",
        ),
        ({"members": [{"id": "a", "birth": "2023-01-01"}]}, "晚于裁量之日"),
        ({"members": [{"id": "x"}]}, r"facts.members\[0\].id：x 不是这户登记的成员"),
        ({"members": []}, "请至少写一人"),
        (
            {"supporters": [{"id": "s", "supports": ["a"]}]},
            "facts.supporters：填报的赡养人与登记的赡养人不一致",
        ),
        ({"surprise": 1}, "facts.surprise：不认识的键"),
    ],
)
def test_wrong_facts_come_back_with_the_laws_own_sentence_and_leave_nothing(
    office: Office, wrong: dict[str, Any], sentence: str
) -> None:
    by = office.on("zhang", 3, 7)
    with pytest.raises(BadInput, match=sentence):
        office.take(stranger(1), by, facts={**stranger(1).facts, **wrong})
    with acting_as(by.scope):
        assert (Case.objects.count(), Person.objects.count(), Household.objects.count()) == (0, 0, 0)


def test_a_member_left_out_of_the_facts_is_named(office: Office) -> None:
    facts = lin_family().facts
    with pytest.raises(BadInput, match="漏写了赵广田"):
        office.take(lin_family(), office.on("zhang", 3, 7), facts={**facts, "members": facts["members"][:1]})


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"reason": " "}, "请写明申请理由"),
        ({"asked_for": "gold"}, "没有这个救助类别"),
        ({"channel": Channel.PROXY}, "请填写代办人"),
        ({"brought": Brought("孙二", "子")}, "本人申请的不用填"),
        ({"relative": Relative("", "村主任", "弟")}, "都要写姓名和关系"),
    ],
)
def test_gaps_in_the_form_are_refused(office: Office, change: dict[str, Any], sentence: str) -> None:
    applied = replace(stranger(1).applied, **change)
    with pytest.raises(BadInput, match=sentence):
        office.take(stranger(1), office.on("zhang", 3, 7), applied=applied)


def test_a_proxy_brings_a_letter_and_a_cadres_kin_is_filed(office: Office) -> None:
    by = office.on("zhang", 3, 7)
    applied = Applied(
        "卧病在床",
        Relative("胡建国", "东岗村党支部书记", "姐弟"),
        Channel.PROXY,
        Brought("孙小二", "侄"),
        papers=signed("a"),
    )
    case = office.take(stranger(1), by, applied=applied)
    assert [each.code for each in office.see(still_missing, case, by=by)] == ["proxy"]
    form: Application = office.see(application, case, by=by)
    assert (form.brought_by, form.near_relative) == ("孙小二", True)
    with acting_as(by.scope):
        filed = NearRelativeFiling.objects.get(case=case)
        assert (filed.name, filed.post, filed.relation) == ("胡建国", "东岗村党支部书记", "姐弟")
        assert Declaration.objects.get(case=case).said_by == "孙小二"


def test_a_household_on_file_applies_without_being_typed_again(office: Office) -> None:
    by = office.on("zhang", 3, 7)
    first = office.take(lin_family(), by)
    with acting_as(by.scope):
        household = Household.objects.get(pk=first.household_id)
        people = [row.person for row in members_on(household, by.day, by)]
        son = Supporter.objects.get()
        CaseMember.objects.filter(case=first).update(open=False)
    again = {
        "at": office.town.area(SONGLING),
        "household": household,
        "applicant": people[0],
        "supporters": {"s1": son},
        "facts": lin_family().facts,
        "applied": lin_family().applied,
    }
    with pytest.raises(BadInput, match="与档案中这户的成员不一致"):
        submit(members={"a": people[0]}, **again, by=by)
    case = submit(members={"a": people[0], "b": people[1]}, **again, by=by)
    assert [row.name for row in office.see(members, case, by=by)] == ["林秀兰", "赵广田"]
    assert case.household_id == first.household_id
    with pytest.raises(NotFound):
        submit(
            members={"a": people[0]},
            **{**again, "at": office.town.area("990204201000")},
            by=office.on("wang", 3, 7),
        )


def test_a_reviewer_takes_nothing_in_and_nobody_at_a_foreign_counter(office: Office) -> None:
    for who, at in (("liu", SONGLING), ("wang", SONGLING)):
        with pytest.raises(WrongPost):
            office.take(stranger(1), office.on(who, 3, 7), at=at, village=DONGGANG)


def test_a_village_is_no_counter(office: Office) -> None:
    with pytest.raises(BadInput, match="东岗村不设受理窗口"):
        office.take(stranger(1), office.on("zhang", 3, 7), at=DONGGANG)


def test_supporters_found_again_are_not_entered_twice(office: Office) -> None:
    by = office.on("wang", 4, 28)
    first = office.take(zhou_family(), by)
    with acting_as(by.scope):
        CaseMember.objects.filter(case=first).update(open=False)
    office.take(zhou_family(), by)
    with acting_as(by.scope):
        assert Supporter.objects.count() == 1
        assert Person.objects.count() == 2


def test_an_application_is_whole_or_not_at_all(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    by = office.on("zhang", 3, 7)

    def broken(**told: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("doudi.casework.intake.actions.record", broken)
    with pytest.raises(OSError):
        office.take(lin_family(), by)
    with acting_as(by.scope):
        assert (Case.objects.count(), Person.objects.count(), Declaration.objects.count()) == (0, 0, 0)
    monkeypatch.undo()
    assert office.take(lin_family(), by).receipt_number == "990204-2022-00001"


def test_the_same_command_twice_is_one_application(office: Office) -> None:
    by, command = office.on("zhang", 3, 7), new_id()

    def send(family: Family) -> dict[str, Any]:
        body = {"facts": family.facts, "village": family.village}
        return once(
            command=command,
            kind="intake.take_in",
            body=body,
            do=lambda: {"case": str(office.take(family, by).pk)},
            by=by,
        )

    first = send(lin_family())
    assert send(lin_family()) == first
    assert [str(row.pk) for row in office.see(cases, by=by)] == [first["case"]]
    with pytest.raises(AnotherBody):
        send(stranger(1))


def test_the_audit_line_tells_the_number_and_no_illness(office: Office) -> None:
    by = office.on("wang", 4, 28)
    case = office.take(zhou_family(), by)
    with acting_as(office.act("sun").scope):
        line = AuditLine.objects.get(did="intake.submitted", object_id=str(case.pk))
        assert (line.name, line.facts["receipt"]) == ("王强", case.receipt_number)
        assert not {"facts", "disability"} & set(line.facts)


def test_receipt_numbers_follow_one_another_in_a_year(office: Office) -> None:
    numbers = [office.take(stranger(n), office.on("zhang", 3, 7)).receipt_number for n in (1, 2)]
    numbers.append(office.take(stranger(3), office.act("zhang", date(2023, 1, 4))).receipt_number)
    assert numbers == ["990204-2022-00001", "990204-2022-00002", "990204-2023-00001"]


def test_a_paper_shows_the_counters_own_telephone(office: Office) -> None:
    by = office.on("zhang", 3, 7)
    with pytest.raises(BadInput, match="办公电话"):
        publish_counter_phone(area=office.town.area(SONGLING), phone="没有", since=by.day, by=by)
    publish_counter_phone(area=office.town.area(SONGLING), phone="024-7000001", since=by.day, by=by)
    case = office.take(stranger(1).without("pledge", "a"), by)
    one_time_notice(case=case.pk, complete_by=date(2022, 3, 20), by=by)
    assert office.see(correction_paper, case, by=by).phone == "024-7000001"


def test_no_paper_of_acceptance_before_acceptance_and_no_case_for_the_neighbour(office: Office) -> None:
    by = office.on("zhang", 3, 7)
    case = office.take(stranger(1), by)
    with pytest.raises(NotFound, match="还没有受理"):
        office.see(acceptance_paper, case, by=by)
    assert office.see(one_case, case.pk, by=by) == case
    with pytest.raises(NotFound):
        office.see(one_case, case.pk, by=office.on("wang", 3, 7))
    with pytest.raises(NotFound):
        office.see(one_case, UUID(int=0), by=by)


def test_a_family_says_more_and_what_it_said_before_stays(office: Office) -> None:
    by = office.on("zhang", 3, 9)
    case = office.take(stranger(1), office.on("zhang", 3, 7))
    facts = {"members": [{"id": "a", "income": [{"kind": "wage", "monthly": "433.33"}]}], "supporters": []}
    with pytest.raises(BadInput, match="为什么再次申报"):
        declare_again(case=case.pk, facts=facts, said_by="孙二", why="", by=by)
    declare_again(case=case.pk, facts=facts, said_by="孙二", why="想起零工收入", by=by)
    said = office.see(declarations, case, by=by)
    assert [(row.number, row.why) for row in said] == [(1, ""), (2, "想起零工收入")]
    assert json.loads(said[0].facts.reveal())["members"][0]["income"] == []
    assert json.loads(said[1].facts.reveal())["members"][0]["income"] == [
        {"kind": "wage", "monthly": "433.33"}
    ]


def test_somebody_already_in_a_case_is_refused_with_township_and_scheme(office: Office) -> None:
    applied = replace(stranger(1).applied, asked_for="tekun")
    office.take(stranger(1), office.on("zhang", 3, 7), applied=applied)
    with pytest.raises(
        AlreadyApplied, match="孙二已在松岭镇申请特困人员救助供养（已提交），不能重复申请：请与松岭镇联系"
    ):
        office.take(stranger(1), office.on("zhang", 3, 8))


def test_handing_in_at_submission_is_checked_like_any_other(office: Office) -> None:
    applied = replace(stranger(1).applied, papers=(Handed("id_card"),))
    with pytest.raises(BadInput, match="不向申请家庭收取"):
        office.take(stranger(1), office.on("zhang", 3, 7), applied=applied)
