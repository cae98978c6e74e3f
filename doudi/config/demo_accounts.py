"""演示账号：which accounts a demonstration has, and their codes of this moment. Only its settings name this file."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from doudi.records.staff.models import SecondFactor

PASSWORD = "doudi-yanshi-zhanghao"
DEMONSTRATION = "demonstration"


@dataclass(frozen=True)
class Account:
    """One invented officer's account, and the code that works now."""

    username: str
    name: str
    posts: str
    code: str


def accounts() -> list[Account]:
    """The accounts of a demonstration by username. Raises ImproperlyConfigured in any other mode."""
    if settings.MODE != DEMONSTRATION:
        raise ImproperlyConfigured("演示账号只在演示中显示，请检查设置。")
    devices = SecondFactor.objects.filter(confirmed=True).order_by("user__username")
    return [
        Account(device.user.username, device.user.person.name, _posts(device), _code(device))
        for device in devices.select_related("user__person").prefetch_related("user__postings__post")
    ]


def code_of(username: str) -> str:
    """The code of one account that works now. Raises ImproperlyConfigured in any other mode."""
    if settings.MODE != DEMONSTRATION:
        raise ImproperlyConfigured("演示账号只在演示中显示，请检查设置。")
    return _code(SecondFactor.objects.get(user__username=username, confirmed=True))


def shown(request: HttpRequest) -> dict[str, Any]:
    """Context processor: what the sign-in page shows; nothing is looked up until it does."""
    return {"demo_accounts": accounts, "demo_password": PASSWORD}


def _posts(device: SecondFactor) -> str:
    return "、".join(posting.post.title for posting in device.user.postings.all())


def _code(device: SecondFactor) -> str:
    """The code of now, or the next one where that of now was used: each works once, and one step early."""
    machine = device.clockwork()
    machine.drift = int(machine.t() <= device.last_step)
    return f"{machine.token():06}"
