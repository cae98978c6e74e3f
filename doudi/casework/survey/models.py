"""入户调查：who is sent, each visit and what was found, who signed; what neighbours said.

A visit is written from a phone that may lose its signal: its number is made there, its content grows by revisions
while it is open, and is never changed once it is laid before the signers. What was found and who of the neighbours
spoke lie sealed.
"""

from django.db import models
from django.db.models import F, Q

from doudi.casework.cases.models import Case
from doudi.records.access import AreaRows
from doudi.records.areas.models import Area
from doudi.records.documents.models import StoredFile
from doudi.records.ids import new_id
from doudi.records.vault.fields import SealedField

DIGEST_BYTES = 32


class Assignment(models.Model):
    """派查：two investigators of one case and the day agreed; sent anew (another pair, another day), a later row."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="assignments")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    number = models.IntegerField("序号")
    planned_on = models.DateField("约定入户日期")
    first_person = models.UUIDField("调查人一")
    first_name = models.TextField()
    first_unit = models.TextField("单位、职务")
    second_person = models.UUIDField("调查人二")
    second_name = models.TextField()
    second_unit = models.TextField("单位、职务")
    second_sees = models.BooleanField("调查人二能打开这件", help_text="a village worker signs on paper")
    companion = models.TextField("陪同人员", blank=True)
    why = models.TextField("重新派查的原因", blank=True)
    at = models.DateTimeField("派查时间")
    name = models.TextField("派查人")
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case", "number"], name="assignment_in_order"),
            models.CheckConstraint(
                condition=~Q(first_person=F("second_person")), name="assignment_two_people"
            ),
        )
        indexes = (
            models.Index(fields=["first_person"], name="assignment_first"),
            models.Index(fields=["second_person"], name="assignment_second"),
        )

    def __str__(self) -> str:
        return f"{self.first_name}、{self.second_name}"


class VisitState(models.TextChoices):
    """入户状态：where a visit stands."""

    OPEN = "open", "正在填写"
    NOBODY = "nobody", "家中无人"
    SIGNING = "signing", "待签名"
    DONE = "done", "已完成"
    TAKEN_BACK = "taken_back", "已退回重填"


UNDER_WAY = (VisitState.OPEN, VisitState.SIGNING)


class Visit(models.Model):
    """一次入户（D06）. `content` is a flat record of what was typed, each field with the revision that wrote it."""

    id = models.UUIDField("手机端编号", primary_key=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="visits")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="visits")
    number = models.IntegerField("第几次")
    state = models.TextField("状态", choices=VisitState, default=VisitState.OPEN)
    begun_on = models.DateField("入户日期")
    begun_at = models.DateTimeField("登记时间")
    begun_by = models.TextField("登记人")
    revision = models.IntegerField("修改次数", default=0)
    content = SealedField("调查内容")
    content_sm3 = models.BinaryField("定稿摘要", max_length=DIGEST_BYTES, null=True)
    frozen_at = models.DateTimeField("定稿时间", null=True)
    closed_at = models.DateTimeField("办结时间", null=True)
    note = models.TextField("说明", blank=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case", "number"], name="visit_in_order"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state__in=("open", "signing")), name="visit_one_under_way"
            ),
            models.CheckConstraint(condition=Q(state__in=VisitState.values), name="visit_known_state"),
            models.CheckConstraint(
                condition=~Q(state__in=("signing", "done"))
                | Q(content_sm3__isnull=False, frozen_at__isnull=False),
                name="visit_frozen_before_signed",
            ),
        )

    def __str__(self) -> str:
        return f"第{self.number}次入户"


class VisitSignature(models.Model):
    """签名：the family's, and each investigator's once; how it was given, and why where it was refused."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="signatures")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    natural_person = models.UUIDField("调查人", null=True)
    name = models.TextField("签名人")
    how = models.TextField("方式")
    why = models.TextField("代签或拒签的原因和见证人", blank=True)
    at = models.DateTimeField()
    recorded_by = models.UUIDField("登记人", null=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["visit", "natural_person"], name="visitsignature_once_each"),
            models.UniqueConstraint(
                fields=["visit"], condition=Q(natural_person__isnull=True), name="visitsignature_one_family"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}（{self.how}）"


class VisitPhoto(models.Model):
    """照片：one picture taken on a visit; the number is the phone's, the bytes lie in the file library."""

    id = models.UUIDField("手机端编号", primary_key=True, editable=False)
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="photos")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    shows = models.TextField("拍的是什么")
    at = models.DateTimeField("收存时间")
    name = models.TextField("拍摄人")
    objects = AreaRows.as_manager()

    def __str__(self) -> str:
        return self.shows


class NeighbourStatement(models.Model):
    """邻里走访（D07）：what a neighbour said to two investigators. The name is never published."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="neighbour_statements")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="+")
    number = models.IntegerField("序号")
    visited_on = models.DateField("走访日期")
    place = models.TextField("走访地点", blank=True)
    witness = SealedField("被访人")
    relation = models.TextField("与申请家庭的关系")
    statement = SealedField("被访人陈述")
    agrees = models.BooleanField("与申报一致", null=True)
    at = models.DateTimeField()
    name = models.TextField("登记人")
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case", "number"], name="neighbourstatement_in_order"),
        )

    def __str__(self) -> str:
        return f"邻里走访 {self.number}"
