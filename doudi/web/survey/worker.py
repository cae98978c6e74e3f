"""离线：the program that keeps a copy of the survey pages on the phone. Served here, since it may only serve the pages
under its own address.
"""

from __future__ import annotations

from importlib.resources import files

from django.http import HttpRequest, HttpResponse

from doudi.web.working import public_page


@public_page
def survey_worker(request: HttpRequest) -> HttpResponse:
    """The program itself; it tells of nobody."""
    text = (files("doudi.web") / "static" / "web" / "survey-worker.js").read_text(encoding="utf-8")
    answer = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer
