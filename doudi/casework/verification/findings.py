"""不一致与报告：what did not agree, what the family said, how the centre concluded, and the report.

They lie where the case lies: the township reads them, not the raw answers.
"""

from typing import Any

from django.db import models
from django.db.models import F, Q

from doudi.casework.verification.models import DIGEST_BYTES, Request, Subject
from doudi.records.access import AreaRows
from doudi.records.areas.models import Area
from doudi.records.ids import new_id
from doudi.records.vault.fields import SealedField


class Outcome(models.TextChoices):
    """核对结论：which word counts after the family was heard."""

    REGISTER = "register", "以登记为准"
    DECLARED = "declared", "说明成立，以申报为准"
    EXEMPT = "exempt", "属可以豁免的财产"
    OTHER = "other", "另行认定"


class Discrepancy(models.Model):
    """不一致：a declared fact and what a source says otherwise; of the household, or of one subject.

    `declared` and `found` are spoken, as the report shows them; the values are in the unit of `target`, the fact
    that a conclusion settles. Redrawn by each reply until it is concluded; it may fall away.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.ForeignKey(Request, models.PROTECT, related_name="discrepancies")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    subject = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+")
    source = models.TextField("来源")
    fact = models.TextField("事实")
    target = models.TextField("据以认定的事实")
    code = models.TextField("类别")
    declared = models.TextField("申报")
    found = models.TextField("核对")
    declared_value: Any = models.JSONField(null=True)
    found_value: Any = models.JSONField()
    found_on = models.DateField("发现日期")
    explain_by = models.DateField("请在此日前说明")
    gone_on = models.DateField("消除日期", null=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["request", "subject", "fact"], name="discrepancy_once", nulls_distinct=False
            ),
        )

    def __str__(self) -> str:
        return f"申报{self.declared}，核对{self.found}"


class Explanation(models.Model):
    """家庭说明（D08-3）：what the family says about a discrepancy, and the proofs that it brought."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    discrepancy = models.ForeignKey(Discrepancy, models.PROTECT, related_name="explanations")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    said_by = models.TextField("说明人")
    said_on = models.DateField("说明日期")
    account = SealedField("说明")
    proofs = models.TextField("证明材料", blank=True)
    at = models.DateTimeField("登记时间")
    taken_by = models.TextField("登记人")
    objects = AreaRows.as_manager()

    def __str__(self) -> str:
        return f"{self.said_by} {self.said_on}"


class Conclusion(models.Model):
    """核对结论：proposed by one natural person of the centre, confirmed or returned by another."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    discrepancy = models.ForeignKey(Discrepancy, models.PROTECT, related_name="conclusions")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    outcome = models.TextField("结论", choices=Outcome)
    value: Any = models.JSONField("认定值", null=True)
    clause = models.TextField("依据", blank=True)
    why = models.TextField("理由")
    false_declaration = models.BooleanField("虚假申报", default=False)
    proposed_at = models.DateTimeField()
    proposed_name = models.TextField("拟定人")
    proposed_by = models.UUIDField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_name = models.TextField("复核人", blank=True)
    confirmed_by = models.UUIDField(null=True)
    returned_because = models.TextField("退回原因", blank=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(proposed_by=F("confirmed_by")), name="conclusion_two_people"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="conclusion_confirmed_by_one",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.EXEMPT, clause=""), name="conclusion_exempt_by_clause"
            ),
            models.CheckConstraint(
                condition=Q(false_declaration=False) | Q(outcome__in=(Outcome.REGISTER, Outcome.OTHER)),
                name="conclusion_false_only_against",
            ),
            models.UniqueConstraint(
                fields=["discrepancy"], condition=Q(returned_because=""), name="conclusion_one_standing"
            ),
        )

    def __str__(self) -> str:
        return Outcome(self.outcome).label


class Report(models.Model):
    """核对报告（D08-2）：what the centre found, checked by a second natural person; good until a day."""

    request = models.OneToOneField(Request, models.PROTECT, primary_key=True, related_name="report")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    number = models.TextField("报告编号", unique=True)
    issued_on = models.DateField("报告日期")
    valid_until = models.DateField("有效期至")
    conclusion = models.TextField("核对结论")
    content = SealedField("报告内容", help_text="canonical JSON: the fields of D08-2")
    content_sm3 = models.BinaryField(max_length=DIGEST_BYTES)
    false_declaration = models.BooleanField("有虚假申报")
    unanswered = models.IntegerField("未答复项数")
    at = models.DateTimeField()
    prepared_name = models.TextField("核对人")
    prepared_by = models.UUIDField()
    issued_name = models.TextField("复核人")
    issued_by = models.UUIDField()
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(prepared_by=F("issued_by")), name="report_two_people"),
        )

    def __str__(self) -> str:
        return self.number
