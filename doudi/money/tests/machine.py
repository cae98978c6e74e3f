"""钱的机器：whatever officers, banks and families do in whatever order, what must always hold, and what must have happened.

Each step is an action on PostgreSQL or a refusal; anything else is a fault. After each step the invariants of money are
read from the tables. `SOMETIMES` counts that the case behind an invariant really came about.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import Sum
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from doudi.config.tests.town import DISTRICT, DONGGANG, SHIQIAO
from doudi.money.ledger import queries as ledger
from doudi.money.ledger.models import Account, Entry, Kind, Posting
from doudi.money.ledger.posting import NotEnough
from doudi.money.payments.approving import approve, lines_to_pay
from doudi.money.payments.checking import judge, pass_checks
from doudi.money.payments.closing import close, repay
from doudi.money.payments.digests import FROZEN, batch_digest
from doudi.money.payments.exporting import control, export, hand_out
from doudi.money.payments.formats import FORMATS
from doudi.money.payments.formats.shape import Answer
from doudi.money.payments.models import Approval, Hold, Judgement, Line, LineState, Purpose, Run, RunStage
from doudi.money.payments.returns import AlreadyRead, read_return
from doudi.money.payments.rolls import freeze_month, void
from doudi.money.payments.stages import RUN_STEPS
from doudi.money.payments.tests.bank import answered
from doudi.money.price_subsidy.indices import confirm_index, enter_index
from doudi.money.price_subsidy.models import PriceIndex
from doudi.money.price_subsidy.rolls import freeze_subsidy
from doudi.money.reserve.actions import ask, release
from doudi.money.reserve.draws import draw, settle
from doudi.money.reserve.models import Draw, Fund, Outcome, Replenishment
from doudi.money.tests.purse import Purse
from doudi.records.access import Act, acting_as
from doudi.records.areas.models import Area
from doudi.records.people.accounts import confirm_account, propose_account
from doudi.records.people.actions import move_household, record_death
from doudi.records.people.models import Household, Person
from doudi.records.refusals import Refusal
from doudi.records.vault.ciphers import sm3

MONTHS = (date(2022, 4, 1), date(2022, 5, 1))
BEGIN = date(2022, 5, 6)
SOMETIMES: Counter[str] = Counter()
SENT = (RunStage.EXPORTED, RunStage.RETURNED, RunStage.CLOSED)
SIGNED = (RunStage.APPROVED, *SENT)
number = st.integers(0, 10_000)
MUST_HAPPEN = (
    "1 an entry of three legs", "2 a reversal", "3 a refused draw", "4 a file taken again", "5 a second payment",
    "6 a partial answer", "7 a file read back", "8 a bank's reversal", "8 the same answer again",
    "9 an own signature refused", "16 a household moved", "21 an allowed pair", "22 a death before the month",
    "23 two banks",
)  # fmt: skip


class Money(RuleBasedStateMachine):
    """款: twelve payees in four villages, a pool, one township's fund."""

    purse: Purse
    payees = 12

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.day, self.accounts = BEGIN, 0
        self.acts: dict[tuple[str, date], Act] = {}
        self.answers: dict[Any, list[bytes]] = {}
        self.dead: dict[Any, set[Any]] = {}  # who died → the rolls that were frozen by then

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    # —— what is asked of the tables ——
    def seen(self, question: Callable[[], Any]) -> Any:
        with acting_as(self.act("feng").scope):
            return question()

    def act(self, who: str) -> Act:
        if (who, self.day) not in self.acts:
            self.acts[who, self.day] = self.purse.act(who, self.day)
        return self.acts[who, self.day]

    def runs(self, *stages: RunStage) -> list[Run]:
        rows = Run.objects.filter(stage__in=stages or tuple(RunStage)).order_by("number")
        return list(self.seen(lambda: list(rows)))

    def picked(self, pick: int, rows: Sequence[Any]) -> Any:
        return rows[pick % len(rows)] if rows else None

    def tried(self, action: Callable[..., Any], **told: Any) -> Any:
        """The answer, or None where a sentence refuses; anything else is a fault of the house."""
        try:
            return action(**told)
        except Refusal as refusal:
            SOMETIMES[type(refusal).__name__] += 1
            return None

    @initialize(
        begun=st.sampled_from((0, 4, 6)), bank=st.sampled_from(sorted(FORMATS)), subsidised=st.booleans()
    )
    def opened(self, begun: int, bank: str, subsidised: bool) -> None:
        """A fund with money in it; and a roll that nobody has made yet, or that is checked, or with the bank; in half
        of the walks a price subsidy of the same month has gone as far.
        """
        self.purse.fund(1_000_00)
        if begun:
            self.freeze(MONTHS[0], bank)
            self._go_far(begun)
        if begun and subsidised:
            self.subsidy(bank)
            self._go_far(begun)

    def _go_far(self, begun: int) -> None:
        for _ in range(begun // 2):
            self.go_on(0, strict=False)

    # —— what officers do ——
    @rule(month=st.sampled_from(MONTHS), bank=st.sampled_from(sorted(FORMATS)))
    def freeze(self, month: date, bank: str) -> None:
        left = self.seen(lambda: self._unpaid(month))
        run = self.tried(freeze_month, district=self.purse.town.area(DISTRICT), month=month, bank_format=bank,
                         by=self.act("feng"))  # fmt: skip
        assert (run.lines_count if run else 0) == left, "everybody once a month, and nobody twice"

    @rule(bank=st.sampled_from(sorted(FORMATS)))
    def subsidy(self, bank: str) -> None:
        """April's index, entered by one and confirmed by another, and its roll; a roll taken back is made again."""
        district = self.purse.town.area(DISTRICT)
        told = {
            "cpi_percent": Decimal("3.6"),
            "food_percent": Decimal("5.0"),
            "released_on": BEGIN,
            "source": "公报",
        }
        index = self.tried(enter_index, district=district, month=MONTHS[0], **told, by=self.act("min"))
        if index is not None:
            by = self.purse.as_person("gao", "min", self.day)
            assert self.tried(confirm_index, index=index.pk, by=by) is None, "who enters does not confirm"
            self.tried(confirm_index, index=index.pk, by=self.act("gao"))
        index = self.seen(PriceIndex.objects.get)
        self.tried(freeze_subsidy, index=index.pk, bank_format=bank, by=self.act("feng"))

    @rule(pick=number, strict=st.booleans())
    def go_on(self, pick: int, strict: bool) -> None:
        """The next right step of a run, as a good office takes it."""
        run = self.picked(pick, self.runs(RunStage.FROZEN, RunStage.CHECKED, RunStage.APPROVED))
        if run is None:
            return
        if run.stage == RunStage.FROZEN:
            self._judged(run, strict)
            self.tried(pass_checks, run=run.pk, by=self.act("feng"))
        elif run.stage == RunStage.CHECKED:
            for who in ("gao", "xu"):
                self.tried(approve, run=run.pk, batch_sm3=bytes(run.batch_sm3), by=self.act(who))
        else:
            self.tried(export, run=run.pk, by=self.act("xu"))

    @rule(pick=number)
    def sign_as_preparer(self, pick: int) -> None:
        run = self.picked(pick, self.runs(RunStage.CHECKED))
        if run is None:
            return
        by = self.purse.as_person("xu", "feng", self.day)
        signed = self.tried(approve, run=run.pk, batch_sm3=bytes(run.batch_sm3), by=by)
        assert signed is None, "who prepares does not sign"
        SOMETIMES["9 an own signature refused"] += 1

    @rule(
        pick=number,
        step=st.sampled_from([pass_checks, export, close, repay]),
        who=st.sampled_from(["feng", "xu"]),
    )
    def out_of_turn(self, pick: int, step: Any, who: str) -> None:
        """Any step on any run: it goes where the table lets it, or is refused."""
        run = self.picked(pick, self.runs())
        if run is None:
            return
        self.tried(step, run=run.pk, by=self.act(who))
        after = self.seen(lambda: Run.objects.get(pk=run.pk)).stage
        legal = {(before, each.after) for each in RUN_STEPS for before in each.before}
        assert after == run.stage or (run.stage, after) in legal

    @rule(pick=number)
    def take_back(self, pick: int) -> None:
        run = self.picked(pick, self.runs(RunStage.FROZEN, RunStage.CHECKED))
        if (
            run is not None
            and pick % 3 == 0
            and self.tried(void, run=run.pk, why="重编", by=self.act("feng"))
        ):
            SOMETIMES["2 a reversal"] += run.stage == RunStage.CHECKED

    @rule(pick=number)
    def take_file(self, pick: int) -> None:
        run = self.picked(pick, self.runs(*SENT))
        if run is None:
            return
        files = [hand_out(run=run.pk, why="送银行", by=self.act("xu")) for _ in range(2)]
        assert files[0] == files[1] and sm3(files[0]) == bytes(run.file_sm3)
        SOMETIMES["4 a file taken again"] += 1
        SOMETIMES["7 a file read back"] += 1

    # —— what the bank does ——
    @precondition(lambda self: self.runs(RunStage.EXPORTED, RunStage.RETURNED))
    @rule(pick=number, bits=st.integers(0, 2**24 - 1), some=st.booleans())
    def bank_answers(self, pick: int, bits: int, some: bool) -> None:
        """Each line it was sent, or some, paid or not; what it once paid it may take back."""
        run = self.picked(pick, self.runs(RunStage.EXPORTED, RunStage.RETURNED))
        rows = self.seen(
            lambda: list(Line.objects.filter(run=run).exclude(state__in=(LineState.WITHHELD, LineState.VOID)))
        )
        told = [
            Answer(
                str(line.position), line.amount_fen, not bits >> n & 1, "户名不符" if bits >> n & 1 else ""
            )
            for n, line in enumerate(sorted(rows, key=lambda line: line.position))
            if not some or bits >> n & 2
        ]
        before = {str(line.position): line.state for line in rows}
        content = answered(run.bank_format, run.number, told)
        if self.tried(read_return, run=run.pk, content=content, name="回盘", by=self.act("feng")):
            self.answers.setdefault(run.pk, []).append(content)
            SOMETIMES["6 a partial answer"] += len(told) < len(rows)
            back = any(before[each.key] == LineState.PAID and not each.paid for each in told)
            SOMETIMES["8 a bank's reversal"] += back

    @precondition(lambda self: self.answers)
    @rule(pick=number)
    def bank_repeats_itself(self, pick: int) -> None:
        run, contents = sorted(self.answers.items(), key=str)[pick % len(self.answers)]
        if self.seen(lambda: Run.objects.get(pk=run)).stage == RunStage.CLOSED:
            return
        try:
            read_return(run=run, content=contents[pick % len(contents)], name="又一次", by=self.act("feng"))
        except AlreadyRead:
            SOMETIMES["8 the same answer again"] += 1
        else:
            raise AssertionError("one answer was read twice")

    # —— what is paid again, and closed ——
    @precondition(lambda self: self.failed())
    @rule(pick=number)
    def pay_again(self, pick: int) -> None:
        line = self.picked(pick, self.failed())
        self.accounts += 1
        new = propose_account(person=line.payee, bank="示例农商行", holder=line.payee.name, why="更正",
                              number=f"6230{self.accounts:012d}", by=self.act("min"))  # fmt: skip
        confirm_account(account=new, since=self.day, by=self.act("gao"))
        made = self.tried(repay, run=line.run_id, by=self.act("feng"))
        SOMETIMES["5 a second payment"] += made is not None

    @precondition(lambda self: self.runs(RunStage.RETURNED))
    @rule(pick=number)
    def close_one(self, pick: int) -> None:
        run = self.picked(pick, self.runs(RunStage.RETURNED))
        self.tried(close, run=run.pk, by=self.act("feng"))

    # —— the township's fund ——
    @rule(fen=st.sampled_from((1, 99_99, 400_00, 1_000_01)), pick=number)
    def draw_from_fund(self, fen: int, pick: int) -> None:
        by = self.act("fang")
        with acting_as(by.scope):
            fund, home = Fund.objects.get(), self.picked(pick, list(Household.objects.order_by("head__name")))
            held = ledger.accounts(by, Kind.RESERVE)[0].balance_fen
            try:
                with transaction.atomic():
                    draw(at=fund.area_id, fund=fund, household=home, payee=home.head, amount_fen=fen,
                         told="火灾", by=by)  # fmt: skip
            except NotEnough:
                assert fen > held
                SOMETIMES["3 a refused draw"] += 1
            else:
                assert fen <= held

    @rule(pick=number, confirmed=st.booleans())
    def settle_draw(self, pick: int, confirmed: bool) -> None:
        by = self.act("fang")
        with acting_as(by.scope):
            held = self.picked(pick, list(Draw.objects.filter(outcome=Outcome.PENDING).order_by("id")))
            if held is not None:
                settle(held, confirmed=confirmed, told="补办", by=by)

    @rule(fen=st.integers(1, 300_00), other=st.booleans())
    def fill_fund(self, fen: int, other: bool) -> None:
        asked = self.tried(
            ask, fund=self.seen(Fund.objects.get), amount_fen=fen, why="补足", by=self.act("fang")
        )
        asked = asked or self.seen(lambda: Replenishment.objects.filter(answered_on__isnull=True).first())
        if asked is None:
            return
        done = self.tried(release, request=asked, by=self.act("xu" if other else "hefang"))
        assert other or done is None, "who asks does not release, on whatever account"

    # —— what families do, and time ——
    @rule(pick=number)
    def somebody_dies(self, pick: int) -> None:
        if pick % 4 == 0:
            person = self.picked(
                pick // 4, self.seen(lambda: list(Person.objects.filter(died=None, name__startswith="领")))
            )
            if person is not None:
                self.dead[person.pk] = {run.pk for run in self.runs()}
                record_death(person=person, died=date(2022, 3, 20), why="殡葬数据", by=self.act("min"))

    @rule(pick=number)
    def somebody_moves(self, pick: int) -> None:
        rows = self.seen(lambda: list(Household.objects.select_related("head").order_by("head__name")))
        home = self.picked(pick, rows)
        here = home.area_id == self.purse.town.area(SHIQIAO).pk
        to = self.purse.town.area(DONGGANG if here else SHIQIAO)
        moved = self.tried(
            move_household, household=home, area=to, address="二组", why="搬迁", by=self.act("min")
        )
        SOMETIMES["16 a household moved"] += moved is not None

    @rule(days=st.integers(1, 9))
    def time_passes(self, days: int) -> None:
        self.day += timedelta(days=days)

    # —— what must hold after every step ——
    @invariant()
    def everything_ties(self) -> None:
        with connection.cursor() as cursor:  # what would be checked at the end of the transaction
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        with acting_as(self.act("feng").scope):
            assert ledger.faults() == []  # 1, 2
            SOMETIMES["1 an entry of three legs"] += Entry.objects.filter(legs__gte=3).exists()
            kinds = (Kind.POOL, Kind.RESERVE, Kind.ADVANCE, Kind.TRANSIT, Kind.RECOVERY)
            assert not Account.objects.filter(kind__in=kinds, balance_fen__lt=0).exists()  # 3
            runs = list(Run.objects.order_by("number"))
            lines = list(Line.objects.all())
            self._runs_hold(runs, lines)
            self._lines_hold(lines)
            self._bank_and_ledger_agree(runs, lines)

    def _runs_hold(self, runs: Sequence[Run], lines: Sequence[Line]) -> None:
        for run in runs:
            own = [line for line in lines if line.run_id == run.pk]
            if run.stage in SIGNED:  # 4, 9
                signed = Approval.objects.filter(run=run, batch_sm3=run.batch_sm3)
                signers = set(signed.values_list("natural_person", flat=True))
                assert len(signers) >= 2 and run.prepared_by not in signers
                assert batch_digest(run, lines_to_pay(run).values_list(*FROZEN)) == bytes(
                    run.batch_sm3 or b""
                )
            if run.stage in SENT:  # 6, 7
                sums = Counter[str]()
                for line in own:
                    sums[line.state] += line.amount_fen
                kept = ("sent", "paid", "failed", "repaid")
                assert sum(sums[state] for state in kept) == run.total_fen
                assert control(run).total_fen == run.total_fen
            if run.stage == RunStage.CLOSED:
                assert {line.state for line in own} <= {"paid", "repaid", "withheld"}

    def _lines_hold(self, lines: Sequence[Line]) -> None:
        of = {line.pk: line for line in lines}

        def meant(line: Line) -> str:
            return meant(of[line.repays_id]) if line.repays_id else line.purpose

        paid = Counter(
            (line.person_id, line.month, meant(line)) for line in lines if line.state == LineState.PAID
        )
        assert set(paid.values()) <= {1}, "5, 8: settled once"
        pairs = Counter((person, month) for person, month, _ in paid)
        SOMETIMES["21 an allowed pair"] += 2 in pairs.values()
        again = Counter(
            line.repays_id for line in lines if line.repays_id and line.state not in ("void", "withheld")
        )
        for line in lines:
            assert again[line.pk] == (line.state == LineState.REPAID)
        for line in lines:  # 22: whoever was known to be dead when the roll was frozen
            if line.payee_id in self.dead and line.run_id not in self.dead[line.payee_id]:
                assert line.state in (LineState.READY, LineState.WITHHELD, LineState.VOID)
                SOMETIMES["22 a death before the month"] += line.state == LineState.WITHHELD
        held = list(Area.objects.filter(pk__in={line.area_id for line in lines}).values_list("pk", flat=True))
        assert {line.area_id for line in lines} <= set(held), "16"
        schemes: dict[tuple[Any, date], list[str]] = {}
        for (
            line
        ) in lines:  # 21: 低保 once beside whatever else; a subsidy goes with it, a second 低保 does not
            if line.state in ("sent", "paid") and meant(line) == Purpose.MONTHLY:
                schemes.setdefault((line.person_id, line.month), []).append(line.scheme)
        assert all(len(each) == 1 for each in schemes.values()), "21"

    def _bank_and_ledger_agree(self, runs: Sequence[Run], lines: Sequence[Line]) -> None:
        """23: what the control sheets say left, month by month; on the way is what the bank has not answered."""
        sheets, booked = Counter[str](), Counter[str]()
        for run in runs:
            if run.stage in SENT:
                sheets[f"{run.month:%Y-%m}"] += control(run).total_fen
        rows = (
            Posting.objects.filter(account__kind=Kind.TRANSIT, fen__gt=0)
            .values("entry__month")
            .annotate(sum=Sum("fen"))
        )
        booked.update({row["entry__month"]: int(row["sum"]) for row in rows})
        assert sheets == booked
        transit = sum(Account.objects.filter(kind=Kind.TRANSIT).values_list("balance_fen", flat=True))
        assert transit == sum(line.amount_fen for line in lines if line.state == LineState.SENT)
        owed = -sum(Account.objects.filter(kind=Kind.PAYABLE).values_list("balance_fen", flat=True))
        alive = {run.pk for run in runs if run.stage not in (RunStage.FROZEN, RunStage.VOID)}
        due = [
            line for line in lines if line.run_id in alive and not line.repays_id and line.state != "withheld"
        ]
        paid = sum(line.amount_fen for line in lines if line.state == LineState.PAID)
        assert owed == sum(line.amount_fen for line in due) - paid
        SOMETIMES["23 two banks"] += len({run.bank_format for run in runs if run.stage in SENT}) > 1

    # —— helpers ——
    def failed(self) -> list[Line]:
        rows = Line.objects.filter(state=LineState.FAILED, payee__died=None).select_related("payee")
        return list(
            self.seen(
                lambda: list(rows.filter(run__stage=RunStage.RETURNED).order_by("run__number", "position"))
            )
        )

    def _unpaid(self, month: date) -> int:
        on_roll = Line.objects.filter(month=month, purpose=Purpose.MONTHLY)
        return self.payees - on_roll.exclude(state__in=(LineState.WITHHELD, LineState.VOID)).count()

    def _judged(self, run: Run, strict: bool) -> None:
        holds = self.seen(
            lambda: list(Hold.objects.filter(line__run=run, judgement="").order_by("line__position"))
        )
        for hold in holds:
            to = Judgement.WITHHOLD if strict or hold.must_withhold else Judgement.PAY
            self.tried(judge, hold=hold.pk, judgement=to, why="看过", by=self.act("feng"))
