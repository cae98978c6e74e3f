"""一个人放不出钱：every sequence of steps by one natural person, whatever accounts and posts, searched to the end in the
tables that guard the actions; every shortest way out replayed on PostgreSQL; each guard taken away is noticed, and the
database stands behind it.
"""

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from doudi.config.tests.town import DISTRICT
from doudi.money.aid import actions as aid_actions
from doudi.money.aid import deciding
from doudi.money.aid.desk import AID_STEPS, APPLY, GRANT, PAY_FIRST, PAY_POOL, PROPOSE
from doudi.money.aid.models import Aid, AidKind, Way
from doudi.money.payments import stages
from doudi.money.payments.approving import approve
from doudi.money.payments.checking import pass_checks
from doudi.money.payments.explaining import EXPLANATION_STEPS
from doudi.money.payments.exporting import export
from doudi.money.payments.models import Run
from doudi.money.payments.rolls import freeze_month
from doudi.money.payments.stages import APPROVE, FREEZE, RUN_STEPS
from doudi.money.payments.stops import STOP_STEPS
from doudi.money.payments.tests.month import APRIL, ROLL_DAY
from doudi.money.price_subsidy.indices import INDEX_STEPS
from doudi.money.recovery.claims import WRITE_OFF_STEPS
from doudi.money.recovery.reckoning import RECKONING_STEPS
from doudi.money.reserve import actions as fund_actions
from doudi.money.reserve.actions import ASK, FUND_STEPS, RELEASE
from doudi.money.reserve.models import Fund, Replenishment
from doudi.money.tests.hands import LETTERS, held_apart, states, unguarded, walk
from doudi.money.tests.hands import Path as Taken
from doudi.money.tests.purse import Purse
from doudi.records.access import Act, acting_as
from doudi.records.hands import Step, step_of
from doudi.records.institutions import actions as houses
from doudi.records.people import accounts
from doudi.records.people.models import Household
from doudi.records.refusals import SamePerson

MONEY_ROOM = Path(stages.__file__).parents[1]
WAYS: Mapping[str, Sequence[Step]] = {"run": RUN_STEPS, "fund": FUND_STEPS, "aid": AID_STEPS}
# What must never be in one hand, told here a second time and not read from the tables.
APART = {
    APPROVE: (FREEZE,),
    RELEASE: (ASK,),
    PAY_POOL: (APPLY,),
    GRANT: (APPLY, PROPOSE, PAY_FIRST, PAY_POOL),
}
# What frees money by two steps; the database's guard of each is in the tests of its leaf.
FREES: Mapping[str, Sequence[Step]] = {
    "explanation": EXPLANATION_STEPS,
    "stop": STOP_STEPS,
    "index": INDEX_STEPS,
    "write-off": WRITE_OFF_STEPS,
    "reckoning": RECKONING_STEPS,
    "account": accounts.ACCOUNT_STEPS,
    "account of a house": houses.ACCOUNT_STEPS,
}
FREED_APART = {
    "explaining.settle_explanation": ("explaining.say_why",),
    "stops.clear": ("stops.explain",),
    "indices.confirm_index": ("indices.enter_index",),
    "claims.decide_write_off": ("claims.propose_write_off",),
    "reckoning.confirm_reckoning": ("reckoning.reckon_again",),
    "accounts.confirm_account": ("accounts.propose_account",),
    "actions.confirm_institution_account": ("actions.propose_institution_account",),
}
# Where money goes is decided below the room: every action on an account, and why one person may take the others.
BELOW: Mapping[Any, Mapping[str, str]] = {
    accounts: {"accounts.send_back_account": "nobody is paid by it"},
    houses: {
        "actions.open_institution": "no account yet", "actions.admit": "a bed; paid once the count has the person",
        "actions.leave": "pays less", "actions.count": "held against the roll",
    },
}  # fmt: skip
# The other actions of the room, each with why one person may take it.
ALONE = {
    "actions.follow_up": "no money", "actions.open_fund": "an empty fund", "actions.count_cash": "a count",
    "actions.refuse": "nothing is released", "deciding.refuse": "a claim against who was paid first",
    "appropriation.appropriate": "money comes in",
    "rolls.freeze_month": "the first step of a run", "rolls.freeze_subsidy": "the first step of a run",
    "arrears.freeze_arrears": "the first step of a run", "closing.repay": "the first step of a run",
    "checking.judge": "before the two signatures, and some findings are never paid",
    "exporting.hand_out": "the same kept file again", "indices.drop_index": "nothing is paid by it",
    "reckoning.drop_reckoning": "nothing is paid by it", "stops.stop_payments": "payments stand still",
    "undoing.undo_uprating": "reckons awards anew; paid is what a run pays",
    "claims.claim_draw": "a claim", "claims.agree_plan": "days; the sum stays", "claims.receive": "money comes in",
    "claims.take_back_receipt": "what came in by mistake; the claim stands open again",
    "papers.issue_sheet": "paper", "papers.issue_ledger": "paper",
}  # fmt: skip
SIGNATURES = {"run": {APPROVE: 2}, "fund": {}, "aid": {}}
HANDS = {"A": "chen", "B": "tao", "C": "wu"}
POSTS = {
    "finance_clerk": "feng", "district_clerk": "min", "district_decider": "gao", "finance_releaser": "xu",
    "township_cashier": "fang", "township_clerk": "zhang", "township_decider": "zhao",
}  # fmt: skip
FEWEST = {("run", "exporting.export"): 3, ("fund", RELEASE): 2, ("aid", PAY_POOL): 2, ("aid", GRANT): 2}
REMOVED = [(way, told, table) for way in WAYS for told, table in unguarded(WAYS[way])]


def wrong(way: str, table: Sequence[Step]) -> Taken | None:
    """The shortest path by which money leaves although hands were not held apart."""
    paying = (path for path, step in walk(table) if step.pays)
    return next((path for path in paying if not held_apart(path, APART, SIGNATURES[way])), None)


@pytest.mark.parametrize("way", list(FREES))
def test_one_person_frees_nothing_and_each_guard_taken_away_is_found(way: str) -> None:
    table = FREES[way]
    assert [step for _, step in walk(table, "A") if step.pays] == []
    assert any(step.pays for _, step in walk(table, "AB"))
    paths = [path for path, step in walk(table) if step.pays]
    assert paths and all(held_apart(path, FREED_APART, {}) for path in paths)
    weaker = list(unguarded(table))
    assert weaker
    for told, weak in weaker:
        paths = [path for path, step in walk(weak) if step.pays]
        assert not all(held_apart(path, FREED_APART, {}) for path in paths), (
            f"nobody would notice that {told} is gone"
        )


def test_every_action_of_money_is_searched_or_named() -> None:
    """A new action is put into a table of steps, or said why one person may take it."""
    tables = (*WAYS.values(), *(table for way, table in FREES.items() if "account" not in way))
    searched = {step.action for table in tables for step in table}
    found = {each for file in MONEY_ROOM.rglob("*.py") for each in actions_in(file)}
    assert found - searched == set(ALONE)
    assert searched - found == {FREEZE, PAY_POOL}, (
        "four actions that are named above, and one way of pay_first"
    )


@pytest.mark.parametrize("module", list(BELOW), ids=lambda module: str(module.__name__))
def test_every_action_on_an_account_is_searched_or_named(module: Any) -> None:
    searched = {step.action for step in module.ACCOUNT_STEPS}
    assert set(actions_in(Path(module.__file__))) == searched | set(BELOW[module])


@pytest.mark.parametrize("first", [True, False], ids=["the first account", "another account"])
@pytest.mark.parametrize("module", list(BELOW), ids=lambda module: str(module.__name__))
@pytest.mark.django_db
def test_no_one_person_says_where_money_goes_and_without_the_guard_the_database_holds(
    module: Any, first: bool, purse: Purse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """铁律: who enters an account and who confirms it, also when it is changed, on whatever account they sign in."""
    steps = Accounts(purse, module)
    if not first:
        steps.take("AB")
    with pytest.raises(SamePerson), transaction.atomic():
        steps.take("AA")
    ((_, weak),) = unguarded(module.ACCOUNT_STEPS)
    monkeypatch.setattr(module, "ACCOUNT_STEPS", weak)
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        steps.take("AA")
    assert steps.take("AB").since == ROLL_DAY


class Accounts:
    """An account of the first household's head, or of a house: entered by one letter, confirmed by another."""

    def __init__(self, purse: Purse, module: Any) -> None:
        self.purse, self.module = purse, module
        by = purse.act("min", ROLL_DAY)
        self.house = houses.open_institution(
            area=purse.town.area(DISTRICT), name="示例区中心敬老院", beds=1, since=ROLL_DAY, by=by
        )
        with acting_as(by.scope):
            self.head = Household.objects.select_related("head").order_by("head__name")[0].head

    def take(self, letters: str) -> Any:
        enters, confirms = (
            self.purse.as_person(who, HANDS[letter], ROLL_DAY)
            for who, letter in zip(
                ("min", "gao") if self.module is houses else ("zhang", "zhao"), letters, strict=True
            )
        )
        told = {"bank": "示例农商行", "holder": "示例", "number": "620000000000000001", "why": "开户"}
        if self.module is houses:
            entered = houses.propose_institution_account(institution=self.house.pk, **told, by=enters)
            return houses.confirm_institution_account(account=entered.pk, since=ROLL_DAY, by=confirms)
        proposed = accounts.propose_account(person=self.head, **told, by=enters)
        return accounts.confirm_account(account=proposed, since=ROLL_DAY, by=confirms)


def actions_in(file: Path) -> Iterator[str]:
    for node in ast.parse(file.read_text()).body:
        if isinstance(node, ast.FunctionDef) and any(
            isinstance(each, ast.Name) and each.id == "action" for each in node.decorator_list
        ):
            yield f"{file.stem}.{node.name}"


@pytest.mark.parametrize("way", list(WAYS))
def test_one_person_releases_nothing_but_what_the_notice_lets_a_township_hand_out_first(way: str) -> None:
    """铁清民发〔2022〕47号 二（一）: out of the township's own fund, within its limit; two people filled the fund."""
    alone = {step.action for _, step in walk(WAYS[way], "A") if step.pays}
    assert alone == ({PAY_FIRST} if way == "aid" else set())
    assert wrong(way, WAYS[way]) is None


def test_each_way_out_takes_as_many_people_as_the_law_wants() -> None:
    for (way, action), many in FEWEST.items():
        for letters in (LETTERS[:number] for number in range(1, len(LETTERS) + 1)):
            reached = any(step.action == action for _, step in walk(WAYS[way], letters))
            assert reached == (len(letters) >= many), (way, action, letters)
    assert sum(states(table) for table in WAYS.values()) > 100


@pytest.mark.parametrize(("way", "told", "table"), REMOVED, ids=[told for _, told, _ in REMOVED])
@pytest.mark.django_db
def test_each_guard_taken_away_is_found_and_the_database_still_lets_nothing_out(
    way: str, told: str, table: Sequence[Step], purse: Purse, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = wrong(way, table)
    assert path is not None, f"nobody would notice that {told} is gone"
    Replay(purse, way).begin()
    if not told.endswith("alone"):
        with pytest.raises(SamePerson), transaction.atomic():
            Replay(purse, way).walk(path)
    weaken(monkeypatch, way, table)
    with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
        Replay(purse, way).walk(path)


@pytest.mark.parametrize("way", list(WAYS))
@pytest.mark.django_db
def test_every_shortest_way_out_is_open_in_earnest(
    way: str, purse: Purse, at_size: Callable[[int, int], int]
) -> None:
    Replay(purse, way).begin()
    found: dict[str, list[Taken]] = {}
    for path, step in walk(WAYS[way]):
        if step.pays and len(path) <= len(found.get(step.action, [path])[0]):
            found.setdefault(step.action, []).append(path)
    assert set(found) == {step.action for step in WAYS[way] if step.pays}
    for paths in found.values():
        for path in paths[: at_size(2, len(paths))]:
            mark = transaction.savepoint()
            Replay(purse, way).walk(path)
            transaction.savepoint_rollback(mark)


def weaken(monkeypatch: pytest.MonkeyPatch, way: str, table: Sequence[Step]) -> None:
    """The actions themselves read the weaker table."""
    if way == "run":
        monkeypatch.setattr(stages, "RUN_STEPS", table)
    elif way == "fund":
        monkeypatch.setattr(fund_actions, "FUND_STEPS", table)
    else:
        monkeypatch.setattr(aid_actions, "AID_STEPS", table)
        monkeypatch.setattr(deciding, "AID_STEPS", table)


class Replay:
    """A path taken step by step through the actions: each letter is one natural person with whatever post it takes."""

    def __init__(self, purse: Purse, way: str) -> None:
        self.purse, self.steps = purse, WAYS[way]
        self.run: Run | None = None
        self.asked: Replenishment | None = None
        self.aid: Aid | None = None

    def begin(self) -> None:
        """松岭镇 has a fund that other people filled; nothing stands open."""
        self.purse.fund(20_000_00)

    def walk(self, path: Taken) -> None:
        for action, letter in path:
            step = step_of(self.steps, action)
            post = step.posts[0]
            if action == GRANT and self.aid is not None and self.aid.route == "district":
                post = "district_decider"
            by = self.purse.as_person(POSTS[post], HANDS[letter], ROLL_DAY)
            self._take(action, by)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def _take(self, action: str, by: Act) -> None:
        taking: dict[str, Callable[[Act], Any]] = {
            FREEZE: self._freeze,
            "checking.pass_checks": lambda by: pass_checks(run=self._run().pk, by=by),
            APPROVE: lambda by: approve(run=self._run().pk, batch_sm3=self._digest(), by=by),
            "exporting.export": lambda by: export(run=self._run().pk, by=by),
            ASK: self._ask,
            RELEASE: lambda by: fund_actions.release(request=self._asked(), by=by),
            APPLY: self._apply,
            PAY_FIRST: lambda by: self._pay(True, by),
            PAY_POOL: lambda by: self._pay(False, by),
            PROPOSE: self._propose,
            GRANT: lambda by: deciding.grant(aid=self._aid().pk, by=by),
        }
        taking[action](by)

    def _freeze(self, by: Act) -> None:
        district = self.purse.town.area(DISTRICT)
        self.run = freeze_month(district=district, month=APRIL, bank_format="fixed_csv", by=by)

    def _ask(self, by: Act) -> None:
        with acting_as(by.scope):
            fund = Fund.objects.get()
        self.asked = fund_actions.ask(fund=fund, amount_fen=100_00, why="补足", by=by)

    def _apply(self, by: Act) -> None:
        home = self._home(by)
        self.aid = aid_actions.apply(
            household=home, applicant=home.head, kind=AidKind.URGENT, cause="火灾", told="失火", by=by
        )

    def _pay(self, from_fund: bool, by: Act) -> None:
        home = self._home(by)
        self.aid = aid_actions.pay_first(
            household=home, payee=home.head, cause="火灾", told="失火", amount_fen=100_00, way=Way.TRANSFER,
            witnesses=(), receipt_signed=False, from_fund=from_fund, by=by,
        )  # fmt: skip

    def _propose(self, by: Act) -> None:
        self.aid = aid_actions.propose(aid=self._aid().pk, level="light", by=by)

    def _home(self, by: Act) -> Household:
        with acting_as(by.scope):
            return Household.objects.select_related("head").order_by("head__name")[0]

    def _run(self) -> Run:
        assert self.run is not None
        return self.run

    def _digest(self) -> bytes:
        with acting_as(self.purse.act("feng").scope):
            return bytes(Run.objects.get(pk=self._run().pk).batch_sm3 or b"")

    def _asked(self) -> Replenishment:
        assert self.asked is not None
        return self.asked

    def _aid(self) -> Aid:
        assert self.aid is not None
        return self.aid
