"""文书目录：every paper by its code."""

from doudi.records.documents.papers import (
    application,
    changes,
    circumstances,
    decision,
    disclosure,
    file_contents,
    money,
    survey,
    tekun,
    temporary_aid,
    verification,
)
from doudi.records.documents.papers.forms import Paper
from doudi.records.refusals import BadInput

_LEAVES = (
    file_contents,
    application,
    survey,
    verification,
    circumstances,
    decision,
    disclosure,
    tekun,
    temporary_aid,
    changes,
    money,
)
PAPERS: dict[str, Paper] = {each.code: each for leaf in _LEAVES for each in leaf.PAPERS}


class UnknownPaper(BadInput):
    """没有这种文书：the sentence names the codes that come nearest."""


def paper_of(code: str) -> Paper:
    """The paper of a code, `D14-2`. Raises UnknownPaper; `D14` alone is answered with its three kinds."""
    if code in PAPERS:
        return PAPERS[code]
    near = [one for one in PAPERS if code and one.startswith(f"{code}-")] or list(PAPERS)
    listed = "、".join(f"{one}{PAPERS[one].title}" for one in near)
    raise UnknownPaper(f"没有代码为“{code[:20]}”的文书，请从这些里选：{listed}。")
