"""检索键：what is typed finds the name, whatever way it is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.records.people.names import after_all, keys_of, tidy_name, typed_key


def test_a_name_is_found_by_each_of_its_beginnings() -> None:
    assert keys_of("王秀英") == {"王秀英", "秀英", "英", "wangxiuying", "xiuying", "wxy"}


@pytest.mark.parametrize(
    ("name", "own", "common"),
    [
        ("单田芳", "shantianfang", "dantianfang"),
        ("曾志强", "zengzhiqiang", "cengzhiqiang"),
        ("解玉兰", "xieyulan", "jieyulan"),
    ],
)
def test_a_surname_of_its_own_reading_is_found_under_both(name: str, own: str, common: str) -> None:
    assert {own, common} <= keys_of(name)


def test_two_signs_may_be_one_surname() -> None:
    assert {"欧阳小梅", "ouyangxiaomei", "oyxm", "xiaomei"} <= keys_of("欧阳小梅")


def test_a_minority_name_keeps_its_dot_and_is_found_without_it() -> None:
    assert tidy_name("阿依古丽・买买提") == "阿依古丽·买买提"
    assert {"阿依古丽买买提", "买买提"} <= keys_of("阿依古丽·买买提")


@pytest.mark.parametrize("name", ["李𬭎", "𠮷田", "A王", "王A", "冯", "x"])
def test_rare_and_foreign_signs_are_still_found(name: str) -> None:
    assert typed_key(name) in keys_of(name)


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Co"]), min_size=1, max_size=8)
)
def test_every_beginning_of_every_key_lies_in_its_range(name: str) -> None:
    for key in keys_of(name):
        for length in range(1, len(key) + 1):
            begun = key[:length]
            assert begun <= key < after_all(begun)


@given(st.text(max_size=8), st.text(min_size=1, max_size=4))
def test_what_does_not_begin_so_lies_outside(other: str, begun: str) -> None:
    if not other.startswith(begun):
        assert not begun <= other < after_all(begun)
