"""首日：what was paid comes in once, by two people, and goes on as every other award does."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from doudi.casework.awards.models import Award, AwardTerms, Scheme
from doudi.casework.awards.queries import amount_for, awards_in_force
from doudi.casework.brought_over import queries
from doudi.casework.brought_over.actions import HandedFile, NotChecked, drop, enter, hand_back, hand_in
from doudi.casework.brought_over.models import OpeningBatch, State
from doudi.casework.brought_over.sheets import COLUMNS, HOUSEHOLDS, MEMBERS, ROSTER, template
from doudi.casework.brought_over.tests.day_one import (
    ACCOUNT,
    FAMILIES,
    HE,
    LI,
    PEOPLE,
    ROLL,
    SUN,
    ZHOU,
    files,
    household,
    member,
    sheet,
)
from doudi.casework.cases.models import Case, CaseMember, Stage
from doudi.casework.changes.reassessing import reassess
from doudi.casework.tests.office import Office
from doudi.config.tests.town import SONGLING, invented_id
from doudi.records.access import Act, acting_as
from doudi.records.audit.models import AuditLine
from doudi.records.imports.columns import find_layout, read_lines
from doudi.records.imports.reading import read_sheet
from doudi.records.jobs.models import Progress
from doudi.records.people.models import BankAccount, Membership, Person
from doudi.records.people.queries import account_on
from doudi.records.refusals import BadInput, NotFound, SamePerson, WrongPost

pytestmark = pytest.mark.django_db
FEBRUARY, MARCH = date(2022, 2, 1), date(2022, 3, 1)


def work() -> None:
    """What a worker does with the jobs on the list, in this thread and its transaction."""
    for row in list(ProcrastinateJob.objects.filter(status="todo").order_by("id")):
        app.tasks[row.task_name](**row.args)


def handed(office: Office, by: Act | None = None, **changed: Any) -> OpeningBatch:
    """Hand sheets in for 松岭镇 and have them checked."""
    act = by or office.act("zhang")
    told = hand_in(unit=office.town.area(SONGLING), paid_month=FEBRUARY, files=files(**changed), by=act)
    work()
    with acting_as(act.scope):
        return queries.batch(told.batch.pk, act)


def faults(batch: OpeningBatch, by: Act) -> Mapping[str, list[tuple[str, str]]]:
    with acting_as(by.scope):
        return {each.which: queries.faults(each) for each in queries.sheets(batch, by)}


def test_a_checked_batch_is_entered_by_a_second_person_and_every_award_is_there(office: Office) -> None:
    by, second = office.act("zhang"), office.act("liu")
    batch = handed(office)
    assert (batch.state, batch.families, batch.people, batch.refused_rows) == (State.CHECKED, 3, 4, 0)
    assert batch.monthly_fen == 138000
    enter(batch=batch.pk, by=second)
    work()
    with acting_as(by.scope):
        assert queries.batch(batch.pk, by).state == State.ENTERED
        held = {each.head_name: each for each in awards_in_force(MARCH, by)}
        assert {name: (each.scheme, amount_for(each, MARCH).monthly_fen) for name, each in held.items()} == {
            "孙桂芝": (Scheme.DIBAO, 8000),
            "周建国": (Scheme.DIBAO, 71000),
            "李长贵": (Scheme.TEKUN, 59000),
        }
        assert not awards_in_force(FEBRUARY, by).exists(), "February was paid by the old system"
        sun = held["孙桂芝"]
        account = account_on(sun.payee, second.day, second)
        assert account is not None and account.number is not None
        assert (account.number.reveal(), account.proposed_by != account.confirmed_by) == (ACCOUNT, True)
        assert (sun.prepared_by, sun.opened_by) == (by.scope.natural_person, second.scope.natural_person)
        assert Membership.objects.filter(household=held["周建国"].household).count() == 2
        case = Case.objects.get(household=sun.household)
        assert (case.stage, case.ended, CaseMember.objects.filter(case=case, open=True).count()) == (
            Stage.BROUGHT_OVER,
            True,
            0,
        )
        assert Person.objects.get(name="李长贵").born == date(1951, 2, 3)
    with acting_as(office.town.act("sun").scope):
        (line,) = AuditLine.objects.filter(did="brought_over.entered")
        assert (line.facts["rows"], line.natural_person) == (3, second.scope.natural_person)


def test_where_roster_sheet_and_law_differ_the_family_is_listed_and_carried_on_with_what_was_paid(
    office: Office,
) -> None:
    by = office.act("zhang")
    roll = (ROLL[0], {**ROLL[1], "base": 705, "total": 705}, {**ROLL[2], "number": HE, "name": "何丽"})
    batch = handed(office, roll=roll)
    with acting_as(by.scope):
        told = {each.name: each for each in queries.differences(batch, by)}
    assert set(told) == {"周建国", "李长贵", "何丽"}, "孙桂芝 is paid what the law says"
    zhou = told["周建国"]
    assert (zhou.told_fen, zhou.paid_fen, zhou.reckoned_fen) == (71000, 70500, 70000)
    assert "花名册与存量家庭表金额不同" in zhou.what and "与按政策核算的金额不同" in zhou.what
    assert "花名册上没有这一户" in told["李长贵"].what
    assert "存量家庭表里没有" in told["何丽"].what
    enter(batch=batch.pk, by=office.act("liu"))
    work()
    with acting_as(by.scope):
        held = AwardTerms.objects.get(award__head_name="周建国")
        assert (held.monthly_fen, held.reason, held.assessment) == (70500, "brought_over", None)


def test_a_month_without_income_cannot_be_reckoned_and_says_so(office: Office) -> None:
    people = ({**PEOPLE[0], "income": ""}, *PEOPLE[1:])
    batch, by = handed(office, people=people), office.act("zhang")
    with acting_as(by.scope):
        (sun,) = [each for each in queries.differences(batch, by) if each.name == "孙桂芝"]
    assert (sun.what, sun.reckoned_fen) == ("有成员没写月收入，不能核算", None)


BAD_CHECK = SUN[:17] + ("0" if SUN[17] != "0" else "1")


@pytest.mark.parametrize(
    ("which", "row", "column", "value", "cell", "why"),
    [
        (HOUSEHOLDS, 0, "number", BAD_CHECK, "D4", "校验位不符"),
        (HOUSEHOLDS, 0, "number", 990204194509205000.0, "D4", "数值格式"),
        (HOUSEHOLDS, 0, "number", SUN[:15], "D4", "应为 18 位"),
        (HOUSEHOLDS, 1, "number", SUN, "D5", "与第 4 行是同一个身份证号"),
        (HOUSEHOLDS, 0, "village", "同上", "B4", "没有“同上”"),
        (HOUSEHOLDS, 0, "township", "柳溪乡", "A4", "本单位没有“柳溪乡”"),
        (HOUSEHOLDS, 0, "kind", "其他", "E4", "应为农村低保"),
        (HOUSEHOLDS, 1, "persons", 3, "F5", "有 2 名保障对象"),
        (HOUSEHOLDS, 2, "persons", 2, "F6", "一人一行"),
        (HOUSEHOLDS, 0, "monthly", "八十", "G4", "应为金额"),
        (HOUSEHOLDS, 0, "since", "2022-13", "H4", "应为年月"),
        (HOUSEHOLDS, 0, "since", "2023-01", "H4", "晚于今天"),
        (HOUSEHOLDS, 0, "account", 621700990204000017.0, "K4", "数值格式"),
        (HOUSEHOLDS, 0, "bank", "", "K4", "要么都写"),
        (HOUSEHOLDS, 0, "name", "孙桂枝", "C4", "叫“孙桂芝”"),
        (MEMBERS, 0, "income", -5, "I4", "不小于零"),
        (MEMBERS, 1, "number", ZHOU, "C6", "与第 5 行"),
        (MEMBERS, 1, "head", LI[:17] + "x", "A5", ""),
        (MEMBERS, 0, "disability", "肢体", "G4", "要么都写"),
        (MEMBERS, 0, "covered", "", "J4", "没有填"),
        (ROSTER, 0, "total", 81, "H4", "合计不等于"),
    ],
)
def test_a_wrong_cell_is_named_with_its_reason_and_the_other_families_go_on(
    office: Office, which: str, row: int, column: str, value: Any, cell: str, why: str
) -> None:
    rows = {HOUSEHOLDS: list(FAMILIES), MEMBERS: list(PEOPLE), ROSTER: list(ROLL)}
    rows[which][row] = {**rows[which][row], column: value}
    batch = handed(office, families=rows[HOUSEHOLDS], people=rows[MEMBERS], roll=rows[ROSTER])
    told = faults(batch, office.act("zhang"))[which]
    assert any(each == cell and why in said for each, said in told), told
    assert batch.families == (3 if which == ROSTER else 2)


def test_the_copy_that_goes_back_has_every_cell_and_the_reasons_beside_them(office: Office) -> None:
    by = office.act("zhang")
    batch = handed(office, families=({**FAMILIES[0], "village": "同上"}, *FAMILIES[1:]))
    with acting_as(by.scope):
        (back,) = [each for each in queries.sheets(batch, by) if each.which == HOUSEHOLDS]
    copy = read_sheet(hand_back(sheet=back.pk, by=by), "退回.xlsx").rows
    assert copy[0][-1] == "退回原因" and copy[2][-1] == ""
    assert "B4" in str(copy[3][-1]) and "同上" in str(copy[3][-1]) and copy[3][3] == SUN
    assert copy[4][-1] == "" and copy[4][2] == "周建国"
    with pytest.raises(NotFound):
        hand_back(sheet=back.pk, by=office.act("wang"))


def test_the_same_sheets_again_change_nothing_and_say_so(office: Office) -> None:
    first = handed(office)
    again = hand_in(
        unit=office.town.area(SONGLING), paid_month=FEBRUARY, files=files(), by=office.act("zhang")
    )
    assert (again.again, again.batch.pk) == (True, first.pk)
    enter(batch=first.pk, by=office.act("liu"))
    work()
    work()
    with acting_as(office.act("zhang").scope):
        assert Award.objects.count() == 3, "the job that is begun again finds its work done"


def test_families_entered_before_come_back_when_a_longer_sheet_is_handed_in(office: Office) -> None:
    by = office.act("zhang")
    enter(batch=handed(office).pk, by=office.act("liu"))
    work()
    wu = invented_id("19600303", 51).reveal()
    batch = handed(
        office,
        families=[*FAMILIES, household("吴秀兰", wu, monthly=450)],
        people=[*PEOPLE, member(wu, "吴秀兰", wu)],
    )
    assert (batch.families, batch.refused_rows) == (1, 3)
    assert all("已在本区建档（松岭镇）" in why for _, why in faults(batch, by)[HOUSEHOLDS])


def test_headings_of_other_offices_are_understood(office: Office) -> None:
    names = {
        "number": "公民身份号码",
        "kind": "救助类型",
        "monthly": "月补助金额（元/月）",
        "since": "享受时间",
    }
    table = read_sheet(sheet(HOUSEHOLDS, FAMILIES, names), "a.xlsx")
    lines, wrong = read_lines(table, COLUMNS[HOUSEHOLDS], find_layout(table, COLUMNS[HOUSEHOLDS]))
    assert not wrong and [line.said["number"].reveal() for line in lines] == [SUN, ZHOU, LI]


@pytest.mark.parametrize("which", [HOUSEHOLDS, MEMBERS, ROSTER])
def test_a_template_is_read_again_as_it_was_made(which: str) -> None:
    table = read_sheet(template(which), "模板.xlsx")
    assert find_layout(table, COLUMNS[which]).header == 2
    assert [str(cell) for cell in table.rows[2]] == [each.title for each in COLUMNS[which]]


def test_a_sheet_without_its_columns_is_told_whole(office: Office) -> None:
    wrong = {**files(), MEMBERS: HandedFile("成员.xlsx", sheet(ROSTER, ROLL))}
    by = office.act("zhang")
    told = hand_in(unit=office.town.area(SONGLING), paid_month=FEBRUARY, files=wrong, by=by)
    work()
    with acting_as(by.scope):
        batch = queries.batch(told.batch.pk, by)
    assert batch.state == State.UNFIT and "户主身份证" in batch.why_unfit
    with pytest.raises(NotChecked):
        enter(batch=batch.pk, by=office.act("liu"))


def test_who_handed_in_never_enters_and_who_may_not_is_refused(office: Office) -> None:
    batch = handed(office)
    with pytest.raises(WrongPost):
        enter(batch=batch.pk, by=office.act("zhang"))
    with pytest.raises(NotFound):
        enter(batch=batch.pk, by=office.act("wang"))
    with pytest.raises(WrongPost):
        hand_in(unit=office.town.area(SONGLING), paid_month=FEBRUARY, files=files(), by=office.act("liu"))
    with acting_as(office.act("liu").scope):
        OpeningBatch.objects.filter(pk=batch.pk).update(handed_in_by=office.act("liu").scope.natural_person)
    with pytest.raises(SamePerson):
        enter(batch=batch.pk, by=office.act("liu"))


def test_a_dropped_batch_may_be_handed_in_anew(office: Office) -> None:
    first = handed(office)
    with pytest.raises(BadInput):
        drop(batch=first.pk, why=" ", by=office.act("zhang"))
    drop(batch=first.pk, why="漏了一户", by=office.act("zhang"))
    with pytest.raises(NotChecked):
        enter(batch=first.pk, by=office.act("liu"))
    assert handed(office).pk != first.pk


def test_somebody_put_on_file_between_check_and_entry_stops_the_whole_batch(office: Office) -> None:
    batch, other = handed(office), handed(office, roll=None)
    enter(batch=batch.pk, by=office.act("liu"))
    work()
    enter(batch=other.pk, by=office.act("liu"))
    work()
    told = Progress.objects.order_by("-asked_at").first()
    assert told is not None and "重新交表检查" in told.sentence
    with acting_as(office.act("zhang").scope):
        assert (Award.objects.count(), BankAccount.objects.count()) == (3, 1)


def test_a_family_brought_over_is_assessed_anew_like_any_other(office: Office) -> None:
    by = office.act("zhang")
    enter(batch=handed(office).pk, by=office.act("liu"))
    work()
    with acting_as(by.scope):
        zhou = Award.objects.get(head_name="周建国")
    earns: list[list[dict[str, object]]] = [[{"kind": "farming", "monthly": 200}], []]
    people = [{"id": f"m{n}", "spending_year": {}, "income": each} for n, each in enumerate(earns, 1)]
    assets = {"financial": 0, "homes": 1, "vehicles": 0, "businesses": 0}
    told = {"members": people, "assets": assets, "supporters": []}
    made = reassess(award=zhou.pk, facts=told, said_by="周建国", why="首次复核", by=by)
    assert (made.classification, made.monthly_fen) == ("dibao", 70000)
    assert json.loads(made.facts.reveal())["standard"] == "rural"
