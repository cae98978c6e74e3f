"""测算表、核减表：what the law reckoned stands on D09-1 and D10, figure by figure, in the file of the case."""

from datetime import date
from typing import Any

import pytest

from doudi.casework.assessment.actions import assess
from doudi.casework.assessment.papers import NotReckoned, spending_deducted, support_reckoned
from doudi.casework.assessment.printing import print_reckonings, reckonings_to_print
from doudi.casework.assessment.tests.test_assessment import accepted, sun_family
from doudi.casework.cases.actions import withdraw
from doudi.casework.cases.models import Case
from doudi.casework.cases.stages import WrongStage
from doudi.casework.intake.notices import complete
from doudi.casework.tests.office import Office, lin_family, stranger
from doudi.records.access import acting_as
from doudi.records.audit.models import AuditLine
from doudi.records.documents.models import FiledPaper
from doudi.records.documents.queries import file_of
from doudi.records.refusals import NotFound, WrongPost

pytestmark = pytest.mark.django_db


def read_on(office: Office, family: Any, month: int, day: int) -> tuple[Case, Any]:
    case = accepted(office, family, month, day)
    return case, assess(case=case.pk, by=office.on("zhang", month, day))


def papers(office: Office, case: Case, month: int, day: int) -> list[FiledPaper]:
    return list(office.see(file_of, case.pk, by=office.on("zhang", month, day)))


def test_s02_the_sheet_of_the_support_fee_shows_both_results(office: Office) -> None:
    _, made = read_on(office, sun_family(), 4, 28)
    told = office.see(support_reckoned, made, by=office.on("zhang", 4, 28))
    (son,) = told["supporters"]
    assert (son["name"], son["relation"]) == ("孙志强", "孙桂芝的子")
    assert (son["family_income"], son["family_size"], son["supported"]) == (370_000, 3, 1)
    assert (told["standard"], son["excess"], son["share"], son["counted"]) == (
        45_000,
        100_000,
        50_000,
        25_000,
    )
    assert son["halved"].startswith("孙桂芝减半：") and "60" in son["halved"]
    assert (told["total"], told["multiple"], told["rate"]) == (25_000, "2 倍", "50%")
    assert told["without_halving"] == "赡养费500.00元，家庭月可支配收入620.00元，低保边缘家庭，无保障金"
    assert any("第一千零六十七条" in each for each in told["clauses"])


def test_s01_the_sheet_of_spending_says_what_was_paid_and_what_counts(office: Office) -> None:
    _, made = read_on(office, lin_family(), 3, 18)
    told = office.see(spending_deducted, made, by=office.on("zhang", 3, 18))
    assert told["items"] == [{"person": "林秀兰", "kind": "医疗", "self_paid": 240_000}]
    assert told["counted"] == [{"kind": "医疗", "year": 240_000, "rule": "自付部分的 100%"}]
    assert (told["monthly"], told["income_year"], told["ratio"]) == (20_000, 439_200, "54.64%")
    assert (told["period_from"], told["period_until"]) == (date(2021, 3, 18), date(2022, 3, 17))


def test_they_are_printed_once_a_reading_into_the_file_and_leave_a_trace(office: Office) -> None:
    by = office.on("zhang", 3, 18)
    case, _ = read_on(office, lin_family(), 3, 18)
    assert office.see(reckonings_to_print, case, by=by) == ["D09-1", "D10"]
    printed = print_reckonings(case=case.pk, by=by)
    assert [(each.code, each.about_name) for each in printed] == [
        ("D09-1", "第1次计算"),
        ("D10", "第1次计算"),
    ]
    with acting_as(office.act("sun").scope):
        assert AuditLine.objects.order_by("-seq")[0].did == "assessment.reckonings_printed"
    assert office.see(reckonings_to_print, case, by=by) == []
    with pytest.raises(NotReckoned):
        print_reckonings(case=case.pk, by=by)
    assess(case=case.pk, by=by)
    print_reckonings(case=case.pk, by=by)
    assert [each.code for each in papers(office, case, 3, 18)].count("D10") == 2


def test_a_person_without_supporters_and_spending_needs_neither(office: Office) -> None:
    case, made = read_on(office, stranger(1), 3, 8)
    by = office.on("zhang", 3, 8)
    with pytest.raises(NotReckoned, match="没有要出具的"):
        print_reckonings(case=case.pk, by=by)
    with pytest.raises(NotReckoned, match="没有赡养"):
        office.see(support_reckoned, made, by=by)
    with pytest.raises(NotReckoned, match="不用核减"):
        office.see(spending_deducted, made, by=by)


def test_what_is_not_known_is_not_put_on_paper(office: Office) -> None:
    family = lin_family()
    facts: Any = {**family.facts, "supporters": [{**family.facts["supporters"][0]}]}
    del facts["supporters"][0]["family_income_monthly"]
    by = office.on("zhang", 3, 8)
    case = complete(case=office.take(family, by, facts=facts).pk, by=by)
    assess(case=case.pk, by=by)
    with pytest.raises(NotReckoned, match="补齐认定说明"):
        print_reckonings(case=case.pk, by=by)
    assert [each.code for each in papers(office, case, 3, 8) if each.code.startswith("D09-1")] == []


def test_the_wrong_post_the_neighbour_and_an_ended_case(office: Office) -> None:
    case, _ = read_on(office, lin_family(), 3, 18)
    with pytest.raises(WrongPost):
        print_reckonings(case=case.pk, by=office.on("liu", 3, 18))
    with pytest.raises(NotFound):
        print_reckonings(case=case.pk, by=office.on("wang", 3, 18))
    assert office.see(reckonings_to_print, case, by=office.on("wang", 3, 18)) == []
    withdraw(case=case.pk, why="不再需要", by=office.on("zhang", 3, 18))
    with pytest.raises(WrongStage):
        print_reckonings(case=case.pk, by=office.on("zhang", 3, 18))
