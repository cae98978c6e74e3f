"""每个金额都能打开：what stands on a page of money leads to its reckoning, its decision or its entries.

An amount is shown in a link, or in a row or figure that has one; a sum leads to the lines that it sums. The page
that it leads to opens for the officer who sees the amount.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import resolve, reverse

from doudi.web.tests.desk import Desk
from doudi.web.tests.matrix.specimens import SPECIMENS, Planted

pytestmark = pytest.mark.django_db

AMOUNT = re.compile(r"(?<![\d.%])\d[\d,]*\.\d\d(?![\d%])")
# The pages of money. A new one is named here.
PAGES = (
    *("web:payments", "web:payment_lines", "web:payment_failed", "web:payment_stops"),
    *("web:payment_run", "web:payment_roll", "web:payment_control"),
    *(
        "web:claims",
        "web:claim",
        "web:suspects",
        "web:arrears",
        "web:reckonings",
        "web:reckoning",
        "web:reckon",
    ),
    *("web:reserves", "web:reserve", "web:aids", "web:aid_one"),
    *("web:price_indices", "web:price_index", "web:price_people"),
    *("web:institutions", "web:institution", "web:tekun"),
    *("web:funds", "web:fund_postings", "web:entry", "web:account"),
    *("web:awards", "web:award", "web:award_month"),
)
# Who looks: of the township, of its cash, of the district, its decider, and of its finance.
READERS = ("zhang", "fang", "min", "gao", "feng")
# What an amount may lead to: how it was reckoned, what was decided, where it is booked, or the lines of a sum.
OPENS = {
    *(
        "web:award",
        "web:award_month",
        "web:assessment",
        "web:case",
        "web:paper",
        "web:paper_pdf",
        "web:standard",
    ),
    *(
        "web:entry",
        "web:account",
        "web:fund_postings",
        "web:reckoning",
        "web:claim",
        "web:aid_one",
        "web:aids",
        "web:aid_paper",
    ),
    *("web:payment_run", "web:payment_roll", "web:payment_lines", "web:payment_failed", "web:price_index"),
    *(
        "web:price_people",
        "web:reserve",
        "web:reserve_book",
        "web:arrears",
        "web:uprating",
        "web:claims",
        "web:reckon",
    ),
}
# The page of a month is the reckoning itself: what it owes its reader is the decision, once.
RECKONING, DECISION = "web:award_month", ("web:assessment", "web:case", "web:paper")
# Lists that are empty of money among the specimens: nothing was returned, waits, or lives in a house.
WITHOUT_AMOUNTS = {
    *("web:payment_failed", "web:payment_stops", "web:arrears", "web:suspects"),
    *("web:institutions", "web:institution", "web:tekun"),
}
ROWS = ("tr", "li", "article", "p")
VOID = ("input", "br", "img", "hr", "meta", "link", "col", "wbr")


@dataclass
class Place:
    """一处: an open element, the links in it, and the amounts that stand in it outside a link."""

    tag: str
    opening: str = ""
    row: bool = False
    skipped: bool = False
    links: list[str] = field(default_factory=list)
    bare: list[str] = field(default_factory=list)


class Amounts(HTMLParser):
    """Reads a page: its amounts with the links that stand for them, and the places that an anchor may name."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[Place] = []
        self.found: list[tuple[str, list[str]]] = []
        self.anchors: set[str] = set()
        self.page: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = dict(attributes)
        self.anchors.add(said.get("id") or "")
        if tag in VOID:
            return
        inside = self.open[-1] if self.open else Place("")
        row = tag in ROWS or (tag == "div" and inside.tag == "dl")
        skipped = inside.skipped or tag in (
            "nav",
            "header",
            "footer",
            "select",
            "textarea",
            "script",
            "title",
        )
        link = (said.get("href") or "") if tag == "a" else ""
        if link and not skipped:
            self.page.append(link)
            for place in self.open:
                place.links.append(link)
        self.open.append(Place(tag, link, row, skipped, [link] if link else []))

    def handle_endtag(self, tag: str) -> None:
        while self.open:
            place = self.open.pop()
            self.found += [(amount, place.links) for amount in place.bare]
            if place.tag == tag:
                return

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1].skipped:
            return
        link = next((place for place in reversed(self.open) if place.opening), None)
        row = next((place for place in reversed(self.open) if place.row), self.open[-1])
        for amount in AMOUNT.findall(data):
            (link or row).bare.append(amount)


def leads(link: str, here: str, anchors: set[str]) -> bool:
    """Is this the way to a reckoning, a decision, entries, or lines on this very page?"""
    if link.startswith("#"):
        return link[1:] in anchors
    path = link.split("?")[0] or here
    return path.startswith("/") and resolve(path).view_name in OPENS


def amounts(page: str, here: str) -> Iterator[tuple[str, list[str]]]:
    """Every amount of a page with the links that open it."""
    read = Amounts()
    read.feed(page)
    read.close()
    is_reckoning = resolve(here).view_name == RECKONING
    for amount, links in read.found:
        ways = [link for link in links if link != here and leads(link, here, read.anchors)]
        yield amount, ways or ([link for link in read.page if _decides(link)] if is_reckoning else [])


def _decides(link: str) -> bool:
    return link.startswith("/") and resolve(link.split("?")[0]).view_name in DECISION


def _address(name: str, planted: Planted) -> str:
    return reverse(name, kwargs=SPECIMENS[name](planted) if name in SPECIMENS else {})


LINK = '<a href="/funds/postings/">明细</a>'


@pytest.mark.parametrize(
    ("page", "opens"),
    [
        ("<table><tr><td>1,234.00</td></tr></table>", False),
        (f"<table><tr><td>{LINK}</td><td>1,234.00</td></tr></table>", True),
        (f"<table><tr><td>{LINK}</td></tr><tr><td>5.00</td></tr></table>", False),
        ('<dl><div><dt>金额</dt><dd><a href="/funds/postings/?year=2022">5.00</a></dd></div></dl>', True),
        (f"<dl><div><dt>金额</dt><dd>5.00</dd></div><div><dd>{LINK}</dd></div></dl>", False),
        ('<p><a href="/today/">5.00</a></p>', False),
        ('<p><a href="#lines">5.00</a></p>', False),
        ('<p><a href="#lines">5.00</a></p><table id="lines"></table>', True),
        (f"<p>合计 <strong>5.00</strong> 元</p>{LINK}", False),
    ],
)
def test_an_amount_that_stands_alone_is_caught(page: str, opens: bool) -> None:
    """The test below could not fail if anything passed as a way to open an amount."""
    [(_, links)] = amounts(page, "/funds/")
    assert bool(links) == opens


def _answers(browser: Client, who: str, link: str, known: dict[tuple[str, str], int]) -> int:
    """What this officer gets there; one of each kind of page is opened."""
    if link[0] in "#?":
        return 200
    what = resolve(link.split("?")[0]).view_name, who
    if what not in known:
        known[what] = browser.get(link).status_code
    return known[what]


def test_every_amount_on_every_page_of_money_opens(planted: Planted, desk: Desk) -> None:
    """No amount stands alone, and none leads its reader to a closed door."""
    alone: set[tuple[str, str, str]] = set()
    closed: set[tuple[str, str, str]] = set()
    shown: set[str] = set()
    answers: dict[tuple[str, str], int] = {}
    for who in READERS:
        browser = desk.of(who)
        for name in PAGES:
            here = _address(name, planted)
            answer = browser.get(here)
            if answer.status_code != 200:
                continue  # the access matrix tells who may
            page = answer.content.decode()
            for amount, links in amounts(page, here):
                shown.add(name)
                if not links:
                    alone.add((name, who, amount))
                closed |= {
                    (name, who, link) for link in links if _answers(browser, who, link, answers) != 200
                }
    assert (sorted(alone), sorted(closed)) == ([], [])
    assert set(PAGES) - shown == WITHOUT_AMOUNTS
