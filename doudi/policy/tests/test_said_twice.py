"""重复的算式 — what several lines share is reckoned once, and every line keeps its value."""

from __future__ import annotations

from typing import Any

from doudi.policy.said_twice import each_once

LINES = [
    "    one = ((a + b) + c)",
    "    other = (((a + b) * 2) - (60 * 60))",
    "    third = (((a + b) * 2) + (60 * 60))",
    "    told['third'][:] = (third < (a + b))",
]


def ran(lines: list[str]) -> dict[str, Any]:
    space: dict[str, Any] = {"a": 7, "b": 8, "c": 9, "told": {"third": [None]}}
    space["told"]["third"] = _Kept()
    exec("\n".join(line.strip() for line in lines), space)
    return {name: space[name] for name in ("one", "other", "third")} | {"told": space["told"]["third"].value}


class _Kept:
    value: Any = None

    def __setitem__(self, place: slice, value: Any) -> None:
        self.value = value


def test_what_two_lines_share_is_named_before_the_first_of_them() -> None:
    assert each_once(LINES) == [
        "    shared_1 = a + b",
        "    one = shared_1 + c",
        "    shared_2 = shared_1 * 2",
        "    other = shared_2 - 60 * 60",
        "    third = shared_2 + 60 * 60",
        "    told['third'][:] = third < shared_1",
    ]


def test_every_line_keeps_its_value() -> None:
    assert ran(each_once(LINES)) == ran(LINES)


def test_what_stands_once_stays_where_it_stands() -> None:
    assert each_once(["    one = (a + b)", "    two = (one - c)"]) == ["    one = a + b", "    two = one - c"]
