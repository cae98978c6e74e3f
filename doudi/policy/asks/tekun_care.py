"""特困照料护理费 — the level of care and its allowance, as a share of the minimum wage."""

from __future__ import annotations

from typing import Any

from doudi.policy.asks.awards import CARE
from doudi.policy.asks.figures_asked import asked
from doudi.policy.figures import KEYS
from doudi.policy.question import Fields, Question, yuan
from doudi.policy.self_care import ITEMS, level
from doudi.policy.value_keys import rounded


def answer(question: Question) -> dict[str, Any]:
    """The level, the basic living part, the care part and their sum a month."""
    fields = Fields(question.facts, "facts")
    fields.only("standard", "self_care_failed", "mode", "agreement_signed")
    area, mode = (
        fields.word("standard", ("rural", "urban")),
        fields.word("mode", ("dispersed", "institution")),
    )
    signed = fields.flag("agreement_signed", True)  # as the question file writes it when nothing is said
    care_level = level(len(fields.words("self_care_failed", tuple(ITEMS))))
    sources = asked(question)
    terms = sources.value("tekun_care", CARE)
    base = sources.value("tekun_standard", KEYS["tekun_standard"])[f"tekun_standard_{area}"]
    wage = sources.value("minimum_wage", KEYS["minimum_wage"])["minimum_wage_monthly"]
    alerts = []
    care = rounded(wage * terms[care_level], terms["rounding"])
    if terms["needs_agreement"] and mode == "dispersed" and not signed:
        care = 0
        alerts.append("未签照料服务协议，照料护理费暂不发放，请先签订协议。")
    return {
        "care_level": care_level,
        "base": yuan(base),
        "care": yuan(care),
        "monthly": yuan(base + care),
        "alerts": alerts,
        "unverified": sources.unverified(),
    }
