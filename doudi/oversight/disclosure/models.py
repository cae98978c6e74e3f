"""长期公示：a month's list of who receives aid in a township, and the rows that anybody may read.

A row holds what may be shown and nothing else, besides the award it came from. A published list is never changed; it
ends on its last day by itself, or is withdrawn with a reason.
"""

from django.db import models
from django.db.models import F, Q

from doudi.casework.awards.models import PAID, Award, Scheme
from doudi.records.access import AreaRows
from doudi.records.areas.models import Area
from doudi.records.ids import new_id

SHOWN_SCHEMES = [(each.value, each.label) for each in PAID]


class Disclosure(models.Model):
    """一期公示：of one township and month; made by one person, published by another."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="乡镇（街道）")
    month = models.DateField("月份")
    phone = models.TextField("监督电话")
    shows_amount = models.BooleanField("公布金额")
    basis = models.TextField("依据")
    many = models.IntegerField("户数")
    prepared_on = models.DateField("生成日期")
    prepared_at = models.DateTimeField("生成时间")
    prepared_by = models.UUIDField("生成人（自然人）", null=True)
    prepared_name = models.TextField("生成人")
    first = models.DateField("公示自", null=True, blank=True)
    last = models.DateField("公示至", null=True, blank=True)
    published_at = models.DateTimeField("公布时间", null=True, blank=True)
    published_by = models.UUIDField("公布人（自然人）", null=True, blank=True)
    published_name = models.TextField("公布人", blank=True)
    withdrawn_on = models.DateField("撤下日期", null=True, blank=True)
    withdrawn_name = models.TextField("撤下人", blank=True)
    withdrawn_because = models.TextField("撤下原因", blank=True)
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["area", "month"],
                condition=Q(withdrawn_on__isnull=True),
                name="disclosure_one_a_month",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="disclosure_of_a_month"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="disclosure_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, published_by__isnull=True, first__isnull=True)
                | Q(
                    published_at__isnull=False,
                    published_by__isnull=False,
                    first__isnull=False,
                    last__isnull=False,
                ),
                name="disclosure_published_whole",
            ),
            models.CheckConstraint(condition=~Q(prepared_by=F("published_by")), name="disclosure_two_people"),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True, withdrawn_because="")
                | (Q(withdrawn_on__isnull=False) & ~Q(withdrawn_because="")),
                name="disclosure_withdrawn_why",
            ),
        )

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} 公示"

    @property
    def published(self) -> bool:
        return self.published_at is not None


class DisclosedRow(models.Model):
    """公示的一行：what may be shown of one household; the award is for who looks after an objection, and is never shown."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    disclosure = models.ForeignKey(Disclosure, models.PROTECT, related_name="rows")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    award = models.ForeignKey(Award, models.PROTECT, related_name="+")
    village = models.ForeignKey(Area, models.PROTECT, related_name="+")
    number = models.IntegerField("序号")
    village_name = models.TextField("村（社区）")
    head_name = models.TextField("户主姓名")
    scheme = models.TextField("救助类别", choices=SHOWN_SCHEMES)
    persons = models.IntegerField("保障人数")
    amount_fen = models.BigIntegerField("月保障金额（分）", null=True)
    near_relative = models.BooleanField("近亲属备案")
    objects = AreaRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["disclosure", "number"], name="disclosedrow_in_order"),
            models.CheckConstraint(condition=Q(persons__gte=1), name="disclosedrow_somebody"),
            models.CheckConstraint(condition=Q(amount_fen__gte=0), name="disclosedrow_not_negative"),
            models.CheckConstraint(condition=Q(scheme__in=PAID), name="disclosedrow_paid_scheme"),
        )
        indexes = (models.Index(fields=["village", "disclosure"], name="disclosedrow_village"),)

    def __str__(self) -> str:
        return f"{self.village_name} {self.head_name}"

    @property
    def scheme_title(self) -> str:
        return Scheme(self.scheme).label
