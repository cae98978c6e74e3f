"""一户的模型：who lives there, what they have, and for each month who is covered and for how much; no code of the house."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

BEGUN = date(2022, 4, 1)
MONTHS = [date(2022 + (3 + n) // 12, (3 + n) % 12 + 1, 1) for n in range(30)]
NOTHING = {"financial": 0, "homes": 0, "vehicles": 0, "businesses": 0}
WHO = {"a": ("沈大山", 200), "b": ("于桂荣", 0), "c": ("沈小山", 100)}
EVENTS = ("up", "down", "suspended", "resumed", "grace", "grace cancelled", "ended", "died", "head died", "split",
          "renewed", "uprated")  # fmt: skip


def after(day: date) -> date:
    """The month after the one of a day."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def standard(month: date) -> int:
    return 45_000 if month < date(2022, 7, 1) else 47_400


@dataclass
class Home:
    """一户 as the model sees it: who lives there, what they say they have, and what each month pays."""

    award: UUID
    head: str
    people: set[str]
    frozen: dict[str, int]
    since: date
    covered: dict[date, set[str]] = field(default_factory=dict)
    fen: dict[date, int | None] = field(default_factory=dict)  # None: months of grace after a death
    rests: dict[date, dict[str, int]] = field(default_factory=dict)
    how: dict[date, str] = field(default_factory=dict)
    state: str = "paid"
    grace_ends: date | None = None

    def running(self, month: date) -> bool:
        return self.state != "ended" and (self.grace_ends is None or month < self.grace_ends)

    def reckon(self, month: date) -> int:
        """The standard for each who is covered, less what the month rests on; what somebody who died since earned
        counts until the family is looked at again.
        """
        return max(standard(month) * len(self.covered[month]) - 100 * sum(self.rests[month].values()), 0)

    def paid_from(self, month: date) -> None:
        """Every month from one on rests on what is said now."""
        for each in MONTHS:
            if each >= month:
                self.rests[each], self.how[each] = dict(self.frozen), "paid"
                if self.covered[each]:
                    self.fen[each] = self.reckon(each)

    def held_from(self, month: date, how: str, fen: int | None = 0) -> None:
        """Every month from one on is held at an amount."""
        for each in MONTHS:
            if each >= month:
                self.how[each], self.fen[each] = how, fen

    def leave(self, month: date, who: set[str]) -> None:
        """People are covered no longer from a month on."""
        for each in MONTHS:
            if each >= month:
                self.covered[each] = self.covered[each] - who
