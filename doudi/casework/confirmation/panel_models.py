"""联审联确认小组：who sits on a township's panel and as what, its meetings, who was there, and whose power is stayed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from doudi.records.access import AreaRows
from doudi.records.areas.models import Area
from doudi.records.ids import new_id
from doudi.records.staff.models import NaturalPerson


class Capacity(models.TextChoices):
    """身份：as what a member sits on the panel (通知 二（四）：党委领导、政府负责、部门参与)."""

    PARTY = "party", "党委"
    GOVERNMENT = "government", "政府"
    DEPARTMENT = "department", "部门"
    VILLAGE = "village", "村（社区）"


class Panel(models.Model):
    """联审联确认小组 of a township, by the document that set it up, until the next one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="乡镇（街道）")
    since = models.DateField("自")
    until = models.DateField("止", null=True, blank=True)
    document = models.TextField("成立依据")
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["area"], condition=Q(until__isnull=True), name="panel_one_open"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="panel_ends_after_it_begins"),
        )

    def __str__(self) -> str:
        return f"联审联确认小组 {self.since}"


class PanelMember(models.Model):
    """小组成员：a natural person on the panel in one capacity, from `since` until the day before `until`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    panel = models.ForeignKey(Panel, models.PROTECT, related_name="members")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    person = models.ForeignKey(NaturalPerson, models.PROTECT, related_name="+")
    name = models.TextField("姓名")
    capacity = models.TextField("身份", choices=Capacity)
    unit = models.TextField("单位及职务", blank=True)
    since = models.DateField("自")
    until = models.DateField("止", null=True, blank=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["panel", "person"], condition=Q(until__isnull=True), name="panelmember_one_open"
            ),
            models.CheckConstraint(
                condition=Q(until__gte=F("since")), name="panelmember_ends_after_it_begins"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}（{self.title}）"

    @property
    def title(self) -> str:
        return self.unit or str(Capacity(self.capacity).label)


class Meeting(models.Model):
    """联审联确认会议：one sitting of a panel. From its close nothing of it changes any more."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    panel = models.ForeignKey(Panel, models.PROTECT, related_name="meetings")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="乡镇（街道）")
    number = models.IntegerField("当年第几次")
    on = models.DateField("日期")
    time = models.TextField("时间", blank=True)
    place = models.TextField("地点")
    chair = models.ForeignKey(PanelMember, models.PROTECT, related_name="+", verbose_name="主持人")
    recorder = models.TextField("记录人")
    recorded_by = models.UUIDField("记录人（自然人）")
    opinions = ArrayField(models.TextField(), default=list, verbose_name="发言要点")
    closed_at = models.DateTimeField("散会时间", null=True, blank=True)
    cancelled_because = models.TextField("取消原因", blank=True)
    objects = AreaRows.as_manager()

    class Meta:
        indexes = (models.Index(fields=["area", "on"], name="meeting_area"),)

    def __str__(self) -> str:
        return f"{self.on.year} 年第 {self.number} 次联审联确认会议"


class Attendance(models.Model):
    """到会：one member at one meeting."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendances")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="+")
    present = models.BooleanField("到会")
    why_absent = models.TextField("缺席原因", blank=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["meeting", "member"], name="attendance_once"),)

    def __str__(self) -> str:
        return f"{self.member_id} {'到会' if self.present else '缺席'}"


class StayedPower(models.Model):
    """暂停下放的确认权：from when until when a township may not confirm itself; the district decides meanwhile."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="乡镇（街道）")
    since = models.DateField("自")
    until = models.DateField("恢复日期", null=True, blank=True)
    document = models.TextField("依据")
    why = models.TextField("原因")
    stayed_by = models.UUIDField("决定人")
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["area"], condition=Q(until__isnull=True), name="stayedpower_one_open"
            ),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="stayedpower_ends_after"),
        )

    def __str__(self) -> str:
        return f"{self.since}－{self.until or ''}"
