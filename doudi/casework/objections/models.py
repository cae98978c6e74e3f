"""异议：one thing said against what was shown, done or decided, answered one by one; and the decision that sets right
what was wrong. Who said it lies sealed.
"""

from typing import Any

from django.db import models
from django.db.models import F, Q

from doudi.casework.assessment.models import Assessment
from doudi.casework.awards.models import Award, AwardTerms
from doudi.casework.cases.models import Case
from doudi.casework.confirmation.models import Decision, Publicity
from doudi.records.access import AreaRows
from doudi.records.areas.models import Area
from doudi.records.ids import new_id
from doudi.records.vault.fields import SealedField


class Kind(models.TextChoices):
    """种类."""

    PUBLICITY = "publicity", "公示异议"
    COMPLAINT = "complaint", "投诉"
    REPORT = "report", "实名举报"
    RECONSIDERATION = "reconsideration", "行政复议"
    LITIGATION = "litigation", "行政诉讼"


REMEDIES = (Kind.RECONSIDERATION, Kind.LITIGATION)


class Outcome(models.TextChoices):
    """结果：the first two set something right; of a remedy the last ones are the court's or the authority's words."""

    UPHELD = "upheld", "成立"
    PARTLY = "partly", "部分成立"
    NOT_UPHELD = "not_upheld", "不成立"
    DISMISSED = "dismissed", "驳回"
    WITHDRAWN = "withdrawn", "撤回"


SETS_RIGHT = (Outcome.UPHELD, Outcome.PARTLY)


class Objection(models.Model):
    """一件异议：about a case, or about a township where no case is meant."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    kind = models.TextField("种类", choices=Kind)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="objections")
    publicity = models.ForeignKey(Publicity, models.PROTECT, null=True, related_name="said_against")
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    number = models.TextField("案号或登记号", blank=True)
    said_by = SealedField("提出人")
    contact = SealedField("联系方式", null=True)
    said = SealedField("内容")
    received_on = models.DateField("收到日期")
    received_name = models.TextField("登记人")
    received_by = models.UUIDField("登记人（自然人）")
    last_day = models.DateField("提出的最后一日", null=True, blank=True)
    answer_by = models.DateField("答复期限")
    outcome = models.TextField("结果", choices=Outcome, blank=True)
    answer = SealedField("答复", null=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)
    answered_name = models.TextField("答复人", blank=True)
    answered_by = models.UUIDField("答复人（自然人）", null=True, blank=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=Kind), name="objection_kind_known"),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True, outcome="")
                | (Q(answered_on__gte=F("received_on")) & ~Q(outcome="")),
                name="objection_answered_whole",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["reconsideration", "litigation"]) | Q(decision__isnull=False),
                name="objection_remedy_of_a_decision",
            ),
            models.CheckConstraint(
                condition=~Q(kind="publicity") | Q(publicity__isnull=False), name="objection_of_a_publicity"
            ),
        )
        indexes = (
            models.Index(
                fields=["area", "answer_by"], condition=Q(answered_on__isnull=True), name="objection_open"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind_title} {self.received_on}"

    @property
    def kind_title(self) -> str:
        return Kind(self.kind).label

    @property
    def too_late(self) -> bool:
        """Did it come after the last day of its remedy? Whether it is heard all the same is not ours to say."""
        return self.last_day is not None and self.received_on > self.last_day


class Correction(models.Model):
    """更正决定：a new decision that points to the one found wrong, with the months between reckoned anew."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    objection = models.ForeignKey(Objection, models.PROTECT, related_name="corrections")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    award = models.ForeignKey(Award, models.PROTECT, related_name="+")
    corrects = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+", verbose_name="更正自")
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="+")
    terms = models.ForeignKey(AwardTerms, models.PROTECT, related_name="+")
    from_month = models.DateField("自（月）")
    months: Any = models.JSONField(
        "逐月", help_text='[{"month": "2022-04", "before_fen": …, "after_fen": …}]'
    )
    difference_fen = models.BigIntegerField(
        "差额合计（分）", help_text="owed to the family; below zero: paid too much"
    )
    opinion = models.TextField("决定意见")
    decided_on = models.DateField("决定之日")
    decided_at = models.DateTimeField()
    decided_name = models.TextField("决定人")
    decided_by = models.UUIDField("决定人（自然人）")
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(from_month__day=1), name="correction_from_a_month"),
        )

    def __str__(self) -> str:
        return f"更正决定 {self.decided_on}"
