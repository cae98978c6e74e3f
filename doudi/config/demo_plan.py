"""演示编排：which family is how far on the demonstration's day, so that every page has something on it.

Days are counted back from the day of loading in working days; a case of 20 working days is due, an older one late.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from doudi.config.demo_county import Drawn
from doudi.config.demo_desk import township_of
from doudi.config.demo_officers import TOWNSHIPS, Township
from doudi.policy.calendars import is_working_day, load_calendar


class End(StrEnum):
    """How far a case has come."""

    TAKEN = "taken"
    CORRECTING = "correcting"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    ELSEWHERE = "elsewhere"  # taken in at another township and handed over
    ACCEPTED = "accepted"
    SURVEYED = "surveyed"
    CHECKED = "checked"
    PROPOSED = "proposed"
    PASSED = "passed"
    DECIDED = "decided"
    CLOSED = "closed"


# How many of 300 end there, and from how many working days ago the first and the last of them were taken in.
SHARES = (
    (End.TAKEN, 16, 0, 1),
    (End.ACCEPTED, 60, 0, 6),
    (End.CORRECTING, 20, 2, 14),
    (End.SURVEYED, 30, 4, 8),
    (End.CHECKED, 24, 7, 10),
    (End.PROPOSED, 24, 8, 15),
    (End.PASSED, 24, 12, 23),
    (End.DECIDED, 12, 15, 18),
    (End.ELSEWHERE, 12, 1, 5),
    (End.WITHDRAWN, 20, 5, 60),
    (End.LAPSED, 14, 16, 60),
    (End.CLOSED, 44, 18, 240),
)
WHOLE = sum(share for _, share, _, _ in SHARES)
EARLY = (End.TAKEN, End.CORRECTING, End.LAPSED, End.WITHDRAWN, End.ELSEWHERE, End.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Course:
    """One case to be: whose, how far, and taken in how many working days ago."""

    drawn: Drawn
    end: End
    back: int
    today: date

    @property
    def township(self) -> Township:
        return township_of(self.drawn.family.village)

    def day(self, after: int) -> date:
        """So many working days after the application; never after the demonstration's day."""
        return working_day_back(self.today, max(self.back - after, 0))


def working_day_back(today: date, days: int) -> date:
    """The working day so many before a day; 0 is the day itself, or the last working day before it."""
    calendar, day, left = load_calendar(), today, days
    while not is_working_day(day, calendar):
        day -= timedelta(days=1)
    while left:
        day -= timedelta(days=1)
        left -= is_working_day(day, calendar)
    return day


def courses(households: Iterable[Drawn], wanted: int, today: date) -> list[Course]:
    """Cases for so many families, spread over townships, ends and outcomes; those in need first."""
    order = _by_turns(households)
    needy = [each for each in order if each.classification not in ("none", "unknown")]
    others = [each for each in order if each.classification in ("none", "unknown")]
    # Mostly families in need: one in five of a demonstration's cases is refused in the end.
    chosen = (needy + others)[:wanted]
    ends = list(_ends(wanted))
    unknown = [each for each in chosen if each.classification == "unknown"]
    known = [each for each in chosen if each.classification != "unknown"]
    early = [each for each in ends if each[0] in EARLY]
    late = [each for each in ends if each[0] not in EARLY]
    known_late, rest = known[: len(late)], known[len(late) :] + unknown
    pairs = [*zip(known_late, late, strict=False), *zip(rest, early, strict=False)]
    return [Course(drawn, end, back, today) for drawn, (end, back) in pairs]


def _by_turns(households: Iterable[Drawn]) -> list[Drawn]:
    """One of each township in turn."""
    queues: dict[str, list[Drawn]] = {each.stem: [] for each in TOWNSHIPS}
    for each in households:
        queues[township_of(each.family.village).stem].append(each)
    held = [queue for queue in queues.values() if queue]
    longest = max(map(len, held), default=0)
    return [queue[turn] for turn in range(longest) for queue in held if turn < len(queue)]


def _ends(wanted: int) -> Iterator[tuple[End, int]]:
    """End and age of each case, in turns, so that each township gets some of each."""
    lists: list[Sequence[tuple[End, int]]] = []
    for end, share, first, last in SHARES:
        many = max(1, round(share * wanted / WHOLE))
        span = last - first
        lists.append([(end, first + (span * at // max(many - 1, 1))) for at in range(many)])
    while any(lists):
        lists = [each for each in lists if each]
        for each in lists:
            yield each[0]
        lists = [each[1:] for each in lists]
