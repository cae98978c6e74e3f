"""一类待办：a kind of thing that waits, for which posts, how many there are, and the page that lists them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from doudi.records.access import Act


@dataclass(frozen=True, slots=True)
class Waiting:
    """一类待办：its title, for which posts, how many there are, and the page that lists them."""

    title: str
    posts: tuple[str, ...]
    count: Callable[[Act], int]
    page: str
    asked: tuple[tuple[str, str], ...] = ()

    @property
    def address(self) -> str:
        return f"{reverse(self.page)}?{urlencode(self.asked)}" if self.asked else reverse(self.page)
