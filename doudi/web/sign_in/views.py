"""登录与退出：password and, where one is enrolled, the second factor, in one form."""

from __future__ import annotations

import django_otp
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from doudi.web.working import public_page

REFUSED, LOCKED = 422, 429


@public_page
@never_cache
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The form; a right answer leads to where the officer wanted to go."""
    if request.method != "POST":
        return _shown(request, {})
    officer = authenticate(
        request, username=request.POST.get("username", "").strip(), password=request.POST.get("password", "")
    )
    if officer is None:
        sentence = gettext("账号或密码不对。连续错五次，要等十五分钟再试；忘记密码请找岗位管理员。")
        return _shown(request, {"password": sentence})
    device = next(django_otp.devices_for_user(officer), None)
    if device is not None and not device.verify_token(request.POST.get("code", "").strip()):
        return _shown(
            request, {"code": gettext("动态口令不对：请输入手机此刻显示的六位数字，每个只能用一次。")}
        )
    login(request, officer)
    if device is not None:
        django_otp.login(request, device)
    return HttpResponseRedirect(_wanted(request))


@public_page
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return HttpResponseRedirect(reverse("web:sign_in"))


@never_cache
def locked_out(request: HttpRequest, answer: HttpResponse | None, credentials: object) -> HttpResponse:
    """Five wrong passwords for this account from this place: the page that says until when, whatever was typed."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds()) // 60
    shown = {"minutes": minutes, "failures": settings.AXES_FAILURE_LIMIT}
    return render(request, "web/sign_in/locked_out.html", shown, status=LOCKED)


def _wanted(request: HttpRequest) -> str:
    """Where to go after signing in: only ever a page of our own."""
    wanted = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if wanted and own else reverse("web:home")


def _shown(request: HttpRequest, errors: dict[str, str]) -> HttpResponse:
    shown = {
        "errors": errors,
        "username": request.POST.get("username", ""),
        "next": request.POST.get("next", request.GET.get("next", "")),
    }
    return render(request, "web/sign_in/sign_in.html", shown, status=REFUSED if errors else 200)
