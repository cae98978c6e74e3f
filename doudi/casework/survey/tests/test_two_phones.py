"""两部手机：at one instant, with answers lost on the way and the connection cut between any two writes."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import OperationalError, connection

from doudi.casework.cases.models import Mark, Milestone
from doudi.casework.survey.answers import ChangedElsewhere
from doudi.casework.survey.investigators import VisitUnderWay
from doudi.casework.survey.models import Visit, VisitSignature, VisitState
from doudi.casework.survey.tests.home import BY_HAND, FOUND, VISIT, at_home, sent_out
from doudi.casework.survey.visits import VisitClosed, begin_visit, finish_visit, save_visit, sign_visit
from doudi.casework.tests.office import Office
from doudi.casework.tests.test_same_instant import at_once
from doudi.records.access import acting_as
from doudi.records.audit.commands import once
from doudi.records.audit.verify import verify
from doudi.records.evidence.models import Evidence
from doudi.records.ids import new_id


@pytest.fixture
def office_that_commits(committing: str, office: Office) -> Office:
    """The office, in a database of its own that commits."""
    return office


def test_of_two_phones_that_begin_at_one_instant_one_is_sent_to_the_other(
    office_that_commits: Office,
) -> None:
    office = office_that_commits
    case = sent_out(office)
    answers, refusals = at_once(
        *(
            partial(begin_visit, case=case.pk, visit=new_id(), by=office.on(who, 3, 14))
            for who in ("zhang", "lin")
        )
    )
    assert len(answers) == 1 and [type(each) for each in refusals] == [VisitUnderWay]


def test_of_two_that_change_one_field_at_one_instant_one_is_told(office_that_commits: Office) -> None:
    office = office_that_commits
    case = sent_out(office)
    begin_visit(case=case.pk, visit=VISIT, by=office.on("zhang", 3, 14))

    def typed(who: str, homes: str) -> Callable[[], Any]:
        changes = {"homes": homes, f"m.{'a' if who == 'zhang' else 'b'}.work": "无"}
        by = office.on(who, 3, 14)
        return partial(save_visit, case=case.pk, visit=VISIT, changes=changes, based_on=0, by=by)

    answers, refusals = at_once(typed("zhang", "1"), typed("lin", "2"))
    assert len(answers) == 1 and [type(each) for each in refusals] == [ChangedElsewhere]


def test_the_same_save_sent_twice_at_one_instant_is_one(office_that_commits: Office) -> None:
    office, command = office_that_commits, new_id()
    case, by = sent_out(office), office.on("zhang", 3, 14)
    begin_visit(case=case.pk, visit=VISIT, by=by)

    def send() -> dict[str, Any]:
        return once(
            command=command,
            kind="survey.save",
            body={"fields": len(FOUND)},
            do=lambda: {
                "revision": save_visit(case=case.pk, visit=VISIT, changes=FOUND, based_on=0, by=by).revision
            },
            by=by,
        )

    answers, refusals = at_once(send, send)
    assert (answers, refusals) == ([{"revision": 1}, {"revision": 1}], [])


def test_both_sign_at_one_instant_and_one_survey_is_complete(office_that_commits: Office) -> None:
    office = office_that_commits
    case, _ = at_home(office)
    finish_visit(case=case.pk, visit=VISIT, family=BY_HAND, by=office.on("zhang", 3, 14))
    lin = office.on("lin", 3, 14)
    answers, refusals = at_once(*(partial(sign_visit, case=case.pk, visit=VISIT, by=lin) for _ in range(2)))
    assert len(answers) == 1 and [type(each) for each in refusals] == [VisitClosed]
    with acting_as(lin.scope):
        assert Milestone.objects.filter(mark=Mark.SURVEYED).count() == 1


def test_cut_between_any_two_writes_of_the_last_signature_nothing_is_half_done(
    office_that_commits: Office,
) -> None:
    office = office_that_commits
    case, _ = at_home(office)
    finish_visit(case=case.pk, visit=VISIT, family=BY_HAND, by=office.on("zhang", 3, 14))
    by = office.on("lin", 3, 14)
    cuts = 0
    while cut_after(cuts, partial(sign_visit, case=case.pk, visit=VISIT, by=by)):
        with acting_as(by.scope):
            assert Visit.objects.get().state == VisitState.SIGNING, cuts
            assert VisitSignature.objects.count() == 2 and not Evidence.objects.exists(), cuts
            assert not Milestone.objects.filter(mark=Mark.SURVEYED).exists(), cuts
        cuts += 1
    assert cuts > 20
    with acting_as(by.scope):
        assert Visit.objects.get().state == VisitState.DONE
    assert verify().sound


def cut_after(writes: int, doing: Callable[[], Any]) -> bool:
    """Do it, and let the server end the connection after so many writes. Was it cut?"""
    done = 0

    def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal done
        if sql.lstrip().startswith(("INSERT", "UPDATE", "DELETE")):
            if done == writes:
                execute("SELECT pg_terminate_backend(pg_backend_pid())", (), False, context)
            done += 1
        return execute(sql, params, many, context)

    try:
        with connection.execute_wrapper(count):
            doing()
    except OperationalError:
        connection.close()
        return True
    return False
