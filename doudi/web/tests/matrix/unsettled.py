"""未了之事：what waits for a second person at the district — a discrepancy and its conclusion, a figure not issued, a
finding not set right, a stop of payments. They are changed by a form; strangers must not reach them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from doudi.casework.tests.centre import CAR, Centre
from doudi.casework.tests.office import stranger
from doudi.casework.verification.concluding import Settled, explain, propose
from doudi.casework.verification.findings import Conclusion, Discrepancy, Outcome
from doudi.config.tests.town import DISTRICT, SONGLING
from doudi.money.payments.stop_models import PaymentStop
from doudi.money.payments.stops import stop_payments
from doudi.money.payments.verify import Fault
from doudi.money.tests.purse import Purse
from doudi.oversight.inspections.actions import Judged, Wrong, check, draw
from doudi.oversight.inspections.models import Finding, FindingKind, Inspection
from doudi.records.access import Act, acting_as
from doudi.records.figures.actions import enter_figure
from doudi.records.figures.models import Figure

ON = date(2022, 10, 24)


@dataclass(frozen=True)
class Unsettled:
    """One of each."""

    dispute: Discrepancy
    conclusion: Conclusion
    figure: Figure
    finding: Finding
    stop: PaymentStop


UNSETTLED: Mapping[str, Callable[[Unsettled], dict[str, Any]]] = {
    "web:verification_propose": lambda open_: {"which": open_.dispute.pk},
    "web:verification_conclusion": lambda open_: {"which": open_.conclusion.pk, "name": "confirm"},
    "web:own_figure_do": lambda open_: {"which": open_.figure.pk, "what": "issue"},
    "web:finding_order": lambda open_: {"which": open_.finding.pk, "name": "rectify"},
    "web:payment_stop_order": lambda open_: {"stop": open_.stop.pk, "name": "explain"},
}


def leave_unsettled(purse: Purse) -> Unsettled:
    """Everything at 松岭镇 or its district, as it stands on 2022-10-24."""
    by = purse.act("min", ON)
    dispute, conclusion = _car_not_declared(purse)
    return Unsettled(
        dispute=dispute,
        conclusion=conclusion,
        figure=enter_figure(
            district=purse.town.area(DISTRICT), name="dibao_standard", keys={"rural": 480, "urban": "660.50"},
            since=date(2023, 1, 1), issued=ON, document="示例区民发〔2022〕9号", by=by,
        ),
        finding=_wrong(purse, by),
        stop=_stopped(purse, by),
    )  # fmt: skip


def _car_not_declared(purse: Purse) -> tuple[Discrepancy, Conclusion]:
    """孙八 declared no car; one is registered, and the clerk of the centre proposes what follows."""
    centre = Centre(purse, 10)
    _, request = centre.asked(stranger(7))
    centre.answered(centre.batch("vehicle", request), {"孙八": [CAR]})
    with acting_as(purse.act("min", ON).scope):
        dispute = Discrepancy.objects.get(request=request)
    explain(
        discrepancy=dispute.pk, said_by="孙八", said_on=date(2022, 10, 10), account="车是弟弟的",
        by=centre.by("zhang", 10),
    )  # fmt: skip
    settled = Settled(Outcome.REGISTER, "登记在本人名下，使用至今", false_declaration=True)
    return dispute, propose(discrepancy=dispute.pk, settled=settled, by=centre.by("chen", 11))


def _wrong(purse: Purse, by: Act) -> Finding:
    """A case of March checked, and something to be set right."""
    drawn = draw(township=purse.town.area(SONGLING), month=date(2022, 3, 1), by=by)
    with acting_as(by.scope):
        picked = Inspection.objects.filter(sampling=drawn).earliest("id")
    wrong = [Wrong(FindingKind.AMOUNT, "租金漏计 50 元", date(2022, 11, 20))]
    judged = Judged("grant", "dibao", 684_00)
    check(inspection=picked.pk, way="file", on=ON, judged=judged, told="查阅档案", wrong=wrong, by=by)
    with acting_as(by.scope):
        return Finding.objects.get(inspection=picked)


def _stopped(purse: Purse, by: Act) -> PaymentStop:
    fault = Fault("第 1 行的金额与裁量不符。", purse.town.area(DISTRICT).pk)
    (stop,) = stop_payments(found=[fault], by=by)
    return stop
