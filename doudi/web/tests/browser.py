"""浏览器里的办公桌：the pages served over real connections, officers at their windows, and what a test does there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.cookies import SimpleCookie
from pathlib import Path
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connection
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from doudi.web.assets import MODULES, TESTED
from doudi.web.tests.desk import Desk

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
AXE = MODULES / TESTED[0]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CHECK = """async (rules) => {
  const found = await axe.run(document, {runOnly: {type: "tag", values: rules}});
  return found.violations.flatMap((each) => each.nodes.map((node) => each.id + ": " + node.html.slice(0, 160)));
}"""
DESK_WIDTH, PHONE_WIDTH = 1280, 390
PATIENCE_MS = 60_000  # with a busy machine


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving(desk: Desk, on: date) -> Iterator[str]:
    """The address of the pages, on a day; requests commit, each over its own connection."""
    desk.on(on)
    desk.settings.ALLOWED_HOSTS = ["127.0.0.1"]

    class Application(StaticFilesHandler):
        def __call__(self, environ: Any, start: Any) -> Any:
            try:
                return super().__call__(environ, start)
            finally:
                connection.close()

    server = make_server("127.0.0.1", 0, Application(WSGIHandler()), ThreadedWSGIServer, Quiet)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for all tests of a process, which cannot hold a second; where there is none they are skipped."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium fonts-noto-cjk)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def window(chromium: Browser, address: str, desk: Desk, who: str, width: int = DESK_WIDTH) -> Page:
    """This officer's window, signed in; a phone at `PHONE_WIDTH`."""
    phone = width == PHONE_WIDTH
    context = chromium.new_context(
        base_url=address,
        locale="zh-CN",
        viewport={"width": width, "height": 844 if phone else 900},
        has_touch=phone,
    )
    cookies: SimpleCookie = desk.of(who).cookies
    context.add_cookies(
        [{"name": name, "value": held.value, "url": address} for name, held in cookies.items()]
    )
    context.set_default_timeout(PATIENCE_MS)
    return context.new_page()


def axe(page: Page) -> list[str]:
    """What axe finds on the page as it stands."""
    page.evaluate(AXE.read_text())
    found: list[str] = page.evaluate(CHECK, RULES)
    return found


def overflow(page: Page) -> int:
    """How many pixels a person would have to scroll sideways."""
    pixels: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return pixels


def press(page: Page, address_end: str, **fields: Any) -> None:
    """Fill in the form that goes to an address ending so, and press its button."""
    form = page.locator(f'form[action$="{address_end}"]')
    fill(form, fields)
    with page.expect_navigation():
        form.locator("button[type=submit]:visible").first.click()


def fill(form: Locator, fields: dict[str, Any]) -> None:
    """Put values into the fields of these names, opening what is folded: text, lists, ticks and files."""
    for name, value in fields.items():
        field = form.locator(f'[name="{name}"]:not([type=hidden])')
        if not field.first.is_visible():
            field.first.locator("xpath=ancestor::details[not(@open)]/summary").first.click()
        sort = field.first.evaluate("(each) => each.type || each.tagName.toLowerCase()")
        if sort in ("checkbox", "radio"):
            for each in value if isinstance(value, list) else [value]:
                tick = form.locator(f'[name="{name}"][value="{each}"]')
                if not tick.is_checked():
                    form.locator(f'label[for="{tick.get_attribute("id")}"]').click()
                expect(tick).to_be_checked()
        elif sort == "select-one":
            field.select_option(str(value))
        elif sort == "file":
            field.set_input_files(value)
        else:
            field.fill(str(value))


def looked_at(page: Page, name: str, folder: Path) -> list[str]:
    """What is wrong with a page at a desk and on a phone; leaves a picture of each."""
    page.set_viewport_size({"width": PHONE_WIDTH, "height": 844})
    narrow = [f"{name}: {pixels} px sideways"] if (pixels := overflow(page)) > 0 else []
    page.screenshot(path=folder / f"{name}-{PHONE_WIDTH}.png", full_page=True)
    page.set_viewport_size({"width": DESK_WIDTH, "height": 900})
    page.screenshot(path=folder / f"{name}-{DESK_WIDTH}.png", full_page=True)
    return narrow + [f"{name}: {each}" for each in axe(page)]
