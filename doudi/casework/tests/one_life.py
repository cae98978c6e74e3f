"""一户的一生：every event that may happen to a family with an award, tried in the house and told to the model beside it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from doudi.casework.awards import queries
from doudi.casework.awards.actions import NothingNew, reckon_again
from doudi.casework.awards.models import Award, AwardPerson
from doudi.casework.changes.actions import decide, propose
from doudi.casework.changes.models import Grace, Kind
from doudi.casework.changes.reassessing import reassess
from doudi.casework.regrouping.actions import decide as decide_split
from doudi.casework.regrouping.actions import propose as propose_split
from doudi.casework.regrouping.models import Kind as Regroup
from doudi.casework.reviews.actions import FactsChanged, renew
from doudi.casework.tests.office import Office
from doudi.casework.tests.one_home import BEGUN, MONTHS, NOTHING, WHO, Home, after, standard
from doudi.config.tests.town import DONGGANG
from doudi.records.access import Act, acting_as
from doudi.records.people.actions import record_death
from doudi.records.people.models import Person

OPINION = "同意"


class Life(RuleBasedStateMachine):
    """One family from April 2022 on; each example begins with it as it was granted and takes everything back."""

    office: Office
    award: UUID
    seen: set[str]

    def __init__(self) -> None:
        super().__init__()
        self.point = transaction.savepoint()
        self.day = date(2022, 4, 20)
        self.uprated = False
        home = Home(self.award, "a", set(WHO), {short: each[1] for short, each in WHO.items()}, BEGUN)
        home.covered = {month: set(WHO) for month in MONTHS}
        home.paid_from(BEGUN)
        self.homes = [home]
        with acting_as(self.clerk.scope):
            self.ids = {short: Person.objects.get(name=name).pk for short, (name, _) in WHO.items()}

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.point)

    @property
    def clerk(self) -> Act:
        return self.office.act("zhang", self.day)

    @property
    def decider(self) -> Act:
        return self.office.act("zhao", self.day)

    @property
    def month(self) -> date:
        return after(self.day)

    def home(self, *states: str, which: int = 0) -> Home | None:
        found = [each for each in self.homes if each.state in states and each.running(self.month)]
        return found[which % len(found)] if found else None

    def _assessed(self, home: Home, incomes: dict[str, int]) -> UUID:
        rows = [
            {
                "id": short,
                "income": [{"kind": "property", "monthly": incomes[short]}],
                "spending_year": {},
            }
            for short in sorted(home.people)
        ]
        assets = {"financial": 0, "homes": 1, "vehicles": 0, "businesses": 0}
        facts: dict[str, Any] = {"members": rows, "assets": assets, "supporters": []}
        made = reassess(award=home.award, facts=facts, said_by="家属", why="情况变化", by=self.clerk)
        return made.pk

    def _changed(self, home: Home, kind: Kind, reason: str, **told: Any) -> None:
        made = propose(award=home.award, kind=kind, reason=reason, why="情况变化", by=self.clerk, **told)
        decide(change=made.pk, opinion=OPINION, by=self.decider)

    @rule(days=st.integers(5, 45))
    def days_go_by(self, days: int) -> None:
        self.day += timedelta(days=days)
        if not self.uprated and self.day >= date(2022, 6, 10):
            self._uprate()

    def _uprate(self) -> None:
        """The standard of July is applied to everybody who receives something then."""
        self.uprated = True
        july = date(2022, 7, 1)
        for home in self.homes:
            if not home.running(july) or not home.covered[july]:
                continue
            try:
                reckon_again(award=home.award, from_month=july, why="提标", by=self.decider)
                self.seen.add("uprated")
            except NothingNew:
                continue
            if home.state == "paid":
                home.paid_from(july)

    @precondition(lambda self: self.home("paid"))
    @rule(which=st.integers(0, 2), share=st.integers(0, 90))
    def income_changes(self, which: int, share: int) -> None:
        home = self.home("paid", which=which)
        assert home is not None
        total = 45_000 * len(home.people) * share // 100 // 100
        incomes = dict.fromkeys(home.people, 0) | {home.head: total}
        before = sum(home.frozen.values())
        made = self._assessed(home, incomes)
        self._changed(home, Kind.ADJUST, "income_changed", assessment=made)
        home.frozen = dict(incomes)
        home.paid_from(self.month)
        self.seen.add("up" if total > before else "down")

    @precondition(lambda self: self.home("paid"))
    @rule(which=st.integers(0, 2))
    def suspended(self, which: int) -> None:
        home = self.home("paid", which=which)
        assert home is not None
        self._changed(home, Kind.SUSPEND, "unclear")
        home.state = "suspended"
        home.held_from(self.month, "suspended")
        self.seen.add("suspended")

    @precondition(lambda self: self.home("suspended"))
    @rule()
    def resumed(self) -> None:
        home = self.home("suspended")
        assert home is not None
        self._changed(home, Kind.RESUME, "cleared")
        home.state = "paid"
        home.paid_from(self.month)
        self.seen.add("resumed")

    @precondition(lambda self: self.home("paid"))
    @rule(which=st.integers(0, 2), over=st.integers(105, 130))
    def income_rises_above(self, which: int, over: int) -> None:
        home = self.home("paid", which=which)
        assert home is not None
        if not home.fen[self.month] or (date(2022, 6, 1) <= self.day and not self.uprated):
            return  # nothing to go on paying; or the standard of July is known and not yet applied
        total = standard(self.day) * len(home.people) * over // 100 // 100
        made = self._assessed(home, dict.fromkeys(home.people, 0) | {home.head: total})
        self._changed(home, Kind.GRACE, "employment", assessment=made)
        with acting_as(self.clerk.scope):
            granted_for = Grace.objects.get(award_id=home.award, cancelled_from__isnull=True)
        home.state, home.grace_ends = "grace", after(granted_for.last_month)
        home.held_from(self.month, "grace", home.fen[self.month])
        home.held_from(home.grace_ends, "ended")
        home.leave(home.grace_ends, set(WHO))
        self.seen.add("grace")

    @precondition(lambda self: self.home("grace"))
    @rule(share=st.integers(0, 90))
    def income_falls_again(self, share: int) -> None:
        home = self.home("grace")
        assert home is not None and home.grace_ends is not None
        total = 45_000 * len(home.people) * share // 100 // 100
        incomes = dict.fromkeys(home.people, 0) | {home.head: total}
        made = self._assessed(home, incomes)
        self._changed(home, Kind.RESUME, "income_fell", assessment=made)
        ended, home.state, home.grace_ends, home.frozen = home.grace_ends, "paid", None, dict(incomes)
        for month in MONTHS:
            if month >= ended:
                home.covered[month] = set(home.people)
        home.paid_from(self.month)
        self.seen.add("grace cancelled")

    @precondition(lambda self: self.home("paid", "suspended", "grace"))
    @rule(which=st.integers(0, 2), chance=st.integers(0, 4))
    def gives_it_up(self, which: int, chance: int) -> None:
        home = self.home("paid", "suspended", "grace", which=which)
        assert home is not None
        if chance:  # the end of a life: seldom
            return
        self._changed(home, Kind.END, "gave_up")
        home.state = "ended"
        home.held_from(self.month, "ended")
        home.leave(self.month, set(WHO))
        self.seen.add("ended")

    @precondition(lambda self: any(len(home.people) > 1 for home in self.homes))
    @rule(ago=st.integers(0, 70), head=st.booleans())
    def somebody_dies(self, ago: int, head: bool) -> None:
        """Told late: it counts from the month after the death, whatever was decided meanwhile."""
        found = [each for each in self.homes if len(each.people) > 1 and each.running(self.month)]
        if not found:
            return
        home = found[0]
        who = home.head if head else next(short for short in sorted(home.people) if short != home.head)
        died = max(self.day - timedelta(days=ago), home.since)
        with acting_as(self.clerk.scope):
            person = Person.objects.get(pk=self.ids[who])
        record_death(person=person, died=died, why="死亡证明", by=self.clerk)
        left = str(self.ids[who])
        if head:
            new = next(short for short in sorted(home.people) if short != who)
            told = {"new_head": self.ids[new], "leaving": [self.ids[who]], "event_on": died}
            self._changed(home, Kind.HEAD, "head_died", **told)
            home.head = new
        else:
            self._changed(home, Kind.MEMBER, "member_died", leaving=[left], event_on=died)
        home.people.discard(who)
        self._died(home, who, max(after(died), home.since))
        self.seen.add("head died" if head else "died")

    def _died(self, home: Home, who: str, month: date) -> None:
        """One person less from a month on; what each month rests on stays as it was."""
        home.leave(month, {who})
        for each in MONTHS:
            if each >= month and home.covered[each] and home.how[each] != "suspended":
                home.fen[each] = home.reckon(each) if home.how[each] == "paid" else None

    @precondition(lambda self: any(len(h.people) > 1 and h.state == "paid" for h in self.homes))
    @rule()
    def the_last_one_splits_off(self) -> None:
        found = [h for h in self.homes if len(h.people) > 1 and h.state == "paid"]
        home = found[0]
        who = max(short for short in home.people if short != home.head)
        told: dict[str, Any] = {"household": self._household(home), "kind": Regroup.SPLIT}
        made = propose_split(
            **told, to=self.office.town.area(DONGGANG), people={self.ids[who]: "本人"}, head=self.ids[who],
            address="另住", assets=NOTHING, why="另住", event_on=self.day, by=self.clerk,
        )  # fmt: skip
        decide_split(change=made.pk, opinion=OPINION, by=self.decider)
        with acting_as(self.clerk.scope):
            new = Award.objects.get(continues_id=home.award, head_id=self.ids[who])
        home.people.discard(who)
        taken = home.frozen.pop(who, 0)
        # Whoever died and was never told of again leaves the facts with the split.
        home.frozen = {short: fen for short, fen in home.frozen.items() if short in home.people}
        other = Home(new.pk, who, {who}, {who: taken}, self.month)
        for month in MONTHS:
            other.covered[month], other.fen[month] = ({who} if month >= self.month else set()), 0
        home.leave(self.month, {who})
        self.homes.append(other)
        home.paid_from(self.month)
        other.paid_from(self.month)
        self.seen.add("split")

    def _household(self, home: Home) -> UUID:
        with acting_as(self.clerk.scope):
            return Award.objects.get(pk=home.award).household_id

    @precondition(lambda self: self.home("paid"))
    @rule()
    def looked_at_again(self) -> None:
        home = self.home("paid")
        assert home is not None
        try:
            renew(award=home.award, found="入户查看，无变化", by=self.clerk)
        except FactsChanged:
            return
        self.seen.add("renewed")

    @invariant()
    def nobody_twice_nobody_forgotten_and_every_amount_right(self) -> None:
        with acting_as(self.clerk.scope):
            names = {person: short for short, person in self.ids.items()}
            held: dict[date, list[tuple[str, UUID]]] = {month: [] for month in MONTHS}
            for row in AwardPerson.objects.filter(void=False, person_id__in=names):
                for month in MONTHS:
                    if row.since <= month and (row.until is None or month < row.until):
                        held[month].append((names[row.person_id], row.award_id))
            for home in self.homes:
                award = Award.objects.get(pk=home.award)
                for month in MONTHS:
                    told = {short for short, each in held[month] if each == home.award}
                    assert told == home.covered[month], (month, home.head, told, home.covered[month])
                if self.uprated or self.day < date(2022, 6, 1):
                    self._amounts(home, award)
            for month, rows in held.items():
                people = [short for short, _ in rows]
                assert len(people) == len(set(people)), f"{month}: {people}"

    def _amounts(self, home: Home, award: Award) -> None:
        for month in MONTHS if self.uprated else MONTHS[:3]:
            paid = queries.amount_for(award, month).monthly_fen
            fresh = queries.reckon_month(award, month, self.clerk)
            if fresh is not None:
                assert paid == fresh.monthly_fen, (month, home.head, paid, fresh.monthly_fen)
            if home.fen[month] is not None:
                assert paid == home.fen[month], (month, home.head, paid, home.fen[month])


def lives(office: Office, award: UUID, seen: set[str]) -> type[Life]:
    """The machine over one family; `seen` gathers which events were reached."""
    return type("OneLife", (Life,), {"office": office, "award": award, "seen": seen})
