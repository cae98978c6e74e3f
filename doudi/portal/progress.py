"""办件进度：a family follows its case with the query code of the receipt and the applicant's birth date.

Open to everybody, so it tells no name and no amount, says the same whichever of the two was wrong, and is limited
by address and by code; both are counted on the access log.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from doudi.casework.cases.progress import Progress, progress
from doudi.records.access import Act, Scope, act_now, acting_as
from doudi.records.audit.limits import TooOften, refuse_looks_beyond
from doudi.records.audit.trail import look
from doudi.records.vault.fields import blind

LOOKED = "portal.progress"
AN_HOUR = timedelta(hours=1)
FROM_ONE_ADDRESS, AT_ONE_CODE = 60, 10
_DAY = re.compile(r"^(\d{4})\D?(\d{1,2})\D?(\d{1,2})\D?$")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def progress_page(request: HttpRequest) -> HttpResponse:
    """The form; a POST answers at once, for there is nothing to come back to and no code belongs in an address."""
    if request.method != "POST":
        return render(request, "portal/progress.html", {"errors": {}})
    code, born = _plain(request.POST.get("code", "")), _plain(request.POST.get("born", ""))
    errors: dict[str, str] = {}
    if not code:
        errors["code"] = gettext("请照受理通知书填写查询码。")
    day = _day(born)
    if day is None:
        errors["born"] = gettext("请按年月日填写，如 1950-04-12。")
    if errors or day is None:
        return render(
            request, "portal/progress.html", {"errors": errors, "code": code, "born": born}, status=422
        )
    return _answered(request, code, day)


def _answered(request: HttpRequest, code: str, born: date) -> HttpResponse:
    by = act_now(Scope("居民查询进度", address=request.META.get("REMOTE_ADDR", "")))
    try:
        found = _looked(code, born, by)
    except TooOften as refusal:
        return render(request, "portal/progress.html", {"errors": {}, "sentence": str(refusal)}, status=429)
    shown: dict[str, object] = {
        "errors": {},
        "found": found,
        "asked": True,
        "code": code,
        "born": born.isoformat(),
    }
    return render(request, "portal/progress.html", shown)


def _looked(code: str, born: date, by: Act) -> Progress | None:
    mark = blind("query_code", code).hex()
    with acting_as(by.scope):
        refuse_looks_beyond(FROM_ONE_ADDRESS, LOOKED, AN_HOUR, address=by.scope.address)
        refuse_looks_beyond(AT_ONE_CODE, LOOKED, AN_HOUR, object_id=mark)
        look(by=by, did=LOOKED, object_id=mark)
        return progress(code, born, by.day)


def _plain(typed: str) -> str:
    """Full-width signs, blanks and small letters are read with mercy."""
    return "".join(unicodedata.normalize("NFKC", typed).split()).upper()


def _day(typed: str) -> date | None:
    found = _DAY.match(typed)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
