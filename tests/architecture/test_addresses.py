"""Nothing in the project points at one machine or one package server: it must build anywhere."""

from __future__ import annotations

import re

import pytest

from tests.architecture.sources import names, text

# The patterns are put together from pieces, so that this file is not its own first finding.
_MACHINE = re.compile(r"(?<![A-Za-z0-9_.$)}>])/(" + "|".join(["work", "root", "home", "Users"]) + r")/")
_HOSTS = [
    r"https?://(registry|files|deb|mirrors?|npm|repo)[.]",
    r"pythonhosted[.]",
    r"(?<![A-Za-z])py" + r"pi[.](org|python)",
    r"npm" + r"js[.]",
    r"npm" + r"mirror[.]",
    r"tuna[.]",
    r"[.]jfrog[.]",
]
_HOST = re.compile("|".join(f"(?:{one})" for one in _HOSTS))


def addresses(content: str) -> list[str]:
    """Every line that names a folder of somebody's machine or a package server."""
    numbered = enumerate(content.splitlines(), 1)
    return [
        f"line {n}: {line.strip()[:80]}"
        for n, line in numbered
        if _MACHINE.search(line) or _HOST.search(line)
    ]


def test_no_file_names_a_machine_or_a_package_server() -> None:
    found = {name: said for name in names() if (content := text(name)) and (said := addresses(content))}
    assert found == {}


@pytest.mark.parametrize(
    "line",
    [
        "open('/" + "home/li/doudi/data.csv')",
        "cd /" + "root/doudi",
        "resolved: https://" + "registry.example/x.tgz",
        "index-url = https://py" + "pi.org/simple",
    ],
)
def test_an_address_is_caught(line: str) -> None:
    assert addresses(f"first\n{line}\n") == [f"line 2: {line}"]


@pytest.mark.parametrize(
    "line", ["the /homework/ page", "https://docs.djangoproject.com/", "$(TOP)/work/x", "a/root/b"]
)
def test_ordinary_words_pass(line: str) -> None:
    assert addresses(line) == []
