"""数值签发：two people, one document, an edition that a decision finds again."""

import tomllib
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from doudi.config.tests.town import DISTRICT, NEW_YEAR, SONGLING, Town, invented_id
from doudi.policy.value_files import Row, file_text
from doudi.policy.values import read_value
from doudi.policy.versions import values_version
from doudi.records.access import Act, Scope, acting_as
from doudi.records.audit.models import AuditLine
from doudi.records.figures.actions import (
    AlreadyIssued,
    InForce,
    drop_figure,
    enter_figure,
    issue_figure,
    withdraw_figure,
)
from doudi.records.figures.models import Figure
from doudi.records.figures.queries import drafts, issued, newest_edition, place_noted, values_of
from doudi.records.refusals import BadInput, NotFound, SamePerson, SecondFactorMissing, WrongPost
from doudi.records.staff.actions import appoint, open_account

pytestmark = pytest.mark.django_db
DAY, NEXT = date(2022, 3, 7), date(2022, 7, 1)
STANDARD = {"rural": 480, "urban": "660.50"}


@pytest.fixture(autouse=True)
def issuers(town: Town) -> None:
    """He Chun and Xu An may issue; Wu keeps the posts."""
    setup = Act(Scope("安装", audits=True), town.act("lin", NEW_YEAR).at)
    district = town.area(DISTRICT)
    for username, name, serial in (("hechun", "何春", 151), ("xuan", "许安", 152)):
        officer = open_account(
            username=username,
            name=name,
            id_number=invented_id("19800101", serial),
            password="dengding-yishi-zhengchang",
            area=district,
            by=setup,
        )
        appoint(
            officer=officer, post="figures_issuer", area=district, since=NEW_YEAR, document="任命", by=setup
        )


def entered(town: Town, by: str = "zhou", **told: Any) -> Figure:
    form = {
        "district": town.area(DISTRICT),
        "name": "dibao_standard",
        "keys": STANDARD,
        "since": NEXT,
        "issued": DAY,
        "document": "示民发〔2022〕3号 一",
        **told,
    }
    return enter_figure(**form, by=town.act(by))


def monthly(town: Town, on: date, known_on: date | None = None) -> Any:
    value = read_value(values_of(town.area(SONGLING).pk, on), "dibao_standard", on, known_on)
    assert value is not None
    return value.keys["rural"]


def test_a_figure_entered_by_one_and_issued_by_another_stands_over_the_files(town: Town) -> None:
    before = monthly(town, NEXT)
    draft = entered(town)
    assert monthly(town, NEXT) == before != 480, "a draft counts for nothing"
    held = issue_figure(figure=draft.pk, by=town.act("hechun"))
    assert (held.edition, held.title, monthly(town, NEXT)) == (1, "最低生活保障标准", 480)
    value = read_value(values_of(town.area(SONGLING).pk, NEXT), "dibao_standard", NEXT)
    assert value is not None
    assert (value.basis, value.issued, value.unverified, value.keys["urban"]) == (
        "示民发〔2022〕3号 一",
        DAY,
        False,
        "660.50",
    )
    assert monthly(town, date(2022, 6, 30)) != 480
    with acting_as(town.act("sun").scope):
        told = AuditLine.objects.filter(did__startswith="figures.").order_by("seq")
        assert [line.did for line in told] == ["figures.entered", "figures.issued"]
        assert [line.name for line in told] == ["周岚", "何春"]


def test_what_was_issued_later_than_a_question_knows_is_not_used(town: Town) -> None:
    issue_figure(figure=entered(town).pk, by=town.act("hechun"))
    assert monthly(town, NEXT, known_on=date(2022, 3, 6)) != 480


def test_nobody_issues_the_own_entry_past_the_action_neither(town: Town) -> None:
    draft = entered(town, by="hechun")
    with pytest.raises(SamePerson):
        issue_figure(figure=draft.pk, by=town.act("hechun"))
    with pytest.raises(IntegrityError, match="figure_by_two_people"), transaction.atomic():
        Figure.objects.filter(pk=draft.pk).update(
            issued_by=draft.entered_by, issued_at=draft.entered_at, edition=1
        )


def test_only_an_issuer_with_two_factors_issues_and_only_the_district_enters(town: Town) -> None:
    draft = entered(town)
    with pytest.raises(WrongPost):
        issue_figure(figure=draft.pk, by=town.act("zhou"))
    with pytest.raises(SecondFactorMissing):
        issue_figure(figure=draft.pk, by=town.act("hechun", second_factor=False))
    with pytest.raises(NotFound):
        issue_figure(figure=draft.pk, by=town.act("lin"))
    with pytest.raises(WrongPost):
        entered(town, by="lin")
    assert list(drafts(town.act("zhou"))) == [draft]
    assert list(drafts(town.act("lin"))) == []


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"name": "dibao_standart"}, "没有"),
        ({"keys": {"rural": 480}}, "缺少 urban"),
        ({"keys": {**STANDARD, "town": 1}}, "不认识 town"),
        ({"keys": {"rural": "480.005", "urban": 660}}, "两位小数"),
        ({"keys": {"rural": "很多", "urban": 660}}, "那样填写"),
        ({"keys": {"rural": -1, "urban": 660}}, "不小于零"),
        ({"name": "time_limits", "keys": {"confirm": True}}, "缺少"),
        ({"document": " "}, "文号"),
        ({"issued": date(2022, 3, 8)}, "不能晚于今天"),
    ],
)
def test_what_cannot_be_a_value_of_this_name_is_refused(
    town: Town, told: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(BadInput, match=sentence):
        entered(town, **told)
    assert not Figure.objects.exists()


def test_a_township_has_no_figures_of_its_own(town: Town) -> None:
    with pytest.raises((BadInput, WrongPost)):
        entered(town, district=town.area(SONGLING))


def test_an_issue_is_withdrawn_before_its_first_day_only(town: Town) -> None:
    before = monthly(town, NEXT)
    held = issue_figure(figure=entered(town).pk, by=town.act("hechun"))
    with pytest.raises(InForce):
        withdraw_figure(figure=held.pk, why="印错", by=town.act("xuan", NEXT))
    withdraw_figure(figure=held.pk, why="印错", by=town.act("xuan", date(2022, 6, 30)))
    assert monthly(town, NEXT) == before
    assert newest_edition(town.area(DISTRICT).pk) == 2
    with pytest.raises(AlreadyIssued):
        withdraw_figure(figure=held.pk, why="印错", by=town.act("xuan", date(2022, 6, 30)))


def test_a_later_issue_corrects_and_the_earlier_edition_is_still_read(town: Town) -> None:
    issue_figure(figure=entered(town).pk, by=town.act("hechun"))
    first = values_of(town.area(SONGLING).pk, NEXT)
    issue_figure(figure=entered(town, keys={"rural": 481, "urban": 661}).pk, by=town.act("xuan"))
    second = values_of(town.area(SONGLING).pk, NEXT)
    assert (first.code, second.code, monthly(town, NEXT)) == ("example@1", "example@2", 481)
    again = place_noted(first.code, NEXT)
    value = read_value(again, "dibao_standard", NEXT)
    assert value is not None and value.keys["rural"] == 480
    assert values_version(again) == values_version(first) != values_version(second)
    assert place_noted("example", NEXT).overlay == ()


def test_a_draft_sent_back_is_not_issued(town: Town) -> None:
    draft = entered(town)
    drop_figure(figure=draft.pk, why="文号不对", by=town.act("hechun"))
    with pytest.raises(AlreadyIssued):
        issue_figure(figure=draft.pk, by=town.act("hechun"))
    assert list(drafts(town.act("zhou"))) == [] == list(issued(town.act("zhou")))


def test_the_database_lets_nobody_change_or_delete_an_issue(town: Town) -> None:
    held = issue_figure(figure=entered(town).pk, by=town.act("hechun"))
    for change in ({"keys": {"rural": 1, "urban": 1}}, {"since": DAY}, {"edition": 9}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Figure.objects.filter(pk=held.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM records_figure")


def test_a_values_file_reads_back_as_it_was_written() -> None:
    keys = {
        "rate": "0.2",
        "exact": Decimal("0.25"),
        "on": True,
        "bands": [{"up to": 5, "pays": ["a", '引"号']}],
        "words": "多\n行",
    }
    text = file_text("名", "unit", [Row(keys, NEXT, DAY, "文", "注"), Row({"a": 1}, DAY, DAY, "早", "")])
    table = tomllib.loads(text)
    assert [row["from"] for row in table["value"]] == [DAY, NEXT]
    assert table["value"][1]["bands"] == [{"up to": 5, "pays": ["a", '引"号']}]
    assert (table["value"][1]["exact"], table["value"][1]["words"]) == ("0.25", "多\n行")
