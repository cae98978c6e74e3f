"""登记检查：reads the form of a check — the district's own judgement, and the problems with their days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext

from doudi.casework.awards.models import Scheme
from doudi.casework.confirmation.models import DECIDING, Outcome
from doudi.oversight.inspections.actions import Judged, Wrong, check
from doudi.oversight.inspections.models import FindingKind, Inspection, Way
from doudi.records.access import Act
from doudi.web.typed import Typed

PROBLEMS = (1, 2, 3)


def order_check(held: Inspection, typed: Typed, by: Act) -> Mapping[str, Any]:
    """Read the form and register the check."""
    way = typed.choice("way", [str(each) for each in Way], gettext("请选择检查方式。"))
    on = typed.day("on")
    outcome = typed.choice("outcome", [str(each) for each in DECIDING], gettext("请选择区级判断。"))
    scheme, amount = "", None
    if outcome == Outcome.GRANT:
        scheme = typed.choice("scheme", [str(each) for each in Scheme], gettext("请选择类别。"))
        amount = typed.fen("amount")
    told = typed.long_text("told", gettext("请写明检查情况。"))
    wrong = list(_problems(typed))
    typed.refuse_wrong()
    judged = Judged(outcome, scheme, amount)
    check(inspection=held.pk, way=way, on=on, judged=judged, told=told, wrong=wrong, by=by)
    return {}


def _problems(typed: Typed) -> Iterator[Wrong]:
    for number in PROBLEMS:
        kind, what = typed.text(f"kind-{number}"), typed.text(f"what-{number}")
        if not kind and not what:
            continue
        kind = typed.choice(
            f"kind-{number}", [str(each) for each in FindingKind], gettext("请选择问题类别。")
        )
        what = typed.text(f"what-{number}", gettext("请写明问题。"))
        yield Wrong(kind, what, typed.day(f"due-{number}"))
