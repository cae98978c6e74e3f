"""试算可用的地方：the places whose figures ship with Doudi, and the examples' own small places.

A page never takes a path from the browser: a place is one of these words, or it is refused.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from doudi.policy.reading import BadInput
from doudi.policy.values import BUILT_IN, Place, find_place

EXAMPLES = BUILT_IN.parent / "examples"
FIRST = ("211204", "example")  # the demonstration districts; every other after them
OWN = "211204"


Choices = tuple[tuple[str, str], ...]  # the word a question file uses, and the Chinese name


@lru_cache(maxsize=1)
def district_names() -> Choices:
    """行政区划 with figures of their own, the two demonstration districts first."""
    codes = sorted(folder.name for folder in BUILT_IN.iterdir() if folder.is_dir())
    codes.sort(key=lambda code: FIRST.index(code) if code in FIRST else len(FIRST))
    return tuple((code, find_place(code, EXAMPLES).name) for code in codes)


@lru_cache(maxsize=1)
def example_place_names() -> Choices:
    """范例所用的地方, each under `policy/examples/places`."""
    folder = EXAMPLES / "places"
    codes = sorted(f"places/{each.name}" for each in folder.iterdir()) if folder.is_dir() else []
    return tuple((code, find_place(code, EXAMPLES).name) for code in codes)


def is_known(code: object) -> bool:
    """May this word be looked up?"""
    return any(known == code for known, _ in (*district_names(), *example_place_names()))


def place_of(code: str) -> Place:
    """The place behind a word. Raises BadInput for any other word."""
    if not is_known(code):
        raise BadInput("values", "没有这个地方的数值，请从列表中选择。")
    return find_place(code, EXAMPLES)


def beside() -> Path:
    """The folder to which the words are relative."""
    return EXAMPLES
