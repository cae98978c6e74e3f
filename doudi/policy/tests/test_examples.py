"""The question files of `examples/` agree, one by one and through the real command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from doudi.cli import main
from doudi.policy.ask import KINDS, answer, differences
from doudi.policy.question import read_question
from doudi.policy.reading import read_documents

EXAMPLES = Path(__file__).parents[1] / "examples"
FILES = sorted(EXAMPLES.glob("*.yaml"))
QUESTIONS = [
    pytest.param(path, number, id=f"{path.stem}-{document['name'].replace(' ', '_')}")
    for path in FILES
    for number, document in enumerate(read_documents(path))
]


@cache
def documents(path: Path) -> list[Any]:
    return read_documents(path)


@pytest.mark.parametrize(("path", "number"), QUESTIONS)
def test_the_example_agrees(path: Path, number: int) -> None:
    question = read_question(documents(path)[number], path.parent, KINDS)
    assert question.expect, "an example without an expectation proves nothing"
    assert differences(question.expect, answer(question)) == []


def test_the_examples_put_every_kind_of_question_and_say_where_their_figures_come_from() -> None:
    kinds = {document["ask"] for path in FILES for document in read_documents(path)}
    assert kinds == set(KINDS)
    for path in FILES:
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith(("# 场景", "# 算例")), path.name


def test_every_place_of_the_examples_is_used() -> None:
    places = {folder.name for folder in (EXAMPLES / "places").iterdir()}
    asked = {document.get("values", "") for path in FILES for document in read_documents(path)}
    stood_on = {
        line.split('"')[1]
        for file in EXAMPLES.glob("places/*/place.toml")
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.startswith("based_on")
    }
    assert places == {name.removeprefix("places/") for name in asked if "/" in name} | (places & stood_on)


def doudi(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "import sys; from doudi.cli import main; sys.exit(main())"]
    return subprocess.run(
        [*command, *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, **environment},
        timeout=60,
        check=False,
    )


def test_check_from_the_shell_exits_0_when_all_agree() -> None:
    run = doudi("ask", "--check", *FILES)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.endswith(f"{len(QUESTIONS)} 个问题写了预期，{len(QUESTIONS)} 个相同，0 个不同。\n")


def test_json_from_the_shell_is_one_array_with_one_answer_a_question_and_nothing_else(
    at_size: Callable[[int, int], int],
) -> None:
    some = FILES[:: at_size(5, 1)]  # what would change each answer is reckoned too, which takes its time
    run = doudi("ask", "--json", *some)
    assert (run.returncode, run.stderr) == (0, "")
    answers = json.loads(run.stdout)
    assert [answer["question"]["name"] for answer in answers] == [
        document["name"] for path in some for document in read_documents(path)
    ]
    assert run.stdout == run.stdout.strip() + "\n"


def test_the_sheet_from_the_shell_reaches_a_terminal_that_knows_no_chinese() -> None:
    for encoding in ("utf-8", "gbk", "ascii"):
        command = [sys.executable, "-m", "doudi.cli", "ask", str(EXAMPLES / "s02.yaml")]
        environment = {**os.environ, "PYTHONIOENCODING": encoding}
        run = subprocess.run(command, capture_output=True, env=environment, timeout=60, check=False)
        assert run.returncode == 0, run.stderr
        assert "80.00" in run.stdout.decode(encoding)


def wrong(tmp_path: Path, old: str, new: str) -> Path:
    text = (EXAMPLES / "s16.yaml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "s16.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def test_a_difference_exits_1_and_names_file_question_field_and_both_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = wrong(tmp_path, "months: 12", "months: 11")
    assert main(["ask", "--check", str(path)]) == 1
    told = capsys.readouterr()
    assert told.err == ""
    for part in (str(path), "S16", "expect.months", "11", "12", "1 个不同"):
        assert part in told.out


def test_a_refused_question_exits_2_and_the_others_are_still_answered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = wrong(tmp_path, "persons: 2", "persons: two")
    good = EXAMPLES / "s22.yaml"
    assert main(["ask", "--json", str(path), str(good)]) == 2
    told = capsys.readouterr()
    assert json.loads(told.out)[1]["on"] == "2022-09-23"
    assert json.loads(told.out)[0] is None
    assert told.err.count("\n") == 1
    assert "facts.persons" in told.err
    assert main(["ask", "--check", str(path), str(good)]) == 2


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["ask"], ["ask", "--json", "--check", "x.yaml"]])
def test_bad_arguments_exit_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    try:
        code: Any = main(arguments)
    except SystemExit as error:
        code = error.code
    assert code == 2
    assert "Traceback" not in capsys.readouterr().err


def test_an_expectation_may_be_written_in_any_of_the_contracts_ways() -> None:
    found = {
        "answer": "yes",
        "monthly": "80.00",
        "checks": [{"figure": "0.0533"}],
        "on": None,
        "granted": True,
    }
    for agreeing in (
        {"answer": True},
        {"answer": "yes"},
        {"monthly": 80},
        {"monthly": "80.00"},
        {"on": None},
        {"answer": "Yes"},
        {"answer": "ON"},
    ):
        assert differences(agreeing, found) == []
    for granted in (True, "yes"):
        assert differences({"granted": granted}, found) == []
    wrong_ones: list[dict[str, Any]] = [
        {"answer": False}, {"answer": "no"}, {"answer": "Off"}, {"answer": "unknown"},
        {"monthly": 81}, {"on": "x"}, {"nothing": 1}, {"granted": False},
        {"checks": []}, {"checks": [{}, {}]}, {"checks": {"figure": "0.0533"}}, {"answer": None},
        {"checks": [{"figure": "0.0534"}]},
    ]  # fmt: skip
    for differing in wrong_ones:
        assert len(differences(differing, found)) == 1, differing


def test_json_may_hold_several_questions_between_three_dashes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = {"ask": "self_care", "on": "2026-01-01", "facts": {"failed": []}, "expect": {"level": "none"}}
    other = {**one, "name": "---", "facts": {"failed": ["bed"]}, "expect": {"level": "half"}}
    path = tmp_path / "several.json"
    path.write_text(f"{json.dumps(one, indent=1)}\n---\r\n{json.dumps(other)}\n--- \n\n", encoding="utf-8")
    assert main(["ask", "--check", str(path)]) == 0
    assert capsys.readouterr().out == "2 个问题写了预期，2 个相同，0 个不同。\n"
    path.write_text(f"{json.dumps(one)}\n---\n{{\n", encoding="utf-8")
    assert main(["ask", str(path)]) == 2
    told = capsys.readouterr()
    assert told.out.startswith("self_care")
    assert told.err == f"{path}，第2个问题，第4行不是正确的 JSON，请检查引号、逗号和括号。\n"
