"""与上次相比：what is different between two answers to the same household, line by line."""

from __future__ import annotations

from dataclasses import dataclass

from doudi.web.trial.explanation import Explanation, Finding, Step


@dataclass(frozen=True)
class Difference:
    """One line that came out otherwise than last time."""

    who: str
    title: str
    before: str
    after: str
    because: str


@dataclass(frozen=True)
class Comparison:
    """上次 and 这次, and every line in which they differ."""

    before: str
    after: str
    amounts: list[Difference]
    findings: list[Difference]

    @property
    def same(self) -> bool:
        return self.before == self.after


def compare(old: Explanation, new: Explanation) -> Comparison:
    """What changed from the old answer to the new one, in the order of the reckoning."""
    steps = _paired([*old.income, *old.amount], [*new.income, *new.amount])
    amounts = [
        Difference(
            *key, was.value if was else "没有", now.value if now else "没有", now.because if now else ""
        )
        for key, (was, now) in steps.items()
        if (was.value if was else "") != (now.value if now else "")
    ]
    before, after = _findings(old), _findings(new)
    findings = [
        Difference(key[0], key[1], before[key].word, now.word, now.because)
        for key, now in after.items()
        if key in before and before[key].answer != now.answer
    ]
    return Comparison(_result(old), _result(new), amounts, findings)


def _paired(old: list[Step], new: list[Step]) -> dict[tuple[str, str], tuple[Step | None, Step | None]]:
    was, now = {step.key: step for step in old}, {step.key: step for step in new}
    return {key: (was.get(key), now.get(key)) for key in dict.fromkeys((*now, *was))}


def _findings(told: Explanation) -> dict[tuple[str, str], Finding]:
    return {(group.title, each.title): each for group in told.groups for each in group.findings}


def _result(told: Explanation) -> str:
    paid = told.monthly not in ("", "0.00")
    return told.conclusion + (f"，每月 {told.monthly} 元" if paid else "")
