"""区级抽查的故事 (S28)：drawn once and always the same, checked by who had no part in it, set right, accepted."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from doudi.casework.awards.models import Award
from doudi.casework.cases.desk import OwnRelative
from doudi.casework.confirmation.models import Decision
from doudi.casework.confirmation.panels import stay_power
from doudi.casework.intake.models import NearRelativeFiling
from doudi.casework.tests.office import Office
from doudi.config.tests.town import SONGLING
from doudi.oversight.inspections import actions
from doudi.oversight.inspections.actions import (
    AlreadyChecked,
    AlreadyDrawn,
    Judged,
    NotAtHome,
    NothingToDraw,
    NotOpen,
    TookPart,
    Wrong,
    accept,
    check,
    draw,
    rectify,
    send_back,
)
from doudi.oversight.inspections.drawing import drawn, redrawn
from doudi.oversight.inspections.models import Finding, FindingKind, Inspection, Reason, Sampling, Way
from doudi.oversight.inspections.queries import compared, findings_of, inspections, to_accept, to_rectify
from doudi.records.access import Act, acting_as
from doudi.records.audit.models import AuditLine
from doudi.records.people.models import Person
from doudi.records.refusals import BadInput, NotFound, WrongPost
from doudi.records.staff.actions import declare_relative

pytestmark = pytest.mark.django_db
MARCH, THE_FIFTH = date(2022, 3, 1), date(2022, 4, 5)


def sampled(office: Office, who: str = "min") -> Sampling:
    return draw(township=office.town.area(SONGLING), month=MARCH, by=office.act(who, THE_FIFTH))


def the_one(office: Office) -> Inspection:
    (held,) = office.see(inspections, by=office.act("min", THE_FIFTH))
    assert isinstance(held, Inspection)
    return held


def file_relative(office: Office, award: Award) -> None:
    assert award.case_id is not None
    with acting_as(office.act("zhang", THE_FIFTH).scope):
        NearRelativeFiling.objects.create(
            case_id=award.case_id,
            area_id=office.songling,
            name="胡建",
            post="东岗村党支部书记",
            relation="之姐",
        )


def checked(office: Office, who: str = "min", **changed: Any) -> Inspection:
    told: dict[str, Any] = {
        "way": Way.HOME,
        "on": THE_FIFTH,
        "judged": Judged("grant", "dibao", 73400),
        "told": "入户核实，与档案一致",
    }
    return check(inspection=the_one(office).pk, **{**told, **changed}, by=office.act(who, THE_FIFTH))


def with_finding(office: Office) -> Finding:
    sampled(office)
    wrong = [Wrong(FindingKind.AMOUNT, "租金漏计 50 元", date(2022, 4, 20))]
    held = checked(office, judged=Judged("grant", "dibao", 68400), wrong=wrong)
    (found,) = office.see(findings_of, held, by=office.act("min", THE_FIFTH))
    assert isinstance(found, Finding)
    return found


def test_of_seventeen_confirmed_two_near_relatives_and_five_of_the_others_are_checked() -> None:
    """S28: 30 % of fifteen, upwards, and every near relative's case: seven in all."""
    cases = [UUID(int=number) for number in range(1, 18)]
    relatives, others = cases[:2], cases[2:]
    picked = drawn(others, Fraction("0.3"), "c0ffee")
    assert len(picked) == 5 and len({*picked, *relatives}) == 7
    assert picked == drawn(list(reversed(others)), Fraction("0.3"), "c0ffee")
    assert picked != drawn(others, Fraction("0.3"), "decaf0")


def test_every_case_is_as_likely_as_another() -> None:
    cases = [UUID(int=number * 7919) for number in range(20)]
    times = dict.fromkeys(cases, 0)
    for seed in range(2_000):
        for each in drawn(cases, Fraction(3, 10), str(seed)):
            times[each] += 1
    assert all(500 < count < 700 for count in times.values())


def test_seed_and_list_stand_in_the_log_and_the_list_can_be_drawn_again(office: Office, award: Award) -> None:
    held = sampled(office)
    with acting_as(office.act("sun").scope):
        line = AuditLine.objects.order_by("-seq")[0]
    assert (line.did, line.facts["seed"]) == ("inspections.drawn", held.seed)
    random, relatives = redrawn(held)
    assert line.facts["random"] == [str(each) for each in random] == [str(award.case_id)]
    assert line.facts["near_relatives"] == list(relatives) == []
    assert (held.random_share, the_one(office).reason) == ("3/10", Reason.RANDOM)
    with pytest.raises(AlreadyDrawn):
        sampled(office)


def test_a_month_is_drawn_when_it_is_over_and_when_there_is_something(office: Office, award: Award) -> None:
    township = office.town.area(SONGLING)
    with pytest.raises(BadInput, match="月份过完以后才抽样"):
        draw(township=township, month=MARCH, by=office.on("min", 3, 31))
    with pytest.raises(NothingToDraw):
        draw(township=township, month=date(2022, 2, 1), by=office.act("min", THE_FIFTH))
    for who in ("zhang", "zhao"):
        with pytest.raises(WrongPost):
            sampled(office, who)


def test_a_near_relatives_case_is_always_drawn_and_checked_in_the_home(office: Office, award: Award) -> None:
    file_relative(office, award)
    sampled(office)
    assert the_one(office).reason == Reason.NEAR_RELATIVE
    with pytest.raises(NotAtHome):
        checked(office, way=Way.FILE)
    assert checked(office).checked_name == "赵敏"
    with acting_as(office.act("min").scope), pytest.raises(DatabaseError), transaction.atomic():
        Inspection.objects.update(way=Way.FILE)


def test_who_had_a_part_or_a_relative_in_it_does_not_check(
    office: Office, award: Award, monkeypatch: pytest.MonkeyPatch
) -> None:
    sampled(office)
    with pytest.raises(WrongPost):
        checked(office, "zhang")
    with pytest.raises(NotFound):
        checked(office, "wang")
    with monkeypatch.context() as patched:
        patched.setattr(actions, "INSPECTORS", ("township_decider",))
        with pytest.raises(TookPart):
            checked(office, "zhao")
    relative = {"name": "林秀兰", "relation": "姑母", "id_number": None}
    declare_relative(**relative, by=office.act("min", THE_FIFTH))
    with pytest.raises(OwnRelative):
        checked(office)
    assert not the_one(office).checked


def test_where_the_district_judges_otherwise_it_says_what_is_wrong_and_by_when(
    office: Office, award: Award
) -> None:
    sampled(office)
    less = Judged("grant", "dibao", 68400)
    with pytest.raises(BadInput, match="请写明问题和整改期限"):
        checked(office, judged=less)
    with pytest.raises(BadInput, match="第 1 个问题"):
        checked(office, judged=less, wrong=[Wrong(FindingKind.AMOUNT, "漏计", date(2022, 4, 1))])
    assert not the_one(office).checked
    wrong = [Wrong(FindingKind.AMOUNT, "租金漏计 50 元", date(2022, 4, 20))]
    held = checked(office, judged=less, wrong=wrong)
    assert (held.differs, held.off_by_fen) == (True, 5000)
    with pytest.raises(AlreadyChecked):
        checked(office)
    with acting_as(office.act("min").scope), pytest.raises(DatabaseError), transaction.atomic():
        Inspection.objects.update(monthly_fen=1)


def test_the_township_sets_it_right_the_district_sends_it_back_and_then_accepts(
    office: Office, award: Award
) -> None:
    found, zhang, min_ = with_finding(office), office.on("zhang", 4, 8), office.on("min", 4, 9)
    with pytest.raises(NotOpen):
        accept(finding=found.pk, by=min_)
    with pytest.raises(WrongPost):
        rectify(finding=found.pk, told="已改", by=min_)
    with pytest.raises(NotFound):
        rectify(finding=found.pk, told="已改", by=office.on("wang", 4, 8))
    rectify(finding=found.pk, told="已重新核定，自 5 月起 684 元", by=zhang)
    with pytest.raises(NotOpen):
        rectify(finding=found.pk, told="再说一次", by=zhang)
    assert office.see(to_accept, by=min_) == [found]
    with pytest.raises(WrongPost):
        accept(finding=found.pk, by=zhang)
    send_back(finding=found.pk, why="没有附告知书", due_on=date(2022, 4, 25), by=min_)
    (again,) = office.see(to_rectify, by=zhang)
    assert (again.due_on, again.sent_back) == (date(2022, 4, 25), 1)
    rectify(finding=found.pk, told="已附", by=zhang)
    done = accept(finding=found.pk, by=min_)
    assert (done.accepted_name, done.accepted_on) == ("赵敏", date(2022, 4, 9))
    with acting_as(min_.scope), pytest.raises(DatabaseError), transaction.atomic():
        Finding.objects.update(rectified_on=date(2022, 4, 1))


def test_the_database_lets_nobody_accept_the_own_rectification(office: Office, award: Award) -> None:
    found, zhang = with_finding(office), office.on("zhang", 4, 8)
    rectify(finding=found.pk, told="已改", by=zhang)
    with (
        acting_as(zhang.scope),
        pytest.raises(IntegrityError, match="finding_two_people"),
        transaction.atomic(),
    ):
        Finding.objects.update(accepted_on=zhang.day, accepted_by=zhang.scope.natural_person)


def test_the_report_tells_how_district_and_township_differ(office: Office, award: Award) -> None:
    with_finding(office)
    stay = {"since": date(2022, 4, 30), "document": "清民发〔2022〕9号", "why": "差错率高"}
    stay_power(area=office.town.area(SONGLING), **stay, by=office.act("gao", date(2022, 4, 30)))
    rows = office.see(compared, MARCH, MARCH, by=office.act("min", date(2022, 4, 30)))
    songling = next(each for each in rows if each.area == office.songling)
    assert (songling.confirmed, songling.drawn, songling.checked, songling.differing) == (1, 1, 1, 1)
    assert (songling.too_much_fen, songling.too_little_fen, songling.permille) == (5000, 0, 1000)
    assert (songling.open_findings, songling.late_findings) == (1, 1)
    assert songling.stayed is not None and songling.stayed.document == "清民发〔2022〕9号"
    assert [each.area for each in office.see(compared, MARCH, MARCH, by=office.act("wang"))] == [office.liuxi]


def test_a_family_with_an_officers_declared_relative_and_no_filing_is_told(
    office: Office, award: Award
) -> None:
    with acting_as(office.act("min").scope):
        number = Person.objects.get(pk=award.head_id).id_number
    relative = {"name": "林秀兰", "relation": "姑母", "id_number": number}
    declare_relative(**relative, by=office.act("he", THE_FIFTH))
    by = office.act("min", THE_FIFTH)

    def lacking() -> list[str]:
        row = next(each for each in office.see(compared, MARCH, MARCH, by=by) if each.area == office.songling)
        return [f"{each.officer} {each.relation} {each.member}" for each in row.unfiled]

    assert lacking() == ["何平 姑母 林秀兰"]
    file_relative(office, award)
    assert lacking() == []


STEPS: dict[str, Callable[[Office, Act, UUID], Any]] = {
    "draw": lambda office, by, which: draw(township=office.town.area(SONGLING), month=MARCH, by=by),
    "check": lambda office, by, which: checked(office),
    "rectify": lambda office, by, which: rectify(finding=which, told="已改", by=office.on("zhang", 4, 8)),
    "accept": lambda office, by, which: accept(finding=which, by=by),
    "send back": lambda office, by, which: send_back(
        finding=which, why="不全", due_on=date(2022, 5, 1), by=by
    ),
}


@pytest.mark.parametrize("step", STEPS)
def test_a_failure_at_the_last_write_leaves_nothing(
    office: Office, award: Award, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    by, which = office.act("min", THE_FIFTH), UUID(int=1)
    if step == "check":
        sampled(office)
    elif step != "draw":
        which = with_finding(office).pk
        if step != "rectify":
            rectify(finding=which, told="已改", by=office.on("zhang", 4, 8))

    def everything() -> list[Any]:
        with acting_as(by.scope):
            return [list(table.objects.values_list()) for table in (Sampling, Inspection, Finding, Decision)]

    def broken(**told: object) -> None:
        raise OSError("the disk is full")

    before = everything()
    monkeypatch.setattr(actions, "record", broken)
    with pytest.raises(OSError):
        STEPS[step](office, office.on("min", 4, 9) if step in ("accept", "send back") else by, which)
    assert everything() == before
