"""账：accounts, entries and their postings. Debits are positive, credits negative, in whole fen.

The balance of an account is kept beside it by the database itself, from postings alone, so that a fund that may not
go below zero is refused where it is written; `queries.balances_on` reckons any day's position from the postings.
"""

from django.db import models
from django.db.models import F, Q

from doudi.records.access import AreaRows
from doudi.records.areas.models import Area
from doudi.records.ids import new_id
from doudi.records.people.models import Person

APPROPRIATION = "appropriation"  # the purpose of an entry by which money comes in


class Kind(models.TextChoices):
    """科目：what an account stands for."""

    BUDGET = "budget", "预算来源"
    POOL = "pool", "区级救助资金"
    RESERVE = "reserve", "乡镇备用金"
    ADVANCE = "advance", "先行救助（待补手续）"
    SPENT = "spent", "救助支出"
    TRANSIT = "transit", "银行在途"
    PAYABLE = "payable", "应付个人"
    RECOVERY = "recovery", "应追回"
    WRITTEN_OFF = "written_off", "核销"


# These hold money or a claim, and there is never less than nothing of it.
NEVER_BELOW_ZERO = (Kind.POOL, Kind.RESERVE, Kind.ADVANCE, Kind.TRANSIT, Kind.RECOVERY)
# These are owed, and nobody is paid more than what is owed.
NEVER_ABOVE_ZERO = (Kind.BUDGET, Kind.PAYABLE)


class Account(models.Model):
    """账户：one kind, at one place, of one scheme, budget source or person where the kind asks for it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    kind = models.TextField("科目", choices=Kind)
    scheme = models.TextField("救助类别", blank=True)
    source = models.TextField("资金来源", blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    balance_fen = models.BigIntegerField("余额（分）", default=0, editable=False)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "area", "scheme", "source", "person"],
                name="account_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=[str(kind) for kind in NEVER_BELOW_ZERO]) | Q(balance_fen__gte=0),
                name="account_not_below_zero",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=[str(kind) for kind in NEVER_ABOVE_ZERO]) | Q(balance_fen__lte=0),
                name="account_not_above_zero",
            ),
        )

    def __str__(self) -> str:
        return f"{Kind(self.kind).label}{self.scheme}{self.source}"


class Entry(models.Model):
    """分录：one business fact; its postings add up to nothing when the transaction ends.

    It lies at the lowest place it touches, so that whoever sees a posting sees what it was for. `about` names what
    it rests on (a decision, a run, a draw); `month` is the month that is paid, where there is one.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    number = models.IntegerField("凭证号")
    on = models.DateField("记账日期")
    at = models.DateTimeField("办理时间")
    purpose = models.TextField("用途")
    month = models.TextField("所属月份", blank=True)
    told = models.TextField("摘要")
    about_kind = models.TextField("依据种类", blank=True)
    about = models.UUIDField("依据", null=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    name = models.TextField("记账人")
    natural_person = models.UUIDField(null=True)
    sum_fen = models.BigIntegerField("借贷差额", default=0, editable=False)
    legs = models.IntegerField("笔数", default=0, editable=False)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["area", "on", "number"], name="entry_number_once"),
            models.CheckConstraint(condition=~Q(reverses=F("id")), name="entry_not_its_own_reversal"),
        )
        indexes = (
            models.Index(fields=["about"], name="entry_about"),
            models.Index(fields=["area", "on"], name="entry_day"),
        )

    def __str__(self) -> str:
        return f"{self.on} 第 {self.number} 号 {self.told}"


class Posting(models.Model):
    """一笔：so many fen to one account, debit positive."""

    id = models.BigAutoField(primary_key=True)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="postings")
    account = models.ForeignKey(Account, models.PROTECT, related_name="postings")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    fen = models.BigIntegerField("金额（分）")
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(fen=0), name="posting_of_something"),)
        indexes = (models.Index(fields=["account", "entry"], name="posting_account"),)

    def __str__(self) -> str:
        return f"{self.fen}"


class EntrySeries(models.Model):
    """凭证编号簿：the last number given out at a place on a day."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    on = models.DateField()
    last = models.IntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["area", "on"], name="entryseries_once"),)

    def __str__(self) -> str:
        return f"{self.on} {self.last}"
