"""特困照料：self-care sheets and what they come to; the wish, the care agreement, the institution."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from doudi.casework.cases.models import Case
from doudi.records.access import AreaRows
from doudi.records.areas.models import Area
from doudi.records.ids import new_id
from doudi.records.people.models import Person
from doudi.records.vault.fields import BlindField, SealedField

INSTITUTION, DISPERSED = "institution", "dispersed"
MODES = {INSTITUTION: "集中供养", DISPERSED: "分散供养"}


class SelfCareSheet(models.Model):
    """自理能力评估（D16-1，民发〔2021〕43号 第二十至二十二条）：six items by one assessor, in one round."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="self_care_sheets")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    round = models.IntegerField("轮次")
    assessed_on = models.DateField("评估日期")
    items = SealedField("六项能力和所见")
    natural_person = models.UUIDField("评估人")
    name = models.TextField()
    unit = models.TextField("单位、职务")
    at = models.DateTimeField()
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person", "case", "round", "natural_person"], name="selfcaresheet_one_each"
            ),
        )

    def __str__(self) -> str:
        return f"第{self.round}轮 {self.name}"


class SelfCareConclusion(models.Model):
    """评估结论：what the sheets of a round come to, and the level of care that follows."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="self_care_conclusions")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    round = models.IntegerField("轮次")
    failed = SealedField("不能自主完成的项目")
    level = models.TextField("照料护理级别")
    concluded_on = models.DateField("评估之日")
    at = models.DateTimeField()
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person", "case", "round"], name="selfcareconclusion_once"),
        )

    def __str__(self) -> str:
        return self.level


class CareWish(models.Model):
    """供养意愿（D16-2）：in an institution or at home, as the person said; said otherwise later, a later row."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="care_wishes")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    mode = models.TextField("供养方式", choices=tuple(MODES.items()))
    institution = models.TextField("供养服务机构", blank=True)
    carer = models.TextField("照料人", blank=True)
    carer_relation = models.TextField("照料人与本人关系", blank=True)
    guardian = models.TextField("监护人", blank=True)
    said = SealedField("本人的话", null=True)
    stated_on = models.DateField("表示意愿之日")
    at = models.DateTimeField()
    name = models.TextField("登记人")
    objects = AreaRows.as_manager()

    def __str__(self) -> str:
        return self.mode


class CareAgreement(models.Model):
    """照料服务协议（D16-3）：drafted, signed, ended. What was agreed is not changed once it is signed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="care_agreements")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    carer = models.TextField("照料人")
    carer_id_number = SealedField("照料人身份证号")
    carer_blind = BlindField(of="carer_id_number", purpose="id_number", db_index=True)
    carer_phone = SealedField("照料人电话")
    level = models.TextField("照料护理级别")
    duties: Any = models.JSONField("照料服务内容")
    monthly_fen = models.BigIntegerField("每月照料护理费")
    way = models.TextField("付费方式")
    visits = models.TextField("探访约定")
    from_day = models.DateField("协议自")
    until_day = models.DateField("协议至")
    drafted_at = models.DateTimeField()
    drafted_by = models.UUIDField(null=True)
    signed_on = models.DateField("签订日期", null=True)
    signed_for = models.TextField("甲方代表", blank=True)
    signed_by = models.TextField("本人或监护人签名方式", blank=True)
    ended_on = models.DateField("解除日期", null=True)
    ended_because = models.TextField("解除原因", blank=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(until_day__gt=F("from_day")), name="careagreement_has_days"),
            models.CheckConstraint(condition=Q(monthly_fen__gte=0), name="careagreement_fee"),
            models.UniqueConstraint(
                fields=["person", "case"],
                condition=Q(signed_on__isnull=True, ended_on__isnull=True),
                name="careagreement_one_draft",
            ),
        )
        indexes = (models.Index(fields=["person", "until_day"], name="careagreement_person"),)

    def __str__(self) -> str:
        return f"{self.carer} {self.from_day}－{self.until_day}"


class Admission(models.Model):
    """入院登记和委托供养（D16-4、D16-5）：from which day which institution takes care of the person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="admissions")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    institution = models.TextField("供养服务机构")
    admitted_on = models.DateField("入院之日")
    until_day = models.DateField("委托协议至")
    level = models.TextField("照料护理级别")
    room = models.TextField("房间、床位", blank=True)
    guardian = models.TextField("监护人或联系人", blank=True)
    guardian_phone = SealedField("联系电话", null=True)
    belongings: Any = models.JSONField("随身财物", default=list)
    services: Any = models.JSONField("供养服务内容")
    monthly_fen = models.BigIntegerField("每月基本生活费")
    care_fen = models.BigIntegerField("每月照料护理费")
    way = models.TextField("拨付方式")
    at = models.DateTimeField()
    name = models.TextField("登记人")
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(until_day__gt=F("admitted_on")), name="admission_has_days"),
        )

    def __str__(self) -> str:
        return self.institution
