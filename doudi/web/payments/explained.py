"""不再补发的说明 on the page of a run: which lines still lack one, what waits for another person, what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext

from doudi.money.payments import queries
from doudi.money.payments.explaining import DECIDERS, SAYERS
from doudi.money.payments.models import Line, Run, RunStage
from doudi.policy.question import yuan
from doudi.records.access import Act


def explained(run: Run, failed: Sequence[Line], by: Act) -> dict[str, Any]:
    """What the section shows, with the forms that the officer at hand may use."""
    said = queries.explanations(run, by) if run.stage in (RunStage.RETURNED, RunStage.CLOSED) else []
    waiting = [each for each in said if each.granted is None]
    taken = {each.line_id for each in waiting}
    mine = by.scope.natural_person
    says = run.stage == RunStage.RETURNED and by.scope.holds(*SAYERS, at=run.area_id)
    decides = by.scope.holds(*DECIDERS, at=run.area_id)
    return {
        "said": said,
        "lines": [
            (str(line.pk), f"{line.position}. {line.payee_name} {yuan(line.amount_fen)}")
            for line in failed
            if says and line.pk not in taken
        ],
        "to_decide": [each for each in waiting if decides and each.said_by != mine],
        "choices": [("yes", gettext("同意，不再补发")), ("no", gettext("不同意，仍要补发"))],
    }
