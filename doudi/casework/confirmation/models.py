"""审核确认：the proposal, what the panel said to it, what the village was shown, and the decision.

A proposal, a resolution and a decision are never changed; a later one stands beside. Of a decision only one thing can
be added, once: that it was taken back, or that a corrected version stands in its place.
"""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from doudi.casework.assessment.models import Assessment
from doudi.casework.cases.models import Case
from doudi.casework.confirmation.panel_models import Meeting, PanelMember
from doudi.records.access import AreaRows
from doudi.records.areas.models import Area
from doudi.records.ids import new_id


class Outcome(models.TextChoices):
    """结果：what is proposed, resolved or decided."""

    GRANT = "grant", "同意确认"
    REFUSE = "refuse", "不予确认"
    DEFER = "defer", "退回补充"


DECIDING = (Outcome.GRANT, Outcome.REFUSE)


class Choice(models.TextChoices):
    """表决：what a member says to an item."""

    AGREE = "agree", "同意"
    DISAGREE = "disagree", "不同意"
    ABSTAIN = "abstain", "弃权"


class Level(models.TextChoices):
    """确认层级：who confirms."""

    TOWNSHIP = "township", "乡镇（街道）"
    DISTRICT = "district", "区民政局"


class Proposal(models.Model):
    """审核意见：what the township proposes on one assessment; whatever was asked for, the law names the scheme."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="proposals")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="+")
    number = models.IntegerField("序号")
    outcome = models.TextField("意见", choices=[(each.value, each.label) for each in DECIDING])
    scheme = models.TextField("救助类别", help_text="what is granted, or what was asked for and is refused")
    monthly_fen = models.BigIntegerField("月金额（分）", null=True)
    reasons = models.TextField("理由")
    scheme_changed_because = models.TextField("与申请类别不同的原因", blank=True)
    on = models.DateField("日期")
    at = models.DateTimeField("办理时间")
    name = models.TextField("提出人")
    natural_person = models.UUIDField("提出人（自然人）")
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case", "number"], name="proposal_in_order"),
            models.CheckConstraint(condition=Q(outcome__in=DECIDING), name="proposal_grants_or_refuses"),
            models.CheckConstraint(condition=Q(monthly_fen__gte=0), name="proposal_not_negative"),
        )

    def __str__(self) -> str:
        return f"{Outcome(self.outcome).label}意见 {self.number}"


class Appraisal(models.Model):
    """民主评议：called for by the place's value; its result stands beside the proposal."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="appraisal")
    case = models.ForeignKey(Case, models.PROTECT, related_name="appraisals")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    on = models.DateField("评议日期")
    place = models.TextField("地点")
    present = models.IntegerField("到会人数", null=True)
    agree = models.IntegerField("同意", null=True)
    findings = models.TextField("评议意见", blank=True)
    closed_on = models.DateField("结果日期", null=True, blank=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(agree__gte=0) & Q(agree__lte=F("present")), name="appraisal_counts"
            ),
        )

    def __str__(self) -> str:
        return f"民主评议 {self.on}"


class AgendaItem(models.Model):
    """议题：one proposal before one meeting."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    case = models.ForeignKey(Case, models.PROTECT, related_name="agenda_items")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="agenda_items")
    position = models.IntegerField("顺序")
    taken_off_because = models.TextField("撤下的原因", blank=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["proposal"], condition=Q(taken_off_because=""), name="agendaitem_once"
            ),
        )

    def __str__(self) -> str:
        return f"议题 {self.position}"


class Recusal(models.Model):
    """回避：a member who may not speak or vote on an item, with the reason; found by Doudi or declared."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="recusals")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="+")
    reason = models.TextField("原因")
    found = models.BooleanField("系统提示")
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["item", "member"], name="recusal_once"),)

    def __str__(self) -> str:
        return self.reason


class Vote(models.Model):
    """一票：of one member on one item. The database refuses the vote of who is recused."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="votes")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="+")
    choice = models.TextField("表决", choices=Choice)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["item", "member"], name="vote_once"),
            models.CheckConstraint(condition=Q(choice__in=Choice), name="vote_known"),
        )

    def __str__(self) -> str:
        return str(Choice(self.choice).label)


class Resolution(models.Model):
    """联审联确认决议：what a meeting resolved on a case, with the count."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="resolutions")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="resolutions")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="resolutions")
    item = models.OneToOneField(AgendaItem, models.PROTECT, related_name="resolution")
    outcome = models.TextField("结果", choices=Outcome)
    scheme = models.TextField("救助类别")
    monthly_fen = models.BigIntegerField("月金额（分）", null=True)
    reasons = models.TextField("理由", blank=True)
    on = models.DateField("日期")
    members = models.IntegerField("应到")
    present = models.IntegerField("到会", help_text="without those recused from this item")
    agree = models.IntegerField("同意")
    disagree = models.IntegerField("不同意")
    abstain = models.IntegerField("弃权")
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(present=F("agree") + F("disagree") + F("abstain")), name="resolution_adds_up"
            ),
        )

    def __str__(self) -> str:
        return f"{Outcome(self.outcome).label} {self.agree}:{self.disagree}:{self.abstain}"


class Publicity(models.Model):
    """初审公示：what hung where for how long, where the place's value calls for it, and what was objected."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    resolution = models.OneToOneField(Resolution, models.PROTECT, related_name="publicity")
    case = models.ForeignKey(Case, models.PROTECT, related_name="publicities")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    first = models.DateField("自")
    last = models.DateField("止")
    place = models.TextField("公示地点", blank=True)
    objections = models.TextField("异议", blank=True)
    unanswered = models.IntegerField("未答复的异议", default=0, help_text="written by the objections")
    upheld = models.BooleanField("有异议成立", default=False, help_text="written by the objections")
    closed_on = models.DateField("结果日期", null=True, blank=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="publicity_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(unanswered__gte=0), name="publicity_answers_what_was_said"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(unanswered=0), name="publicity_closes_when_answered"
            ),
        )

    def __str__(self) -> str:
        return f"{self.first}－{self.last}"


class Decision(models.Model):
    """审核确认决定（D13、D14）：by one natural person at the level that the place's value names for the scheme.

    In force while neither taken back nor replaced by a corrected version. A correction repeats outcome, scheme,
    people and amount; the database refuses another one.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    resolution = models.ForeignKey(Resolution, models.PROTECT, related_name="decisions")
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="+")
    number = models.TextField("文书编号")
    outcome = models.TextField("决定", choices=[(each.value, each.label) for each in DECIDING])
    scheme = models.TextField("救助类别")
    persons: Any = models.JSONField("保障对象", help_text='[{"person": …, "name": …}]')
    monthly_fen = models.BigIntegerField("月金额（分）", null=True)
    on = models.DateField("决定之日")
    at = models.DateTimeField("办理时间")
    decided_by = models.UUIDField("确认人（自然人）")
    decided_by_name = models.TextField("确认人")
    level = models.TextField("层级", choices=Level)
    authorised_by = models.TextField("权限依据")
    opinion = models.TextField("审核确认意见")
    facts = ArrayField(models.TextField(), verbose_name="事实")
    reasons = ArrayField(models.TextField(), verbose_name="理由")
    clauses = ArrayField(models.TextField(), verbose_name="依据")
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="corrected_by", verbose_name="更正自"
    )
    corrected_because = models.TextField("更正原因", blank=True)
    replaced_at = models.DateTimeField("已由更正件替代", null=True, blank=True)
    taken_back_at = models.DateTimeField("收回时间", null=True, blank=True)
    taken_back_by = models.UUIDField("收回人", null=True, blank=True)
    taken_back_because = models.TextField("收回原因", blank=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(taken_back_at__isnull=True, replaced_at__isnull=True),
                name="decision_one_in_force",
            ),
            models.CheckConstraint(condition=Q(outcome__in=DECIDING), name="decision_grants_or_refuses"),
            models.CheckConstraint(condition=Q(monthly_fen__gte=0), name="decision_not_negative"),
            models.CheckConstraint(condition=Q(level__in=Level), name="decision_level_known"),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True, taken_back_because="")
                | (Q(taken_back_at__isnull=False) & ~Q(taken_back_because="")),
                name="decision_taken_back_why",
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def in_force(self) -> bool:
        return self.taken_back_at is None and self.replaced_at is None
