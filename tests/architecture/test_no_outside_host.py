"""断网也能用: no page, style, script or paper of ours fetches anything from outside once it is set up."""

from __future__ import annotations

import re

import pytest

from tests.architecture.sources import TOP

# What makes a browser or the typesetter fetch: an attribute, a style's url or import, a script's request, a package.
FETCHES = re.compile(
    r"""(?:\b(?:src|href|action|srcset|data|poster|formaction)\s*=\s*["']?
        |\burl\(\s*["']?|@import\s+["']?|\b(?:fetch|importScripts|Worker|EventSource|WebSocket)\(\s*["'`]
        |\.open\([^)]{0,20}["'`])
        (?:[a-z]+:)?//[\w.-]+""",
    re.X | re.I,
)
PACKAGE = re.compile(r"""#?import\s+["']@[\w-]+/""")
SERVED = ("**/templates/**/*", "**/static/**/*", "**/*.typ")


def fetched(text: str) -> list[str]:
    """Every place in a file that would fetch from another host."""
    return [found.group() for pattern in (FETCHES, PACKAGE) for found in pattern.finditer(text)]


@pytest.mark.parametrize(
    "text",
    (
        '<script src="https://cdn.example/x.js">',
        "<link href=//fonts.example/a.css>",
        "a { background: url('http://img.example/a.png') }",
        '@import "https://style.example/x.css";',
        'fetch("https://far.example/")',
        '#import "@preview/tablex:0.0.8"',
    ),
)
def test_the_check_finds_what_it_is_for(text: str) -> None:
    assert fetched(text)


def test_nothing_that_is_served_fetches_from_outside() -> None:
    files = {each for pattern in SERVED for each in (TOP / "doudi").glob(pattern) if each.is_file()}
    assert len(files) > 200
    texts = {str(each.relative_to(TOP)): each.read_text("utf-8", "ignore") for each in sorted(files)}
    assert {name: found for name, text in texts.items() if (found := fetched(text))} == {}
