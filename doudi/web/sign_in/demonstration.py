"""演示账号：which accounts a demonstration has, and their codes of this moment. Any other mode has none to show."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from doudi.records.staff.models import SecondFactor

PASSWORD = "doudi-yanshi-zhanghao"
DEMONSTRATION = "demonstration"


@dataclass(frozen=True)
class Account:
    """One invented officer's account, and the code that works now."""

    username: str
    name: str
    code: str


def accounts() -> list[Account]:
    """The accounts of a demonstration by username; empty in production and in tests."""
    if settings.MODE != DEMONSTRATION:
        return []
    devices = (
        SecondFactor.objects.filter(confirmed=True).select_related("user__person").order_by("user__username")
    )
    return [Account(device.user.username, device.user.person.name, _code(device)) for device in devices]


def _code(device: SecondFactor) -> str:
    """The code of now, or the next one where that of now was used: each works once, and one step early."""
    machine = device.clockwork()
    machine.drift = int(machine.t() <= device.last_step)
    return f"{machine.token():06}"
