"""来访地址：who asks, where a proxy stands in between; nobody else is believed."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from doudi.config.callers import caller_address

PROXY, RESIDENT, OTHER = "10.1.2.3", "203.0.113.7", "198.51.100.9"


def told(direct: str, forwarded: str = "", protocol: str = "https") -> tuple[str, bool]:
    """The caller as the pages see it, and whether the request counts as encrypted."""
    seen: list[HttpRequest] = []

    def page(request: HttpRequest) -> HttpResponse:
        seen.append(request)
        return HttpResponse()

    asked = RequestFactory().get("/")
    asked.META |= {"REMOTE_ADDR": direct, "HTTP_X_FORWARDED_PROTO": protocol}
    if forwarded:
        asked.META["HTTP_X_FORWARDED_FOR"] = forwarded
    caller_address(page)(asked)
    assert "HTTP_X_FORWARDED_FOR" not in seen[0].META
    return seen[0].META["REMOTE_ADDR"], seen[0].is_secure()


@pytest.fixture(autouse=True)
def named(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = ["10.1.2.0/24", "::1"]


@pytest.mark.parametrize(
    ("direct", "forwarded", "caller"),
    [
        (PROXY, RESIDENT, RESIDENT),
        (PROXY, f"{OTHER}, {RESIDENT}", RESIDENT),  # what stands before it the caller wrote
        (PROXY, f"{RESIDENT}, 10.1.2.9", RESIDENT),  # two proxies of the office in a row
        (PROXY, "2001:db8::5", "2001:db8::5"),
        (PROXY, "::ffff:203.0.113.7", RESIDENT),
        (f"::ffff:{PROXY}", RESIDENT, RESIDENT),
        (PROXY, "", PROXY),
        (PROXY, "unknown", PROXY),
        (PROXY, f"{RESIDENT}, <script>", PROXY),
        (RESIDENT, OTHER, RESIDENT),  # no proxy of ours: not believed
        (RESIDENT, "", RESIDENT),
        ("", RESIDENT, ""),
    ],
)
def test_only_the_offices_own_proxies_say_who_asks(direct: str, forwarded: str, caller: str) -> None:
    assert told(direct, forwarded)[0] == caller


def test_only_they_say_that_the_way_was_encrypted() -> None:
    assert told(PROXY, RESIDENT)[1]
    assert not told(RESIDENT)[1]
