"""拟定结论的表单：which word counts, the value where it is another one, the exemption with its clause, the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext

from doudi.casework.verification.concluding import Settled, propose
from doudi.casework.verification.findings import Discrepancy, Outcome
from doudi.casework.verification.queries import fill_of
from doudi.casework.verification.sources import Exemption, exemptions
from doudi.records.access import Act
from doudi.web.orders import Filled, Refused, filled
from doudi.web.typed import Typed


@dataclass(frozen=True, slots=True)
class Proposing:
    """一份拟定表单: its fields, the outcomes that make sense here, and whether the family may still explain."""

    form: Filled
    outcomes: Sequence[tuple[str, str]]
    exemptions: Sequence[tuple[str, str]]
    by_number: bool
    unit: str
    waits: bool


def proposing(row: Discrepancy, by: Act, refused: Refused | None) -> Proposing:
    """The form for one discrepancy, as first shown or as it was typed."""
    allowed = _exemptions(row)
    number = isinstance(row.found_value, int) and not isinstance(row.found_value, bool)
    outcomes = [
        (str(each.value), str(each.label))
        for each in Outcome
        if number or each in (Outcome.REGISTER, Outcome.DECLARED)
        if allowed or each != Outcome.EXEMPT
    ]
    fill = fill_of(row)
    heard = bool(row.explanations.all())
    return Proposing(
        filled(f"propose-{row.pk}", refused),
        outcomes,
        [(each.code, f"{each.title}（{each.clause}{each.mark}）") for each in allowed],
        number,
        gettext("元") if fill.money else fill.unit,
        not heard and by.day <= row.explain_by,
    )


def do_propose(row: Discrepancy, request: HttpRequest, by: Act) -> None:
    """Read the form and propose."""
    typed = Typed(request.POST)
    outcome = typed.choice("outcome", Outcome.values, gettext("请选结论。"))
    why = typed.text("why", gettext("请写明理由。"))
    value: int | None = None
    if outcome in (Outcome.EXEMPT, Outcome.OTHER):
        value = typed.fen("value") if fill_of(row).money else typed.whole("value")
    exemption = typed.choice("exemption", [each.code for each in _exemptions(row)])
    if outcome == Outcome.EXEMPT and not exemption:
        typed.wrong("exemption", gettext("请选按哪一条豁免。"))
    typed.refuse_wrong()
    settled = Settled(
        Outcome(outcome),
        why,
        value,
        exemption if outcome == Outcome.EXEMPT else "",
        typed.tick("false_declaration"),
    )
    propose(discrepancy=row.pk, settled=settled, by=by)


def _exemptions(row: Discrepancy) -> list[Exemption]:
    return [each for each in exemptions() if each.fact == row.target]
