"""后补追缴：a reckoning of an award month by month, decided by another person; the claim that follows and how it is met.

A reckoning says of each month what had really been paid and what was due. What was too much becomes a claim against
who received it; what was too little goes on a roll of its own.
"""

from django.db import models
from django.db.models import F, Q

from doudi.casework.assessment.models import Assessment
from doudi.casework.awards.models import Award
from doudi.casework.changes.models import Change
from doudi.money.ledger.models import Account
from doudi.money.payments.models import Line
from doudi.money.reserve.models import Draw
from doudi.records.access import AreaRows
from doudi.records.areas.models import Area
from doudi.records.ids import new_id
from doudi.records.institutions.models import Institution
from doudi.records.people.models import Household, Person


class Cause(models.TextChoices):
    """原因：why months that were paid are reckoned again."""

    DEATH = "death", "死亡信息迟到"
    FACTS = "facts", "情况变化在前，办理在后"
    FRAUD = "fraud", "虚假申报"
    STANDARD = "standard", "标准印发晚于执行月份"
    MISTAKE = "mistake", "计发有误"


class ReckoningStage(models.TextChoices):
    """环节：proposed by one, decided or dropped."""

    PROPOSED = "proposed", "待决定"
    CONFIRMED = "confirmed", "已决定"
    DROPPED = "dropped", "已撤回"


class Reckoning(models.Model):
    """重新核算 of one award. `facts_from` is the first month in which the facts of the change truly held."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    award = models.ForeignKey(Award, models.PROTECT, related_name="+")
    cause = models.TextField("原因", choices=Cause)
    change = models.ForeignKey(Change, models.PROTECT, null=True, related_name="+")
    assessment = models.ForeignKey(Assessment, models.PROTECT, null=True, related_name="+")
    facts_from = models.DateField("情况自（月）", null=True)
    fraud_on = models.DateField("虚假申报之日", null=True)
    why = models.TextField("说明")
    stage = models.TextField("环节", choices=ReckoningStage, default=ReckoningStage.PROPOSED)
    steps = models.IntegerField("已走步数", default=1)
    over_fen = models.BigIntegerField("多发（分）")
    short_fen = models.BigIntegerField("少发（分）")
    proposed_on = models.DateField("核算日期")
    proposed_at = models.DateTimeField("核算时间")
    proposed_by = models.UUIDField("核算人")
    proposed_by_name = models.TextField("核算人姓名")
    opinion = models.TextField("决定意见", blank=True)
    decided_on = models.DateField("决定之日", null=True)
    decided_by = models.UUIDField("决定人", null=True)
    decided_by_name = models.TextField("决定人姓名", blank=True)
    dropped_because = models.TextField("撤回原因", blank=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(proposed_by=F("decided_by")), name="reckoning_two_people"),
            models.CheckConstraint(
                condition=~Q(stage="confirmed") | Q(decided_by__isnull=False, decided_on__isnull=False),
                name="reckoning_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(over_fen__gte=0, short_fen__gte=0) & (Q(over_fen__gt=0) | Q(short_fen__gt=0)),
                name="reckoning_of_something",
            ),
            models.CheckConstraint(
                condition=Q(facts_from__isnull=True) | Q(facts_from__day=1), name="reckoning_from_a_month"
            ),
            models.CheckConstraint(
                condition=Q(stage="dropped") ^ Q(dropped_because=""), name="reckoning_dropped_why"
            ),
            models.UniqueConstraint(
                fields=["award"], condition=Q(stage="proposed"), name="reckoning_one_open"
            ),
        )
        indexes = (models.Index(fields=["area", "stage"], name="reckoning_area_stage"),)

    def __str__(self) -> str:
        return f"{self.award} {self.cause_title}"

    @property
    def cause_title(self) -> str:
        return Cause(self.cause).label

    @property
    def stage_title(self) -> str:
        return ReckoningStage(self.stage).label


class ReckonedMonth(models.Model):
    """一个月的核算：what had been settled by then, what was due, and what of it is too much or too little."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reckoning = models.ForeignKey(Reckoning, models.PROTECT, related_name="months")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    month = models.DateField("月份")
    paid_fen = models.BigIntegerField("已发（分）")
    due_fen = models.BigIntegerField("应发（分）")
    over_fen = models.BigIntegerField("多发（分）", default=0)
    short_fen = models.BigIntegerField("少发（分）", default=0)
    line = models.ForeignKey(Line, models.PROTECT, null=True, related_name="+", verbose_name="补发的一笔")
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["reckoning", "month"], name="reckonedmonth_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="reckonedmonth_is_a_month"),
            models.CheckConstraint(
                condition=Q(paid_fen__gte=0, due_fen__gte=0, over_fen__gte=0, short_fen__gte=0)
                & (Q(over_fen=0) | Q(short_fen=0)),
                name="reckonedmonth_one_way",
            ),
        )

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class Claim(models.Model):
    """追缴：what one person is to give back — of a reckoning, or of urgent aid that was refused afterwards."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="应退人")
    person_name = models.TextField("应退人姓名")
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, related_name="+", verbose_name="代领的供养机构"
    )
    reckoning = models.OneToOneField(Reckoning, models.PROTECT, null=True, related_name="claim")
    draw = models.OneToOneField(Draw, models.PROTECT, null=True, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    amount_fen = models.BigIntegerField("应追回（分）")
    left_fen = models.BigIntegerField("未追回（分）")
    opened_on = models.DateField("登记日期")
    closed_on = models.DateField("结清日期", null=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0, left_fen__gte=0, left_fen__lte=F("amount_fen")),
                name="claim_left_within",
            ),
            models.CheckConstraint(
                condition=Q(left_fen=0, closed_on__isnull=False) | Q(left_fen__gt=0, closed_on__isnull=True),
                name="claim_closed_when_met",
            ),
            models.CheckConstraint(
                condition=Q(reckoning__isnull=True) ^ Q(draw__isnull=True), name="claim_of_one_thing"
            ),
        )
        indexes = (
            models.Index(fields=["area", "opened_on"], name="claim_open", condition=Q(left_fen__gt=0)),
        )

    def __str__(self) -> str:
        return self.person_name


class Plan(models.Model):
    """归还计划：agreed in writing; another one takes its place."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="plans")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    number = models.IntegerField("第几次")
    agreed_on = models.DateField("约定日期")
    agreed_by = models.TextField("谁同意的")
    made_by = models.UUIDField("经办人")
    made_by_name = models.TextField("经办人姓名")
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["claim", "number"], name="plan_in_order"),)

    def __str__(self) -> str:
        return f"{self.claim} {self.agreed_on}"


class Instalment(models.Model):
    """一期：so much by this day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="instalments")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    due_on = models.DateField("约定归还日期")
    amount_fen = models.BigIntegerField("金额（分）")
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["plan", "due_on"], name="instalment_once_a_day"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="instalment_of_something"),
        )

    def __str__(self) -> str:
        return f"{self.due_on}"


class Receipt(models.Model):
    """收回：money that came back, with its voucher; one written by mistake is taken back, never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="receipts")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    amount_fen = models.BigIntegerField("金额（分）")
    received_on = models.DateField("收款日期")
    voucher = models.TextField("缴款书或收据号")
    entry = models.UUIDField("凭证")
    received_by = models.UUIDField("经手人")
    received_by_name = models.TextField("经手人姓名")
    taken_back_on = models.DateField("冲销日期", null=True)
    taken_back_because = models.TextField("冲销原因", blank=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="receipt_of_something"),
            models.CheckConstraint(
                condition=Q(taken_back_on__isnull=True, taken_back_because="")
                | (Q(taken_back_on__isnull=False) & ~Q(taken_back_because="")),
                name="receipt_taken_back_why",
            ),
            models.UniqueConstraint(
                fields=["claim", "voucher"],
                condition=Q(taken_back_on__isnull=True),
                name="receipt_voucher_once",
            ),
        )

    def __str__(self) -> str:
        return self.voucher


class WriteOffStage(models.TextChoices):
    """环节 of a write-off."""

    PROPOSED = "proposed", "待决定"
    GRANTED = "granted", "已核销"
    REFUSED = "refused", "不予核销"


class WriteOff(models.Model):
    """核销：what cannot be got back, proposed by one natural person and decided by another."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="write_offs")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    amount_fen = models.BigIntegerField("金额（分）")
    why = models.TextField("理由")
    document = models.TextField("依据材料")
    stage = models.TextField("环节", choices=WriteOffStage, default=WriteOffStage.PROPOSED)
    proposed_on = models.DateField("提出日期")
    proposed_by = models.UUIDField("提出人")
    proposed_by_name = models.TextField("提出人姓名")
    opinion = models.TextField("决定意见", blank=True)
    decided_on = models.DateField("决定之日", null=True)
    decided_by = models.UUIDField("决定人", null=True)
    decided_by_name = models.TextField("决定人姓名", blank=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="writeoff_of_something"),
            models.CheckConstraint(condition=~Q(proposed_by=F("decided_by")), name="writeoff_two_people"),
            models.CheckConstraint(
                condition=Q(stage="proposed", decided_by__isnull=True)
                | (~Q(stage="proposed") & Q(decided_by__isnull=False, decided_on__isnull=False)),
                name="writeoff_decided_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["claim"], condition=Q(stage="proposed"), name="writeoff_one_open"
            ),
        )

    def __str__(self) -> str:
        return f"{self.claim} {self.amount_fen}"

    @property
    def stage_title(self) -> str:
        return WriteOffStage(self.stage).label
