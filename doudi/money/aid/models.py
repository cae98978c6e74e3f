"""临时救助：one hardship of one household — what was paid before, what was decided, and when it is looked at again.

The law of the amount is `policy.asks.temporary_aid`; money paid first is a `reserve.Draw`.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from doudi.money.ledger.models import Entry
from doudi.money.reserve.models import Draw
from doudi.records.access import AreaRows
from doudi.records.areas.models import Area
from doudi.records.ids import new_id
from doudi.records.people.models import Household, Person
from doudi.records.vault.fields import SealedField


class AidKind(models.TextChoices):
    """救助类型（民发〔2018〕23号）：urgent needs help now, spending has worn a family down."""

    URGENT = "urgent", "急难型"
    SPENDING = "spending", "支出型"


class Priority(models.TextChoices):
    """优先对象（铁清民发〔2022〕47号 二（二））：who may be helped first as the case demands."""

    NONE = "", "一般"
    RETURNED = "returned", "返贫人口"
    NEWLY_POOR = "newly_poor", "新增贫困人口"
    EPIDEMIC = "epidemic", "因疫情致贫"


class Way(models.TextChoices):
    """支付方式：how money or goods reached the family."""

    CASH = "cash", "现金"
    GOODS = "goods", "实物"
    TRANSFER = "transfer", "转账"


class AidStage(models.TextChoices):
    """环节：paid first or applied for; decided; looked at again."""

    APPLIED = "applied", "已申请"
    PAID_FIRST = "paid_first", "已先行救助，待补手续"
    PROPOSED = "proposed", "已提出意见"
    GRANTED = "granted", "已确认"
    REFUSED = "refused", "不予确认"


class Aid(models.Model):
    """一件临时救助. `amount_fen` is what was decided in all; what was paid first is part of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    applicant = models.ForeignKey(Person, models.PROTECT, related_name="+")
    applicant_name = models.TextField("申请人姓名")
    people = ArrayField(models.UUIDField(), verbose_name="困难人员")
    kind = models.TextField("救助类型", choices=AidKind)
    cause = models.TextField("困难原因")
    told = SealedField("困难情况")
    priority = models.TextField("优先对象", choices=Priority, blank=True)
    stage = models.TextField("环节", choices=AidStage)
    steps = models.IntegerField("已走步数", default=1)
    opened_on = models.DateField("登记日期")
    opened_by = models.UUIDField("经办人", null=True)
    opened_by_name = models.TextField("经办人姓名")
    draw = models.OneToOneField(Draw, models.PROTECT, null=True, related_name="+")
    paid_by = models.UUIDField("先行支付人", null=True)
    paid_by_name = models.TextField("先行支付人姓名", blank=True)
    from_pool = models.BooleanField("由区级资金先行支付", default=False)
    way = models.TextField("支付方式", choices=Way, blank=True)
    witnesses = ArrayField(models.TextField(), default=list, verbose_name="见证人")
    receipt_signed = models.BooleanField("收据已签", default=False)
    level = models.TextField("困难程度", blank=True)
    urban = models.BooleanField("适用城镇标准", null=True)
    proposed_fen = models.BigIntegerField("拟救助金额（分）", null=True)
    proposed_on = models.DateField("提出意见日期", null=True)
    proposed_by = models.UUIDField("提出意见人", null=True)
    proposed_by_name = models.TextField("提出意见人姓名", blank=True)
    minutes = models.TextField("一事一议会议记录编号", blank=True)
    route = models.TextField("审批层级", blank=True)
    reckoning = models.TextField("金额的说明", blank=True)
    amount_fen = models.BigIntegerField("确认金额（分）", null=True)
    decided_on = models.DateField("决定之日", null=True)
    decided_by = models.UUIDField("决定人", null=True)
    decided_by_name = models.TextField("决定人姓名", blank=True)
    refused_because = models.TextField("不予确认的理由", blank=True)
    supplement_fen = models.BigIntegerField("补足金额（分）", default=0)
    supplement_entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="+")
    follow_up_on = models.DateField("回访日期", null=True)
    followed_up_on = models.DateField("已回访日期", null=True)
    still_in_need = models.BooleanField("回访时仍困难", null=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["household", "cause"],
                condition=Q(stage__in=["applied", "paid_first", "proposed"]),
                name="aid_one_open_a_cause",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="aid_two_people",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | (~Q(decided_by=F("opened_by")) & (Q(paid_by__isnull=True) | ~Q(decided_by=F("paid_by")))),
                name="aid_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(from_pool=False) | ~Q(paid_by=F("opened_by")), name="aid_pool_two_people"
            ),
            models.CheckConstraint(condition=Q(amount_fen__gte=0), name="aid_not_negative"),
            models.CheckConstraint(
                condition=~Q(stage="paid_first") | Q(draw__isnull=False), name="aid_paid_first_by_a_draw"
            ),
            models.CheckConstraint(
                condition=~Q(way="cash") | Q(receipt_signed=True), name="aid_cash_with_a_receipt"
            ),
        )
        indexes = (
            models.Index(fields=["area", "stage"], name="aid_area_stage"),
            models.Index(fields=["household"], name="aid_household"),
        )

    def __str__(self) -> str:
        return f"{self.applicant_name} {self.cause}"

    @property
    def stage_title(self) -> str:
        return AidStage(self.stage).label
