"""办公：the door of every officer page — who is working, where and on which day, and which posts may see the page.

A view says who may see it with `@officer_page(…)` or `@public_page`. The access matrix reads what it said from the
view itself, and a page that says nothing fails a test. An officer page is rendered inside `acting_as`, so that the
database shows what the officer may see and nothing else; what is rendered later would see no row at all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext

from doudi.records.access import Act, Scope, acting_as, one_look
from doudi.records.clock import business_now, china_day
from doudi.records.refusals import NotFound, Refusal, SecondFactorMissing, WrongPost
from doudi.records.staff.models import Officer
from doudi.records.staff.queries import scope_of
from doudi.records.vault.ciphers import sm3

Which = ParamSpec("Which")
Page = Callable[..., HttpResponse]
OfficerView = Callable[Concatenate[HttpRequest, Act, Which], HttpResponse]
SHORT_DIGEST = 16


@dataclass(frozen=True, slots=True)
class Access:
    """谁可以看：everybody; or officers, of any post where none is named; and by which methods."""

    public: bool = False
    posts: frozenset[str] = frozenset()
    methods: tuple[str, ...] = ("GET",)

    def admits(self, scope: Scope) -> bool:
        """May an officer with this scope see the page at all? What it shows is a question of area."""
        return self.public or not self.posts or holds_any(scope, self.posts)


def holds_any(scope: Scope, posts: Collection[str]) -> bool:
    """Is one of these posts held today, wherever?"""
    return any(duty.post in posts for duty in scope.duties)


def public_page(view: Page) -> Page:
    """A page that shows no record of anybody and is open to everybody."""
    view.access = Access(public=True)  # type: ignore[attr-defined]  # read by the access matrix
    return view


def officer_page(
    *posts: str, methods: Collection[str] = ("GET",)
) -> Callable[[OfficerView[Which]], Callable[Concatenate[HttpRequest, Which], HttpResponse]]:
    """A page for officers who hold one of these posts today; for every officer where none is named.

    The view is called with the `Act` of the request, inside the scope. A `Refusal` that it lets through becomes a
    page with its sentence; what an order refuses is better shown beside its form (`orders.order`).
    """
    access = Access(posts=frozenset(posts), methods=tuple(methods))

    def declared(
        view: OfficerView[Which],
    ) -> Callable[Concatenate[HttpRequest, Which], HttpResponse]:
        @wraps(view)
        def page(request: HttpRequest, *which: Which.args, **named: Which.kwargs) -> HttpResponse:
            if request.method not in access.methods and not (
                request.method == "HEAD" and "GET" in access.methods
            ):
                return HttpResponseNotAllowed(access.methods)
            if not isinstance(request.user, Officer):
                return _to_sign_in(request)
            answer = _answered(request, access, lambda by: view(request, by, *which, **named))
            add_never_cache_headers(answer)
            patch_vary_headers(answer, ["Cookie"])
            return answer

        page.access = access  # type: ignore[attr-defined]  # read by the access matrix
        return page

    return declared


def act_of(request: HttpRequest) -> Act:
    """The act of a signed-in request, made once: posts are read anew at each request."""
    known: Act | None = getattr(request, "act", None)
    if known is not None:
        return known
    assert isinstance(request.user, Officer), "only an officer acts"
    at = business_now(pretended_day(request))
    scope = scope_of(
        request.user,
        china_day(at),
        second_factor=bool(request.user.is_verified()),  # type: ignore[attr-defined]  # by django-otp's middleware
        credential=_credential(request),
        address=request.META.get("REMOTE_ADDR", ""),
    )
    made = Act(scope, at)
    request.act = made  # type: ignore[attr-defined]
    return made


def pretended_day(request: HttpRequest) -> date | None:
    """The day that this session of a demonstration works on, where one was chosen; an office has only today."""
    if settings.MODE != "demonstration" or not (chosen := request.session.get("day")):
        return None
    return date.fromisoformat(chosen)


def refused_page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A refusal as a page of its own, with its sentence; one page for "not there" and "not yours"."""
    if isinstance(refusal, NotFound):
        return render(request, "404.html", {"sentence": str(refusal)}, status=refusal.status)
    if isinstance(refusal, SecondFactorMissing):
        return HttpResponseRedirect(
            f"{reverse('web:second_factor')}?{urlencode({'next': request.get_full_path()})}"
        )
    shown = {"sentence": str(refusal), "back": came_from(request)}
    return render(request, "web/frame/refused.html", shown, status=refusal.status)


def came_from(request: HttpRequest) -> str:
    """The page of ours that led here, or nothing."""
    before = request.META.get("HTTP_REFERER", "")
    return before if is_own(request, before) else ""


def is_own(request: HttpRequest, address: str) -> bool:
    """Does an address lead to a page of ours?"""
    return bool(address) and url_has_allowed_host_and_scheme(
        address, {request.get_host()}, require_https=request.is_secure()
    )


def _answered(request: HttpRequest, access: Access, answer_of: Callable[[Act], HttpResponse]) -> HttpResponse:
    by = act_of(request)
    try:
        with acting_as(by.scope), one_look() if request.method in ("GET", "HEAD") else nullcontext():
            if not access.admits(by.scope):
                raise WrongPost(gettext("您今天的岗位不办这一页的事；要办请联系岗位管理员。"))
            answer = answer_of(by)
            _refuse_late(answer)
            return answer
    except Refusal as refusal:
        return refused_page(request, refusal)


def _refuse_late(answer: Any) -> None:
    """What is rendered or streamed after the transaction sees no row: a fault of the page, told at once."""
    if answer.streaming or not getattr(answer, "is_rendered", True):
        raise TypeError("an officer page renders inside its scope: no TemplateResponse, no stream")


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    wanted = request.get_full_path() if request.method in ("GET", "HEAD") else came_from(request)
    return HttpResponseRedirect(f"{reverse('web:sign_in')}?{urlencode({'next': wanted})}")


def _credential(request: HttpRequest) -> str:
    """The session by a digest, so that a line of the audit leads to a sign-in and not into the session."""
    key = request.session.session_key or ""
    return f"session {sm3(key.encode()).hex()[:SHORT_DIGEST]}"
