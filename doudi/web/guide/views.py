"""帮助：the keys, and how a page is used; nothing that a page can say itself."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from doudi.web.navigation import links
from doudi.web.working import public_page


@public_page
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """The help page."""
    return render(request, "web/guide/guide.html", {"links": list(links())})
