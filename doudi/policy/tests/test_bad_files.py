"""Files that cannot be read, and places that cannot be used: one Chinese line each, from the shell too."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.policy.tests.damage import EXAMPLES
from doudi.policy.tests.test_bad_input import CHINESE, PROGRAMMER, names, refused, run

S02 = (EXAMPLES / "s02.yaml").read_text(encoding="utf-8").split("---\n")[0]
S09, S13, S16, S23 = (
    (EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8").split("---\n")[0]
    for name in ("s09", "s13", "s16", "s23")
)
BOMB = "a: &a [x]\n" + "\n".join(
    f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)

UNREADABLE: dict[str, str | bytes] = {
    "nothing": "", "only a comment": "# 空的\n", "only marks": "---\n---\n", "a line break": "\n",
    "a list": "[1, 2]\n", "a word": "hello\n", "a number": "1\n",
    "GBK": S02.encode("gbk"), "UTF-16": S02.encode("utf-16"), "two marks of order": b"\xef\xbb\xbf\xef\xbb\xbf[1]",
    "a NUL": S02 + "\0", "a bell": S02 + "# \a", "a DEL": "name: \x7f\n" + S02,
    "a tab for indentation": S02.replace("  standard", "\tstandard"),
    "a wrong indentation": S02.replace("  standard", " standard"),
    "an open quote": S02.replace("name: ", 'name: "'), "an open bracket": S02.replace("pension, monthly: 120}]", "pension"),
    "a bomb of aliases": BOMB, "an alias": "a: &a [1]\nb: *a\n", "an alias to itself": "a: &a [*a]\n",
    "an unknown alias": S02.replace("null", "*nothing"), "a merge": "<<: {ask: household}\n" + S02,
    "deep lists": "[" * 100_000, "deep maps": "{a: " * 5_000, "deep dashes": "- " * 3_000 + "1", "41 deep": "[" * 41 + "]" * 41,
    "a list as a key": "? [a, b]\n: 1\n", "a map as a key": "{{a: 1}: 1}\n",
    "a command": '!!python/object/apply:os.system ["true"]\n', "a set": S02.replace("facts:", "facts: !!set"),
    "a tagged number": S02.replace("3700", "!!float 3700"), "a tagged day": S02.replace("on: 2", "on: !!timestamp 2"),
    "a tag of its own": S02.replace("3700", "!yuan 3700"), "no true or false": S02.replace("false", "!!bool maybe"),
    "a later YAML": "%YAML 2.0\n---\n" + S02, "half a letter": S02.replace("name: S02", 'name: "\\ud800"\n#'),
    "too long": "# " + "x" * 4_000_000 + "\n" + S02,
}  # fmt: skip
UNREADABLE_JSON: dict[str, str | bytes] = {
    "nothing": "", "a list": "[]", "null": "null", "two": "{}{}", "YAML": S02, "a comma": '{"ask": "self_care",}',
    "NaN": '{"ask": NaN}', "Infinity": '{"ask": -Infinity}', "an endless number": '{"ask": ' + "9" * 5_000 + "}",
    "a huge power": '{"ask": 1e999999999999999999999}', "deep": "[" * 100_000, "deep maps": '{"a": ' * 600 + "1" + "}" * 600,
    "twice": '{"ask": 1, "ask": 2}', "half a letter": '{"ask": "\\ud800"}', "GBK": '{"ask": "问"}'.encode("gbk"),
    "single quotes": "{'ask': 'self_care'}", "a comment": '{"ask": 1 /* x */}', "a control letter": '{"ask": "\n"}',
}  # fmt: skip


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_is_no_question_file_is_refused(tmp_path: Path, name: str) -> None:
    refused(tmp_path / "坏的.yaml", UNREADABLE[name], [])


@pytest.mark.parametrize("name", UNREADABLE_JSON)
def test_a_json_file_that_is_no_question_file_is_refused(tmp_path: Path, name: str) -> None:
    refused(tmp_path / "坏的.json", UNREADABLE_JSON[name], ["--json"])


def test_what_is_unusual_and_right_is_answered(tmp_path: Path) -> None:
    answers = set()
    for at, content in enumerate((S02.encode(), b"\xef\xbb\xbf" + S02.encode(), S02.replace("\n", "\r\n").encode(),
                                  ("%YAML 1.1\n---\n" + S02 + "...\n").encode())):  # fmt: skip
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


STANDARD = (
    'title = "标准"\nunit = "元"\n[[value]]\nfrom = 2022-01-01\nrural = 450\nurban = 640\nbasis = "试"\n'
)
BENEFIT = 'title = "计发"\nunit = "-"\n[[value]]\nfrom = 2022-01-01\nmethod = "difference"\nrounding = "fen"\nbasis = "试"\n'
FEE = ('title = "赡养"\nunit = "-"\n[[value]]\nfrom = 2022-01-01\nthreshold_multiple = 2\nbase = "household"\nrate = 0.5\n'
       'halving_factor = 0.5\nhalved_for = ["age_60"]\nbasis = "试"\n')  # fmt: skip
PRICE = ('title = "价格"\nunit = "-"\n[[value]]\nfrom = 2022-01-01\nindex_months = ["2022-08", "2023-02"]\ncpi_trigger = 3\n'
         'food_trigger = 6\ngroups = ["dibao"]\nmethod = "rise_times_standard"\nrounding = "fen"\n'
         'pay_within_working_days = 20\nbasis = "试"\n')  # fmt: skip
NUMBERS = ["-1", "1.001", "nan", "inf", "true", '"abc"', "1e300", "1e-400", "1e99999999999999999999", "9" * 5_000, "{a = 1}",
           "[1]", "2022-01-01", '"NaN"', '""', "[", "", "1_", "0x"]  # fmt: skip
DAYS = ['"2022-01-01"', "2022-02-31", "2022-01-01T00:00:00", "2022", "07:00:00", "[]"]
DAMAGED = [
    *(("dibao_standard", STANDARD.replace("450", number), S02) for number in NUMBERS),
    *(("dibao_standard", STANDARD.replace("2022-01-01", day), S02) for day in DAYS),
    *(("dibao_standard", STANDARD + f"issued = {day}\n", S02) for day in DAYS),
    *(("dibao_standard", text, S02) for text in (
        "", "不是", "value = 1", "value = {}", "value = [1]", "x = 1\n" + STANDARD, STANDARD + "z = 1\n",
        STANDARD.replace("urban = 640\n", ""), STANDARD.replace('basis = "试"\n', ""), STANDARD + "rural = 1\n",
        STANDARD.replace('"试"', '" "'), STANDARD + 'unverified = "yes"\n', "a = " + "[" * 3_000)),
    *(("dibao_benefit", BENEFIT.replace(old, new), S02) for old, new in (
        ('"fen"', '"jiao"'), ('"fen"', '["fen"]'), ('"difference"', "1"), ('basis = "试"', 'tiers = [1]\nbasis = "试"'),
        ('basis = "试"', 'tiers = [{income_up_to_share = 1}]\nbasis = "试"'), ('basis = "试"', 'floor_share = -1\nbasis = "试"'),
        ('basis = "试"', f'tiers = [{"{income_up_to_share = 1, pays_share = 1}, " * 9}]\nbasis = "试"'))),
    *(("support_fee", FEE.replace(old, new), S02) for old, new in (
        ('["age_60"]', "[[1]]"), ('["age_60"]', '"age_60"'), ('["age_60"]', '["age_65"]'), ('"household"', '"both"'),
        ("rate = 0.5\n", ""), ("rate = 0.5\n", "rate = 0.00000000001\n"))),
    *(("price_subsidy", PRICE.replace(old, new), S23) for old, new in (
        ('["2022-08", "2023-02"]', "3"), ('["2022-08", "2023-02"]', '["2022-08"]'), ('["2022-08", "2023-02"]', '[1, 2]'),
        ('["2022-08", "2023-02"]', '["2022-8", "2023-2"]'), ('["dibao"]', '["all"]'), ('["dibao"]', "[[1]]"),
        ('"rise_times_standard"', '"best"'), ("cpi_trigger = 3", 'cpi_trigger = "x"'), ("= 20", "= 1.5"))),
    ("dibao_standard", STANDARD.replace("450", "-1"), S13), ("dibao_standard", STANDARD.replace("450", "0"), S16),
    ("dibao_benefit", BENEFIT.replace('"fen"', '"jiao"'), S09), ("grace_period", STANDARD, S16),
    ("temporary_aid", STANDARD, S13), ("uprating", STANDARD, S09), ("place", "based_on = 3", S02),
    *(("place", f"based_on = {place}", S02) for place in (
        '"没有这里"', '""', '"."', '"/etc/passwd"', '"a\\u0000b"', f'"{"a" * 300}"', '"../x"', "[]", '"甲', '"圈"')),
]  # fmt: skip
FRESH = count()  # a place's files are read once, so each damaged place stands in a folder of its own


@pytest.mark.parametrize(
    ("name", "text", "question"),
    [pytest.param(*row, id=f"{row[0]}-{number}") for number, row in enumerate(DAMAGED, 1)],
)
def test_a_damaged_value_file_is_refused_and_named(
    tmp_path: Path, name: str, text: str, question: str
) -> None:
    folder = tmp_path / f"地方{next(FRESH)}"
    folder.mkdir()
    (folder / "place.toml").write_text('name = "试"\nbased_on = "example"\n', encoding="utf-8")
    (folder / f"{name}.toml").write_text(text.replace("圈", folder.name), encoding="utf-8")
    told = refused(tmp_path / "a.yaml", question.replace("values: example", f"values: {folder.name}"), [])
    assert names(told, "values")
    assert name in told or folder.name in told or name == "place" or "低保标准是零" in told, told


def test_places_that_stand_on_each_other_in_a_circle_are_refused(tmp_path: Path) -> None:
    for here, there in (("甲", "乙"), ("乙", "丙"), ("丙", "甲")):
        (tmp_path / here).mkdir()
        (tmp_path / here / "place.toml").write_text(f'based_on = "{there}"\n', encoding="utf-8")
    told = refused(tmp_path / "a.yaml", S02.replace("values: example", "values: 甲"), [])
    assert names(told, "values") and "圈" in told


@given(st.text(min_size=1, max_size=12) | st.sampled_from(["..", ".", "/", "/etc", "~", "../../../..", "example/", "a" * 300,
                                                         "china/../nowhere", "CON", "\\\\server\\x", "example.", "𠮷" * 90]))  # fmt: skip
def test_a_place_that_is_not_there_is_refused(tmp_path_factory: pytest.TempPathFactory, values: str) -> None:
    path = tmp_path_factory.getbasetemp() / "place.json"
    text = json.dumps({"ask": "temporary_aid", "on": "2022-06-01", "values": values,
                       "facts": {"standard": "rural", "persons": 1, "level": "light"}})  # fmt: skip
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
