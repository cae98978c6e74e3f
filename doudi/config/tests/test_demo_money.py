"""演示资金：a run at every stage, whose figures are those of the ledger."""

import pytest

from doudi.casework.brought_over.jobs import check_job
from doudi.casework.brought_over.models import State
from doudi.casework.brought_over.queries import batches
from doudi.casework.uprating.jobs import preview_job
from doudi.casework.uprating.models import Uprating
from doudi.config.demo_desk import act
from doudi.config.demo_loading import load_first, load_money
from doudi.config.demo_money import RUNS
from doudi.config.demo_settling import HOUSE
from doudi.config.tests.test_demo import TODAY, fresh, house
from doudi.config.tests.town import Town
from doudi.money.aid.models import AidStage
from doudi.money.aid.queries import aids
from doudi.money.ledger.queries import faults
from doudi.money.payments.models import Purpose, RunStage
from doudi.money.payments.queries import failed, findings, runs, standing_still, stops
from doudi.money.price_subsidy.models import PriceIndex
from doudi.money.recovery.queries import claims, suspects
from doudi.money.reserve.queries import standings
from doudi.oversight.disclosure.queries import public_villages
from doudi.records.access import Act, acting_as
from doudi.records.clock import business_now, china_day
from doudi.records.institutions.queries import institutions
from doudi.records.jobs.actions import ask
from doudi.records.jobs.models import Progress
from doudi.records.jobs.running import Running, house_scope

__all__ = ["fresh"]


@pytest.mark.django_db
def test_a_run_stands_at_every_stage_and_the_ledger_ties(town: Town) -> None:
    assert load_first(house()) == []
    with_the_house = Act(house_scope("演示装配"), house().at)
    progress = ask(job=load_money, arguments={}, by=with_the_house)
    load_money.body(Running(progress.pk, with_the_house))
    progress.refresh_from_db()
    assert progress.done == progress.of and progress.answer == {"refused": []}
    by = act("caizhengs", TODAY)
    with acting_as(by.scope):
        found = {(each.month, each.purpose): each for each in runs(by)}
        assert {month: found[month, Purpose.MONTHLY].stage for month, _, _ in RUNS} == {
            month: stage for month, stage, _ in RUNS
        }
        paid_again = found[RUNS[0][0], Purpose.REPAY]
        assert (paid_again.stage, paid_again.lines_count) == (RunStage.CLOSED, 1)
        waiting = findings(found[RUNS[-1][0], Purpose.MONTHLY], by)
        assert "holder" in {each.check_code for each in waiting if not each.judgement}
        assert failed(by).count() == 1
        assert faults() == []
        (stop,) = stops(by)
        assert stop.cleared_by not in (None, stop.explained_by) and not standing_still(by)
        told = {(each.applicant_name, AidStage(each.stage)) for each in aids(by)}
        assert {stage for _, stage in told} == {
            AidStage.PAID_FIRST,
            AidStage.GRANTED,
            AidStage.REFUSED,
            AidStage.APPLIED,
        }
        (claim,) = claims(by)
        assert (claim.amount_fen, claim.left_fen) == (600_00, 400_00)
        assert [each.change is not None for each in suspects(by)] == [True]
        assert [each.triggered for each in PriceIndex.objects.order_by("month")] == [False, True]
        assert [each.name for each in institutions(by)] == [HOUSE]
        assert all(each.balance_fen > 0 for each in standings(by))
    what_is_shown_tried_and_handed_in()


def what_is_shown_tried_and_handed_in() -> None:
    """The villages see who receives aid; a new standard is tried; sheets wait, with the wrong number's family apart."""
    assert len(public_villages(china_day(business_now(None)))) > 0
    district = act("qus", TODAY)
    with acting_as(district.scope):
        (plan,) = Uprating.objects.seen_by(district.scope)
        (batch,) = batches(district)
        for asked, which in ((preview_job, plan), (check_job, batch)):
            running = Running(Progress.objects.get(code=asked.code).pk, district)
            asked.body(running, **{"uprating" if which is plan else "batch": str(which.pk)})
            which.refresh_from_db()
        assert plan.preview is not None and (batch.state, batch.families) == (State.CHECKED, 2)
