"""公示：who receives aid in a village, as it hangs there today; open to everybody, reading only.

It comes from two narrow functions of the database (`doudi_published…`) and is gone the day after its last.
"""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from doudi.oversight.disclosure.queries import public_rows, public_villages
from doudi.records.access import Act, Scope, act_now, acting_as
from doudi.records.audit.limits import TooOften, refuse_looks_beyond
from doudi.records.audit.trail import look

LOOKED = "portal.published"
AN_HOUR = timedelta(hours=1)
FROM_ONE_ADDRESS = 300


@never_cache
@require_http_methods(["GET", "HEAD"])
def published(request: HttpRequest) -> HttpResponse:
    """The villages whose list hangs; of one of them, the list."""
    by = act_now(Scope("居民查看公示", address=request.META.get("REMOTE_ADDR", "")))
    try:
        shown = _shown(request.GET.get("village", ""), by)
    except TooOften as refusal:
        return render(request, "portal/published.html", {"sentence": str(refusal)}, status=429)
    return render(request, "portal/published.html", shown)


def _shown(asked: str, by: Act) -> dict[str, object]:
    with acting_as(by.scope):
        refuse_looks_beyond(FROM_ONE_ADDRESS, LOOKED, AN_HOUR, address=by.scope.address)
        villages = public_villages(by.day)
        here = next((each for each in villages if str(each.village) == asked), None)
        look(by=by, did=LOOKED, object_id=str(here.village) if here else "")
        rows = public_rows(here.village, by.day) if here else []
    amounts = any(row.amount_fen is not None for row in rows)
    return {"villages": villages, "here": here, "rows": rows, "amounts": amounts, "asked": bool(asked)}
