"""两步验证：enrolling a second factor and showing it, on the way to a step that needs one, and back to that step."""

from __future__ import annotations

from base64 import b32encode, b64encode
from io import BytesIO

import django_otp
import qrcode
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from qrcode.image.svg import SvgPathImage

from doudi.records.access import Act
from doudi.records.refusals import BadInput
from doudi.records.staff.actions import confirm_second_factor, enrol_second_factor
from doudi.records.staff.models import Officer, SecondFactor
from doudi.records.staff.queries import second_factor_of
from doudi.web.orders import Refused, SeeOther, filled, order, status_of
from doudi.web.typed import as_typed
from doudi.web.working import is_own, officer_page


@officer_page(methods=("GET", "POST"))
def second_factor(request: HttpRequest, by: Act) -> HttpResponse:
    """Three states: nothing enrolled yet, a key waiting for its first code, or a device that must show a code."""
    if request.user.is_verified():  # type: ignore[union-attr]  # by django-otp's middleware
        return SeeOther(_wanted(request))
    if request.method != "POST":
        return _shown(request)
    here = f"{reverse('web:second_factor')}?{urlencode({'next': _wanted(request)})}"
    officer = request.user
    assert isinstance(officer, Officer)
    if request.POST.get("do") == "begin":

        def begin() -> None:
            enrol_second_factor(officer=officer, by=by)

        return order(
            request, by, form="begin", do=begin, to=here, again=lambda refused: _shown(request, refused)
        )
    # Not by `order`: what a wrong code slows down must stay when the code is refused.
    try:
        device = _verified(request, officer, by)
    except BadInput as refusal:
        return _shown(request, Refused("code", "", refusal.status, {"code": str(refusal)}))
    django_otp.login(request, device)
    messages.success(request, gettext("动态口令验证通过，可以接着办了。"))
    return SeeOther(_wanted(request))


def _verified(request: HttpRequest, officer: Officer, by: Act) -> SecondFactor:
    """The device whose code of now was typed; a new one is confirmed by its first code."""
    code, device = as_typed(request.POST.get("code")), second_factor_of(officer)
    if device is None:
        raise BadInput(gettext("还没有登记动态口令：请先登记。"))
    if not device.confirmed:
        confirm_second_factor(device=device, token=code, by=by)
    elif not device.verify_token(code):
        raise BadInput(gettext("动态口令不对：请输入手机此刻显示的六位数字，每个只能用一次。"))
    return device


def _shown(request: HttpRequest, refused: Refused | None = None) -> HttpResponse:
    assert isinstance(request.user, Officer)
    device = second_factor_of(request.user)
    shown = {
        "begin": filled("begin", refused),
        "code": filled("code", refused, code=""),
        "device": device,
        "key": "" if device is None or device.confirmed else _key(device),
        "picture": "" if device is None or device.confirmed else _picture(device, request.user),
        "next": _wanted(request),
    }
    return render(request, "web/sign_in/second_factor.html", shown, status=status_of(refused))


def _key(device: SecondFactor) -> str:
    """The key as telephones take it, in groups of four."""
    text = b32encode(bytes.fromhex(device.key.reveal())).decode()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def _picture(device: SecondFactor, officer: Officer) -> str:
    """The key as a picture to be scanned, without leaving this machine."""
    asked = QueryDict(mutable=True)
    asked.update({"secret": _key(device).replace(" ", ""), "issuer": "兜底"})
    out = BytesIO()
    address = f"otpauth://totp/{officer.username}?{asked.urlencode()}"
    qrcode.make(address, image_factory=SvgPathImage, border=2).save(out)
    return f"data:image/svg+xml;base64,{b64encode(out.getvalue()).decode()}"


def _wanted(request: HttpRequest) -> str:
    """Where the officer was going: only ever a page of our own."""
    wanted = request.POST.get("next", request.GET.get("next", ""))
    return wanted if is_own(request, wanted) else reverse("web:home")
