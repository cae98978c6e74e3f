"""谁办了什么：every state of a way of money — where it stands, and who took which step — searched to the end.

States are merged: what came before counts only by who took which step how often. People are letters; a letter not yet
seen is as good as any other, so only the first unseen one is tried.
"""

from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from doudi.records.hands import Step

LETTERS = "ABC"
Taken = tuple[str, str]  # step, letter
Path = tuple[Taken, ...]


@dataclass(frozen=True)
class Standing:
    """一个状态: the stage, and the merged past."""

    stage: str
    past: frozenset[tuple[Taken, int]]


def walk(steps: Sequence[Step], letters: str = LETTERS) -> Iterator[tuple[Path, Step]]:
    """Every way to take a step, the shortest first, each merged state left once by each of its moves."""
    begin = Standing("", frozenset())
    seen, waiting = {begin}, deque([(begin, Path())])
    while waiting:
        state, path = waiting.popleft()
        for step, letter in _moves(steps, state, letters):
            gone = (*path, (step.action, letter))
            yield gone, step
            after = _after(state, step, letter)
            if after not in seen:
                seen.add(after)
                waiting.append((after, gone))


def states(steps: Sequence[Step], letters: str = LETTERS) -> int:
    """How many merged states there are."""
    seen = set()
    for path, _ in walk(steps, letters):
        seen.add((path[-1], frozenset(Counter(path).items())))
    return len(seen)


def unguarded(steps: Sequence[Step]) -> Iterator[tuple[str, Sequence[Step]]]:
    """The table with each guard taken away in turn: one bar, or the need for a second person."""
    for at, step in enumerate(steps):
        bars = dict(step.bars or {})
        weaker = [
            (f"{step.action}: {bar}", replace(step, bars={k: v for k, v in bars.items() if k != bar}))
            for bar in bars
        ]
        if step.people > 1:
            weaker.append((f"{step.action}: alone", replace(step, people=1)))
        for told, weak in weaker:
            yield told, (*steps[:at], weak, *steps[at + 1 :])


def held_apart(path: Path, apart: Mapping[str, tuple[str, ...]], pairs: Mapping[str, int]) -> bool:
    """Did nobody take a step together with one that it must be apart from, and everything as many as it needs?"""
    took = {action: {letter for step, letter in path if step == action} for action, _ in path}
    last = path[-1][0]
    alone = any(
        took.get(later, set()) & took.get(earlier, set()) for later in apart for earlier in apart[later]
    )
    few = any(last != action and len(took.get(action, set())) < many for action, many in pairs.items())
    return not alone and not few


def _moves(steps: Sequence[Step], state: Standing, letters: str) -> Iterator[tuple[Step, str]]:
    known = {letter for (_, letter), _ in state.past}
    fresh = next((letter for letter in letters if letter not in known), "")
    for step in steps:
        if state.stage not in step.before:
            continue
        for letter in sorted(known | ({fresh} if fresh else set())):
            barred = any((bar, letter) == taken for bar in step.bars or {} for taken, _ in state.past)
            # Taking a step twice by one hand changes nothing after the second time.
            if not barred and dict(state.past).get((step.action, letter), 0) < 2:
                yield step, letter


def _after(state: Standing, step: Step, letter: str) -> Standing:
    past = Counter(dict(state.past))
    past[step.action, letter] += 1
    times = sum(many for (action, _), many in past.items() if action == step.action)
    stage = step.after if times >= step.people else state.stage
    return Standing(stage, frozenset(past.items()))
