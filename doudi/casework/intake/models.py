"""受理：the application, what was declared and handed in, the one notice of what is missing, the receipt."""

from typing import Any

from django.db import models
from django.db.models import Q

from doudi.casework.cases.models import Case
from doudi.records.access import AreaRows
from doudi.records.areas.models import Area
from doudi.records.ids import new_id
from doudi.records.people.models import Person, Supporter
from doudi.records.vault.fields import SealedField

DIGEST_BYTES = 32


class Application(models.Model):
    """申请书（D01）：who brought the application, why, and which standard holds for the household that day."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="application", primary_key=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    reason = models.TextField("申请理由")
    urban = models.BooleanField("适用城镇标准", help_text="reckoned, never picked by hand")
    standard_reason = models.TextField("适用标准的理由")
    brought_by = models.TextField("代办人或发现来源", blank=True)
    brought_relation = models.TextField("与申请人关系", blank=True)
    brought_phone = SealedField("代办人电话", null=True)
    near_relative = models.BooleanField("与经办人员或村（社区）干部有近亲属关系")
    objects = AreaRows.as_manager()

    def __str__(self) -> str:
        return f"申请 {self.case_id}"


class NearRelativeFiling(models.Model):
    """近亲属备案（D11）：the official or cadre to whom a member of the family is related."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="near_relative_filing", primary_key=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    name = models.TextField("经办人员或干部姓名")
    post = models.TextField("单位及职务")
    relation = models.TextField("与申请家庭的关系")
    objects = AreaRows.as_manager()

    def __str__(self) -> str:
        return f"{self.name}（{self.relation}）"


class Declaration(models.Model):
    """申报（有日期的证据）：facts in the shape of the question file, sealed, by whom said and before whom.

    A later declaration stands beside the earlier one; nothing overwrites.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="declarations")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    number = models.IntegerField("序号")
    facts = SealedField("申报的事实", help_text="canonical JSON, without the standard")
    sm3 = models.BinaryField("摘要", max_length=DIGEST_BYTES)
    who: Any = models.JSONField("短名 → 人或赡养人编号")
    said_by = models.TextField("申报人")
    on = models.DateField("申报日期")
    at = models.DateTimeField("登记时间")
    taken_by = models.TextField("登记人")
    why = models.TextField("再次申报的原因", blank=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "number"], name="declaration_in_order"),)

    def __str__(self) -> str:
        return f"申报 {self.number}"


class PaperReceived(models.Model):
    """收件：one paper handed in, of the household, a member or a supporter."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="papers")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    code = models.TextField("材料")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    supporter = models.ForeignKey(Supporter, models.PROTECT, null=True, related_name="+")
    received_on = models.DateField("收到日期")
    taken_by = models.TextField("收件人")
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(person__isnull=True) | Q(supporter__isnull=True), name="paper_of_one"
            ),
        )
        indexes = (models.Index(fields=["case", "code"], name="paper_case"),)

    def __str__(self) -> str:
        return self.code


class CorrectionNotice(models.Model):
    """一次性补正告知单（D04）：everything that is missing, told once, with the day agreed for it."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="correction_notice", primary_key=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    on = models.DateField("告知日期")
    complete_by = models.DateField("补正期限")
    missing: Any = models.JSONField("缺少的材料")
    objects = AreaRows.as_manager()

    def __str__(self) -> str:
        return f"补正 {self.case_id}"


class Receipt(models.Model):
    """转交回执：what stays with the township that took an application in for another one."""

    case_id = models.UUIDField("件", primary_key=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="受理地")
    receipt_number = models.TextField("受理编号")
    applicant_name = models.TextField("申请人")
    received_on = models.DateField("收件日期")
    accepted_on = models.DateField("受理日期")
    handed_to = models.TextField("转交给")
    handed_over_on = models.DateField("转交日期")
    handed_over_by = models.TextField("转交人")
    objects = AreaRows.as_manager()

    def __str__(self) -> str:
        return self.receipt_number


class CounterPhone(models.Model):
    """受理电话：the public office telephone of a township's counter, from a day on."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    since = models.DateField("自")
    phone = models.TextField("电话")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["area", "since"], name="counterphone_one_a_day"),)

    def __str__(self) -> str:
        return self.phone
