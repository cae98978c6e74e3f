"""复核申请：the family objects to the report with proofs; the centre looks again, and nothing is decided meanwhile."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from doudi.casework.cases.actions import withdraw
from doudi.casework.cases.models import Case
from doudi.casework.cases.stages import StaleForm, WrongStage
from doudi.casework.tests.centre import NO_RECORD, Centre
from doudi.casework.tests.office import Office, lin_family
from doudi.casework.verification.concluding import confirm, propose
from doudi.casework.verification.models import Purpose, Request
from doudi.casework.verification.queries import NotVerified, refuse_unverified, verified
from doudi.casework.verification.reconsidering import NothingToReconsider, Objection, reconsider
from doudi.casework.verification.reporting import issue_report
from doudi.casework.verification.requests import take
from doudi.casework.verification.tests.test_concluding import AGAINST, explained, rest_given_up, with_a_car
from doudi.records.access import acting_as
from doudi.records.audit.models import AuditLine
from doudi.records.documents.queries import file_of
from doudi.records.refusals import BadInput, NotFound, WrongPost

pytestmark = pytest.mark.django_db
SOLD = Objection("机动车", "1 辆", "车辆2022年3月已卖给他人", "买卖协议")


def reported(office: Office) -> tuple[Centre, Case]:
    """冯大伟's household with its report of 13 May, against him."""
    centre, case, request, row = with_a_car(office)
    explained(centre, row)
    proposal = propose(discrepancy=row.pk, settled=AGAINST, by=centre.by("chen", 11))
    confirm(conclusion=proposal.pk, by=centre.by("tao", 12))
    rest_given_up(centre, request)
    issue_report(request=request.pk, by=centre.by("tao", 13))
    return centre, case


def again(centre: Centre, case: Case, who: str = "zhang", **changed: Any) -> Request:
    told = {"case": case.pk, "objections": [SOLD], "said_on": date(2022, 5, 14)} | changed
    return reconsider(**told, by=centre.by(who, 14))


def test_the_application_is_filed_and_the_centre_looks_again(office: Office) -> None:
    centre, case = reported(office)
    request = again(centre, case)
    assert (request.purpose, request.taken_on) == (Purpose.RECONSIDERING, None)
    by = centre.by("zhang", 14)
    with acting_as(office.act("sun").scope):
        assert AuditLine.objects.order_by("-seq")[0].did == "verification.reconsidered"
    filed = {each.code: each for each in office.see(file_of, case.pk, by=by)}
    assert filed["D08-3"].number == "990204-BG2022-00001"
    assert filed["D08-3"].signs == ["申请人（签名或按指印）"]
    assert office.see(verified, case, by=by).request == request
    with pytest.raises(NotVerified, match="核对还没有报告"):
        office.see(refuse_unverified, case, by=by)


def test_the_new_report_is_the_one_that_counts(office: Office) -> None:
    centre, case = reported(office)
    request = again(centre, case)
    take(requests=[request.pk], by=centre.by("chen", 16))
    centre.answered(
        centre.batch("vehicle", request, day=16), {"冯大伟": [NO_RECORD], "冯玉珍": [NO_RECORD]}, day=17
    )
    rest_given_up(centre, request, 18)
    made = issue_report(request=request.pk, by=centre.by("tao", 19))
    held = office.see(refuse_unverified, case, by=centre.by("zhang", 19))
    assert (held.report, held.false_declaration) == (made, False)
    with pytest.raises(BadInput, match="报告日期 2022-05-19"):
        again(centre, case)


def test_without_proofs_without_a_report_and_twice_it_is_refused(office: Office) -> None:
    centre, case = reported(office)
    for wrong in ([], [replace(SOLD, evidence=" ")], [SOLD, replace(SOLD, item="")]):
        with pytest.raises(BadInput):
            again(centre, case, objections=wrong)
    for day in (12, 15):
        with pytest.raises(BadInput, match="申请日期应在"):
            again(centre, case, said_on=date(2022, 5, day))
    again(centre, case)
    with pytest.raises(NothingToReconsider, match="还没有报告"):
        again(centre, case)


def test_a_telephone_in_the_account_is_refused_and_nothing_stays(office: Office) -> None:
    centre, case = reported(office)
    with pytest.raises(BadInput):
        again(centre, case, objections=[replace(SOLD, account="问他本人 13800138000")])
    by = centre.by("zhang", 14)
    assert [each.code for each in office.see(file_of, case.pk, by=by)].count("D08-3") == 0
    assert office.see(verified, case, by=by).in_date


def test_who_may_not_and_where_it_may_not(office: Office) -> None:
    centre, case = reported(office)
    with pytest.raises(WrongPost):
        again(centre, case, "liu")
    with pytest.raises(NotFound):
        again(centre, case, "wang")
    with pytest.raises(StaleForm):
        again(centre, case, expected=99)
    with pytest.raises(NothingToReconsider):
        again(centre, centre.accepted(lin_family()))
    withdraw(case=case.pk, why="不再需要", by=centre.by("zhang", 14))
    with pytest.raises(WrongStage):
        again(centre, case)
