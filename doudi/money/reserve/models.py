"""备用金（铁清民发〔2022〕47号 二（一））：a township's fund, what is drawn from it, what is asked for, what is counted.

The money itself is in the ledger. A draw is a pending entry until its paperwork is done: money already handed to a
family never expires by itself; it is settled, or it becomes a claim, or it is overdue.
"""

from django.db import models
from django.db.models import F, Q

from doudi.money.ledger.models import Entry
from doudi.records.access import AreaRows
from doudi.records.areas.models import Area
from doudi.records.ids import new_id
from doudi.records.people.models import Household, Person


class Fund(models.Model):
    """一个乡镇的备用金. Its balance is that of its ledger account."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.OneToOneField(Area, models.PROTECT, related_name="+")
    opened_on = models.DateField("设立日期")
    document = models.TextField("依据")
    objects = AreaRows.as_manager()

    def __str__(self) -> str:
        return f"备用金 {self.area_id}"


class Outcome(models.TextChoices):
    """补办结果：what became of a draw."""

    PENDING = "pending", "待补手续"
    POSTED = "posted", "已入账"
    REFUSED = "refused", "不予确认，转追回"


class Draw(models.Model):
    """先行支付：paid before it was approved, with the last day for its paperwork."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    fund = models.ForeignKey(
        Fund, models.PROTECT, null=True, related_name="draws", help_text="empty where the district paid first"
    )
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    payee = models.ForeignKey(Person, models.PROTECT, related_name="+")
    amount_fen = models.BigIntegerField("金额（分）")
    paid_on = models.DateField("支付日期")
    paperwork_due = models.DateField("补办期限")
    provisional = models.BooleanField("放假安排未公布，暂定", default=False)
    outcome = models.TextField("补办结果", choices=Outcome, default=Outcome.PENDING)
    settled_on = models.DateField("补办日期", null=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+", verbose_name="支付分录")
    settled_by = models.OneToOneField(
        Entry, models.PROTECT, null=True, related_name="+", verbose_name="补办分录"
    )
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="draw_of_something"),
            models.CheckConstraint(
                condition=Q(outcome="pending", settled_on__isnull=True, settled_by__isnull=True)
                | (~Q(outcome="pending") & Q(settled_on__isnull=False, settled_by__isnull=False)),
                name="draw_settled_whole",
            ),
            models.CheckConstraint(condition=Q(settled_on__gte=F("paid_on")), name="draw_settled_after"),
        )
        indexes = (
            models.Index(
                fields=["area", "paperwork_due"], condition=Q(outcome="pending"), name="draw_pending"
            ),
        )

    def __str__(self) -> str:
        return f"{self.paid_on} {Outcome(self.outcome).label}"


class Replenishment(models.Model):
    """补充备用金：asked for by the township, released by the district, by different people."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="replenishments")
    amount_fen = models.BigIntegerField("金额（分）")
    why = models.TextField("事由")
    asked_on = models.DateField("申请日期")
    asked_by = models.UUIDField("申请人")
    asked_by_name = models.TextField("申请人姓名")
    answered_on = models.DateField("答复日期", null=True)
    answered_by = models.UUIDField("答复人", null=True)
    answered_by_name = models.TextField("答复人姓名", blank=True)
    refused_because = models.TextField("不予补充的原因", blank=True)
    entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="+")
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="replenishment_of_something"),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("asked_by")),
                name="replenishment_two_people",
            ),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True, entry__isnull=True, refused_because="")
                | (
                    Q(answered_on__isnull=False, answered_by__isnull=False)
                    & (Q(entry__isnull=False) ^ ~Q(refused_because=""))
                ),
                name="replenishment_answered_whole",
            ),
            models.UniqueConstraint(
                fields=["fund"], condition=Q(answered_on__isnull=True), name="replenishment_one_open"
            ),
        )

    def __str__(self) -> str:
        return f"{self.asked_on} 补充"


class CashCount(models.Model):
    """盘点：the cash book against the ledger at the end of a month; a difference carries its explanation."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="counts")
    month = models.TextField("月份")
    counted_fen = models.BigIntegerField("实有（分）")
    ledger_fen = models.BigIntegerField("账面（分）")
    explanation = models.TextField("差额说明", blank=True)
    counted_on = models.DateField("盘点日期")
    counted_by = models.UUIDField("盘点人")
    witnessed_by = models.TextField("监盘人")
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["fund", "month"], name="cashcount_once_a_month"),
            models.CheckConstraint(condition=Q(counted_fen__gte=0), name="cashcount_not_negative"),
            models.CheckConstraint(
                condition=Q(counted_fen=F("ledger_fen")) | ~Q(explanation=""), name="cashcount_explained"
            ),
        )

    def __str__(self) -> str:
        return self.month

    @property
    def ties(self) -> bool:
        return self.counted_fen == self.ledger_fen
