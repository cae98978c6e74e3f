"""入户调查：two are sent, one form is filled in on phones, three sign, and what was seen counts as evidence (S01)."""

from datetime import date
from uuid import UUID

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from PIL import Image

from doudi.casework.assessment.actions import assess
from doudi.casework.cases.at_home import at_home as reached
from doudi.casework.cases.models import Clock, DueDate, Mark
from doudi.casework.cases.queries import dues, milestones
from doudi.casework.survey.answers import ChangedElsewhere
from doudi.casework.survey.investigators import NotSent, VisitUnderWay, plan_survey
from doudi.casework.survey.models import Assignment, Visit, VisitState
from doudi.casework.survey.neighbours import take_statement
from doudi.casework.survey.photos import add_photo, photos_of
from doudi.casework.survey.queries import (
    NotSurveyed,
    parties_of,
    require_survey,
    signatures,
    still_lacking,
    surveyed,
    to_survey,
    unassigned,
    visits,
    who_investigated,
)
from doudi.casework.survey.tests.home import (
    BY_HAND,
    FOUND,
    VISIT,
    accepted,
    at_home,
    scan,
    sent_out,
    surveyed_case,
)
from doudi.casework.survey.visits import (
    Signed,
    SurveyIncomplete,
    VisitClosed,
    begin_visit,
    finish_visit,
    nobody_home,
    save_visit,
    sign_visit,
    take_visit_back,
)
from doudi.casework.tests.office import Office, stranger
from doudi.casework.tests.panel import signed_back
from doudi.config.tests.town import DONGGANG, NEW_YEAR, PASSWORD, invented_id
from doudi.records.access import acting_as
from doudi.records.documents.papers.filling import PrivateThing
from doudi.records.documents.quarantine.examiner import UnfitFile
from doudi.records.documents.queries import current_papers, data_of, file_bytes
from doudi.records.documents.tests.files import photo
from doudi.records.evidence.queries import picture
from doudi.records.refusals import BadInput, NotFound
from doudi.records.staff.actions import appoint, open_account

pytestmark = pytest.mark.django_db
ANOTHER = UUID(int=0x5151)


def test_s01_two_investigators_on_the_14th_and_the_case_is_surveyed(office: Office) -> None:
    case = surveyed_case(office)
    by = office.on("zhang", 3, 14)
    marks = [(row.mark, row.on) for row in office.see(milestones, case, by=by)]
    assert marks == [(Mark.SURVEYING, date(2022, 3, 14)), (Mark.SURVEYED, date(2022, 3, 14))]
    signed = office.see(signatures, office.see(visits, case, by=by)[0], by=by)
    assert [(row.name, row.how) for row in signed] == [
        ("林秀兰", "按指印"),
        ("张敏", "签名"),
        ("林晓", "签名"),
    ]
    started = next(due for due in office.see(dues, case, by=by) if due.clock == Clock.INVESTIGATE)
    assert (started.on, started.settled_on) == (date(2022, 3, 10), date(2022, 3, 14))
    assert len(office.see(who_investigated, case, by=by)) == 2


def test_what_was_seen_takes_the_place_of_what_was_declared(office: Office) -> None:
    case, by = surveyed_case(office), office.on("zhang", 3, 14)
    about = office.see(parties_of, case, by=by)
    with acting_as(by.scope):
        rented = picture(about.members["b"], by.day, by)["income_property"]
        assert (rented.value, rented.evidence.source, rented.evidence.said_by) == (
            200_000,
            "seen",
            "张敏、林晓",
        )
        mine = picture(about.members["a"], by.day, by)
        assert mine["income_pension"].value == 108_00 * 12 and mine["spending_medical"].value == 2400_00
        assert mine["unable_to_work"].value is True
        assert "income_wage" not in mine and "student" not in mine  # left empty: not seen, and no evidence
        assert picture(about.members["b"], by.day, by)["serious_illness"].value.reveal() == "false"
        assert picture(case.household, by.day, by)["financial_assets"].value == 620_000
    told = assess(case=case.pk, by=by)
    assert "入户所见" in told.sources.reveal()


def test_a_bill_that_nobody_saw_is_no_evidence(office: Office) -> None:
    case, by = surveyed_case(office, {"m.a.spending.medical.bills": "no"}), office.on("zhang", 3, 14)
    about = office.see(parties_of, case, by=by)
    with acting_as(by.scope):
        assert "spending_medical" not in picture(about.members["a"], by.day, by)


def test_the_same_person_on_two_accounts_is_one_investigator(office: Office) -> None:
    case, by = accepted(office), office.on("zhang", 3, 9)
    with pytest.raises(Exception, match="两个人"):
        plan_survey(case=case.pk, pair=("lin", "zheng"), planned_on=by.day, by=by)
    with acting_as(by.scope), pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.create(
            case=case,
            area_id=case.area_id,
            number=1,
            planned_on=by.day,
            first_person=ANOTHER,
            second_person=ANOTHER,
            second_sees=True,
            at=by.at,
        )


def test_who_is_not_of_this_township_or_no_clerk_is_not_sent(office: Office) -> None:
    case, by = accepted(office), office.on("zhang", 3, 9)
    for other in ("wang", "liu", "chen"):
        with pytest.raises(BadInput, match="没有可以入户调查的岗位"):
            plan_survey(case=case.pk, pair=("zhang", other), planned_on=by.day, by=by)
    with pytest.raises(BadInput, match="没有找到"):
        plan_survey(case=case.pk, pair=("zhang", "nobody"), planned_on=by.day, by=by)
    with pytest.raises(BadInput, match="不能早于"):
        plan_survey(case=case.pk, pair=("zhang", "lin"), planned_on=date(2022, 3, 8), by=by)


def test_only_those_who_were_sent_write(office: Office) -> None:
    case = sent_out(office)
    with pytest.raises(NotSent, match="张敏、林晓"):
        begin_visit(case=case.pk, visit=VISIT, by=office.on("min", 3, 14))
    with pytest.raises(NotSent, match="还没有派人"):
        begin_visit(case=surely_new(office), visit=VISIT, by=office.on("zhang", 3, 14))


def surely_new(office: Office) -> UUID:
    """Another accepted case of the township."""
    return accepted(office, stranger(3)).pk


def test_a_visit_that_nobody_opened_the_door_to_is_kept_and_made_again(office: Office) -> None:
    case, by = sent_out(office), office.on("zhang", 3, 14)
    begin_visit(case=case.pk, visit=VISIT, by=by)
    with pytest.raises(BadInput, match="敲门"):
        nobody_home(case=case.pk, visit=VISIT, note=" ", by=by)
    nobody_home(case=case.pk, visit=VISIT, note="电话联系，3月16日再来", by=by)
    again = begin_visit(case=case.pk, visit=ANOTHER, by=office.on("lin", 3, 16))
    assert again.number == 2 and not office.see(surveyed, case, by=by)
    with pytest.raises(VisitClosed):
        save_visit(case=case.pk, visit=VISIT, changes={"place": "东岗村"}, based_on=0, by=by)


def test_what_arrives_twice_is_done_once(office: Office) -> None:
    case, by = sent_out(office), office.on("zhang", 3, 14)
    first = begin_visit(case=case.pk, visit=VISIT, by=by)
    assert begin_visit(case=case.pk, visit=VISIT, by=by).pk == first.pk
    save_visit(case=case.pk, visit=VISIT, changes=FOUND, based_on=0, by=by)
    again = save_visit(case=case.pk, visit=VISIT, changes=FOUND, based_on=0, by=by)
    assert again.revision == 1
    with acting_as(by.scope):
        assert Visit.objects.count() == 1


def test_two_phones_write_beside_each_other_and_are_told_where_they_differ(office: Office) -> None:
    case, mine, theirs = sent_out(office), office.on("zhang", 3, 14), office.on("lin", 3, 14)
    begin_visit(case=case.pk, visit=VISIT, by=mine)
    save_visit(case=case.pk, visit=VISIT, changes={"homes": "1", "vehicles": "0"}, based_on=0, by=mine)
    beside = save_visit(
        case=case.pk, visit=VISIT, changes={"land": "4 亩", "vehicles": "0"}, based_on=0, by=theirs
    )
    assert beside.revision == 2
    with pytest.raises(ChangedElsewhere, match="张敏在另一部手机上改过住房套数") as told:
        save_visit(case=case.pk, visit=VISIT, changes={"homes": "2", "floor": "60"}, based_on=0, by=theirs)
    conflict = told.value.conflicts[0]
    assert (conflict.name, conflict.theirs, conflict.mine, told.value.revision) == ("homes", "1", "2", 2)
    chosen = save_visit(
        case=case.pk, visit=VISIT, changes={"homes": "2", "floor": "60"}, based_on=2, by=theirs
    )
    assert chosen.revision == 3


def test_a_second_phone_is_sent_to_the_visit_that_has_begun(office: Office) -> None:
    case, _ = at_home(office)
    with pytest.raises(VisitUnderWay, match="张敏已经开始"):
        begin_visit(case=case.pk, visit=ANOTHER, by=office.on("lin", 3, 14))
    with pytest.raises(VisitUnderWay, match="先办完或退回"):
        plan_survey(
            case=case.pk,
            pair=("lin", "min"),
            planned_on=date(2022, 3, 15),
            why="换人",
            by=office.on("zhang", 3, 14),
        )


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("housing", "", "请填写住房结构。"),
        ("homes", "一", "住房套数：请写整数，没有就写 0。"),
        ("vehicles", "-1", "机动车：请写整数，没有就写 0。"),
        ("financial", "6200.005", "存款、有价证券：请写金额，最多两位小数，没有就写 0。"),
        ("financial", "-5", "存款、有价证券：请写金额，最多两位小数，没有就写 0。"),
        ("m.a.income.pension.per", "", "养老金、退休金：请选每月还是每年。"),
        ("m.a.spending.medical.bills", "", "医疗自付（年）：请写明是否看到票据。"),
        ("causes", "懒惰", "困难原因：请从选项中选。"),
        ("consistent", "maybe", "与申报一致：请从选项中选一个。"),
        ("at", "三月十四", "入户时间：请写成 2022-03-14T10:20 的样子。"),
        ("at", "2022-03-15T10:20", "入户时间应在收件以后、现在以前。"),
    ],
)
def test_a_form_with_a_gap_or_a_slip_is_not_signed(
    office: Office, field: str, text: str, sentence: str
) -> None:
    case, _ = at_home(office, {field: text})
    with pytest.raises(SurveyIncomplete) as told:
        finish_visit(case=case.pk, visit=VISIT, family=BY_HAND, by=office.on("zhang", 3, 14))
    assert [(lack.name, lack.sentence) for lack in told.value.lacks] == [(field, sentence)]


def test_full_width_figures_and_commas_are_read(office: Office) -> None:
    case, by = surveyed_case(office, {"financial": "６，２００元", "homes": "１"}), office.on("zhang", 3, 14)
    with acting_as(by.scope):
        assert picture(case.household, by.day, by)["financial_assets"].value == 620_000


def test_an_unknown_field_and_a_novel_are_refused(office: Office) -> None:
    case, by = sent_out(office), office.on("zhang", 3, 14)
    begin_visit(case=case.pk, visit=VISIT, by=by)
    for changes in ({"m.z.health": "好"}, {"remarks": "长" * 2001}):
        with pytest.raises(BadInput, match="没有这一栏"):
            save_visit(case=case.pk, visit=VISIT, changes=changes, based_on=0, by=by)


@pytest.mark.parametrize(
    "signed", [Signed(" ", "签名"), Signed("林秀兰", "点头"), Signed("林秀兰", "拒绝签名")]
)
def test_a_signature_says_whose_how_and_if_refused_why(office: Office, signed: Signed) -> None:
    case, _ = at_home(office)
    with pytest.raises(BadInput):
        finish_visit(case=case.pk, visit=VISIT, family=signed, by=office.on("zhang", 3, 14))


def test_nobody_signs_twice_and_what_is_signed_for_is_frozen(office: Office) -> None:
    case, _ = at_home(office)
    by = office.on("zhang", 3, 14)
    laid = finish_visit(case=case.pk, visit=VISIT, family=BY_HAND, by=by)
    assert laid.state == VisitState.SIGNING and not office.see(surveyed, case, by=by)
    with pytest.raises(VisitClosed, match="另一名调查人"):
        sign_visit(case=case.pk, visit=VISIT, by=by)
    with pytest.raises(VisitClosed, match="不能再改"):
        save_visit(case=case.pk, visit=VISIT, changes={"land": "10 亩"}, based_on=9, by=by)
    with acting_as(by.scope):
        for changed in ({"content_sm3": b"x" * 32}, {"state": "done"}, {"revision": 9}):
            with pytest.raises(ProgrammingError, match="被拒绝"), transaction.atomic():
                Visit.objects.filter(pk=VISIT).update(**changed)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Visit.objects.filter(pk=VISIT)._raw_delete("default")


def test_the_second_may_send_it_back_and_nothing_is_typed_again(office: Office) -> None:
    case, _ = at_home(office)
    finish_visit(case=case.pk, visit=VISIT, family=BY_HAND, by=office.on("zhang", 3, 14))
    by = office.on("lin", 3, 15)
    with pytest.raises(BadInput, match="原因"):
        take_visit_back(case=case.pk, visit=VISIT, why="", by=by)
    take_visit_back(case=case.pk, visit=VISIT, why="漏记三轮车", by=by)
    begin_visit(case=case.pk, visit=ANOTHER, by=by)
    save_visit(case=case.pk, visit=ANOTHER, changes={"vehicles": "1"}, based_on=0, by=by)
    finish_visit(case=case.pk, visit=ANOTHER, family=BY_HAND, by=by)
    sign_visit(case=case.pk, visit=ANOTHER, by=office.on("zhang", 3, 15))
    with acting_as(by.scope):
        assert picture(case.household, by.day, by)["vehicles"].value == 1


def test_a_village_worker_goes_along_and_signs_on_paper(office: Office) -> None:
    hire(office, "cunhu", "胡玉坤")
    case, _ = at_home(office, pair=("cunhu", "zhang"))
    by = office.on("zhang", 3, 14)
    assert office.see(to_survey, by=by)[0].assignment.first_name == "张敏"
    finish_visit(case=case.pk, visit=VISIT, family=BY_HAND, second_on_paper=True, by=by)
    assert [row.how for row in office.see(signatures, office.see(visits, case, by=by)[0], by=by)][
        -1
    ] == "纸质签名"
    assert [row.mark for row in office.see(milestones, case, by=by)][-1] == Mark.SURVEYED


def test_a_village_worker_fills_the_form_in_and_signs_under_the_own_account(office: Office) -> None:
    case = sent_out(office, pair=("cun", "zhang"))
    near = reached(case.pk, office.on("cun", 3, 14))
    begin_visit(case=case.pk, visit=VISIT, by=near)
    save_visit(case=case.pk, visit=VISIT, changes=FOUND, based_on=0, by=near)
    with pytest.raises(BadInput, match="由本人登录后签名"):
        finish_visit(case=case.pk, visit=VISIT, family=BY_HAND, second_on_paper=True, by=near)
    finish_visit(case=case.pk, visit=VISIT, family=BY_HAND, by=office.on("zhang", 3, 14))
    sign_visit(case=case.pk, visit=VISIT, by=near)
    with acting_as(near.scope):
        assert [row.name for row in signatures(visits(case, near)[0], near)][1:] == ["张敏", "丛林"]


def test_a_village_worker_who_was_not_sent_writes_nothing(office: Office) -> None:
    case = sent_out(office)
    with pytest.raises(NotSent):
        begin_visit(case=case.pk, visit=VISIT, by=reached(case.pk, office.on("cun", 3, 14)))
    with pytest.raises(NotFound):
        begin_visit(case=case.pk, visit=VISIT, by=office.on("cun", 3, 14))


def test_who_can_sign_alone_does_not_sign_on_paper_and_two_of_the_village_do_not_do(office: Office) -> None:
    case, _ = at_home(office)
    with pytest.raises(BadInput, match="由本人登录后签名"):
        finish_visit(
            case=case.pk, visit=VISIT, family=BY_HAND, second_on_paper=True, by=office.on("zhang", 3, 14)
        )
    for username, name in (("cunhu", "胡玉坤"), ("digao", "高明")):
        hire(office, username, name)
    other = surely_new(office)
    with pytest.raises(BadInput, match="至少一名"):
        plan_survey(
            case=other, pair=("cunhu", "digao"), planned_on=date(2022, 3, 9), by=office.on("zhang", 3, 9)
        )


def test_two_neighbours_where_the_place_says_two(office: Office) -> None:
    case, by = surveyed_case(office), office.on("zhang", 3, 14)
    unscanned, unheard = office.see(still_lacking, case, by=by)
    assert "《入户调查表》（第1次入户）签字后的原件还没有扫描归档" in unscanned
    assert unheard == "邻里走访应不少于2人，已登记0人。"
    scan(office, case, "D06", by)
    hear = {
        "case": case.pk,
        "relation": "邻居",
        "statement": "老两口种不了地。",
        "visited_on": by.day,
        "by": by,
    }
    take_statement(witness="王福", **hear)
    with pytest.raises(BadInput, match="另访一人"):
        take_statement(witness="王福", **hear)
    with pytest.raises(BadInput, match="不是邻里"):
        take_statement(witness="赵广田", **hear)
    with acting_as(by.scope), pytest.raises(NotSurveyed, match="已登记1人"):
        require_survey(case, by)
    take_statement(witness="李顺", **hear)
    assert not office.see(surveyed, case, by=by)  # what they said is not signed yet
    signed_back(case.pk, by, ["D07"])
    assert office.see(surveyed, case, by=by)


def test_my_surveys_of_today(office: Office) -> None:
    fresh = accepted(office)
    by = office.on("lin", 3, 14)
    assert [row.pk for row in office.see(unassigned, by=by)] == [fresh.pk]
    plan_survey(case=fresh.pk, pair=("zhang", "lin"), planned_on=by.day, by=by)
    assert [row.next_step for row in office.see(to_survey, by=by)] == ["入户"]
    begin_visit(case=fresh.pk, visit=VISIT, by=by)
    assert [row.next_step for row in office.see(to_survey, by=by)] == ["接着填"]
    save_visit(case=fresh.pk, visit=VISIT, changes=FOUND, based_on=0, by=by)
    finish_visit(case=fresh.pk, visit=VISIT, family=BY_HAND, by=by)
    assert [row.next_step for row in office.see(to_survey, by=by)] == ["等另一名调查人签名"]
    assert [row.next_step for row in office.see(to_survey, by=office.on("zhang", 3, 14))] == ["签名"]
    sign_visit(case=fresh.pk, visit=VISIT, by=office.on("zhang", 3, 14))
    assert office.see(to_survey, by=by) == [] and office.see(to_survey, by=office.on("min", 3, 14)) == []


def test_a_phone_that_was_offline_begins_on_the_day_of_the_visit_not_before_acceptance(
    office: Office,
) -> None:
    case, by = sent_out(office), office.on("zhang", 3, 16)
    for impossible in (date(2022, 3, 4), date(2022, 3, 17)):
        with pytest.raises(BadInput, match="2022-03-07"):
            begin_visit(case=case.pk, visit=VISIT, begun_on=impossible, by=by)
    begin_visit(case=case.pk, visit=VISIT, begun_on=date(2022, 3, 9), by=by)
    with acting_as(by.scope):
        assert DueDate.objects.get(case=case, clock=Clock.INVESTIGATE).settled_on == date(2022, 3, 9)


def test_the_form_is_filed_when_it_is_laid_before_the_signers(office: Office) -> None:
    case, _ = at_home(office)
    by = office.on("zhang", 3, 14)
    finish_visit(case=case.pk, visit=VISIT, family=BY_HAND, by=by)
    [paper] = office.see(current_papers, case.pk, "D06", by=by)
    told = data_of(paper)
    assert (paper.about_name, paper.dated) == ("第1次入户", date(2022, 3, 14))
    assert told["income"][0] == {"item": "林秀兰 养老金、退休金", "year": 129_600}
    assert told["spending"] == [{"item": "林秀兰 医疗自付（年）（有票据）", "self_paid": 240_000}]
    assert (told["causes"], told["photos"]) == (["因病", "缺劳动力"], 0)


def test_a_telephone_in_a_remark_is_refused_before_it_is_printed(office: Office) -> None:
    case, _ = at_home(office, {"remarks": "侄子电话 13900000000"})
    with pytest.raises(PrivateThing, match="手机号码"):
        finish_visit(case=case.pk, visit=VISIT, family=BY_HAND, by=office.on("zhang", 3, 14))
    with acting_as(office.on("zhang", 3, 14).scope):
        assert Visit.objects.get().state == VisitState.OPEN


def test_photos_come_when_there_is_a_signal_once_each_and_without_their_hidden_data(office: Office) -> None:
    case, draft = at_home(office)
    by, told = office.on("zhang", 3, 14), {"case": case.pk, "visit": VISIT, "photo": ANOTHER}
    exif = Image.Exif()
    exif[0x010F] = "某牌手机"
    add_photo(**told, content=photo(exif=exif), shows="住房外观", by=by)
    again = add_photo(**told, content=photo(exif=exif), shows="住房外观", by=by)
    assert [row.pk for row in office.see(photos_of, draft, by=by)] == [ANOTHER]
    kept = office.see(file_bytes, again.file_id, by=by)
    assert kept.startswith(b"\xff\xd8") and "某牌".encode() not in kept
    with pytest.raises(BadInput, match="拍的是什么"):
        add_photo(**{**told, "photo": VISIT}, content=photo(), shows="风景", by=by)
    with pytest.raises(UnfitFile):
        add_photo(**{**told, "photo": VISIT}, content=b"MZ no picture", shows="室内", by=by)
    finish_visit(case=case.pk, visit=VISIT, family=BY_HAND, by=by)
    with pytest.raises(VisitClosed):
        add_photo(**{**told, "photo": VISIT}, content=photo(), shows="室内", by=by)
    [paper] = office.see(current_papers, case.pk, "D06", by=by)
    assert data_of(paper)["photos"] == 1


def test_a_visit_of_another_case_is_not_there(office: Office) -> None:
    at_home(office)
    other = surely_new(office)
    by = office.on("zhang", 3, 14)
    plan_survey(case=other, pair=("zhang", "lin"), planned_on=by.day, by=by)
    for doing in (
        lambda: begin_visit(case=other, visit=VISIT, by=by),
        lambda: save_visit(case=other, visit=VISIT, changes={}, based_on=0, by=by),
        lambda: sign_visit(case=other, visit=VISIT, by=by),
    ):
        with pytest.raises(NotFound):
            doing()


def hire(office: Office, username: str, name: str) -> None:
    """A village worker of 东岗村."""
    setup = office.town.nobody([office.town.area(DONGGANG).pk])
    village = office.town.area(DONGGANG)
    officer = open_account(
        username=username,
        name=name,
        id_number=invented_id("19900101", 300 + ord(username[0])),
        password=PASSWORD,
        area=village,
        by=setup,
    )
    appoint(officer=officer, post="village_worker", area=village, since=NEW_YEAR, document="聘书", by=setup)
