"""经手：the steps on the way of money as tables — where each begins and leads, which posts take it, whom it excludes.

The actions ask these tables for their guards, and so does the search that proves that no one person releases money
by any sequence of steps (`money/tests/test_one_person.py`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from doudi.records.access import Act
from doudi.records.refusals import SamePerson, WrongPost


@dataclass(frozen=True, slots=True)
class Step:
    """一步 by the action of this name. `bars` maps an earlier step to the sentence for whoever took that one; the step
    leads on when `people` different people have taken it; `pays` where money leaves the office by it.
    """

    action: str
    title: str
    before: tuple[str, ...]
    after: str
    posts: tuple[str, ...]
    bars: Mapping[str, str] | None = None
    people: int = 1
    pays: bool = False


def account_steps(
    propose: str, confirm: str, proposers: tuple[str, ...], confirmers: tuple[str, ...]
) -> tuple[Step, Step]:
    """The way of an account that money goes to, the first one or another: proposed by one, confirmed by another."""
    title, bars = "账户变更", {propose: "这个账户由您本人提出，须由另一人确认，换一个账号也不行。"}
    return (
        Step(propose, title, ("",), "proposed", proposers),
        Step(confirm, title, ("proposed",), "in_force", confirmers, bars=bars, pays=True),
    )


def step_of(steps: Sequence[Step], action: str) -> Step:
    """The step that an action takes."""
    return next(step for step in steps if step.action == action)


def refuse_hands(step: Step, took: Mapping[str, Collection[UUID | None]], by: Act) -> UUID:
    """Raise SamePerson for whoever took a step that bars this one, whichever account; answers who acts."""
    who = by.scope.natural_person
    if who is None:
        raise WrongPost(f"“{step.title}”须由本人账号办理。")
    for earlier, sentence in (step.bars or {}).items():
        if who in took[earlier]:
            raise SamePerson(sentence)
    return who
