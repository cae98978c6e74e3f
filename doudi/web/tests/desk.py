"""办公桌：an officer's browser, signed in, and the few things that a test does with a page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from html import unescape
from typing import Any

from django.test import Client
from pytest_django import Settings

from doudi.casework.tests.office import Office
from doudi.records.ids import new_id
from doudi.records.staff.models import Officer, SecondFactor
from doudi.records.vault.secret import Secret


@dataclass(frozen=True)
class Desk:
    """Browsers by officer."""

    office: Office
    settings: Settings

    def of(self, who: str, *, second_factor: bool = True) -> Client:
        """This officer's browser, signed in with a second factor unless told otherwise."""
        browser = Client()
        officer = Officer.objects.get(username=who)
        browser.force_login(officer, "doudi.records.staff.sessions.OfficerBackend")
        if second_factor:
            key = Secret("00" * 20)
            device = SecondFactor.objects.filter(user=officer).first() or SecondFactor.objects.create(
                user=officer, name="动态口令", confirmed=True, key=key
            )
            session = browser.session
            session["otp_device_id"] = device.persistent_id
            session.save()
        return browser

    def on(self, day: date) -> None:
        """Every request from now on happens on this day."""
        self.settings.CLOCK_DAY = day


def send(browser: Client, address: str, /, **fields: Any) -> Any:
    """Send a form as a page would, with a command id of its own unless one is told."""
    return browser.post(address, {"command": str(new_id()), **fields})


def text_of(answer: Any) -> str:
    """The words of a page as a reader meets them."""
    page = re.sub(r"<(script|style)\b.*?</\1>", "", answer.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))
