"""同一时刻：one file sent twice, two clerks over one queue, a disk that fails — one effect, or none."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from doudi.casework.tests.centre import CAR, NO_RECORD, Centre, feng_family, filled
from doudi.casework.tests.office import Office, lin_family
from doudi.casework.tests.test_same_instant import at_once
from doudi.casework.verification.batches import NothingToAsk, make_batches
from doudi.casework.verification.models import Answer, Batch, Reply, Request
from doudi.casework.verification.requests import AlreadyAsked, ask
from doudi.records.access import acting_as
from doudi.records.audit.verify import verify
from doudi.records.evidence.models import REGISTER, Evidence
from doudi.records.vault.ciphers import sm3


@pytest.fixture
def counters(committing: str, office: Office) -> Office:
    """The office, in a database of its own that commits."""
    return office


def test_one_file_two_clerks_and_two_requests_at_one_instant(counters: Office) -> None:
    centre = Centre(counters)
    case = centre.accepted(lin_family())
    by, tao = centre.by("chen", 6), centre.by("tao", 6)
    answers, refusals = at_once(*[partial(ask, case=case.pk, by=centre.by("zhang", 5))] * 2)
    assert (len(answers), [type(each) for each in refusals]) == (1, [AlreadyAsked])
    request: Request = answers[0]
    answers, refusals = at_once(
        partial(make_batches, codes=["vehicle"], requests=[request.pk], by=by),
        partial(make_batches, codes=["vehicle"], requests=[request.pk], by=tao),
    )
    assert (len(answers), [type(each) for each in refusals]) == (1, [NothingToAsk])
    batch = answers[0].batches[0]
    content = filled(centre.rows(batch), {"林秀兰": [NO_RECORD], "赵广田": [NO_RECORD]})
    answers, refusals = at_once(*[partial(centre.back, content)] * 3)
    assert refusals == []
    assert sorted(each.again for each in answers) == [False, True, True]
    with acting_as(by.scope):
        assert (Batch.objects.count(), Reply.objects.count(), Answer.objects.count()) == (1, 1, 2)
        assert Evidence.objects.filter(source=REGISTER, fact="vehicles").count() == 1
    assert verify().sound


def everything(office: Office) -> dict[str, bytes]:
    with acting_as(office.on("chen", 5, 9).scope):
        tables: list[type[models.Model]] = [*apps.get_app_config("casework").get_models(), Evidence]
        rows = {table.__name__: list(table._default_manager.order_by("pk").values_list()) for table in tables}
    return {name: sm3(repr(held).encode()) for name, held in rows.items()}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "where",
    [
        "doudi.casework.verification.replies.record",
        "doudi.casework.verification.replies.note_many",
        "doudi.casework.verification.redrawing._keep",
        "doudi.records.evidence.actions.record_bulk",
    ],
)
def test_a_failure_in_the_middle_of_a_file_leaves_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    centre = Centre(office)
    _, request = centre.asked(feng_family())
    content = filled(centre.rows(centre.batch("vehicle", request)), {"冯大伟": [CAR], "冯玉珍": [NO_RECORD]})
    before = everything(office)

    def broken(*told: object, **more: object) -> Any:
        raise OSError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(where, broken)
        with pytest.raises(OSError):
            centre.back(content)
    assert everything(office) == before
    again: Callable[[], Any] = partial(centre.back, content)
    assert again().reply.answered == 2
