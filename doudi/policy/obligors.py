"""义务人：why one who owes support by law owes nothing here; a family wants to read it, though nothing is added."""

from __future__ import annotations

from collections.abc import Iterator

from doudi.policy.candidates import OBLIGOR_BASIS
from doudi.policy.language import Rule
from doudi.policy.reckoning import Reckoning

UNABLE = "没有履行义务的能力，不推算赡养费"


def owes_nothing(reckoning: Reckoning, rule: Rule, index: int, who: str) -> Iterator[str]:
    """The line of the sheet for the share of an obligor without means; of any other quantity that is nothing, none."""
    if rule.name == "support_share" and reckoning.value("unable", index) == 1:
        yield f"  {who}{rule.title}：0.00元（{UNABLE}）〔{OBLIGOR_BASIS}〕"
