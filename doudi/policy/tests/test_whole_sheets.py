"""整张说明表 — the sheets of some families, and the manual of one county, word for word as an officer would read them.

After a deliberate change of wording or law: `python -m doudi.cli ask FILE.yaml > FILE.txt` in `sheets/`, for the
examples in `sheets/answers`, for the county `doudi policy book` and `doudi policy diff`. Read what changed, line by
line, before it is kept.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from doudi.cli import main
from doudi.policy.ask import KINDS
from doudi.policy.asks.household import decide
from doudi.policy.book import policy_book, policy_diff
from doudi.policy.question import read_question
from doudi.policy.reading import read_documents
from doudi.policy.sheet import household_sheet
from doudi.policy.values import find_place

SHEETS = Path(__file__).parent / "sheets"
EXAMPLES = Path(__file__).parents[1] / "examples"
EAST = find_place("places/east-county", EXAMPLES)


@pytest.mark.parametrize("name", sorted(path.stem for path in SHEETS.glob("*.yaml")))
def test_the_sheet_says_word_for_word_what_was_read_and_kept(name: str) -> None:
    (document,) = read_documents(SHEETS / f"{name}.yaml")
    sheet = household_sheet(decide(read_question(document, SHEETS, KINDS)))
    assert sheet.splitlines() == (SHEETS / f"{name}.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize("name", sorted(path.stem for path in (SHEETS / "answers").glob("*.txt")))
def test_every_kind_of_answer_is_told_word_for_word(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", str(EXAMPLES / f"{name}.yaml")]) == 0
    kept = (SHEETS / "answers" / f"{name}.txt").read_text("utf-8")
    assert capsys.readouterr().out.split("\n") == kept.split("\n")


def test_the_manual_and_its_changes_are_word_for_word_what_was_read_and_kept() -> None:
    manual, changes = (SHEETS / f"{name}-of-east-county.txt" for name in ("manual", "changes"))
    assert policy_book(EAST, date(2022, 7, 1)).split("\n") == manual.read_text("utf-8").split("\n")
    told = policy_diff(EAST, date(2022, 6, 30), date(2026, 7, 1))
    assert told.split("\n") == changes.read_text("utf-8").split("\n")
