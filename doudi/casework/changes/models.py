"""变动：one change of an award from proposal to decision, and the months of grace that one granted."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from doudi.casework.assessment.models import Assessment
from doudi.casework.awards.models import Award, AwardTerms
from doudi.records.access import AreaRows
from doudi.records.areas.models import Area
from doudi.records.ids import new_id
from doudi.records.people.models import Person


class Kind(models.TextChoices):
    """变动的种类."""

    ADJUST = "adjust", "调整金额"
    MEMBER = "member", "保障对象减少"
    JOIN = "join", "保障对象增加"
    HEAD = "head", "变更户主"
    SUSPEND = "suspend", "暂停发放"
    RESUME = "resume", "恢复发放"
    GRACE = "grace", "渐退期"
    END = "end", "停止"


class State(models.TextChoices):
    """变动办到哪一步."""

    PROPOSED = "proposed", "待决定"
    DECIDED = "decided", "已决定"
    DROPPED = "dropped", "已撤回"


# What takes something away, so that the family is heard first (社会救助法 第四十八条) — an adjustment where it lowers.
TAKES_AWAY = (Kind.MEMBER, Kind.SUSPEND, Kind.END, Kind.GRACE)


class Change(models.Model):
    """一次变动：what is proposed on which reason, what the family said to it, and what another person decided."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    award = models.ForeignKey(Award, models.PROTECT, related_name="changes")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    number = models.IntegerField("序号")
    kind = models.TextField("种类", choices=Kind)
    state = models.TextField("状态", choices=State, default=State.PROPOSED)
    reason = models.TextField("原因")
    clause = models.TextField("依据")
    why = models.TextField("事实和说明")
    event_on = models.DateField("发生日期", null=True)
    assessment = models.ForeignKey(Assessment, models.PROTECT, null=True, related_name="+")
    leaving: Any = models.JSONField("不再保障的人", default=list, help_text="person numbers")
    new_head = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="新户主")
    from_month = models.DateField("执行起始月", null=True)
    proposed_on = models.DateField("提出日期")
    proposed_at = models.DateTimeField()
    proposed_by = models.UUIDField("提出人（自然人）")
    proposed_name = models.TextField("提出人")
    heard_on = models.DateField("听取意见日期", null=True)
    heard_from = models.TextField("谁的意见", blank=True)
    heard_said = models.TextField("意见", blank=True)
    heard_by = models.TextField("听取人", blank=True)
    opinion = models.TextField("决定意见", blank=True)
    decided_on = models.DateField("决定之日", null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField("决定人（自然人）", null=True)
    decided_name = models.TextField("决定人", blank=True)
    before_fen = models.BigIntegerField("原月金额（分）", null=True)
    after_fen = models.BigIntegerField("现月金额（分）", null=True)
    terms = models.ForeignKey(AwardTerms, models.PROTECT, null=True, related_name="+")
    dropped_because = models.TextField("撤回原因", blank=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["award", "number"], name="change_in_order"),
            models.UniqueConstraint(fields=["award"], condition=Q(state="proposed"), name="change_one_open"),
            models.CheckConstraint(condition=~Q(proposed_by=F("decided_by")), name="change_two_people"),
            models.CheckConstraint(
                condition=~Q(state="decided")
                | Q(decided_by__isnull=False, decided_on__isnull=False, from_month__isnull=False),
                name="change_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(from_month__isnull=True) | Q(from_month__day=1), name="change_from_a_month"
            ),
            models.CheckConstraint(
                condition=~Q(state="dropped") | ~Q(dropped_because=""), name="change_dropped_why"
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="change_kind_known"),
        )
        indexes = (models.Index(fields=["area", "state"], name="change_area_state"),)

    def __str__(self) -> str:
        return f"{self.award} {self.kind_title}"

    @property
    def kind_title(self) -> str:
        return Kind(self.kind).label


class Grace(models.Model):
    """渐退期：the months granted, the day to remind, and from which month it was cancelled."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    award = models.ForeignKey(Award, models.PROTECT, related_name="graces")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    change = models.OneToOneField(Change, models.PROTECT, related_name="grace")
    first_month = models.DateField("自（月）")
    last_month = models.DateField("至（月）")
    months = models.IntegerField("月数")
    monthly_fen = models.BigIntegerField("每月（分）")
    remind_on = models.DateField("提醒日期")
    warning = models.TextField("提示", blank=True)
    cancelled_from = models.DateField("取消自（月）", null=True)
    cancelled_by = models.ForeignKey(
        Change, models.PROTECT, null=True, related_name="cancels_grace", verbose_name="取消的变动"
    )
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(first_month__day=1, last_month__day=1, last_month__gte=F("first_month")),
                name="grace_whole_months",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_from__isnull=True, cancelled_by__isnull=True)
                | Q(cancelled_from__isnull=False, cancelled_by__isnull=False),
                name="grace_cancelled_by_a_change",
            ),
            models.UniqueConstraint(
                fields=["award"], condition=Q(cancelled_from__isnull=True), name="grace_one_running"
            ),
        )
        indexes = (models.Index(fields=["area", "remind_on"], name="grace_reminders"),)

    def __str__(self) -> str:
        return f"渐退 {self.first_month:%Y-%m}－{self.last_month:%Y-%m}"
