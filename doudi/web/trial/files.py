"""问题文件：what is uploaded or pasted becomes a draft; a draft becomes a file to take away. Nothing is kept."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from doudi.policy.reading import BadInput, read_documents
from doudi.web.trial.draft import Draft
from doudi.web.trial.question import decide_document, to_draft

MOST_BYTES = 200_000


def draft_from(text: str) -> Draft:
    """The first household question of a file's text. Raises BadInput, with the path of a wrong field."""
    if len(text.encode()) > MOST_BYTES:
        raise BadInput("", "文件太大（超过 200 KB），这里一次只载入一户。")
    # `policy` reads files only; this one is gone before the page is answered.
    with tempfile.NamedTemporaryFile("w", suffix=".yaml", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        documents = read_documents(Path(file.name))
    households = [each for each in documents if isinstance(each, dict) and each.get("ask") == "household"]
    if not households:
        raise BadInput("ask", "文件里没有一户的问题，请写 ask: household。")
    decide_document(households[0])
    return to_draft(households[0])


def file_text(document: dict[str, Any]) -> str:
    """A question as YAML that reads back as the same question."""
    return yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)


class _Dumper(yaml.SafeDumper):
    """Decimals as plain numbers, days as bare text, as a person would write them."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _decimal(dumper: yaml.SafeDumper, value: Decimal) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", format(value, "f"), style='"')


_Dumper.add_representer(Decimal, _decimal)
