"""核对：the township's request, the centre's batches and what departments answered (what did not agree: `findings`).

Rows of a case lie where the case lies. Batches and raw answers lie with the district: a township sees what was
concluded, not what a bank wrote.
"""

from typing import Any

from django.db import models
from django.db.models import Q

from doudi.casework.cases.models import Case
from doudi.records.access import AreaRows
from doudi.records.areas.models import Area
from doudi.records.ids import new_id
from doudi.records.people.models import Authorisation, Person, Supporter
from doudi.records.vault.fields import SealedField

DIGEST_BYTES = 32


class Purpose(models.TextChoices):
    """核对用途：what the check is for."""

    APPLYING = "applying", "社会救助申请"
    RECHECK = "recheck", "定期复核"
    RECONSIDERING = "reconsidering", "对核对结果的复核"


class State(models.TextChoices):
    """答复情况：what a department said of one person. Not knowing is never "none"."""

    FOUND = "found", "有记录"
    NONE = "none", "查无记录"
    UNKNOWN = "unknown", "未能查询"
    MISSING = "missing", "未答复"


KNOWN = (State.FOUND, State.NONE)


class MemberRefusal(models.Model):
    """不同意核对：a member or supporter said no. A signature given later lifts it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="member_refusals")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    supporter = models.ForeignKey(Supporter, models.PROTECT, null=True, related_name="+")
    name = models.TextField("姓名")
    said_on = models.DateField("表示日期")
    why = models.TextField("原因", blank=True)
    at = models.DateTimeField("登记时间")
    taken_by = models.TextField("登记人")
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(person__isnull=False) ^ Q(supporter__isnull=False), name="memberrefusal_of_one"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Request(models.Model):
    """核对委托（D08-1）：the township asks the centre about one household. One is open on a case at a time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="verifications")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    number = models.TextField("委托编号", unique=True)
    purpose = models.TextField("核对用途", choices=Purpose)
    sources: Any = models.JSONField("核对项目")
    asked_on = models.DateField("委托日期")
    reply_by = models.DateField("请在此日前答复")
    at = models.DateTimeField("委托时间")
    name = models.TextField("委托人")
    natural_person = models.UUIDField(null=True)
    taken_on = models.DateField("接收日期", null=True)
    taken_by = models.TextField("核对人", blank=True)
    taken_person = models.UUIDField(null=True)
    closed_on = models.DateField("办结日期", null=True)
    sent_back_because = models.TextField("退回原因", blank=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case"], condition=Q(closed_on__isnull=True), name="request_one_open"
            ),
        )
        indexes = (
            models.Index(
                fields=["area", "asked_on"], condition=Q(closed_on__isnull=True), name="request_open"
            ),
        )

    def __str__(self) -> str:
        return self.number


class Subject(models.Model):
    """核对对象：one who signed, as it was on the day of asking, and the sources that the signature covers."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.ForeignKey(Request, models.PROTECT, related_name="subjects")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    position = models.IntegerField("序号")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    supporter = models.ForeignKey(Supporter, models.PROTECT, null=True, related_name="+")
    name = models.TextField("姓名")
    relation = models.TextField("与申请人关系")
    id_number = SealedField("身份证号", null=True)
    authorisation = models.ForeignKey(Authorisation, models.PROTECT, related_name="+")
    sources: Any = models.JSONField("授权范围内的来源")
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(person__isnull=False) ^ Q(supporter__isnull=False), name="subject_of_one"
            ),
            models.UniqueConstraint(fields=["request", "position"], name="subject_position"),
        )

    def __str__(self) -> str:
        return self.name


class Batch(models.Model):
    """核对批次：one sheet to one source, about many households. `sheet_sm3` is over what was asked."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    number = models.TextField("批次号", unique=True)
    source = models.TextField("数据来源")
    rows = models.IntegerField("行数")
    sheet_sm3 = models.BinaryField("表的摘要", max_length=DIGEST_BYTES)
    made_on = models.DateField("制表日期")
    reply_by = models.DateField("请在此日前答复")
    at = models.DateTimeField("制表时间")
    name = models.TextField("制表人")
    natural_person = models.UUIDField(null=True)
    closed_on = models.DateField("结束日期", null=True)
    closed_because = models.TextField("未答复的原因", blank=True)
    objects = AreaRows.as_manager()

    def __str__(self) -> str:
        return self.number


class BatchRow(models.Model):
    """批次中的一行：one person asked about."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="asked")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    position = models.IntegerField("序号")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["batch", "position"], name="batchrow_position"),
            models.UniqueConstraint(fields=["batch", "subject"], name="batchrow_once"),
        )

    def __str__(self) -> str:
        return f"{self.batch_id} {self.position}"


class Reply(models.Model):
    """回盘：one file that a source sent back. The same file is taken in once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="replies")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    file_sm3 = models.BinaryField("文件摘要", max_length=DIGEST_BYTES)
    filename = models.TextField("文件名")
    data_on = models.DateField("数据日期")
    stale = models.BooleanField("数据过旧", default=False)
    received_on = models.DateField("收到日期")
    at = models.DateTimeField("入库时间")
    name = models.TextField("入库人")
    natural_person = models.UUIDField(null=True)
    answered = models.IntegerField("已答复人数")
    unanswered = models.IntegerField("未答复人数")
    refused = models.IntegerField("退回行数")
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["batch", "file_sm3"], name="reply_file_once"),)

    def __str__(self) -> str:
        return self.filename


class Returned(models.Model):
    """退回：the rows of a file that were not taken, cell by cell, and the copy that goes back with the reasons.

    `problems` name cells and what is the matter; the copy holds identity numbers and is sealed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="returned")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    file_sm3 = models.BinaryField("文件摘要", max_length=DIGEST_BYTES)
    filename = models.TextField("文件名")
    problems = SealedField("退回的单元格", help_text="canonical JSON: cell and reason")
    rows = models.IntegerField("退回行数")
    copy = SealedField("退回的副本", help_text="base64 of the workbook")
    at = models.DateTimeField("退回时间")
    name = models.TextField("经办人")
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["batch", "file_sm3"], name="returned_file_once"),)

    def __str__(self) -> str:
        return self.filename


class Answer(models.Model):
    """答复：what a source said of one person, sealed as it came. A later answer stands beside the earlier one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    row = models.ForeignKey(BatchRow, models.PROTECT, related_name="answers")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="+")
    reply = models.ForeignKey(Reply, models.PROTECT, null=True, related_name="answers")
    state = models.TextField("答复情况", choices=State)
    records = SealedField("记录", null=True, help_text="canonical JSON: one object a record")
    data_on = models.DateField("数据日期")
    at = models.DateTimeField("入库时间")
    objects = AreaRows.as_manager()

    class Meta:
        indexes = (models.Index(fields=["row", "at"], name="answer_of_row"),)

    def __str__(self) -> str:
        return State(self.state).label


class CentreSeries(models.Model):
    """编号簿：the last number of requests, batches and reports given out in a district in a year."""

    district = models.ForeignKey(Area, models.PROTECT, related_name="+")
    kind = models.TextField()
    year = models.IntegerField()
    last = models.IntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["district", "kind", "year"], name="centreseries_once"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.year} {self.last}"
