"""读文件的边界 — the last that may be written, the first that may not, and the line that a refusal names."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from doudi.policy.ask import answer_file, differences
from doudi.policy.reading import DEEPEST, MOST_BYTES, BadInput, read_documents, read_each


def read(folder: Path, text: str, name: str = "问.yaml") -> list[Any]:
    (folder / name).write_text(text, "utf-8")
    return read_documents(folder / name)


def refusal(folder: Path, text: str, name: str = "问.yaml") -> str:
    with pytest.raises(BadInput) as refused:
        read(folder, text, name)
    return str(refused.value)


TWO = "ask: deadline\non: 2026-03-02\n---\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: 1\n? [b]\n: 1\n", "第2行的键不是文字，请改成普通的键。"),
        ("a: 1\nb: 1\n<<: {c: 1}\n", "第3行的键不是文字，请改成普通的键。"),
        ("a: 1\nb: 1\n\na: 2\n", "a：第4行又写了一次，请删去一个。"),
        (f"{TWO}a:\n  b: 1\n  b: 1\n", "a.b：第6行又写了一次，请删去一个。"),
        ("a:\n- 1\n- b: [0, {c: 1, c: 2}]\n", "a[1].b[1].c：第3行又写了一次，请删去一个。"),
        ("a: &x 1\nb: *x\n", "第2行用了 YAML 引用（*），请把内容写全。"),
        ("a: 1\nb: !!str 1\n", "第2行用了 YAML 标签（!），请删去标签，只写内容。"),
        ("a: 1\nb: !yuan [1]\n", "第2行用了 YAML 标签（!），请删去标签，只写内容。"),
        ("a: 1\nb: [1\n", "第3行不是正确的 YAML，请检查缩进、冒号和引号。"),
        (f"a: 1\nb: {'[' * DEEPEST}{']' * DEEPEST}\n", "第2行嵌套太深，请对照问题文件的格式改正。"),
        ("# 只有注释\n---\n", "文件里没有问题，请至少写一个。"),
        ('a: "\\ud800"\n', "文字里有不成字的编码（\\ud800 一类），请改成正常的文字。"),
    ],
)
def test_what_is_wrong_in_a_yaml_file_is_told_by_its_line(tmp_path: Path, text: str, told: str) -> None:
    assert refusal(tmp_path, text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"a": 1,\n}', "第2行不是正确的 JSON，请检查引号、逗号和括号。"),
        ('\n{"a": 1}\n---\n\n{"a": x}', "第5行不是正确的 JSON，请检查引号、逗号和括号。"),
        ('{"a": 1}\n---\n{"b": 1}\n---\n{"c"}', "第5行不是正确的 JSON，请检查引号、逗号和括号。"),
        ('{"a": 1, "b": {"a": 1, "a": 2}}', "键 a 写了两次，请删去一个。"),
        ('{"a": -Infinity}', "数字不能写 -Infinity，请改成普通的数字。"),
        ('{"a": 1' + "0" * 5_000 + "}", "JSON 读不出来，请检查嵌套和数字的写法。"),
        ('{"\\udfff": 1}', "文字里有不成字的编码（\\ud800 一类），请改成正常的文字。"),
        ("", "第1行不是正确的 JSON，请检查引号、逗号和括号。"),
    ],
)
def test_what_is_wrong_in_a_json_file_is_told_by_its_line(tmp_path: Path, text: str, told: str) -> None:
    assert refusal(tmp_path, text, "问.json") == told


GOOD = "ask: self_care\nfacts: {failed: []}\non: 2026-01-01\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [  # what is told of each question: nothing of a good one
        ([GOOD, "a: 1\na: 2\n", GOOD], ["", "a：第6行又写了一次，请删去一个。", ""]),
        ([GOOD, "a: [1\n", GOOD], ["", "第6行不是正确的 YAML，请检查缩进、冒号和引号。"]),
        ([GOOD, "a: &x 1\nb: *x\n", GOOD], ["", "第6行用了 YAML 引用（*），请把内容写全。"]),
        (
            [GOOD, 'a: "\\ud800"\n', GOOD],
            ["", "文字里有不成字的编码（\\ud800 一类），请改成正常的文字。", ""],
        ),
    ],
)
def test_a_question_that_cannot_be_read_keeps_no_other_from_being_read(
    tmp_path: Path, text: list[str], told: list[str]
) -> None:
    path = tmp_path / "问.yaml"
    path.write_text("---\n".join(text), "utf-8")
    read_back = [str(each) if isinstance(each, BadInput) else "" for each in read_each(path)]
    assert read_back == told


def test_the_first_and_the_last_of_the_broken_letters_are_refused_and_their_neighbours_are_letters(
    tmp_path: Path,
) -> None:
    for written, good in (("\\ud7ff", True), ("\\ud800", False), ("\\udfff", False), ("\\ue000", True)):
        text = f'{{"a": ["{written}"]}}'
        assert (
            bool(read(tmp_path, text, "问.json")) if good else "不成字" in refusal(tmp_path, text, "问.json")
        )


@pytest.mark.parametrize("name", ["问.yaml", "问.json", "问.JSON"])
def test_forty_levels_may_be_nested_and_no_more(tmp_path: Path, name: str) -> None:
    (value,) = read(tmp_path, '{"a": ' * DEEPEST + "1" + "}" * DEEPEST, name)
    assert list(value) == ["a"]
    told = refusal(tmp_path, '{"a": ' * (DEEPEST + 1) + "1" + "}" * (DEEPEST + 1), name)
    assert told.endswith("嵌套太深，请对照问题文件的格式改正。")


def test_what_stands_beside_makes_nothing_shallower(tmp_path: Path) -> None:
    """Lists that are closed before, and inside each level, count for nothing."""
    deep = "[[], [], " * DEEPEST + "1" + "]" * DEEPEST
    assert refusal(tmp_path, f"a: {deep}\n") == "第1行嵌套太深，请对照问题文件的格式改正。"
    assert read(tmp_path, f"a: [{'[], ' * 60}1]\n")


def test_a_file_of_just_the_most_bytes_is_read_and_one_byte_more_is_not(tmp_path: Path) -> None:
    (value,) = read(tmp_path, '{"a": 1}'.ljust(MOST_BYTES), "问.json")
    assert value == {"a": 1}
    told = refusal(tmp_path, '{"a": 1}'.ljust(MOST_BYTES + 1), "问.json")
    assert told == "文件太大（超过 4 MB），请分成几个文件。"


def test_a_number_of_39_digits_is_one_and_a_longer_one_stays_the_text_that_it_was(tmp_path: Path) -> None:
    longest, longer = "9" * 39, "9" * 40
    assert read(tmp_path, f"a: {longest}\nb: {longer}\nc: -7\nd: 007\ne: 1.50\nf: 1e5\n") == [
        {"a": int(longest), "b": longer, "c": -7, "d": "007", "e": Decimal("1.50"), "f": "1e5"}
    ]


def test_yaml_guesses_nothing(tmp_path: Path) -> None:
    text = "a: 2022-05-31\nb: yes\nc: True\nd: ~\ne:\nf: 12:30\ng: 0x10\nh: null\ni: .5\nj: +3\n"
    assert read(tmp_path, text) == [
        {"a": "2022-05-31", "b": "yes", "c": True, "d": None, "e": None, "f": "12:30", "g": "0x10"}
        | {"h": None, "i": ".5", "j": 3}
    ]


def test_the_parts_of_a_json_file_are_read_one_by_one_and_empty_ones_are_none(tmp_path: Path) -> None:
    assert read(tmp_path, '---\n{"a": 1}\n--- \n\n---\n{"b": 1.5}\n', "问.json") == [
        {"a": 1},
        {"b": Decimal("1.5")},
    ]


def test_an_unreadable_file_is_one_refusal_and_a_refused_question_keeps_its_number(tmp_path: Path) -> None:
    gone = tmp_path / "没有.yaml"
    (only,) = answer_file(gone)
    assert (only.number, only.question, only.answer) == (1, None, None)
    assert only.refusal == f"{gone}：文件读不出来，请检查路径和权限。"
    good = "ask: self_care\non: 2022-06-01\nfacts: {failed: [eating]}\n"
    path = tmp_path / "几个.yaml"
    path.write_text(f"{good}---\n{good}name: {'长' * 41}\nx: 1\n---\n{good}", "utf-8")
    first, second, third = answer_file(path)
    assert [each.number for each in (first, second, third)] == [1, 2, 3]
    assert [each.answer and each.answer["level"] for each in (first, second, third)] == ["half", None, "half"]
    allowed = "name、ask、on、values、known_on、facts、expect"
    assert second.refusal == f"{path}，第2个问题“{'长' * 40}”，x：不认识的键，这里只能写 {allowed}。"


@pytest.mark.parametrize(
    ("name", "called"),
    [("甲", "第1个问题“甲”"), ('""', "第1个问题"), ("5", "第1个问题"), ("null", "第1个问题")],
)
def test_a_refused_question_is_called_by_its_name_where_it_has_one(
    tmp_path: Path, name: str, called: str
) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(f"ask: self_care\non: x\nname: {name}\nfacts: {{failed: []}}\n", "utf-8")
    assert answer_file(path)[0].refusal.startswith(f"{path}，{called}，on：")


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ("on: 2022-06-01\nfacts: {failed: []}\n", "ask：没有写，请补上。"),
        ("ask: self_care\non: 2022-06-01\n", "facts：没有写事实，请补上。"),
        ("ask: self_care\non: 2022-06-01\nfacts: {failed: []}\nname: [a]\n", "name：要写文字。"),
        (
            "ask: self_care\non: 2022-06-01\nfacts: {failed: []}\nexpect: 1\n",
            "expect：要写成“键: 值”的样子。",
        ),
        ("ask: exclusion\non: 2022-06-01\nfacts: {persons: []}\n", "values：没有写，请补上。"),
        (
            "ask: self_care\non: 2022-06-01\nknown_on: x\nfacts: {failed: []}\n",
            "known_on：写的是 x，日期要写成",
        ),
    ],
)
def test_the_frame_of_a_question_is_refused_by_its_key(tmp_path: Path, document: str, told: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(document, "utf-8")
    (only,) = answer_file(path)
    assert only.refusal.startswith(f"{path}，第1个问题，{told}")


@pytest.mark.parametrize(
    ("expected", "found", "told"),
    [
        ({"a": 1}, {"a": 1, "b": 2}, []),
        ({"a": 1}, {}, ["expect.a：应是 1，回答里没有这一项"]),
        ({"a": None}, {"a": "x"}, ["expect.a：应是 null，实际是 x"]),
        ({"a": 1}, [1], ["expect：应是一组键，实际是 [1]"]),
        ([1, 2], [1, 3], ["expect[1]：应是 2，实际是 3"]),
        ([1], [1, 2], ["expect：应是 [1]，实际是 [1, 2]"]),
        ([1], "1", ["expect：应是 [1]，实际是 1"]),
        (Decimal("1.5"), "1.50", []),
        (2, "2.00", []),
        (2, "2.01", ["expect：应是 2，实际是 2.01"]),
        (2, "x", ["expect：应是 2，实际是 x"]),
        ("yes", True, []),
        ("yes", "yes", []),
        (True, "yes", []),
        (False, "yes", ["expect：应是 False，实际是 yes"]),
        (True, 1, ["expect：应是 True，实际是 1"]),
        (1, True, ["expect：应是 1，实际是 True"]),
        ("甲", "乙", ["expect：应是 甲，实际是 乙"]),
    ],
)
def test_an_answer_is_compared_with_what_was_expected(expected: Any, found: Any, told: list[str]) -> None:
    assert differences(expected, found) == told
