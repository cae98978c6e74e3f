"""文书与文件：stored files, papers with their data as printed, and the events of each paper's life.

A row lies with its case, with its household, or with an office (a meeting, a batch) and moves along with the first
two by a key of the database. Nothing here is ever changed: a corrected paper is a new version, a wrong entry is
taken back by another event.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from doudi.records.access import AreaRows
from doudi.records.areas.models import Area
from doudi.records.documents.kinds import Sort
from doudi.records.ids import new_id
from doudi.records.people.models import Household
from doudi.records.vault.fields import SealedField


class StoredFile(models.Model):
    """文件：whose bytes lie in the file library under `sm3`. `uploaded_sm3` is what came in, before a picture was
    written anew. The name is only shown; it may hold a person's number, so it is sealed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    case_id = models.UUIDField("件", null=True, blank=True)
    household = models.ForeignKey(Household, models.PROTECT, null=True, blank=True, related_name="+")
    sm3 = models.BinaryField("摘要", max_length=32)
    uploaded_sm3 = models.BinaryField("上传时的摘要", max_length=32)
    sort = models.TextField("种类", choices=Sort)
    size = models.BigIntegerField("字节数")
    pages = models.IntegerField("页数", null=True, blank=True)
    name = SealedField("文件名", null=True)
    purpose = models.TextField("用途")
    at = models.DateTimeField("收存时间")
    received_by = models.UUIDField("收存人", null=True)
    received_by_name = models.TextField("收存人姓名")
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(case_id__isnull=True) | Q(household__isnull=True), name="storedfile_lies_once"
            ),
            models.CheckConstraint(condition=Q(sort__in=Sort.values), name="storedfile_known_sort"),
        )
        indexes = (
            models.Index(fields=["case_id", "at"], name="storedfile_case"),
            models.Index(fields=["sm3"], name="storedfile_sm3"),
            models.Index(fields=["area", "at"], name="storedfile_area"),
        )

    def __str__(self) -> str:
        return f"{Sort(self.sort).label} {self.size} 字节"


class ClearedScan(models.Model):
    """清除的扫描件：pages that nobody claimed in time. Their row stays, as what came in; their bytes are gone."""

    file = models.OneToOneField(StoredFile, models.PROTECT, primary_key=True, related_name="cleared")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    at = models.DateTimeField("清除时间")
    after_days = models.IntegerField("保留天数")
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(after_days__gte=1), name="clearedscan_kept_a_while"),
        )

    def __str__(self) -> str:
        return f"保留 {self.after_days} 天后清除"


class FiledPaper(models.Model):
    """在卷文书：one version of one paper, printed from the data that lie sealed beside it.

    `about` names the member, supporter or other row that the paper tells of, where one case has several of a kind;
    `matter` the meeting or batch that a paper without a case belongs to. `signs`, `seals` and `served` are what the
    catalogue asked for on the day of printing.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    case_id = models.UUIDField("件", null=True, blank=True)
    household = models.ForeignKey(Household, models.PROTECT, null=True, blank=True, related_name="+")
    matter = models.UUIDField("会议、批次", null=True, blank=True)
    code = models.TextField("代码")
    title = models.TextField("名称")
    number = models.TextField("文书编号", blank=True)
    about = models.UUIDField("关于", null=True, blank=True)
    about_name = models.TextField("关于谁", blank=True)
    dated = models.DateField("落款日期")
    data = SealedField("栏目内容")
    pdf = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")
    version = models.IntegerField("版次", default=1)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replacement")
    why = models.TextField("重新出具的原因", blank=True)
    signs = ArrayField(models.TextField(), verbose_name="签名栏", default=list)
    seals = ArrayField(models.TextField(), verbose_name="盖章栏", default=list)
    served = models.BooleanField("须送达", default=False)
    at = models.DateTimeField("出具时间")
    by = models.UUIDField("出具人", null=True)
    by_name = models.TextField("出具人姓名")
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(case_id__isnull=False, household__isnull=True, matter__isnull=True)
                | Q(case_id__isnull=True, household__isnull=False, matter__isnull=True)
                | Q(case_id__isnull=True, household__isnull=True, matter__isnull=False),
                name="filedpaper_lies_once",
            ),
            models.CheckConstraint(
                condition=Q(version=1, replaces__isnull=True)
                | (Q(version__gt=1, replaces__isnull=False) & ~Q(why="") & ~Q(replaces=F("id"))),
                name="filedpaper_new_version_says_why",
            ),
        )
        indexes = (
            models.Index(fields=["case_id", "code"], name="filedpaper_case"),
            models.Index(fields=["matter"], name="filedpaper_matter"),
            models.Index(fields=["area", "dated"], name="filedpaper_area"),
        )

    def __str__(self) -> str:
        told = f"《{self.title}》"
        if self.about_name:
            told += f"（{self.about_name}）"
        return told if self.version == 1 else f"{told}第{self.version}版"


class Event(models.TextChoices):
    """文书经历的事：printing is the paper's own row."""

    SIGNED = "signed", "签名"
    STAMPED = "stamped", "盖章"
    SCANNED = "scanned", "扫描归档"
    SERVED = "served", "送达"
    VOIDED = "voided", "更正作废"


class Way(models.TextChoices):
    """送达方式."""

    IN_PERSON = "in_person", "直接送达"
    BY_POST = "by_post", "邮寄送达"
    LEFT = "left", "留置送达"
    PUBLIC_NOTICE = "public_notice", "公告送达"


class PaperEvent(models.Model):
    """文书的一件事：signed by whom, stamped with what, scanned as which file, served how; or an entry taken back.

    `counted_on` is the day from which periods count: that of receipt, of leaving, or the last day of the notice.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    paper = models.ForeignKey(FiledPaper, models.PROTECT, related_name="events")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    kind = models.TextField("事项", choices=Event)
    on = models.DateField("日期")
    counted_on = models.DateField("送达之日", null=True, blank=True)
    who = models.TextField("谁", blank=True)
    capacity = models.TextField("签名栏、盖章栏", blank=True)
    how = models.TextField("方式", blank=True)
    witnesses = ArrayField(models.TextField(), verbose_name="见证人", default=list, blank=True)
    tracking = models.TextField("邮件编号", blank=True)
    place = models.TextField("地点", blank=True)
    note = models.TextField("备注", blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    voids = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="voided_by")
    at = models.DateTimeField("录入时间")
    by = models.UUIDField("录入人", null=True)
    by_name = models.TextField("录入人姓名")
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=Event.values), name="paperevent_known_kind"),
            models.CheckConstraint(
                condition=Q(kind=Event.SCANNED) ^ Q(file__isnull=True), name="paperevent_scan_has_file"
            ),
            models.CheckConstraint(
                condition=Q(
                    kind=Event.SERVED, how__in=Way.values, counted_on__isnull=False, counted_on__gte=F("on")
                )
                | (~Q(kind=Event.SERVED) & Q(counted_on__isnull=True)),
                name="paperevent_service_has_day",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Event.SERVED, how=Way.LEFT) | Q(witnesses__len__gte=2),
                name="paperevent_left_before_two",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Event.SERVED, how=Way.BY_POST) | ~Q(tracking=""),
                name="paperevent_post_has_number",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=(Event.SIGNED, Event.STAMPED)) | ~Q(capacity=""),
                name="paperevent_signed_as_what",
            ),
            models.CheckConstraint(
                condition=Q(kind=Event.VOIDED) ^ Q(voids__isnull=True), name="paperevent_voids_one"
            ),
        )
        indexes = (models.Index(fields=["paper", "kind"], name="paperevent_paper"),)

    def __str__(self) -> str:
        return f"{Event(self.kind).label} {self.on}"
