"""重读：every assessment gives the same bytes again; what today's law would say otherwise is listed, nothing changes."""

from collections.abc import Callable
from datetime import date
from random import Random

import pytest

from doudi.casework.assessment.freezing import Frozen
from doudi.casework.assessment.keeping import keep
from doudi.casework.assessment.models import Assessment
from doudi.casework.assessment.rereading import as_decided, as_today
from doudi.casework.intake.notices import complete
from doudi.casework.tests.office import Office, lin_family, stranger
from doudi.policy.tests.random_households import example_values, random_household
from doudi.records.access import acting_as
from doudi.records.audit.canon import spelled
from doudi.records.audit.models import AuditLine

pytestmark = pytest.mark.django_db
AtSize = Callable[[int, int], int]
DAY = date(2022, 3, 25)


def kept(office: Office, count: int) -> None:
    """So many assessments of invented families of every kind, kept as an action keeps them."""
    by, rng = office.on("zhang", 3, 25), Random(10_000)
    cases = [complete(case=office.take(each, by).pk, by=by) for each in (lin_family(), stranger(1))]
    with acting_as(by.scope):
        for number in range(count):
            facts = spelled(random_household(rng, on=DAY, values=example_values()))
            keep(cases[number % len(cases)], DAY, Frozen(facts, "申请书", []), by)


def test_decided_cases_give_the_same_bytes_and_what_today_says_otherwise_is_listed(
    office: Office, at_size: AtSize, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = at_size(20, 10_000)
    kept(office, count)
    by, later = office.on("zhang", 3, 28), office.on("zhang", 7, 4)
    with acting_as(by.scope):
        before = (
            AuditLine.objects.count(),
            list(Assessment.objects.order_by("id").values_list("answer_sm3")),
        )
        assert [each.told for each in as_decided(by)] == [""] * count
        assert not any(each.told for each in as_today(by))
    with acting_as(
        later.scope
    ):  # the standards rose in July: the same facts, other amounts; as decided, the same
        assert not any(each.told for each in as_decided(later))
        found = list(as_today(later))
        assert len(found) == len({each.receipt for each in found}) == 2
        after = (AuditLine.objects.count(), list(Assessment.objects.order_by("id").values_list("answer_sm3")))
    assert after == before
    monkeypatch.setattr("doudi.casework.assessment.queries.sm3", lambda _: b"otherwise")
    with acting_as(by.scope):
        broken = list(as_decided(by))
    assert all(each.refused and each.told for each in broken)


def test_a_raised_standard_is_told_with_both_amounts(office: Office) -> None:
    by = office.on("zhang", 3, 25)
    case = complete(case=office.take(lin_family(), by).pk, by=by)
    household = {
        "standard": "rural",
        "members": [{"id": "a", "birth": "1950-01-01", "income": [], "spending_year": {}}],
        "assets": {"financial": 0, "homes": 1, "vehicles": 0, "businesses": 0},
        "supporters": [],
    }
    with acting_as(by.scope):
        keep(case, DAY, Frozen(spelled(household), "申请书", []), by)
        receipt = case.receipt_number
    later = office.on("zhang", 7, 4)
    with acting_as(later.scope):
        (found,) = as_today(later)
    assert (found.receipt, found.refused) == (receipt, False)
    assert "月金额：" in found.told and "→" in found.told


def test_a_neighbour_reads_nothing_again(office: Office) -> None:
    kept(office, 2)
    by = office.on("wang", 3, 28)
    with acting_as(by.scope):
        assert list(as_decided(by)) == list(as_today(by)) == []
