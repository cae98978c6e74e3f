"""存量批次：the sheets of an office's first day, who handed them in, who entered them, what was refused and what differs.

The sheets lie sealed. The same sheets are one batch, however often they are handed in.
"""

from django.db import models
from django.db.models import F, Q

from doudi.records.access import AreaRows
from doudi.records.areas.models import Area
from doudi.records.ids import new_id
from doudi.records.vault.fields import SealedField

DIGEST_BYTES = 32


class State(models.TextChoices):
    """批次状态：staged → checked → entering → entered, or dropped."""

    STAGED = "staged", "正在检查"
    CHECKED = "checked", "待复核录入"
    UNFIT = "unfit", "没有可录入的户"
    ENTERING = "entering", "正在录入"
    ENTERED = "entered", "已录入"
    DROPPED = "dropped", "已作废"


class OpeningBatch(models.Model):
    """存量批次：one hand-in of sheets for a unit; entered by another natural person than who handed it in."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="单位")
    paid_month = models.DateField("上月发放月份", help_text="the last month that the old system paid")
    sm3 = models.BinaryField("摘要", max_length=DIGEST_BYTES)
    state = models.TextField("状态", choices=State, default=State.STAGED)
    with_roster = models.BooleanField("有花名册")
    rows = models.IntegerField("行数", default=0)
    families = models.IntegerField("可录入户数", default=0)
    people = models.IntegerField("可录入人数", default=0)
    refused_rows = models.IntegerField("退回行数", default=0)
    differing = models.IntegerField("有差异户数", default=0)
    monthly_fen = models.BigIntegerField("月金额合计（分）", default=0)
    why_unfit = models.TextField("不能检查的原因", blank=True)
    handed_in_at = models.DateTimeField("交表时间")
    handed_in_name = models.TextField("交表人")
    handed_in_by = models.UUIDField("交表人（自然人）")
    entered_at = models.DateTimeField("录入时间", null=True, blank=True)
    entered_name = models.TextField("复核录入人", blank=True)
    entered_by = models.UUIDField("复核录入人（自然人）", null=True, blank=True)
    dropped_because = models.TextField("作废原因", blank=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["area", "sm3"], condition=~Q(state="dropped"), name="openingbatch_once"
            ),
            models.CheckConstraint(
                condition=~Q(handed_in_by=F("entered_by")), name="openingbatch_two_people"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["entering", "entered"]) | Q(entered_by__isnull=False),
                name="openingbatch_entered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="dropped") ^ Q(dropped_because=""), name="openingbatch_dropped_why"
            ),
            models.CheckConstraint(condition=Q(state__in=State), name="openingbatch_state_known"),
            models.CheckConstraint(condition=Q(paid_month__day=1), name="openingbatch_whole_month"),
        )

    def __str__(self) -> str:
        return f"{self.paid_month:%Y-%m} 存量"

    @property
    def state_title(self) -> str:
        return State(self.state).label


class OpeningSheet(models.Model):
    """存量表：one sheet as it came, and the copy that goes back with the reasons; both sealed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    batch = models.ForeignKey(OpeningBatch, models.PROTECT, related_name="sheets")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    which = models.TextField("哪张表")
    filename = models.TextField("文件名")
    sm3 = models.BinaryField("摘要", max_length=DIGEST_BYTES)
    content = SealedField("原件", help_text="base64")
    copy = SealedField("退回的副本", null=True, help_text="base64")
    faults = SealedField("退回的单元格", null=True, help_text="canonical JSON: cell, why; the first of them")
    refused = models.IntegerField("退回行数", default=0)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["batch", "which"], name="openingsheet_once"),)

    def __str__(self) -> str:
        return self.filename


class OpeningDifference(models.Model):
    """存量差异：a family whose sheet, roster and reckoning do not say the same; only added."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    batch = models.ForeignKey(OpeningBatch, models.PROTECT, related_name="differences")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    row = models.IntegerField("行")
    name = models.TextField("姓名")
    what = models.TextField("差异")
    told_fen = models.BigIntegerField("存量表金额（分）", null=True)
    paid_fen = models.BigIntegerField("花名册金额（分）", null=True)
    reckoned_fen = models.BigIntegerField("核算金额（分）", null=True)
    objects = AreaRows.as_manager()

    class Meta:
        indexes = (models.Index(fields=["batch", "row"], name="openingdifference_of_batch"),)

    def __str__(self) -> str:
        return f"{self.name} {self.what}"
