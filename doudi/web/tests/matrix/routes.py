"""网址表：every address that the resolver knows, with what its view says of who may see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from doudi.web.working import Access


@dataclass(frozen=True)
class Route:
    """One address: its full name, its pattern, the names of its arguments, and its view."""

    name: str
    pattern: str
    arguments: tuple[str, ...]
    view: Any

    @property
    def access(self) -> Access | None:
        return getattr(self.view, "access", None)


def routes() -> list[Route]:
    """Every address of the whole system, in the order of the resolver."""
    return list(_walk(get_resolver(), "", ()))


def _walk(resolver: URLResolver, before: str, spaces: tuple[str, ...]) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, pattern, (*spaces, entry.namespace) if entry.namespace else spaces)
        elif isinstance(entry, URLPattern):
            name = ":".join((*spaces, entry.name or pattern))
            yield Route(name, pattern, tuple(entry.pattern.converters), entry.callback)
