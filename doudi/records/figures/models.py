"""签发的数值：one dated figure of a district, entered by one person and issued by another; and holiday notices.

Standards are public facts and stand outside the area wall; drafts are shown by `queries.drafts` to their district only.
An issue or a withdrawal makes a new edition of the district's figures. A decision keeps the number of the edition that
it used, and finds exactly those figures again, whatever was issued since.
"""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from doudi.records.areas.models import Area
from doudi.records.ids import new_id
from doudi.records.staff.models import NaturalPerson

TWO_PEOPLE = Q(issued_by__isnull=True) | ~Q(issued_by=F("entered_by"))


class Figure(models.Model):
    """数值：name, keys, `since` (from which day), `issued` (the document's day), document; `keys` hold no floats."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    name = models.TextField("数值名")
    title = models.TextField("名称")
    unit = models.TextField("单位")
    keys: Any = models.JSONField("各项")
    since = models.DateField("执行日期")
    issued = models.DateField("印发日期")
    document = models.TextField("文号和条款")
    note = models.TextField("说明", blank=True)
    entered_by = models.ForeignKey(NaturalPerson, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("录入时间")
    issued_by = models.ForeignKey(NaturalPerson, models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField("签发时间", null=True)
    edition = models.PositiveIntegerField("自第几版", null=True)
    withdrawn_edition = models.PositiveIntegerField("至第几版", null=True)
    withdrawn_because = models.TextField("撤回原因", blank=True)
    dropped_because = models.TextField("退回原因", blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=TWO_PEOPLE, name="figure_by_two_people"),
            models.CheckConstraint(
                condition=Q(issued_by__isnull=True, issued_at__isnull=True, edition__isnull=True)
                | Q(issued_by__isnull=False, issued_at__isnull=False, edition__isnull=False),
                name="figure_edition_when_issued",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_edition__isnull=True) | Q(withdrawn_edition__gt=F("edition")),
                name="figure_withdrawn_after_issue",
            ),
            models.UniqueConstraint(fields=["area", "edition"], name="figure_one_an_edition"),
        )

    def __str__(self) -> str:
        return f"{self.title} {self.since}"


class HolidayNotice(models.Model):
    """放假安排通知：days of rest and make-up working days that a notice sets; `year` when it arranges a whole year."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.TextField("文号", unique=True)
    issued = models.DateField("印发日期")
    year = models.PositiveSmallIntegerField("年份", null=True)
    off = ArrayField(models.DateField(), verbose_name="休息日")
    work = ArrayField(models.DateField(), default=list, verbose_name="补班日")
    entered_by = models.ForeignKey(NaturalPerson, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("录入时间")
    issued_by = models.ForeignKey(NaturalPerson, models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField("生效时间", null=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=TWO_PEOPLE, name="holidaynotice_by_two_people"),)

    def __str__(self) -> str:
        return self.number
