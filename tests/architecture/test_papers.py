"""The papers stay true: the notice word for word, every room and leaf on the map, no broken link."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

import pytest

from tests.architecture.sources import ROOMS, TOP, names, parts

STATES = ("未建", "部分", "已实现", "标题")
NOTICE = (TOP / "docs" / "notice.txt").read_text("utf-8")
LISTED = (TOP / "docs" / "notice.md").read_text("utf-8")
MAP = (TOP / "docs" / "map.md").read_text("utf-8")
GLOSSARY = (TOP / "docs" / "glossary.md").read_text("utf-8")

Row = tuple[str, str, str, str]


def squeezed(words: str) -> str:
    """Without any white space: the notice's line breaks are a printer's, not the author's."""
    return "".join(words.split())


def rows(paper: str) -> list[list[str]]:
    """The cells of every table row, heads and rules left out."""
    lines = [line.strip() for line in paper.splitlines() if line.strip().startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    rules = {n for n, row in enumerate(cells) if all(re.fullmatch(r":?-+:?", cell) for cell in row)}
    return [row for n, row in enumerate(cells) if n not in rules and n + 1 not in rules]


def notice_rows(paper: str) -> list[Row]:
    """(sentence, where, test, state) of each row of docs/notice.md."""
    return [(row[1], row[2], row[3], row[4]) for row in rows(paper) if len(row) == 5]


def first_difference(notice: str, listed: list[Row]) -> str:
    """The first words at which the rows depart from the notice; empty when they are the same, word for word."""
    original, copied = squeezed(notice), squeezed("".join(row[0] for row in listed))
    if original == copied:
        return ""
    at = next(
        (n for n, (a, b) in enumerate(zip(original, copied, strict=False)) if a != b),
        min(len(original), len(copied)),
    )
    return f"notice: …{original[at : at + 20]}… rows: …{copied[at : at + 20]}…"


def false_states(listed: list[Row]) -> list[str]:
    """Rows whose state is no state, or that claim to be built without a place and a test that exist."""
    found = []
    for sentence, where, test, state in listed:
        told = f"{sentence[:12]}…:"
        if state not in STATES:
            found.append(f"{told} “{state}” is no state")
        if state == "未建" and not any(room in where for room in ROOMS):
            found.append(f"{told} says no room in which it will live")
        if state in ("部分", "已实现"):
            found += [f"{told} {complaint}" for complaint in unproved(where, test, state)]
    return found


def unproved(where: str, test: str, state: str) -> list[str]:
    """What a claim lacks: all its places (one of them, when built in part) and all its tests must exist."""
    places = re.findall(r"`([^`]+)`", where)
    built = [place for place in places if list((TOP / "doudi").glob(f"{place}*"))]
    tests = re.findall(r"`([^`]+)`", test)
    gone = [name for name in tests if not (TOP / name.split("::")[0]).exists()]
    enough = built == places if state == "已实现" else bool(built)
    return (
        ([] if enough else [f"claims {state} where nothing is built"])
        + ([] if tests else [f"claims {state} without a test"])
        + [f"{name} does not exist" for name in gone]
    )


def unmapped(files: tuple[str, ...], paper: str) -> list[str]:
    """Rooms and leaves (packages one and two steps below `doudi`) that the map does not name."""
    packages = {str(PurePosixPath(name).parent) for name in files if name.endswith("/__init__.py")}
    leaves = [p for p in packages if parts(p)[0] == "doudi" and 2 <= len(parts(p)) <= 3]
    plain = [p for p in leaves if not {"tests", "migrations", "templatetags"} & set(parts(p))]
    return sorted(p for p in plain if f"`{p.removeprefix('doudi/')}/`" not in paper)


def broken_links(name: str, paper: str) -> list[str]:
    """Links inside the project that lead nowhere."""
    aims = [aim.split("#")[0] for aim in re.findall(r"\]\(([^)\s]+)\)", paper) if "://" not in aim]
    here = (TOP / name).parent
    return [aim for aim in aims if aim and not (here / aim).exists()]


def test_every_word_of_the_notice_stands_in_a_row_in_order() -> None:
    assert first_difference(NOTICE, notice_rows(LISTED)) == ""


def test_a_row_holds_one_sentence() -> None:
    assert [row[0] for row in notice_rows(LISTED) if "。" in row[0][:-1]] == []


def test_no_row_claims_more_than_is_built() -> None:
    assert false_states(notice_rows(LISTED)) == []


def test_every_room_and_leaf_is_on_the_map() -> None:
    assert unmapped(names(), MAP) == []


def test_a_term_has_one_identifier_and_an_identifier_one_meaning() -> None:
    terms = [row for row in rows(GLOSSARY) if len(row) == 4]
    assert len(terms) >= 90
    assert all(all(row) for row in terms)
    for column in (0, 1):
        said = [row[column] for row in terms]
        assert sorted(word for word in set(said) if said.count(word) > 1) == []


@pytest.mark.parametrize("name", [name for name in names() if name.endswith(".md")])
def test_no_link_in_a_paper_leads_nowhere(name: str) -> None:
    assert broken_links(name, (TOP / name).read_text("utf-8")) == []


def test_a_lost_or_changed_sentence_is_caught() -> None:
    listed = [("甲。", "`policy`", "—", "未建"), ("乙。", "`policy`", "—", "未建")]
    assert first_difference("甲。\n乙。", listed) == ""
    assert first_difference("甲。乙。丙。", listed) == "notice: …丙。… rows: ……"
    assert first_difference("甲。丁。", listed) == "notice: …丁。… rows: …乙。…"


def test_a_claim_without_place_or_test_is_caught() -> None:
    unplaced = false_states([("甲。", "`policy/attic`", "`tests/architecture/test_papers.py`", "部分")])
    assert unplaced == ["甲。…: claims 部分 where nothing is built"]
    assert false_states([("甲。", "`policy`", "—", "已实现")]) == ["甲。…: claims 已实现 without a test"]
    gone = false_states([("甲。", "`policy`", "`doudi/policy/tests/test_gone.py`", "部分")])
    assert gone == ["甲。…: doudi/policy/tests/test_gone.py does not exist"]
    half = false_states([("甲。", "`policy` `attic`", "`tests/architecture/test_papers.py`", "已实现")])
    assert half == ["甲。…: claims 已实现 where nothing is built"]
    assert false_states([("甲。", "以后", "—", "未建")]) == ["甲。…: says no room in which it will live"]
    assert false_states([("甲。", "`policy`", "—", "快了")]) == ["甲。…: “快了” is no state"]


def test_an_unmapped_leaf_is_caught() -> None:
    files = (
        "doudi/records/__init__.py",
        "doudi/records/attic/__init__.py",
        "doudi/records/tests/__init__.py",
    )
    assert unmapped(files, "`records/`") == ["doudi/records/attic"]


def test_a_broken_link_is_caught() -> None:
    assert broken_links("README.md", "[map](docs/map.md) [gone](docs/gone.md) [far](https://x)") == [
        "docs/gone.md"
    ]
