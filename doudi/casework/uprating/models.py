"""提标方案：what is tried or issued, what it does to each award, and who may now apply.

A plan is tried first (试算) and changes nothing. With its document it becomes a proposal of one person; another issues
it. Lines are only added; an invitation is settled once.
"""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from doudi.casework.awards.models import Award, AwardTerms
from doudi.casework.cases.models import Case
from doudi.records.access import AreaRows
from doudi.records.areas.models import Area
from doudi.records.ids import new_id
from doudi.records.people.models import Household


class Kind(models.TextChoices):
    """事项：what changes."""

    STANDARDS = "standards", "提高标准"
    UNIFIED = "unified", "城乡统筹"


class State(models.TextChoices):
    """方案状态."""

    TRIAL = "trial", "试算"
    PROPOSED = "proposed", "待签发"
    ISSUED = "issued", "正在重算"
    DONE = "done", "已执行"
    UNDOING = "undoing", "正在撤回"
    UNDONE = "undone", "已撤回"
    DROPPED = "dropped", "已作废"


class Uprating(models.Model):
    """提标方案 of a district: the standards (fen a head a month) or the townships, from which day, by which document."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="县区")
    kind = models.TextField("事项", choices=Kind)
    changes: Any = models.JSONField("新标准或乡镇", help_text="scheme → rural, urban in fen; or codes")
    since = models.DateField("执行日期")
    first_month = models.DateField("首个重算月")
    state = models.TextField("状态", choices=State, default=State.TRIAL)
    document = models.TextField("文号和条款", blank=True)
    issued_on = models.DateField("印发日期", null=True, blank=True)
    figures = ArrayField(
        models.UUIDField(), default=list, verbose_name="数值", help_text="records.figures, in order"
    )
    preview: Any = models.JSONField("试算结果", null=True)
    previewed_at = models.DateTimeField("试算时间", null=True)
    job = models.UUIDField("后台作业", null=True, help_text="the last one asked for")
    tried_by = models.UUIDField("试算人")
    tried_name = models.TextField("试算人姓名")
    tried_at = models.DateTimeField("试算交办时间")
    proposed_by = models.UUIDField("提出人", null=True)
    proposed_name = models.TextField("提出人姓名", blank=True)
    proposed_at = models.DateTimeField("提出时间", null=True)
    issued_by = models.UUIDField("签发人", null=True)
    issued_name = models.TextField("签发人姓名", blank=True)
    issued_at = models.DateTimeField("签发时间", null=True)
    undone_by = models.UUIDField("撤回人", null=True)
    undone_because = models.TextField("撤回原因", blank=True)
    dropped_because = models.TextField("作废原因", blank=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(proposed_by=F("issued_by")), name="uprating_two_people"),
            models.CheckConstraint(
                condition=Q(state__in=["trial", "dropped"]) | Q(proposed_by__isnull=False),
                name="uprating_proposed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["trial", "dropped", "proposed"]) | Q(issued_by__isnull=False),
                name="uprating_issued_by_somebody",
            ),
            models.CheckConstraint(condition=Q(first_month__day=1), name="uprating_whole_month"),
            models.CheckConstraint(condition=Q(state__in=State), name="uprating_state_known"),
            models.CheckConstraint(condition=Q(kind__in=Kind), name="uprating_kind_known"),
        )

    def __str__(self) -> str:
        return f"{Kind(self.kind).label}（{self.since} 起）"

    @property
    def state_title(self) -> str:
        return State(self.state).label

    @property
    def kind_title(self) -> str:
        return Kind(self.kind).label


class Outcome(models.TextChoices):
    """结果 for one award."""

    CHANGED = "changed", "已调整"
    UNREADY = "unready", "不能重算"
    TAKEN_BACK = "taken_back", "已撤回"


class UpratingLine(models.Model):
    """差额花名册的一行：one award from one month on, before and after, and the terms that were written."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    uprating = models.ForeignKey(Uprating, models.PROTECT, related_name="lines")
    award = models.ForeignKey(Award, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    outcome = models.TextField("结果", choices=Outcome)
    from_month = models.DateField("自（月）")
    head_name = models.TextField("名册户主")
    scheme = models.TextField("救助类别")
    before_fen = models.BigIntegerField("原月金额（分）")
    after_fen = models.BigIntegerField("现月金额（分）")
    terms = models.ForeignKey(AwardTerms, models.PROTECT, null=True, related_name="+")
    replaced = models.ForeignKey(AwardTerms, models.PROTECT, related_name="+", verbose_name="原条款")
    why = models.TextField("说明", blank=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["uprating", "award", "from_month", "outcome"], name="upratingline_once"
            ),
            models.CheckConstraint(condition=Q(outcome__in=Outcome), name="upratingline_outcome_known"),
        )

    def __str__(self) -> str:
        return f"{self.head_name} {self.before_fen}→{self.after_fen}"


class Answer(models.TextChoices):
    """邀约结果."""

    APPLIED = "applied", "已申请"
    DECLINED = "declined", "本人不申请"
    NOT_FITTING = "not_fitting", "核实不符合"


class Invitation(models.Model):
    """邀约申请：a family that would now qualify; somebody goes and asks, nothing is paid by itself."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    uprating = models.ForeignKey(Uprating, models.PROTECT, related_name="invitations")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    head_name = models.TextField("户主")
    would_fen = models.BigIntegerField("测算月金额（分）")
    invited_on = models.DateField("邀约日期")
    answer = models.TextField("结果", choices=Answer, blank=True)
    note = models.TextField("说明", blank=True)
    answered_on = models.DateField("办结日期", null=True, blank=True)
    answered_name = models.TextField("办结人", blank=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["uprating", "household"], name="invitation_once"),
            models.CheckConstraint(
                condition=Q(answer="", answered_on__isnull=True)
                | (~Q(answer="") & Q(answered_on__isnull=False)),
                name="invitation_settled_once",
            ),
        )

    def __str__(self) -> str:
        return self.head_name
