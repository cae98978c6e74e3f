"""Files that cannot be read, and places that cannot be used: one Chinese line each, from the shell too."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.policy.tests.damage import EXAMPLES
from doudi.policy.tests.test_bad_input import CHINESE, PROGRAMMER, refused, run

S02 = (EXAMPLES / "s02.yaml").read_text(encoding="utf-8").split("---\n")[0]
BOMB = "a: &a [x]\n" + "\n".join(
    f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)

UNREADABLE: dict[str, str | bytes] = {
    "nothing": "",
    "only a comment": "# 空的\n",
    "only marks": "---\n---\n",
    "a line break": "\n",
    "a list": "[1, 2]\n",
    "a word": "hello\n",
    "a number": "1\n",
    "GBK": S02.encode("gbk"),
    "UTF-16": S02.encode("utf-16"),
    "two marks of order": b"\xef\xbb\xbf\xef\xbb\xbf[1]",
    "a NUL": S02 + "\0",
    "a bell": S02 + "# \a",
    "a DEL": "name: \x7f\n" + S02,
    "a tab for indentation": S02.replace("  standard", "\tstandard"),
    "a wrong indentation": S02.replace("  standard", " standard"),
    "an open quote": S02.replace("name: ", 'name: "'),
    "an open bracket": S02.replace("pension, monthly: 120}]", "pension"),
    "a bomb of aliases": BOMB,
    "an alias": "a: &a [1]\nb: *a\n",
    "an alias to itself": "a: &a [*a]\n",
    "an unknown alias": S02.replace("null", "*nothing"),
    "a merge": "<<: {ask: household}\n" + S02,
    "deep lists": "[" * 100_000,
    "deep maps": "{a: " * 5_000,
    "deep dashes": "- " * 3_000 + "1",
    "41 deep": "[" * 41 + "]" * 41,
    "a list as a key": "? [a, b]\n: 1\n",
    "a map as a key": "{{a: 1}: 1}\n",
    "a command": '!!python/object/apply:os.system ["true"]\n',
    "a set": S02.replace("facts:", "facts: !!set"),
    "a tagged number": S02.replace("3700", "!!float 3700"),
    "a tagged day": S02.replace("on: 2", "on: !!timestamp 2"),
    "a tag of its own": S02.replace("3700", "!yuan 3700"),
    "no true or false": S02.replace("false", "!!bool maybe"),
    "a later YAML": "%YAML 2.0\n---\n" + S02,
    "half a letter": S02.replace("name: S02", 'name: "\\ud800"\n#'),
    "too long": "# " + "x" * 4_000_000 + "\n" + S02,
}
UNREADABLE_JSON: dict[str, str | bytes] = {
    "nothing": "",
    "a list": "[]",
    "null": "null",
    "two": "{}{}",
    "YAML": S02,
    "a comma": '{"ask": "self_care",}',
    "NaN": '{"ask": NaN}',
    "Infinity": '{"ask": -Infinity}',
    "an endless number": '{"ask": ' + "9" * 5_000 + "}",
    "a huge power": '{"ask": 1e999999999999999999999}',
    "deep": "[" * 100_000,
    "deep maps": '{"a": ' * 600 + "1" + "}" * 600,
    "twice": '{"ask": 1, "ask": 2}',
    "half a letter": '{"ask": "\\ud800"}',
    "GBK": '{"ask": "问"}'.encode("gbk"),
    "single quotes": "{'ask': 'self_care'}",
    "a comment": '{"ask": 1 /* x */}',
    "a control letter": '{"ask": "\n"}',
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_is_no_question_file_is_refused(tmp_path: Path, name: str) -> None:
    refused(tmp_path / "坏的.yaml", UNREADABLE[name], [])


@pytest.mark.parametrize("name", UNREADABLE_JSON)
def test_a_json_file_that_is_no_question_file_is_refused(tmp_path: Path, name: str) -> None:
    refused(tmp_path / "坏的.json", UNREADABLE_JSON[name], ["--json"])


def test_what_is_unusual_and_right_is_answered(tmp_path: Path) -> None:
    answers = set()
    for at, content in enumerate(
        (
            S02.encode(),
            b"\xef\xbb\xbf" + S02.encode(),
            S02.replace("\n", "\r\n").encode(),
            ("%YAML 1.1\n---\n" + S02 + "...\n").encode(),
        )
    ):
        path = tmp_path / f"{at}.yaml"
        path.write_bytes(content)
        code, out, err = run(path, ["--json"])
        assert (code, err) == (0, "")
        answers.add(out)
    assert len(answers) == 1


def test_what_is_not_a_file_is_refused(tmp_path: Path) -> None:
    loop = tmp_path / "loop.yaml"
    loop.symlink_to(loop)
    for path in (
        tmp_path,
        tmp_path / "没有.yaml",
        tmp_path / "没有" / "a.yaml",
        loop,
        "a" * 5_000,
        "a\0b",
        "/dev/zero",
    ):
        code, out, err = run(path, [])
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert CHINESE.search(err)
        assert not PROGRAMMER.search(err)


@given(
    st.text(min_size=1, max_size=12)
    | st.sampled_from(
        [
            "..",
            ".",
            "/",
            "/etc",
            "~",
            "../../../..",
            "example/",
            "a" * 300,
            "china/../nowhere",
            "CON",
            "\\\\server\\x",
            "example.",
            "𠮷" * 90,
        ]
    )
)
def test_a_place_that_is_not_there_is_refused(tmp_path_factory: pytest.TempPathFactory, values: str) -> None:
    path = tmp_path_factory.getbasetemp() / "place.json"
    text = json.dumps(
        {
            "ask": "temporary_aid",
            "on": "2022-06-01",
            "values": values,
            "facts": {"standard": "rural", "persons": 1, "level": "light"},
        }
    )
    path.write_text(text, encoding="utf-8")
    code, out, err = run(path, [])
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert CHINESE.search(err) and not PROGRAMMER.search(err)


def test_from_the_shell_each_refused_question_is_one_line_and_the_rest_is_answered(tmp_path: Path) -> None:
    good = "ask: self_care\non: 2022-06-01\nfacts: {failed: [eating]}\n"
    several = tmp_path / "几个.yaml"
    several.write_text(
        "---\n".join([good, good.replace("eating", "flying"), good, good.replace("06-01", "06-31")]), "utf-8"
    )
    broken = tmp_path / "坏的.yaml"
    broken.write_bytes(b"\xff\xfe")
    bytes_name = os.fsdecode(os.fsencode(tmp_path) + b"/\xc4\xe3.yaml")
    command = [sys.executable, "-m", "doudi.cli", "ask", "--json", str(several), str(broken), bytes_name]
    done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    assert done.returncode == 2
    answers = json.loads(done.stdout)
    assert [answer and answer["level"] for answer in answers] == ["half", None, "half", None, None, None]
    lines = done.stderr.decode("utf-8").splitlines()
    assert len(lines) == 4
    assert "第2个问题，facts.failed[0]" in lines[0] and "第4个问题，on" in lines[1]
    assert not PROGRAMMER.search(done.stderr.decode("utf-8"))


@pytest.mark.parametrize(
    ("text", "line"),
    [("ask: &a deadline\nname: x\non: *a\n", 3), ("ask: deadline\non: !!str 2026-01-01\n", 2)],
)
def test_a_reference_or_a_tag_is_refused_by_its_line(text: str, line: int, tmp_path: Path) -> None:
    assert refused(tmp_path / "a.yaml", text, []).startswith(f"，第1个问题，第{line}行用了 YAML")
