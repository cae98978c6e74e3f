"""回盘：good rows become evidence with the data's date; a bad row comes back with its cell; nothing is guessed."""

from datetime import date

import pytest

from doudi.casework.cases.actions import withdraw
from doudi.casework.tests.centre import CAR, NO_RECORD, Centre, feng_family, filled, written
from doudi.casework.tests.office import Office, lin_family, stranger
from doudi.casework.verification.answers import NoControlLine, NoHeader
from doudi.casework.verification.batches import BatchClosed, close_batch
from doudi.casework.verification.models import Answer, Reply, State
from doudi.casework.verification.queries import answers, batches, replies
from doudi.casework.verification.replies import WrongBatch, hand_back, take_in
from doudi.records.access import acting_as
from doudi.records.evidence.models import REGISTER, Evidence
from doudi.records.evidence.queries import picture
from doudi.records.imports.reading import Unreadable, read_sheet
from doudi.records.people.models import Household, Person, Supporter
from doudi.records.refusals import BadInput, NotFound, WrongPost

pytestmark = pytest.mark.django_db


def held(office: Office, about: Person | Household | Supporter, fact: str) -> object:
    by = office.on("chen", 5, 20)
    with acting_as(by.scope):
        picked = picture(about, by.day, by).get(fact)
        return None if picked is None else picked.value


def household(office: Office) -> Household:
    with acting_as(office.on("chen", 5, 20).scope):
        return Household.objects.get()


def test_answers_become_evidence_of_the_data_date(office: Office) -> None:
    centre = Centre(office)
    _, request = centre.asked(lin_family())
    batch = centre.batch("social_insurance", request)
    taken = centre.answered(batch, {"林秀兰": [("有", "108")], "赵广田": [("有", "1,208.50 元", "", "", "")]})
    assert taken.reply is not None
    assert (taken.reply.answered, taken.reply.unanswered, taken.wrong) == (2, 0, ())
    by = office.on("chen", 5, 20)
    with acting_as(by.scope):
        zhao = Person.objects.get(name="赵广田")
        row = Evidence.objects.get(person=zhao, fact="income_pension")
    assert (row.source, row.value, row.said_by) == (REGISTER, 12 * 120850, "人力资源社会保障")
    assert (row.said_on, row.holds_on) == (date(2022, 5, 9), date(2022, 5, 8))
    assert bytes(row.paper_sm3 or b"") == bytes(taken.reply.file_sm3)


def test_several_records_of_one_person_are_added_up(office: Office) -> None:
    centre = Centre(office)
    _, request = centre.asked(feng_family())
    batch = centre.batch("bank", request)
    bank = [("有", "示例农商行", "活期", "00001", "1000"), ("有", "示例农商行", "定期", "00002", "20000.55")]
    centre.answered(batch, {"冯大伟": bank, "冯玉珍": [NO_RECORD]})
    assert held(office, household(office), "financial_assets") == 2100055


def test_missing_people_are_not_known_and_not_none(office: Office) -> None:
    centre = Centre(office)
    _, request = centre.asked(feng_family())
    batch = centre.batch("vehicle", request)
    taken = centre.answered(batch, {"冯大伟": [NO_RECORD]})
    assert taken.unanswered == 1
    home = household(office)
    with acting_as(office.on("chen", 5, 20).scope):
        row = Evidence.objects.get(household=home, fact="vehicles")
    assert (row.value, row.note) == (None, "冯玉珍没有答复")
    centre.answered(batch, {"冯玉珍": [NO_RECORD]}, day=10)
    assert held(office, home, "vehicles") == 0
    (listed,) = office.see(batches, by=centre.by("chen", 10))
    assert (listed.answered, listed.outstanding) == (2, 0)


def test_what_is_found_counts_before_all_have_answered(office: Office) -> None:
    centre = Centre(office)
    _, request = centre.asked(feng_family())
    centre.answered(centre.batch("vehicle", request), {"冯大伟": [CAR]})
    with acting_as(office.on("chen", 5, 20).scope):
        row = Evidence.objects.get(fact="vehicles")
    assert (row.value, row.note) == (1, "至少；冯玉珍没有答复")


def test_a_source_that_could_not_look_is_not_an_answer(office: Office) -> None:
    centre = Centre(office)
    _, request = centre.asked(stranger(1))
    batch = centre.batch("payroll", request)
    taken = centre.answered(batch, {"孙二": [("未查",)]})
    assert taken.reply is not None and taken.unanswered == 1
    with acting_as(office.on("chen", 5, 20).scope):
        assert list(Evidence.objects.filter(fact="on_payroll").values_list("value", flat=True)) == [None]
        assert Answer.objects.get().state == State.UNKNOWN


def test_the_same_file_twice_changes_nothing_and_says_so(office: Office) -> None:
    centre = Centre(office)
    _, request = centre.asked(lin_family())
    batch = centre.batch("vehicle", request)
    content = filled(centre.rows(batch), {"林秀兰": [NO_RECORD], "赵广田": [NO_RECORD]})
    first, again = centre.back(content), centre.back(content, day=10)
    assert (first.again, again.again) == (False, True)
    assert again.reply == first.reply
    with acting_as(office.on("chen", 5, 20).scope):
        assert (Reply.objects.count(), Answer.objects.count()) == (1, 2)


def test_a_digest_of_another_batch_is_refused_whole(office: Office) -> None:
    centre = Centre(office)
    requests = [centre.asked(family)[1] for family in (lin_family(), feng_family())]
    one, other = (centre.batch("vehicle", each) for each in requests)
    rows, wrong = centre.rows(one), centre.rows(other)
    rows[0][0] = rows[0][0].replace(bytes(one.sheet_sm3).hex(), bytes(other.sheet_sm3).hex())
    with pytest.raises(WrongBatch, match=f"SM3 却是批次 {other.number} 的：整份不收"):
        centre.back(filled(rows, {"林秀兰": [NO_RECORD]}))
    wrong[0][0] = wrong[0][0].replace(bytes(other.sheet_sm3).hex(), "0" * 64)
    with pytest.raises(WrongBatch, match="不是发出的那张表的"):
        centre.back(filled(wrong, {"冯大伟": [NO_RECORD]}))
    wrong[0][0] = "核对批次：990204-PC2022-09999　SM3：" + "0" * 64
    with pytest.raises(WrongBatch, match="没有批次 990204-PC2022-09999"):
        centre.back(filled(wrong, {"冯大伟": [NO_RECORD]}))
    with acting_as(office.on("chen", 5, 20).scope):
        assert not Reply.objects.exists()


def test_a_number_in_the_identity_column_is_refused_with_its_cell_and_never_repaired(office: Office) -> None:
    centre = Centre(office)
    _, request = centre.asked(lin_family())
    rows = centre.rows(centre.batch("vehicle", request))
    rows[3][2], rows[3][3] = 990204195004120121, "无"
    rows[4][3] = "无"
    taken = centre.back(written(rows))
    assert [(each.cell, "数值格式" in each.why) for each in taken.wrong] == [("C4", True)]
    assert (taken.reply.answered, taken.unanswered) == (1, 1)  # type: ignore[union-attr]
    assert taken.returned is not None
    with pytest.raises(NotFound):
        hand_back(returned=taken.returned.pk, by=centre.by("zhang", 9))
    with pytest.raises(WrongPost):
        hand_back(returned=taken.returned.pk, by=centre.by("min", 9))
    copy = read_sheet(hand_back(returned=taken.returned.pk, by=centre.by("chen", 9)), "退回.xlsx").rows
    assert copy[2][-1] == "退回原因"
    assert str(copy[3][-1]).startswith("C4：身份证号是数值格式")
    assert copy[4][-1] == ""


def test_a_row_that_answers_for_somebody_else_is_refused(office: Office) -> None:
    centre = Centre(office)
    _, request = centre.asked(lin_family())
    rows = centre.rows(centre.batch("vehicle", request))
    rows[3][2], rows[4][2] = rows[4][2], rows[3][2]
    rows[3][3] = rows[4][3] = "无"
    taken = centre.back(written(rows))
    assert taken.reply is None
    assert ["问的不是这个身份证号" in each.why for each in taken.wrong] == [True, True]
    stray = [
        *rows[:3],
        ["1", "林秀芝", "990204195004120121", "无"],
        ["9", "林秀兰", "990204195004120121", "无"],
    ]
    taken = centre.back(written(stray))
    assert [each.why for each in taken.wrong] == [
        "序号 1 问的是林秀兰，姓名不符，请核对是否串行",
        "这一批没有序号 9，没有问过的人不收",
    ]
    again = centre.back(written(stray), day=10)
    assert again.again and again.returned == taken.returned
    with acting_as(office.on("chen", 5, 20).scope):
        assert not Evidence.objects.filter(source=REGISTER).exists()


@pytest.mark.parametrize(
    ("answer", "cell", "why"),
    [
        (("或许",), "D4", "请写“有”“无”或“未查”"),
        (("无", "小型轿车"), "E4", "这里却有内容"),
        (("有", "小型轿车", "", "昨天", "86000"), "G4", "应为日期，如 2021-08-19"),
        (("有", "小型轿车", "", "2021-02-30", "86000"), "G4", "没有这一天"),
        (("有", "小型轿车", "", "2021-08-19", "八万六"), "H4", "应为金额"),
        (("有", "小型轿车", "", "2021-08-19", "-5"), "H4", "不小于零"),
        (("有", "小型轿车", "", "2021-08-19", "0.123"), "H4", "最多两位小数"),
        (("有", "", "", "2021-08-19"), "E4", "必须填写车辆类型"),
    ],
)
def test_a_cell_that_says_nothing_clear_is_refused(
    office: Office, answer: tuple[str, ...], cell: str, why: str
) -> None:
    centre = Centre(office)
    _, request = centre.asked(stranger(1))
    taken = centre.answered(centre.batch("vehicle", request), {"孙二": [answer]})
    assert taken.reply is None
    assert [each.cell for each in taken.wrong] == [cell]
    assert why in taken.wrong[0].why


def test_of_a_person_with_one_bad_row_nothing_is_taken(office: Office) -> None:
    centre = Centre(office)
    _, request = centre.asked(feng_family())
    batch = centre.batch("vehicle", request)
    taken = centre.answered(batch, {"冯大伟": [CAR, ("有", "摩托车", "", "不详")], "冯玉珍": [NO_RECORD]})
    assert [(each.cell, each.why) for each in taken.wrong] == [
        ("A4", "同一人的另一行有误，这一人整体退回"),
        ("G5", "登记日期写的是“不详”，应为日期，如 2021-08-19"),
    ]
    with acting_as(office.on("chen", 5, 20).scope):
        assert Answer.objects.get().row.subject.name == "冯玉珍"


def test_titles_of_other_offices_dates_and_wide_signs_are_understood(office: Office) -> None:
    centre = Centre(office)
    _, request = centre.asked(stranger(1))
    rows = centre.rows(centre.batch("vehicle", request))
    rows[2][2:8] = ["公民身份号码", "有无", "车型", "车牌", "注册日期", "车辆价值"]
    rows[3][2] = "９９０２０４１９５５０１０１" + rows[3][2][14:].lower()
    rows[3][3:8] = ["有", "三轮车", "", "2021.8.9", "８６，０００"]
    taken = centre.back(written(rows))
    assert taken.wrong == ()
    with acting_as(office.on("chen", 5, 20).scope):
        said = Answer.objects.get().records
        assert said is not None
        assert '"registered_on":"2021-08-09"' in said.reveal() and '"value":8600000' in said.reveal()


def test_csv_in_either_encoding_is_read(office: Office) -> None:
    centre = Centre(office)
    _, request = centre.asked(stranger(1))
    rows = centre.rows(centre.batch("funeral", request))
    rows[3][3] = "无"
    text = "\n".join(",".join(map(str, row)) for row in rows)
    assert centre.back(text.encode("gb18030"), name="回盘.csv").reply is not None


def test_old_data_are_flagged_and_data_of_tomorrow_refused(office: Office) -> None:
    centre = Centre(office)
    _, request = centre.asked(stranger(1))
    batch = centre.batch("vehicle", request)
    content = filled(centre.rows(batch), {"孙二": [NO_RECORD]})
    with pytest.raises(BadInput, match="数据日期不能晚于今天"):
        centre.back(content, on=date(2022, 5, 10))
    taken = centre.back(content, on=date(2022, 2, 1))
    assert taken.reply is not None and taken.reply.stale
    (kept,) = office.see(replies, batch, by=centre.by("chen", 9))
    assert kept.data_on == date(2022, 2, 1)


def test_a_file_without_its_line_or_head_or_that_is_no_table_is_refused(office: Office) -> None:
    centre = Centre(office)
    _, request = centre.asked(stranger(1))
    rows = centre.rows(centre.batch("vehicle", request))
    with pytest.raises(NoControlLine):
        centre.back(written(rows[1:]))
    with pytest.raises(NoHeader, match="表头缺少身份证号"):
        centre.back(written([*rows[:2], ["序号", "姓名", "查询结果"], ["1", "孙二", "无"]]))
    for content, name in (
        (b"", "a.xlsx"),
        (b"PK\x03\x04broken", "a.xlsx"),
        (b"\xff\xfe\x00", "a.csv"),
        (b"x", "a.pdf"),
    ):
        with pytest.raises(Unreadable):
            centre.back(content, name=name)


def test_only_a_clerk_of_the_centre_takes_files_in(office: Office) -> None:
    centre = Centre(office)
    _, request = centre.asked(stranger(1))
    batch = centre.batch("vehicle", request)
    content = filled(centre.rows(batch), {"孙二": [NO_RECORD]})
    with pytest.raises(WrongBatch):
        take_in(content=content, filename="a.xlsx", data_on=date(2022, 5, 8), by=centre.by("zhang", 9))
    with pytest.raises(WrongPost):
        take_in(content=content, filename="a.xlsx", data_on=date(2022, 5, 8), by=centre.by("min", 9))
    close_batch(batch=batch.pk, why="不等了", by=centre.by("chen", 9))
    with pytest.raises(BatchClosed):
        centre.back(content)


def test_of_a_case_that_ended_nothing_is_kept(office: Office) -> None:
    centre = Centre(office)
    case, request = centre.asked(stranger(1))
    batch = centre.batch("vehicle", request)
    rows = centre.rows(batch)
    withdraw(case=case.pk, why="不申请了", by=centre.by("zhang", 8))
    centre.back(filled(rows, {"孙二": [CAR]}))
    with acting_as(office.on("chen", 5, 20).scope):
        assert not Answer.objects.exists() and not Evidence.objects.filter(source=REGISTER).exists()


def test_the_township_sees_no_raw_answer(office: Office) -> None:
    centre = Centre(office)
    _, request = centre.asked(stranger(1))
    centre.answered(centre.batch("bank", request), {"孙二": [("有", "示例农商行", "活期", "6200", "5000")]})
    assert len(office.see(answers, request, by=centre.by("chen", 9))) == 1
    assert office.see(answers, request, by=centre.by("zhang", 9)) == []
