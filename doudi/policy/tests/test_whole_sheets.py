"""整张说明表 — the sheets of four families, word for word, as a township officer would hand them over.

After a deliberate change of wording or law: `python -m doudi.cli ask FILE.yaml > FILE.txt` in `sheets/`, and read
what changed, line by line, before it is kept.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from doudi.policy.ask import KINDS
from doudi.policy.asks.household import decide
from doudi.policy.question import read_question
from doudi.policy.reading import read_documents
from doudi.policy.sheet import household_sheet

SHEETS = Path(__file__).parent / "sheets"


@pytest.mark.parametrize("name", sorted(path.stem for path in SHEETS.glob("*.yaml")))
def test_the_sheet_says_word_for_word_what_was_read_and_kept(name: str) -> None:
    (document,) = read_documents(SHEETS / f"{name}.yaml")
    sheet = household_sheet(decide(read_question(document, SHEETS, KINDS)))
    assert sheet.splitlines() == (SHEETS / f"{name}.txt").read_text("utf-8").splitlines()
